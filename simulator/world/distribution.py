"""How an invoice reaches its recipient, or does not."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from simulator.core.errors import Conflict, InvalidValue
from simulator.core.lifecycle import BEFORE_DUE, FINAL, Stage, Standing, Trigger, follow
from simulator.core.receivable import Delivery, Method, Receivable
from simulator.world.accounting import plan_next, queue_invoice
from simulator.world.cases import hold, open_case
from simulator.world.world import World

OUTCOMES: Final = ("DELIVERED", "FAILED")
BOUNCED: Final = MappingProxyType(
    {
        Method.EMAIL: "the e-mail was returned: mailbox unknown",
        Method.EINVOICE: "the operator refused the e-invoice: address unknown",
        Method.PRINT: "the letter was returned: recipient unknown at the address",
    }
)
"""What is said of a failure for which no reason is given."""


def distribute(world: World, key: str) -> None:
    """Hand the invoice to its channel; one that the channel cannot reach fails at once."""
    receivable = world.find(Receivable, key)
    if receivable.failure is not None and not _print_instead(world, receivable):
        fail(world, receivable, receivable.failure)
        return
    method = Method.PRINT if receivable.failure is not None else receivable.method
    sent = replace(
        receivable,
        stage=follow(receivable.stage, Trigger.DISTRIBUTE),
        delivery=Delivery.SENT,
        method=method,
        failure=None,
        sent=world.now,
    )
    world.put(sent, because="sent", note=f"by {method.lower()}" if method else None)
    if sent.accounting_enabled:
        queue_invoice(world, sent)
    if sent.payment_control:
        sent = open_case(world, sent)
    world.plan("deliver", key, world.now + _on_the_way(world, method))


def _print_instead(world: World, receivable: Receivable) -> bool:
    return world.policy.failed_email_goes_to_print and receivable.method is Method.EMAIL


def _on_the_way(world: World, method: Method | None) -> timedelta:
    policy = world.policy
    if method is Method.PRINT:
        return timedelta(days=policy.print_delivered_after_days)
    if method is Method.EINVOICE:
        return timedelta(minutes=policy.einvoice_delivered_after_minutes)
    return timedelta(minutes=policy.email_delivered_after_minutes)


def deliver(world: World, key: str) -> None:
    """The invoice has arrived."""
    receivable = world.find(Receivable, key)
    world.put(replace(receivable, delivery=Delivery.DELIVERED, delivered=world.now), because="delivered")


def fail(world: World, receivable: Receivable, reason: str) -> Receivable:
    """The invoice has not arrived: nobody is held to a due date he was never told."""
    failed = replace(receivable, delivery=Delivery.FAILED, failure=reason, delivered=None)
    if receivable.stage in (Stage.RECEIVED, Stage.DISTRIBUTED):
        failed = replace(failed, stage=follow(receivable.stage, Trigger.FAIL_DISTRIBUTION))
    for what in ("distribute", "deliver", "overdue"):
        world.call_off(what, receivable.key)
    world.put(failed, because="distribution failed", note=reason)
    if failed.accounting_enabled:
        plan_next(world, failed.client_id)  # payments that waited for it need not wait any more
    return failed


def decide(world: World, key: str, outcome: str, reason: str | None = None) -> Receivable:
    """Let a delivery end as a tester wants it: DELIVERED, or FAILED with a reason.

    Raises Conflict where no distribution was asked for or the receivable has ended, InvalidValue for another outcome.
    """
    receivable = world.find(Receivable, key, named="invoice")
    if outcome not in OUTCOMES:
        raise InvalidValue("outcome", outcome, " or ".join(OUTCOMES))
    if receivable.delivery is Delivery.NOT_ENABLED:
        raise Conflict(f"invoice {receivable.number} is not distributed here: its distribution is not enabled")
    if receivable.stage in FINAL or receivable.stage is Stage.PENDING_APPROVAL:
        raise Conflict(f"invoice {receivable.number} is {receivable.stage}; its delivery can no longer be decided")
    if outcome == "FAILED":
        return _bounce(world, receivable, reason)
    for what in ("distribute", "deliver"):
        world.call_off(what, key)
    return _arrive(world, receivable)


def _bounce(world: World, receivable: Receivable, reason: str | None) -> Receivable:
    """Let a delivery fail; a case that is overdue rests meanwhile, unless it does so already."""
    returned = fail(world, receivable, reason or BOUNCED[receivable.method or Method.EMAIL])
    if returned.stage in BEFORE_DUE or returned.standing is not Standing.OPEN:
        return returned
    until = world.today + timedelta(days=world.policy.pause_lasts_days)
    return hold(world, returned, Standing.PAUSED, until=until, because="paused to find the debtor's address")


def _arrive(world: World, receivable: Receivable) -> Receivable:
    first_time = receivable.stage in (Stage.RECEIVED, Stage.DISTRIBUTION_FAILED)
    sent = world.now if first_time else receivable.sent or world.now
    arrived = replace(receivable, delivery=Delivery.DELIVERED, sent=sent, delivered=world.now, failure=None)
    if first_time:
        arrived = replace(arrived, stage=follow(receivable.stage, Trigger.DISTRIBUTE))
    world.put(arrived, because="delivered")
    if first_time and arrived.accounting_enabled:
        queue_invoice(world, arrived)
    return open_case(world, arrived) if first_time and arrived.payment_control else arrived
