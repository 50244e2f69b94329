"""Dimensions: list them, add and edit their items, hide an item."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from simulator.core.dimension import Dimension, DimensionItem
from simulator.core.errors import AlreadyExists, InvalidValue, NotFound
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.wire.dimension import dimension_list
from simulator.systems.netvisor.wire.envelope import answered
from simulator.systems.netvisor.wire.figures import day, whole
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.xml import Element, read
from simulator.world import books_register
from simulator.world.world import World

LONGEST = {"name": 50, "item": 200, "code": 50, "label": 200}
TRUE = frozenset({"1", "true"})


def dimensions(call: Call) -> Reply:
    """List dimensions and their items."""
    with_hidden = Asked(call.request).is_on("showhidden")
    known = books_register.dimensions(call.world, NAME)
    return answered(call.world.now, dimension_list(known, with_hidden=with_hidden))


def dimension_item(call: Call) -> Reply:
    """Add an item to a dimension that exists, or edit one; one that is added twice is left as it is."""
    asked = Asked(call.request)
    method = asked.word("method")
    if method not in ("add", "edit"):
        raise invalid("Parameter method is missing or unknown; it is add or edit")
    element = read(call.request.body).child("dimensionitem")
    if element is None or not element.said("name"):
        raise invalid("XML message validation failed: element name is compulsory")
    _check_lengths(element)
    header = _header(call.world, element.said("name"))
    if method == "add":
        _add(call.world, header, element)
    else:
        _edit(call.world, header, element, keeps_parent=asked.word("updateparentreference") == "false")
    return answered(call.world.now)


def delete_dimension_item(call: Call) -> Reply:
    """Hide an item: it stands on old lines and is listed no more."""
    asked = Asked(call.request)
    header = _header(call.world, asked.text("dimensionname"))
    item = header.item(asked.text("dimensionsubname"))
    if item is None:
        raise invalid(f"Dimension item not found: {asked.text('dimensionsubname')[:200]}")
    books_register.edit_dimension_item(call.world, header, item.number, replace(item, is_hidden=True))
    return answered(call.world.now)


def _add(world: World, header: Dimension, element: Element) -> None:
    if not element.said("item"):
        raise invalid("XML message validation failed: element item is compulsory")
    known = header.item(element.said("item"))
    if known is not None:
        return
    made = books_register.dimension_item(world, NAME, header.name, element.said("item"), create=True)
    header = books_register.dimension(world, NAME, header.name)
    books_register.edit_dimension_item(world, header, made.number, _said(header, made, element))


def _edit(world: World, header: Dimension, element: Element, *, keeps_parent: bool) -> None:
    known = _meant(header, element)
    changed = _said(header, known, element)
    if keeps_parent:
        changed = replace(changed, parent=known.parent)
    try:
        books_register.edit_dimension_item(world, header, known.number, changed)
    except AlreadyExists as error:
        raise Refusal("DUPLICATE_DATA", f"Dimension item exists already: {error.name}") from error
    except InvalidValue as error:
        raise invalid("A dimension item cannot stand below itself") from error


def _meant(header: Dimension, element: Element) -> DimensionItem:
    """Return the item that an edit is about, by its old name, code or label, else by the name it has."""
    wanted = {name: element.said(name) for name in ("olditem", "oldcode", "oldlabel")}
    for item in header.items:
        old = {"olditem": item.name, "oldcode": item.code, "oldlabel": item.label}
        if any(wanted[name] and wanted[name] == old[name] for name in wanted):
            return item
    found = header.item(element.said("item")) if not any(wanted.values()) else None
    if found is None:
        text = next((value for value in wanted.values() if value), element.said("item"))
        raise invalid(f"Dimension item not found: {text[:200]}")
    return found


def _said(header: Dimension, known: DimensionItem, element: Element) -> DimensionItem:
    """Return an item with what a message says of it; what is omitted stays."""
    return replace(
        known,
        name=element.said("item") or known.name,
        code=_or(element, "code", known.code),
        label=_or(element, "label", known.label),
        parent=_parent(header, element, known.parent),
        is_hidden=_or(element, "ishidden", "1" if known.is_hidden else "0").lower() in TRUE,
        first=_day(element, "activityperiodstart", known.first),
        last=_day(element, "activityperiodend", known.last),
    )


def _or(element: Element, name: str, known: str) -> str:
    found = element.child(name)
    return known if found is None else found.text


def _day(element: Element, name: str, known: date | None) -> date | None:
    found = element.child(name)
    if found is None:
        return known
    return day(found.text, name) if found.text else None


def _parent(header: Dimension, element: Element, known: int) -> int:
    """Return the number of the item above, which may be named by key, name, code or label; 0 is none."""
    if element.said("fatherid"):
        number = whole(element.said("fatherid"), "fatherid")
        if number and all(item.number != number for item in header.items):
            raise invalid(f"Dimension item not found: {number}")
        return number
    for name, value in (("fatheritem", "name"), ("fathercode", "code"), ("fatherlabel", "label")):
        text = element.said(name)
        if text:
            return _by(header, value, text)
    return known


def _by(header: Dimension, value: str, text: str) -> int:
    for item in header.items:
        if getattr(item, value) == text:
            return item.number
    raise invalid(f"Dimension item not found: {text[:200]}")


def _header(world: World, name: str) -> Dimension:
    try:
        return books_register.dimension(world, NAME, name)
    except NotFound as error:
        raise invalid(f"Dimension not found: {name[:50]}") from error


def _check_lengths(element: Element) -> None:
    for name, most in LONGEST.items():
        if len(element.said(name)) > most:
            raise Refusal("INVALID_DATA_SIZE", f"{name} is longer than {most} characters")
