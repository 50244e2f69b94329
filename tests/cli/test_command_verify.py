"""``verify`` finds nothing wrong with a fresh sandbox, and finds out a server that breaks its contract."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest
import requests
from click.testing import CliRunner, Result

from contracts.conformance.answers import Answer
from contracts.conformance.doors import DOORS
from contracts.conformance.findings import Exchange
from contracts.conformance.judge import Judge
from contracts.conformance.money import money_findings
from contracts.documents import examples, load
from simulator.asgi import build
from simulator.cli.main import cli
from simulator.settings import Settings
from tests.cli.desk import Running
from tests.cli.served import changing, of_cfis, of_system, opened, serving

BROKEN = """
overlay: 1.0.0
info: {title: Another idea, version: '1'}
actions:
  - target: $.components.schemas.TokenState
    update:
      required: [somethingNobodySends]
      x-source: made up
      x-evidence-of: {required: documented}
"""
GUESSED = BROKEN.replace("documented", "assumed")


def verified(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["verify", "--examples", "1", *arguments])
    assert result.exit_code == code, result.output
    return result


def grades(result: Result) -> dict[str, str]:
    """How each operation and journey came through, by name."""
    lines = [each.split() for each in result.output.splitlines()]
    words = ("ok", "differs", "breaks", "untested")
    return {each[1]: each[0] for each in lines if len(each) > 2 and each[0] in words}


@pytest.mark.parametrize("system", sorted(DOORS))
def test_a_fresh_sandbox_does_what_each_contract_says(sandbox: Running, system: str) -> None:
    found = grades(verified(*of_system(opened(sandbox.url), system), "--strict"))
    operations = {operation.operation_id for operation in load(system).operations}
    assert operations <= found.keys()
    assert "wrong-credentials" in found
    assert {name for name, grade in found.items() if grade != "ok"} <= {"fetched-settlements"}


def test_every_vendor_can_be_verified() -> None:
    shipped = {path.stem for path in (Path(__file__).parents[2] / "contracts/openapi").glob("*.yaml")}
    assert set(DOORS) == shipped - {"control"}


def test_with_read_only_nothing_is_sent_but_safe_reads(sandbox: Running) -> None:
    world = opened(sandbox.url)
    found = grades(verified(*of_cfis(world), "--read-only"))
    read = {name for name, grade in found.items() if grade == "ok"}
    gets = {operation.operation_id for operation in load("cfis").operations if operation.method == "GET"}
    assert read == gets - {"renewToken", "getSettlements"} | {"wrong-credentials"}
    sent = httpx2.get(f"{sandbox.url}/sandbox/worlds/{world['world']}/journal", trust_env=False).json()["entries"]
    assert {entry["method"] for entry in sent} == {"GET"}


def test_a_settlement_that_was_fetched_is_not_unfetched(sandbox: Running) -> None:
    world = opened(sandbox.url)
    staging = world["cfis"]["staging"]
    plane, key = f"{sandbox.url}/sandbox/worlds/{world['world']}", staging["clients"][0]["accessToken"]
    header = {"number": 1, "type": "INVOICE", "date": world["now"][:10], "dueDate": "2027-01-01", "currencyCode": "EUR"}
    buyer = {"entityType": "BUSINESS", "name": "Made-Up Customer 1", "contact": {"email": "buyer@example.com"}}
    document = {
        "processing": {"paymentControlEnabled": True},
        "distribution": {"method": "EMAIL", "enabled": True},
        "invoice": {
            "header": header | {"dueDate": str(int(world["now"][:4]) + 1) + world["now"][4:10]},
            "parties": {"sellerParty": {"name": "Example Oy"}, "buyerParty": buyer},
            "amounts": {"totalAmount": 100},
        },
    }
    calls = [
        (f"{staging['baseUrl']}/api/v1/partner/invoice", document),
        (f"{plane}/clock", {"advance": "P1D"}),
        (f"{plane}/bank/payments", {"invoiceNumber": 1, "amount": 40}),
        (f"{plane}/clock", {"advance": "P14D"}),
    ]
    for url, body in calls:
        assert httpx2.post(url, json=body, headers={"X-Api-Key": key}, trust_env=False).is_success, url
    without = [f"--without={name}" for name in operations_but("getSettlements")]
    assert grades(verified(*of_cfis(world), *without))["fetched-settlements"] == "ok"


def operations_but(*kept: str) -> list[str]:
    return [each.operation_id for each in load("cfis").operations if each.operation_id not in kept]


def test_a_contract_that_the_server_does_not_know_is_found_out_with_the_operation(
    sandbox: Running, tmp_path: Path
) -> None:
    overlay = tmp_path / "other.yaml"
    overlay.write_text(BROKEN)
    result = verified(*of_cfis(opened(sandbox.url)), "--overlay", str(overlay), "--read-only", code=1)
    assert grades(result)["validateToken"] == "breaks"
    assert "validateToken breaks its contract (body)" in result.output
    assert "somethingNobodySends" in result.output
    assert "documented: made up" in result.output
    assert "validateToken" in result.stderr


def test_a_rule_that_is_only_assumed_fails_nobody_unless_asked(sandbox: Running, tmp_path: Path) -> None:
    overlay = tmp_path / "guess.yaml"
    overlay.write_text(GUESSED)
    command = [*of_cfis(opened(sandbox.url)), "--overlay", str(overlay), "--read-only"]
    assert grades(verified(*command))["validateToken"] == "differs"
    verified(*command, "--strict", code=1)


def test_a_server_that_changes_its_answers_is_found_out_with_the_operation() -> None:
    app = changing(build(Settings()).app, "/partner/payments", lambda status, body: (418, body))
    with serving(app) as url:
        found = verified(*of_cfis(opened(url)), "--read-only", "--json", code=1)
    told = json.loads(found.stdout)["outcomes"]
    (finding,) = [each for outcome in told if outcome["name"] == "getPayments" for each in outcome["findings"]]
    assert (finding["operation"], finding["check"], finding["exchange"]["status"]) == ("getPayments", "status", 418)


def test_an_old_token_that_still_opens_the_account_is_found_out() -> None:
    example = next(each for each in examples("cfis") if each.path.name == "validateToken.response.json")
    alive = example.path.read_bytes()
    app = changing(build(Settings()).app, "/partner/validate", lambda status, body: (200, alive))
    with serving(app) as url:
        without = [f"--without={name}" for name in operations_but("renewToken")]
        found = verified(*of_cfis(opened(url)), *without, "--strict", code=1)
    assert grades(found)["renewed-token"] == "differs"
    assert "the old token to be dead" in found.output


def test_a_fault_that_the_verifier_does_not_know_of_is_found_out(sandbox: Running) -> None:
    world = opened(sandbox.url)
    fault = {"system": "cfis", "operation": "getCase", "fault": "status", "status": 500, "times": 9}
    armed = httpx2.post(f"{sandbox.url}/sandbox/worlds/{world['world']}/faults", json=fault, trust_env=False)
    assert armed.is_success, armed.text
    result = verified(*of_cfis(world), "--read-only", code=1)
    assert {name for name, grade in grades(result).items() if grade == "breaks"} == {"getCase"}


def test_money_that_does_not_add_up_is_found_out() -> None:
    operation = next(each for each in load("cfis").operations if each.operation_id == "getSettlements")
    example = next(each for each in examples("cfis") if each.path.name == "getSettlements.response.json")
    body = example.path.read_bytes()

    def places(body: bytes) -> list[str]:
        answer = Answer(200, "application/json", body, Exchange("GET", "", "", 200, ""), None)
        return [each.place for each in money_findings("cfis", operation, answer)]

    assert places(body) == []
    assert places(body.replace(b"1240.50", b"1240.51")) == ["settlements[0].settlementAmount"]
    assert places(body.replace(b"10.50 }", b"10.49 }")) == ["settlements[0].allocations[1].allocatedTotalAmount"]


def test_no_token_stands_in_a_report(sandbox: Running, tmp_path: Path) -> None:
    overlay = tmp_path / "other.yaml"
    overlay.write_text(BROKEN.replace("TokenState", "TokenRenewed"))
    world = opened(sandbox.url)
    result = verified(*of_cfis(world), "--overlay", str(overlay), code=1)
    assert "renewToken breaks its contract" in result.stdout
    live = result.stderr.partition("from now on it is ")[2].split()[0]
    assert live not in result.stdout
    assert world["cfis"]["staging"]["clients"][0]["accessToken"] not in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--system", "cfis", "--base-url", "http://127.0.0.1:1"], "cfis needs token"),
        (["--system", "cfis", "--base-url", "http://127.0.0.1:1", "--token", "made-up"], "nothing answers"),
        (["--system", "control", "--base-url", "http://127.0.0.1:1"], "cannot be verified"),
        (["--system", "cfiss", "--base-url", "http://127.0.0.1:1"], "there is no contract document"),
        (["--system", "cfis", "--base-url", "http://x", "--credential", "token"], "NAME=VALUE"),
        (["--system", "cfis", "--base-url", "http://x", "--credential", "key=1"], "cfis knows no credential key"),
        (["--system", "cfis", "--base-url", "http://x", "--token", "x", "--without", "fly"], "no such operation"),
    ],
)
def test_what_cannot_run_says_why(arguments: list[str], told: str) -> None:
    assert told in verified(*arguments, code=2).stderr


@pytest.mark.parametrize(
    ("known", "other", "checks"),
    [(b'"REMINDER"', b'"SOMETHING_NEW"', []), (b'"EUR"', b'"BTC"', ["body"])],
    ids=["left open", "closed"],
)
def test_a_new_value_breaks_the_contract_only_where_it_is_not_left_open(
    known: bytes, other: bytes, checks: list[str]
) -> None:
    document = load("cfis")
    operation = next(each for each in document.operations if each.operation_id == "getCase")
    body = next(each for each in examples("cfis") if each.path.name == "getCase.response.json").path.read_bytes()
    assert known in body
    exchange = Exchange("GET", "", "", 200, "")
    answer = Answer(200, "application/json", body.replace(known, other), exchange, requests.Response())
    assert [each.check for each in Judge(document).findings(operation, answer)] == checks


def test_a_verdict_that_the_status_contradicts_is_found_out() -> None:
    def failed(status: int, body: bytes) -> tuple[int, bytes]:
        return status, body.replace(b">OK</Status>", b">FAILED</Status>")

    with serving(changing(build(Settings()).app, "/accountlist.nv", failed)) as url:
        found = verified(*of_system(opened(url), "netvisor"), "--read-only", code=1)
    assert {name for name, grade in grades(found).items() if grade == "breaks"} == {"listAccounts"}
    assert "FAILED under status 200" in found.stdout
