"""What all documents of CFIS have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Final

import msgspec

from simulator.core.errors import FieldError, InvalidDocument, InvalidValue, shown

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)
"""Days outside of which nothing can fall due (the sandbox's own bounds): time has to go on for a while after it."""


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A document of CFIS: lower camel case, unknown members passed over."""


def instant(at: datetime) -> str:
    """Return an instant as CFIS prints it: UTC with three decimals of a second and a Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def found_in(field: str) -> Iterator[None]:
    """Tell in which field a value stands that the domain refuses. Raises InvalidDocument in place of InvalidValue."""
    try:
        yield
    except InvalidDocument:
        raise
    except InvalidValue as refusal:
        message = f"{shown(refusal.value)} is not valid; expected {refusal.expected}"
        raise InvalidDocument([FieldError(field, message)]) from None


def check_days(days: Mapping[str, date | None]) -> None:
    """Refuse days, by field, that lie beyond the calendar of the sandbox. Raises InvalidDocument."""
    beyond = [
        FieldError(field, f"{day} is beyond this calendar; expected a day from {FIRST_DAY} to {LAST_DAY}")
        for field, day in days.items()
        if day is not None and not FIRST_DAY <= day <= LAST_DAY
    ]
    if beyond:
        raise InvalidDocument(beyond)
