"""A world in the hands of a test: long lists come whole, refusals explain themselves, reports are short."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from simulator.testing.plane import ControlPlane, SandboxError, SandboxRefused, checked_url
from simulator.testing.refusals import told
from simulator.testing.sandbox import Sandbox, own_sandbox, sandbox_at
from simulator.testing.world import SandboxWorld

MORE_THAN_A_PAGE = 1001


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with own_sandbox() as running:
        yield running


@pytest.fixture
def world(sandbox: Sandbox) -> Iterator[SandboxWorld]:
    with sandbox.world(now="2026-01-02T09:00:00Z") as made:
        yield made


def hand_in(world: SandboxWorld, *numbers: int) -> None:
    headers = {"X-Api-Key": world.cfis.access_token}
    parties = {"sellerParty": {"name": "Demo Creditor Oy"}, "buyerParty": {"entityType": "CONSUMER", "name": "Buyer"}}
    header = {"type": "INVOICE", "date": "2026-01-02", "dueDate": "2026-01-16", "currencyCode": "EUR"}
    with httpx2.Client(headers=headers, trust_env=False, verify=False) as http:
        for number in numbers:
            invoice = {"header": {**header, "number": number}, "parties": parties, "amounts": {"totalAmount": 1}}
            answer = http.post(f"{world.cfis.base_url}/api/v1/partner/invoice", json={"invoice": invoice})
            assert answer.status_code == 200, answer.text


def test_lists_that_are_longer_than_a_page_come_whole(world: SandboxWorld) -> None:
    hand_in(world, *range(1, 1 + MORE_THAN_A_PAGE))
    books = world.books()
    assert [each["invoiceNumber"] for each in books["receivables"]] == [*range(1, 1 + MORE_THAN_A_PAGE)]
    assert books["totals"][0]["receivables"] == MORE_THAN_A_PAGE
    assert not books["more"]
    assert len(world.journal(operation="createInvoice")) == MORE_THAN_A_PAGE
    assert len({each["number"] for each in world.events()}) >= MORE_THAN_A_PAGE


def test_a_refusal_says_what_would_be_right_and_has_a_code(world: SandboxWorld) -> None:
    hand_in(world, 1001)
    with pytest.raises(SandboxRefused, match=r"two decimals") as refused:
        world.pay(1001, "0.001")
    assert refused.value.status == 400
    with pytest.raises(SandboxRefused) as unknown:
        world.pay(1002)
    assert unknown.value.status == 404
    with pytest.raises(SandboxError, match=r"amount 'ten' is no number; expected one such as 40, '40\.00'"):
        world.pay(1001, "ten")
    assert world.pay(1001, Decimal("1.00"))[0]["amount"] == Decimal("1.00")


def test_what_a_world_does_not_have_is_said_with_what_it_has(sandbox: Sandbox, world: SandboxWorld) -> None:
    with pytest.raises(
        AttributeError, match=r"no 'netvizor'; its accounting systems are netvisor, procountor, netbaron"
    ):
        _ = world.netvizor
    with sandbox.world(clients=[]) as empty, pytest.raises(SandboxError, match="made without clients"):
        _ = empty.cfis.access_token


def test_the_sandbox_of_somebody_else_shows_no_lobby(sandbox: Sandbox) -> None:
    httpx2.get(f"{sandbox.url}/cfis/api/v1/partner/validate", headers={"X-Api-Key": "made-up"}, trust_env=False)
    with sandbox_at(f"{sandbox.url}/sandbox/") as shared:
        assert (shared.url, shared.shared, shared.lobby()) == (sandbox.url, True, [])
    assert [each["status"] for each in sandbox.lobby()] == [401]
    assert sandbox.lobby() == []


@pytest.mark.parametrize("url", ["", "localhost:8080", "ftp://127.0.0.1", "http://", "/sandbox"])
def test_what_is_no_address_is_refused_with_one_that_is(url: str) -> None:
    with pytest.raises(SandboxError, match=r"expected one such as http://127\.0\.0\.1:8080"):
        checked_url(url)


def test_a_control_token_that_no_header_can_carry_is_refused() -> None:
    with pytest.raises(SandboxError, match="expected printable ASCII"):
        ControlPlane("http://127.0.0.1:1", "sécret")


def exchange(number: int, status: int, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "at": "2026-01-02T09:00:00Z",
        "operation": None,
        "method": "GET",
        "path": "/made-up",
        "query": "",
        "status": status,
        "fault": None,
        "body": None,
        "response": {"body": None},
        "verdict": {"request": [], "reply": []},
        "explanation": {"message": f"reason {number}"} if status >= 400 else {},
        "notes": [],
        **more,
    }


def test_of_a_long_journal_the_newest_lines_and_the_newest_refusals_are_told() -> None:
    report = told([exchange(n, 404 if n <= 7 else 200) for n in range(1, 101)])
    assert report.startswith("7 of 100 exchanges refused, spoilt or not answered\n")
    assert [n for n in range(1, 101) if f"reason {n}\n" in report] == [3, 4, 5, 6, 7]
    assert [n for n in range(1, 101) if f"#{n} " in report] == [3, 4, 5, 6, 7, *range(81, 101)]


def test_long_bodies_are_cut_and_a_missing_answer_is_called_one() -> None:
    report = told([exchange(1, 0, body="x" * 5000, fault="drop", query="a=1")])
    assert "GET /made-up?a=1 -> no answer" in report
    assert max(map(len, report.splitlines())) < 520
