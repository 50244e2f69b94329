"""Dimensions: what vouchers and invoices are counted by besides accounts, such as cost centres."""

from __future__ import annotations

from datetime import date

import msgspec

from simulator.core.filing import by_name
from simulator.core.records import Record


class DimensionItem(msgspec.Struct, frozen=True, gc=False):
    """One value of a dimension; ``parent`` is the number of the item above it, 0 for none.

    It is in use from ``first`` to ``last``, both included, where those are given.
    """

    number: int
    name: str
    code: str = ""
    parent: int = 0
    is_hidden: bool = False
    label: str = ""
    first: date | None = None
    last: date | None = None


class Dimension(Record, frozen=True, kw_only=True):
    """A way of counting, with its values. Its name is unique in a company, and so is an item's in a dimension."""

    system: str
    number: int
    name: str
    items: tuple[DimensionItem, ...] = ()
    is_hidden: bool = False

    @property
    def key(self) -> str:
        return by_name(self.system, self.name)

    def item(self, name: str) -> DimensionItem | None:
        """Return the item called ``name``."""
        return next((item for item in self.items if item.name == name), None)
