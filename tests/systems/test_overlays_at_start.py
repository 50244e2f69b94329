"""A partner who knows better starts with an overlay: validation, served document and behaviour follow it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.documents import load
from contracts.reading import ContractError
from simulator.asgi import build
from simulator.core.errors import InvalidDocument
from simulator.settings import Settings
from tests.systems.cfis.desk import INVOICE, PARTNER, Desk, actions, fields, invoice, written
from tests.systems.driver import Answer, Driver
from tests.systems.overlaid import Start, change, starting

V2 = "/api/v2/partner/invoice/distribution"
MOVED = "/api/v1/partner/invoice/distribution/mv"
INVOICES = f"$.paths['{PARTNER}/invoice'].post"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    yield from starting(tmp_path)


def policy(**values: Any) -> dict[str, Any]:
    return change("$", **{"x-policy": values})


def served(desk: Desk, form: str = "json") -> Any:
    answer = desk.driver.get(f"/contracts/cfis.{form}")
    assert answer is not None
    assert answer.status == 200
    return json.loads(answer.body) if form == "json" else yaml.safe_load(answer.body)


def twice(desk: Desk) -> Answer:
    desk.hand_in()
    return desk.post("/invoice", invoice())


def test_without_an_overlay_the_document_is_served_as_it_was_written(driver_without: Driver) -> None:
    answer = driver_without.get("/contracts/cfis.yaml")
    assert answer is not None
    assert answer.body.decode() == load("cfis").text


@pytest.fixture
def driver_without() -> Iterator[Driver]:
    driver = Driver(build(Settings()).app)
    yield driver
    driver.close()


def test_a_status_that_turns_out_otherwise_is_replaced_in_contract_and_behaviour(start: Start) -> None:
    conflict = {
        "description": "The number is taken.",
        "x-evidence": "documented",
        "x-source": "a letter from the vendor",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    desk = start(policy(duplicate_status=409), change(f"{INVOICES}.responses", **{"409": conflict}))
    assert twice(desk).status == 409
    for form in ("json", "yaml"):
        document = served(desk, form)
        assert document["x-policy"] == {"duplicate_status": 409}
        assert document["paths"][f"{PARTNER}/invoice"]["post"]["responses"]["409"] == conflict


def test_a_status_by_policy_alone_is_answered_although_the_contract_does_not_list_it(start: Start) -> None:
    desk = start(policy(duplicate_status=409))
    desk.hand_in()
    answer = desk.driver.send("POST", f"/cfis{PARTNER}/invoice", written(invoice()), key=desk.client.key)
    assert answer is not None
    assert (answer.status, set(answer.json)) == (409, {"message"})


def test_a_world_may_choose_otherwise_than_the_overlay(start: Start) -> None:
    desk = start(policy(default_period_days=7), policy={"default_period_days": 3})
    desk.hand_in(1, date="2026-01-01")
    desk.hand_in(2, date="2026-01-02")
    told = desk.seen("/invoice/distribution")
    assert [each["invoiceNumber"] for each in told["invoices"]] == [2]


def test_numbers_of_the_policy_follow_the_overlay(start: Start) -> None:
    desk = start(policy(default_period_days=7, agency_code="ANOTHER"))
    desk.hand_in(1, date="2025-12-28")
    desk.hand_in(2, date="2025-12-29")
    desk.advance("PT1H")
    told = desk.seen("/invoice/distribution")["invoices"]
    assert [(each["invoiceNumber"], each["cases"][0]["agency"]) for each in told] == [(2, "ANOTHER")]


def test_a_value_that_an_enumeration_lacks_is_accepted_once_it_is_added(start: Start) -> None:
    kosovo = invoice(address={"countryCode": "XK"})
    field = "invoice.parties.buyerParty.address.countryCode"
    assert list(fields(start().post("/invoice", kosovo))) == [field]
    desk = start({"target": "$.components.schemas.OptionalCountryCode.enum", "update": ["XK"]})
    assert desk.post("/invoice", kosovo).status == 200
    assert "XK" in served(desk)["components"]["schemas"]["OptionalCountryCode"]["enum"]


def test_a_code_that_the_sandbox_does_not_know_is_refused_even_where_the_contract_has_it(start: Start) -> None:
    desk = start({"target": "$.components.schemas.ActionCode.enum", "update": ["RESUME"]})
    desk.hand_in()
    before = desk.standing()
    answer = desk.post("/invoice/action", actions(("RESUME", {"invoiceNumber": INVOICE})))
    assert answer.status == 400
    assert "RESUME" in answer.body.decode()
    assert desk.standing() == before


def test_a_member_that_turns_out_to_be_required_is_demanded(start: Start) -> None:
    desk = start({"target": "$.components.schemas.InvoiceHeader.required", "update": ["languageCode"]})
    assert list(fields(desk.post("/invoice", invoice()))) == ["invoice.header.languageCode"]
    document = invoice()
    document["invoice"]["header"]["languageCode"] = "FI"
    assert desk.post("/invoice", document).status == 200


def test_a_member_that_turns_out_not_to_be_required_may_be_left_out(start: Start) -> None:
    document = invoice()
    del document["invoice"]["header"]["type"]
    assert list(fields(start().post("/invoice", document))) == ["invoice.header.type"]
    required = ["number", "date", "dueDate", "currencyCode"]
    desk = start(
        {"target": "$.components.schemas.InvoiceHeader.required", "remove": True},
        change("$.components.schemas.InvoiceHeader", required=required),
    )
    assert desk.post("/invoice", document).status == 200


def test_a_path_that_was_guessed_wrong_is_moved(start: Start) -> None:
    described = load("cfis").raw["paths"][V2]
    desk = start({"target": f"$.paths['{V2}']", "remove": True}, change("$.paths", **{MOVED: described}))
    desk.hand_in()
    assert [each["invoiceNumber"] for each in desk.ask("GET", MOVED).json["data"]] == [INVOICE]
    assert desk.ask("GET", V2).status == 404
    assert MOVED in served(desk)["paths"]


def test_the_production_environment_follows_the_overlay_too(start: Start) -> None:
    desk = start(policy(default_period_days=7), change(f"{INVOICES}", summary="Better known."))
    production = desk.opened["cfis"]["production"]["clients"][0]["accessToken"]
    answer = desk.driver.get(f"/cfis-production{PARTNER}/invoice/distribution", production)
    assert answer is not None
    assert answer.json["metaData"]["filtersApplied"]["fromInvDate"] == "2025-12-29"


@pytest.mark.parametrize(
    ("wrong", "error", "told"),
    [
        ({"target": "$.paths['/nowhere']", "remove": True}, ContractError, "matches nothing"),
        ({"target": f"$.paths['{V2}']", "remove": True}, ContractError, "getDistributionV2"),
        (policy(duplicate_statuses=409), InvalidDocument, "duplicate_statuses"),
        (policy(duplicate_status="often"), InvalidDocument, "x-policy of cfis"),
    ],
)
def test_an_overlay_that_cannot_be_right_stops_the_start(
    start: Start, wrong: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        start(wrong)


def test_an_overlay_of_a_system_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "other.overlay.yaml"
    path.write_text(yaml.safe_dump({"overlay": "1.0.0", "extends": "nobody.yaml", "actions": []}), "utf-8")
    with pytest.raises(ContractError, match="it extends nobody"):
        build(Settings(overlays=(path,)))
