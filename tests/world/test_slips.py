"""Who mistypes an invoice number is told which one was likely meant, however large the book is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.records import Environment
from simulator.world.submission import closest_number
from tests.world.play import Play


def closest(play: Play, number: int) -> str | None:
    with play.world() as world:
        return closest_number(world, play.client().client_id, number)


@pytest.mark.parametrize(
    ("mistyped", "slip"),
    [
        (251601001, "one more"),
        (251600980, "twenty less"),
        (251611000, "one digit"),
        (215601000, "two swapped"),
        (25160100, "one missing"),
        (2251601000, "one too many"),
        (51601000, "the first missing"),
    ],
)
def test_a_mistyped_number_is_recognised(mistyped: int, slip: str) -> None:
    play = Play()
    play.invoice(251601000)
    assert closest(play, mistyped) == "251601000", slip


def test_the_nearest_of_several_is_meant() -> None:
    play = Play()
    for number in (1000, 1006, 1009):
        play.invoice(number)
    assert closest(play, 1008) == "1009"
    assert closest(play, 1004) == "1006"


def test_a_number_like_none_there_is_has_no_closest_one() -> None:
    play = Play()
    assert closest(play, 5) is None
    play.invoice(251601000)
    assert closest(play, 5) is None


def test_the_invoices_of_others_are_not_told() -> None:
    play = Play()
    play.invoice(1000, environment=Environment.PRODUCTION)
    assert closest(play, 1001) is None


@given(st.integers(1, 10**15 - 1))
def test_any_number_may_be_a_slip_of_itself_only(number: int) -> None:
    assert closest(Play(), number) is None
