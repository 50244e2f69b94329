"""Webhooks: register, list, change and remove."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from simulator.core.webhook import Webhook
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes.moves import DONE
from simulator.systems.procountor.routes.paging import asked, told
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire import webhook as wire
from simulator.systems.procountor.wire.document import kept
from simulator.world import webhooks
from simulator.world.webhooks import NewWebhook

ACTIVE: Final = "ACTIVE"
"""The status of a registration that works (assumed)."""


def register(call: Call) -> Reply:
    """Register a webhook."""
    made = webhooks.register(call.world, NAME, _new(call.read(wire.Registration)))
    return Reply(200, wire.Registered(status=ACTIVE, uuid=made.webhook_id))


def change(call: Call) -> Reply:
    """Replace a registration."""
    webhooks.change(call.world, NAME, str(call.path["uuid"]), _new(call.read(wire.Registration)))
    return DONE


def remove(call: Call) -> Reply:
    """Forget a webhook."""
    webhooks.remove(call.world, NAME, str(call.path["uuid"]))
    return Reply(204)


def list_webhooks(call: Call) -> Reply:
    """List registrations that fit all that is asked for, by date of creation."""
    url, event = call.query.get("url"), call.query.get("eventType")
    page = asked(call.query, "CreatedDate")
    found = [
        one
        for one in webhooks.webhooks(call.world, NAME)
        if (url is None or one.url == url) and (event is None or event in one.events)
    ]
    return told(found if page.ascending else found[::-1], page, _told)


def _told(known: Webhook) -> wire.Registration:
    return replace(wire.said(known.document), uuid=known.webhook_id)


def _new(said: wire.Registration) -> NewWebhook:
    if not _is_address(said.url):
        raise invalid(codes.INVALID_URL, "url", explained=f"{said.url[:100]} is no address that can be pushed to")
    secret = wire.secret_of(said)
    if said.authentication_type == wire.HMAC and not secret:
        names = ", ".join(wire.SECRETS)
        raise invalid(
            codes.INVALID_AUTHENTICATION_META, "authenticationMeta", explained=f"the secret goes into one of {names}"
        )
    shown = replace(said, uuid=None, authentication_meta=None)
    return NewWebhook(said.url, said.subscriptions, secret, kept(shown))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket too many, or a port that is none
        return False
