"""Every code of a refusal has its HTTP status for callers that ask for statuses, and 200 for all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.systems.driver import Driver
from tests.systems.netvisor.desk import Desk, Told, example, voucher

ASKS = {"X-Netvisor-Authentication-UseHTTPResponseStatusCodes": "1"}
BOOKED = voucher(("1910", "1,00"), ("1889", "-1,00"))
Ask = Callable[[Desk, dict[str, str]], Told]


class Case(NamedTuple):
    """A request that is refused, with which code and status."""

    code: str
    status: int
    ask: Ask


def posted(resource: str, body: str, **query: Any) -> Ask:
    return lambda desk, more: desk.send("POST", f"{resource}.nv", body.encode(), more=more, **query)


def got(resource: str, **query: Any) -> Ask:
    return lambda desk, more: desk.send("GET", f"{resource}.nv", more=more, **query)


def with_wrong_mac(desk: Desk, more: dict[str, str]) -> Told:
    target = f"{desk.base}/vouchertypelist.nv"
    signed = desk.headers(f"http://sandbox{target}", mac="0" * 64)
    return desk.sent("GET", target, b"", {**signed, **more}, {})


def replayed(desk: Desk, more: dict[str, str]) -> Told:
    target = f"{desk.base}/vouchertypelist.nv"
    signed = {**desk.headers(f"http://sandbox{target}"), **more}
    desk.sent("GET", target, b"", signed, {})
    return desk.sent("GET", target, b"", signed, {})


def named_twice(desk: Desk, more: dict[str, str]) -> Told:
    body = example("saveCustomer.request").replace(' type="automatic"/>', ">A1</internalidentifier>").encode()
    desk.send("POST", "customer.nv", body, method="add")
    return desk.send("POST", "customer.nv", body, more=more, method="add")


CASES = (
    Case("AUTHENTICATION_FAILED", 401, with_wrong_mac),
    Case("REQUEST_NOT_UNIQUE", 400, replayed),
    Case("DUPLICATE_DATA", 400, named_twice),
    Case("INVALID_DATA", 400, got("getcustomer", id=99)),
    Case("INVALID_DATA", 400, got("customerlist", keyword="\x01")),
    Case("INVALID_DATA", 404, got("nothing")),
    Case("INVALID_DATA_SIZE", 400, got("getcustomer", idlist=",".join(["1"] * 501))),
    Case("PERIOD_LOCK", 400, posted("accounting", BOOKED.replace("2026-06-10", "2024-06-10"))),
    Case("SERVICE_ACCESS_ERROR", 403, posted("accounting", BOOKED)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.status}")
@pytest.mark.parametrize("asks", [True, False])
def test_a_code_has_its_status_where_it_is_asked_for(driver: Driver, case: Case, asks: bool) -> None:
    choices = {"rights": "read"} if case.code == "SERVICE_ACCESS_ERROR" else {}
    desk = Desk(driver, systems={"netvisor": choices})
    told = case.ask(desk, ASKS if asks else {})
    assert (told.code, told.http) == (case.code, case.status if asks else 200)
    assert b"<Status>FAILED</Status>" in told.body
    assert told.headers["content-type"] == "text/html; charset=utf-8"


def test_a_reader_reads_and_changes_nothing_even_with_get(driver: Driver) -> None:
    desk = Desk(driver, systems={"netvisor": {"rights": "read"}})
    assert desk.get("customerlist").failure == ""
    assert desk.get("DeleteSalesInvoice", invoiceid=1).code == "SERVICE_ACCESS_ERROR"
    assert desk.get("updatesalesinvoicestatus", netvisorkey=1, status="open").code == "SERVICE_ACCESS_ERROR"
    assert desk.get("deletedvouchers", deletedsince="2026-06-10").failure == ""


def test_a_break_for_maintenance_is_told_in_the_envelope(desk: Desk) -> None:
    fault = {"system": "netvisor", "fault": "status", "status": 503}
    desk.driver.post(f"/sandbox/worlds/{desk.world}/faults", fault)
    told = desk.get("vouchertypelist")
    assert (told.http, told.code) == (503, "SYSTEM_MAINTANANCE")
