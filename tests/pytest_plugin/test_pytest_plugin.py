"""The pytest plugin at work in projects that use it: fixtures, xdist, a sandbox elsewhere, and reports of failures."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.pytest_plugin import world_name
from simulator.settings import Settings
from simulator.testing.sandbox import Sandbox, own_sandbox
from tests.pytest_plugin.installed import ROOT, environment

SECRET = "made-up-secret"
CLIENT = """
import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

HEADER = {"number": 1001, "type": "INVOICE", "date": "2026-01-02", "dueDate": "2026-01-16", "currencyCode": "EUR"}
BUYER = {"entityType": "CONSUMER", "name": "Made-up Buyer", "contact": {"email": "buyer@example.com"}}


def ask(cfis, path, document=None, token=None):
    body = None if document is None else json.dumps(document).encode()
    headers = {"X-Api-Key": token or cfis.access_token, "Content-Type": "application/json"}
    try:
        with urlopen(Request(f"{cfis.base_url}/api/v1/partner{path}", body, headers)) as answer:
            return answer.status
    except HTTPError as refusal:
        with refusal:
            return refusal.code


def invoice(number=1001):
    parties = {"sellerParty": {"name": "Demo Creditor Oy"}, "buyerParty": BUYER}
    header = {**HEADER, "number": number}
    return {
        "distribution": {"method": "EMAIL", "enabled": True},
        "invoice": {"header": header, "parties": parties, "amounts": {"totalAmount": 100}},
    }
