"""Where two results say something else, in words: every member of them, so that no difference stays unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from simulator.certification.report.words import line
from simulator.certification.result import Result

MOST_SHOWN: Final = 100
"""Of a value, so many characters are shown."""
KEYS: Final = ("id", "name")
"""Members by which entries of a list are told apart, and not by their place in it."""


class Sides(NamedTuple):
    """What the two results are called: *in the report*, *now*."""

    one: str
    other: str


def differing(one: Result, other: Result, sides: Sides) -> Iterator[str]:
    """Yield a sentence for each member in which two results differ, members by where they stand."""
    yield from _members("", _plain(one), _plain(other), sides)


def _plain(result: Result) -> Mapping[str, Any]:
    told: Mapping[str, Any] = msgspec.to_builtins(result, order="sorted")
    return told


def _differing(place: str, one: Any, other: Any, sides: Sides) -> Iterator[str]:
    if one == other:
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        yield from _members(f"{place}, ", one, other, sides)
    elif isinstance(one, Sequence) and isinstance(other, Sequence) and not isinstance(one, str):
        yield from _entries(place, one, other, sides)
    else:
        yield f"{place}: {_shown(one)} {sides.one}, {_shown(other)} {sides.other}"


def _members(before: str, one: Mapping[str, Any], other: Mapping[str, Any], sides: Sides) -> Iterator[str]:
    for name in dict.fromkeys((*one, *other)):
        place = f"{before}{line(name)}"
        if name not in one:
            yield f"{place}: not {sides.one}, {_shown(other[name])} {sides.other}"
        elif name not in other:
            yield f"{place}: {_shown(one[name])} {sides.one}, not {sides.other}"
        else:
            yield from _differing(place, one[name], other[name], sides)


def _entries(place: str, one: Sequence[Any], other: Sequence[Any], sides: Sides) -> Iterator[str]:
    key = next((each for each in KEYS if all(isinstance(row, Mapping) and each in row for row in (*one, *other))), None)
    if key is not None and _once(one, key) and _once(other, key):
        first, second = ({row[key]: row for row in rows} for rows in (one, other))
        yield from _members(f"{place}: ", first, second, sides)
        if first == second:
            yield f"{place}: in another order {sides.one} than {sides.other}"
    elif len(one) != len(other):
        yield f"{place}: {len(one)} {sides.one}, {len(other)} {sides.other}"
    else:
        for number, (each, counterpart) in enumerate(zip(one, other, strict=True), 1):
            yield from _differing(f"{place} {number}", each, counterpart, sides)


def _once(rows: Sequence[Mapping[str, Any]], key: str) -> bool:
    return len({row[key] for row in rows}) == len(rows)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return line(str(value.get("verdict", "there")))
    text = line(str(value))
    return repr(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}...")
