"""The client ``netvisor`` 0.7.0 from the Python package index, unmodified, over a real socket.

It signs with MD5 and spells resources its own way (``AccountingLedger.nv``). Its reader takes whole VAT percentages
of vouchers only, so against real vouchers of 25,5 % it would fail as well; what it reads here has 24 %. With
marshmallow 2.21 it refuses every list that is empty (a self-closed element), ours as well as any other.
"""

from __future__ import annotations

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
    with held_to_the_record(address, "netvisor", "netvisor", request.node.name):
        yield


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # marshmallow 2, which it needs, uses distutils
        from netvisor import Netvisor
    opened = httpx2.post(f"{address}/sandbox/worlds", json={"now": START}).json()["systems"]["netvisor"]
    keys = opened["credentials"]
    made = Netvisor(
        opened["baseUrl"],
        sender="Published client",
        partner_id=keys["partnerId"],
        partner_key=keys["partnerKey"],
        customer_id=keys["customerId"],
        customer_key=keys["customerKey"],
        organization_id=keys["organisationId"],
        language="EN",
    )
    yield made
    made._client.requester.close()


def customer(client: Any) -> int:
    named = {"external_identifier": "2468135-7", "name": "Kallavesi Varaosat Oy", "city": "Kuopio", "country": "FI"}
    made: int = client.customers.create({"customer_base_information": {**named, "is_active": True}})
    return made


def invoice(client: Any) -> int:
    line = {
        "name": "Huoltotyö",
        "unit_price": {"amount": Decimal(100), "type": "net"},
        "vat_percentage": {"percentage": Decimal(24), "code": "KOMY"},
        "quantity": Decimal(1),
    }
    made: int = client.sales_invoices.create(
        {
            "date": date(2026, 6, 1),
            "amount": Decimal("124.00"),
            "status": "open",
            "invoicing_customer_identifier": customer(client),
            "payment_term_net_days": 14,
            "invoice_lines": [line],
        }
    )
    return made


def test_it_adds_lists_edits_and_reads_customers(client: Any) -> None:
    key = customer(client)
    assert [one["name"] for one in client.customers.list("kallavesi")] == ["Kallavesi Varaosat Oy"]
    client.customers.update(key, {"customer_base_information": {"name": "Åsa Aho"}})
    read = client.customers.get(key)["customer_base_information"]
    assert (read["name"], read["city"]) == ("Åsa Aho", "Kuopio")


def test_it_adds_and_lists_invoices_and_reads_their_vouchers(client: Any) -> None:
    key = invoice(client)
    listed = client.sales_invoices.list()
    assert [(one["netvisor_key"], one["sum"], one["open_sum"]) for one in listed] == [
        (key, Decimal("124.00"), Decimal("124.00"))
    ]
    vouchers = client.accounting.list(start_date=date(2026, 1, 1), end_date=date(2026, 12, 31))
    assert [line["line_sum"] for line in vouchers[0]["lines"]] == [Decimal(n) for n in ("124.00", "-100.00", "-24.00")]


def test_it_cannot_read_an_invoice_whose_status_and_country_carry_attributes(client: Any) -> None:
    """Recorded answers carry them (``status``, ``ISO-3166``), so it would fail against the real service too."""
    from marshmallow import ValidationError

    with pytest.raises(ValidationError, match="invoice_status"):
        client.sales_invoices.get(invoice(client))


def test_it_understands_our_refusals(client: Any) -> None:
    from netvisor.exc import InvalidData

    with pytest.raises(InvalidData, match="Customer not found with Netvisor identifier: 99"):
        client.customers.get(99)
