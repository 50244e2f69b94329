"""Payments on sales: add, list, delete."""

from __future__ import annotations

from simulator.core.chart import LedgerAccount
from simulator.core.company import Company
from simulator.core.errors import NotFound, shown
from simulator.core.money import EUR, Money
from simulator.core.sales import InvoicePayment, InvoiceStage, SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.routes.deletions import voucher_deleted
from simulator.systems.netvisor.routes.generation import has_key
from simulator.systems.netvisor.routes.orders import order_known
from simulator.systems.netvisor.wire import payment as wire
from simulator.systems.netvisor.wire.currency import BOOKS
from simulator.systems.netvisor.wire.envelope import answered, inserted
from simulator.systems.netvisor.wire.figures import comma, whole
from simulator.systems.netvisor.wire.invoice_out import kept_of
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.voucher import checked_balance
from simulator.systems.netvisor.wire.xml import Node, read
from simulator.world import books, books_matching, books_payments, books_sales
from simulator.world.books_payments import NewPayment
from simulator.world.world import World


def add_payment(call: Call) -> Reply:
    """Book a payment on its invoice, or keep it unallocated where it does not fit."""
    said = wire.given(read(call.request.body))
    world = call.world
    target = _target(world, said)
    if said.lines:
        checked_balance(said.lines)
    paid = _in_books(target, said)
    is_taken = target is not None and _takes(target, paid)
    new = NewPayment(
        amount=paid,
        on=said.on,
        account=_account(books.company(world, NAME), said),
        invoice_id=target.invoice_id if target is not None and is_taken else 0,
        payer=said.payer,
        reference=_reference(target, said),
        method=said.method,
        receivable=said.receivable,
        lines=said.lines,
        document=b"" if paid is said.amount else comma(said.amount).encode(),
    )
    try:
        booked = books_payments.book(world, NAME, new)
        if said.is_order:
            books_matching.book_alone(world, NAME, [booked.payment_id], said.receivable, "Prepayment")
        return inserted(world.now, booked.payment_id)
    except NotFound as error:
        raise invalid(f"Account not found with account number: {error.name}") from error


def payment_list(call: Call) -> Reply:
    """List payments that fit all that is asked for, by key."""
    asked = Asked(call.request)
    with_key = has_key(call, "invoiceNumber")
    nodes: list[Node] = []
    for one in _candidates(call.world, asked):
        invoice = books_sales.invoice(call.world, NAME, one.invoice_id) if one.invoice_id else None
        if _is_wanted(one, asked) and _is_linked(invoice, asked):
            nodes.append(wire.payment_node(one, invoice, with_invoice_key=with_key))
    return answered(call.world.now, Node("SalesPaymentList", *nodes))


def _candidates(world: World, asked: Asked) -> list[InvoicePayment]:
    """Return the payments among which those asked for are: of one invoice where one is named, else all above a key."""
    key, above = asked.number("invoicenetvisorkey"), asked.number("abovenetvisorkey") or 0
    if key is None:
        return books_payments.payments(world, NAME, above=above)
    return [one for one in books_payments.payments_of(world, NAME, key) if one.payment_id > above]


def delete_payment(call: Call) -> Reply:
    """Remove a payment with its voucher; its invoice is open again."""
    key = Asked(call.request).needed("paymentid")
    try:
        known = books_payments.payment(call.world, NAME, key)
    except NotFound as error:
        raise invalid(f"Payment not found with Netvisor identifier: {key}") from error
    books_payments.delete_payment(call.world, NAME, key)
    voucher_deleted(call.world, known.voucher_id)
    return answered(call.world.now)


def _target(world: World, said: wire.Given) -> SalesInvoice | None:
    """Return the invoice that is paid; one that a number or a reference does not find leaves the payment waiting.

    An order is none: what is paid on it is an advance.
    """
    if said.is_order:
        if said.target_type == "netvisor":
            order_known(world, whole(said.target, "Target identifier"))
        return None
    if said.target_type == "reference":
        reference = "".join(said.target.split()).lstrip("0")
        found = books_sales.invoices_referenced(world, NAME, reference)
        return next((one for one in found if one.stage is not InvoiceStage.PAID), next(iter(found), None))
    key = whole(said.target, "Target identifier")
    if said.target_type == "invoicenumber":
        return books_sales.invoice_numbered(world, NAME, key)
    found_by_key = world.look(SalesInvoice, f"{NAME}/invoice/{key}")
    if found_by_key is None:
        raise invalid(f"Sales invoice not found with Netvisor identifier: {key}")
    return found_by_key


def _in_books(target: SalesInvoice | None, said: wire.Given) -> Money:
    """Return what was paid in the books' currency: at the rate of the invoice, which is in the same currency."""
    if said.amount.currency == EUR:
        return said.amount
    currency = BOOKS if target is None else kept_of(target).currency
    if currency.code != said.amount.currency:
        whose = "no invoice" if target is None else f"the invoice is in {currency.code}"
        raise invalid(f"Currency of the payment is {said.amount.currency}, and {whose}")
    return currency.in_books(said.amount)


def _takes(invoice: SalesInvoice, paid: Money) -> bool:
    """Tell whether an invoice takes a payment: any sum where it accepts parts, else the open sum to the cent."""
    if invoice.stage in (InvoiceStage.PAID, InvoiceStage.CANCELLED, InvoiceStage.DRAFT):
        return False
    return invoice.accepts_partial or (invoice.stage is InvoiceStage.OPEN and paid == invoice.open)


def _account(company: Company, said: wire.Given) -> str:
    """Return the account that is debited: the one given, that of the bank account named, else the company's bank."""
    if said.account:
        return said.account
    iban = "".join(said.method.split()).upper()
    of_bank = next((bank.account for bank in company.banks if bank.iban == iban), None)
    if said.is_bank_account and of_bank is None:
        raise invalid(f"Bank account not found: {said.method[:40]}")
    if said.method == wire.CREDIT_LOSS:
        return company.account(LedgerAccount.CREDIT_LOSS)
    return of_bank or company.account(LedgerAccount.BANK)


def _reference(target: SalesInvoice | None, said: wire.Given) -> str:
    if target is not None:
        return target.reference
    return said.target if said.target_type == "reference" else ""


def _is_wanted(one: InvoicePayment, asked: Asked) -> bool:
    first, last = asked.date("begindate"), asked.date("enddate")
    since, until = asked.moment("lastmodifiedstart"), asked.moment("lastmodifiedend", end=True)
    linked = asked.text("limitlinkedpayments")
    return (
        (first is None or one.on >= first)
        and (last is None or one.on <= last)
        and (since is None or one.changed >= since)
        and (until is None or one.changed <= until)
        and asked.word("searchbyname") in one.payer.lower()
        and (linked not in ("0", "1") or (linked == "1") == bool(one.invoice_id))
        and _is_of_type(one, asked.word("limitbytype"))
    )


def _is_of_type(one: InvoicePayment, limit: str) -> bool:
    if limit not in ("", "onlycreditloss", "excludecreditloss"):
        raise invalid(f"limitbytype is {shown(limit)}, expected onlycreditloss or excludecreditloss")
    return not limit or (limit == "onlycreditloss") == (one.method == wire.CREDIT_LOSS)


def _is_linked(invoice: SalesInvoice | None, asked: Asked) -> bool:
    key, number = asked.number("invoicenetvisorkey"), asked.number("invoicenumber")
    return (key is None or (invoice is not None and invoice.invoice_id == key)) and (
        number is None or (invoice is not None and invoice.number == number)
    )
