"""A part of something against the whole: what is named must be so, whatever else there is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

MOST_SHOWN: Final = 300


def differences(expected: Any, seen: Any, about: str = "") -> Iterator[str]:
    """Yield where ``seen`` is not as ``expected``, a sentence each; ``about`` names it.

    Members that are named must be so; null also means that there is none. A list must have another element for each
    that is named, in any order; an empty list means that there are none. 40 and 40.00 are the same number.
    """
    if isinstance(expected, Mapping):
        yield from _members(expected, seen, about)
    elif isinstance(expected, Sequence) and not isinstance(expected, str):
        yield from _elements(expected, seen, about)
    elif not _same(expected, seen):
        yield f"{about}: expected {shown(expected)}, seen {shown(seen)}".removeprefix(": ")


def shown(value: Any) -> str:
    """Return a value as JSON on one line, cut where it is long."""
    text = json.dumps(value, default=_plain, ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."


def phrase(value: Any) -> str:
    """Return a value for people: members after their names, amounts with two decimals, what is inside in brackets."""
    match value:
        case Mapping():
            return ", ".join(f"{name} {_inside(each)}" for name, each in value.items())
        case list() | tuple():
            return "; ".join(phrase(each) for each in value) or "none"
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case float() | Decimal():
            return f"{value:.2f}"
        case _:
            return str(value)


def _inside(value: Any) -> str:
    return f"({phrase(value)})" if isinstance(value, Mapping | list | tuple) else phrase(value)


def _members(expected: Mapping[str, Any], seen: Any, about: str) -> Iterator[str]:
    if not isinstance(seen, Mapping):
        yield f"{about}: expected {shown(expected)}, seen {shown(seen)}".removeprefix(": ")
        return
    for name, value in expected.items():
        yield from differences(value, seen.get(name), f"{about}.{name}".removeprefix("."))


def _elements(expected: Sequence[Any], seen: Any, about: str) -> Iterator[str]:
    if not isinstance(seen, Sequence) or isinstance(seen, str):
        yield f"{about}: expected a list, seen {shown(seen)}".removeprefix(": ")
        return
    if not expected and seen:
        yield f"{about}: expected none, seen {len(seen)}: {shown(seen)}".removeprefix(": ")
    partners = _paired(expected, seen)
    left = [one for place, one in enumerate(seen) if place not in partners.values()]
    for place, each in enumerate(expected):
        if place in partners:
            continue
        if len(left) == 1:
            yield from differences(each, left[0], f"{about}[{place}]")
        else:
            yield f"{about}: expected one with {shown(each)}, seen {_nearest(each, left)}".removeprefix(": ")


def _paired(expected: Sequence[Any], seen: Sequence[Any]) -> dict[int, int]:
    """Return a place in ``seen`` for as many places in ``expected`` as can have one of their own."""
    fits = [{place for place, one in enumerate(seen) if not any(differences(each, one))} for each in expected]
    taken: dict[int, int] = {}

    def seated(who: int, refused: set[int]) -> bool:
        for place in sorted(fits[who] - refused):
            refused.add(place)
            if place not in taken or seated(taken[place], refused):
                taken[place] = who
                return True
        return False

    for who in range(len(expected)):
        seated(who, set())
    return {who: place for place, who in taken.items()}


def _nearest(expected: Any, seen: Sequence[Any]) -> str:
    """Return what is shown of candidates: of the nearest one only what differs."""
    if not seen:
        return "none"
    near = min(seen, key=lambda one: len(list(differences(expected, one))))
    return f"{len(seen)} others, of which the nearest differs: {'; '.join(differences(expected, near))}"


def _same(expected: Any, seen: Any) -> bool:
    if isinstance(expected, bool) or isinstance(seen, bool) or None in (expected, seen):
        return expected is seen
    if isinstance(expected, int | float | Decimal) and isinstance(seen, int | float | Decimal):
        return Decimal(str(expected)) == Decimal(str(seen))
    return bool(expected == seen)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
