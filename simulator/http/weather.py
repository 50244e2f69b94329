"""The bad weather of harsh worlds: a plan of which requests fare badly, printed beforehand and the same every time.

The plan follows from seed, world, system and the ordinal of the request alone. Time is cut into spans of ten requests;
each has a bad spell of no, one or two turns, and its last two turns are calm, so spells never touch: nobody who tries
three times in a row is left out in the rain. Where several requests are on their way at once their ordinals mix, so the
same request is moreover never turned away a third time.

Where whoever carries a credential can renew it, it also ends early: once in five spans, in a span that is calm but for
that, at a turn with two calm ones behind it for the renewal and the next try. From one end to the next some two dozen
requests go by at least, and no request finds its credential ended twice.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from itertools import count
from typing import Final, NamedTuple

from simulator.core.records import Profile, WorldInfo
from simulator.http.faults import Fault, Kind

SPAN: Final = 10
"""Requests in one span of the plan."""
LENGTHS: Final = (0, 0, 0, 1, 1, 1, 1, 2)
"""Bad turns in a span, drawn evenly."""
MOST_IN_A_ROW: Final = 2
STARTS: Final = SPAN - 2 * MOST_IN_A_ROW + 1
"""Turns of a span that a spell may start at; two calm ones follow even a long spell that starts at the last."""
CLOSED: Final = Fault(Kind.STATUS, 503, retry_after=1)
LOST: Final = Fault(Kind.LOST_ANSWER)
FAULTS: Final = (CLOSED, CLOSED, CLOSED, LOST)
"""What a bad turn brings, drawn evenly."""
ENDED: Final = Fault(Kind.EXPIRE_TOKEN)
RENEWABLE: Final = frozenset({"cfis", "procountor"})
"""Systems in which whoever carries a credential can renew it, live or ended; in no other does one end early."""
AGE: Final = 5
"""Spans in which credentials end once."""
LAST_SPANS: Final = 3
"""The first so many spans of an age may be the one in which a credential ends, so that the next one lives a while."""
LAST_TURNS: Final = range(2, 8)
"""The turns of that span at which it may end, counted from 0."""
ONLY_ONCE: Final = frozenset({"createClient", "renewToken", "createApiKey"})
"""Operations whose answer holds what can never be asked for again; a lost answer would lock the client out."""
SPARED: Final = frozenset(
    {
        *("createClient", "renewToken", "validateToken"),
        *("requestToken", "createApiKey", "logOut", "showLogin", "logIn", "showKeyLogin", "logInForKey"),
    }
)
"""Operations that end no credential: they renew or end it, or take a partner's, which nobody can renew."""
REMEMBERED: Final = 64
"""Requests that are remembered as turned away, per world and system."""


class Turn(NamedTuple):
    """One request of the plan, by its ordinal from 1, and what goes wrong with it."""

    ordinal: int
    fault: Fault | None


class _Sky(NamedTuple):
    """What one system of one world has seen: the last ordinal, and how often each request was turned away lately."""

    ordinals: Iterator[int]
    turned_away: OrderedDict[int, int]


class Weather:
    """The plan being carried out: counts the requests of every harsh world."""

    def __init__(self) -> None:
        self._skies: dict[str, dict[str, _Sky]] = {}

    def due(self, info: WorldInfo, system: str, operation: str, request: tuple[str | bytes, ...]) -> Fault | None:
        """Count one request and return what goes wrong with it; ``request`` is what makes two tries the same."""
        if info.profile is not Profile.HARSH:
            return None
        sky = self._sky(info.world, system)
        fault = _fitting(planned(info.seed, info.world, system, next(sky.ordinals)), operation)
        return _spared(sky.turned_away, hash(request), fault) if fault or sky.turned_away else None

    def forget(self, world: str) -> None:
        """Drop what is known of a world that is no more."""
        self._skies.pop(world, None)

    def _sky(self, world: str, system: str) -> _Sky:
        skies = self._skies.setdefault(world, {})
        sky = skies.get(system)
        if sky is None:
            sky = skies[system] = _Sky(count(1), OrderedDict())
        return sky


def plan(seed: str, world: str, system: str, turns: int) -> list[Turn]:
    """Return the first ``turns`` turns of the plan."""
    return [Turn(ordinal, planned(seed, world, system, ordinal)) for ordinal in range(1, turns + 1)]


def planned(seed: str, world: str, system: str, ordinal: int) -> Fault | None:
    """Return what the plan has for the request of this ordinal, counted from 1."""
    span, turn = divmod(ordinal - 1, SPAN)
    if system in RENEWABLE:
        last_span, last_turn = _end(seed, world, system, span // AGE)
        if span % AGE == last_span:
            return ENDED if turn == last_turn else None
    drawn = hashlib.sha256(f"{seed}/{world}/{system}/weather/{span}".encode()).digest()
    start, length = drawn[0] % STARTS, LENGTHS[drawn[1] % len(LENGTHS)]
    if start <= turn < start + length:
        return FAULTS[drawn[2 + turn - start] % len(FAULTS)]
    return None


def _end(seed: str, world: str, system: str, age: int) -> tuple[int, int]:
    """Return the span of an age, and the turn of that span, at which a credential ends; both count from 0."""
    drawn = hashlib.sha256(f"{seed}/{world}/{system}/credentials/{age}".encode()).digest()
    return drawn[0] % LAST_SPANS, LAST_TURNS[drawn[1] % len(LAST_TURNS)]


def _fitting(fault: Fault | None, operation: str) -> Fault | None:
    """Return ``fault``, or what comes in its place where it would lock out whoever asks for ``operation``."""
    if fault is LOST and operation in ONLY_ONCE:
        return CLOSED
    if fault is ENDED and operation in SPARED:
        return None
    return fault


def _spared(turned_away: OrderedDict[int, int], request: int, fault: Fault | None) -> Fault | None:
    """Return ``fault``, unless the same request was turned away twice in a row already, or once for an ended token."""
    times = turned_away.pop(request, 0)
    if fault is None or times >= (1 if fault is ENDED else MOST_IN_A_ROW):
        return None
    turned_away[request] = times + 1
    while len(turned_away) > REMEMBERED:
        turned_away.popitem(last=False)
    return fault
