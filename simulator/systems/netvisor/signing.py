"""The MAC of a Netvisor request: what is joined, how it is hashed, and every spelling an honest caller may have signed.

Callers hash the address as it stands on the wire or percent-decoded, in Latin-1 or in UTF-8; all of it occurs, so a
MAC is right when it fits one of the candidates. Source: support.netvisor.fi, "Authentication" and the announcement of
HMACSHA256 of May 2025; the spellings are those of published clients.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import unquote, unquote_plus

ENCODINGS: Final = ("utf-8", "iso-8859-15", "latin-1")
"""Encodings of the text that is signed, the commonest first; ISO-8859-15 is the documented one."""
HMAC: Final = "HMACSHA256"
MASK: Final = "****"
"""Stands in place of a key wherever the signed text is shown."""


class Signed(NamedTuple):
    """What a request says about itself, as its headers and its address have it."""

    url: str
    sender: str
    customer_id: str
    timestamp: str
    language: str
    organisation_id: str
    transaction_id: str
    timestamp_unix: str


class Keys(NamedTuple):
    """The two secrets that are hashed and never sent."""

    customer: str
    partner: str


def mac(algorithm: str, text: str, keys: Keys, encoding: str) -> str:
    """Return the MAC of ``text``, which ends in the keys, in lower-case hex. Raises KeyError for an unknown one."""
    return ALGORITHMS[algorithm](text.encode(encoding, "replace"), keys, encoding)


def text_to_sign(algorithm: str, signed: Signed, keys: Keys) -> str:
    """Return what is hashed under ``algorithm``, joined with single ampersands and not escaped."""
    parts = [*signed[:-1], *([signed.timestamp_unix] if algorithm == HMAC else []), *keys]
    return "&".join(parts)


def is_signed(algorithm: str, given: str, signed: Signed, keys: Keys) -> bool:
    """Tell whether ``given`` is the MAC of ``signed`` in any spelling that honest callers use; case is free."""
    wanted = given.strip().lower().encode()
    return any(
        hmac.compare_digest(mac(algorithm, text_to_sign(algorithm, spelling, keys), keys, encoding).encode(), wanted)
        for spelling in _spellings(signed)
        for encoding in ENCODINGS
    )


def shown(algorithm: str, signed: Signed, keys: Keys) -> tuple[str, str]:
    """Return the text that we signed, its keys masked, and the MAC that it comes to."""
    hidden = text_to_sign(algorithm, signed, Keys(MASK, MASK))
    return hidden, mac(algorithm, text_to_sign(algorithm, signed, keys), keys, ENCODINGS[0])


def _spellings(signed: Signed) -> Iterator[Signed]:
    """Yield ``signed`` in each spelling of its address and its sender, the commonest first, none of them twice."""
    senders = dict.fromkeys((signed.sender, _as_utf_8(signed.sender)))
    url = signed.url
    urls = dict.fromkeys((url, unquote(url), unquote(url, "iso-8859-15"), unquote_plus(url)))
    for sender in senders:
        for spelled in urls:
            yield signed._replace(url=spelled, sender=sender)


def _as_utf_8(header: str) -> str:
    """Return a header, read as Latin-1, as the UTF-8 that it may have been."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _hashed(name: str) -> Callable[[bytes, Keys, str], str]:
    def hashed(text: bytes, keys: Keys, encoding: str) -> str:
        return hashlib.new(name, text, usedforsecurity=False).hexdigest()

    return hashed


def _hmac(text: bytes, keys: Keys, encoding: str) -> str:
    return hmac.new("&".join(keys).encode(encoding, "replace"), text, hashlib.sha256).hexdigest()


ALGORITHMS: Final[Mapping[str, Callable[[bytes, Keys, str], str]]] = MappingProxyType(
    {HMAC: _hmac, "SHA256": _hashed("sha256"), "MD5": _hashed("md5")}
)
"""How each algorithm hashes; a request that names none means MD5."""
