"""Checks of the group RES that are about single requests and turns: waiting, giving up, and breaking down nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from contracts.checks.exchange import CLOSED, UNREADABLE, Exchange
from contracts.checks.exhibit import Exhibit, Sight
from contracts.checks.troubles import BREAKDOWN, ENDLESS, MOST_ATTEMPTS, UNREAD, blamed
from contracts.words import every, times

LONGEST_WAIT_SECONDS = 60.0
"""A client need not be more patient than this, however long it was told to wait."""


def waits_as_long_as_told(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-04: the same request comes back in the same turn only after the time that it was told."""
    for turn in exhibit.turns:
        exchanges = exhibit.within(turn)
        for place, each in enumerate(exchanges):
            said = each.told_headers.get("retry-after", "")
            again = next((one for one in exchanges[place + 1 :] if one.question == each.question), None)
            if each.status not in CLOSED or not said.isdigit() or again is None:
                continue
            waited, least = (again.at - each.at).total_seconds(), min(float(said), LONGEST_WAIT_SECONDS)
            what = f"{each.operation} was to wait {least:g} s, and came back after {waited:g} s"
            yield Sight(waited >= least, what, (each.number, again.number))


def gives_up_for_now(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-06: a request that is not answered ends after some attempts; a turn that did not end over one has none."""
    for turn in exhibit.turns:
        exchanges = exhibit.within(turn)
        if blamed(exhibit, turn) == ENDLESS:
            yield Sight(
                False, f"the client would not end its {turn.verb}", tuple(each.number for each in exchanges[-3:])
            )
            continue
        for question, often in _in_vain(exchanges).items():
            last = next(each for each in reversed(exchanges) if each.question == question)
            if often > MOST_ATTEMPTS or (turn.trouble is None and _is_given_up(last)):
                what = f"{last.operation} was tried {times(often)} in one turn, in vain"
                yield Sight(often <= MOST_ATTEMPTS, what, (last.number,))


def takes_the_unreadable_for_no_answer(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-08: an answer that breaks off breaks nothing."""
    for turn in exhibit.turns:
        unread = [each for each in exhibit.within(turn) if each.fault in UNREADABLE]
        if unread:
            broke_down = blamed(exhibit, turn) == UNREAD
            what = f"the answer to {unread[-1].operation} broke off"
            more = f", and the client broke down: {turn.trouble}" if broke_down else ", and the client went on"
            yield Sight(not broke_down, f"{what}{more}", (unread[-1].number,))


def ends_every_turn(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-11: no turn breaks down; where an answer of a certain kind is to blame, another requirement says so."""
    wrong = False
    for turn in exhibit.turns:
        if blamed(exhibit, turn) == BREAKDOWN:
            wrong = True
            exchanges = exhibit.within(turn)
            yield Sight(False, f"{turn.verb}: {turn.trouble}", tuple(each.number for each in exchanges[-1:]))
    if exhibit.exchanges and not wrong and not any(each.trouble for each in exhibit.turns):
        yield Sight(True, f"{every(len(exhibit.turns), 'turn')} ended in good order")


def _in_vain(exchanges: Sequence[Exchange]) -> dict[object, int]:
    """Return how often each request was tried in vain one time after another, with nothing else in between."""
    most = dict[object, int]()
    for question, row in groupby(
        (each for each in exchanges if each.operation != "renewToken"), lambda one: one.question
    ):
        often = sum(not each.arrived or each.failed for each in row)
        if often:
            most[question] = max(most.get(question, 0), often)
    return most


def _is_given_up(last: Exchange) -> bool:
    """Tell whether the last attempt was in vain, be it the first: one attempt a run is a bounded number."""
    return not last.arrived or last.failed
