"""What a page shows, before anybody decides whether it is read by a person or by a program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from simulator.control.plane import Ask, Plane
from simulator.core.errors import InvalidValue
from simulator.http.endpoint import NO_VALUES

T = TypeVar("T")

MOST_DIGITS: Final = 15
"""Of a number in an address; no number of ours is longer."""


class View(NamedTuple):
    """The ``data`` of a page, which its twin is made of, and what else its template needs to draw it."""

    template: str
    data: Any
    drawn: Mapping[str, Any] = NO_VALUES


Look = Callable[[Plane, Ask], Awaitable[View]]
"""Makes one page. Raises DomainError for what is not there."""
Deed = Callable[[Plane, Ask], Awaitable[str]]
"""Does what a form asks for, and returns the path of the page to go on with. Raises DomainError."""


def number(ask: Ask, name: str) -> int | None:
    """Return the whole number that the query gives for ``name``, nothing where it gives none. Raises InvalidValue."""
    text = ask.query.get(name, "")
    return whole(text, name) if text else None


def whole(text: str, what: str) -> int:
    """Return the whole number in ``text``. Raises InvalidValue, calling it ``what``."""
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        raise InvalidValue(what, text, "a whole number")
    return int(text)
