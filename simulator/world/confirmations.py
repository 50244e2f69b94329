"""Work that a person has to confirm first: asked for now, carried out when the confirmation has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.confirmation import Confirmation, ConfirmationState
from simulator.core.errors import Conflict, DomainError
from simulator.core.sales import InvoicePayment
from simulator.core.webhook import Webhook
from simulator.world import books, books_approval, webhooks
from simulator.world.world import World

CONFIRM: Final = "confirm"
"""What the confirmation is called on the agenda."""
WEBHOOK: Final = b'"@webhook@"'
"""Stands in a kept body for the webhook that hears of it, as JSON."""


def ask(world: World, system: str, payment: InvoicePayment, event: str, body: Callable[[str], bytes]) -> Confirmation:
    """Ask for a payment to be taken back; ``body`` returns what webhooks hear, from the confirmation's identity.

    Raises Conflict while the same is waiting already, PeriodLocked.
    """
    books.check_open(world, system, payment.on)
    for known in world.shelf.select(Confirmation, "payment", f"{system}/{payment.payment_id}"):
        if known.state is ConfirmationState.WAITING:
            raise Conflict(f"payment {payment.payment_id} waits for confirmation {known.confirmation_id} already")
    label = f"{system}/confirmation/{world.next_number(f'{system}/confirmation')}"
    identity = webhooks.identity(world, label)
    made = Confirmation(
        system=system,
        confirmation_id=identity,
        payment_id=payment.payment_id,
        asked=world.now,
        event=event,
        body=body(identity),
    )
    world.put(made, because="confirmation asked for")
    world.plan(CONFIRM, made.key, world.now + timedelta(minutes=world.policy.two_factor_confirmed_after_minutes))
    return made


def confirm(world: World, key: str) -> None:
    """Carry out what was confirmed, and tell webhooks; what the books no longer allow is refused instead."""
    known = world.find(Confirmation, key)
    if known.state is not ConfirmationState.WAITING:
        return
    try:
        books_approval.unpay(world, known.system, known.payment_id)
    except DomainError as error:
        world.put(replace(known, state=ConfirmationState.REFUSED), because="confirmation refused", note=str(error))
        return
    world.put(replace(known, state=ConfirmationState.DONE), because="confirmed")
    webhooks.tell(world, known.system, known.event, lambda receiver: named(known.body, receiver))


def named(body: bytes, receiver: Webhook) -> bytes:
    """Return a kept body as one webhook hears it."""
    return body.replace(WEBHOOK, msgspec.json.encode(receiver.webhook_id))
