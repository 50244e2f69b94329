"""Products: list, read, add, edit."""

from __future__ import annotations

from typing import Final

from simulator.core.errors import AlreadyExists
from simulator.core.sales import Product
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.routes.address import root_of
from simulator.systems.netvisor.wire import product as wire
from simulator.systems.netvisor.wire.details import kept
from simulator.systems.netvisor.wire.envelope import answered, inserted
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.xml import Node, read
from simulator.world import books, books_register
from simulator.world.world import World

MOST_KEYS: Final = 400


def product_list(call: Call) -> Reply:
    """List products that fit all that is asked for."""
    asked = Asked(call.request)
    word, since = asked.word("keyword"), asked.moment("changedsince")
    found = [
        one
        for one in books_register.products(call.world, NAME)
        if word in f"{one.name}\n{one.code}".lower()
        and (since is None or one.changed >= since)
        and _is_shown(one, asked)
    ]
    return answered(call.world.now, wire.product_list(found, root_of(call.request)))


def _is_shown(one: Product, asked: Asked) -> bool:
    """Tell whether a product is of the kinds asked for; without a word it is. No product is ever deleted (assumed)."""
    kinds = {name for name in ("published", "unpublished", "deleted") if asked.is_on(name)}
    return not kinds or ("published" if one.is_active else "unpublished") in kinds


def get_product(call: Call) -> Reply:
    """Read one product by key or code, or several; one that is unknown is answered with nothing in it."""
    asked = Asked(call.request)
    keys = asked.numbers("idlist", MOST_KEYS)
    if keys:
        return answered(call.world.now, Node("Products", *(_node(_known(call.world, key)) for key in keys)))
    codes = [code.strip() for code in asked.text("codelist").split(",") if code.strip()]
    if codes:
        if len(codes) > MOST_KEYS:
            raise Refusal("INVALID_DATA_SIZE", f"codelist holds {len(codes)} codes; at most {MOST_KEYS}")
        found = (books_register.product_by_code(call.world, NAME, code) for code in codes)
        return answered(call.world.now, Node("Products", *(_node(one) for one in found)))
    if asked.text("eancode"):
        return answered(call.world.now, _node(_with_ean(call.world, asked.text("eancode"))))
    if asked.text("code"):
        return answered(call.world.now, _node(books_register.product_by_code(call.world, NAME, asked.text("code"))))
    return answered(call.world.now, _node(_known(call.world, asked.needed("id"))))


def product(call: Call) -> Reply:
    """Add a product, or edit one."""
    asked, world = Asked(call.request), call.world
    method = asked.word("method")
    if method not in ("add", "edit"):
        raise invalid("Parameter method is missing or unknown; it is add or edit")
    known = _known(world, asked.needed("id")) if method == "edit" else None
    if method == "edit" and known is None:
        raise invalid(f"Product not found with Netvisor identifier: {asked.needed('id')}")
    said = wire.given(read(call.request.body), known)
    if said.account:
        books.account(world, NAME, said.account)
    new = books_register.NewProduct(
        said.name,
        said.price,
        said.code,
        said.vat_percent,
        said.account,
        is_active=said.is_active,
        document=kept(said.details),
    )
    try:
        if known is not None:
            books_register.edit_product(world, NAME, known.product_id, new)
            return answered(world.now)
        return inserted(world.now, books_register.add_product(world, NAME, new).product_id)
    except AlreadyExists as error:
        raise Refusal("DUPLICATE_DATA", f"Product code is already in use: {error.name}") from error


def _known(world: World, key: int) -> Product | None:
    return world.look(Product, f"{NAME}/product/{key}")


def _with_ean(world: World, code: str) -> Product | None:
    return next((one for one in books_register.products(world, NAME) if code in wire.ean_codes(one)), None)


def _node(known: Product | None) -> Node:
    return Node("Product", text="") if known is None else wire.product_node(known)
