"""What must be so: one function for each kind of expectation, which yields what is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from contracts.scenario.matching import differences, shown
from contracts.scenario.recorder import CFIS, KINDS
from contracts.words import counted

if TYPE_CHECKING:
    from contracts.scenario.player import Player

OF_EVERYBODY: Final = ("accounting", "sync", "totals", "unmatched")
"""Parts of the books that are told only where nobody's alone are asked for."""
FOUND: Final = 200
AMOUNT: Final = re.compile(r"-?\d+\.\d{2}")
"""An amount that a client tells as text."""


def unmet(player: Player, told: Mapping[str, Any]) -> list[str]:
    """Return in what way something is not so, a sentence each. Raises SandboxFailed."""
    ((kind, what),) = told.items()
    return list(KINDS_OF_EXPECTATION[kind](player, what))


def _books(player: Player, told: Any) -> Iterable[str]:
    if told == "agree":
        return player.comparison()
    books = player.books()
    if any(name in told for name in OF_EVERYBODY):
        whole = player.plane.ask("/books")
        books |= {name: whole[name] for name in OF_EVERYBODY}
    return differences(told, books, "books")


def _believed(player: Player, told: Any) -> Iterable[str]:
    belief = player.believe()
    if belief is None:
        return ["the client does not tell its books"]
    return differences(told, {name: list(map(_plain, belief.get(name) or ())) for name in told}, "the client's books")


def _case(player: Player, told: Any) -> Iterator[str]:
    number = told["invoice"]
    status, body = player.asker.case(number)
    if status != FOUND or not isinstance(body, Mapping):
        yield f"case of invoice {number}: CFIS answers {status} {shown(body)}"
        return
    expected = {name: value for name, value in told.items() if name != "invoice"}
    yield from differences(expected, body["case"], f"case of invoice {number}")


def _journal(player: Player, told: Any) -> Iterator[str]:
    entries = player.recorder.exchanges(system=told.get("system", CFIS)) if player.recorder else []
    named = {name: value for name, value in told.items() if name not in ("system", "times", "atLeast", "atMost")}
    count = sum(all(_is_so(name, value, each) for name, value in named.items()) for each in entries)
    about = ", ".join(f"{name} {shown(value)}" for name, value in named.items()) or "any"
    least = told.get("atLeast", 0 if {"times", "atMost"} & told.keys() else 1)
    if "times" in told and count != told["times"]:
        yield f"journal: expected {counted(told['times'], 'request')} of the client with {about}, seen {count}"
    if count < least:
        yield f"journal: expected at least {counted(least, 'request')} of the client with {about}, seen {count}"
    if count > told.get("atMost", count):
        yield f"journal: expected at most {counted(told['atMost'], 'request')} of the client with {about}, seen {count}"


def _is_so(name: str, value: Any, entry: Mapping[str, Any]) -> bool:
    if name == "status" and 0 < value < KINDS:
        return bool(entry["status"] // KINDS == value)
    return bool(entry[name] == value)


def _events(player: Player, told: Any) -> Iterator[str]:
    events = player.events()
    left = iter(events)
    for each in told:
        wanted = {"because": each} if isinstance(each, str) else each
        if any(not any(differences(wanted, one)) for one in left):
            continue
        yield f"events: {_not_there(each, events, wanted)}"
        return


def _not_there(each: Any, events: Sequence[Mapping[str, Any]], wanted: Mapping[str, Any]) -> str:
    if any(not any(differences(wanted, one)) for one in events):
        return f"{shown(each)} happened, but not after what is named before it"
    words = {one["because"]: None for one in events}
    near = get_close_matches(str(wanted.get("because", "")), words, 1, 0.5)
    meant = f"; did you mean {near[0]!r}?" if near else "."
    return f"{shown(each)} did not happen{meant} What happened: {', '.join(words)}"


def _plain(row: Any) -> Any:
    """Return a row of a client's books as expectations have it: dates as text, amounts as numbers."""
    if not isinstance(row, Mapping):
        return row
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return Decimal(value) if AMOUNT.fullmatch(value) else value
    return value.isoformat() if isinstance(value, date) else value


KINDS_OF_EXPECTATION: Final[Mapping[str, Callable[[Player, Any], Iterable[str]]]] = MappingProxyType(
    {"books": _books, "believed": _believed, "case": _case, "journal": _journal, "events": _events}
)
