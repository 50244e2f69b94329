"""``sync``: what is queued in a world goes to its accounting system, and settlements go between two addresses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from contracts.documents import examples
from tests.cli.desk import Desk, columns

EXAMPLES: dict[str, Any] = {e.path.stem: e.value for e in examples("cfis") if e.direction == "request"}
PARTNER = "/api/v1/partner"
INVOICE = 202600145
TODAY = "2026-10-05"
AMOUNT = 124.0


def invoice(*, booked: bool) -> Any:
    document = json.loads(json.dumps(EXAMPLES["createInvoice.request.completed"], default=float))
    document["processing"] = {"paymentControlEnabled": True, "accountingInvoiceEnabled": booked}
    document["distribution"] = {"method": "EMAIL", "enabled": True}
    document["invoice"]["header"].update(number=INVOICE, date=TODAY, dueDate="2026-10-12")
    document["invoice"]["references"]["payment"] = None
    document["invoice"]["rows"] = [
        {"productName": "Example work", "quantity": 1, "unitPrice": 100, "vatPercentage": 24}
    ]
    document["invoice"]["amounts"] = {"totalAmount": AMOUNT}
    return document


def ledger(account: str = "3000") -> Any:
    rows = [
        {"bookingDate": TODAY, "accountNumber": number, "amount": amount, "netAmount": amount}
        for number, amount in (("1701", 10.0), (account, -10.0))
    ]
    return {
        "ledgers": {
            "ledgerIdentifier": "l-1",
            "companyIdentifier": "0646115-8",
            "documentType": "ML",
            "documentName": "1",
            "documentDate": TODAY,
            "calculationMode": "NET",
            "ledgerRows": rows,
        }
    }


def config(desk: Desk, folder: Path, **more: str) -> str:
    """Write a configuration for the world of ``desk``, with its own credentials in Netvisor."""
    credentials = credentials_of(desk)
    lines = [
        "version: 1",
        "from: {key: '${CFIS_KEY}'}",
        "to:",
        f"  url: {desk.url}/netvisor",
        f"  credentials: {json.dumps(credentials)}",
        "tables: {uses: {bank: '1910'}}",
        "patience: {first-seconds: 1, longest-seconds: 1, attempts: 2}",
    ]
    file = folder / "sync.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


def credentials_of(desk: Desk) -> dict[str, str]:
    address = f"{desk.url}/sandbox/worlds/{desk.world}/systems/netvisor/credentials"
    answer = httpx2.post(address, json={"name": "sync"}, trust_env=False)
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["parts"])


def submit(desk: Desk, path: str, document: Any) -> None:
    answer = desk.call("POST", PARTNER + path, document)
    assert answer.status_code == 200, answer.text


def test_what_is_queued_goes_to_the_books_now(desk: Desk) -> None:
    assert desk.told("sync") == "Nothing waits.\n"
    submit(desk, "/accounting/ledger", ledger())
    head, row = desk.told("sync").splitlines()
    assert columns(head) == ["CLIENT", "SYSTEM", "KIND", "DOCUMENT", "RESULT", "AS", "BECAUSE"]
    assert columns(row)[1:5] == ["netvisor", "LEDGER", "l-1", "booked"]
    state = desk.call("GET", f"{PARTNER}/accounting/ledger").json()["ledgers"][0]
    assert (state["status"], state["syncDate"], state["documentStatus"]) == (1, TODAY, "Approved")


def test_what_fails_is_told_with_its_reason_and_an_exit_code(desk: Desk) -> None:
    submit(desk, "/accounting/ledger", ledger(account="3999"))
    result = desk.run("sync", code=1)
    assert "unknown account" in result.stdout
    assert "1 of the documents are not in the books" in result.stderr


def test_settlements_go_from_one_address_to_another_once(desk: Desk, tmp_path: Path) -> None:
    submit(desk, "/invoice", invoice(booked=True))
    desk.run("clock", "advance", "P1D")
    desk.run("pay", str(INVOICE))
    desk.run("clock", "advance", "P7D")
    arguments = ("sync", "--from", desk.base_url, "--to", "netvisor", "--config", config(desk, tmp_path))
    given: Any = {"env": {"CFIS_KEY": desk.access_token}}
    dry = desk.run(*arguments, "--dry-run", **given)
    assert [columns(line)[2] for line in dry.stdout.splitlines()] == ["WOULD", "book"]
    assert payments(desk) == []
    done = desk.run(*arguments, **given)
    assert "1 booked" in done.stdout
    assert ": booked" in done.stderr
    (paid,) = payments(desk)
    assert (paid["amount"], paid["invoiceId"] is not None) == (AMOUNT, True)
    again = json.loads(desk.run(*arguments, "--json", **given).stdout)
    assert [line["result"] for line in again["lines"]] == ["already there"]
    assert "skip" in desk.run(*arguments, "--dry-run", **given).stdout
    assert payments(desk) == [paid]


def payments(desk: Desk) -> Any:
    books = {each["system"]: each for each in desk.json("books")["accounting"]}
    return books["netvisor"]["payments"]


def test_a_settlement_on_an_unknown_invoice_fails_with_a_reason(desk: Desk, tmp_path: Path) -> None:
    submit(desk, "/invoice", invoice(booked=False))
    desk.run("clock", "advance", "P1D")
    desk.run("pay", str(INVOICE))
    desk.run("clock", "advance", "P7D")
    arguments = ("sync", "--from", desk.base_url, "--to", "netvisor", "--config", config(desk, tmp_path))
    result = desk.run(*arguments, code=1, env={"CFIS_KEY": desk.access_token})
    assert "unknown invoice" in result.stdout
    assert "not everything is in the books: 1 failed" in result.stderr


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("to:", "too:"), "sync.yaml:3: too is not known here"),
        (("CFIS_KEY", "NOWHERE"), "sync.yaml:2: from.key needs the environment variable NOWHERE"),
        (("customerKey", "customerkey"), "sync.yaml:5: to.credentials lacks customerKey"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(
    desk: Desk, tmp_path: Path, change: tuple[str, str], word: str
) -> None:
    file = Path(config(desk, tmp_path))
    file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    arguments = ("sync", "--from", desk.base_url, "--to", "netvisor", "--config", str(file))
    assert word in desk.run(*arguments, code=2, env={"CFIS_KEY": "k"}).stderr


def test_what_cannot_be_run_is_told(desk: Desk, tmp_path: Path) -> None:
    file = config(desk, tmp_path)
    given: Any = {"code": 2, "env": {"CFIS_KEY": "wrong-key"}}
    assert "belong together" in desk.run("sync", "--dry-run", code=2).stderr
    unknown = desk.run("sync", "--from", desk.base_url, "--to", "nowhere", "--config", file, **given)
    assert "there is no connector; there are" in unknown.stderr
    wrong = desk.run("sync", "--from", desk.base_url, "--to", "netvisor", "--config", file, **given)
    assert "answers 401" in wrong.stderr
    away = desk.run("sync", "--from", "http://127.0.0.1:1/cfis", "--to", "netvisor", "--config", file, **given)
    assert "does not answer" in away.stderr
