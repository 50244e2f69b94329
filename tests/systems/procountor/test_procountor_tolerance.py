"""What the real service lets pass is let pass: nulls, empty dates, whole numbers with a point, slashes, odd headers."""

from __future__ import annotations

import json

import pytest

from tests.systems.procountor.desk import Desk
from tests.systems.procountor.paperwork import entry, invoice, journal, row


def test_null_and_an_empty_date_are_absence_and_unknown_members_are_passed_over(desk: Desk) -> None:
    said = journal(
        entry("1910", 1.0, 0.0, description=None, dimensionItemValues=None, startDate="", endDate=None),
        entry("1701", -1.0, vatStatus=None),
        vatDate="",
        periodStartDate="",
        partnerId=None,
        madeUp={"anything": [1]},
    )
    kept = desk.post("/ledgerreceipts", said).ok
    assert "vatDate" not in kept
    assert "startDate" not in kept["transactions"][0]
    bill = invoice(billingAddress=None, deliveryStartDate="", notes=None, invoiceRows=[row(startDate="", comment=None)])
    assert desk.post("/invoices", bill).ok["billingAddress"]["city"] == "Helsinki"


def test_an_empty_address_stays_empty(desk: Desk) -> None:
    assert desk.post("/invoices", invoice(billingAddress={})).ok["billingAddress"] == {}


@pytest.mark.parametrize("path", ["/ledgerreceipts/", "//ledgerreceipts"])
def test_slashes_change_nothing(desk: Desk, path: str) -> None:
    assert desk.post(path, journal()).status == 200
    assert len(desk.get(path).ok["results"]) == 1


@pytest.mark.parametrize(("body", "media"), [(b"", "text/plain"), (b"{}", "application/json"), (b"[]", "text/json")])
def test_an_action_takes_any_body_and_any_content_type(desk: Desk, body: bytes, media: str) -> None:
    number = desk.post("/ledgerreceipts", journal()).ok["id"]
    headers = {"authorization": f"Bearer {desk.token}", "content-type": media}
    assert desk.sent("PUT", f"/api/ledgerreceipts/{number}/approve", body, headers=headers).status == 200


def test_lists_of_values_are_separated_by_commas_or_repeated(desk: Desk) -> None:
    first = desk.post("/invoices", invoice()).ok["id"]
    second = desk.post("/invoices", invoice()).ok["id"]
    answers = [
        desk.driver.send(
            "GET",
            f"{desk.base}/api/invoices/transactions",
            query=query,
            headers={"authorization": f"Bearer {desk.token}"},
        )
        for query in ([("invoiceIds", f"{first},{second}")], [("invoiceIds", first), ("invoiceIds", second)])
    ]
    assert [len(json.loads(answer.body)["results"]) for answer in answers if answer] == [2, 2]


def test_a_wrong_enumeration_is_told_in_the_vendors_sentence(desk: Desk) -> None:
    (error,) = desk.post("/ledgerreceipts", journal(depreciation="NEVER")).errors
    assert error[1].startswith("Value of the 'depreciation' field is invalid: ")


def test_more_than_two_hundred_ids_are_refused(desk: Desk) -> None:
    many = ",".join(map(str, range(1, 202)))
    for path in (f"/invoices/{many}", f"/ledgerreceipts/{many}"):
        assert desk.get(path).errors == [(400, "TOO_MANY_IDS", "ids")]
    assert desk.get("/invoices", size=201).status == 400
    assert desk.get("/payments", invoiceId=many).status == 400
