"""Products: list, read, add, replace, remove; and their groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from simulator.core.errors import AlreadyExists, InvalidValue, NotFound
from simulator.core.filing import by_number
from simulator.core.sales import Product as Kept
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes import paging
from simulator.systems.procountor.routes.batch import batch, whole_id
from simulator.systems.procountor.routes.groups import Groups
from simulator.systems.procountor.routes.lists import moment, numbers
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire import product as wire
from simulator.systems.procountor.wire.ledger_posting import NO_TAX_STATUSES, PERCENTS, STATUSES
from simulator.systems.procountor.wire.product import SALES, Product
from simulator.world import books, books_register
from simulator.world.versions import next_version
from simulator.world.world import World

WHAT: Final = "product"
PRODUCT_GROUPS: Final = Groups("product groups", "product group", SALES)


def product_list(call: Call) -> Reply:
    """List products that fit all that is asked for."""
    page, fits, shelf = paging.asked(call.query), _filter(call), call.world.shelf
    walked = paging.ids(
        call.world,
        "product",
        page,
        lambda low, high: shelf.between(Kept, "id", by_number(NAME, low), by_number(NAME, high)),
    )
    return paging.told((one for one in walked if fits(one)), page, wire.whole)


def get(call: Call) -> Reply:
    """Read one product or several."""
    return batch(call, WHAT, lambda number: _document(call.world, number))


def create(call: Call) -> Reply:
    """Add a product."""
    new = wire.registered(_checked(call))
    with _code_free():
        return Reply(200, wire.whole(books_register.add_product(call.world, NAME, new)))


def update(call: Call) -> Reply:
    """Replace a product."""
    known, new = _known(call), wire.registered(_checked(call))
    at = next_version(call.world, known.changed)
    with _code_free():
        return Reply(200, wire.whole(books_register.edit_product(call.world, NAME, known.product_id, new, at=at)))


def delete(call: Call) -> Reply:
    """Remove a product."""
    books_register.delete_product(call.world, NAME, _known(call).product_id)
    return Reply(204)


def _known(call: Call) -> Kept:
    number = whole_id(call.path["ids"], WHAT)
    known = call.world.look(Kept, f"{NAME}/product/{number}")
    if known is None:
        raise NotFound(WHAT, number)
    return known


def _document(world: World, number: int) -> Product | None:
    known = world.look(Kept, f"{NAME}/product/{number}")
    return None if known is None else wire.whole(known)


def _checked(call: Call) -> Product:
    """Return the product of a request. Raises Refusal for an account, a group or a tax that there is not."""
    product = call.read(Product)
    if product.vat is not None and product.vat not in PERCENTS:
        raise invalid(codes.INVALID_VAT_PERCENT, "vat", explained=f"{product.vat} % is not in use")
    if product.vat_status is not None:
        _check_status(product, product.vat_status)
    try:
        if product.default_account:
            books.account(call.world, NAME, product.default_account)
        if product.product_group_id is not None:
            PRODUCT_GROUPS.find(call.world, product.product_group_id)
    except (NotFound, InvalidValue) as error:
        is_group = isinstance(error, NotFound) and error.what == PRODUCT_GROUPS.what
        code, field = (
            (codes.INVALID_GROUP, "productGroupId") if is_group else (codes.INVALID_LEDGER_ACCOUNT, "defaultAccount")
        )
        raise invalid(code, field, explained=str(error)) from error
    return product


def _check_status(product: Product, status: int) -> None:
    if status not in STATUSES or (product.vat and status in NO_TAX_STATUSES):
        raise invalid(codes.STATUS_AND_PERCENT, "vatStatus", explained=f"status {status} at {product.vat} %")


@contextmanager
def _code_free() -> Iterator[None]:
    """Refuse a code that another product has."""
    try:
        yield
    except AlreadyExists as error:
        raise invalid(codes.INVALID_PRODUCT_CODE, "code", explained=str(error)) from error


def _filter(call: Call) -> Callable[[Kept], bool]:
    """Return whether a product fits what is asked for."""
    query = call.query
    begin, end = moment(query, "versionStartDate"), moment(query, "versionEndDate", end=True)
    groups, active = numbers(query, "group"), query.get("active")

    def fits(one: Kept) -> bool:
        if active not in (None, one.is_active) or (begin and one.changed < begin) or (end and one.changed > end):
            return False
        told = wire.said(one)
        return (
            query.get("type") in (None, told.type)
            and query.get("code") in (None, told.code)
            and str(query.get("name", "")).lower() in told.name.lower()
            and (not groups or told.product_group_id in groups)
        )

    return fits
