"""Customers as they travel, and what tells one from another."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from simulator.core.canonical import kept
from simulator.core.sales import Customer
from simulator.systems.netbaron.wire.document import Wire, members
from simulator.world.books_register import NewCustomer


class Address(Wire, frozen=True):
    """Where a customer is."""

    street: str
    postal_code: str
    town: str
    country_code: str


class CustomerSaid(Wire, frozen=True):
    """A customer as a caller tells it; what is not known is empty."""

    external_customer_identifier_id: str
    organization: str
    contact_person: str
    business_id: str
    edi: str
    address: Address
    email: str


class CustomerTold(CustomerSaid, frozen=True, kw_only=True):
    """A customer as it is told."""

    id: str
    deleted: bool


class CustomerSaved(CustomerTold, frozen=True, kw_only=True):
    """A customer that was saved, and whether it is new."""

    created: bool


def record(said: CustomerSaid) -> NewCustomer:
    """Return what the register keeps; the caller's own id is the code."""
    return NewCustomer(
        name=said.organization,
        code=said.external_customer_identifier_id,
        identifier=said.business_id,
        document=kept(said),
    )


def said_of(known: Customer) -> CustomerSaid:
    """Return what was said of a customer."""
    return msgspec.json.decode(known.document, type=CustomerSaid)


def told(known: Customer) -> CustomerTold:
    """Return a customer as it is told."""
    return CustomerTold(**members(said_of(known)), id=str(known.customer_id), deleted=not known.is_active)


def saved(known: Customer, *, created: bool) -> CustomerSaved:
    """Return a customer that was saved."""
    return CustomerSaved(**members(told(known)), created=created)


def marks(said: CustomerSaid) -> Iterator[str]:
    """Yield what a customer without an external id is known by, the surest first."""
    if said.business_id:
        yield f"business id/{said.business_id}"
    if said.edi:
        yield f"edi/{said.edi}"
    yield f"name/{said.address.postal_code}/{said.address.town.lower()}/{said.organization.lower()}"
