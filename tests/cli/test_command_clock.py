"""``clock``: what happens on the way is told as a timeline."""

from __future__ import annotations

import pytest

from tests.cli.desk import Desk, columns


def test_a_clock_is_shown_with_what_comes_next(desk: Desk) -> None:
    assert "Nothing is to come." in desk.told("clock")
    desk.hand_in(1001)
    shown = desk.told("clock", "show")
    assert "2026-10-05 09:00 (Finnish time)" in shown
    assert "stands until it is moved" in shown
    assert columns(shown.splitlines()[-1]) == ["2026-10-05 09:02", "distribute", "1001/1001"]


def test_the_clock_alone_shows_the_world_that_is_named(desk: Desk) -> None:
    assert desk.told("clock", "--world", "demo").splitlines()[0].split() == ["world", "demo"]


def test_an_advance_tells_date_time_invoice_and_amount(desk: Desk) -> None:
    desk.hand_in(1001)
    lines = desk.told("clock", "advance", "P28D").splitlines()
    assert lines[0] == "2026-10-05 09:00 -> 2026-11-02 09:00 (Finnish time)"
    assert columns(lines[2]) == ["DATE", "TIME", "ABOUT", "WHAT", "AMOUNT", "STAGE", "NOTE"]
    assert columns(lines[3]) == ["2026-10-05", "09:02", "invoice 1001", "sent", "DISTRIBUTED", "by email"]
    assert columns(lines[-1]) == ["2026-11-02", "07:00", "invoice 1001", "reminded", "5.00 EUR", "REMINDED"]


def test_times_are_told_as_finnish_clocks_show_them_on_both_sides_of_a_change(desk: Desk) -> None:
    assert "2026-10-24 09:00" in desk.told("clock", "to", "2026-10-24T06:00:00Z")
    assert "2026-10-26 09:00" in desk.told("clock", "to", "2026-10-26T07:00:00Z")


def test_a_date_is_the_start_of_that_finnish_day(desk: Desk) -> None:
    desk.run("clock", "to", "2026-12-24")
    assert desk.json("world", "show")["now"] == "2026-12-23T22:00:00Z"


def test_nothing_on_the_way_is_said_to_be_nothing(desk: Desk) -> None:
    assert desk.told("clock", "advance", "p1d").endswith("Nothing happened.\n")


def test_the_next_event_is_where_the_clock_stops(desk: Desk) -> None:
    desk.hand_in(1001)
    assert "-> 2026-10-05 09:02" in desk.told("clock", "until", "next-event")


def test_the_clock_moves_until_an_invoice_reaches_a_stage(desk: Desk) -> None:
    desk.hand_in(1001)
    moved = desk.json("clock", "until", "1001", "reminded")
    assert moved["events"][-1]["stage"] == "REMINDED"


def test_a_case_is_waited_for_by_its_own_number(desk: Desk) -> None:
    desk.hand_in(1001)
    desk.run("clock", "advance", "PT1H")
    case = str(desk.json("books")["receivables"][0]["caseId"])
    moved = desk.json("clock", "until", "OVERDUE", "--case", case, "--client", "1001")
    assert moved["events"][-1]["stage"] == "OVERDUE"


def test_what_does_not_come_by_itself_leaves_the_clock_where_it_was(desk: Desk) -> None:
    desk.hand_in(1001)
    assert "does not become" in desk.refused("clock", "until", "1001", "PAID")
    assert desk.json("world", "show")["now"] == "2026-10-05T06:00:00Z"


@pytest.mark.parametrize("what", [("tomorrow",), ("1001",), ("REMINDED", "1001"), ("1001", "OVERDUE", "now")])
def test_a_goal_that_is_none_is_wrong_use(desk: Desk, what: tuple[str, ...]) -> None:
    assert "expected 'next-event'" in desk.run("clock", "until", *what, code=2).stderr


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (("advance", "14 days"), "such as P14D"),
        (("advance", "--", "-P1D"), "such as P14D"),
        (("to", "2026-10-04"), "the clock goes forward"),
        (("to", "24.12.2026"), "a date such as 2026-12-24"),
        (("until", "1001", "OVERDUE"), "invoice 1001 is not known"),
    ],
)
def test_a_move_that_cannot_be_is_refused_once(desk: Desk, move: tuple[str, ...], said: str) -> None:
    refusal = desk.refused("clock", *move)
    assert said in refusal
    assert len(refusal.splitlines()) == 1


def test_a_clock_runs_by_itself_until_it_is_turned_off(desk: Desk) -> None:
    assert "86400 virtual seconds each second" in desk.told("clock", "rate", "86400")
    assert desk.json("world", "show")["rate"] == 86400
    assert "stands until it is moved" in desk.told("clock", "rate", "off")
    assert desk.json("world", "show")["rate"] == 0


def test_a_rate_that_is_none_is_wrong_use(desk: Desk) -> None:
    assert "rate 'fast' is not valid" in desk.run("clock", "rate", "fast", code=2).stderr