"""


@dataclass(frozen=True)
class Project:
    """A project that the package is installed beside."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run pytest in it, every warning an error."""
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-W", "error", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def write(self, tests: str) -> None:
        (self.folder / "test_client.py").write_text(f"import pytest\nfrom client import ask, invoice\n{tests}", "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "client.py").write_text(CLIENT, "utf-8")
    return Project(tmp_path, environment(tmp_path))


@pytest.fixture(scope="module")
def guarded() -> Iterator[Sandbox]:
    with own_sandbox(Settings(control_token=SECRET)) as sandbox:
        yield sandbox


def test_a_world_does_all_that_a_test_of_a_client_needs(project: Project) -> None:
    project.write(
        """
from datetime import date, timedelta
from decimal import Decimal

@pytest.mark.cfis_world(now="2026-01-02T09:00:00Z")
def test_it(cfis_sandbox, cfis_world):
    world, cfis = cfis_world, cfis_world.cfis
    assert world.netvisor.base_url == f"{cfis_sandbox.url}/netvisor"
    assert world.procountor.credentials and world.netbaron.credentials and "customerId" in world.netvisor.credentials
    assert world.cfis_production.access_token != cfis.access_token
    for number in (1001, 1002):
        assert ask(cfis, "/invoice", invoice(number)) == 200
    assert world.deliver(1001)["delivery"] == "DELIVERED"
    assert world.deliver(1002, failed="No such address")["failure"] == "No such address"
    saved, before = world.snapshot(), world.now
    assert world.advance_to(date(2026, 1, 20))
    assert world.advance_until("REMINDED", 1001)[-1]["because"] == "reminded"
    assert world.debtor("objection", 1001, reason="Made up")["standing"] == "DISPUTED"
    world.restore(saved)
    assert world.now == before
    world.advance("PT36H")
    assert world.now - before == timedelta(hours=36)
    assert world.pay(1001, 40)[0]["capital"] == Decimal("40.00")
    assert world.pay(reference="1009", amount="0.05", payer="Made-up Payer")[0]["state"] == "UNMATCHED"
    assert world.pay(1001, 59.95)[0]["amount"] == Decimal("59.95")
    books = world.books(client_id=cfis.client.client_id)
    assert [each["open"]["total"] for each in books["receivables"]] == [Decimal("0.05"), Decimal("100.00")]
    assert world.sync()[0]["system"] == "netvisor"
    world.fault("cfis", "status", status=502, operation="validateToken", times=9)
    assert ask(cfis, "/validate") == 502
    world.clear_faults()
    assert ask(cfis, "/validate") == 200
    world.expire_tokens()
    assert ask(cfis, "/validate") == 401
    assert [each["status"] for each in world.journal(operation="validateToken")] == [502, 200, 401]
    assert world.journal(status=5, whole=True)[0]["fault"] and len(world.events()) > 5
"""
    )
    done = project.run("--strict-markers")
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_every_test_has_a_world_of_its_own_that_is_dropped_and_plans_add_up(project: Project) -> None:
    project.write(
        """
pytestmark = pytest.mark.cfis_world(accounting="netbaron", now="2026-01-02")

@pytest.fixture(scope="module")
def seen():
    return []

@pytest.fixture
def cfis_world_plan():
    return {"profile": "lenient", "accounting": "procountor"}

@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.cfis_world(now="2026-03-01T00:00:00Z")
def test_one(cfis_sandbox, cfis_world, seen, turn):
    assert cfis_sandbox.plane.get(f"/worlds/{cfis_world.name}")["accounting"] == "netbaron"
    assert (cfis_world.opened["profile"], cfis_world.now.month) == ("lenient", 3)
    there = [each["world"] for each in cfis_sandbox.plane.get("/worlds")["worlds"]]
    assert cfis_world.name in there and not {*there} & {*seen} and cfis_world.name not in seen
    seen.append(cfis_world.name)
    with cfis_sandbox.world(name=cfis_world.name) as other:
        assert other.name != cfis_world.name
"""
    )
    done = project.run()
    assert "2 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("elsewhere", [False, True])
def test_workers_of_xdist_have_a_sandbox_each_or_share_one(project: Project, guarded: Sandbox, elsewhere: bool) -> None:
    project.write(
        """
@pytest.mark.parametrize("turn", range(4))
def test_one(cfis_sandbox, cfis_world, worker_id, turn):
    assert ask(cfis_world.cfis, "/validate") == 200
    with open(f"{worker_id}-{turn}.url", "w") as told:
        told.write(cfis_sandbox.url)
"""
    )
    options = ("--cfis-sandbox-url", guarded.url, "--cfis-sandbox-control-token", SECRET) if elsewhere else ()
    done = project.run("-n", "2", "--dist", "each", *options)
    assert "8 passed" in done.stdout, done.stdout + done.stderr
    urls = {path.read_text("utf-8") for path in project.folder.glob("*.url")}
    assert urls == {guarded.url} if elsewhere else len(urls) == 2
    assert guarded.plane.get("/worlds")["worlds"][1:] == []


def test_a_failing_test_shows_what_was_refused_and_why(project: Project) -> None:
    project.write(
        """
@pytest.mark.cfis_world(now="2026-01-02T09:00:00Z")
def test_before(cfis_world):
    assert ask(cfis_world.cfis, "/validate", token="old-made-up-token") == 401

@pytest.mark.cfis_world(now="2026-01-02T09:00:00Z")
def test_it(cfis_world):
    assert ask(cfis_world.cfis, "/validate") == 200
    assert ask(cfis_world.cfis, "/validate", token="made-up-token") == 401
    cfis_world.fault("cfis", "status", operation="validateToken")
    assert ask(cfis_world.cfis, "/validate") == 503
    assert ask(cfis_world.cfis, "/invoice", invoice("A-1")) == 200
"""
    )
    done = project.run("--junitxml", "report.xml", "-o", "junit_logging=all")
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    journal = done.stdout.partition("cfis-sandbox journal")[2]
    assert "world test-client-py-test-it, 2026-01-02T09:00:00+00:00: 2 of 3 exchanges refused" in journal
    assert "GET /api/v1/partner/validate -> 200 (validateToken)" in journal
    assert "-> 503 (validateToken)\n    fault: status" in journal
    assert "why: invoice.header.number: 'A-1' is text; expected a whole number" in journal
    assert "1 exchange opened no world:" in journal
    assert "token made… opens no world of this sandbox" in journal
    assert "old-" not in journal


def test_a_passing_test_shows_no_journal_and_a_test_without_a_world_starts_no_sandbox(project: Project) -> None:
    project.write(
        """
import sys, threading

def test_without():
    assert not {name for name in sys.modules if name.startswith("simulator.")} - {"simulator.pytest_plugin"}
    assert "cfis-sandbox" not in {thread.name for thread in threading.enumerate()}

def test_with(cfis_world):
    assert ask(cfis_world.cfis, "/nowhere") == 404
    assert "cfis-sandbox" in {thread.name for thread in threading.enumerate()}
"""
    )
    done = project.run("-rA")
    assert "2 passed" in done.stdout, done.stdout + done.stderr
    assert "journal" not in done.stdout


def test_loading_the_plugin_loads_nothing_but_itself(project: Project) -> None:
    code = "import pytest, sys; before = {*sys.modules}; import simulator.pytest_plugin; print({*sys.modules} - before)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() in (
        "{'simulator', 'simulator.pytest_plugin'}",
        "{'simulator.pytest_plugin', 'simulator'}",
    )


