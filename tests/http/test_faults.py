"""Armed faults happen exactly when they were asked to, and say what is wrong when they cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import InvalidDocument, InvalidValue, NotFound
from simulator.http.faults import Fault, Faults, Kind

KNOWN = {"cfis": ["createInvoice", "getPayments"], "netvisor": ["bookPayment"]}


def armed(*documents: dict[str, Any]) -> Faults:
    faults = Faults(KNOWN)
    for document in documents:
        faults.arm("w", {"system": "cfis", **document})
    return faults


def kinds(faults: Faults, requests: int, operation: str = "createInvoice") -> list[str]:
    met = (faults.due("w", "cfis", operation) for _ in range(requests))
    return ["" if fault is None else str(fault) for fault in met]


def test_a_fault_happens_once_with_the_next_request_unless_told_otherwise() -> None:
    assert kinds(armed({"fault": "drop"}), 3) == ["drop", "", ""]


def test_turn_and_times_say_which_requests_are_met() -> None:
    assert kinds(armed({"fault": "status", "turn": 2, "times": 2}), 5) == ["", "status 503", "status 503", "", ""]


def test_only_matching_requests_count() -> None:
    faults = armed({"fault": "drop", "operation": "getPayments", "turn": 2})
    assert kinds(faults, 3) == ["", "", ""]
    assert kinds(faults, 2, "getPayments") == ["", "drop"]
    assert faults.due("w", "netvisor", "bookPayment") is None
    assert faults.due("other", "cfis", "getPayments") is None


def test_of_two_that_are_due_the_first_goes_first_and_the_other_is_not_lost() -> None:
    assert kinds(armed({"fault": "drop", "times": 2}, {"fault": "truncate"}), 4) == ["drop", "drop", "truncate", ""]


@given(
    orders=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4)), max_size=6),
    requests=st.integers(0, 40),
)
def test_no_fault_comes_early_and_each_comes_as_often_as_asked(orders: list[tuple[int, int]], requests: int) -> None:
    faults = armed(*({"fault": "status", "status": 500 + n, "turn": t, "times": x} for n, (t, x) in enumerate(orders)))
    met = [faults.due("w", "cfis", "createInvoice") for _ in range(requests)]
    for number, (turn, times) in enumerate(orders):
        places = [place for place, fault in enumerate(met, 1) if fault is not None and fault.status == 500 + number]
        assert all(place >= turn for place in places)
        assert len(places) <= times
    if requests >= 6 + sum(times for _, times in orders):
        assert sum(fault is not None for fault in met) == sum(times for _, times in orders)


def test_the_same_arming_gives_the_same_faults() -> None:
    orders = [{"fault": "drop", "turn": 3}, {"fault": "malformed", "turn": 2, "times": 3}]
    assert kinds(armed(*orders), 9) == kinds(armed(*orders), 9)


def test_what_is_armed_can_be_seen_and_cleared() -> None:
    faults = armed({"fault": "delay", "seconds": 0.5}, {"fault": "rate-limit", "retryAfter": 7})
    faults.due("w", "cfis", "createInvoice")
    first, second = (one.as_json() for one in faults.list("w"))
    assert first == {
        "id": 1,
        "system": "cfis",
        "fault": "delay",
        "turn": 1,
        "times": 1,
        "seconds": 0.5,
        "met": 1,
        "applied": 1,
    }
    assert (second["retryAfter"], second["met"], second["applied"]) == (7, 1, 0)
    faults.clear("w", 2)
    assert [one.number for one in faults.list("w")] == [1]
    with pytest.raises(NotFound):
        faults.clear("w", 2)
    faults.clear("w")
    assert faults.list("w") == ()
    assert faults.arm("w", {"system": "cfis", "fault": "drop"}).number == 3


@pytest.mark.parametrize(
    ("fault", "becomes"),
    [
        ({"fault": "status"}, Fault(Kind.STATUS, 503, retry_after=1)),
        ({"fault": "status", "status": 500}, Fault(Kind.STATUS, 500)),
        ({"fault": "rate-limit"}, Fault(Kind.RATE_LIMIT, 429, retry_after=1)),
        ({"fault": "delay", "seconds": 2}, Fault(Kind.DELAY, seconds=2.0)),
        ({"fault": "lost-answer"}, Fault(Kind.LOST_ANSWER)),
        ({"fault": "expire-token"}, Fault(Kind.EXPIRE_TOKEN)),
    ],
)
def test_what_is_not_said_has_a_sensible_value(fault: dict[str, Any], becomes: Fault) -> None:
    assert armed(fault).due("w", "cfis", "getPayments") == becomes


@pytest.mark.parametrize(
    ("fault", "field", "said"),
    [
        ({"system": "netvisr", "fault": "drop"}, "system", "'netvisr' is not known; expected one of cfis, netvisor"),
        ({"fault": "drop", "operation": "pay"}, "operation", "expected one of createInvoice, getPayments"),
        ({"fault": "explode"}, "fault", "explode"),
        ({"fault": "drop", "turn": 0}, "turn", "0 is out of range; expected 1 to"),
        ({"fault": "drop", "times": 0}, "times", "0 is out of range"),
        ({"fault": "delay", "seconds": 31}, "seconds", "expected 0 to 30"),
        ({"fault": "delay"}, "seconds", "is missing"),
        ({"fault": "drop", "seconds": 1}, "seconds", "belongs to delay"),
        ({"fault": "status", "status": 200}, "status", "expected 400 to 599"),
        ({"fault": "drop", "status": 503}, "status", "belongs to status"),
        ({"fault": "drop", "retryAfter": 3}, "retryAfter", "belongs to status and rate-limit"),
        ({"fault": "drop", "turn": "first"}, "turn", "Expected `int`"),
        ({"fault": "drop", "trun": 1}, "fault", "trun"),
        ({}, "fault", "missing required field `fault`"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_by_the_field_that_is_wrong(
    fault: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(InvalidDocument) as caught:
        armed(fault)
    (error,) = caught.value.errors
    assert error.field == field
    assert said in error.message


def test_a_world_holds_only_so_many_faults_but_those_used_up_make_room() -> None:
    faults = armed(*({"fault": "drop", "turn": 1} for _ in range(100)))
    with pytest.raises(InvalidValue, match="at most 100"):
        faults.arm("w", {"system": "cfis", "fault": "drop"})
    faults.due("w", "cfis", "createInvoice")
    assert faults.arm("w", {"system": "cfis", "fault": "drop"}).number == 101
    faults.forget("w")
    assert faults.list("w") == ()
