"""What happens in a random life follows from one number, and all that can happen comes about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.machine.course import FIRST_NUMBERS, HAPPENINGS, Course
from contracts.machine.ending import ending
from contracts.machine.fate import Fate

NUMBERS = st.integers(0, 2**64 - 1)
STEPS = 25
NOW = datetime(2026, 1, 2, 9, tzinfo=UTC)
Said = tuple[str, Any]


def life(number: int, steps: int = STEPS) -> list[Said]:
    """Return the steps of a life in which time stands still."""
    said: list[Said] = []
    fate = Fate(number)
    course = Course(fate, lambda verb, told: said.append((verb, told)), lambda: NOW, NOW.date)
    course.begin()
    for _ in range(steps):
        course.go_on()
    return [*said, *(step for each in ending(fate, course.next_number, date(2026, 1, 2)) for step in each.items())]


@given(NUMBERS)
def test_the_same_number_leads_the_same_life(number: int) -> None:
    assert life(number) == life(number)


@given(NUMBERS, st.integers(-5, 5), st.integers(0, 5))
def test_a_choice_is_between_both_ends(number: int, first: int, more: int) -> None:
    fate = Fate(number)
    assert {fate.between(first, first + more) for _ in range(200)} == set(range(first, first + more + 1))


@given(NUMBERS)
def test_a_life_knows_something_at_least_and_nothing_twice(number: int) -> None:
    known = Fate(number).some_of(HAPPENINGS)
    assert known
    assert known == [each for each in HAPPENINGS if each in known]


@given(NUMBERS)
def test_invoices_are_numbered_one_after_another_and_named_once_they_are_there(number: int) -> None:
    there: list[int] = []
    for verb, told in life(number):
        if verb == "submit":
            assert told["number"] in ([there[-1] + 1] if there else FIRST_NUMBERS)
            there.append(told["number"])
        elif isinstance(told, Mapping) and "invoice" in told:
            assert told["invoice"] in there


def test_whatever_can_happen_is_among_what_a_life_may_know() -> None:
    inner = {"begin", "go_on", "next_number"}
    assert {each.__name__ for each in HAPPENINGS} == {name for name in vars(Course) if name[0] != "_"} - inner


def test_a_hundred_lives_tell_of_all_there_is_to_tell() -> None:
    verbs = {verb for number in range(100) for verb, _ in life(number)}
    assert verbs == {"submit", "action", "deliver", "pay", "advance", "run", "fault", "compare", "token", "restart"}
