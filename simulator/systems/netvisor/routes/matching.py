"""Payments that wait: set against an invoice, or booked without one, alone or many together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.chart import LedgerAccount
from simulator.core.errors import Conflict, InvalidValue, NotFound, shown
from simulator.core.money import Money
from simulator.core.sales import SalesInvoice
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.routes.invoices import invoice_known
from simulator.systems.netvisor.wire.chart import DEFAULT_ACCOUNTS
from simulator.systems.netvisor.wire.envelope import answered
from simulator.systems.netvisor.wire.figures import comma, day, whole
from simulator.systems.netvisor.wire.payment import CREDIT_LOSS
from simulator.systems.netvisor.wire.xml import Element, read
from simulator.world import books, books_matching, books_payments
from simulator.world.world import World

MOST_TOGETHER: Final = 500
"""Payments of one ``masspayments`` message (assumed)."""
Handling = Callable[[World, int, SalesInvoice], None]


def match_payment(call: Call) -> Reply:
    """Set a waiting payment against an invoice, or book it without one; how is its handling type."""
    asked = _asked(call, "matchpayment")
    key = _payment(asked.said("paymentnetvisorkey"))
    kind = asked.said("handlingtype").lower()
    try:
        if kind == "notargeting":
            books_matching.book_alone(call.world, NAME, [key], _receivable(call.world))
        else:
            handling = HANDLING.get(kind)
            if handling is None:
                raise invalid(f"Handling type is {shown(kind)}, expected {', '.join(HANDLING)} or notargeting")
            claim = invoice_known(call.world, whole(asked.said("invoicenetvisorkey"), "invoicenetvisorkey"))
            handling(call.world, key, claim)
    except (NotFound, Conflict, InvalidValue) as error:
        raise _in_our_words(error) from error
    return answered(call.world.now)


def mass_payments(call: Call) -> Reply:
    """Book waiting payments without invoices: with a voucher each, or all with one."""
    asked = _asked(call, "masspayments")
    keys = [_payment(one.said("paymentnetvisorkey")) for one in asked.every("masspayment")]
    kind, text = asked.said("vouchertype").lower(), asked.said("voucherdescription")[:255]
    if not keys:
        raise invalid("No payment is given; at least one masspayment is compulsory")
    if len(keys) > MOST_TOGETHER:
        raise Refusal("INVALID_DATA_SIZE", f"At most {MOST_TOGETHER} payments, not {len(keys)}")
    if kind not in ("single", "multiple"):
        raise invalid(f"Voucher type is {shown(kind)}, expected single or multiple")
    receivable = _receivable(call.world)
    try:
        if kind == "multiple":
            books_matching.book_alone(call.world, NAME, keys, receivable, text)
        else:
            on = day(asked.said("voucherdate"), "Voucher date")
            books_matching.book_together(call.world, NAME, keys, receivable, on, text)
    except (NotFound, Conflict, InvalidValue) as error:
        raise _in_our_words(error) from error
    return answered(call.world.now)


def _exactly(world: World, key: int, claim: SalesInvoice) -> None:
    missing = books_matching.short_of(world, NAME, key, claim.invoice_id)
    if not missing.is_zero:
        raise invalid(f"Payment differs from the open sum by {comma(missing)}; normal handling needs the very sum")
    books_payments.allocate(world, NAME, key, claim.invoice_id)


def _partly(world: World, key: int, claim: SalesInvoice) -> None:
    _check_side(books_matching.short_of(world, NAME, key, claim.invoice_id), "partialpayment", "smaller")
    books_payments.allocate(world, NAME, key, claim.invoice_id)


def _too_much(world: World, key: int, claim: SalesInvoice) -> None:
    _check_side(-books_matching.short_of(world, NAME, key, claim.invoice_id), "overpayment", "larger")
    books_payments.allocate(world, NAME, key, claim.invoice_id)


def _check_side(difference: Money, kind: str, word: str) -> None:
    if not difference.is_positive:
        raise invalid(f"Handling type {kind} needs a payment that is {word} than the open sum")


def _closing(account: Callable[[World], str]) -> Handling:
    """Return the handling that closes the invoice, with the difference on an account."""

    def handle(world: World, key: int, claim: SalesInvoice) -> None:
        books_matching.close(world, NAME, key, claim.invoice_id, account(world))

    return handle


def _losing(world: World, key: int, claim: SalesInvoice) -> None:
    loss = books.company(world, NAME).account(LedgerAccount.CREDIT_LOSS)
    books_matching.write_off(world, NAME, key, claim.invoice_id, loss, CREDIT_LOSS)


def _default(name: str) -> Callable[[World], str]:
    def account(world: World) -> str:
        use = DEFAULT_ACCOUNTS[name]
        return books.company(world, NAME).account(use) if isinstance(use, LedgerAccount) else use

    return account


HANDLING: Final[Mapping[str, Handling]] = MappingProxyType(
    {
        "normal": _exactly,
        "partialpayment": _partly,
        "overpayment": _too_much,
        "rounding": _closing(_default("RoundingOffDifference")),
        "discount": _closing(_default("SalesDiscount")),
        "collection": _closing(_default("Collection")),
        "creditloss": _losing,
    }
)
"""What each handling type does; which account takes a difference is assumed from the company's defaults."""


def _asked(call: Call, name: str) -> Element:
    asked = read(call.request.body).child(name)
    if asked is None:
        raise invalid(f"XML message validation failed: element {name} is missing")
    return asked


def _payment(text: str) -> int:
    return whole(text, "paymentnetvisorkey")


def _receivable(world: World) -> str:
    return books.company(world, NAME).account(LedgerAccount.RECEIVABLE)


def _in_our_words(error: NotFound | Conflict | InvalidValue) -> Exception:
    if isinstance(error, NotFound) and error.what == "payment":
        return invalid(f"Payment not found with Netvisor identifier: {error.name}")
    return error if type(error) not in (Conflict, InvalidValue) else invalid(str(error))
