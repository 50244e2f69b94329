"""Who is let in to Netvisor: signatures, clocks, transaction ids, and what the journal tells of a refusal."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.systems.driver import Driver
from tests.systems.netvisor.desk import START_UNIX, Desk, Told


def asked(desk: Desk, *, more: dict[str, str] | None = None, **changed: Any) -> Told:
    target = f"{desk.base}/vouchertypelist.nv"
    return desk.sent("GET", target, b"", {**desk.headers(f"http://sandbox{target}", **changed), **(more or {})}, {})


@pytest.mark.parametrize("algorithm", ["HMACSHA256", "SHA256", "MD5"])
def test_each_scheme_lets_a_caller_in(desk: Desk, algorithm: str) -> None:
    assert asked(desk, algorithm=algorithm).failure == ""


@pytest.mark.parametrize(("algorithm", "is_in"), [("HMACSHA256", True), ("SHA256", False), ("MD5", False)])
def test_a_harsh_world_takes_hmac_alone(driver: Driver, algorithm: str, is_in: bool) -> None:
    harsh = Desk(driver, profile="harsh")
    target = f"{harsh.base}/vouchertypelist.nv"
    signed = (harsh.headers(f"http://sandbox{target}", algorithm=algorithm) for _ in range(8))
    # Some answers of a harsh world are lost, cut or unwell; not all of eight.
    answers = [driver.send("GET", target, headers=headers) for headers in signed]
    bodies = b"".join(answer.body for answer in answers if answer is not None)
    assert (b"<Status>OK</Status>" in bodies) == is_in
    assert (b"AUTHENTICATION_FAILED" in bodies) != is_in


def test_a_wrong_mac_is_explained_with_the_text_that_was_signed_and_without_keys(desk: Desk) -> None:
    told = asked(desk, mac="0" * 64)
    assert told.http == 200
    assert told.code == "AUTHENTICATION_FAILED"
    notes = " ".join(desk.explanation(told)["notes"])
    assert f"http://sandbox{desk.base}/vouchertypelist.nv&Test desk&" in notes
    assert desk.keys["customerKey"] not in notes + told.failure
    assert desk.keys["partnerKey"] not in notes + told.failure


def test_a_transaction_id_opens_one_request_only(desk: Desk) -> None:
    assert asked(desk, transaction="1234 0.5 77").failure == ""
    again = asked(desk, transaction="1234 0.5 77")
    assert (again.http, again.code) == (200, "REQUEST_NOT_UNIQUE")


def test_a_refused_request_has_used_up_its_transaction_id(desk: Desk) -> None:
    target = f"{desk.base}/getcustomer.nv"
    signed = desk.headers(f"http://sandbox{target}?id=99")
    told = [desk.sent("GET", target, b"", signed, {"id": 99}).code for _ in range(2)]
    assert told == ["INVALID_DATA", "REQUEST_NOT_UNIQUE"]


def test_a_request_that_is_not_authentic_uses_nothing_up(desk: Desk) -> None:
    assert asked(desk, transaction="mine", mac="0" * 64).code == "AUTHENTICATION_FAILED"
    assert asked(desk, transaction="mine").failure == ""


def test_a_retry_with_the_same_headers_after_a_fault_is_no_new_request(desk: Desk) -> None:
    fault = {"system": "netvisor", "fault": "status", "status": 503}
    desk.driver.post(f"/sandbox/worlds/{desk.world}/faults", fault)
    assert asked(desk, transaction="again").http == 503
    assert asked(desk, transaction="again").code == "REQUEST_NOT_UNIQUE"


def test_a_transaction_id_is_forgotten_after_as_long_as_the_policy_says(driver: Driver) -> None:
    short = Desk(driver, policy={"netvisor_transaction_memory_seconds": 60})
    assert asked(short, transaction="one").failure == ""
    driver.post(f"/sandbox/worlds/{short.world}/clock", {"advance": "PT1M"})
    assert asked(short, transaction="one").failure == ""


def test_a_world_may_refuse_the_legacy_schemes(driver: Driver) -> None:
    strict = Desk(driver, policy={"netvisor_mac_schemes": ["HMACSHA256"], "netvisor_clock_skew_seconds": 10})
    assert asked(strict, algorithm="MD5").code == "AUTHENTICATION_FAILED"
    assert asked(strict, unix=str(START_UNIX + 11)).code == "AUTHENTICATION_FAILED"
    assert asked(strict, unix=str(START_UNIX + 10)).failure == ""


def test_a_credential_that_expired_is_refused_until_it_lives_again(desk: Desk) -> None:
    path = f"/sandbox/worlds/{desk.world}/systems/netvisor/credentials/demo"
    for expires, code in (("2026-06-10T06:00:00Z", "AUTHENTICATION_FAILED"), (None, "")):
        changed = desk.driver.send("PUT", path, json.dumps({"expires": expires}).encode())
        assert changed is not None
        assert changed.status == 200, changed.body
        assert asked(desk).code == code


@pytest.mark.parametrize(("seconds", "code"), [(-300, ""), (300, ""), (-301, "AUTHENTICATION_FAILED")])
def test_a_signed_time_is_held_against_the_clock_of_the_world(desk: Desk, seconds: int, code: str) -> None:
    assert asked(desk, unix=str(START_UNIX + seconds)).code == code


def test_the_clock_of_the_world_moves_the_window(desk: Desk) -> None:
    desk.driver.post(f"/sandbox/worlds/{desk.world}/clock", {"advance": "PT1H"})
    assert asked(desk, unix=str(START_UNIX)).code == "AUTHENTICATION_FAILED"
    assert asked(desk, unix=str(START_UNIX + 3600)).code == ""


def test_a_lenient_world_passes_over_the_clock(driver: Driver) -> None:
    assert asked(Desk(driver, profile="lenient"), unix="1").code == ""


@pytest.mark.parametrize(
    "changed",
    [{"partnerId": "xxx_1"}, {"organisationId": "2468135-7"}, {"language": "DE"}, {"algorithm": "MD5", "mac": "x"}],
)
def test_a_part_that_is_wrong_is_refused(desk: Desk, changed: dict[str, str]) -> None:
    assert asked(desk, **changed).code == "AUTHENTICATION_FAILED"


def test_an_unknown_customer_id_is_refused(desk: Desk) -> None:
    assert asked(desk, customerId="API-UNKNOWN").code == "AUTHENTICATION_FAILED"


def test_a_missing_header_is_named_in_the_journal(desk: Desk) -> None:
    told = desk.sent("GET", f"{desk.base}/vouchertypelist.nv", b"", {}, {})
    assert told.code == "AUTHENTICATION_FAILED"


def test_http_statuses_come_only_for_callers_that_ask(desk: Desk) -> None:
    wanted = {"X-Netvisor-Authentication-UseHTTPResponseStatusCodes": "1"}
    assert asked(desk, more=wanted, mac="0").http == 401
    assert desk.send("GET", "getcustomer.nv", id=99, more=wanted).http == 400
    assert desk.send("GET", "nothing.nv", more=wanted).http == 404
    assert desk.get("getcustomer", id=99).http == 200


def test_resources_and_parameters_are_named_in_any_case(desk: Desk) -> None:
    told = desk.send("GET", "GetCustomer.NV", ID="99")
    assert told.failure.endswith("Customer not found with Netvisor identifier: 99")
    assert desk.get("vouchertypelist", listtype="").failure == ""


def test_credentials_of_one_world_open_no_other(driver: Driver, desk: Desk) -> None:
    other = Desk(driver)
    assert urlsplit(other.base).path == desk.base
    assert other.keys["customerId"] != desk.keys["customerId"]
    assert asked(desk, customerId=other.keys["customerId"]).code == "AUTHENTICATION_FAILED"
