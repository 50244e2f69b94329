"""What no client should send to Procountor: it is refused in the vendor's envelope, and nothing changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulator.systems.procountor.system import MOST_BODY_BYTES
from tests.systems.driver import Driver
from tests.systems.procountor.desk import FORM, Desk, Told
from tests.systems.procountor.test_procountor_partners import partner

PATH = "/api/businesspartners"


def sent(desk: Desk, body: bytes, content_type: str = "application/json", method: str = "POST") -> Told:
    headers = {"authorization": f"Bearer {desk.token}", "content-type": content_type}
    return desk.sent(method, PATH, body, headers=headers)


def document(**changed: Any) -> bytes:
    return json.dumps(partner(**changed)).encode()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"null", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"name": ', "application/json", 400),
        (b"\xff\xfe\x00", "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b'{"name": "\\u0000"}', "application/json", 400),
        (
            document(paymentInfo={"paymentMethod": "CASH", "penalInterestRate": 1}).replace(b": 1}", b": 1e400}"),
            "application/json",
            400,
        ),
        (document(), "text/plain", 415),
        (document(), "application/xml", 415),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b" " * (MOST_BODY_BYTES + 1), "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_refused(desk: Desk, body: bytes, content_type: str, status: int) -> None:
    told = sent(desk, body, content_type)
    assert told.headers["content-type"] == "application/json"
    assert {error[0] for error in told.errors} == {status}
    assert desk.get("/businesspartners").ok["results"] == []


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "text/json", ""])
def test_json_is_read_under_every_name_that_it_has(desk: Desk, content_type: str) -> None:
    assert sent(desk, document(), content_type).status == 200


def test_numbers_with_a_point_and_members_that_are_null_or_unknown_are_taken(desk: Desk) -> None:
    tolerated = partner(registryInfo=None, deliveryAddress=None, unheardOf={"of": 1}, version="", id=1.0)
    made = desk.post("/businesspartners", tolerated).ok
    assert "unheardOf" not in made
    assert desk.get(f"/businesspartners/{made['id']}").ok == made


def test_every_violation_is_told_at_once(desk: Desk) -> None:
    told = desk.post("/businesspartners", {"name": "", "type": "FRIEND", "address": {"city": "x" * 41}})
    assert {message for _, message, _ in told.errors} == {
        "Value of the 'name' cannot be blank.",
        "Value of the 'paymentInfo' cannot be blank.",
        "Value of the 'type' field is invalid: 'FRIEND' is not known here; "
        "expected one of 'CUSTOMER', 'SUPPLIER', 'PERSON'",
        "Value of the 'address.city' field is invalid: is 41 characters long; expected 40 or fewer",
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", "/businesspartners/1", 405),
        ("POST", "/sessioninfo", 405),
        ("GET", "/oauth/token", 405),
        ("GET", "/no/such/thing", 404),
        ("GET", "/businesspartners/1e3", 400),
        ("GET", "/businesspartners/%00", 400),
        ("GET", "/businesspartners/999999999999999999999", 404),
        ("GET", "/dimensions/99999999999999999999", 400),
    ],
)
def test_paths_and_methods_that_are_none_are_told_in_the_envelope(
    desk: Desk, method: str, path: str, status: int
) -> None:
    assert [error[0] for error in desk.send(method, path).errors] == [status]


def test_a_get_may_carry_a_body_and_a_content_type(desk: Desk) -> None:
    assert sent(desk, b'{"dropped": true}', method="GET").status == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff=1", b"grant_type=client_credentials", b"{}", b"client_id=%00", b"client_id=" + b"x" * 100_000],
)
def test_a_form_that_is_none_gets_no_token(desk: Desk, body: bytes) -> None:
    assert desk.sent("POST", "/api/oauth/token", body, headers=FORM).status in (400, 401)


def test_a_token_request_in_json_is_refused(desk: Desk) -> None:
    body = json.dumps({"grant_type": "client_credentials", "client_id": desk.keys["clientId"]}).encode()
    assert desk.sent("POST", "/api/oauth/token", body, headers={"content-type": "application/json"}).status == 400


@pytest.mark.parametrize("length", [1025, 100_000])
def test_an_endless_token_opens_nothing(desk: Desk, length: int) -> None:
    told = desk.sent("GET", "/api/company", headers={"authorization": "Bearer " + "a" * length + ".b.c"})
    assert told.errors == [(401, "Unauthorized", "")]


def test_secrets_are_masked_in_the_journal(desk: Desk, driver: Driver) -> None:
    desk.get("/company")
    desk.ask_token(client_secret="entirely wrong secret")
    answer = driver.get(f"/sandbox/worlds/{desk.world}/journal", system="procountor")
    assert answer is not None
    for summary in answer.json["entries"]:
        entry = driver.get(f"/sandbox/worlds/{desk.world}/journal/{summary['number']}")
        assert entry is not None
        text = entry.body.decode()
        for name in ("clientSecret", "apiKey", "password"):
            assert desk.keys[name] not in text
        assert desk.token not in text


@pytest.mark.parametrize("path", ["/invoices", "/ledgerreceipts", "/businesspartners", "/products"])
@pytest.mark.parametrize("first", ["0001-01-01", "0001-01-01T00:00:00", "0001-01-01T00:00:00+02:00"])
def test_the_first_day_of_the_calendar_is_as_good_as_no_day(desk: Desk, path: str, first: str) -> None:
    assert desk.get(path, versionStartDate=first).ok == desk.get(path).ok
    assert desk.get(path, versionEndDate=first).ok["results"] == []
    assert desk.get(path, versionEndDate="9999-12-31T23:59:59-05:00").ok == desk.get(path).ok
