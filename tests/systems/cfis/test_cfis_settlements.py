"""Payouts to the creditor: the documented story to the cent, the days, the shapes, and what was read before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest

from contracts.documents import examples
from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.cfis.desk import Client, Desk, clients_of, fields
from tests.systems.driver import Driver

PRINTED: dict[str, Any] = {
    e.variant: e.value for e in examples("cfis") if (e.operation_id, e.direction) == ("getSettlements", "response")
}
CREDITOR: dict[str, Any] = {"name": "Partner Test Customer", "settlementWeekdays": ["SAT"]}


@pytest.fixture(scope="module", params=["memory", "disk"])
def driver(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """The stories of this module happen in memory and on disk."""
    data = tmp_path_factory.mktemp("data") if request.param == "disk" else None
    driven = Driver(build(Settings(data=data)).app)
    yield driven
    driven.close()


def cents(amount: Any) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def told_in_april(driver: Driver, **world: Any) -> Any:
    """Play the printed story: two debtors pay on Friday 27 March 2026, on Saturday the creditor is paid.

    The claims are so old, and their rates such, that the payments fall into the printed parts: consumers pay interest
    first, then capital, then costs.
    """
    desk = Desk(driver, clients=[CREDITOR], **world)
    for number, total, due, percent in (
        (202600145, 900, "2025-03-27", 8.333333),
        (202600146, 200, "2024-03-27", 7.50784),
    ):
        terms = {"interest": {"percentage": percent}}
        desk.hand_in(number, total, entityType="CONSUMER", date=due, dueDate=due, terms=terms)
    desk.until("2026-03-27T10:00:00+02:00")
    desk.pay(202600145, 1000)
    desk.pay(202600146, 240.50)
    desk.until("2026-04-01T09:34:12.123Z")
    return desk.seen("/settlements")


def paid(desk: Desk, *amounts: float, number: int = 1, **more: Any) -> None:
    """Hand in an invoice that is large enough, and let it be paid in so many parts."""
    desk.hand_in(number, 100_000, **more)
    desk.advance("PT1H")
    for amount in amounts:
        desk.pay(number, amount)


def days(answer: Any) -> list[str]:
    return [each["settlementDate"] for each in answer["settlements"]]


# ---- the documented story -----------------------------------------------------------------------------------------


def test_the_documented_story_ends_in_the_documented_answer(driver: Driver) -> None:
    told, printed = told_in_april(driver), PRINTED[""]
    assert told["settlements"][0]["remittanceReference"].isdigit(), "which one is the agency's to choose"
    told["settlements"][0]["remittanceReference"] = printed["settlements"][0]["remittanceReference"]
    assert told == printed


def test_the_same_story_in_the_older_shape_ends_in_the_older_answer(driver: Driver) -> None:
    assert told_in_april(driver, settlementShape="old") == PRINTED["old"]


def test_allocations_can_be_made_to_name_case_and_reference(driver: Driver) -> None:
    policy = {"settlement_names_case": True, "settlement_names_reference": True}
    told = told_in_april(driver, policy=policy)["settlements"][0]["allocations"]
    assert all(isinstance(each["caseId"], int) for each in told)
    assert all(each["originalPaymentReference"].isdigit() for each in told)


# ---- when ---------------------------------------------------------------------------------------------------------


def test_by_default_a_creditor_is_paid_on_tuesdays_and_fridays(desk: Desk) -> None:
    """5 January 2026 is a Monday; Tuesday the 6th is Epiphany, and paid out on all the same."""
    paid(desk, 10)
    for day in ("2026-01-07", "2026-01-12"):
        desk.until(day)
        desk.pay(1, 10)
    desk.until("2026-02-01")
    assert days(desk.seen("/settlements")) == ["2026-01-06", "2026-01-09", "2026-01-13"]


def test_collection_is_paid_out_once_a_week(driver: Driver) -> None:
    desk = Desk(driver, services=["COLLECTION"])
    paid(desk, 10, 20)
    desk.advance("P30D")
    told = desk.seen("/settlements")
    assert (days(told), told["settlements"][0]["settlementAmount"]) == (["2026-01-09"], 30)


def test_a_payment_of_the_day_is_paid_out_that_day_if_it_comes_before_the_hour(driver: Driver) -> None:
    desk = Desk(driver, now="2026-01-06T08:00:00+02:00")
    desk.hand_in(1, enabled=False)
    desk.pay(1, 10)
    desk.until("2026-01-06T09:00:00+02:00")
    desk.pay(1, 20)
    desk.until("2026-01-10")
    told = desk.seen("/settlements")["settlements"]
    assert [(each["settlementDate"], each["settlementAmount"]) for each in told] == [
        ("2026-01-06", 10),
        ("2026-01-09", 20),
    ]


def test_settlements_of_one_day_are_numbered_and_each_has_one_currency(desk: Desk) -> None:
    paid(desk, 10, number=1)
    paid(desk, 20, number=2, currencyCode="SEK")
    desk.until("2026-01-07")
    told = desk.seen("/settlements")["settlements"]
    assert [(each["settlementId"], each["currency"], each["settlementAmount"]) for each in told] == [
        (202601060001, "EUR", 10),
        (202601060002, "SEK", 20),
    ]


def test_every_payment_is_paid_out_once_and_every_sum_is_exact(desk: Desk) -> None:
    paid(desk, 0.01, 33.33, 66.67, number=1)
    desk.advance("P40D")
    paid(desk, 19.99, number=2)
    desk.pay(1, 1234.56)
    desk.advance("P40D")
    told = desk.seen("/settlements", fromDate="2026-01-01")["settlements"]
    allocations = list(chain.from_iterable(each["allocations"] for each in told))
    assert len({each["allocationId"] for each in allocations}) == len(allocations) == 5
    for each in told:
        assert cents(each["settlementAmount"]) == sum(cents(one["allocatedTotalAmount"]) for one in each["allocations"])
    for one in allocations:
        assert [part["type"] for part in one["breakdown"]] == ["CAPITAL", "INTEREST", "FEES"]
        assert cents(one["allocatedTotalAmount"]) == sum(cents(part["amount"]) for part in one["breakdown"])
    assert sum(cents(each["settlementAmount"]) for each in told) == cents("1354.56")


def test_the_creditors_account_is_where_the_money_goes(driver: Driver) -> None:
    desk = Desk(driver, clients=[{"name": "Made-up Oy", "iban": "FI2112345600000785", "bic": "NDEAFIHH"}])
    paid(desk, 10)
    desk.advance("P3D")
    assert desk.seen("/settlements")["settlements"][0]["beneficiary"] == {
        "name": "Made-up Oy",
        "iban": "FI2112345600000785",
        "bic": "NDEAFIHH",
    }


# ---- periods ------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(driver: Driver) -> Desk:
    """Settlements of 10 January, 7 February and 7 March; today is 7 March."""
    desk = Desk(driver, clients=[CREDITOR])
    paid(desk, 10)
    for day, amount in (("2026-02-05", 20), ("2026-03-05", 30)):
        desk.until(day)
        desk.pay(1, amount)
    desk.until("2026-03-07T12:00:00+02:00")
    return desk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["2026-02-07", "2026-03-07"]),
        ({"fromDate": "2026-01-10"}, ["2026-01-10", "2026-02-07", "2026-03-07"]),
        ({"toDate": "2026-02-07"}, ["2026-01-10", "2026-02-07"]),
        ({"fromDate": "2026-02-07", "toDate": "2026-02-07"}, ["2026-02-07"]),
        ({"unfetchedOnly": "false"}, ["2026-02-07", "2026-03-07"]),
        ({"unfetchedOnly": "true"}, ["2026-01-10", "2026-02-07", "2026-03-07"]),
        ({"unfetchedOnly": "true", "toDate": "2026-02-28"}, ["2026-01-10", "2026-02-07"]),
    ],
)
def test_settlements_are_listed_by_their_day_thirty_days_back_by_default(
    three: Desk, query: dict[str, Any], found: list[str]
) -> None:
    assert days(three.seen("/settlements", **query)) == found


def test_an_empty_period_is_answered_without_a_body(three: Desk) -> None:
    answer = three.get("/settlements", fromDate="2026-03-08", toDate="2026-03-09")
    assert (answer.status, answer.body) == (204, b"")
    assert "content-type" not in answer.headers


def test_an_empty_period_can_be_an_empty_list_instead(driver: Driver) -> None:
    desk = Desk(driver, policy={"empty_settlements_status": 200})
    assert desk.seen("/settlements")["settlements"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"fromDate": "2026-03-09", "toDate": "2026-03-08"}, "query.toDate"),
        ({"fromDate": "2026-13-01"}, "query.fromDate"),
        ({"unfetchedOnly": "perhaps"}, "query.unfetchedOnly"),
    ],
)
def test_a_period_that_cannot_be_is_refused_and_reads_nothing(three: Desk, query: dict[str, Any], field: str) -> None:
    before = three.standing()
    answer = three.get("/settlements", **query)
    assert (answer.status, list(fields(answer))) == (400, [field])
    assert three.standing() == before


# ---- what was read before -----------------------------------------------------------------------------------------


def test_the_first_reading_still_shows_null_and_the_next_one_its_day(three: Desk) -> None:
    first = three.seen("/settlements", unfetchedOnly="true")["settlements"]
    assert [each["apiFetchDate"] for each in first] == [None, None, None]
    three.advance("P1D")
    again = three.seen("/settlements", fromDate="2026-01-01")["settlements"]
    assert [each["apiFetchDate"] for each in again] == ["2026-03-07"] * 3
    assert [{**each, "apiFetchDate": None} for each in again] == first


def test_unfetched_settlements_are_told_once(three: Desk) -> None:
    assert len(three.seen("/settlements", unfetchedOnly="true")["settlements"]) == 3
    assert three.get("/settlements", unfetchedOnly="true").status == 204
    three.pay(1, 40)
    three.until("2026-03-15")
    told = three.seen("/settlements", unfetchedOnly="true")
    assert days(told) == ["2026-03-14"]


def test_any_reading_counts_as_fetching(three: Desk) -> None:
    three.seen("/settlements")
    assert days(three.seen("/settlements", unfetchedOnly="true")) == ["2026-01-10"]


def test_a_lost_answer_has_fetched_all_the_same(three: Desk) -> None:
    """Why a client needs a period beside unfetchedOnly: what was lost on the way does not come again."""
    three.plane("/faults", {"system": "cfis", "operation": "getSettlements", "fault": "lost-answer"})
    lost = three.driver.get("/cfis/api/v1/partner/settlements", three.client.key, unfetchedOnly="true")
    assert lost is None
    assert three.get("/settlements", unfetchedOnly="true").status == 204
    assert len(three.seen("/settlements", fromDate="2026-01-01")["settlements"]) == 3


def test_in_the_older_shape_nothing_tells_what_was_read_before(driver: Driver) -> None:
    desk = Desk(driver, settlementShape="old")
    paid(desk, 10)
    desk.advance("P5D")
    first = desk.seen("/settlements")["settlements"]
    assert desk.seen("/settlements")["settlements"] == first
    assert "apiFetchDate" not in first[0]


def test_production_has_settlements_of_its_own(desk: Desk) -> None:
    paid(desk, 10)
    desk.advance("P5D")
    production: Client = clients_of(desk.opened, "production")[0]
    assert desk.get("/settlements", production).status == 204
    assert desk.get("/settlements").status == 200
