"""The client ``netvisor-api-client`` 0.9.6 from the Python package index, unmodified, over a real socket.

It signs with HMACSHA256 and asks for HTTP statuses. Its reader of the ledger takes whole VAT percentages only, so
against real vouchers of 25,5 % it would fail as well; what it reads here has none.
"""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.systems.netvisor.desk import START
from tests.systems.reached import held_to_the_record


@pytest.fixture(autouse=True)
def reached(address: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Which operations the client reaches is recorded for the scoreboard."""
    with held_to_the_record(address, "netvisor", "netvisor-api-client", request.node.name):
        yield


def opened(address: str, **plan: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # marshmallow 2, which it needs, uses distutils
        from netvisor_api_client.core import Netvisor
    told = httpx2.post(f"{address}/sandbox/worlds", json=plan).json()["systems"]["netvisor"]
    keys = told["credentials"]
    return Netvisor(
        told["baseUrl"],
        sender="Second client",
        partner_id=keys["partnerId"],
        partner_key=keys["partnerKey"],
        customer_id=keys["customerId"],
        customer_key=keys["customerKey"],
        organization_id=keys["organisationId"],
        language="EN",
    )


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    made = opened(address, now=START, profile="lenient")
    yield made
    made._client.requester.close()


def invoice(client: Any, *, sign: int = 1, attachments: list[Any] | None = None) -> int:
    customer = client.customers.create({"customer_base_information": {"name": "Made-Up Customer 1", "city": "Kuopio"}})
    line = {
        "identifier": {"identifier": "", "type": "netvisor"},
        "name": "Huoltotyö",
        "unit_price": {"amount": Decimal(100), "type": "net"},
        "vat_percentage": {"percentage": Decimal("25.5"), "code": "KOMY"},
        "quantity": Decimal(sign),
        "dimension": [{"dimension_name": "Kustannuspaikka", "dimension_item": "Kuopio"}],
    }
    made: int = client.sales_invoices.create(
        {
            "date": date(2026, 6, 1),
            "amount": Decimal("125.50") * sign,
            "currency": "EUR",
            "status": "open",
            "invoicing_customer_identifier": str(customer),
            "payment_term_net_days": 14,
            "invoice_lines": [line],
            **({"attachments": attachments} if attachments else {}),
        }
    )
    return made


def voucher(**changed: Any) -> dict[str, Any]:
    def line(account: int, amount: str) -> dict[str, Any]:
        return {
            "line_sum": {"sum": Decimal(amount), "type": "net"},
            "description": "Tilitys",
            "account_number": account,
            "vat_percent": {"percentage": Decimal(0), "code": "NONE"},
            "dimension": {"name": "Kustannuspaikka", "item": "Kuopio"},
        }

    return {
        "mode": "net",
        "date": date(2026, 6, 10),
        "number": 41,
        "description": "Tilitys, viikko 24",
        "class": "Muistiotosite",
        "voucher_line": [line(1910, "161.35"), line(1889, "-161.35")],
        **changed,
    }


def test_it_imports_a_voucher_with_an_attachment_and_reads_it_back(client: Any) -> None:
    data = base64.b64encode(b"made up").decode()
    attached = {"mime_type": "application/pdf", "description": "Tosite", "filename": "t.pdf", "data": data}
    key = client.accounting.create(voucher(attachments=[attached]))
    (read,) = client.accounting.ledger(netvisor_key_list=[key])
    assert (read["number"], read["class"]) == (41, "MT Muistiotosite")
    assert [line["line_sum"] for line in read["lines"]] == [Decimal("161.35"), Decimal("-161.35")]
    assert read["lines"][0]["dimensions"] == [{"name": "Kustannuspaikka", "item": "Kuopio"}]


def test_it_adds_lists_and_marks_invoices_and_credit_notes(client: Any) -> None:
    claim, _ = invoice(client), invoice(client, sign=-1)
    client.sales_invoices.update_status(claim, "reminded")
    assert [one["open_sum"] for one in client.sales_invoices.list()] == [Decimal("125.50"), Decimal("-125.50")]
    assert [one["netvisor_key"] for one in client.sales_invoices.list(status="reminded")] == [claim]


def test_it_cannot_match_a_credit_note(client: Any) -> None:
    """It calls its own reader of answers with an argument that it does not have, before anything is sent."""
    with pytest.raises(TypeError, match="strict"):
        client.sales_invoices.match_credit_note({"credit_note_netvisor_key": 2, "invoice_netvisor_key": 1})


def test_it_reads_an_invoice_with_its_rows(client: Any) -> None:
    read = client.sales_invoices.get(invoice(client))
    assert (read["number"], read["amount"]) == (1, Decimal("125.50"))
    assert [line["vat_sum"] for line in read["invoice_lines"]] == [Decimal("25.50")]


def test_it_pays_an_invoice_and_lists_the_payment(client: Any) -> None:
    key = invoice(client)
    client.sales_payments.create(
        {
            "sum": {"value": Decimal("125.50"), "currency": "EUR"},
            "payment_date": "2026-06-10",
            "target_identifier": {"type": "netvisor", "targettype": "invoice", "target": str(key)},
            "source_name": "Made-Up Payer",
            "payment_method": {"type": "alternative", "method": "Perintätilitys"},
        }
    )
    (paid,) = client.sales_payments.list()
    assert (paid["invoice_number"], paid["sum"], paid["bank_status"]) == (1, Decimal("125.50"), "OK")


def test_its_signature_is_right_at_the_real_time(address: str) -> None:
    client = opened(address)
    assert client.accounting.account_list()["company_default_accounts"]["sales_receivables"] in ("1701", 1701)
    assert len(client.accounting.period_list()["periods"]) == 3
    assert [one["name"] for one in client.dimensions.list()] == ["Kustannuspaikka"]
    client._client.requester.close()


def test_it_reads_the_current_generation_of_neither_field(address: str) -> None:
    """Its readers are of the classic generation: recorded answers of the current one break them in the same way."""
    from marshmallow import ValidationError

    made = opened(address, now=START, profile="lenient", systems={"netvisor": {"generation": "current"}})
    key = made.accounting.create(voucher())
    with pytest.raises(ValidationError, match="class"):
        made.accounting.ledger(netvisor_key_list=[key])
    made._client.requester.close()


def test_it_understands_our_refusals(client: Any) -> None:
    from netvisor_api_client.exc import InvalidData, PeriodLock

    with pytest.raises(InvalidData, match="Customer not found with Netvisor identifier: 99"):
        client.customers.get(99)
    with pytest.raises(PeriodLock):
        client.accounting.create(voucher(date=date(2024, 12, 31)))
