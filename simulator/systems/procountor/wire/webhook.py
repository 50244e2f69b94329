"""Webhooks as they travel: registrations, what is pushed to a receiver, and how it is signed.

Source: OpenAPI document 26.04, schema Webhook, and dev.procountor.com on webhooks for the shape of a push. How the
shared secret is called, and the header and algorithm of the signature, have not been seen (assumed).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from simulator.core.webhook import Webhook
from simulator.systems.procountor.wire.document import Wire

EVENTS: Final = (
    "DIRECTBANKDATATRANSFER_PAYMENT_CREATED",
    "DIRECT_SALARY_PAYMENTS_CANCELED",
    "DIRECT_SALARY_PAYMENTS_CREATED",
    "INVOICE_PAYMENTEVENTS_DELETED",
    "INVOICE_PAYMENT_CREATED",
    "PAYMENT_DELETED",
    "PAYMENT_UPDATED",
    "TRACKING_PERIOD_STATUS_UPDATED",
    "USER_UPDATED",
)
"""What may be subscribed to; only some of it happens here."""
HMAC: Final = "HMAC"
SECRETS: Final = ("secret", "sharedSecret")
"""Members of ``authenticationMeta`` that may hold the shared secret, the first that is there (assumed)."""
SIGNATURE: Final = "X-Procountor-Signature"
"""The header of the signature: ``sha256=`` and the HMAC-SHA256 of the body in hexadecimal (assumed)."""
VERSION: Final = "1"


class Registration(Wire, frozen=True, kw_only=True):
    """A webhook as it is registered and told; the secret is not told again (assumed)."""

    uuid: str | None = None
    url: str
    authentication_type: str
    authentication_meta: Mapping[str, Any] | None = None
    subscriptions: tuple[str, ...]


class Registered(Wire, frozen=True, kw_only=True):
    """The answer to a registration."""

    status: str
    uuid: str


class PushMeta(msgspec.Struct, frozen=True, gc=False):
    """``timestamp`` is in milliseconds since 1970."""

    version: str
    timestamp: int


class Push(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """What a receiver is told."""

    event_type: str
    webhook_uuid: str
    payload: Any
    meta: PushMeta


said: Final[Callable[[bytes], Registration]] = msgspec.json.Decoder(Registration).decode
"""Returns what a kept registration says."""


def secret_of(registration: Registration) -> str:
    """Return the shared secret of a registration, empty where it has none."""
    meta = registration.authentication_meta or {}
    if registration.authentication_type != HMAC:
        return ""
    return next((str(meta[name]) for name in SECRETS if meta.get(name)), "")


def webhook_body(event: str, payload: Mapping[str, Any], at: datetime, webhook_id: str = "@webhook@") -> bytes:
    """Return what is pushed; without a ``webhook_id``, a form into which each webhook's is still to be put."""
    return msgspec.json.encode(Push(event, webhook_id, payload, PushMeta(VERSION, int(at.timestamp()) * 1000)))


def headers_for(receiver: Webhook, body: bytes) -> dict[str, str]:
    """Return the headers of a push, signed where the webhook asks for it."""
    headers = {"content-type": "application/json", "user-agent": "Procountor-Webhook"}
    if receiver.secret:
        headers[SIGNATURE.lower()] = f"sha256={hmac.new(receiver.secret.encode(), body, hashlib.sha256).hexdigest()}"
    return headers
