"""How invoices were delivered, as the list of deliveries tells it: outcomes, periods, counters, case ids and pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.systems.cfis.desk import INVOICE, TODAY, Desk, fields, invoice
from tests.systems.driver import Answer, Driver

V2 = "/api/v2/partner/invoice/distribution"
LETTER = {"street": "Made-up Street 1", "postalCode": "00100", "postalDistrict": "HELSINKI", "countryCode": "FI"}
E_INVOICE = {"electronicInvoiceAccount": "003712345671", "electronicRoutingAddress": "003721291126"}


def numbers(answer: Any) -> list[int]:
    return [each["invoiceNumber"] for each in answer["invoices"]]


def page(desk: Desk, **query: Any) -> Answer:
    return desk.ask("GET", V2, query=query)


# ---- one delivery -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "reach", "wait"),
    [
        ("EMAIL", {}, "PT13M"),
        ("EMAIL", {"contact": {"contactPerson": {"email": "person@example.com"}}}, "PT13M"),
        ("PRINT", {"address": LETTER}, "P4D"),
        ("EINVOICE", E_INVOICE, "PT2H"),
    ],
)
def test_a_delivery_is_pending_then_sent_then_delivered(
    desk: Desk, method: str, reach: dict[str, Any], wait: str
) -> None:
    desk.hand_in(method=method, **reach)
    first = desk.delivery()
    assert (first["status"], first["distribution"]["status"]) == ("RECEIVED", "PENDING")
    assert first["distribution"]["createdAt"] == "2026-01-05T07:00:00.000Z"
    assert first["distribution"]["method"] == method
    desk.advance("PT3M")
    assert (desk.delivery()["status"], desk.delivery()["distribution"]["status"]) == ("DISTRIBUTED", "SENT")
    desk.advance(wait)
    last = desk.delivery()["distribution"]
    assert last["status"] == "DELIVERED"
    assert last["deliveredAt"] > last["createdAt"]
    assert last["errorMessage"] is None


@pytest.mark.parametrize(
    ("method", "reach", "reason"),
    [
        ("EMAIL", {"contact": None}, "the recipient has no e-mail address"),
        (
            "EMAIL",
            {"contact": {"contactPerson": {"email": None}, "email": None}},
            "the recipient has no e-mail address",
        ),
        ("PRINT", {}, "the recipient has no complete postal address"),
        ("PRINT", {"address": {**LETTER, "postalDistrict": ""}}, "the recipient has no complete postal address"),
        ("EINVOICE", {}, "the recipient has no e-invoice address and operator"),
        (
            "EINVOICE",
            {"electronicInvoiceAccount": "003712345671"},
            "the recipient has no e-invoice address and operator",
        ),
    ],
)
def test_what_a_method_cannot_reach_fails_and_says_why(
    desk: Desk, method: str, reach: dict[str, Any], reason: str
) -> None:
    desk.hand_in(method=method, **reach)
    desk.advance("P30D")
    record = desk.delivery()
    assert record["status"] == "DISTRIBUTION_FAILED"
    assert (record["distribution"]["status"], record["distribution"]["errorMessage"]) == ("FAILED", reason)
    assert record["distribution"]["deliveredAt"] is None
    assert record["cases"] == [], "nobody is held to a due date that he was never told"


def test_the_recipient_counts_where_it_is_not_the_buyer(desk: Desk) -> None:
    document = invoice(contact=None)
    document["invoice"]["parties"]["invoiceRecipientParty"] = {"email": "recipient@example.com"}
    desk.done("/invoice", document)
    desk.advance("P1D")
    assert desk.delivery()["distribution"]["status"] == "DELIVERED"


@pytest.mark.parametrize(("method", "reach"), [("EMAIL", {}), ("PRINT", {"address": LETTER}), ("EINVOICE", E_INVOICE)])
def test_a_delivery_that_comes_back_fails_in_the_words_of_its_method(
    desk: Desk, method: str, reach: dict[str, Any]
) -> None:
    desk.hand_in(method=method, **reach)
    desk.advance("PT5M")
    desk.plane(f"/distributions/{INVOICE}", {"outcome": "FAILED"})
    told = desk.delivery()["distribution"]
    assert told["status"] == "FAILED"
    assert "returned" in told["errorMessage"] or "refused" in told["errorMessage"]


def test_a_delivery_that_failed_can_still_arrive_and_then_counts_as_sent(desk: Desk) -> None:
    desk.hand_in(contact=None)
    desk.advance("P1D")
    desk.plane(f"/distributions/{INVOICE}", {"outcome": "DELIVERED"})
    record = desk.delivery()
    assert (record["status"], record["distribution"]["status"]) == ("DISTRIBUTED", "DELIVERED")
    assert record["distribution"]["errorMessage"] is None
    assert len(record["cases"]) == 1


def test_an_invoice_that_is_not_to_be_sent_has_no_delivery_but_a_case(desk: Desk) -> None:
    desk.hand_in(enabled=False, method=None)
    record = desk.delivery()
    assert record["status"] == "DISTRIBUTED"
    assert (record["distribution"]["method"], record["distribution"]["status"]) == (None, None)
    assert len(record["cases"]) == 1


def test_the_case_id_is_the_one_that_case_details_take(desk: Desk) -> None:
    desk.hand_in()
    desk.advance("P1D")
    case = desk.delivery()["cases"][0]
    assert case["agency"] == "CASH-IN"
    assert desk.seen("/invoice/case", caseId=case["caseId"])["invoice"]["invoiceNumber"] == INVOICE


@pytest.mark.parametrize(("do", "status"), [("pay", "PAID"), ("withdraw", "WITHDRAWN")])
def test_payment_control_is_closed_when_the_case_is(desk: Desk, do: str, status: str) -> None:
    desk.hand_in()
    desk.advance("P1D")
    assert desk.delivery()["paymentControl"] == {"enabled": True, "status": "ACTIVE"}
    if do == "pay":
        desk.pay()
    else:
        desk.act("WITHDRAW")
    record = desk.delivery()
    assert (record["status"], record["paymentControl"]["status"]) == (status, "CLOSED")


# ---- the list -----------------------------------------------------------------------------------------------------


@pytest.fixture
def five(desk: Desk) -> Desk:
    """Invoices 1 to 5: two delivered, one failed, one on its way, one that is not sent; the last dated long ago."""
    desk.hand_in(1, date="2025-12-06")
    desk.hand_in(2, date="2025-12-31")
    desk.hand_in(3, contact=None)
    desk.hand_in(5, date="2025-12-05", enabled=False)
    desk.advance("PT1H")
    desk.hand_in(4)
    return desk


def test_without_dates_the_invoices_of_the_last_thirty_days_are_listed(five: Desk) -> None:
    told = five.seen("/invoice/distribution")
    assert numbers(told) == [1, 2, 3, 4], "dated 6 December to 5 January, oldest first"
    assert told["metaData"] == {
        "totalCount": 4,
        "successfulCount": 2,
        "failedCount": 1,
        "filtersApplied": {
            "invoiceNumber": None,
            "fromInvDate": "2025-12-06",
            "toInvDate": "2026-01-05",
            "fetchType": None,
            "defaultLast30Days": True,
        },
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"fromInvDate": "2025-12-05", "toInvDate": "2025-12-06"}, [5, 1]),
        ({"fromInvDate": "2025-12-31", "toInvDate": "2025-12-31"}, [2]),
        ({"fromInvDate": "2025-12-31"}, [2, 3, 4]),
        ({"toInvDate": "2025-12-31"}, [5, 1, 2]),
        ({"fromInvDate": "0001-01-01", "toInvDate": "9999-12-31"}, [5, 1, 2, 3, 4]),
        ({"fromInvDate": "2026-01-06"}, []),
        ({"fetchType": "ALL"}, [1, 2, 3, 4]),
        ({"fetchType": "SUCCESSFUL"}, [1, 2]),
        ({"fetchType": "FAILED"}, [3]),
        ({"fetchType": "FAILED", "toInvDate": "2025-12-31"}, []),
        ({"invoiceNumber": 5}, [5]),
        ({"invoiceNumber": 5, "fetchType": "SUCCESSFUL"}, []),
        ({"invoiceNumber": 6}, []),
    ],
)
def test_filters_say_what_they_let_through(five: Desk, query: dict[str, Any], found: list[int]) -> None:
    told = five.seen("/invoice/distribution", **query)
    assert numbers(told) == found
    meta = told["metaData"]
    assert meta["totalCount"] == len(found)
    applied = meta["filtersApplied"]
    assert {name: applied[name] for name in query} == query
    assert applied["defaultLast30Days"] == (not {"fromInvDate", "toInvDate", "invoiceNumber"} & query.keys())


def test_nothing_found_is_an_answer_with_counters_at_zero(desk: Desk) -> None:
    told = desk.seen("/invoice/distribution")
    meta = told["metaData"]
    assert told["invoices"] == []
    assert (meta["totalCount"], meta["successfulCount"], meta["failedCount"]) == (0, 0, 0)


def test_the_default_period_is_a_choice_of_the_world(driver: Driver) -> None:
    desk = Desk(driver, policy={"default_period_days": 5})
    desk.hand_in(1, date="2025-12-30")
    desk.hand_in(2, date="2025-12-31")
    assert numbers(desk.seen("/invoice/distribution")) == [2]


def test_the_default_period_follows_the_finnish_day(driver: Driver) -> None:
    desk = Desk(driver, now="2026-01-05T21:59:00Z")
    assert desk.seen("/invoice/distribution")["metaData"]["filtersApplied"]["toInvDate"] == TODAY
    desk.advance("PT2M")
    assert desk.seen("/invoice/distribution")["metaData"]["filtersApplied"]["toInvDate"] == "2026-01-06"


# ---- page by page -------------------------------------------------------------------------------------------------


def test_the_second_version_tells_the_same_without_nesting(five: Desk) -> None:
    nested = {each["invoiceNumber"]: each for each in five.seen("/invoice/distribution")["invoices"]}
    told = page(five).json
    assert [each["invoiceNumber"] for each in told["data"]] == list(nested)
    for flat in told["data"]:
        record = nested[flat["invoiceNumber"]]
        assert flat["invoiceStatus"] == record["status"]
        assert flat["distributionStatus"] == record["distribution"]["status"]
        assert flat["errorMessage"] == record["distribution"]["errorMessage"]
        assert flat["paymentControlStatus"] == record["paymentControl"]["status"]
        assert ([flat["caseId"]] if flat["caseId"] else []) == [each["caseId"] for each in record["cases"]]
    meta = told["meta"]
    assert (meta["count"], meta["page"], meta["pageSize"], meta["totalCount"]) == (4, 1, 100, 4)
    assert meta["timestamp"] == "2026-01-05T08:00:00.000Z"


def test_pages_follow_each_other_without_gap_or_repetition(five: Desk) -> None:
    pages = [page(five, toInvDate=TODAY, pageSize=2, page=number).json for number in (1, 2, 3, 4)]
    assert [[each["invoiceNumber"] for each in one["data"]] for one in pages] == [[5, 1], [2, 3], [4], []]
    assert [one["meta"]["count"] for one in pages] == [2, 2, 1, 0]
    assert {one["meta"]["totalCount"] for one in pages} == {5}
    assert len({one["meta"]["requestId"] for one in pages}) == 4


def test_filters_hold_for_pages_too(five: Desk) -> None:
    assert [each["invoiceNumber"] for each in page(five, fetchType="FAILED").json["data"]] == [3]
    assert [each["invoiceNumber"] for each in page(five, invoiceNumber=5).json["data"]] == [5]


def test_a_page_beyond_every_record_is_empty(five: Desk) -> None:
    assert page(five, page=10**30).json["data"] == []


@pytest.mark.parametrize("query", [{"page": 0}, {"page": "two"}, {"pageSize": 0}, {"pageSize": 1001}])
def test_pages_that_cannot_be_are_refused(five: Desk, query: dict[str, Any]) -> None:
    answer = page(five, **query)
    assert answer.status == 400
    assert list(fields(answer)) == [f"query.{name}" for name in query]
