"""The agency's bank account: money comes in, is matched to claims, allocated, or goes back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.allocation import Claim, allocate_many
from simulator.core.calendar import at
from simulator.core.errors import Conflict, InvalidValue, NotFound
from simulator.core.lifecycle import FINAL
from simulator.core.money import Money
from simulator.core.payment import Payment, PaymentState
from simulator.core.receivable import Receivable
from simulator.core.records import Client
from simulator.core.references import payment_key
from simulator.world.horizon import reach, within_reach
from simulator.world.identities import payment_number
from simulator.world.posting import post_payment, share_of, taken_by
from simulator.world.settlements import plan_settlement
from simulator.world.world import World

_NOT_OURS: Final = "invoice {} is paid to its creditor's own account, not to the agency"


class Receipt(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Money on its way to the agency. ``receivable`` is set where the payer's message, not the reference, names it."""

    amount: Money
    paid_on: date
    reference: str
    payer: str
    receivable: str | None = None


def pay(world: World, receipt: Receipt) -> tuple[Payment, ...]:
    """A debtor pays at the bank: today, on a day gone by that the bank tells of now, or on a day to come.

    Returns the payments that became of it; more than one where it pays several claims. Raises InvalidValue for an
    amount that is not above zero, and for a day too far from today.
    """
    if not receipt.amount.is_positive:
        raise InvalidValue("amount", receipt.amount.decimal, "an amount above zero")
    if not within_reach(world, receipt.paid_on):
        raise InvalidValue("paymentDate", receipt.paid_on, reach(world))
    number = world.next_number("receipt")
    payment = Payment(
        payment_id=payment_number(world),
        receipt=number,
        amount=receipt.amount,
        paid_on=receipt.paid_on,
        booked_on=max(receipt.paid_on, world.today),
        reference=receipt.reference,
        payer=receipt.payer,
        state=PaymentState.EXPECTED,
        receivable=receipt.receivable,
    )
    if receipt.paid_on > world.today:
        world.put(payment, because="payment ordered", amount=payment.amount, note=f"for {payment.paid_on}")
        world.plan("book", payment.key, at(payment.paid_on, world.policy.morning_hour))
        return (payment,)
    return book(world, payment)


def book_ordered(world: World, key: str) -> None:
    """A payment that was ordered for today arrives."""
    book(world, world.find(Payment, key))


def book(world: World, payment: Payment) -> tuple[Payment, ...]:
    """Match a payment to a claim and allocate it, or keep it in suspense."""
    target, why = _match(world, payment)
    if target is None:
        waiting = replace(payment, state=PaymentState.UNMATCHED, note=why)
        world.put(waiting, because="unmatched", amount=payment.amount, note=why)
        days = world.policy.unmatched_returned_after_days
        world.plan("return", payment.key, at(payment.booked_on + timedelta(days=days), world.policy.morning_hour))
        return (waiting,)
    return allocate(world, payment, target)


def assign(world: World, payment_id: str, receivable: Receivable) -> tuple[Payment, ...]:
    """A person at the agency finds out which claim an unmatched payment is for.

    Raises NotFound, and Conflict for a payment that is not unmatched, a claim in another currency, and an invoice
    that is not paid to the agency.
    """
    payment = world.find(Payment, payment_id, named="payment")
    if payment.state is not PaymentState.UNMATCHED:
        raise Conflict(f"payment {payment_id} is {payment.state.value.lower()}; only an unmatched one can be assigned")
    if payment.amount.currency != receivable.currency:
        raise Conflict(f"payment {payment_id} is in {payment.amount.currency}, the invoice in {receivable.currency}")
    if not receivable.payment_control:
        raise Conflict(_NOT_OURS.format(receivable.number))
    world.call_off("return", payment.key)
    return allocate(world, replace(payment, note=""), receivable)


def give_back(world: World, key: str) -> None:
    """Return a payment that nobody could match."""
    payment = world.find(Payment, key)
    world.put(replace(payment, state=PaymentState.RETURNED), because="returned to the payer", amount=payment.amount)


