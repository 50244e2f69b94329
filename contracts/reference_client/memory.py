"""What the client must not forget: one document, replaced as a whole, so that a restart never finds half of it.

The store is any mapping of names to bytes: a dict in a test, a `Folder` on a disk. A client with thousands of invoices
keeps the same records in a database.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

NAME: Final = "cfis.json"
CarriedKind: TypeAlias = Literal["ledger", "payment"]
"""What goes to the accounting system: ledger documents and payments."""


class Invoice(msgspec.Struct):
    """One invoice of ours. ``open`` is what the case says is owed, and None while there is no case to ask.

    ``known_on`` is the day on which CFIS first told of its delivery, ``read_on`` that on which it last did.
    """

    number: int
    dated: date
    due: date
    currency: str
    state: Literal["WAITING", "ACCEPTED", "REFUSED"] = "WAITING"
    reason: str | None = None
    delivery: str | None = None
    case_id: int | None = None
    open: Decimal | None = None
    closed_on: date | None = None
    known_on: date | None = None
    read_on: date | None = None


class Entry(msgspec.Struct):
    """What waits to be sent. ``maybe_sent`` says that an attempt was made whose outcome is not known."""

    kind: Literal["invoice", "action", "ledger", "payment"]
    document: msgspec.Raw
    maybe_sent: bool = False


class Payment(msgspec.Struct, frozen=True):
    """Money that the agency tells of before the settlement: provisional, never booked."""

    invoice_number: int
    paid_on: date
    amount: Decimal
    currency: str


class Booking(msgspec.Struct, frozen=True):
    """What a settlement paid for one invoice: final, booked once for each ``allocation_id``."""

    settlement_id: int
    allocation_id: int
    invoice_number: int
    currency: str
    capital: Decimal
    interest: Decimal
    costs: Decimal


class Carried(msgspec.Struct):
    """A document for the accounting system, by our identifier; ``again``: handed in anew after it had failed."""

    key: str
    dated: date
    state: Literal["WAITING", "ACCEPTED", "REFUSED", "SYNCED", "FAILED"] = "WAITING"
    reason: str | None = None
    again: bool = False


def _nothing_carried() -> dict[CarriedKind, dict[str, Carried]]:
    return {"ledger": {}, "payment": {}}


class Memory(msgspec.Struct):
    """All that the client knows. ``since`` is the first day it asks about, ``settled_to`` the last one it has read."""

    token: str
    since: date
    settled_to: date
    outbox: list[Entry] = []
    invoices: dict[int, Invoice] = {}
    action_ids: set[int] = set()
    actions_sent: list[Entry] = []
    actions_refused: list[Entry] = []
    payments: list[Payment] = []
    bookings: dict[int, Booking] = {}
    carried: dict[CarriedKind, dict[str, Carried]] = msgspec.field(default_factory=_nothing_carried)


class Notebook:
    """The memory and the place where it is kept."""

    def __init__(self, store: MutableMapping[str, bytes], first: Memory) -> None:
        kept = store.get(NAME)
        self._store = store
        self.memory = first if kept is None else msgspec.json.decode(kept, type=Memory)

    def save(self) -> None:
        """Keep everything as it stands now."""
        self._store[NAME] = msgspec.json.encode(self.memory)


class Folder(MutableMapping[str, bytes]):
    """A mapping kept in the files of a folder; a file is replaced in one step, so a crash leaves the old one whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getitem__(self, name: str) -> bytes:
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def __setitem__(self, name: str, content: bytes) -> None:
        unfinished = self._path / f"{name}.new"
        unfinished.write_bytes(content)
        unfinished.replace(self._path / name)

    def __delitem__(self, name: str) -> None:
        (self._path / name).unlink()

    def __iter__(self) -> Iterator[str]:
        return (each.name for each in self._path.iterdir() if each.suffix != ".new")

    def __len__(self) -> int:
        return sum(1 for _ in self)
