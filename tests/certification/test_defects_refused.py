"""Clients with a defect that no animal of the zoo has: each fails its own requirement and no other.

Each is caught in one story of the library. The long profile leads it through all stories of the service. What is a
guess or advice never keeps a client from its certificate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import pytest

from contracts.requirements import load_requirements
from contracts.scenario.client import MakeClient
from simulator.certification.result import Verdict
from tests.certification.leading import came_out, led, plan
from tests.certification.test_zoo_refused import broken_by, is_long
from tests.checks.defects import DEFECTS
from tests.zoo.cages import ANIMALS

CATALOGUE = load_requirements().by_id


class Place(NamedTuple):
    """Where a client is caught."""

    service: str
    story: str


CAUGHT_IN: Final[Mapping[str, Place]] = {
    "AUTH-01": Place("lifecycle", "paid_on_time"),
    "SUB-01": Place("lifecycle", "odd_cents_and_round_numbers"),
    "SUB-02": Place("lifecycle", "one_refused_among_many"),
    "SUB-06": Place("lifecycle", "token_expires_in_a_batch"),
    "DIST-01": Place("lifecycle", "lost_answer_on_an_action"),
    "DIST-06": Place("intermediation", "paid_to_the_creditor"),
    "CASE-03": Place("lifecycle", "payment_found_late"),
    "SEC-04": Place("collection", "paid_before_the_first_demand"),
    "ACC-01": Place("accounting", "ledger_and_payment_synced"),
    "ACC-02": Place("accounting", "ledger_and_payment_synced"),
    "ACC-03": Place("accounting", "ledger_and_payment_synced"),
    "ACC-04": Place("accounting", "unknown_account"),
    "ACC-05": Place("accounting", "lost_answer_on_ledger"),
    "ACC-06": Place("accounting", "unknown_account"),
    "ACC-07": Place("accounting", "ledger_and_payment_synced"),
    "ACC-08": Place("accounting", "voucher_lost_on_the_way"),
}
"""The service and the story in which each defect is caught."""
WARNED: Final[Mapping[str, tuple[str, MakeClient]]] = {
    "RES-04": ("intermediation", ANIMALS["ignores Retry-After"].make),
    "RES-07": ("intermediation", ANIMALS["takes too many requests for a refusal"].make),
    "ACC-06": ("accounting", DEFECTS["ACC-06"].make),
}


@pytest.mark.parametrize("requirement", DEFECTS)
def test_a_defect_fails_its_own_requirement_and_no_other(requirement: str) -> None:
    service, story = CAUGHT_IN[requirement]
    wanted = plan(service=service) if is_long() else plan(story, service=service)
    result = led(DEFECTS[requirement].make, wanted).result
    assert broken_by(result) == {requirement}
    verdict = next(each.verdict for each in result.requirements if each.id == requirement)
    assert verdict is (Verdict.FAIL if CATALOGUE[requirement].can_fail else Verdict.WARN)


def warned() -> list[str]:
    """A short run leads one of them through its whole service, the one with the fewest stories."""
    return list(WARNED) if is_long() else ["ACC-06"]


@pytest.mark.parametrize("requirement", warned())
def test_what_is_a_guess_or_advice_warns_a_client_and_certifies_it(requirement: str) -> None:
    service, make = WARNED[requirement]
    result = led(make, plan(service=service)).result
    assert [each.id for each in came_out(result, Verdict.WARN)] == [requirement]
    assert broken_by(result) == {requirement}
    assert result.certified
