"""Dimensions as they stand on lines, and the list of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.core.dimension import Dimension, DimensionItem
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.xml import Element, Node, leaf


def dimensions(element: Element) -> tuple[tuple[str, str], ...]:
    """Return the dimensions of a line as pairs of names; a block whose two children are empty counts as absent."""
    found: list[tuple[str, str]] = []
    for one in element.every("dimension"):
        name, item = one.said("dimensionname"), one.said("dimensionitem")
        if name and item:
            found.append((name[:50], item[:200]))
        elif name or item:
            raise invalid("A dimension has both a name and an item")
    return tuple(found)


def dimension_nodes(pairs: Iterable[tuple[str, str]]) -> Iterator[Node]:
    """Yield the dimensions of a line for an answer."""
    for name, item in pairs:
        yield Node("Dimension", leaf("DimensionName", name), leaf("DimensionItem", item))


def dimension_list(known: Iterable[Dimension], *, with_hidden: bool) -> Node:
    """Return all dimensions with their items, as ``dimensionlist.nv`` answers."""
    shown = (one for one in known if with_hidden or not one.is_hidden)
    return Node("DimensionNameList", *(_named(one, with_hidden) for one in shown))


def _named(one: Dimension, with_hidden: bool) -> Node:
    items = (item for item in one.items if with_hidden or not item.is_hidden)
    return Node(
        "DimensionName",
        leaf("Netvisorkey", one.number),
        leaf("Name", one.name),
        leaf("IsHidden", one.is_hidden),
        leaf("LinkType", 0),
        Node("DimensionDetails", *(_item(item, one) for item in items)),
    )


def _period(item: DimensionItem) -> Iterator[Node]:
    for name, on in (("ActivityPeriodStart", item.first), ("ActivityPeriodEnd", item.last)):
        if on is not None:
            yield leaf(name, on, format="ansi")


def _item(item: DimensionItem, of: Dimension) -> Node:
    levels = {one.number: one.parent for one in of.items}
    level, parent = 1, item.parent
    while parent and level <= len(levels):
        level, parent = level + 1, levels.get(parent, 0)
    return Node(
        "DimensionDetail",
        leaf("Netvisorkey", item.number),
        leaf("Name", item.name),
        leaf("Code", item.code),
        leaf("Label", item.label),
        leaf("IsHidden", item.is_hidden),
        leaf("Level", level),
        leaf("Sort", 0),
        leaf("EndSort", 0),
        leaf("FatherID", item.parent),
        *_period(item),
    )
