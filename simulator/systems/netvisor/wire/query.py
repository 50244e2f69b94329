"""Parameters of a request: names in any case, and the empty or zero values that mean nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from simulator.core.calendar import day_after, midnight
from simulator.http.endpoint import Incoming
from simulator.http.parameters import pairs_of
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.wire.figures import NOT_GIVEN, day, moment, whole

LATEST: Final = datetime.max.replace(tzinfo=UTC)


class Asked:
    """The parameters of one request. What is not given is empty, and None where a value is asked for."""

    __slots__ = ("_values",)

    def __init__(self, request: Incoming) -> None:
        self._values: Mapping[str, str] = {name.lower(): value.strip() for name, value in pairs_of(request.query)}

    def text(self, name: str) -> str:
        """Return a value as it is written."""
        return self._values.get(name, "")

    def word(self, name: str) -> str:
        """Return a keyword in lower case."""
        return self.text(name).lower()

    def number(self, name: str) -> int | None:
        """Return a key or another whole number; 0 counts as not given."""
        text = self.text(name)
        return None if text in NOT_GIVEN else whole(text, name)

    def needed(self, name: str) -> int:
        """Return a key that must be given. Raises Refusal."""
        number = self.number(name)
        if number is None:
            raise invalid(f"Parameter {name} is missing")
        return number

    def date(self, name: str) -> date | None:
        """Return a date, of whatever time of day."""
        text = self.text(name)
        return None if text[:10] in NOT_GIVEN else day(text, name)

    def moment(self, name: str, *, end: bool = False) -> datetime | None:
        """Return an instant, on Finnish clocks; a bare date is its first moment or, for an ``end``, its last."""
        text = self.text(name)
        if text[:10] in NOT_GIVEN:
            return None
        return _end(day(text, name)) if end and len(text) <= 10 else moment(text, name)

    def numbers(self, name: str, most: int) -> list[int]:
        """Return a comma list of keys. Raises Refusal, INVALID_DATA_SIZE, for more than ``most``."""
        keys = [piece.strip() for piece in self.text(name).split(",") if piece.strip()]
        if len(keys) > most:
            raise Refusal("INVALID_DATA_SIZE", f"Parameter {name} holds {len(keys)} keys; at most {most} are allowed")
        return [whole(key, name) for key in keys]

    def is_on(self, name: str) -> bool:
        """Tell whether a flag is 1."""
        return self.text(name) == "1"


def _end(on: date) -> datetime:
    """Return the last moment of a day, which is not always 24 hours long."""
    return LATEST if on == date.max else midnight(day_after(on)) - datetime.resolution
