"""The suite for clients is a test case, shortens what it finds, and reads what it saved; the zoo has what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from contracts import client_suite
from contracts.machine.manners import Deed, Manners
from contracts.machine.shortest import Search
from contracts.scenario.client import ClientWorld
from contracts.scenario.document import load
from contracts.scenario.in_process import InProcess
from contracts.scenario.mistakes import UnreadableScenario
from contracts.scenario.player import Disagreement
from tests.clients.sandbox_in_process import URL, reference_client, transport

GIVEN = {
    "now": "2026-01-02T09:00:00Z",
    "seed": 7,
    "profile": "harsh",
    "service": "COLLECTION",
    "settlementShape": "old",
}
BASE_URL = "http://sandbox/cfis"
INVOICE = {"invoice": {"header": {"number": 7}, "amounts": {"totalAmount": 10.0}}}


@pytest.fixture
def way() -> Iterator[InProcess]:
    way = transport()
    yield way
    way.close()


def test_the_suite_is_a_test_case(way: InProcess, tmp_path: Path) -> None:
    case = client_suite(reference_client, url=URL, transport=way, failures=tmp_path, examples=3, steps=5)
    case("runTest").debug()


def test_a_client_that_cannot_be_made_is_told_of(way: InProcess, tmp_path: Path) -> None:
    def none(_: ClientWorld) -> Any:
        raise OSError("no database")

    case = client_suite(none, url=URL, transport=way, failures=tmp_path, examples=1, steps=2)
    with pytest.raises(Disagreement, match="no database"):
        case("runTest").debug()


class Fails:
    """Something that is wrong whenever a world has two invoices of which the later one is paid."""

    findings: Sequence[str] = ("1002 is paid",)

    def __init__(self, given: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> None:
        self.given, self.steps = given, steps


def trial(given: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> Fails | None:
    submitted = [step["submit"]["number"] for step in steps if "submit" in step]
    paid = [step["pay"]["invoice"] for step in steps if "pay" in step]
    return Fails(given, steps) if len(submitted) > 1 and submitted[-1] in paid else None


def test_a_story_is_shortened_to_what_it_needs_and_told_as_plainly_as_it_can_be() -> None:
    def submit(number: int) -> dict[str, Any]:
        return {"submit": {"number": number, "total": "12.34 SEK", "buyer": "BUSINESS", "method": "PRINT"}}

    steps = [submit(990), submit(991), {"run": None}, submit(995), {"advance": "P3D"}, {"pay": {"invoice": 995}}]
    first = trial(GIVEN, [*steps, {"restart": None}])
    assert first is not None
    found = Search(GIVEN, first.steps, first, trial).run()
    plain = {"total": "100.00 SEK", "buyer": "CONSUMER", "method": "EMAIL"}
    assert [*found.steps] == [
        {"submit": {"number": 1001, **plain}},
        {"submit": {"number": 1002, **plain}},
        {"pay": {"invoice": 1002}},
    ]
    assert (found.given["seed"], found.given["profile"], found.given["service"]) == (0, "faithful", "LIFECYCLE")


def test_a_document_that_was_wrong_when_it_was_handed_in_is_no_mistake_of_the_client() -> None:
    body = '{"invoice": {"header": {"number": 7}, "amounts": {"totalAmount": 10.0}}}'
    wrong = [{"field": "invoice.amounts.totalAmount", "message": "is not known here"}]
    sent = {
        "number": 1, "at": "2026-01-02T09:00:00.000Z", "operation": "createInvoice", "method": "POST", "status": 400,
        "url": f"{BASE_URL}/api/v1/partner/invoice", "query": "", "body": body, "response": {"headers": {}},
        "verdict": {"request": wrong, "reply": []}, "explanation": {}, "fault": None,
    }  # fmt: skip
    assert Manners(BASE_URL).lapses(Deed([INVOICE], [sent])) == []
    altered = {**sent, "body": body.replace("10.0", "10.005")}
    assert [each.partition(":")[0] for each in Manners(BASE_URL).lapses(Deed([INVOICE], [altered]))] == [
        "the client's createInvoice breaks the contract",
        "the client sends totalAmount 10.005 for invoice 7; 10.0 was handed in",
    ]


@pytest.mark.parametrize(("operation", "lapses"), [("validateToken", 0), ("getSettlements", 1)])
def test_a_token_may_be_validated_before_every_request(operation: str, lapses: int) -> None:
    asked = {
        "number": 1, "at": "2026-01-02T09:00:00.000Z", "operation": operation, "method": "GET", "status": 200,
        "url": f"{BASE_URL}/api/v1/partner/asked", "query": "", "body": None, "response": {"headers": {}},
        "verdict": {"request": [], "reply": []}, "explanation": {}, "fault": None,
    }  # fmt: skip
    assert len(Manners(BASE_URL).lapses(Deed([], [asked] * 4))) == lapses


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 2\nstory: a\nwhen: []", "story.yaml:1:10: version: 1 was expected"),
        ("version: 1", "story is missing"),
        (
            "version: 1\nstory: a\nwhen:\n  - {dance: 1}",
            "story.yaml:4:6: when.1: dance is not known here",
        ),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_with_a_reason(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableScenario, match=message):
        load(path)
