"""Payments that wait are set against invoices, written off, or booked without one; losses are listed apart."""

from __future__ import annotations

import pytest

from tests.systems.netvisor.desk import Desk, Told
from tests.systems.netvisor.test_netvisor_money import invoice, open_sum, pay

LISTED = "SalesPaymentList/SalesPayment"


def match(desk: Desk, kind: str, payment: int, claim: int | str = "") -> Told:
    return desk.post(
        "matchpayment",
        f"<root><matchpayment><handlingtype>{kind}</handlingtype><paymentnetvisorkey>{payment}</paymentnetvisorkey>"
        f"<invoicenetvisorkey>{claim}</invoicenetvisorkey></matchpayment></root>",
    )


def waiting(desk: Desk, amount: str) -> tuple[int, int]:
    """Return the keys of an invoice of 125,50 that takes no parts, and of a payment that waits."""
    claim = invoice(desk, partial="0")
    paid = pay(desk, claim, amount).key
    assert open_sum(desk, claim)[1] == "125,50"
    return claim, paid


@pytest.mark.parametrize(
    ("kind", "amount", "left", "account", "taken"),
    [
        ("rounding", "125,45", "0,00", "8570", "0,05"),
        ("discount", "123,00", "0,00", "3500", "2,50"),
        ("collection", "130,50", "0,00", "9170", "-5,00"),
        ("creditloss", "100,00", "0,00", "8700", "25,50"),
        ("partialpayment", "100,00", "25,50", "1910", "100,00"),
        ("overpayment", "130,50", "-5,00", "1910", "130,50"),
    ],
)
def test_a_difference_goes_where_its_handling_says(
    desk: Desk, kind: str, amount: str, left: str, account: str, taken: str
) -> None:
    claim, paid = waiting(desk, amount)
    assert match(desk, kind, paid, claim).failure == ""
    assert open_sum(desk, claim) == ("open" if kind == "partialpayment" else "paid", left)
    assert desk.balance(account) == taken
    assert desk.balance("1910") == amount
    assert desk.balances_sum() == 0


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        ("normal", "100,00"),
        ("partialpayment", "130,00"),
        ("overpayment", "100,00"),
        ("unheard", "125,45"),
        ("", "1,00"),
    ],
)
def test_a_handling_that_does_not_fit_the_sum_is_refused(desk: Desk, kind: str, amount: str) -> None:
    claim, paid = waiting(desk, amount)
    assert match(desk, kind, paid, claim).code == "INVALID_DATA"
    assert desk.balance("1910") == "0,00"


def test_a_payment_is_matched_once_and_what_is_unknown_is_named(desk: Desk) -> None:
    claim, paid = waiting(desk, "100,00")
    assert match(desk, "partialpayment", paid, claim).failure == ""
    assert match(desk, "partialpayment", paid, claim).code == "INVALID_DATA"
    assert match(desk, "normal", 999, claim).failure.endswith("Payment not found with Netvisor identifier: 999")
    assert match(desk, "normal", paid, 999).failure.endswith("Sales invoice not found with Netvisor identifier: 999")


def test_a_payment_without_an_invoice_is_booked_on_the_receivable(desk: Desk) -> None:
    claim, paid = waiting(desk, "40,00")
    assert match(desk, "notargeting", paid).failure == ""
    assert (desk.balance("1910"), desk.balance("1701")) == ("40,00", "85,50")
    assert open_sum(desk, claim)[1] == "125,50"
    assert match(desk, "partialpayment", paid, claim).code == "INVALID_DATA"
    assert desk.get("deletesalespayment", paymentid=paid).failure == ""
    assert desk.balance("1910") == "0,00"


