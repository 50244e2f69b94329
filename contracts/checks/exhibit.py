"""All that was seen of one story that was played to one client, as plain data that can be kept and read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from contracts.checks.exchange import Exchange, exchange_of, whole
from contracts.scenario.document import Scenario
from contracts.scenario.truth import Truth
from contracts.scenario.turn import Turn

Row = Mapping[str, Any]


class Sight(NamedTuple):
    """One thing that was seen: whether it was right, in words, and the journal entries that show it."""

    right: bool
    what: str
    exchanges: tuple[int, ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """What was seen of one story.

    ``journal`` has the client's exchanges with CFIS, whole, oldest first; ``lobby`` those that opened no world.
    ``belief`` is the client's books at the end, None where it told none. ``events`` is the world's event log, and
    ``disagreements`` what each comparison of books found. Amounts are Decimal, days and instants text.
    """

    scenario: Scenario
    turns: Sequence[Turn]
    journal: Sequence[Row]
    lobby: Sequence[Row]
    belief: Row | None
    truth: Truth
    events: Sequence[Row]
    disagreements: Sequence[Sequence[str]]

    @cached_property
    def exchanges(self) -> Sequence[Exchange]:
        """The client's exchanges, read, oldest first."""
        return tuple(exchange_of(each) for each in self.journal)

    @cached_property
    def strays(self) -> Sequence[Exchange]:
        """The client's exchanges that opened no world, read."""
        return tuple(exchange_of(each) for each in self.lobby)

    def of(self, *operations: str) -> Iterator[Exchange]:
        """Yield the exchanges of some operations, oldest first."""
        return (each for each in self.exchanges if each.operation in operations)

    def within(self, turn: Turn) -> Sequence[Exchange]:
        """Return the exchanges that were made in a turn."""
        return tuple(each for each in self.exchanges if turn.first < each.number <= turn.last)

    def told(self, *verbs: str) -> Sequence[Turn]:
        """Return the turns of some verbs, oldest first."""
        return tuple(each for each in self.turns if each.verb in verbs)

    def works_after(self, number: int) -> bool:
        """Tell whether the client did its periodic work, and asked something, after the exchange of that number."""
        return any(turn.verb == "run" and turn.last > max(turn.first, number) for turn in self.turns)

    def believed(self, name: str) -> Sequence[Row]:
        """Return a list of the client's books; nothing where it tells none."""
        rows = (self.belief or {}).get(name)
        return [each for each in rows if isinstance(each, Mapping)] if isinstance(rows, list) else []

    @cached_property
    def invoices_believed(self) -> Mapping[int, Row]:
        """What the client believes of invoices, by number."""
        rows = ((whole(each.get("invoiceNumber")), each) for each in self.believed("invoices"))
        return {number: row for number, row in rows if number is not None}

    @cached_property
    def books_otherwise(self) -> bool:
        """Whether the client books something that no settlement paid out (PAY-01)."""
        there = {each["allocationId"] for each in self.so("allocations")}
        return any(whole(each.get("allocationId")) not in there for each in self.believed("bookings"))

    @cached_property
    def does_without_payments(self) -> bool:
        """Whether the client books settlements and asks for no provisional payments, which nobody has to ask for."""
        there = {each["allocationId"] for each in self.so("allocations")}
        booked = any(whole(each.get("allocationId")) in there for each in self.believed("bookings"))
        return booked and not any(self.of("getPayments"))

    def happened(self, *because: str) -> Iterator[Row]:
        """Yield the events of some reasons that are about the client, oldest first."""
        clients = {each["clientId"] for each in self.so("receivables")}
        for each in self.events:
            if each["because"] in because and (each.get("clientId") in clients or "clientId" not in each):
                yield each

    def so(self, name: str) -> Sequence[Row]:
        """Return a list of the world's books."""
        return self.truth.books.get(name) or ()


Check: TypeAlias = Callable[[Exhibit], Iterator[Sight]]


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it: exact numbers, days and instants as text, members named by text."""
    match value:
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case datetime() | date():
            return value.isoformat()
        case float():
            return Decimal(repr(value)) if isfinite(value) else repr(value)
        case Decimal():
            return value if value.is_finite() else str(value)
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


_ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode
_DECODE: Final = msgspec.json.Decoder(float_hook=Decimal).decode
_NOWHERE: Final[Mapping[tuple[str, int], Any]] = MappingProxyType({})


def encode(exhibit: Exhibit) -> bytes:
    """Return an exhibit as JSON."""
    scenario = exhibit.scenario._replace(places=_NOWHERE, origin="")
    return _ENCODE(
        {
            "scenario": plain(scenario._asdict()),
            "turns": [plain(each._asdict()) for each in exhibit.turns],
            "journal": plain(exhibit.journal),
            "lobby": plain(exhibit.lobby),
            "belief": plain(exhibit.belief),
            "truth": {name: _listed(value) for name, value in exhibit.truth._asdict().items()},
            "events": plain(exhibit.events),
            "disagreements": plain(exhibit.disagreements),
        }
    )


def decode(kept: bytes) -> Exhibit:
    """Return the exhibit that was kept by ``encode``: the same in every respect that a check can see."""
    told = _DECODE(kept)
    return Exhibit(
        scenario=Scenario(**told["scenario"]),
        turns=[Turn(**{**each, "at": datetime.fromisoformat(each["at"])}) for each in told["turns"]],
        journal=told["journal"],
        lobby=told["lobby"],
        belief=told["belief"],
        truth=Truth(**{name: _counted(name, value) for name, value in told["truth"].items()}),
        events=told["events"],
        disagreements=told["disagreements"],
    )


def _listed(value: Any) -> Any:
    """Return a part of the truth as JSON can hold it; what is counted by invoice and code is a list of triples."""
    if isinstance(value, Counter):
        return [[number, code, times] for (number, code), times in value.items()]
    return plain(value)


def _counted(name: str, value: Any) -> Any:
    if name.startswith("actions_"):
        return Counter({(number, code): times for number, code, times in value})
    return value