def _match(world: World, payment: Payment) -> tuple[Receivable | None, str]:
    """Return the claim a payment is for, or why there is none."""
    if payment.receivable is not None:
        named = world.look(Receivable, payment.receivable)
        candidates = [] if named is None else [named]
    else:
        candidates = world.shelf.select(Receivable, "reference", payment_key(payment.reference))
    if not candidates:
        return None, f"no invoice has the reference {payment.reference!r}"
    payable = [each for each in candidates if each.payment_control]
    if not payable:
        return None, _NOT_OURS.format(candidates[0].number)
    same = [each for each in payable if each.currency == payment.amount.currency]
    if not same:
        return (
            None,
            f"the payment is in {payment.amount.currency}, invoice {payable[0].number} in {payable[0].currency}",
        )
    return min(same, key=lambda each: (each.stage in FINAL, each.due, each.number)), ""


def allocate(world: World, payment: Payment, target: Receivable) -> tuple[Payment, ...]:
    """Book a payment on ``target``, and what is left on the debtor's other claims if the policy credits it.

    What no claim takes stays with the first piece, and goes back to the payer at the settlement.
    """
    (first, share), *others = _shares(world, payment, target)
    pieces = [_allocate_one(world, replace(payment, amount=share), first.key)]
    for claim, part in others:
        piece = replace(payment, payment_id=payment_number(world), amount=part)
        pieces.append(_allocate_one(world, piece, claim.key))
    return tuple(pieces)


def _shares(world: World, payment: Payment, target: Receivable) -> list[tuple[Receivable, Money]]:
    """Return what each claim gets of a payment, ``target`` first and the unclaimed rest included."""
    if not world.policy.overpayment_credited:
        return [(target, payment.amount)]
    own = share_of(world, target, payment)
    others = _other_claims(world, target)
    claims = [Claim(each.key, each.due, taken_by(world, each, payment)) for each in others]
    shares, rest = allocate_many(payment.amount - own, claims, target.account.terms.debtor)
    paid = [(claim, share.total) for claim, share in zip(others, shares, strict=True) if share.total.is_positive]
    return [(target, own + rest), *paid] if (own + rest).is_positive else paid


def _other_claims(world: World, target: Receivable) -> list[Receivable]:
    """Return the other open claims of one creditor on one debtor, in the order in which they are served."""
    claims = world.shelf.select(Receivable, "debtor", f"{target.client_id}/{target.debtor_key}")
    others = [
        each
        for each in claims
        if each.key != target.key
        and each.stage not in FINAL
        and each.payment_control
        and each.currency == target.currency
    ]
    return sorted(others, key=lambda each: (each.due, each.key))


def _allocate_one(world: World, payment: Payment, key: str) -> Payment:
    """Book a whole payment on one claim; what the claim does not take goes back to the payer at the settlement."""
    target = world.find(Receivable, key)
    booked = replace(
        payment, state=PaymentState.ALLOCATED, client_id=target.client_id, receivable=target.key, note=payment.note
    )
    world.put(booked, because="payment booked", amount=booked.amount, note=_spelled(booked, target))
    post_payment(world, target, booked)
    plan_settlement(world, world.find(Client, str(target.client_id)))
    return world.find(Payment, booked.key)


def _spelled(payment: Payment, target: Receivable) -> str | None:
    same = payment.reference in ("", target.reference)
    return None if same else f"with reference {payment.reference!r} instead of {target.reference!r}"


def find_receivable(
    world: World, *, number: int | None = None, case_id: int | None = None, client_id: int | None = None
) -> Receivable:
    """Return the receivable that a tester names by invoice number or case id.

    Raises NotFound, and InvalidValue where several clients have an invoice of that number.
    """
    if case_id is not None:
        cases = world.shelf.select(Receivable, "case", str(case_id))
        if not cases:
            raise NotFound("case", case_id)
        return cases[0]
    if client_id is not None:
        return world.find(Receivable, f"{client_id}/{number}", named="invoice")
    clients = list(world.shelf.all(Client))
    found = [r for client in clients if (r := world.look(Receivable, f"{client.key}/{number}")) is not None]
    if not found:
        raise NotFound("invoice", number)
    if len(found) > 1:
        owners = ", ".join(str(each.client_id) for each in found)
        raise InvalidValue("invoiceNumber", number, f"a clientId beside it, as several clients have it: {owners}")
    return found[0]
