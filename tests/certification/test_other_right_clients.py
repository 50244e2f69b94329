"""Clients that are right in another way than the reference client are certified as well.

Each set of habits is led through the stories in which it acts otherwise. The long profile leads each through all
stories of every service.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import pytest

from contracts.requirements import Service
from simulator.certification.result import Result
from tests.certification.leading import led, plan
from tests.certification.nightly_client import nightly
from tests.certification.nightly_line import Habits
from tests.certification.test_zoo_refused import broken_by, is_long


class Way(NamedTuple):
    """Habits, and the stories of a service in which they show."""

    habits: Habits
    service: str
    stories: tuple[str, ...]


WAYS: Final[Mapping[str, Way]] = {
    "hands everything in when it does its work": Way(
        Habits(),
        "lifecycle",
        (
            "objection_and_pause",
            "one_refused_among_many",
            "token_expires_in_a_batch",
            "token_rotated",
        ),
    ),
    "gathers documents for accounting": Way(
        Habits(), "accounting", ("harsh_month", "token_expires_between_documents", "voucher_lost_on_the_way")
    ),
    "validates its token before every request": Way(
        Habits(validates="always"), "intermediation", ("delivered_by_every_method", "token_expires_overnight")
    ),
    "asks for deliveries page by page": Way(
        Habits(deliveries="pages"),
        "intermediation",
        ("distribution_after_a_long_rest", "distribution_told_otherwise", "out_of_order_for_a_day"),
    ),
    "asks for deliveries invoice by invoice": Way(
        Habits(deliveries="each", hurried=True), "collection", ("business_claim_collected", "harsh_quarter")
    ),
    "tries once a run": Way(
        Habits(attempts=1),
        "lifecycle",
        (
            "out_of_order_for_days",
            "rate_limit_on_an_action",
            "restarts_in_the_middle",
            "settlements_unanswered_after_a_rest",
        ),
    ),
    "asks for no payments": Way(
        Habits(payments=0, settlements="all"), "lifecycle", ("clocks_go_forward", "payment_found_late")
    ),
    "asks for settlements that it has not fetched too": Way(
        Habits(settlements="unfetched", payments=3),
        "lifecycle",
        ("answers_are_garbled_for_a_day", "settlement_told_twice"),
    ),
    "renews its token before it expires": Way(
        Habits(validates="never", days_of_a_token=20), "collection", ("payment_plan_kept", "objection_stops_collection")
    ),
}


def wrong_in(result: Result) -> list[str]:
    return [*sorted(broken_by(result)), *(f"{each.name}: {one}" for each in result.stories for one in each.trouble)]


@pytest.mark.parametrize("name", WAYS)
def test_a_client_that_is_right_in_its_own_way_is_not_refused(name: str) -> None:
    habits, service, stories = WAYS[name]
    if not is_long():
        assert wrong_in(led(nightly(habits), plan(*stories, service=service)).result) == []
        return
    for each in Service:
        result = led(nightly(habits), plan(service=each)).result
        assert wrong_in(result) == []
        assert result.certified, result.because
