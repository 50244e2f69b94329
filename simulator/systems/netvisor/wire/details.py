"""What only Netvisor knows of a record: the texts of its message by element name, kept beside the typed figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from simulator.systems.netvisor.wire.xml import Element

Details = dict[str, str]
_READER = msgspec.json.Decoder(Details)


def details(document: bytes) -> Details:
    """Return what was kept."""
    return _READER.decode(document) if document else {}


def kept(known: Mapping[str, str]) -> bytes:
    """Return ``known`` as it is kept, without what is empty."""
    return msgspec.json.encode({name: value for name, value in known.items() if value})


def merged(known: Mapping[str, str], blocks: Iterable[Element | None], names: frozenset[str]) -> Details:
    """Return ``known`` with the texts that ``blocks`` give: what is omitted stays, what is empty is blanked."""
    result = dict(known)
    for block in blocks:
        for child in block.children if block is not None else ():
            if child.name in names:
                result[child.name] = child.text
    return result
