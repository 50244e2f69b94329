"""Who hears of what happens in an accounting system: webhooks, and the deliveries that are on their way to them.

A delivery leaves the world as an errand ("push"); whoever carries it out reports back here what came of the attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from simulator.core.errors import NotFound
from simulator.core.filing import LAST, by_number
from simulator.core.webhook import Delivery, DeliveryState, Webhook
from simulator.world.world import World

PUSH: Final = "push"
"""What the errand is called that takes a delivery to its receiver."""
Body = Callable[[Webhook], bytes]
"""Returns what one webhook is told."""


class NewWebhook(NamedTuple):
    """A webhook as a client registers it."""

    url: str
    events: Sequence[str]
    secret: str = ""
    document: bytes = b""


def identity(world: World, label: str) -> str:
    """Return a UUID of version 4 that follows from the world's seed and ``label``."""
    return str(UUID(int=world.drawn(f"{world.id}/{label}") >> 128, version=4))


def register(world: World, system: str, new: NewWebhook) -> Webhook:
    """Keep a webhook."""
    number = world.next_number(f"{system}/webhook")
    made = Webhook(
        system=system,
        webhook_id=identity(world, f"{system}/webhook/{number}"),
        number=number,
        url=new.url,
        events=tuple(new.events),
        created=world.now,
        secret=new.secret,
        document=new.document,
    )
    world.put(made, because="webhook registered", note=new.url)
    return made


def change(world: World, system: str, webhook_id: str, new: NewWebhook) -> Webhook:
    """Replace a webhook's registration. Raises NotFound."""
    known = webhook(world, system, webhook_id)
    changed = replace(known, url=new.url, events=tuple(new.events), secret=new.secret, document=new.document)
    world.put(changed, because="webhook changed", note=new.url)
    return changed


def remove(world: World, system: str, webhook_id: str) -> None:
    """Forget a webhook; what is on its way to it is called off. Raises NotFound."""
    known = webhook(world, system, webhook_id)
    for one in deliveries(world, system, webhook_id):
        if one.state is DeliveryState.WAITING:
            world.call_off(PUSH, one.key)
            world.put(replace(one, state=DeliveryState.GIVEN_UP), because="webhook removed")
    world.put(replace(known, events=()), because="webhook removed")
    world.shelf.remove(Webhook, known.key)


def webhook(world: World, system: str, webhook_id: str) -> Webhook:
    """Return a webhook. Raises NotFound."""
    return world.find(Webhook, f"{system}/{webhook_id}")


def webhooks(world: World, system: str) -> list[Webhook]:
    """Return every webhook, in the order of registration."""
    return world.shelf.between(Webhook, "id", by_number(system, 0), f"{system}/{LAST}")


def deliveries(world: World, system: str, webhook_id: str) -> list[Delivery]:
    """Return what was ever on its way to a webhook."""
    return world.shelf.select(Delivery, "webhook", f"{system}/{webhook_id}")


def tell(world: World, system: str, event: str, body: Body) -> list[Delivery]:
    """Send an event on its way to every webhook that subscribes to it; the first attempt is due now."""
    made = []
    for receiver in webhooks(world, system):
        if event not in receiver.events:
            continue
        delivery = Delivery(
            system=system,
            webhook_id=receiver.webhook_id,
            number=world.next_number(f"{system}/delivery"),
            event=event,
            body=body(receiver),
            created=world.now,
        )
        world.put(delivery, because="webhook event", note=event)
        world.plan(PUSH, delivery.key, world.now)
        made.append(delivery)
    return made


def waiting(world: World, key: str) -> tuple[Webhook, Delivery] | None:
    """Return a delivery that is still to be made, and where to; nothing when it is settled or nobody waits for it."""
    delivery = world.look(Delivery, key)
    if delivery is None or delivery.state is not DeliveryState.WAITING:
        return None
    try:
        return webhook(world, delivery.system, delivery.webhook_id), delivery
    except NotFound:
        return None


def attempted(world: World, key: str, status: int) -> None:
    """Note what an attempt came to: a status of 2xx settles the delivery, anything else plans the next attempt.

    ``status`` 0 is no answer. After the last attempt of the world's policy the delivery is given up.
    """
    delivery = world.look(Delivery, key)
    if delivery is None or delivery.state is not DeliveryState.WAITING:
        return
    tried = replace(delivery, attempts=delivery.attempts + 1, status=status)
    told = f"answered {status}" if status else "no answer"
    if 200 <= status < 300:
        world.put(replace(tried, state=DeliveryState.DELIVERED), because="webhook delivered", note=told)
        return
    waits = world.policy.webhook_retry_minutes
    if tried.attempts > len(waits):
        world.put(replace(tried, state=DeliveryState.GIVEN_UP), because="webhook given up", note=told)
        return
    world.put(tried, because="webhook not delivered", note=told)
    world.plan(PUSH, key, world.now + timedelta(minutes=waits[tried.attempts - 1]))
