"""Faults that are armed one by one: what goes wrong, with which request of a world, and how often.

They live in memory alone. A fault counts the requests that match it from the moment it is armed; of several that are
due, the one armed first is applied and the others wait for the next matching request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

import msgspec

from simulator.core.errors import FieldError, InvalidDocument, InvalidValue, NotFound

LONGEST_DELAY_SECONDS: Final = 30.0
LONGEST_RETRY_AFTER_SECONDS: Final = 86_400
MOST_TURNS: Final = 1_000_000
MOST_ARMED: Final = 100
"""Faults that one world may have armed at a time."""
STATUSES: Final = range(400, 600)


class Kind(StrEnum):
    """What can go wrong.

    ``status``, ``rate-limit`` and ``drop`` come instead of carrying the request out; ``delay``, ``lost-answer``,
    ``truncate``, ``malformed`` and ``vary`` come after it was carried out; ``expire-token`` comes before its credential
    is read.
    """

    STATUS = "status"
    DELAY = "delay"
    DROP = "drop"
    LOST_ANSWER = "lost-answer"
    TRUNCATE = "truncate"
    MALFORMED = "malformed"
    RATE_LIMIT = "rate-limit"
    EXPIRE_TOKEN = "expire-token"  # noqa: S105  the name of a fault
    VARY = "vary"


class Fault(NamedTuple):
    """What goes wrong with one request. ``status`` is for ``status`` and ``rate-limit``, ``seconds`` for ``delay``.

    ``variation`` is for ``vary``: a kind of `contracts.variations`.
    """

    kind: Kind
    status: int = 503
    seconds: float = 0.0
    retry_after: int | None = None
    variation: str = ""

    def __str__(self) -> str:
        match self.kind:
            case Kind.STATUS:
                return f"{self.kind} {self.status}"
            case Kind.DELAY:
                return f"{self.kind} {self.seconds:g} s"
            case Kind.VARY:
                return f"{self.kind} {self.variation}"
            case _:
                return str(self.kind)


class Order(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A fault as it is asked for. ``turn`` is the first matching request that it meets, from 1."""

    system: str
    fault: Kind
    operation: str | None = None
    turn: int = 1
    times: int = 1
    status: int | None = None
    seconds: float | None = None
    retry_after: int | None = None
    variation: str | None = None


class Armed:
    """A fault that waits. ``met`` counts matching requests, ``left`` how often it will still be applied."""

    __slots__ = ("fault", "left", "met", "number", "order")

    def __init__(self, number: int, order: Order) -> None:
        self.number, self.order = number, order
        self.fault = _fault(order)
        self.met, self.left = 0, order.times

    def matches(self, system: str, operation: str) -> bool:
        """Tell whether a request to ``operation`` of ``system`` is one that counts."""
        return self.order.system == system and self.order.operation in (None, operation)

    def as_json(self) -> dict[str, Any]:
        """Return the fault as it was asked for, with its number and how far it is."""
        asked: dict[str, Any] = msgspec.to_builtins(self.order)
        return {
            "id": self.number,
            **{name: value for name, value in asked.items() if value is not None},
            "met": self.met,
            "applied": self.order.times - self.left,
        }