@pytest.mark.parametrize(
    ("marked", "problem"),
    [
        ("profile='hrsh'", "profile: 'hrsh' is not known here; expected one of 'lenient', 'faithful', 'harsh'"),
        ("'harsh'", "cfis_world('harsh',): expected members by name, such as cfis_world(profile='harsh')"),
    ],
)
def test_a_wrong_plan_is_told_without_a_traceback(project: Project, marked: str, problem: str) -> None:
    project.write(f"@pytest.mark.cfis_world({marked})\ndef test_it(cfis_world): ...\n")
    done = project.run()
    assert done.returncode == 1
    assert problem in done.stdout
    assert "Traceback" not in done.stdout
    assert "simulator/" not in done.stdout


@pytest.mark.parametrize(
    ("path", "token", "problem"),
    [
        ("", None, "wants its control token, and none was given"),
        ("", "wrong", "wants its control token, another one than was given"),
        ("/cfis", SECRET, "answered 404 without saying why; is that a sandbox?"),
    ],
)
def test_a_sandbox_elsewhere_that_cannot_be_used_says_why(
    project: Project, guarded: Sandbox, path: str, token: str | None, problem: str
) -> None:
    project.write("def test_it(cfis_world): ...\ndef test_more(cfis_world): ...\n")
    project.environment.update(
        {"CFIS_SANDBOX_URL": guarded.url + path, **({"CFIS_SANDBOX_TOKEN": token} if token else {})}
    )
    done = project.run()
    assert f"cfis-sandbox: {guarded.url}{path}\n" in done.stdout
    assert "2 errors" in done.stdout
    assert problem in done.stdout
    assert f"--cfis-sandbox-url is {guarded.url}{path}; --cfis-sandbox-control-token is" in done.stdout
    assert "wrong" not in done.stdout


def test_where_nothing_answers_it_is_said_how_to_start_a_sandbox(project: Project) -> None:
    with own_sandbox() as sandbox:
        gone = sandbox.url
    project.write("def test_it(cfis_world): ...\n")
    done = project.run("--cfis-sandbox-url", gone)
    assert f"no sandbox answers at {gone}" in done.stdout
    assert "start one with 'cfis-sandbox serve'" in done.stdout


def test_an_address_that_is_none_stops_the_run_before_its_first_test(project: Project) -> None:
    project.write("def test_it(): ...\n")
    done = project.run("--cfis-sandbox-url", "localhost:8080")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--cfis-sandbox-url localhost:8080: expected an address such as http://127.0.0.1:8080" in done.stderr


@pytest.mark.parametrize(
    ("test", "name"),
    [
        ("tests/test_a.py::TestB::test_c[1-x]", "tests-test-a-py-testb-test-c-1-x"),
        ("t.py::" + "x" * 80, "x" * 63),
        ("::", "test"),
    ],
)
def test_a_world_is_named_after_the_end_of_what_its_test_is_called(test: str, name: str) -> None:
    assert world_name(test) == name
