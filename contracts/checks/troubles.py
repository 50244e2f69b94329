"""What is to blame where a turn of a client broke down: the last answer before that, by what is special in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from contracts.checks.exchange import UNREADABLE, Exchange
from contracts.checks.exhibit import Exhibit
from contracts.checks.tellings import allocations, members
from contracts.scenario.turn import Turn

BREAKDOWN: Final = "RES-11"
UNREAD: Final = "RES-08"
ENDLESS: Final = "RES-06"
UNCLEAR: Final = "UNCLEAR"
"""No requirement: two or more could be to blame, as in a harsh world, and nobody can say which."""
RENEWAL: Final = "AUTH-07"
NOTHING_FOUND: Final = "TOL-03"
SHAPES: Final = "TOL-05"
NO_CASE: Final = "TOL-01"
NULLS: Final = "TOL-02"
EXTRA: Final = "TOL-06"
NUMBERS: Final = "TOL-08"
VARIATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nulls": NULLS,
        "empty-lists": NOTHING_FOUND,
        "new-values": "TOL-04",
        "other-shape": SHAPES,
        "extra-members": EXTRA,
        "list-order": "TOL-07",
        "member-order": "TOL-07",
        "number-form": NUMBERS,
        "no-optionals": "TOL-09",
        "long-strings": "TOL-10",
        "instants": "TOL-11",
    }
)
"""The requirement that each variation of an answer is about."""
UNENDED: Final = re.compile(r"the \w+ (did not end its turn within |made \d+ requests in one step and would not end)")
"""How the trouble of a turn begins that had to be ended, however the client is reached."""
MOST_ATTEMPTS: Final = 10
"""Attempts of one request in one turn, after which it has no end."""
TWO_DECIMALS: Final = -2
"""The exponent of an amount as it is usually written."""
UNANNOUNCED: Final = "x-unannounced"


def blamed(exhibit: Exhibit, turn: Turn) -> str | None:
    """Return the requirement that a turn which broke down has broken; None for one that ended in good order."""
    if not turn.trouble:
        return None
    exchanges = exhibit.within(turn)
    if UNENDED.match(turn.trouble):
        return ENDLESS if _is_tried_without_end(exchanges) else BREAKDOWN
    if not exchanges:
        return BREAKDOWN
    last = exchanges[-1]
    if last.fault in UNREADABLE:
        return BREAKDOWN if _was_tried_again(exchanges) else UNREAD
    if last.operation == "renewToken" and last.succeeded:
        return RENEWAL
    return _peculiarity(exhibit, last) if last.succeeded else BREAKDOWN


def _is_tried_without_end(exchanges: Sequence[Exchange]) -> bool:
    """Tell whether a turn did not end over a request: the last one had no answer, or one was made over and over."""
    if not exchanges:
        return False
    last, most = exchanges[-1], max(Counter(each.question for each in exchanges).values())
    return not last.arrived or last.failed or most > MOST_ATTEMPTS


def _was_tried_again(exchanges: Sequence[Exchange]) -> bool:
    """Tell whether the last request had an unreadable answer before: it was taken for no answer, and then given up."""
    *earlier, last = exchanges
    return any(each.question == last.question and each.fault in UNREADABLE for each in earlier)


def peculiarities(exchange: Exchange) -> Iterator[str]:
    """Yield the requirements that an answer which arrived gives occasion to show, the narrowest first."""
    if not exchange.succeeded:
        return
    if exchange.variation in VARIATIONS:
        yield VARIATIONS[exchange.variation]
    if exchange.operation == "getSettlements":
        yield from _of_settlements(exchange)
    if exchange.status == 204 or exchange.got == []:
        yield NOTHING_FOUND
    if any(name == UNANNOUNCED for name, _ in members(exchange.got)):
        yield EXTRA
    if any(_is_oddly_written(name, value) for name, value in members(exchange.got)):
        yield NUMBERS
    if any(value is None for _, value in members(exchange.got)):
        yield NULLS


def _peculiarity(exhibit: Exhibit, last: Exchange) -> str:
    """Return what is special in all answers of a kind at which the client broke down, and in none that it bore."""
    broken_down = {each.last for each in exhibit.turns if each.trouble}
    suspects, borne = list(peculiarities(last)), set[str]()
    for each in exhibit.of(last.operation):
        if each.number in broken_down:
            suspects = [one for one in suspects if one in set(peculiarities(each))]
        else:
            borne |= set(peculiarities(each))
    left = [each for each in suspects if each not in borne] or suspects or [BREAKDOWN]
    return UNCLEAR if not last.variation and {EXTRA, NUMBERS} <= set(left) else left[0]


def _of_settlements(exchange: Exchange) -> Iterator[str]:
    told = list(allocations(exchange))
    if any(each.shape == "events" for each in told):
        yield SHAPES
    elif any(each.case_id is None for each in told):
        yield NO_CASE


def _is_oddly_written(name: str, value: Any) -> bool:
    """Tell whether an amount is not written with two decimals, or another whole number with some."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    if name.lower().endswith("amount"):
        return isinstance(value, int) or value.as_tuple().exponent != TWO_DECIMALS
    return isinstance(value, Decimal) and value == value.to_integral_value()
