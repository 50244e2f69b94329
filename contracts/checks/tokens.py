"""Checks of the group AUTH: the token, where it is used, and how it is renewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from contracts.checks.documents import KIND_OF, keys
from contracts.checks.exchange import SHOWN, Exchange, shows_secret
from contracts.checks.exhibit import Exhibit, Sight
from contracts.checks.restarts import is_amnesia
from contracts.checks.troubles import RENEWAL, blamed
from contracts.words import every, times

VALIDATION = "validateToken"
OFTEN = 2
"""Renewals of one turn that nothing asked for, from which on they are a storm."""


def carries_its_token(exhibit: Exhibit) -> Iterator[Sight]:
    """AUTH-01: the header is on every request; a token elsewhere is another requirement's matter."""
    bare = [each for each in (*exhibit.exchanges, *exhibit.strays) if not each.key and not shows_secret(each)]
    for each in bare:
        yield Sight(False, f"{each.method} {each.path} came without X-Api-Key", (each.number,))
    if exhibit.exchanges and not bare:
        yield Sight(True, f"{every(len(exhibit.exchanges), 'request')} carried X-Api-Key")


def stays_in_its_environment(exhibit: Exhibit) -> Iterator[Sight]:
    """AUTH-02: the client is given staging, and asks nothing elsewhere."""
    elsewhere = [each for each in (*exhibit.exchanges, *exhibit.strays) if "/cfis-production/" in each.url]
    for each in elsewhere:
        yield Sight(False, f"{each.method} {each.path} went to production with a token of staging", (each.number,))
    if exhibit.exchanges and not elsewhere:
        yield Sight(True, f"{every(len(exhibit.exchanges), 'request')} went to staging, whose token it is")


def renews_an_expired_token(exhibit: Exhibit) -> Iterator[Sight]:
    """AUTH-03: an expired token leads to a renewal; one that the weather hinders is none to judge."""
    for refused, later in _expiries(exhibit):
        renewals = [each for each in later if each.operation == "renewToken"]
        done = next((each for each in renewals if each.succeeded), None)
        if done is not None:
            yield Sight(True, "the expired token was renewed", (refused.number, done.number))
        elif not renewals:
            what = f"{refused.operation} was refused because the token had expired, and no renewal followed"
            yield Sight(False, what, (refused.number,))


def repeats_what_the_token_stopped(exhibit: Exhibit) -> Iterator[Sight]:
    """AUTH-04: what met the expired token is asked again with the new one; after a validation, whatever it was for.

    What a question would have told may not matter any more, and where it does, another requirement says so.
    """
    for refused, later in _expiries(exhibit):
        renewal = next((each for each in later if each.operation == "renewToken" and each.succeeded), None)
        if renewal is None:
            continue
        after = [each for each in later if each.number > renewal.number]
        if not any(each.key == _new_key(renewal) for each in after):
            continue  # AUTH-07
        after = [each for each in after if _does(each, refused)]
        if after:
            yield Sight(True, f"{refused.operation} was repeated with the new token", (refused.number, after[0].number))
        elif refused.operation in KIND_OF and exhibit.works_after(renewal.number):
            what = f"{refused.operation} met the expired token, and was never repeated with the new one"
            yield Sight(False, what, (refused.number, renewal.number))


def keeps_a_renewed_token(exhibit: Exhibit) -> Iterator[Sight]:
    """AUTH-05: a restarted client goes on with the newest token; one that forgets everything fails elsewhere."""
    for restart in exhibit.told("restart"):
        before = [each for each in _renewals(exhibit) if each.number <= restart.first]
        after = [each for each in exhibit.exchanges if each.number > restart.first]
        if not before or not after or is_amnesia(exhibit, restart):
            continue
        newest, first = before[-1], after[0]
        if not any(
            newest.number < each.number <= restart.first and each.key == _new_key(newest) for each in exhibit.exchanges
        ):
            continue  # AUTH-07
        right = first.key == _new_key(newest)
        what = "goes on with the renewed token" if right else "goes back to a token that was replaced"
        yield Sight(right, f"the restarted client {what}", (newest.number, first.number))


def renews_once(exhibit: Exhibit) -> Iterator[Sight]:
    """AUTH-06: at most one renewal of a turn comes without a request that needed it."""
    needed, storms = False, False
    turns = [[each for each in exhibit.within(turn) if each.arrived] for turn in exhibit.turns]
    for exchanges in turns:
        needless = []
        for each in exchanges:
            if each.operation == "renewToken" and each.succeeded:
                needless += [] if needed else [each.number]
                needed = False
            needed = needed or each.status == 401
        if len(needless) - len(exhibit.strays) >= OFTEN:
            storms = True
            yield Sight(False, f"{len(needless)} renewals of one turn followed no refusal", tuple(needless[:OFTEN]))
    renewals = _renewals(exhibit)
    if renewals and not storms:
        yield Sight(True, f"the token was renewed {times(len(renewals))}, as needed", (renewals[0].number,))


def goes_on_with_the_new_token(exhibit: Exhibit) -> Iterator[Sight]:
    """AUTH-07: what follows a renewal carries the token that the renewal told; a restart is AUTH-05's matter.

    Requests that were under way when the token was renewed, as a client that asks several things at once has them, may
    arrive after it with the old one.
    """
    restarts = [each.first for each in exhibit.told("restart")]
    for turn in exhibit.turns:
        if blamed(exhibit, turn) == RENEWAL:
            yield Sight(False, f"the client broke down at its new token: {turn.trouble}", (turn.last,))
    for renewal in _renewals(exhibit):
        until = min((each for each in restarts if each >= renewal.number), default=exhibit.exchanges[-1].number)
        later = [each for each in exhibit.exchanges if renewal.number < each.number <= until]
        if not later:
            continue
        fresh = next((each for each in later if each.key == _new_key(renewal)), None)
        following = fresh or later[0]
        right = fresh is not None
        what = "carries the new token" if right else "carries another token than the renewal told"
        yield Sight(right, f"{following.operation} {what}", (renewal.number, following.number))


def _expiries(exhibit: Exhibit) -> Iterator[tuple[Exchange, Sequence[Exchange]]]:
    """Yield the first refusal of each token that had expired, and everything that followed."""
    refusals = [each for each in exhibit.exchanges if each.is_expired and each.operation != "renewToken"]
    for _, group in groupby(refusals, lambda each: each.key):
        first = next(group)
        yield first, [each for each in exhibit.exchanges if each.number > first.number]


def _does(exchange: Exchange, refused: Exchange) -> bool:
    """Tell whether a request asks what another one asked, or carries what it carried, alone or with others."""
    if refused.operation == VALIDATION:
        return exchange.operation != VALIDATION
    kind = KIND_OF.get(refused.operation)
    carried = keys(kind, refused.sent) if kind else []
    return exchange.operation == refused.operation and (
        kind is None or bool(carried and all(each in keys(kind, exchange.sent) for each in carried))
    )


def _renewals(exhibit: Exhibit) -> list[Exchange]:
    return [each for each in exhibit.of("renewToken") if each.succeeded and isinstance(each.got, dict)]


def _new_key(renewal: Exchange) -> str:
    return str(renewal.got.get("Message"))[:SHOWN]
