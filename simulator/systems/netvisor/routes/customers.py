"""Customers: list, read, add, edit."""

from __future__ import annotations

from typing import Final

from simulator.core.errors import AlreadyExists, Conflict
from simulator.core.sales import Customer
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.routes.address import root_of
from simulator.systems.netvisor.wire import customer as wire
from simulator.systems.netvisor.wire.details import details, kept
from simulator.systems.netvisor.wire.envelope import answered, inserted
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.xml import Node, read
from simulator.world import books_register
from simulator.world.world import World

MOST_KEYS: Final = 500
MOST_CODES: Final = 100


def customer_list(call: Call) -> Reply:
    """List customers that fit all that is asked for."""
    asked = Asked(call.request)
    word, since = asked.word("keyword"), asked.moment("changedsince")
    codes = [code for code in asked.text("customercodelist").split(",") if code]
    if len(codes) > MOST_CODES:
        raise Refusal("INVALID_DATA_SIZE", f"customercodelist holds {len(codes)} codes; at most {MOST_CODES}")
    found = [
        one
        for one in _candidates(call.world, codes)
        if (not word or word in _searched(one)) and (word or since is None or one.changed >= since)
    ]
    return answered(call.world.now, wire.customer_list(found, root_of(call.request)))


def _candidates(world: World, codes: list[str]) -> list[Customer]:
    """Return the customers with codes, by key, or all."""
    if not codes:
        return books_register.customers(world, NAME)
    coded = {one.customer_id: one for code in codes if (one := books_register.customer_by_code(world, NAME, code))}
    return [coded[key] for key in sorted(coded)]


def get_customer(call: Call) -> Reply:
    """Read one customer by key, or several."""
    asked = Asked(call.request)
    keys = asked.numbers("idlist", MOST_KEYS)
    if keys:
        nodes = (wire.customer_node(found(call.world, key)) for key in keys)
        return answered(call.world.now, Node("Customers", *nodes))
    return answered(call.world.now, wire.customer_node(found(call.world, asked.needed("id"))))


def customer(call: Call) -> Reply:
    """Add a customer, or edit one: omitted elements keep their values, empty ones blank them."""
    asked = Asked(call.request)
    method = asked.word("method")
    if method not in ("add", "edit"):
        raise invalid("Parameter method is missing or unknown; it is add or edit")
    known = found(call.world, asked.needed("id")) if method == "edit" else None
    said = wire.given(read(call.request.body), known)
    new = books_register.NewCustomer(
        said.name, said.code or "", said.identifier, is_active=said.is_active, document=kept(said.details)
    )
    try:
        if known is not None:
            books_register.edit_customer(call.world, NAME, known.customer_id, new)
            return answered(call.world.now)
        return inserted(call.world.now, books_register.add_customer(call.world, NAME, new).customer_id)
    except AlreadyExists as error:
        raise Refusal("DUPLICATE_DATA", f"Customer code is already in use: {error.name}") from error


def delete_customer(call: Call) -> Reply:
    """Take a customer out of the register; one who has invoices stays (assumed)."""
    key = Asked(call.request).needed("customerid")
    found(call.world, key)
    try:
        books_register.delete_customer(call.world, NAME, key)
    except Conflict as error:
        raise invalid(f"Customer has sales invoices and cannot be deleted: {key}") from error
    return answered(call.world.now)


def found(world: World, key: int) -> Customer:
    """Return the customer with a key. Raises Refusal in the words that are known."""
    known = world.look(Customer, f"{NAME}/customer/{key}")
    if known is None:
        raise invalid(f"Customer not found with Netvisor identifier: {key}")
    return known


def _searched(one: Customer) -> str:
    extension = details(one.document).get("nameextension", "")
    return "\n".join((one.name, one.code, one.identifier, extension)).lower()
