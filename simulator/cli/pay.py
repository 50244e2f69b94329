"""``cfis-sandbox pay``: a debtor pays at the bank."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

import click

from simulator.cli.answers import Payment, PaymentsMade
from simulator.cli.session import CLIENT, Session, with_world
from simulator.cli.tables import Column, amount, table
from simulator.cli.values import AMOUNT, DAY

COLUMNS: Final = (
    Column("PAYMENT"),
    Column("DATE"),
    Column("INVOICE"),
    Column("STATE"),
    Column("AMOUNT", right=True),
    Column("CAPITAL", right=True),
    Column("INTEREST", right=True),
    Column("COSTS", right=True),
    Column("OVERPAID", right=True),
    Column("REFERENCE"),
    Column("NOTE"),
)


@click.command()
@click.argument("invoice", type=int, required=False)
@click.argument("money", metavar="[AMOUNT]", type=AMOUNT, required=False)
@click.option("--amount", "given", type=AMOUNT, metavar="AMOUNT", help="The amount, where no INVOICE is named.")
@click.option("--currency", help="The currency; that of the invoice unless given.")
@click.option("--reference", help="The payment reference that the debtor writes; that of the invoice unless given.")
@click.option("--date", "day", type=DAY, metavar="DATE", help="The payment date; today in the world unless given.")
@click.option("--payer", help="Who pays; the debtor unless given.")
@click.option("--case", type=int, metavar="NUMBER", help="The case that is paid, instead of an INVOICE.")
@CLIENT
@with_world
def pay(session: Session, invoice: int | None, money: Decimal | None, given: Decimal | None, **options: Any) -> None:
    """Let a debtor pay at the bank.

    Pays INVOICE, by its number, with AMOUNT, or with all that is open where no amount is given. With --reference alone
    the money is matched as a bank would: a wrong reference is a way to test what cannot be matched.

    \b
    Example:
      cfis-sandbox pay 1001
      cfis-sandbox pay 1001 40.00 --date 2026-11-02
      cfis-sandbox pay --reference 2516000010015 --amount 40.00
    """
    if money is not None and given is not None:
        raise click.UsageError("give the amount once, after the invoice or as --amount")
    body = _payment(invoice, money if given is None else given, **options)
    session.show(session.remote.post(session.here("/bank/payments"), body), PaymentsMade, told)


@click.command()
@click.argument("payment", type=int)
@click.argument("invoice", type=int)
@CLIENT
@with_world
def assign(session: Session, payment: int, invoice: int, client: int | None) -> None:
    """Find out which invoice an unmatched payment is for.

    PAYMENT is its number, as 'cfis-sandbox books' shows it; from now on it pays INVOICE.

    \b
    Example:
      cfis-sandbox assign 7 1001
    """
    body = {"invoiceNumber": invoice} | ({} if client is None else {"clientId": client})
    session.show(session.remote.post(session.here(f"/bank/payments/{payment}/assign"), body), PaymentsMade, told)


def told(made: PaymentsMade) -> str:
    """Return payments as a table."""
    return table(COLUMNS, [row(payment) for payment in made.payments])


def _payment(
    invoice: int | None,
    money: Decimal | None,
    *,
    currency: str | None,
    reference: str | None,
    day: date | None,
    payer: str | None,
    case: int | None,
    client: int | None,
) -> dict[str, Any]:
    if invoice is None and case is None and reference is None:
        raise click.UsageError("name what is paid: an INVOICE, --case or --reference")
    members = {
        "invoiceNumber": invoice,
        "caseId": case,
        "clientId": client,
        "reference": reference,
        "amount": money,
        "currency": None if currency is None else currency.upper(),
        "paymentDate": day,
        "payer": payer,
    }
    return {name: value for name, value in members.items() if value is not None}


def row(payment: Payment) -> tuple[object, ...]:
    """Return a payment as a line of a table of COLUMNS."""
    return (
        payment.payment_id,
        payment.payment_date,
        payment.invoice_number,
        payment.state,
        amount(payment.amount, payment.currency),
        amount(payment.capital),
        amount(payment.interest),
        amount(payment.costs),
        amount(payment.overpaid),
        payment.reference,
        payment.note,
    )
