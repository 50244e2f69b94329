"""Lists, page by page: by number of page or after the last id that is known, in an order that the caller names.

Ids are walked a stretch at a time, so that a page costs what it holds and not what the book holds. How many there are
in all is not told: the schema has the member and the service in practice has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from simulator.core.records import Counter
from simulator.http.endpoint import Reply
from simulator.systems.procountor import NAME
from simulator.world.world import World

STRETCH: Final = 256
"""Ids that are looked at together."""

T = TypeVar("T")


class Meta(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """What a list says about itself."""

    page_number: int
    page_size: int
    result_count: int


class Page(msgspec.Struct, frozen=True, gc=False):
    """A list."""

    results: list[Any]
    meta: Meta


class Asked(NamedTuple):
    """Which page is asked for. ``order`` names what rows are ordered by: id, or the end of another parameter's name."""

    size: int
    number: int
    previous: int | None
    order: str
    ascending: bool


def asked(query: Mapping[str, Any], *orders: str) -> Asked:
    """Return what a query asks for; an order other than by id comes first, and ids decide between equals (assumed)."""
    order = next((name for name in orders if f"orderBy{name}" in query), "Id")
    direction = str(query.get(f"orderBy{order}", "DESC")).upper()
    return Asked(query["size"], query["page"], query.get("previousId"), order, direction == "ASC")


def ids(world: World, sequence: str, page: Asked, between: Callable[[int, int], list[T]]) -> Iterator[T]:
    """Yield by id what ``between`` two ids, both included, stands, beginning after the id known already.

    ``sequence`` is the counter that gave the ids out.
    """
    counter = world.look(Counter, f"{NAME}/{sequence}")
    last = counter.last if counter else 0
    if page.ascending:
        for low in range((page.previous or 0) + 1, last + 1, STRETCH):
            yield from between(low, low + STRETCH - 1)
        return
    high = last if page.previous is None else min(page.previous - 1, last)
    while high > 0:
        yield from reversed(between(max(high - STRETCH + 1, 1), high))
        high -= STRETCH


def after_previous(rows: list[T], page: Asked, number: Callable[[T], int]) -> list[T]:
    """Return what follows the row known already in a list that is in order; all of it where that row is not in it."""
    if page.previous is None:
        return rows
    places = [place for place, one in enumerate(rows) if number(one) == page.previous]
    return rows[places[0] + 1 :] if places else rows


def is_beyond(page: Asked, number: int) -> bool:
    """Tell whether a row, in a list by id, follows the last one that the caller knows."""
    if page.previous is None:
        return True
    return number > page.previous if page.ascending else number < page.previous


def told(rows: Iterable[T], page: Asked, shape: Callable[[T], Any]) -> Reply:
    """Answer one page of ``rows``, which are in order."""
    first = page.number * page.size
    results = [shape(one) for one in islice(rows, first, first + page.size)]
    return Reply(200, Page(results, Meta(page.number, page.size, len(results))))
