"""The customer register: list, save, mark as deleted."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from msgspec.structs import replace

from simulator.core.errors import NotFound
from simulator.core.records import Document
from simulator.core.sales import Customer
from simulator.http.endpoint import Call, Reply
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.wire import customer as wire
from simulator.world import books_register
from simulator.world.world import World


class Saved(NamedTuple):
    """A customer of the register, and whether it is new."""

    customer: Customer
    is_new: bool


def list_customers(call: Call) -> Reply:
    """List customers that fit, the deleted ones too."""
    external, business = call.query.get("externalId"), call.query.get("businessId")
    if external is not None:
        one = books_register.customer_by_code(call.world, NAME, external)
        found = [] if one is None else [one]
    else:
        found = books_register.customers(call.world, NAME)
    return Reply(200, [wire.told(one) for one in found if business is None or one.identifier == business])


def save_customer(call: Call) -> Reply:
    """Add a customer, or change the one that is meant."""
    one = save(call.world, call.read(wire.CustomerSaid))
    return Reply(200, wire.saved(one.customer, created=one.is_new))


def delete_customer(call: Call) -> Reply:
    """Mark a customer as deleted; it is still told, and never meant again."""
    known = books_register.customer(call.world, NAME, int(call.path["id"]))
    changed = replace(known, is_active=False, changed=call.world.now)
    call.world.put(changed, because="customer deleted", note=known.name)
    return Reply(200, wire.told(changed))


def save(world: World, said: wire.CustomerSaid) -> Saved:
    """Add or change the customer that ``said`` means; an external id that is not told any more is kept."""
    known = _meant(world, said)
    if known is None:
        one = Saved(books_register.add_customer(world, NAME, wire.record(said)), is_new=True)
    else:
        earlier = wire.said_of(known).external_customer_identifier_id
        external = said.external_customer_identifier_id or earlier
        said = replace(said, external_customer_identifier_id=external)
        one = Saved(books_register.edit_customer(world, NAME, known.customer_id, wire.record(said)), is_new=False)
    for mark in wire.marks(said):
        world.keep(Document(owner=_place(mark), body=str(one.customer.customer_id).encode()))
    return one


def _meant(world: World, said: wire.CustomerSaid) -> Customer | None:
    """Return the customer that is meant: by external id alone where there is one, else by the surest mark that fits."""
    if said.external_customer_identifier_id:
        return _living(books_register.customer_by_code(world, NAME, said.external_customer_identifier_id))
    for mark in wire.marks(said):
        noted = world.look(Document, _place(mark))
        known = None if noted is None else _known(world, int(noted.body))
        if known is not None and mark in wire.marks(wire.said_of(known)):
            return known
    return None


def _known(world: World, customer_id: int) -> Customer | None:
    try:
        return _living(books_register.customer(world, NAME, customer_id))
    except NotFound:
        return None


def _living(known: Customer | None) -> Customer | None:
    return known if known is not None and known.is_active else None


def _place(mark: str) -> str:
    return f"{NAME}/customer mark/{hashlib.sha256(mark.encode()).hexdigest()[:32]}"
