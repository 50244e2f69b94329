"""CFIS as the shell sees it: its operations, who is let in, and the words in which it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qs

from simulator.core.errors import (
    AlreadyExists,
    CaseClosed,
    Conflict,
    DomainError,
    FieldError,
    InvalidDocument,
    InvalidValue,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    of_kind,
)
from simulator.core.policy import DEFAULT, Policy
from simulator.core.records import Token
from simulator.http.endpoint import Endpoint, Grant, Incoming, Reply, System
from simulator.systems.cfis.routes import accounting, invoices, money, tokens
from simulator.systems.cfis.wire.client import TokenState
from simulator.systems.cfis.wire.document import Wire
from simulator.world import tokens as credentials
from simulator.world.store import Store
from simulator.world.world import World

ENDPOINTS: Final[Mapping[str, Endpoint]] = MappingProxyType(
    {
        "createClient": tokens.create_client,
        "validateToken": tokens.validate_token,
        "renewToken": tokens.renew_token,
        "createInvoice": invoices.create_invoice,
        "createInvoiceAction": invoices.create_actions,
        "getCase": invoices.get_case,
        "getDistribution": invoices.get_distribution,
        "getDistributionV2": invoices.get_distribution_page,
        "getPayments": money.get_payments,
        "getSettlements": money.get_settlements,
        "submitLedger": accounting.submit_ledger,
        "getLedgers": accounting.get_ledgers,
        "submitAccountingPayments": accounting.submit_payments,
        "getAccountingPayments": accounting.get_payments,
        "getAccountingInvoices": accounting.get_invoices,
        "getFinvoiceCredentials": accounting.get_finvoice_credentials,
    }
)

STATUS: Final[Mapping[type[DomainError], str | int]] = MappingProxyType(
    {
        InvalidValue: 400,
        NotFound: "unknown_identifier_status",
        AlreadyExists: "duplicate_status",
        CaseClosed: "closed_case_status",
        Conflict: "closed_case_status",
        NotAuthenticated: 401,
        NotPermitted: "wrong_token_kind_status",
        DomainError: 400,
    }
)
"""The status of each kind of refusal, or the policy that holds it; a kind that is missing has its parent's."""


class ErrorBody(Wire, frozen=True, omit_defaults=True):
    """The one shape of every refusal but two (assumed)."""

    message: str
    errors: tuple[ErrorField, ...] = ()


class ErrorField(Wire, frozen=True):
    """One field at fault."""

    field: str
    message: str


def _secret(request: Incoming) -> str | None:
    """Return the token of a request; the validating operation also takes it as a query parameter."""
    key = request.headers.get("x-api-key")
    if key or not _validates(request):
        return key
    given = parse_qs(request.query).get("token")
    return given[0] if given else None


def _validates(request: Incoming) -> bool:
    return request.path.rstrip("/").endswith("/partner/validate")


def locate(request: Incoming, store: Store) -> str:
    """Return the world that the request's token opens."""
    secret = _secret(request)
    if not secret:
        if _validates(request):
            message = "is missing; give the token to look at in the header X-Api-Key or as the query parameter token"
            raise InvalidDocument([FieldError("header.X-Api-Key", message)])
        raise NotAuthenticated("no token; give the client's access token in the header X-Api-Key")
    world = store.world_of(credentials.digest(secret))
    if world is None:
        raise NotAuthenticated(f"token {secret[:4]}… opens no world of this sandbox")
    return world


def admit(request: Incoming, world: World, operation: str) -> Grant:
    """Return what the token is worth: a client's data, or what a partner may do."""
    secret = _secret(request) or ""
    if operation == "renewToken":
        token = credentials.renewable(world, secret, request.environment)
    else:
        token = credentials.verify(world, secret, request.environment)
    if operation == "createClient" and token.client_id is not None:
        raise NotPermitted("a client's access token cannot create clients; use the partner's provisioning token")
    if operation not in ("createClient", "validateToken") and token.client_id is None:
        raise NotPermitted("the provisioning token only creates clients; use the client's own access token")
    return Grant(token.client_id, secret)


def expire(request: Incoming, world: World) -> None:
    """Let the token of this request run out now, as an armed fault or the plan of a harsh world asks."""
    token = world.look(Token, credentials.digest(_secret(request) or ""))
    if token is not None:
        credentials.expire(world, token)


def status_of(error: DomainError, policy: Policy) -> int:
    """Return the status with which ``error`` is refused under ``policy``."""
    named = of_kind(error, STATUS)
    return named if isinstance(named, int) else int(getattr(policy, named))


def refuse(error: DomainError, operation: str, world: World | None, request: Incoming) -> Reply:
    """Put a refusal in the words of CFIS."""
    status = status_of(error, DEFAULT if world is None else world.policy)
    if isinstance(error, NotAuthenticated):
        return Reply(status, _unauthorized(operation))
    if isinstance(error, InvalidDocument):
        fields = tuple(ErrorField(field, message) for field, message in error.errors)
        return Reply(status, ErrorBody("The request is not valid", fields))
    return Reply(status, ErrorBody(str(error)))


def _unauthorized(operation: str) -> Wire:
    if operation == "validateToken":
        return TokenState(False, "Token is invalid or has expired")
    return ErrorBody("Unauthorized")


def unwell(status: int, message: str) -> Reply:
    """Return the body for a status of the shell itself."""
    return Reply(status, ErrorBody(message))


SYSTEM: Final = System(
    name="cfis",
    endpoints=ENDPOINTS,
    locate=locate,
    admit=admit,
    refuse=refuse,
    unwell=unwell,
    expire=expire,
)
