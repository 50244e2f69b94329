"""What debtors, banks, letters and approvers do: ``pay``, ``debtor``, ``deliver``, ``approve``, and ``books``."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.cli.values import AMOUNT, DAY
from tests.cli.desk import Desk, columns


@pytest.fixture
def overdue(desk: Desk) -> Desk:
    desk.hand_in(1001)
    desk.run("clock", "until", "1001", "OVERDUE")
    return desk


def test_a_debtor_pays_a_part_and_the_rest(overdue: Desk) -> None:
    head, line = overdue.told("pay", "1001", "40,00").splitlines()
    assert columns(head)[4:9] == ["AMOUNT", "CAPITAL", "INTEREST", "COSTS", "OVERPAID"]
    assert columns(line)[3:6] == ["ALLOCATED", "40.00 EUR", "39.97"]
    (rest,) = overdue.json("pay", "1001")["payments"]
    assert rest["amount"] == 60.03
    assert overdue.json("books")["receivables"][0]["stage"] == "PAID"


def test_a_payment_says_who_when_and_in_what(overdue: Desk) -> None:
    options = ("--date", "2026-10-19", "--payer", "Made-up Aunt", "--currency", "eur", "--client", "1001")
    (payment,) = overdue.json("pay", "1001", "12.50", *options)["payments"]
    assert (payment["amount"], payment["currency"]) == (12.5, "EUR")
    assert (payment["paymentDate"], payment["payer"]) == ("2026-10-19", "Made-up Aunt")


def test_a_wrong_reference_cannot_be_matched(overdue: Desk) -> None:
    told = overdue.told("pay", "--reference", "999", "--amount", "5")
    assert "UNMATCHED" in told
    assert "no invoice has the reference '999'" in told


def test_a_case_can_be_paid(overdue: Desk) -> None:
    case = overdue.json("books")["receivables"][0]["caseId"]
    (payment,) = overdue.json("pay", "--case", str(case), "--amount", "10")["payments"]
    assert payment["invoiceNumber"] == 1001


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name what is paid"),
        (("1001", "5", "--amount", "5"), "give the amount once"),
        (("1001", "5.005"), "'5.005' is not an amount"),
        (("1001", "0"), "'0' is not an amount"),
        (("1001", "1.000,00"), "'1.000,00' is not an amount"),
        (("1001", "NaN"), "'NaN' is not an amount"),
        (("1001", "--date", "19.10.2026"), "'19.10.2026' is not a date"),
        (("1001", "--date", "20261019"), "'20261019' is not a date"),
        (("mine", "5"), "is not a valid int"),
    ],
)
def test_a_payment_that_cannot_be_is_wrong_use(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    assert said in desk.run("pay", *arguments, code=2).stderr


def test_an_invoice_that_nobody_knows_cannot_be_paid(desk: Desk) -> None:
    assert "invoice 77 is not known" in desk.refused("pay", "77", "5")


@given(st.decimals(min_value=Decimal("0.01"), max_value=10**12, places=2))
def test_an_amount_is_read_to_the_cent_with_point_or_comma(amount: Decimal) -> None:
    assert AMOUNT.convert(str(amount), None, None) == amount
    assert AMOUNT.convert(str(amount).replace(".", ","), None, None) == amount


@given(st.dates())
def test_a_date_is_read_as_it_is_written(date: object) -> None:
    assert DAY.convert(str(date), None, None) == date


def test_an_objection_stops_a_case_until_it_is_answered(overdue: Desk) -> None:
    assert "standing   DISPUTED" in overdue.told("debtor", "object", "1001", "--reason", "never ordered")
    assert "standing   OPEN" in overdue.told("debtor", "answer", "1001", "--reason", "the order is signed")
    assert "not disputed" in overdue.refused("debtor", "answer", "1001")


def test_a_debtor_who_cannot_be_reached_pauses_the_case(overdue: Desk) -> None:
    assert "standing   PAUSED until 2026-" in overdue.told("debtor", "unreachable", "1001")


def test_a_letter_comes_back(overdue: Desk) -> None:
    told = overdue.told("debtor", "returned", "1001", "--reason", "moved away", "--client", "1001")
    assert "delivery   FAILED: moved away" in told


def test_a_plan_lists_its_instalments(overdue: Desk) -> None:
    told = overdue.told("debtor", "plan", "1001", "--instalments", "2", "--first", "2026-12-01")
    assert "standing   PAYMENT_PLAN" in told
    assert columns(told.splitlines()[-3]) == ["INSTALMENT DUE", "AMOUNT"]
    assert columns(told.splitlines()[-2])[0] == "2026-12-01"


def test_a_debtor_acts_on_a_case_too(overdue: Desk) -> None:
    case = str(overdue.json("books")["receivables"][0]["caseId"])
    assert overdue.json("debtor", "object", "--case", case)["receivable"]["standing"] == "DISPUTED"


@pytest.mark.parametrize("arguments", [(), ("1001", "--case", "5")])
def test_a_debtor_acts_on_one_invoice_or_case(desk: Desk, arguments: tuple[str, ...]) -> None:
    assert "either an INVOICE or a --case" in desk.run("debtor", "object", *arguments, code=2).stderr


def test_a_delivery_ends_as_it_is_told_to(desk: Desk) -> None:
    desk.hand_in(1001)
    assert "delivery   FAILED: mailbox full" in desk.told("deliver", "1001", "failed", "--reason", "mailbox full")
    assert "delivery   DELIVERED" in desk.told("deliver", "1001", "DELIVERED", "--client", "1001")


def test_a_delivery_has_two_outcomes(desk: Desk) -> None:
    assert "is not one of 'delivered', 'failed'" in desk.run("deliver", "1001", "LOST", code=2).stderr


def test_an_invoice_waits_for_approval_until_it_is_approved(desk: Desk) -> None:
    desk.hand_in(1001, manualApprovalEnabled=True)
    assert desk.json("books")["receivables"][0]["stage"] == "PENDING_APPROVAL"
    assert "stage      RECEIVED" in desk.told("approve", "1001")
    assert "does not accept APPROVE" in desk.refused("approve", "1001")


def test_the_books_add_up_and_line_up(overdue: Desk) -> None:
    overdue.hand_in(1002, 1234.56)
    overdue.run("pay", "1001", "40")
    told = overdue.told("books")
    lines = told.splitlines()
    first, second = [line for line in lines if line.startswith(("1001 ", "1002 "))][:2]
    assert first.index(" EUR") == second.index(" EUR")
    assert columns(first)[7:10] == ["60.03", "0.00", "0.00"]
    (claimed,) = [columns(line) for line in lines if line.startswith("claimed EUR")]
    assert claimed[-1] == f"{overdue.json('books')['totals'][0]['claimed']['total']:.2f}"
    (received,) = [columns(line) for line in lines if line.startswith("received EUR")]
    assert received == ["received EUR", "40.00"]


def test_the_books_are_shown_a_page_at_a_time(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.hand_in(number)
    assert "see 'cfis-sandbox books --after 2'" in desk.told("books", "--limit", "2")
    assert [each["invoiceNumber"] for each in desk.json("books", "--after", "2")["receivables"]] == [3]
    assert desk.json("books", "--client", "1002")["receivables"] == []


def test_the_books_of_a_settled_payment_show_its_settlement(overdue: Desk) -> None:
    overdue.run("pay", "1001")
    overdue.run("clock", "advance", "P7D")
    told = overdue.told("books")
    assert "SETTLEMENT" in told
    assert "SETTLED" in told


def test_a_terminal_is_not_steered_by_a_debtor(overdue: Desk) -> None:
    told = overdue.told("pay", "1001", "5", "--reference", "from right\u202eto left")
    assert "from right to left" in told


def test_somebody_finds_out_what_a_payment_is_for(overdue: Desk) -> None:
    (lost,) = overdue.json("pay", "--reference", "999", "--amount", "5")["payments"]
    told = overdue.told("assign", str(lost["paymentId"]), "1001")
    assert "ALLOCATED" in told
    assert "only an unmatched one can be assigned" in overdue.refused("assign", str(lost["paymentId"]), "1001")
