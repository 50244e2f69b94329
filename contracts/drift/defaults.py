"""Differences in what holds where nothing is asked for: a period, a page's size, as far as an answer tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.conformance.server import date_of
from contracts.documents import Document, Operation
from contracts.drift.asking import Sighting
from contracts.drift.differences import Action, Difference, difference, merged_into, target
from contracts.drift.questions import Who
from contracts.drift.walking import First, Spot, node_at
from contracts.evidence import Mark, mark_at, pointer_of, tokens
from contracts.schemas import followed
from simulator.core.calendar import helsinki_date
from simulator.core.policy import DEFAULT, EVIDENCE


class Period(NamedTuple):
    """Where an answer tells the first day that counts, and the policy that holds how many days back it lies."""

    place: tuple[str, ...]
    policy: str


PERIODS: Final[Mapping[tuple[str, str], Period]] = MappingProxyType(
    {("cfis", "getDistribution"): Period(("metaData", "filtersApplied", "fromInvDate"), "default_period_days")}
)


def default_differences(document: Document, sightings: tuple[Sighting, ...], now: datetime) -> Iterator[Difference]:
    """Yield every default that an answer to a plain read tells otherwise; ``now`` is for answers without a date."""
    for sighting in sightings:
        is_plain = sighting.question.who is Who.CLIENT and not sighting.question.query
        if is_plain and sighting.answer.is_success:
            yield from _parameters(document, sighting)
            yield from _period(document, sighting, now)


def _parameters(document: Document, sighting: Sighting) -> Iterator[Difference]:
    echoed = dict(_scalars(sighting.answer.json()))
    for name, spot in _spots(document, sighting.operation):
        schema = followed(document, node_at(document, (*spot, "schema")))
        if "default" not in schema or name not in echoed or echoed[name][1] == schema["default"]:
            continue
        place, value = echoed[name]
        if isinstance(value, str):
            continue
        inside = (*spot, "schema")
        actions: tuple[Action, ...] = merged_into(inside, {"default": value})
        mark = mark_at(document.raw, pointer_of((*inside, "default")))
        first, expected = First(sighting, place), str(schema["default"])
        yield difference("default", first, mark, saw=str(value), expected=expected, actions=actions)


def _period(document: Document, sighting: Sighting, now: datetime) -> Iterator[Difference]:
    period = PERIODS.get((document.name, sighting.operation.operation_id))
    told: Any = sighting.answer.json()
    for step in period.place if period else ():
        told = told.get(step) if isinstance(told, dict) else None
    if period is None or not isinstance(told, str):
        return
    try:
        days = (helsinki_date(_answered(sighting, now)) - date.fromisoformat(told[:10])).days
    except ValueError:
        return
    known = document.policy.get(period.policy, getattr(DEFAULT, period.policy))
    if days != known:
        mark = Mark(*EVIDENCE[period.policy])
        first = First(sighting, ".".join(period.place))
        actions = (Action(target(()), update={"x-policy": {period.policy: days}}),)
        yield difference(
            "default", first, mark, saw=f"{days} days back", expected=f"{known} days back", actions=actions
        )


def _answered(sighting: Sighting, now: datetime) -> datetime:
    """Return when an answer was made, by its own date."""
    raw = sighting.answer.raw
    return now if raw is None else date_of(raw) or now


def _spots(document: Document, operation: Operation) -> Iterator[tuple[str, Spot]]:
    """Yield the parameters of an operation by name, with where the document describes them."""
    around = ("paths", operation.path, operation.method.lower(), "parameters")
    for index, one in enumerate(node_at(document, around[:-1]).get("parameters", ())):
        spot = tuple(tokens(one["$ref"])) if "$ref" in one else (*around, str(index))
        yield node_at(document, spot)["name"], spot


def _scalars(value: Any, place: str = "") -> Iterator[tuple[str, tuple[str, Any]]]:
    """Yield the members of objects that are in no list by name, each with its place and its value."""
    if isinstance(value, dict):
        for name, each in value.items():
            inside = f"{place}.{name}".lstrip(".")
            if isinstance(each, dict):
                yield from _scalars(each, inside)
            elif not isinstance(each, list):
                yield name, (inside, each)
