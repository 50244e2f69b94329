"""Clients and access tokens, as a partner and an integration see them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.documents import examples
from tests.systems.cfis.desk import PARTNER, Client, Desk, changed, clients_of, fields, invoice, keeps_the_contract
from tests.systems.driver import Answer, Driver

EXAMPLE: Any = next(e.value for e in examples("cfis") if (e.operation_id, e.direction) == ("createClient", "request"))
"""The documented creditor; the example begins with the fullest of them."""


def provisioning(desk: Desk, environment: str = "staging") -> Client:
    told = desk.opened["cfis"][environment]
    return Client("/cfis" if environment == "staging" else "/cfis-production", told["provisioningToken"], 0, "")


def creditor(service: str = "LIFECYCLE", code: str = "7654321-0") -> Any:
    return changed(changed(EXAMPLE, "service.type", service), "client.businessCode", code)


def created(desk: Desk, document: Any) -> Client:
    told = desk.done("/client", document, provisioning(desk))
    return Client("/cfis", told["accessToken"], told["clientId"], told["paymentReferencePrefix"])


def bare(desk: Desk, path: str, **more: Any) -> Answer:
    """Ask without a key."""
    return desk.ask("GET", PARTNER + path, key="", **more)


# ---- creating clients ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["LIFECYCLE", "INTERMEDIATION", "COLLECTION", "COOP"])
def test_a_client_of_every_service_is_created_and_works_at_once(desk: Desk, service: str) -> None:
    told = desk.done("/client", creditor(service), provisioning(desk))
    assert set(told) == {"clientId", "customerCode", "paymentReferencePrefix", "accessToken"}
    client = Client("/cfis", told["accessToken"], told["clientId"], told["paymentReferencePrefix"])
    assert desk.seen("/validate", client) == {"isValid": True, "message": "Token is valid"}
    accepted = desk.hand_in(client=client)
    assert accepted["paymentReference"].startswith(told["paymentReferencePrefix"])
    desk.advance("P1D")
    cases = desk.seen("/invoice/distribution", client)["invoices"][0]["cases"]
    assert bool(cases) == (service != "INTERMEDIATION"), "intermediation hands nothing to payment control"


def test_the_printed_business_code_passes_although_it_is_none(desk: Desk) -> None:
    assert desk.done("/client", EXAMPLE, provisioning(desk))["clientId"] > 0


def test_every_new_client_has_identity_and_reference_prefix_of_its_own(desk: Desk) -> None:
    told = [desk.done("/client", creditor(code=code), provisioning(desk)) for code in ("1", "2", "3")] + desk.opened[
        "cfis"
    ]["staging"]["clients"]
    for member in ("clientId", "customerCode", "paymentReferencePrefix", "accessToken"):
        assert len({each[member] for each in told}) == 4


def test_the_same_business_may_have_two_services_but_not_one_twice(desk: Desk) -> None:
    created(desk, creditor("LIFECYCLE"))
    created(desk, creditor("COLLECTION"))
    again = desk.post("/client", creditor("LIFECYCLE"), provisioning(desk))
    assert again.status == 402
    assert "7654321-0" in again.json["message"]


def test_staging_and_production_each_have_the_business_once(desk: Desk) -> None:
    created(desk, creditor())
    assert desk.post("/client", creditor(), provisioning(desk, "production")).status == 200


def test_settings_of_a_client_hold_where_an_invoice_does_not_say(desk: Desk) -> None:
    settings = {"paymentControlEnabled": False, "manualApprovalEnabled": True, "distributionMethod": "PRINT"}
    document = changed(creditor(), "client.settings", settings)
    document["client"]["bankAccount"] = {"iban": "FI2112345600000785", "bic": "NDEAFIHH"}
    client = created(desk, document)
    silent = invoice()
    del silent["processing"], silent["distribution"]
    assert desk.done("/invoice", silent, client)["status"] == "PENDING_APPROVAL"
    record = desk.seen("/invoice/distribution", client)["invoices"][0]
    assert record["distribution"]["method"] == "PRINT"
    assert record["paymentControl"] == {"enabled": False, "status": "NOT_ENABLED"}
    told = invoice(2, paymentControlEnabled=True, manualApprovalEnabled=False, method="EMAIL")
    assert desk.done("/invoice", told, client)["status"] == "PENDING"


def test_without_settings_and_without_distribution_nothing_is_sent(desk: Desk) -> None:
    silent = invoice()
    del silent["distribution"]
    desk.done("/invoice", silent)
    desk.advance("P1D")
    record = desk.delivery()
    assert record["distribution"] == {**record["distribution"], "method": None, "status": None, "deliveredAt": None}
    assert record["cases"], "payment control needs no distribution"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("service.type", "EVERYTHING"),
        ("client.email", "nobody"),
        ("client.postalCode", "123"),
        ("client.countryCode", "XX"),
        ("client.languageCode", "XX"),
        ("client.website", "not a website"),
        ("client.name", ""),
        ("client.settings.distributionMethod", "PIGEON"),
        ("contacts[0].type", "FRIEND"),
    ],
)
def test_what_is_wrong_with_a_new_client_is_told_by_field(desk: Desk, field: str, value: Any) -> None:
    document = creditor()
    document["client"]["settings"] = {"distributionMethod": None}
    document["contacts"] = [{"type": "PRIMARY", "name": "Contact", "email": "primary@example.com"}]
    before = desk.standing()
    answer = desk.post("/client", changed(document, field, value), provisioning(desk))
    assert answer.status == 400
    assert list(fields(answer)) == [field]
    assert desk.standing() == before


# ---- the wrong kind of token --------------------------------------------------------------------------------------


def test_a_clients_token_creates_no_clients(desk: Desk) -> None:
    answer = desk.post("/client", creditor())
    assert answer.status == 403
    assert "provisioning token" in answer.json["message"]


@pytest.mark.parametrize(
    "path", ["/renew", "/invoice/case", "/invoice/distribution", "/payments", "/settlements", "/accounting/ledger"]
)
def test_the_provisioning_token_reads_nothing(desk: Desk, path: str) -> None:
    assert desk.get(path, provisioning(desk)).status == 403


@pytest.mark.parametrize("path", ["/invoice", "/invoice/action", "/accounting/ledger", "/accounting/payment"])
def test_the_provisioning_token_sends_nothing_else(desk: Desk, path: str) -> None:
    before = desk.standing()
    assert desk.post(path, {}, provisioning(desk)).status == 403
    assert desk.standing() == before


def test_the_provisioning_token_is_a_live_token_all_the_same(desk: Desk) -> None:
    assert desk.seen("/validate", provisioning(desk))["isValid"] is True


# ---- who is let in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/renew", "/invoice/case", "/payments", "/settlements", "/accounting/invoice"])
def test_without_a_key_nothing_is_told(desk: Desk, path: str) -> None:
    answer = bare(desk, path)
    assert (answer.status, answer.json) == (401, {"message": "Unauthorized"})


def test_an_unknown_key_opens_nothing_and_the_lobby_tells_why(desk: Desk) -> None:
    stranger = desk.client._replace(key="no-such-token-anywhere")
    answer = desk.get("/payments", stranger)
    assert (answer.status, answer.json) == (401, {"message": "Unauthorized"})
    told = desk.explanation(answer)
    assert told["explanation"]["code"] == "not_authenticated"
    assert told["headers"]["X-Api-Key"] == "no-s…", "a key is shown by its first four characters"


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_token_is_worth_nothing_in_the_other_environment(desk: Desk, environment: str) -> None:
    own = clients_of(desk.opened, environment)[0]
    other = own._replace(base="/cfis-production" if environment == "staging" else "/cfis")
    assert desk.seen("/validate", own)["isValid"] is True
    answer = desk.get("/payments", other)
    assert (answer.status, answer.json) == (401, {"message": "Unauthorized"})
    assert f"belongs to {environment}" in desk.explanation(answer)["explanation"]["message"]
    assert desk.get("/validate", other).json == {"isValid": False, "message": "Token is invalid or has expired"}


def test_the_key_counts_before_the_body_does(desk: Desk) -> None:
    before = desk.standing()
    assert desk.ask("POST", f"{PARTNER}/invoice", b"{nonsense", key="").status == 401
    assert desk.standing() == before


@pytest.mark.parametrize("name", ["X-Api-Key", "x-api-key", "X-API-KEY"])
def test_the_case_of_the_header_does_not_matter(desk: Desk, name: str) -> None:
    assert bare(desk, "/validate", headers={name: desk.client.key}).status == 200


# ---- validate -----------------------------------------------------------------------------------------------------


def test_validate_answers_in_the_documented_words(desk: Desk) -> None:
    answer = desk.get("/validate")
    assert answer.body == b'{"isValid":true,"message":"Token is valid"}'


def test_validate_without_any_token_is_a_bad_request(desk: Desk) -> None:
    answer = bare(desk, "/validate")
    assert answer.status == 400
    assert "X-Api-Key" in json.dumps(answer.json)
    assert bare(desk, "/validate", query={"token": ""}).status == 400


def test_validate_looks_at_a_token_in_the_query_when_the_header_has_none(desk: Desk) -> None:
    live = bare(desk, "/validate", query={"token": desk.client.key})
    assert (live.status, live.json["isValid"]) == (200, True)
    dead = bare(desk, "/validate", query={"token": "unknown"})
    assert (dead.status, dead.json["isValid"]) == (401, False)
    assert desk.get("/validate", token="unknown").status == 200, "the header counts first"


def test_a_token_in_the_query_opens_nothing_else(desk: Desk) -> None:
    assert bare(desk, "/payments", query={"token": desk.client.key}).status == 401


def test_a_token_in_the_query_is_masked_in_the_journal(desk: Desk) -> None:
    bare(desk, "/validate", query={"token": desk.client.key})
    assert desk.client.key not in json.dumps(desk.told("/journal", whole="true"))


# ---- expiry and renewal -------------------------------------------------------------------------------------------


def test_a_token_ends_at_the_very_instant_of_its_expiry(desk: Desk) -> None:
    desk.plane("/tokens", {"clientId": desk.client.id, "expires": "2026-01-06T09:00:00+02:00"})
    desk.advance("PT23H59M59S")
    assert desk.get("/validate").status == 200
    desk.advance("PT1S")
    assert desk.get("/validate").json == {"isValid": False, "message": "Token is invalid or has expired"}
    answer = desk.get("/payments")
    assert (answer.status, answer.json) == (401, {"message": "Unauthorized"})
    assert "renew" in desk.explanation(answer)["explanation"]["message"]


def test_a_new_token_is_in_message_with_a_capital_m(desk: Desk) -> None:
    told = desk.seen("/renew")
    assert set(told) == {"Message", "accessToken"}
    assert told["Message"] == told["accessToken"]
    renewed = desk.client._replace(key=told["Message"])
    assert desk.seen("/validate", renewed)["isValid"] is True


def test_the_extra_member_can_be_switched_off(driver: Driver) -> None:
    desk = Desk(driver, policy={"renewal_answers_token_member": False})
    assert set(desk.seen("/renew")) == {"Message"}


def test_renewing_ends_the_old_token_at_once_and_for_good(desk: Desk) -> None:
    renewed = desk.client._replace(key=desk.seen("/renew")["Message"])
    assert desk.get("/validate").status == 401
    assert desk.get("/payments").status == 401
    assert desk.get("/renew").status == 401, "a token that was replaced cannot be renewed again"
    assert desk.get("/payments", renewed).status == 200


def test_an_expired_token_can_be_renewed_and_the_new_one_lives_as_long(desk: Desk) -> None:
    issued = desk.plane("/tokens", {"clientId": desk.client.id, "expires": "2026-01-07T09:00:00+02:00", "issue": True})
    short = desk.client._replace(key=issued["accessToken"])
    desk.advance("P5D")
    assert desk.get("/payments", short).status == 401
    renewed = desk.client._replace(key=desk.seen("/renew", short)["Message"])
    assert desk.get("/payments", renewed).status == 200
    desk.advance("P2D")
    assert desk.get("/payments", renewed).status == 401, "two days, as the first one had"


def test_renewing_one_token_leaves_the_others_of_the_client_alone(desk: Desk) -> None:
    second = desk.plane("/tokens", {"clientId": desk.client.id, "issue": True})["accessToken"]
    desk.seen("/renew")
    assert desk.get("/payments", desk.client._replace(key=second)).status == 200


@pytest.mark.parametrize(
    "query", [{"customerCode": "CF999999"}, {"ipAddress": "my computer"}, {"ipAddress": "192.0.2.256"}]
)
def test_a_renewal_for_another_customer_or_from_nowhere_is_refused(desk: Desk, query: dict[str, Any]) -> None:
    before = desk.standing()
    answer = desk.get("/renew", **query)
    assert (answer.status, list(fields(answer))) == (400, [f"query.{name}" for name in query])
    assert desk.standing() == before


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_a_renewal_may_name_the_customer_and_the_address(desk: Desk, address: str) -> None:
    code = desk.opened["cfis"]["staging"]["clients"][0]["customerCode"]
    assert desk.get("/renew", customerCode=code, ipAddress=address).status == 200


def test_no_journal_tells_a_token_that_was_handed_out(desk: Desk) -> None:
    renewed = desk.seen("/renew")["Message"]
    created_key = created(desk, creditor()).key
    told = json.dumps(desk.told("/journal", whole="true"))
    for secret in (desk.client.key, renewed, created_key, provisioning(desk).key):
        assert secret not in told


def test_the_token_of_a_world_that_is_no_more_opens_nothing(desk: Desk, driver: Driver) -> None:
    dropped = driver.send("DELETE", f"/sandbox/worlds/{desk.world}")
    assert dropped is not None
    assert dropped.status == 204
    answer = driver.get(f"/cfis{PARTNER}/payments", desk.client.key)
    assert answer is not None
    keeps_the_contract("GET", f"{PARTNER}/payments", answer)
    assert answer.status == 401
