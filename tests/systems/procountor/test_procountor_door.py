"""Who is let into Procountor: tokens for keys, below every release's prefix, until their hour has passed."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlencode

import pytest

from tests.systems.driver import Driver
from tests.systems.procountor.desk import FORM, Desk

UNAUTHORIZED = [(401, "Unauthorized", "")]


def claims(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    decoded: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded


def test_a_key_opens_the_company(desk: Desk) -> None:
    session = desk.get("/sessioninfo").ok
    assert session["companyId"] == int(desk.keys["companyId"])
    assert (session["name"], session["country"]) == ("Demo Creditor Oy", "FINLAND")
    assert desk.get("/company").ok["businessIdentifier"] == {"brnType": "FI", "code": "0646115-8"}


def test_an_access_token_is_a_jwt_that_says_who_asks(desk: Desk) -> None:
    given = desk.ask_token().ok
    assert given["expires_in"] == 3600
    told = claims(given["access_token"])
    assert told["aud"] == desk.keys["clientId"]
    assert (told["sub"], told["cid"]) == (int(desk.keys["userId"]), int(desk.keys["companyId"]))
    assert told["scope"] == "m2m"
    assert int(str(told["exp"])) - int(str(told["iat"])) == 3600
    assert told["jti"] == claims(desk.keys["apiKey"])["jti"]
    assert len(given["access_token"]) <= 512


@pytest.mark.parametrize(
    "prefix", ["/api", "/latest/api", "/supported/api", "/v2408/api", "/procountor.api.v9/api", "//api"]
)
def test_every_release_has_the_same_api(desk: Desk, prefix: str) -> None:
    token = desk.ask_token(f"{prefix}/oauth/token").ok["access_token"]
    told = desk.sent("GET", f"{prefix}/sessioninfo/", headers={"authorization": f"Bearer {token}"})
    assert told.ok["userName"] == desk.keys["username"]


@pytest.mark.parametrize("path", ["/v24/api/sessioninfo", "/newest/api/sessioninfo", "/sessioninfo", "/api/nothing"])
def test_a_path_that_is_none_is_not_found(desk: Desk, path: str) -> None:
    told = desk.sent("GET", path, headers={"authorization": f"Bearer {desk.token}"})
    assert [error[0] for error in told.errors] == [404]


@pytest.mark.parametrize("value", ["", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic Zm9v", "Bearer e30.e30.x"])
def test_without_a_token_of_ours_nobody_is_let_in(desk: Desk, value: str) -> None:
    assert desk.sent("GET", "/api/sessioninfo", headers={"authorization": value}).errors == UNAUTHORIZED


def test_a_token_ends_with_its_hour(desk: Desk) -> None:
    assert desk.get("/sessioninfo").status == 200
    desk.advance("PT59M59S")
    assert desk.get("/sessioninfo").status == 200
    desk.advance("PT1S")
    refused = desk.get("/sessioninfo")
    assert refused.errors == UNAUTHORIZED
    assert desk.explanation(refused)["code"] == "credential_expired"
    desk.renew()
    assert desk.get("/sessioninfo").status == 200


def test_a_token_ends_when_its_holder_logs_out(desk: Desk) -> None:
    carried = {"authorization": f"Bearer {desk.token}"}
    assert desk.sent("POST", "/logout", headers=carried).ok == {}
    assert desk.sent("POST", "/logout", headers=carried).errors == UNAUTHORIZED
    assert desk.get("/sessioninfo").errors == UNAUTHORIZED


@pytest.mark.parametrize(("method", "body"), [("PUT", b'{"expires": "2026-06-01T00:00:00Z"}'), ("DELETE", b"")])
def test_tokens_end_with_the_credential_that_they_were_made_for(desk: Desk, method: str, body: bytes) -> None:
    assert desk.get("/company").status == 200
    ended = desk.driver.send(method, f"/sandbox/worlds/{desk.world}/systems/procountor/credentials/demo", body)
    assert ended is not None
    assert ended.status in (200, 204), ended.body
    assert desk.get("/company").errors == UNAUTHORIZED
    assert desk.ask_token().errors == UNAUTHORIZED


def test_a_credential_of_the_same_name_inherits_no_token_of_one_that_was_taken_back(desk: Desk) -> None:
    assert desk.get("/company").status == 200
    credentials = f"/sandbox/worlds/{desk.world}/systems/procountor/credentials"
    desk.driver.send("DELETE", f"{credentials}/demo")
    given = desk.driver.post(credentials, {"name": "demo"})
    assert given is not None
    assert given.json["parts"] == desk.keys, "in a world that is not guarded they follow from the name"
    assert desk.get("/company").errors == UNAUTHORIZED
    desk.renew()
    assert desk.get("/company").status == 200


@pytest.mark.parametrize("name", ["client_id", "client_secret", "api_key"])
def test_a_wrong_secret_gets_no_token(desk: Desk, name: str) -> None:
    wrong: dict[str, str | None] = {name: "nothing of the kind"}
    assert desk.ask_token(**wrong).errors == UNAUTHORIZED


@pytest.mark.parametrize("name", ["client_id", "client_secret", "api_key", "grant_type"])
def test_a_missing_parameter_is_named(desk: Desk, name: str) -> None:
    without: dict[str, str | None] = {name: None}
    assert desk.ask_token(**without).errors == [(400, f"Value of the '{name}' cannot be blank.", name)]


def test_the_redirect_address_may_be_left_out_but_not_be_another(desk: Desk) -> None:
    assert desk.ask_token(redirect_uri=None).status == 200
    assert desk.ask_token(redirect_uri="https://elsewhere.example/").status == 400


def test_an_unknown_grant_is_refused(desk: Desk) -> None:
    assert desk.ask_token(grant_type="password").status == 400


def test_parameters_in_the_address_are_refused(desk: Desk) -> None:
    query = {"grant_type": "client_credentials", "client_id": desk.keys["clientId"]}
    assert desk.sent("POST", "/api/oauth/token", headers=FORM, query=query).status == 400


def test_a_charset_beside_the_form_is_refused_unless_the_world_is_lenient(driver: Driver) -> None:
    def told(profile: str) -> int:
        desk = Desk(driver, profile=profile)
        form = {
            "grant_type": "client_credentials",
            "client_id": desk.keys["clientId"],
            "client_secret": desk.keys["clientSecret"],
            "api_key": desk.keys["apiKey"],
        }
        with_charset = {"content-type": f"{FORM['content-type']};charset=UTF-8"}
        return desk.post_form("/api/oauth/token", form, with_charset).status

    assert (told("faithful"), told("lenient")) == (415, 200)


def test_basic_credentials_are_answered_so_that_a_client_falls_back_to_the_form(desk: Desk) -> None:
    form = {"grant_type": "client_credentials", "api_key": desk.keys["apiKey"]}
    assert desk.post_form("/api/oauth/token", form, {"authorization": "Basic Zm9vOmJhcg=="}).errors == UNAUTHORIZED


def test_a_token_of_one_world_does_not_open_another(driver: Driver) -> None:
    one, other = Desk(driver), Desk(driver)
    assert one.keys["clientId"] != other.keys["clientId"]
    assert other.ask_token(api_key=one.keys["apiKey"]).errors == UNAUTHORIZED


def test_the_clock_of_a_harsh_world_leaves_less_time(driver: Driver) -> None:
    desk = Desk(driver, profile="harsh")
    answers = [desk.ask_token() for _ in range(3)]
    assert {answer.ok["expires_in"] for answer in answers if answer.status == 200} == {300}


def test_a_client_that_renews_and_tries_again_gets_through_a_harsh_world(driver: Driver) -> None:
    desk = Desk(driver, profile="harsh")
    token, renewals = "", 0

    def sent(method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        for _ in range(4):
            answer = driver.send(method, desk.base + path, body, headers=headers)
            if answer is not None and answer.status != 503:
                return answer.status, answer.body
        raise AssertionError(f"{path} was never answered")

    def renewed() -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": desk.keys["clientId"],
            "client_secret": desk.keys["clientSecret"],
            "api_key": desk.keys["apiKey"],
        }
        status, body = sent("POST", "/api/oauth/token", urlencode(form).encode(), FORM)
        assert status == 200, body
        given: str = json.loads(body)["access_token"]
        return given

    for _ in range(150):
        status, _ = sent("GET", "/api/sessioninfo", b"", {"authorization": f"Bearer {token}"})
        if status == 401:
            token, renewals = renewed(), renewals + 1
            status, _ = sent("GET", "/api/sessioninfo", b"", {"authorization": f"Bearer {token}"})
        assert status == 200
    assert renewals > 1
