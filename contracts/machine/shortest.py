"""Makes a story short: whatever can be left out or made plainer without losing the failure is.

A story is plain data and replays in milliseconds, so this takes steps out, many at a time and then one by one, which is
far quicker than to shrink the choices that led to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Generic, Protocol, TypeVar

from contracts.scenario.story import Step

Given = Mapping[str, Any]
MOST_TRIALS: Final = 300
PLAIN: Final[Given] = {"seed": 0, "profile": "faithful", "service": "LIFECYCLE", "settlementShape": "new"}
PLAIN_TOTAL: Final = "100.00"
PLAINER: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "fault": {"times": 1},
        "submit": {"buyer": "CONSUMER", "method": "EMAIL", "date": "2026-01-02", "due": "2026-01-16"},
    }
)
"""What a step may as well say, if that makes no difference; stories begin on the second of January."""
FIRST_NUMBER: Final = 1001
NUMBERED: Final = frozenset({"number", "invoice", "credits"})
F = TypeVar("F", bound="Failure")
Trial = Callable[[Given, Sequence[Step]], F | None]
NUMBERS: Final = re.compile(r"-?\d+(?:[.,:-]\d+)*")


class Failure(Protocol):
    """What a story comes to: what is wrong, in words."""

    @property
    def findings(self) -> Sequence[str]:
        """Each of the mistakes."""
        ...


def kinds(failure: Failure) -> frozenset[str]:
    """Return what is wrong without its numbers, so that a shorter story is about the same mistake."""
    return frozenset(NUMBERS.sub("#", each) for each in failure.findings)


class Search(Generic[F]):
    """Looks for a shorter story. ``trial`` plays one, and returns its failure if there is any."""

    def __init__(self, given: Given, steps: Sequence[Step], failure: F, trial: Trial[F]) -> None:
        self._given, self._steps = given, list(steps)
        self.failure, self._kinds, self._trial = failure, kinds(failure), trial
        self._left = MOST_TRIALS

    def run(self) -> F:
        """Return the failure of the shortest story that was found."""
        size = len(self._steps) // 2
        while size > 1:
            self._leave_out(size)
            size //= 2
        length = len(self._steps) + 1
        while len(self._steps) < length:
            length = len(self._steps)
            self._leave_out(1)
        self._keeps_failing(self._given, _renumbered(self._steps))
        for name, value in PLAIN.items():
            self._keeps_failing({**self._given, name: value}, self._steps)
        for place in range(len(self._steps)):
            for name, value in _plainer(self._steps[place]):
                self._make_plainer(place, name, value)
        return self.failure

    def _leave_out(self, size: int) -> None:
        """Leave out every ``size`` steps in a row that are not needed, the last ones first."""
        for place in reversed(range(0, len(self._steps), size)):
            self._keeps_failing(self._given, [*self._steps[:place], *self._steps[place + size :]])

    def _make_plainer(self, place: int, name: str, value: Any) -> None:
        """Give a member of a step, where it is there, another value."""
        ((verb, told),) = self._steps[place].items()
        if name in told:
            plainer = {verb: {**told, name: value}}
            self._keeps_failing(self._given, [*self._steps[:place], plainer, *self._steps[place + 1 :]])

    def _keeps_failing(self, given: Given, steps: Sequence[Step]) -> None:
        """Go on from a story that fails in the same way; leave any other alone."""
        if self._left == 0 or (given == self._given and steps == self._steps):
            return
        self._left -= 1
        failure = self._trial(given, steps)
        if failure is not None and kinds(failure) & self._kinds:
            self._given, self._steps, self.failure = given, list(steps), failure


def _renumbered(steps: Sequence[Step]) -> list[Step]:
    """Return the same steps about invoices that are numbered from FIRST_NUMBER on."""
    numbers = sorted({step["submit"]["number"] for step in steps if "submit" in step})
    new = {number: FIRST_NUMBER + place for place, number in enumerate(numbers)}
    return [{verb: _about(told, new) for verb, told in step.items()} for step in steps]


def _about(told: Any, new: Mapping[int, int]) -> Any:
    if not isinstance(told, Mapping):
        return told
    return {name: new.get(value, value) if name in NUMBERED else value for name, value in told.items()}


def _plainer(step: Step) -> Iterator[tuple[str, Any]]:
    """Yield members of a step with plainer values."""
    ((verb, told),) = step.items()
    if verb == "submit":
        yield "total", f"{PLAIN_TOTAL} {told['total'].partition(' ')[2]}"
    yield from PLAINER.get(verb, {}).items()
