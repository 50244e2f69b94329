"""What a client believes of its documents for accounting, against what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from contracts.scenario.client import Books
from contracts.words import times

Row = Mapping[str, Any]
LISTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"LEDGER": ("ledgers", "ledger document"), "PAYMENT": ("accountingPayments", "accounting payment")}
)
"""By kind of document: the list of a client's books, and what one is called in words."""
STATES: Final[Mapping[str, str]] = MappingProxyType({"PENDING": "ACCEPTED", "SYNCED": "SYNCED", "FAILED": "FAILED"})
"""What a client believes rightly, by how far a document is."""


def accounting_disagreements(
    queues: Sequence[Row], belief: Books, asked: Mapping[str, Collection[str]] | None = None
) -> Iterator[str]:
    """Yield what the client has wrong, in words.

    ``queues`` is ``sync`` of ``GET .../books``. ``asked`` are the identifiers that the client was told to hand in, by
    kind; without it nobody knows what was made up. A list that the client does not tell is not compared.
    """
    for kind, (listed, called) in LISTS.items():
        documents = [each for queue in queues for each in queue["documents"] if each["kind"] == kind]
        so = {each["name"]: STATES[each["status"]] for each in documents}
        if asked is not None:
            yield from (
                f"CFIS has {called} {key}, which nobody handed in" for key in so if key not in asked.get(kind, ())
            )
        if belief.get(listed) is not None:
            yield from _compared(called, so, belief[listed])


def _compared(called: str, so: Mapping[str, str], believed: Sequence[Row]) -> Iterator[str]:
    for key, often in Counter(each["key"] for each in believed).items():
        if often > 1:
            yield f"the client knows {called} {key} {times(often)}"
    for key in so.keys() - {each["key"] for each in believed}:
        yield f"CFIS has taken {called} {key} in, and the client does not know it"
    for each in believed:
        yield from _standing(f"{called} {each['key']}", each["state"], so.get(each["key"]))


def _standing(about: str, believed: str, so: str | None) -> Iterator[str]:
    if believed == "WAITING":
        yield f"{about} still waits to be sent, though nothing is in the way"
    elif so is None and believed != "REFUSED":
        yield f"the client believes that CFIS has {about}, which it has not"
    elif so is not None and believed != so:
        yield f"the client believes that {about} is {believed}; it is {so}"
