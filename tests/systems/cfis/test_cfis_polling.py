"""A client that asks for a case again and again is told what is the case by then, though documents are kept."""

from __future__ import annotations

from tests.systems.cfis.desk import Desk


def test_a_case_is_told_alike_until_something_happens_to_it(desk: Desk) -> None:
    desk.hand_in()
    desk.advance("P1D")
    first = desk.case()
    assert desk.case() == first
    desk.act("COMMENT")
    desk.advance("PT1H")
    commented = desk.case()
    assert len(commented["case"]["actions"]) == len(first["case"]["actions"]) + 1
    desk.pay(amount=400)
    desk.advance("PT30H")
    paid = desk.case()
    assert len(paid["case"]["payments"]) == 1
    assert paid["case"]["balance"]["totalAmount"] == first["case"]["balance"]["totalAmount"] - 400


def test_a_case_is_told_as_of_the_day(desk: Desk) -> None:
    desk.hand_in()
    desk.advance("P1D")
    days = desk.case()["case"]["summary"]["activeDays"]
    desk.advance("P1D")
    assert desk.case()["case"]["summary"]["activeDays"] == days + 1


def test_a_world_that_goes_back_tells_what_it_told_then(desk: Desk) -> None:
    desk.hand_in()
    desk.advance("P1D")
    before = desk.case()
    desk.plane("/snapshots", {"name": "then"})
    desk.act("COMMENT")
    desk.advance("PT1H")
    one_way = desk.case()
    desk.plane("/snapshots/then/restore", None)
    assert desk.case() == before
    desk.act("COMMENT", comment="something else")
    desk.advance("PT1H")
    other_way = desk.case()
    assert one_way["case"]["actions"][0]["code"] == other_way["case"]["actions"][0]["code"]
    assert one_way["case"]["events"] != other_way["case"]["events"]
