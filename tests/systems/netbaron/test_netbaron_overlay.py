"""Who knows NetBaron better replaces what is assumed: a path, a member's name, a status, a limit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.documents import load
from simulator.asgi import build
from simulator.http.contract import Contract
from simulator.settings import Settings
from tests.systems.driver import Driver
from tests.systems.netbaron.desk import EXAMPLES, Desk, changed, receipt

LEDGER = "/nb-a/{organization}/ledger"
MOVED = "/ws/{organization}/voucher"
Start = Callable[..., Desk]
CASH = (1910, 10), (3000, -10)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a sandbox with one overlay of the given actions, and open a world in it."""
    drivers: list[Driver] = []

    def started(*actions: dict[str, Any]) -> Desk:
        path = tmp_path / "vendor.overlay.yaml"
        head = {"overlay": "1.0.0", "info": {"title": "Vendor", "version": "1"}, "extends": "netbaron.yaml"}
        path.write_text(yaml.safe_dump({**head, "actions": list(actions)}), "utf-8")
        drivers.append(Driver(build(Settings(overlays=(path,))).app))
        return Desk(drivers[-1], contract=Contract.of(load("netbaron", [path])))

    yield started
    for driver in drivers:
        driver.close()


def policy(**values: Any) -> dict[str, Any]:
    return {"target": "$", "update": {"x-policy": values}}


def served(desk: Desk) -> Any:
    answer = desk.driver.get("/contracts/netbaron.json")
    assert answer is not None
    return json.loads(answer.body)


def test_a_path_is_moved_and_the_password_of_its_module_still_opens_it(start: Start) -> None:
    described = load("netbaron").raw["paths"][LEDGER]
    desk = start(
        {"target": f"$.paths['{LEDGER}']", "remove": True}, {"target": "$.paths", "update": {MOVED: described}}
    )
    target = f"/ws/{desk.organization}/voucher"
    assert desk.ask("POST", "ledger", receipt(*CASH), target=target).status == 200
    assert desk.ask("POST", "payment", receipt(*CASH), target=target).status == 401
    assert desk.ask("POST", "ledger", receipt(*CASH)).status == 404
    assert desk.balance(1910) == 10
    assert MOVED in served(desk)["paths"]


def test_a_member_is_called_otherwise_in_and_out(start: Start) -> None:
    names = {"ledgerIdentifier": "voucherId", "bookingDate": "valueDate"}
    desk = start(
        policy(netbaron_names=names),
        *(
            action
            for schema, old in (
                ("NewLedger", "ledgerIdentifier"),
                ("NewLedgerRow", "bookingDate"),
                ("LedgerAccepted", "ledgerIdentifier"),
            )
            for action in renamed(schema, old, names[old])
        ),
    )
    document = {
        "voucherId": "L-1",
        "receiptNumber": "1",
        "rows": [{"valueDate": "2026-01-20", "account": account, "amount": amount} for account, amount in CASH],
    }
    assert desk.done("POST", "ledger", document)["voucherId"] == "L-1"
    assert desk.get("ledger/L-1")["rows"][0]["valueDate"] == "2026-01-20"
    assert desk.balance(1910) == 10
    answer = desk.ask("POST", "ledger", receipt(*CASH, identifier="L-2"))
    assert answer.status == 400
    assert "voucherId: is missing" in answer.json["error"]["message"]


def renamed(schema: str, old: str, new: str) -> list[dict[str, Any]]:
    """Return the actions that give a member of a schema another name."""
    place = f"$.components.schemas.{schema}"
    described = load("netbaron").raw["components"]["schemas"][schema]
    index = described["required"].index(old)
    return [
        {"target": f"{place}.required[{index}]", "remove": True},
        {"target": f"{place}.required", "update": [new]},
        {"target": f"{place}.properties.{old}", "remove": True},
        {"target": f"{place}.properties", "update": {new: described["properties"][old]}},
    ]


def test_a_code_gets_another_status(start: Start) -> None:
    described = {"description": "Taken.", "content": {"application/json": {"schema": {"type": "object"}}}}
    desk = start(
        policy(netbaron_statuses={"DUPLICATE": 422}),
        {"target": f"$.paths['{LEDGER}'].post.responses", "update": {"422": described}},
    )
    desk.done("POST", "ledger", EXAMPLES["createLedger.request"])
    other = changed("createLedger.request", description="Other")
    assert desk.code("POST", "ledger", other) == (422, "DUPLICATE")
    assert desk.code("POST", "ledger", receipt((1910, 1))) == (400, "UNBALANCED")


def test_a_limit_follows_the_document(start: Start) -> None:
    desk = start({"target": "$.components.schemas.NewLedger.properties.description.maxLength", "update": 10})
    assert desk.done("POST", "ledger", receipt(*CASH, description="x" * 10))["status"] == "ACCEPTED"
    long = receipt(*CASH, identifier="L-2", description="x" * 11)
    assert desk.code("POST", "ledger", long) == (400, "TOO_LONG")