class Faults:
    """The armed faults of every world. ``known`` names the operations of each system, so that a slip is noticed."""

    def __init__(self, known: Mapping[str, Collection[str]]) -> None:
        self._known = known
        self._armed: dict[str, list[Armed]] = {}
        self._last: dict[str, int] = {}

    def arm(self, world: str, document: Mapping[str, Any]) -> Armed:
        """Arm the fault that ``document`` asks for. Raises InvalidDocument, or InvalidValue for a world too full."""
        order = self._checked(document)
        waiting = [armed for armed in self._armed.get(world, ()) if armed.left]
        if len(waiting) >= MOST_ARMED:
            raise InvalidValue("fault", order.fault, f"at most {MOST_ARMED} that wait in one world; clear some")
        number = self._last[world] = self._last.get(world, 0) + 1
        armed = Armed(number, order)
        self._armed[world] = [*waiting, armed]
        return armed

    def list(self, world: str) -> tuple[Armed, ...]:
        """Return the faults of ``world`` in the order of arming; those used up stay until another is armed."""
        return tuple(self._armed.get(world, ()))

    def clear(self, world: str, number: int | None = None) -> None:
        """Disarm one fault, or all of them. Raises NotFound for a number that no fault of the world has."""
        if number is None:
            self._armed.pop(world, None)
            return
        kept = [armed for armed in self._armed.get(world, ()) if armed.number != number]
        if len(kept) == len(self._armed.get(world, ())):
            raise NotFound("fault", number)
        self._armed[world] = kept

    def forget(self, world: str) -> None:
        """Drop everything about a world that is no more."""
        self._armed.pop(world, None)
        self._last.pop(world, None)

    def due(self, world: str, system: str, operation: str) -> Fault | None:
        """Count one request and return what goes wrong with it, if anything."""
        found: Armed | None = None
        for armed in self._armed.get(world, ()):
            if armed.left and armed.matches(system, operation):
                armed.met += 1
                if found is None and armed.met >= armed.order.turn:
                    found = armed
        if found is None:
            return None
        found.left -= 1
        return found.fault

    def _checked(self, document: Mapping[str, Any]) -> Order:
        try:
            order = msgspec.convert(document, Order)
        except msgspec.ValidationError as error:
            message, _, place = str(error).partition(" - at `$")
            raise InvalidDocument((FieldError(place.strip("`.") or "fault", message),)) from None
        errors = [*_unknown_names(order, self._known), *_out_of_range(order), *_out_of_place(order)]
        if errors:
            raise InvalidDocument(errors)
        return order


def _unknown_names(order: Order, known: Mapping[str, Collection[str]]) -> list[FieldError]:
    operations = known.get(order.system)
    if operations is None:
        return [FieldError("system", f"{order.system!r} is not known; expected one of {_listed(known)}")]
    if order.operation is not None and order.operation not in operations:
        return [FieldError("operation", f"{order.operation!r} is not known; expected one of {_listed(operations)}")]
    return []


def _fault(order: Order) -> Fault:
    status = 429 if order.fault is Kind.RATE_LIMIT else order.status or 503
    asks_to_wait = order.fault is Kind.RATE_LIMIT or (order.fault is Kind.STATUS and status in (429, 503))
    retry_after = 1 if order.retry_after is None and asks_to_wait else order.retry_after
    return Fault(order.fault, status, order.seconds or 0.0, retry_after, order.variation or "")


def _out_of_range(order: Order) -> list[FieldError]:
    bounds = (
        ("turn", order.turn, 1, MOST_TURNS),
        ("times", order.times, 1, MOST_TURNS),
        ("status", order.status, STATUSES.start, STATUSES.stop - 1),
        ("seconds", order.seconds, 0, LONGEST_DELAY_SECONDS),
        ("retryAfter", order.retry_after, 0, LONGEST_RETRY_AFTER_SECONDS),
    )
    return [
        FieldError(name, f"{value} is out of range; expected {low} to {high:g}")
        for name, value, low, high in bounds
        if value is not None and not low <= value <= high
    ]


def _out_of_place(order: Order) -> list[FieldError]:
    wrong: list[FieldError] = []
    if order.fault is Kind.DELAY and order.seconds is None:
        wrong.append(FieldError("seconds", "is missing; a delay says how long it is"))
    wrong.extend(_wrong_variation(order))
    if order.fault is not Kind.DELAY and order.seconds is not None:
        wrong.append(FieldError("seconds", f"means nothing to {order.fault}; it belongs to delay"))
    if order.fault is not Kind.STATUS and order.status is not None:
        wrong.append(FieldError("status", f"means nothing to {order.fault}; it belongs to status"))
    if order.fault not in (Kind.STATUS, Kind.RATE_LIMIT) and order.retry_after is not None:
        wrong.append(FieldError("retryAfter", f"means nothing to {order.fault}; it belongs to status and rate-limit"))
    return wrong


def _wrong_variation(order: Order) -> list[FieldError]:
    if order.fault is not Kind.VARY:
        given = order.variation is not None
        return [FieldError("variation", f"means nothing to {order.fault}; it belongs to vary")] if given else []
    from contracts.variations import Kind as Variation  # noqa: PLC0415  most worlds never need it

    if order.variation in tuple(Variation):
        return []
    if order.variation is None:
        return [FieldError("variation", f"is missing; expected one of {_listed(tuple(Variation))}")]
    return [FieldError("variation", f"{order.variation!r} is not known; expected one of {_listed(tuple(Variation))}")]


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
