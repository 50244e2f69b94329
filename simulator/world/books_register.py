"""The registers of an accounting system's company: customers, products and dimensions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from simulator.core.dimension import Dimension, DimensionItem
from simulator.core.errors import AlreadyExists, Conflict, InvalidValue, NotFound
from simulator.core.filing import LAST, by_name, by_number
from simulator.core.order import SalesOrder
from simulator.core.sales import Customer, Product, Removed, SalesInvoice
from simulator.world.world import World


class NewCustomer(NamedTuple):
    """A customer as a client tells it. An empty code takes the next free number."""

    name: str
    code: str = ""
    identifier: str = ""
    is_active: bool = True
    document: bytes = b""


class NewProduct(NamedTuple):
    """A product as a client tells it; ``price`` in whole units without tax. An empty code takes the next number."""

    name: str
    price: Decimal
    code: str = ""
    vat_percent: Decimal = Decimal(0)
    account: str = ""
    is_active: bool = True
    document: bytes = b""


def add_customer(world: World, system: str, new: NewCustomer) -> Customer:
    """Put a customer into the register. Raises AlreadyExists for a code that is taken."""
    _check_customer_code(world, system, new.code)
    identity = world.next_number(f"{system}/customer")
    code = new.code
    while not code or customer_by_code(world, system, code) is not None:
        code = str(world.next_number(f"{system}/customer code", first=10001))
    customer = Customer(
        system=system,
        customer_id=identity,
        created=world.now,
        changed=world.now,
        **new._replace(code=code)._asdict(),
    )
    world.put(customer, because="customer added", note=customer.name)
    return customer


def edit_customer(
    world: World, system: str, customer_id: int, new: NewCustomer, *, at: datetime | None = None
) -> Customer:
    """Replace what is known of a customer; an empty code keeps the one there is. ``at`` is when, now by default.

    Raises NotFound, AlreadyExists.
    """
    known = customer(world, system, customer_id)
    if new.code and new.code != known.code:
        _check_customer_code(world, system, new.code)
    changed = replace(known, **new._replace(code=new.code or known.code)._asdict(), changed=at or world.now)
    world.put(changed, because="customer edited", note=changed.name)
    return changed


def customer(world: World, system: str, customer_id: int) -> Customer:
    """Return a customer by its identity. Raises NotFound."""
    known = world.look(Customer, f"{system}/customer/{customer_id}")
    if known is None:
        raise NotFound("customer", customer_id)
    return known


def delete_customer(world: World, system: str, customer_id: int) -> None:
    """Take a customer out of the register. Raises NotFound, Conflict for one who has invoices."""
    known = customer(world, system, customer_id)
    filed = by_number(system, customer_id)
    invoices = world.shelf.select(SalesInvoice, "customer", filed)
    orders = world.shelf.select(SalesOrder, "customer", filed)
    if invoices or orders:
        raise Conflict(f"customer {customer_id} has invoices or orders; delete those first")
    world.shelf.remove(Customer, known.key)
    gone = Removed(system=system, what="customer", number=customer_id, at=world.now)
    world.put(gone, because="customer deleted", note=known.name)


def customer_by_code(world: World, system: str, code: str) -> Customer | None:
    """Return the customer with a code, if there is one."""
    return next(iter(world.shelf.select(Customer, "code", by_name(system, code))), None)


def customers(world: World, system: str, *, above: int = 0) -> list[Customer]:
    """Return the customers with identities above ``above``, in their order."""
    return world.shelf.between(Customer, "id", by_number(system, above + 1), f"{system}/{LAST}")


def add_product(world: World, system: str, new: NewProduct) -> Product:
    """Put a product into the register. Raises AlreadyExists for a code that is taken."""
    if new.code and product_by_code(world, system, new.code) is not None:
        raise AlreadyExists("product", new.code)
    identity = world.next_number(f"{system}/product")
    code = new.code
    while not code or product_by_code(world, system, code) is not None:
        code = str(world.next_number(f"{system}/product code", first=1001))
    product = Product(
        system=system,
        product_id=identity,
        created=world.now,
        changed=world.now,
        **new._replace(code=code)._asdict(),
    )
    world.put(product, because="product added", note=product.name)
    return product


def edit_product(world: World, system: str, product_id: int, new: NewProduct, *, at: datetime | None = None) -> Product:
    """Replace what is known of a product; an empty code keeps the one there is. ``at`` is when, now by default.

    Raises NotFound, AlreadyExists.
    """
    known = world.look(Product, f"{system}/product/{product_id}")
    if known is None:
        raise NotFound("product", product_id)
    if new.code not in ("", known.code) and product_by_code(world, system, new.code) is not None:
        raise AlreadyExists("product", new.code)
    changed = replace(known, **new._replace(code=new.code or known.code)._asdict(), changed=at or world.now)
    world.put(changed, because="product edited", note=changed.name)
    return changed


def delete_product(world: World, system: str, product_id: int) -> None:
    """Take a product out of the register. Raises NotFound."""
    known = world.look(Product, f"{system}/product/{product_id}")
    if known is None:
        raise NotFound("product", product_id)
    world.shelf.remove(Product, known.key)
    gone = Removed(system=system, what="product", number=product_id, at=world.now)
    world.put(gone, because="product deleted", note=known.name)


def product_by_code(world: World, system: str, code: str) -> Product | None:
    """Return the product with a code, if there is one."""
    return next(iter(world.shelf.select(Product, "code", by_name(system, code))), None)


def products(world: World, system: str, *, above: int = 0) -> list[Product]:
    """Return the products with identities above ``above``, in their order."""
    return world.shelf.between(Product, "id", by_number(system, above + 1), f"{system}/{LAST}")


def dimensions(world: World, system: str) -> list[Dimension]:
    """Return the dimensions of the company."""
    return [each for each in world.shelf.all(Dimension) if each.system == system]


def dimension_item(world: World, system: str, name: str, item: str, *, create: bool) -> DimensionItem:
    """Return an item of a dimension; with ``create`` an unknown item is added to a known dimension. Raises NotFound."""
    known = world.look(Dimension, by_name(system, name))
    if known is None:
        raise NotFound("dimension", name)
    found = known.item(item)
    if found is not None:
        return found
    if not create:
        raise NotFound(f"item of dimension {name}", item)
    made = DimensionItem(world.next_number(f"{system}/dimension item"), item)
    world.put(replace(known, items=(*known.items, made)), because="dimension item added", note=item)
    return made


def dimension(world: World, system: str, name: str) -> Dimension:
    """Return a dimension by its name. Raises NotFound."""
    known = world.look(Dimension, by_name(system, name))
    if known is None:
        raise NotFound("dimension", name)
    return known


def dimension_numbered(world: World, system: str, number: int) -> Dimension:
    """Return a dimension by its number. Raises NotFound."""
    known = next((each for each in dimensions(world, system) if each.number == number), None)
    if known is None:
        raise NotFound("dimension", number)
    return known


def rename_dimension(world: World, of: Dimension, name: str) -> Dimension:
    """Give a dimension another name; lines that carry its old name keep it. Raises AlreadyExists."""
    renamed = replace(of, name=name)
    if renamed.key == of.key:
        return of
    if world.look(Dimension, renamed.key) is not None:
        raise AlreadyExists("dimension", name)
    world.shelf.remove(Dimension, of.key)
    world.put(renamed, because="dimension renamed", note=f"{of.name} is now {name}")
    return renamed


def edit_dimension_item(world: World, of: Dimension, number: int, changed: DimensionItem) -> None:
    """Put ``changed`` in place of the item ``number``; lines that carry its old name keep it.

    Raises AlreadyExists for a name that another item has, InvalidValue for an item that would stand below itself.
    """
    if any(item.name == changed.name and item.number != number for item in of.items):
        raise AlreadyExists(f"item of dimension {of.name}", changed.name)
    items = tuple(changed if item.number == number else item for item in of.items)
    parents = {item.number: item.parent for item in items}
    above, steps = changed.parent, 0
    while above and steps <= len(items):
        above, steps = parents.get(above, 0), steps + 1
    if above:
        raise InvalidValue("parent", changed.parent, "an item that does not stand below this one")
    world.put(replace(of, items=items), because="dimension item edited", note=changed.name)


def _check_customer_code(world: World, system: str, code: str) -> None:
    if code and customer_by_code(world, system, code) is not None:
        raise AlreadyExists("customer", code)
