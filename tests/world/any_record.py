"""Records of any kind with anything in them, drawn from their types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from simulator.core.policy import DEFAULT, Policy
from simulator.core.records import Record
from simulator.core.steps import LONGEST_WAIT_DAYS, Step, StepKind

Drawn = st.SearchStrategy[Any]

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # see timezones
PLAIN: Mapping[Any, Drawn] = {
    type(None): st.none(),
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(0, 1e9),
    str: st.text(max_size=8),
    bytes: st.binary(max_size=8),
    date: st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    datetime: INSTANTS,
    Decimal: st.decimals(0, 100, places=3),
    Policy: st.sampled_from([DEFAULT, msgspec.structs.replace(DEFAULT, morning_hour=9)]),
    Step: st.builds(Step, st.sampled_from(StepKind), st.integers(0, LONGEST_WAIT_DAYS), st.booleans()),
}


def anything(hint: Any) -> Drawn:
    """Return values of the type ``hint``."""
    if hint in PLAIN:
        return PLAIN[hint]
    kind = get_origin(hint)
    if kind is not None:
        return GENERIC[kind](get_args(hint))
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return any_struct(hint)


def any_struct(kind: type[msgspec.Struct]) -> Drawn:
    """Return structs of ``kind``, every field of them drawn."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: anything(hints[name]) for name in kind.__struct_fields__})


def any_record(kind: type[Record]) -> st.SearchStrategy[Record]:
    """Return records of ``kind``."""
    return any_struct(kind)


def _union(options: tuple[Any, ...]) -> Drawn:
    return st.one_of(*map(anything, options))


def _tuple(parts: tuple[Any, ...]) -> Drawn:
    if parts[1:] == (...,):
        return st.lists(anything(parts[0]), max_size=2).map(tuple)
    return st.tuples(*map(anything, parts))


GENERIC: Mapping[Any, Callable[[tuple[Any, ...]], Drawn]] = {Union: _union, UnionType: _union, tuple: _tuple}
