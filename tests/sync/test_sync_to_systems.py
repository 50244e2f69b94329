"""From a client's request to CFIS to the books of each system, through every kind of trouble on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.settings import Settings
from tests.sync.sandbox import INVOICE, TODAY, Sandbox, a_sandbox, credit_note, invoice, ledger, payment
from tests.tries import tries

SYSTEMS = ("netvisor", "procountor", "netbaron")
RENEWS = frozenset({"procountor"})
"""Systems whose credential leads to tokens that run out and are renewed."""


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with a_sandbox() as sandbox:
        yield sandbox


@pytest.fixture(params=SYSTEMS)
def sandbox(shared: Sandbox, request: pytest.FixtureRequest) -> Sandbox:
    shared.found(accounting=request.param)
    return shared


@pytest.fixture(scope="module")
def untroubled(shared: Sandbox) -> dict[str, Any]:
    """What the books of a world without any trouble come to, system by system."""
    return {system: ended(shared, system) for system in SYSTEMS}


def ended(sandbox: Sandbox, system: str, *faults: dict[str, Any]) -> dict[str, Any]:
    """Return the books of a new world after everything was carried, with ``faults`` on the way."""
    sandbox.found(accounting=system)
    for fault in faults:
        sandbox.control("POST", "/faults", {"system": system, **fault})
    hand_in(sandbox)
    sandbox.advance("P10D")
    return booked(sandbox)


def hand_in(sandbox: Sandbox) -> None:
    """Hand in one of each kind, the payment first."""
    sandbox.submit("/invoice", invoice())
    sandbox.submit("/accounting/ledger", ledger())
    sandbox.submit("/accounting/payment", payment())


def booked(sandbox: Sandbox) -> dict[str, Any]:
    """Return what counts in the books, without the numbers that things got."""
    books = sandbox.books(sandbox.system)
    return {
        "accounts": [(each["number"], each["balance"]) for each in books["accounts"]],
        "invoices": sorted(
            (each["stage"], each["total"], each["open"]) for each in books["invoices"] if each["stage"] != "cancelled"
        ),
        "payments": sorted((each["amount"], each["paymentDate"]) for each in books["payments"]),
        "vouchers": len([each for each in books["vouchers"] if each["state"] == "valid"]),
    }


def test_one_of_each_kind_reaches_the_books(sandbox: Sandbox) -> None:
    hand_in(sandbox)
    sandbox.advance("PT1H")
    for what in ("ledger", "payment", "invoice"):
        (state,) = sandbox.states(what)
        assert (state["status"], state["syncDate"], state["description"]) == (1, TODAY, "Successfully synced"), what
    books = booked(sandbox)
    assert books["invoices"] == [("paid", 125.5, 0.0)]
    assert books["payments"] == [(125.5, TODAY)]
    assert books["vouchers"] == 3
    balances = dict(books["accounts"])
    assert balances["1910"] == 125.5
    assert sum(round(each * 100) for each in balances.values()) == 0


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_world_in_a_file_is_carried_as_well(tmp_path: Path, untroubled: dict[str, Any], system: str) -> None:
    with a_sandbox(Settings(data=tmp_path)) as sandbox:
        assert ended(sandbox, system, {"fault": "lost-answer", "turn": 2}) == untroubled[system]


def test_every_way_in_which_an_invoice_is_settled_comes_to_the_same_balances(sandbox: Sandbox) -> None:
    for number in (1, 2, 3, 4):
        sandbox.submit("/invoice", invoice(number))
    sandbox.submit("/invoice", credit_note(5, credited=1, total=25.1))
    split = [("CAPITAL", 30.0), ("INTEREST", 2.0), ("FEES", 8.0)]
    allocations = [{"type": kind, "amount": amount} for kind, amount in split]
    sandbox.submit("/accounting/payment", payment("too much", 2, 150.0))
    sandbox.submit("/accounting/payment", payment("nothing", 3, paymentMethod="CREDIT_LOSS"))
    sandbox.submit("/accounting/payment", payment("a part", 4, 40.0, allocations=allocations))
    sandbox.advance("PT1H")
    told = [each for what in ("invoice", "payment") for each in sandbox.states(what)]
    assert [each["description"] for each in told if each["status"] != 1] == []
    balances = {each["number"]: each["balance"] for each in sandbox.books(sandbox.system)["accounts"]}
    open_after_credit_and_part = 125.5 - 25.1 + 125.5 - 30.0
    assert balances["1701"] == open_after_credit_and_part
    assert balances["1910"] == 150.0 + 40.0
    assert (balances["9170"], balances["3990"]) == (-2.0, -8.0)
    assert balances["2861"] == 125.5 - 150.0
    tax_of_sales = 4 * 25.5 - 5.1
    tax_taken_back = tax_of_sales + balances["2939"]  # of the loss, by systems that have a way to say so
    assert round(balances["8700"] + tax_taken_back, 2) == 125.5


def test_a_payment_waits_for_an_invoice_that_nobody_has_approved_yet(sandbox: Sandbox) -> None:
    waits = invoice()
    waits["processing"]["manualApprovalEnabled"] = True
    sandbox.submit("/invoice", waits)
    sandbox.submit("/accounting/payment", payment())
    sandbox.advance("P3D")
    assert [(each["status"], each["description"]) for each in sandbox.states("payment")] == [(0, "Pending")]
    sandbox.control("POST", f"/approvals/{INVOICE}", {})
    sandbox.advance("P1D")
    assert [each["status"] for each in sandbox.states("payment")] == [1]
    assert booked(sandbox)["invoices"] == [("paid", 125.5, 0.0)]


def test_a_payment_on_an_invoice_that_cannot_be_distributed_is_told_so(sandbox: Sandbox) -> None:
    sandbox.submit("/invoice", invoice())
    sandbox.submit("/accounting/payment", payment())
    sandbox.control("POST", f"/distributions/{INVOICE}", {"outcome": "FAILED", "reason": "mailbox full"})
    sandbox.advance("P1D")
    (told,) = sandbox.states("payment")
    assert told["description"].startswith("Sync failed: unknown invoice: ")


REFUSALS = {
    "unknown account": ("/accounting/ledger", ledger(account="3999"), "3999"),
    "closed period": ("/accounting/ledger", ledger(day="2019-01-05"), "2019-01-05"),
    "unknown invoice": ("/accounting/payment", payment(number=9999), "9999"),
    "currency": ("/accounting/payment", payment(currency="SEK"), "SEK"),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_names_its_reason_and_the_value_that_is_wrong(sandbox: Sandbox, reason: str) -> None:
    path, document, value = REFUSALS[reason]
    sandbox.submit("/invoice", invoice())
    sandbox.submit(path, document)
    sandbox.submit("/accounting/ledger", ledger("fine"))
    sandbox.advance("PT1H")
    states = {each["sourceIdentifier"]: each for each in sandbox.states(path.rpartition("/")[2])}
    failed = next(each for name, each in states.items() if name != "fine")
    assert failed["status"] == 2
    assert failed["description"].startswith(f"Sync failed: {reason}: ")
    assert value in failed["description"]
    assert {each["sourceIdentifier"]: each["status"] for each in sandbox.states("ledger")}["fine"] == 1


def test_a_closed_period_that_is_opened_takes_the_document_when_it_is_handed_in_again(sandbox: Sandbox) -> None:
    sandbox.control("PUT", f"/books/{sandbox.system}/lock", {"until": "2026-01-31"})
    sandbox.submit("/accounting/ledger", ledger())
    sandbox.advance("PT1H")
    assert "closed period" in sandbox.states("ledger")[0]["description"]
    sandbox.control("PUT", f"/books/{sandbox.system}/lock", {"until": None})
    sandbox.submit("/accounting/ledger", ledger())
    sandbox.advance("PT1H")
    assert sandbox.states("ledger")[0]["status"] == 1


def test_a_token_that_runs_out_is_renewed_where_the_system_has_tokens(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/faults", {"system": sandbox.system, "fault": "expire-token", "turn": 3})
    hand_in(sandbox)
    sandbox.advance("PT20M")
    renewed = {each["status"] for what in ("ledger", "payment", "invoice") for each in sandbox.states(what)} == {1}
    assert renewed == (sandbox.system in RENEWS)


def test_a_credential_that_runs_out_is_told_and_a_further_one_is_the_cure(sandbox: Sandbox) -> None:
    if sandbox.system in RENEWS:
        return
    sandbox.control("POST", "/faults", {"system": sandbox.system, "fault": "expire-token"})
    hand_in(sandbox)
    sandbox.advance("P10D")
    assert {each["status"] for each in sandbox.states("ledger")} == {2}
    assert "credential" in sandbox.states("ledger")[0]["description"]
    sandbox.control("POST", f"/systems/{sandbox.system}/credentials", {"name": "further"})
    sandbox.submit("/accounting/ledger", ledger())
    sandbox.advance("PT1H")
    assert sandbox.states("ledger")[0]["status"] == 1


FAULTS = (
    {"fault": "status", "status": 503},
    {"fault": "status", "status": 500},
    {"fault": "drop"},
    {"fault": "delay", "seconds": 0.01},
    {"fault": "lost-answer"},
    {"fault": "truncate"},
    {"fault": "malformed"},
    {"fault": "rate-limit", "retryAfter": 600},
)
TROUBLE = st.lists(st.tuples(st.sampled_from(FAULTS), st.integers(1, 14)), min_size=1, max_size=4)


@settings(deadline=None, max_examples=tries(30))
@given(system=st.sampled_from(SYSTEMS), trouble=TROUBLE)
def test_whatever_goes_wrong_at_whichever_step_the_books_end_the_same(
    shared: Sandbox, untroubled: dict[str, Any], system: str, trouble: list[tuple[dict[str, Any], int]]
) -> None:
    faults = [{**fault, "turn": turn} for fault, turn in trouble]
    assert ended(shared, system, *faults) == untroubled[system]


def test_of_many_documents_exactly_the_poisoned_ones_fail(sandbox: Sandbox) -> None:
    count, bad = 120, {37, 74, 111}
    for number in range(count):
        account = "999999" if number in bad else "3000"
        sandbox.submit("/accounting/ledger", ledger(f"l-{number}", account=account))
    sandbox.submit("/invoice", invoice())
    sandbox.submit("/accounting/payment", payment())
    sandbox.advance("PT1H")
    states = {each["sourceIdentifier"]: each["status"] for each in sandbox.states("ledger")}
    assert states == {f"l-{number}": 2 if number in bad else 1 for number in range(count)}
    assert sandbox.states("payment")[0]["status"] == 1
    assert len(sandbox.books(sandbox.system)["vouchers"]) == 100


@pytest.mark.parametrize("system", ["fivaldi"])
def test_a_system_that_is_not_emulated_leaves_documents_pending(shared: Sandbox, system: str) -> None:
    shared.found(accounting=system)
    hand_in(shared)
    shared.advance("P10D")
    assert {each["status"] for what in ("ledger", "payment", "invoice") for each in shared.states(what)} == {0}
    assert {each["connected"] for each in shared.control("POST", "/sync")["clients"]} == {False}


def test_a_server_that_stops_ends_a_long_run_and_the_rest_still_waits(shared: Sandbox) -> None:
    shared.found(accounting="netvisor")
    for number in range(60):
        shared.submit("/accounting/ledger", ledger(f"l-{number}"))
    shared.is_stopping = True
    answer = shared.ask("POST", f"/sandbox/worlds/{shared.world}/sync")
    shared.is_stopping = False
    assert answer.status_code == 503
    assert "still waits" in answer.text
    assert {each["status"] for each in shared.states("ledger")} >= {0}
    shared.advance("PT1H")
    assert {each["status"] for each in shared.states("ledger")} == {1}
    assert len(shared.books("netvisor")["vouchers"]) == 60


def test_exchanges_with_the_accounting_system_stand_in_the_journal(sandbox: Sandbox) -> None:
    sandbox.submit("/accounting/ledger", ledger())
    sandbox.advance("PT1H")
    seen = sandbox.control("GET", f"/journal?system={sandbox.system}")["entries"]
    assert {"addVoucher", "createLedgerReceipt", "createLedger"} & {each["operation"] for each in seen}
