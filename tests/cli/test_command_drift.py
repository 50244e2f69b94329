"""``drift`` is silent about the sandbox, tells what another server does otherwise, and drafts an overlay of that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from click.testing import CliRunner, Result

from contracts.conformance.doors import DOORS
from contracts.documents import load
from simulator.asgi import build
from simulator.cli.main import cli
from simulator.settings import Settings
from tests.cli.conftest import running
from tests.cli.desk import Running
from tests.cli.served import changing, lived_in, of_cfis, of_system, opened, serving

PARTNER = "/api/v1/partner"
V2 = "/api/v2/partner/invoice/distribution"
MOVED = "/api/v1/partner/invoice/distribution/mv"
READS = ("/validate", "/invoice/case?invoiceNumber=1001", "/invoice/distribution", "/payments")


def looked(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["drift", *arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def told(*arguments: str) -> set[tuple[str, str, str, str]]:
    """Operation, grade, kind and place of every difference."""
    result = CliRunner().invoke(cli, ["drift", *arguments, "--json"])
    assert result.exit_code == 1, result.output
    found = json.loads(result.stdout)["differences"]
    return {(each["operation"], each["grade"], each["kind"], each["place"]) for each in found}


@contextmanager
def started(*overlays: Path) -> Iterator[str]:
    """A sandbox of its own that follows overlays."""
    for each in running(Settings(overlays=overlays)):
        yield each.url


def change(target: str, **update: Any) -> dict[str, Any]:
    return {"target": target, "update": update}


def gone(target: str) -> dict[str, Any]:
    return {"target": target, "remove": True}


def another_service(folder: Path) -> Path:
    """What the second sandbox knows, and the first does not."""
    schemas = "$.components.schemas"
    refusals = "$.paths[*][?@.responses['401']['$ref'] == '#/components/responses/Unauthorized'].responses"
    principal = {"$ref": "#/components/schemas/Sum", "x-stands-for": "capitalAmount"}
    required = ["principalAmount", "interestAmount", "costsAmount", "totalAmount", "paidAmount"]
    actions = [
        change("$", **{"x-policy": {"default_period_days": 45}}),
        change(
            f"{schemas}.DistributionStatus", **{"enum": ["HANDED_OVER"], "x-stands-for": {"HANDED_OVER": "DELIVERED"}}
        ),
        gone(f"{schemas}.CaseBalance.properties.capitalAmount"),
        gone(f"{schemas}.CaseBalance.required"),
        change(f"{schemas}.CaseBalance", properties={"principalAmount": principal}, required=required),
        gone(f"{schemas}.CaseInvoice.properties.amount"),
        change(f"{schemas}.CaseInvoice.properties", amount={"type": "string"}),
        change(refusals, **{"403": {"x-stands-for": 401}}),
        gone(f"{refusals}['401']"),
        gone(f"$.paths['{V2}']"),
        change("$.paths", **{MOVED: load("cfis").raw["paths"][V2]}),
    ]
    path = folder / "another.yaml"
    head = {"overlay": "1.0.0", "info": {"title": "Another service", "version": "1"}, "extends": "cfis.yaml"}
    path.write_text(yaml.safe_dump({**head, "actions": actions}), "utf-8")
    return path


def read(world: Any, path: str, key: str = "") -> Any:
    """Status and body of a read, without what each world names after itself."""
    staging = world["cfis"]["staging"]
    using = key or staging["clients"][0]["accessToken"]
    answer = httpx2.get(staging["baseUrl"] + PARTNER + path, headers={"X-Api-Key": using}, trust_env=False)
    return answer.status_code, answer.json()


def test_a_second_sandbox_is_told_from_the_first_and_a_third_follows_its_draft(tmp_path: Path) -> None:
    draft = tmp_path / "seen.yaml"
    with started(another_service(tmp_path)) as url:
        second = lived_in(url)
        assert told(*of_cfis(second), "--draft", str(draft)) == {
            ("getDistribution", "breaks", "default", "metaData.filtersApplied.fromInvDate"),
            ("getDistribution", "differs", "value", "invoices[0].distribution.status"),
            ("getDistributionV2", "differs", "path", ""),
            ("getPayments", "breaks", "status", ""),
            ("getCase", "breaks", "renamed-member", "case.balance.principalAmount"),
            ("getCase", "breaks", "type", "invoice.amount"),
        }
        again = looked(*of_cfis(second), "--overlay", str(draft))
        assert again.stdout.splitlines()[-1] == "no difference"
        seen = {path: read(second, path) for path in READS}
        refused = read(second, "/payments", "nobody's")
        gone_from = httpx2.get(f"{second['cfis']['staging']['baseUrl']}{V2}", trust_env=False).status_code
    with started(draft) as url:
        third = lived_in(url)
        assert looked(*of_cfis(third), "--overlay", str(draft)).exit_code == 0
        # Which value of its own another one stands for cannot be seen, and the draft says so.
        assert "which value of the sandbox HANDED_OVER stands for cannot be seen" in draft.read_text("utf-8")
        seen["/invoice/distribution"][1]["invoices"][0]["distribution"]["status"] = "DELIVERED"
        assert {path: read(third, path) for path in READS} == seen
        assert read(third, "/payments", "nobody's") == refused
        assert httpx2.get(f"{third['cfis']['staging']['baseUrl']}{V2}", trust_env=False).status_code == gone_from


@pytest.mark.parametrize("system", sorted(DOORS))
def test_the_sandbox_does_not_drift_from_its_own_contracts(sandbox: Running, system: str) -> None:
    result = looked(*of_system(lived_in(sandbox.url), system))
    lines = [line.split() for line in result.stdout.splitlines() if line]
    assert {words[0] for words in lines[:-1]} <= {"ok", "untested"}
    assert sum(words[0] == "ok" for words in lines) > 5


def test_nothing_is_sent_but_reads_that_change_nothing(sandbox: Running) -> None:
    world = lived_in(sandbox.url)
    plane = f"{sandbox.url}/sandbox/worlds/{world['world']}"
    before = [httpx2.get(f"{plane}/{path}", trust_env=False).json() for path in ("books", "events?limit=1000")]
    last = httpx2.get(f"{plane}/journal", trust_env=False).json()["entries"][-1]["number"]
    looked(*of_cfis(world))
    after = [httpx2.get(f"{plane}/{path}", trust_env=False).json() for path in ("books", "events?limit=1000")]
    assert after == before
    sent = httpx2.get(f"{plane}/journal?after={last}", trust_env=False).json()["entries"]
    assert {each["method"] for each in sent} == {"GET"}
    assert "renewToken" not in {each["operation"] for each in sent}
    assert not any("unfetchedOnly" in each["query"] for each in sent)
    assert all("2000-01" in each["query"] for each in sent if each["operation"] == "getSettlements")


Edit = Callable[[Any], Any]


def edited(edit: Edit) -> Callable[[int, bytes], tuple[int, bytes]]:
    """Change the body of a success."""
    return lambda status, body: (status, json.dumps(edit(json.loads(body))).encode() if status == 200 else body)


def other_payments(payments: Any) -> Any:
    """Payments with something wrong about nearly every member."""
    changed = []
    for payment in payments:
        kept = {name: each for name, each in payment.items() if name not in ("accountName", "agency")}
        more = {"amount": "40.50", "caseId": "C-17", "originalPaymentReference": 17, "channel": {"fees": [1.5]}}
        wrong = {"invoicePaymentReference": None, "currency": "BTC", "paymentDate": "2026-10-25"}
        changed.append({**kept, **more, **wrong, "bookingDate": "25.10.2026", "Agency": payment["agency"]})
    return changed


PAYMENTS = {
    ("differs", "type", "[0].amount"),
    ("breaks", "type", "[0].caseId"),
    ("breaks", "type", "[0].originalPaymentReference"),
    ("breaks", "null", "[0].invoicePaymentReference"),
    ("differs", "value", "[0].currency"),
    ("breaks", "form", "[0].paymentDate"),
    ("breaks", "form", "[0].bookingDate"),
    ("differs", "unknown-member", "[0].channel"),
    ("differs", "renamed-member", "[0].Agency"),
    ("differs", "missing-member", "[0].accountName"),
}


@pytest.mark.parametrize(
    ("edit", "found"),
    [(other_payments, PAYMENTS), (lambda payments: {"payments": payments}, {("breaks", "type", "body")})],
    ids=["members", "envelope"],
)
def test_every_way_to_answer_otherwise_is_told_once_and_drafted(
    tmp_path: Path, edit: Edit, found: set[tuple[str, str, str]]
) -> None:
    draft = tmp_path / "seen.yaml"
    with serving(changing(build(Settings()).app, "/partner/payments", edited(edit))) as url:
        world = lived_in(url)
        assert told(*of_cfis(world), "--draft", str(draft)) == {("getPayments", *each) for each in found}
        looked(*of_cfis(world), "--overlay", str(draft))
    with started(draft) as url:
        looked(*of_cfis(lived_in(url)), "--overlay", str(draft))


def answering(status: int, body: bytes) -> Callable[[int, bytes], tuple[int, bytes]]:
    return lambda was, _: (status, body)


OTHERWISE = b'{"fault":{"text":"no","number":1}}'


def types_of_validation() -> set[tuple[str, str, str, str]]:
    return {("validateToken", "breaks", "content-type", f"status {status}") for status in (200, 400, 401)}


@pytest.mark.parametrize(
    ("change", "media", "found"),
    [
        (answering(409, OTHERWISE), "text/json", {("getFinvoiceCredentials", "differs", "status", "")}),
        (answering(405, OTHERWISE), "text/plain", {("getFinvoiceCredentials", "differs", "path", "")}),
    ],
    ids=["status", "path"],
)
def test_other_statuses_types_and_paths_are_told_once_and_drafted(
    tmp_path: Path, change: Callable[[int, bytes], tuple[int, bytes]], media: str, found: set[Any]
) -> None:
    draft = tmp_path / "seen.yaml"
    called = changing(build(Settings()).app, "/partner/validate", lambda *was: was, media=media)
    with serving(changing(called, "/finvoice/credentials", change)) as url:
        world = opened(url)
        assert told(*of_cfis(world), "--draft", str(draft)) == found | types_of_validation()
        looked(*of_cfis(world), "--overlay", str(draft))


@pytest.mark.parametrize(("change", "kind"), [(answering(500, b"{}"), "failure"), (answering(200, b"<html>"), "body")])
def test_what_no_document_can_say_is_said_in_words(
    change: Callable[[int, bytes], tuple[int, bytes]], kind: str
) -> None:
    with serving(changing(build(Settings()).app, "/finvoice/credentials", change)) as url:
        result = looked(*of_cfis(opened(url)), code=1)
    assert f"getFinvoiceCredentials breaks: {kind}" in result.stdout or f"differs: {kind}" in result.stdout
    assert re.search(r"^  beyond +\S", result.stdout, re.MULTILINE)


def test_a_draft_holds_no_value_that_was_answered(tmp_path: Path) -> None:
    draft, secret = tmp_path / "seen.yaml", "Made-Up Person With A Name"
    payer = {"name": secret, "account": "FI4250001510000023"}

    def edit(payments: Any) -> Any:
        return [{**each, "payer": payer} for each in payments]

    with serving(changing(build(Settings()).app, "/partner/payments", edited(edit))) as url:
        world = lived_in(url)
        looked(*of_cfis(world), "--draft", str(draft), code=1)
    text = draft.read_text("utf-8")
    assert "account:" in text
    for value in (secret, "FI4250001510000023", world["cfis"]["staging"]["clients"][0]["accessToken"]):
        assert value not in text


def test_what_is_sure_is_told_before_what_was_assumed(tmp_path: Path) -> None:
    with started(another_service(tmp_path)) as url:
        result = looked(*of_cfis(lived_in(url)), code=1)
    grades = re.findall(r"^\w+ (breaks|differs): ", result.stdout, re.MULTILINE)
    assert grades == sorted(grades)
    assert "6 differences, 4 from surer rules and 2 from assumed ones" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base-url", "http://127.0.0.1:1"], "cfis needs token"),
        (["--base-url", "http://127.0.0.1:1", "--token", "made-up"], "nothing answers"),
        (["--system", "control", "--base-url", "http://127.0.0.1:1"], "cannot be verified"),
        (["--base-url", "http://x", "--credential", "token"], "NAME=VALUE"),
    ],
)
def test_what_cannot_be_looked_at_says_why(arguments: list[str], said: str) -> None:
    assert said in looked(*arguments, code=2).stderr


def test_credentials_that_open_nothing_are_no_drift(sandbox: Running) -> None:
    result = looked("--base-url", f"{sandbox.url}/cfis", "--token", "made-up", code=2)
    assert "grants none of the reads" in result.stderr
