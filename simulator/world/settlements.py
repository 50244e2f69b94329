"""Payouts from the agency to its creditors, on the weekdays agreed with each."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from msgspec.structs import replace

from simulator.core.account import settled
from simulator.core.calendar import at, due_date_roll
from simulator.core.money import total
from simulator.core.payment import Allocation, Payment, PaymentState, Settlement
from simulator.core.receivable import Receivable
from simulator.core.records import Client, Service
from simulator.core.steps import WEEKDAYS, Weekday
from simulator.world.identities import allocation_number, remittance_reference
from simulator.world.world import World


def weekdays_of(world: World, client: Client) -> tuple[Weekday, ...]:
    """Return the days of the week on which ``client`` is paid."""
    if client.settlement_weekdays is not None:
        return client.settlement_weekdays
    if client.service is Service.COLLECTION:
        return world.policy.settlement_weekdays_collection
    return world.policy.settlement_weekdays_lifecycle


def plan_settlement(world: World, client: Client) -> None:
    """Make sure that the client's next run is on the agenda, now that there is something to settle."""
    if world.shelf.scheduled("settle", client.key) is None:
        world.plan("settle", client.key, at(_next_run(world, client), world.policy.settlement_hour))


def _next_run(world: World, client: Client) -> date:
    """Return the day of the first run that is still to come; today's counts while its hour has not."""
    days = weekdays_of(world, client)
    day = world.today
    for _ in range(2 * len(WEEKDAYS) + 1):
        runs = due_date_roll(day) if world.policy.settlement_needs_banking_day else day
        if WEEKDAYS[day.weekday()] in days and at(runs, world.policy.settlement_hour) > world.now:
            return runs
        day += timedelta(days=1)
    raise AssertionError(f"client {client.client_id} has no settlement weekday")


def settle(world: World, key: str) -> None:
    """Pay out everything that was allocated to a client and not paid out yet, one settlement a currency."""
    client = world.find(Client, key)
    waiting = world.shelf.select(Payment, "unsettled", key)
    waiting.sort(key=lambda payment: (payment.amount.currency, payment.payment_id))
    for _, payments in groupby(waiting, key=lambda payment: payment.amount.currency):
        _settle(world, client, list(payments))


def _settle(world: World, client: Client, payments: list[Payment]) -> None:
    """Make the split of ``payments`` final, send overpayments back, and pay the rest to the creditor."""
    claims = {key: _fixed(world, key) for key in dict.fromkeys(payment.receivable for payment in payments)}
    paying = []
    for payment in payments:
        if payment.parts is not None and payment.parts.total.is_positive:
            paying.append(payment)
        else:
            returned = replace(payment, state=PaymentState.RETURNED)
            world.put(returned, because="overpayment returned", amount=payment.amount)
    if not paying:
        return
    settlement_id = _settlement_id(world)
    allocations = tuple([_final(world, payment, settlement_id, claims[payment.receivable]) for payment in paying])
    settlement = Settlement(
        settlement_id=settlement_id,
        client_id=client.client_id,
        settled_on=world.today,
        amount=total((each.parts.total for each in allocations), paying[0].amount.currency),
        remittance_reference=remittance_reference(world, settlement_id),
        allocations=allocations,
    )
    world.put(settlement, because="settled", amount=settlement.amount)


def _settlement_id(world: World) -> int:
    """Return the date and a running number of four digits, as in the documented example."""
    day = world.today.strftime("%Y%m%d")
    return int(day) * 10_000 + world.next_number(f"settlement/{day}")


def _final(world: World, payment: Payment, settlement_id: int, receivable: Receivable) -> Allocation:
    assert payment.parts is not None, "only a payment with a split is settled"
    allocation_id = allocation_number(world)
    paid_out = replace(payment, state=PaymentState.SETTLED, settlement_id=settlement_id, allocation_id=allocation_id)
    world.put(paid_out, because="settled", amount=payment.parts.total)
    if payment.overpaid is not None and payment.overpaid.is_positive:
        world.put(paid_out, because="overpayment returned", amount=payment.overpaid)
    return Allocation(
        allocation_id=allocation_id,
        payment_id=payment.payment_id,
        case_id=receivable.case_id,
        invoice_number=receivable.number,
        reference=payment.reference,
        parts=payment.parts,
    )


def _fixed(world: World, key: str | None) -> Receivable:
    """Make the splits on a claim final, so that nothing later can change them, and return it."""
    assert key is not None, "only a matched payment is settled"
    receivable = world.find(Receivable, key)
    fixed = replace(receivable, account=settled(receivable.account, world.today))
    world.keep(fixed)
    return fixed
