"""What the strategies make is right in every respect, and small when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from contracts.strategies import accounting, actions, invoices, parties, paying, places, references, worlds
from contracts.strategies.amounts import amounts, as_json, in_cents
from contracts.strategies.days import NOW, TODAY
from contracts.strategies.paying import Bill
from simulator.asgi import build
from simulator.core.bank_accounts import is_iban
from simulator.core.identifiers import is_business_id, is_ovt, is_postal_code, is_test_hetu, is_vat_number
from simulator.core.references import (
    is_finnish_reference,
    is_payment_reference,
    is_rf_reference,
    make_finnish_reference,
)
from simulator.settings import Settings
from tests.systems.cfis.desk import Desk
from tests.systems.driver import Driver
from tests.tries import tries

BILL = Bill(make_finnish_reference("251600001"), 125_50, date(2026, 1, 19))
SMALLEST = (Phase.generate, Phase.shrink)
FEWER = settings(max_examples=MANY if (MANY := settings().max_examples) > 100 else 40)
"""How often whole documents are tried."""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A strict world: check digits count as well."""
    driver = Driver(build(Settings()).app)
    desk = Desk(driver, strict=True, now=NOW)
    desk.hand_in(1001)
    desk.advance("PT1H")
    yield desk
    driver.close()


def accepted(answer: Any) -> None:
    """A number that has come before is no fault of the document."""
    assert answer.status == 200 or (answer.status == 402 and b"exists" in answer.body), answer.body


def total(items: list[dict[str, Any]], name: str) -> int:
    return sum(in_cents(item[name]) for item in items)


def smallest(strategy: st.SearchStrategy[Any], condition: Callable[[Any], bool]) -> Any:
    return find(
        strategy, condition, settings=settings(max_examples=200, database=None, derandomize=True, phases=SMALLEST)
    )


# values


@given(amounts(least_cents=-(10**14), most_cents=10**14))
def test_an_amount_keeps_its_cents_on_its_way(amount: float) -> None:
    sent = json.loads(json.dumps(amount))
    assert as_json(in_cents(sent)) == amount
    assert len(repr(amount).partition(".")[2]) <= 2 or "e" in repr(amount)


@given(references.finnish_references(), references.rf_references(), references.wrong_references())
def test_references_check_out_in_their_form_and_wrong_ones_in_none(finnish: str, rf: str, wrong: str) -> None:
    assert is_finnish_reference(finnish)
    assert is_rf_reference(rf)
    assert not is_payment_reference(wrong)


@given(places.addresses())
def test_an_address_is_valid_for_its_country(address: dict[str, str]) -> None:
    assert is_postal_code(address["postalCode"], address["countryCode"])
    assert all(address.values())


@given(parties.business_ids(), parties.identity_codes(), parties.ibans())
def test_identifiers_check_out_and_belong_to_nobody(business: str, person: str, account: str) -> None:
    assert is_business_id(business)
    assert business.startswith("9")
    assert is_test_hetu(person)
    assert is_iban(account, strict=True)


@given(parties.buyers())
@FEWER
def test_a_party_says_in_its_name_that_it_is_an_example(party: dict[str, Any]) -> None:
    assert any(word in party["name"] for word in ("Esimerkki", "Exempel", "Eksempel"))
    assert is_vat_number(party.get("vatCode", "FI00000000") or "") or "vatCode" not in party
    assert "electronicInvoiceAccount" not in party or is_ovt(party["electronicInvoiceAccount"])


# documents of CFIS


@given(invoices.invoices())
@FEWER
def test_rows_and_vat_of_an_invoice_add_up(document: dict[str, Any]) -> None:
    content = document["invoice"]
    for row in content["rows"]:
        assert in_cents(row["netAmount"]) == row["quantity"] * in_cents(row["unitPrice"])
        assert in_cents(row["totalAmount"]) == in_cents(row["netAmount"]) + in_cents(row["vatAmount"])
    for name, amount in content["amounts"].items():
        assert in_cents(amount) == total(content["rows"], name)


@given(document=invoices.invoices(methods=(*invoices.METHODS, None)))
@FEWER
def test_every_invoice_is_accepted(desk: Desk, document: dict[str, Any]) -> None:
    accepted(desk.post("/invoice", document))


@given(data=st.data())
@FEWER
def test_every_credit_note_is_accepted_and_credits_no_more_than_was_billed(desk: Desk, data: st.DataObject) -> None:
    billed = data.draw(invoices.invoices())
    note = data.draw(invoices.credit_notes(billed))
    if desk.post("/invoice", billed).status == 200:
        accepted(desk.post("/invoice", note))
    sums = note["invoice"]["amounts"]
    assert sums["totalAmount"] <= billed["invoice"]["amounts"]["totalAmount"]
    assert in_cents(sums["totalAmount"]) == total(note["invoice"]["rows"], "totalAmount")


