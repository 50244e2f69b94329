"""Feeds of what was deleted: ``deletedsalesinvoices.nv`` and its siblings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.sales import Removed
from simulator.systems.netvisor.wire.figures import on_finnish_clocks
from simulator.systems.netvisor.wire.xml import Node, leaf

ELEMENTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "invoice": ("DeletedSalesInvoices", "DeletedSalesInvoice"),
        "order": ("DeletedSalesOrders", "DeletedSalesOrder"),
        "payment": ("DeletedSalesPayments", "DeletedSalesPayment"),
        "voucher": ("DeletedVouchers", "DeletedVoucher"),
    }
)
"""The element of a feed and of one entry in it, by what was deleted."""


def feed(what: str, removed: Iterable[Removed]) -> Node:
    """Return what was deleted, with the minute on Finnish clocks."""
    whole, one = ELEMENTS[what]
    return Node(whole, *(_entry(one, each) for each in removed))


def _entry(name: str, each: Removed) -> Node:
    shown = f"{on_finnish_clocks(each.at):%Y-%m-%d %H:%M}"
    return Node(name, leaf("NetvisorKey", each.number), leaf("DeleteDate", shown, format="ansi"))
