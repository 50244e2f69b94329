"""Clients and access tokens."""

from __future__ import annotations

from ipaddress import ip_address

from simulator.core.canonical import kept
from simulator.core.errors import FieldError, InvalidDocument, shown
from simulator.http.endpoint import Call, Reply
from simulator.systems.cfis.routes.caller import client_of
from simulator.systems.cfis.wire import client as wire
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
    _check_renewal(call)
    token = tokens.renew(call.world, call.store, call.grant.credential, call.request.environment)
    return Reply(200, wire.TokenRenewed(token, token if call.world.policy.renewal_answers_token_member else None))


def _check_renewal(call: Call) -> None:
    """Refuse a renewal for another customer, or from what is no address. Raises InvalidDocument."""
    code, address = call.query.get("customerCode"), call.query.get("ipAddress")
    if code is not None and code != client_of(call).customer_code:
        message = f"{shown(code)} is not the customer code of this token's client"
        raise InvalidDocument([FieldError("query.customerCode", message)])
    if address is not None and not _is_address(address):
        message = f"{shown(address)} is not an IP address; expected one such as 192.0.2.1 or 2001:db8::1"
        raise InvalidDocument([FieldError("query.ipAddress", message)])


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
