"""How each event of a receivable's life is booked, at the creditor and at the agency.

Every function returns a balanced entry by use of account; ``voucher.post`` gives it numbers, a day and a text.
Late interest, collection fees and standard compensation are compensation and bear no value added tax; the agency's
service does. Source: Value Added Tax Act 1501/1993, section 78; charts and entries as in ``chart``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from simulator.core.allocation import Parts
from simulator.core.chart import LedgerAccount
from simulator.core.money import Money, total
from simulator.core.payout import Payout
from simulator.core.vat import vat_in_gross, vat_of_net
from simulator.core.voucher import Entry, Leg, balanced, credit, debit


class Sale(NamedTuple):
    """The part of an invoice that goes to one sales account, and its value added tax."""

    account: LedgerAccount
    net: Money
    vat: Money


def sale(account: LedgerAccount, net: Money, vat_percent: Decimal) -> Sale:
    """Return ``net`` with its tax at ``vat_percent`` (25.5 means 25.5 %), rounded half up."""
    return Sale(account, net, vat_of_net(net, vat_percent))


def invoice(sales: Sequence[Sale]) -> Entry:
    """Book a sales invoice: receivable against sales and tax. Raises InvalidValue for an invoice of nothing."""
    return balanced(_sales_legs(sales))


def credit_note(sales: Sequence[Sale]) -> Entry:
    """Book a credit note over ``sales``, given as positive amounts: the reverse of an invoice."""
    return balanced(Leg(account, -amount) for account, amount in _sales_legs(sales))


def charges_claimed(*, interest: Money, costs: Money) -> Entry:
    """Book interest and collection costs, or standard compensation, as owed when they are claimed."""
    claimed = debit(LedgerAccount.RECEIVABLE, interest + costs)
    return balanced([claimed, *_income(interest, costs)])


def charges_written_off(*, interest: Money, costs: Money) -> Entry:
    """Book interest and costs that were claimed and are given up."""
    return charges_claimed(interest=-interest, costs=-costs)


def payment(paid: Parts, overpaid: Money, *, charges_booked: bool = False) -> Entry:
    """Book a payment at the bank: its split, and on clearing what goes back to the payer.

    ``charges_booked``: interest and costs were booked when they were claimed, so that they are receivables now.
    """
    return _receipt(LedgerAccount.BANK, paid, overpaid, charges_booked)


def matched(paid: Parts, overpaid: Money, *, charges_booked: bool = False) -> Entry:
    """Book the split of a payment that waited on clearing because nobody knew what it pays."""
    return _receipt(LedgerAccount.CLEARING, paid, overpaid, charges_booked)


def unmatched(amount: Money) -> Entry:
    """Book a payment that pays nothing known: it waits on clearing."""
    return balanced([debit(LedgerAccount.BANK, amount), credit(LedgerAccount.CLEARING, amount)])


def refund(amount: Money) -> Entry:
    """Book money that waits on clearing and goes back to the payer."""
    return balanced([debit(LedgerAccount.CLEARING, amount), credit(LedgerAccount.BANK, amount)])


def rounded_payment(paid: Money, owed: Money) -> Entry:
    """Book a payment that closes ``owed`` though it is a few cents off."""
    return balanced(
        [
            debit(LedgerAccount.BANK, paid),
            debit(LedgerAccount.ROUNDING, owed - paid),
            credit(LedgerAccount.RECEIVABLE, owed),
        ]
    )


def discounted_payment(paid: Money, owed: Money, vat_percent: Decimal) -> Entry:
    """Book a payment less a cash discount; the tax of the discount is taken back."""
    discount = owed - paid
    vat = vat_in_gross(discount, vat_percent)
    return balanced(
        [
            debit(LedgerAccount.BANK, paid),
            debit(LedgerAccount.DISCOUNT, discount - vat),
            debit(LedgerAccount.VAT_PAYABLE, vat),
            credit(LedgerAccount.RECEIVABLE, owed),
        ]
    )


def credit_loss(capital: Money, vat_percent: Decimal) -> Entry:
    """Book a final credit loss on ``capital``, tax included, at the rate of the original sale."""
    vat = vat_in_gross(capital, vat_percent)
    return balanced(
        [
            debit(LedgerAccount.CREDIT_LOSS, capital - vat),
            debit(LedgerAccount.VAT_PAYABLE, vat),
            credit(LedgerAccount.RECEIVABLE, capital),
        ]
    )


def credit_loss_recovered(paid: Money, vat_percent: Decimal) -> Entry:
    """Book a payment on capital that was booked as a credit loss: the tax is owed again."""
    vat = vat_in_gross(paid, vat_percent)
    return balanced(
        [
            debit(LedgerAccount.BANK, paid),
            credit(LedgerAccount.CREDIT_LOSS_RECOVERED, paid - vat),
            credit(LedgerAccount.VAT_PAYABLE, vat),
        ]
    )


def bank_charge(amount: Money) -> Entry:
    """Book what the bank takes for its services (exempt from tax)."""
    return balanced([debit(LedgerAccount.BANK_CHARGES, amount), credit(LedgerAccount.BANK, amount)])


def settlement(paid: Payout, *, gross: bool = False, charges_booked: bool = False) -> Entry:
    """Book a payout of the agency in the creditor's books; what is invoiced apart goes to clearing.

    Net: the debtor's collection costs, kept by the agency, never enter the books. ``gross``: they are income, and
    an expense as well. A creditor that cannot deduct the tax bears it as cost of the service.
    """
    costs = paid.parts.costs if gross else Money(0, paid.collected.currency)
    deducted = paid.vat if paid.creditor_deducts_vat else Money(0, paid.vat.currency)
    received = Parts(paid.parts.capital, paid.parts.interest, costs)
    return balanced(
        [
            debit(LedgerAccount.BANK, paid.paid_out),
            debit(LedgerAccount.COLLECTION_SERVICES, paid.commission + costs + (paid.vat - deducted)),
            debit(LedgerAccount.VAT_RECEIVABLE, deducted),
            credit(LedgerAccount.CLEARING, paid.invoiced),
            *_settled(received, charges_booked),
        ]
    )


def client_money(amount: Money) -> Entry:
    """Book, at the agency, what a debtor paid to the account for client money (513/1999, section 11)."""
    return balanced(
        [debit(LedgerAccount.AGENCY_CLIENT_BANK, amount), credit(LedgerAccount.AGENCY_CLIENT_LIABILITY, amount)]
    )


def agency_settlement(paid: Payout) -> Entry:
    """Book, at the agency, a payout: client money becomes its own revenue, tax, and what leaves for the creditor."""
    return balanced(
        [
            debit(LedgerAccount.AGENCY_CLIENT_LIABILITY, paid.collected),
            debit(LedgerAccount.RECEIVABLE, paid.invoiced),
            credit(LedgerAccount.AGENCY_REVENUE, paid.commission + paid.parts.costs),
            credit(LedgerAccount.VAT_PAYABLE, paid.vat),
            credit(LedgerAccount.AGENCY_CLIENT_BANK, paid.paid_out),
        ]
    )


def _sales_legs(sales: Sequence[Sale]) -> Iterable[Leg]:
    if not sales:
        return
    currency = sales[0].net.currency
    net, vat = total((part.net for part in sales), currency), total((part.vat for part in sales), currency)
    yield debit(LedgerAccount.RECEIVABLE, net + vat)
    for part in sales:
        yield credit(part.account, part.net)
    yield credit(LedgerAccount.VAT_PAYABLE, vat)


def _income(interest: Money, costs: Money) -> tuple[Leg, Leg]:
    return credit(LedgerAccount.OTHER_INCOME, costs), credit(LedgerAccount.INTEREST_INCOME, interest)


def _settled(paid: Parts, charges_booked: bool) -> tuple[Leg, ...]:
    """Return the credit side of money received: receivables, and as income what was not booked before."""
    if charges_booked:
        return (credit(LedgerAccount.RECEIVABLE, paid.total),)
    return (credit(LedgerAccount.RECEIVABLE, paid.capital), *_income(paid.interest, paid.costs))


def _receipt(into: LedgerAccount, paid: Parts, overpaid: Money, charges_booked: bool) -> Entry:
    received = debit(into, paid.total + overpaid)
    return balanced([received, *_settled(paid, charges_booked), credit(LedgerAccount.CLEARING, overpaid)])