@pytest.mark.parametrize("code", actions.CODES)
def test_every_action_is_accepted(desk: Desk, code: str) -> None:
    @given(actions.action_requests(code=code, invoice_number=1001))
    @settings(max_examples=tries(10))
    def each(request: dict[str, Any]) -> None:
        answer = desk.post("/invoice/action", request)
        assert answer.status == 200, answer.body

    each()


@given(document=accounting.ledgers())
@FEWER
def test_every_ledger_document_balances_and_is_accepted(desk: Desk, document: dict[str, Any]) -> None:
    rows = document["ledgers"]["ledgerRows"]
    assert total(rows, "netAmount") == 0
    gross = [row for row in rows if not row.get("isVatRow")]
    assert total(gross, "amount") == 0
    accepted(desk.post("/accounting/ledger", document))


@given(document=accounting.payment_requests())
@FEWER
def test_every_accounting_payment_is_accepted_and_its_allocations_add_up(desk: Desk, document: dict[str, Any]) -> None:
    for payment in document["payments"]:
        assert "allocations" not in payment or total(payment["allocations"], "amount") == in_cents(payment["amount"])
    accepted(desk.post("/accounting/payment", document))


# what debtors do, and worlds


@given(paying.habits(BILL, ["exactly", "late", "early", "in parts"]))
def test_who_pays_in_full_pays_to_the_cent(habit: paying.Habit) -> None:
    assert total(list(habit.payments), "amount") == BILL.cents
    days = [date.fromisoformat(each["paymentDate"]) for each in habit.payments]
    assert days == sorted(days)
    assert habit.way != "late" or days[0] > BILL.due
    assert habit.way != "early" or days[0] < BILL.due


@given(paying.habits(BILL))
def test_every_other_way_is_what_its_name_says(habit: paying.Habit) -> None:
    paid = total(list(habit.payments), "amount")
    assert habit.way != "never" or not habit.payments
    assert habit.way != "partly" or 0 < paid < BILL.cents
    assert habit.way != "twice" or (paid == 2 * BILL.cents and len(habit.payments) == 2)
    assert habit.way != "too much" or paid > BILL.cents
    wrong = [each for each in habit.payments if not is_payment_reference(each["reference"])]
    assert bool(wrong) == (habit.way == "wrong reference")


@pytest.mark.parametrize("way", paying.WAYS)
def test_the_bank_takes_every_way_of_paying(desk: Desk, way: str) -> None:
    @given(paying.habits(BILL, [way]))
    @settings(max_examples=tries(10))
    def each(habit: paying.Habit) -> None:
        for payment in habit.payments:
            assert desk.plane("/bank/payments", payment)["payments"]

    each()


@given(document=worlds.worlds())
@settings(max_examples=tries(10))
def test_every_world_is_opened(desk: Desk, document: dict[str, Any]) -> None:
    answer = desk.driver.post("/sandbox/worlds", document)
    assert answer is not None
    assert answer.status == 201, answer.body
    desk.driver.send("DELETE", f"/sandbox/worlds/{answer.json['world']}")


# small when they fail


def test_a_failing_invoice_shrinks_to_one_row_and_what_must_be_there() -> None:
    found = smallest(invoices.invoices(), lambda document: document["invoice"]["amounts"]["totalAmount"] >= 10)
    assert found == {
        "distribution": {"method": "EMAIL"},
        "invoice": {
            "header": {
                "number": 1001,
                "type": "INVOICE",
                "date": TODAY.isoformat(),
                "dueDate": "2026-01-19",
                "currencyCode": "EUR",
            },
            "parties": {
                "sellerParty": {"name": "Esimerkki Oy"},
                "buyerParty": {"entityType": "CONSUMER", "name": found["invoice"]["parties"]["buyerParty"]["name"]},
            },
            "amounts": found["invoice"]["amounts"],
            "rows": found["invoice"]["rows"],
        },
    }
    assert len(found["invoice"]["rows"]) == 1
    assert found["invoice"]["amounts"]["totalAmount"] == 10


def test_a_failing_batch_of_actions_shrinks_to_one_action_without_a_comment() -> None:
    found = smallest(
        actions.action_requests(), lambda request: any(each["code"] == "DUEDATE" for each in request["actions"])
    )
    assert found == {"actions": [{"code": "DUEDATE", "data": {"invoiceNumber": 1001, "dueDate": "2026-01-06"}}]}


def test_a_failing_ledger_document_shrinks_to_two_rows_of_a_cent() -> None:
    found = smallest(accounting.ledgers(), lambda _: True)["ledgers"]
    assert [(row["accountNumber"], row["amount"]) for row in found["ledgerRows"]] == [("1701", 0.01), ("3000", -0.01)]


def test_a_failing_habit_shrinks_to_the_simplest_way_that_fails() -> None:
    two = smallest(paying.habits(BILL), lambda habit: len(habit.payments) > 1)
    assert two.way in {"in parts", "twice"}
    assert len(two.payments) == 2


def test_a_failing_world_shrinks_to_seed_time_and_profile() -> None:
    assert smallest(worlds.worlds(), lambda _: True) == {"seed": 0, "now": NOW, "profile": "faithful"}
