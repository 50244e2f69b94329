"""Checks of the group TOL: answers that say what they say in an unusual way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from contracts.checks.exchange import Exchange
from contracts.checks.exhibit import Check, Exhibit, Sight
from contracts.checks.troubles import NOTHING_FOUND, SHAPES, VARIATIONS, blamed, peculiarities

ASKED_FOR_ACCOUNTING: Final = frozenset({"getLedgers", "getAccountingPayments"})
"""Questions whose "nothing found" is another requirement's matter (ACC-08)."""
OFTEN: Final = 3
"""Times in a row that a question about nothing is asked, from which on the answer is taken for trouble."""


def bears(requirement: str, exhibit: Exhibit) -> Iterator[Sight]:
    """Yield for every turn whose answers were special in one way whether the client bore that."""
    for turn in exhibit.turns:
        exchanges = [each for each in exhibit.within(turn) if not _is_of_accounting(requirement, each)]
        special = [each for each in exchanges if requirement in peculiarities(each)]
        if exchanges and blamed(exhibit, turn) == requirement:
            last = exchanges[-1]
            yield Sight(
                False, f"the client broke down at an answer to {last.operation}: {turn.trouble}", (last.number,)
            )
        elif special and not turn.trouble and not _is_overdone(requirement, special):
            yield Sight(True, f"the client read such an answer to {special[0].operation}", (special[0].number,))


def takes_nothing_for_nothing(exhibit: Exhibit) -> Iterator[Sight]:
    """TOL-03: nothing found is an answer, and nothing to ask again for."""
    yield from bears(NOTHING_FOUND, exhibit)
    for turn in exhibit.turns:
        row = list[Exchange]()
        for each in exhibit.within(turn):
            row = [*row, each] if row and row[-1].question == each.question else [each]
            if _is_of_accounting(NOTHING_FOUND, each):
                continue
            if len(row) == OFTEN and all(one.status == 204 and one.arrived for one in row):
                what = f"{each.operation} was answered with nothing found, and asked again"
                yield Sight(False, what, tuple(one.number for one in row))


def bearing(requirement: str) -> Check:
    """Return the check that answers of one kind are borne."""
    return partial(bears, requirement)


ALONE: Final[dict[str, Check]] = {
    each: bearing(each)
    for each in ("TOL-01", *sorted(set(VARIATIONS.values())))
    if each not in (NOTHING_FOUND, SHAPES, "TOL-07")
}
"""The requirements of which nothing more is known than whether such answers are borne."""


def _is_of_accounting(requirement: str, exchange: Exchange) -> bool:
    return requirement == NOTHING_FOUND and exchange.operation in ASKED_FOR_ACCOUNTING


def _is_overdone(requirement: str, special: list[Exchange]) -> bool:
    """Tell whether a question about nothing was asked so often that the turn shows nothing good."""
    return requirement == NOTHING_FOUND and len(special) >= OFTEN
