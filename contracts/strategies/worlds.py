"""Whole worlds: bodies of ``POST /sandbox/worlds``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

from contracts.reading import JsonObject
from contracts.strategies.days import NOW
from contracts.strategies.parties import business_ids
from contracts.strategies.places import company_names

PROFILES: Final = ("faithful", "lenient", "harsh")
SERVICES: Final = ("LIFECYCLE", "INTERMEDIATION", "COLLECTION", "COOP")
WEEKDAYS: Final = ("MON", "TUE", "WED", "THU", "FRI")
PATHS: Final = (("REMINDER",), ("DEMAND",), ("REMINDER", "DEMAND"), ("REMINDER", "REMINDER", "DEMAND", "DEMAND"))
"""Steps of collection in orders that a case can go."""
SYSTEMS: Final = ("netvisor", "procountor", "netbaron")


def worlds(
    *, profiles: Sequence[str] = PROFILES, systems: Sequence[str] = SYSTEMS, most_clients: int = 3
) -> st.SearchStrategy[JsonObject]:
    """Worlds that begin at ``days.NOW``: either the demo creditor with chosen services, or creditors of their own.

    A name is left out, so that every world is a new one; the seed is what makes it the same again.
    """
    told = {"seed": st.integers(0, 9999), "now": st.just(NOW), "profile": st.sampled_from(tuple(profiles))}
    others: dict[str, st.SearchStrategy[object]] = {
        "accounting": st.sampled_from(tuple(systems)),
        "settlementShape": st.sampled_from(("new", "old")),
        "strict": st.booleans(),
    }
    demo = {"services": st.lists(st.sampled_from(SERVICES), min_size=1, unique=True)}
    several = st.lists(clients(systems=systems), min_size=1, max_size=most_clients, unique_by=_identity)
    own = {"clients": several}
    return st.fixed_dictionaries(told, optional={**others, **demo}) | st.fixed_dictionaries(
        {**told, **own}, optional=others
    )


def clients(*, systems: Sequence[str] = SYSTEMS) -> st.SearchStrategy[JsonObject]:
    """Creditors of a world."""
    return st.fixed_dictionaries(
        {"name": company_names(), "businessCode": business_ids(), "service": st.sampled_from(SERVICES)},
        optional={
            "accounting": st.sampled_from(tuple(systems)),
            "settlementWeekdays": st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
            "legalCollection": st.booleans(),
            "steps": st.sampled_from(PATHS).flatmap(_steps),
        },
    )


def _identity(client: JsonObject) -> tuple[str, str]:
    """Return what a creditor may be created with only once."""
    return client["businessCode"], client["service"]


def _steps(kinds: Sequence[str]) -> st.SearchStrategy[list[JsonObject]]:
    waits = st.lists(st.integers(5, 60), min_size=len(kinds), max_size=len(kinds))
    return waits.map(lambda days: [{"kind": kind, "afterDays": each} for kind, each in zip(kinds, days, strict=True)])