@pytest.mark.parametrize(("kind", "vouchers"), [("single", 1), ("multiple", 2)])
def test_many_payments_are_booked_together_or_each_alone(desk: Desk, kind: str, vouchers: int) -> None:
    keys = [waiting(desk, amount)[1] for amount in ("10,00", "20,00")]
    rows = "".join(f"<masspayment><paymentnetvisorkey>{key}</paymentnetvisorkey></masspayment>" for key in keys)
    body = (
        f"<root><masspayments><vouchertype>{kind}</vouchertype><voucherdate>2026-06-09</voucherdate>"
        f"<voucherdescription>Koonti</voucherdescription>{rows}</masspayments></root>"
    )
    assert desk.post("masspayments", body).failure == ""
    assert desk.balance("1910") == "30,00"
    made = {text for text in desk.get("salespaymentlist").texts(f"{LISTED}/VoucherID") if text}
    assert len(made) == vouchers
    assert desk.post("masspayments", body).code == "INVALID_DATA"


def test_payments_of_one_voucher_wait_again_when_one_of_them_is_deleted(desk: Desk) -> None:
    keys = [waiting(desk, amount)[1] for amount in ("10,00", "20,00")]
    alone = waiting(desk, "40,00")[1]
    rows = "".join(f"<masspayment><paymentnetvisorkey>{key}</paymentnetvisorkey></masspayment>" for key in keys)
    together = f"<vouchertype>single</vouchertype><voucherdate>2026-06-09</voucherdate>{rows}"
    own = "<vouchertype>multiple</vouchertype><masspayment>"
    assert desk.post("masspayments", f"<root><masspayments>{together}</masspayments></root>").failure == ""
    own += f"<paymentnetvisorkey>{alone}</paymentnetvisorkey></masspayment>"
    assert desk.post("masspayments", f"<root><masspayments>{own}</masspayments></root>").failure == ""
    assert desk.balance("1910") == "70,00"
    assert desk.get("deletesalespayment", paymentid=keys[0]).failure == ""
    assert desk.balance("1910") == "40,00"
    again = together.replace(f"<masspayment><paymentnetvisorkey>{keys[0]}</paymentnetvisorkey></masspayment>", "")
    assert desk.post("masspayments", f"<root><masspayments>{again}</masspayments></root>").failure == ""
    assert desk.balance("1910") == "60,00"


def test_mass_payments_of_a_locked_day_change_nothing(desk: Desk) -> None:
    _, paid = waiting(desk, "10,00")
    body = (
        "<root><masspayments><vouchertype>single</vouchertype><voucherdate>2024-06-09</voucherdate><masspayment>"
        f"<paymentnetvisorkey>{paid}</paymentnetvisorkey></masspayment></masspayments></root>"
    )
    assert desk.post("masspayments", body).code == "PERIOD_LOCK"
    assert desk.balance("1910") == "0,00"


def test_losses_are_payments_that_can_be_listed_apart(desk: Desk) -> None:
    claim, paid = waiting(desk, "100,00")
    match(desk, "creditloss", paid, claim)
    assert desk.get("salespaymentlist", limitbytype="onlycreditloss").texts(f"{LISTED}/Name") == ["Luottotappio"]
    assert desk.get("salespaymentlist", limitbytype="excludecreditloss").texts(f"{LISTED}/Sum") == ["100,00"]
    assert len(desk.get("salespaymentlist").texts(f"{LISTED}/Sum")) == 2
    assert desk.get("salespaymentlist", limitbytype="losses").code == "INVALID_DATA"


def test_a_payment_by_the_method_of_losses_goes_to_their_account(desk: Desk) -> None:
    claim = invoice(desk)
    body = (
        "<root><salespayment><sum currency='EUR'>125,50</sum><paymentdate>2026-06-08</paymentdate>"
        f"<targetidentifier type='netvisor'>{claim}</targetidentifier><sourcename>Saatavat</sourcename>"
        "<paymentmethod type='alternative'>Luottotappio</paymentmethod></salespayment></root>"
    )
    assert desk.post("salespayment", body).failure == ""
    assert (desk.balance("8700"), open_sum(desk, claim)) == ("125,50", ("paid", "0,00"))
    assert desk.get("salespaymentlist", limitbytype="onlycreditloss").texts(f"{LISTED}/Name") == ["Saatavat"]
