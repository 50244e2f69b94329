"""Clients and access tokens."""

from __future__ import annotations

from simulator.core.errors import FieldError, InvalidDocument
from simulator.http.endpoint import Call, Reply
from simulator.systems.cfis.routes.caller import client_of
from simulator.systems.cfis.wire import client as wire
from simulator.systems.cfis.wire.document import kept
from simulator.world import tokens
from simulator.world.founding import register


def create_client(call: Call) -> Reply:
    """Create a creditor with its first access token."""
    plan = wire.client_plan(call.read(wire.ClientRequest), kept(call.body))
    return Reply(200, wire.created(register(call.world, call.store, call.request.environment, plan)))


def validate_token(call: Call) -> Reply:
    """A token that got here is live."""
    return Reply(200, wire.TokenState(True, "Token is valid"))


def renew_token(call: Call) -> Reply:
    """Replace the token in the header by a new one."""
    client = client_of(call)
    code = call.query.get("customerCode")
    if code is not None and code != client.customer_code:
        message = f"{code!r} is not the customer code of this token's client"
        raise InvalidDocument([FieldError("query.customerCode", message)])
    token = tokens.renew(call.world, call.store, call.grant.credential, call.request.environment)
    return Reply(200, wire.TokenRenewed(token, token if call.world.policy.renewal_answers_token_member else None))
