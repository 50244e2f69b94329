"""The debtors' bank: pay an invoice rightly or wrongly, and sort out what could not be matched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, Final

from msgspec.structs import replace

from simulator.control import wire
from simulator.control.naming import Named, receivable
from simulator.control.plane import Ask, Plane
from simulator.core.account import balance
from simulator.core.errors import Conflict, FieldError, InvalidDocument, InvalidValue
from simulator.core.money import EUR, Money
from simulator.core.payment import Payment
from simulator.core.receivable import Receivable
from simulator.core.references import payment_key
from simulator.http.endpoint import Reply
from simulator.world import bank
from simulator.world.horizon import reach, within_reach
from simulator.world.world import World

UNKNOWN_PAYER: Final = "Unknown payer"


class NewPayment(Named, frozen=True, kw_only=True, rename="camel"):
    """Money that a debtor sends. Without an amount it is exactly what is open on the payment date."""

    reference: str | None = None
    amount: int | Decimal | None = None
    currency: str | None = None
    payment_date: date | None = None
    payer: str | None = None


async def pay(plane: Plane, ask: Ask) -> Reply:
    """Let a debtor pay."""
    return Reply(201, await plane.within(ask.world, partial(_pay, wanted=ask.read(NewPayment))))


async def assign(plane: Plane, ask: Ask) -> Reply:
    """Tell the agency which invoice an unmatched payment is for."""
    wanted, payment = ask.read(Named), str(ask.path["paymentId"])
    return Reply(200, await plane.within(ask.world, lambda world: _assign(world, payment, wanted)))


async def list_payments(plane: Plane, ask: Ask) -> Reply:
    """List payments by their ids."""
    return Reply(200, await plane.within(ask.world, partial(_listed, query=ask.query)))


def _pay(world: World, wanted: NewPayment) -> dict[str, object]:
    paid_on = wanted.payment_date or world.today
    if not within_reach(world, paid_on):
        raise InvalidValue("paymentDate", paid_on, reach(world))
    target = receivable(world, wanted) if wanted.is_given else _by_reference(world, wanted)
    currency = wanted.currency or (EUR if target is None else target.currency)
    receipt = bank.Receipt(
        amount=_amount(wanted, target, paid_on) if wanted.amount is None else Money.of(wanted.amount, currency),
        paid_on=paid_on,
        reference=_reference(wanted, target),
        payer=wanted.payer or (UNKNOWN_PAYER if target is None else target.debtor_name),
        receivable=target.key if target is not None and wanted.is_given else None,
    )
    return _told(world, bank.pay(world, receipt))


def _reference(wanted: NewPayment, target: Receivable | None) -> str:
    if wanted.reference is not None:
        return wanted.reference
    return "" if target is None else target.reference


def _by_reference(world: World, wanted: NewPayment) -> Receivable | None:
    """Return the one invoice that a reference means, None where it means none or several."""
    if wanted.reference is None:
        message = "is missing; give a reference, an invoiceNumber or a caseId"
        raise InvalidDocument([FieldError("reference", message)])
    found = world.shelf.select(Receivable, "reference", payment_key(wanted.reference))
    return found[0] if len(found) == 1 else None


def _amount(wanted: NewPayment, target: Receivable | None, paid_on: date) -> Money:
    """Return what is open on ``target`` at the end of ``paid_on``; what is charged later does not count."""
    if target is None:
        message = f"is needed: the reference {wanted.reference!r} does not mean one invoice"
        raise InvalidDocument([FieldError("amount", message)])
    if wanted.currency not in (None, target.currency):
        message = f"is needed: invoice {target.number} is in {target.currency}, the payment in {wanted.currency}"
        raise InvalidDocument([FieldError("amount", message)])
    by_then = tuple(entry for entry in target.account.entries if entry.on <= paid_on)
    until = paid_on if target.interest_until is None else min(paid_on, target.interest_until)
    then = balance(replace(target.account, entries=by_then), until).open.total
    if not then.is_positive:
        raise Conflict(f"nothing is open on invoice {target.number} on {paid_on}; give an amount to pay all the same")
    return then


def _assign(world: World, payment: str, named: Named) -> dict[str, object]:
    return _told(world, bank.assign(world, payment, receivable(world, named)))


def _told(world: World, payments: tuple[Payment, ...]) -> dict[str, object]:
    return {"now": world.now, "payments": [wire.payment(payment) for payment in payments]}


def _listed(world: World, query: Mapping[str, Any]) -> dict[str, object]:
    after, limit = query["after"], query["limit"]
    client, state = query.get("clientId"), query.get("state")
    wanted = (
        payment
        for payment in world.shelf.all(Payment)
        if payment.payment_id > after
        and (client is None or payment.client_id == client)
        and (state is None or payment.state == state)
    )
    found = list(islice(wanted, limit + 1))
    page = found[:limit]
    return {
        "now": world.now,
        "payments": [wire.payment(payment) for payment in page],
        "more": len(found) > limit,
    }
