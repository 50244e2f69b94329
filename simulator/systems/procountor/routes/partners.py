"""Business partners: list, read, add, replace, patch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from simulator.core.errors import AlreadyExists, NotFound
from simulator.core.filing import by_name, by_number
from simulator.core.sales import Customer
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes import paging
from simulator.systems.procountor.routes.batch import batch, whole_id
from simulator.systems.procountor.routes.lists import moment
from simulator.systems.procountor.routes.moves import check_version
from simulator.systems.procountor.routes.partner_groups import checked_groups
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire import partner as wire
from simulator.systems.procountor.wire.moment import stamp
from simulator.systems.procountor.wire.partner import CUSTOMER, BusinessPartner
from simulator.world import books_register
from simulator.world.versions import next_version
from simulator.world.world import World

WHAT: Final = "business partner"
PERSON: Final = "PERSON"
PATCHED: Final = ("name", "type", "address", "invoicingInfo", "paymentInfo")
"""The members that a patch may change."""


def partner_list(call: Call) -> Reply:
    """List partners that fit all that is asked for."""
    page, fits = paging.asked(call.query), _filter(call)
    return paging.told((one for one in _walked(call, page) if fits(one)), page, wire.row)


def get(call: Call) -> Reply:
    """Read one partner or several."""
    return batch(call, WHAT, lambda number: _document(call.world, number))


def create(call: Call) -> Reply:
    """Add a customer or a supplier."""
    partner = _checked(call.world, call.read(BusinessPartner))
    if partner.type == PERSON:
        raise invalid(codes.INVALID_TYPE, "type", explained="persons are not added through the API")
    with _number_free():
        made = books_register.add_customer(call.world, NAME, wire.registered(partner))
    return Reply(200, wire.whole(made, partner))


def update(call: Call) -> Reply:
    """Replace a partner, whatever its version."""
    return _saved(call, _known(call), call.read(BusinessPartner))


def patch(call: Call) -> Reply:
    """Replace the members that are given; the version that they were read in has to be that of today."""
    known = _known(call)
    check_version(call.query.get("version") or call.body.get("version"), stamp(known.changed))
    before = msgspec.to_builtins(wire.said(known))
    given = {name: value for name, value in call.body.items() if name in PATCHED and value is not None}
    merged = call._replace(body=_merged(before, given))
    return _saved(call, known, merged.read(BusinessPartner))


def found(world: World, number: int) -> Customer:
    """Return a partner by its id. Raises NotFound."""
    known = world.look(Customer, f"{NAME}/customer/{number}")
    if known is None:
        raise NotFound(WHAT, number)
    return known


def _known(call: Call) -> Customer:
    return found(call.world, whole_id(call.path["ids"], WHAT))


def _document(world: World, number: int) -> BusinessPartner | None:
    known = world.look(Customer, f"{NAME}/customer/{number}")
    return None if known is None else wire.whole(known)


def _saved(call: Call, known: Customer, given: BusinessPartner) -> Reply:
    partner = _checked(call.world, given)
    at = next_version(call.world, known.changed)
    with _number_free():
        saved = books_register.edit_customer(call.world, NAME, known.customer_id, wire.registered(partner), at=at)
    return Reply(200, wire.whole(saved, partner))


def _checked(world: World, partner: BusinessPartner) -> BusinessPartner:
    """Return ``partner`` with the names of its groups. Raises Refusal."""
    if partner.type == CUSTOMER and partner.address is None:
        raise invalid(codes.INVALID_ADDRESS, "address", explained="a customer has an address")
    registry = partner.registry_info
    if registry is None or not registry.partner_groups:
        return partner
    return replace(partner, registry_info=replace(registry, partner_groups=checked_groups(world, registry)))


def _merged(before: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return ``before`` with what is given in its place, member by member; null leaves a member as it is."""
    merged = dict(before)
    for name, value in given.items():
        inner = before.get(name)
        if isinstance(value, dict) and isinstance(inner, dict):
            merged[name] = _merged(inner, value)
        elif value is not None:
            merged[name] = value
    return merged


def _walked(call: Call, page: paging.Asked) -> Iterator[Customer]:
    """Return partners in the order that is asked for; a customer is found by its number without looking at others."""
    number, shelf = call.query.get("customerNumber"), call.world.shelf
    if number and call.query.get("type", CUSTOMER) == CUSTOMER:
        numbered = shelf.select(Customer, "code", by_name(NAME, number))
        if numbered:
            return (one for one in numbered if paging.is_beyond(page, one.customer_id))
    return paging.ids(
        call.world,
        "customer",
        page,
        lambda low, high: shelf.between(Customer, "id", by_number(NAME, low), by_number(NAME, high)),
    )


@contextmanager
def _number_free() -> Iterator[None]:
    """Refuse a customer number that another customer has."""
    try:
        yield
    except AlreadyExists as error:
        raise invalid(codes.INVALID_CUSTOMER_NUMBER, "invoicingInfo.customerNumber", explained=str(error)) from error


def _filter(call: Call) -> Callable[[Customer], bool]:
    """Return whether a partner fits what is asked for."""
    query = call.query
    active, wanted = query["active"], _wanted(call)
    begin, end = moment(query, "versionStartDate"), moment(query, "versionEndDate", end=True)

    def fits(one: Customer) -> bool:
        if one.is_active is not active or (begin and one.changed < begin) or (end and one.changed > end):
            return False
        return not wanted or _is_like(wire.said(one), wanted)

    return fits


def _wanted(call: Call) -> dict[str, str]:
    """Return what is asked for by member; name and identifier may stand in headers, as personal data should."""
    headers, query = call.request.headers, call.query
    asked = {
        name: headers.get(name.lower()) or query.get(name)
        for name in ("name", "identifier", "type", "identifierType", "customerNumber", "mainGroup", "partnerGroup")
    }
    return {name: str(value) for name, value in asked.items() if value}


def _is_like(partner: BusinessPartner, wanted: dict[str, str]) -> bool:
    numbers = partner.invoicing_info or wire.InvoicingInfo()
    additional, registry = partner.additional_info, partner.registry_info
    groups = [group.name for group in (registry.partner_groups or ()) if group.name] if registry else []
    told: dict[str, Callable[[str], bool]] = {
        "name": lambda text: text.lower() in partner.name.lower(),
        "identifier": lambda text: text == numbers.identifier,
        "type": lambda text: text == partner.type,
        "identifierType": lambda text: text == numbers.identifier_type,
        "customerNumber": lambda text: text == numbers.customer_number,
        "mainGroup": lambda text: additional is not None and text == additional.group,
        "partnerGroup": lambda text: text in groups,
    }
    return all(told[name](text) for name, text in wanted.items())
