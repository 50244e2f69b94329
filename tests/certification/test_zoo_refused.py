"""Every animal of the zoo fails its own requirement and no other; where that is a guess, or advice, it is warned.

Each is caught in one story of the library. The long profile leads it through all stories of the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import settings

from contracts.requirements import load_requirements
from simulator.certification.result import Result, Verdict
from tests.certification.leading import led, plan
from tests.zoo.animal import Animal
from tests.zoo.cages import ANIMALS

CATALOGUE = load_requirements().by_id
QUICK_PROFILE = 100
CAUGHT_IN: Final[Mapping[str, str]] = {
    "books twice after a lost answer": "lost_answer_on_an_action",
    "takes a new number after a lost answer": "lost_answer_on_create",
    "believes the second refusal": "lost_answer_on_create",
    "stops at a refused invoice": "one_refused_among_many",
    "retries a refusal for ever": "one_refused_among_many",
    "empties the outbox at an error": "out_of_order_while_handing_in",
    "keeps its outbox in memory": "restarted_during_an_outage",
    "sends a third decimal": "odd_cents_and_round_numbers",
    "cuts cents off": "odd_cents_and_round_numbers",
    "ignores credit notes": "credit_note_after_part_payment",
    "confuses the due date of the case with that of the invoice": "case_due_date_moved",
    "knows no refusal": "one_refused_among_many",
    "takes every action for received": "refused_actions",
    "rounds a direct payment to euros": "odd_cents_and_round_numbers",
    "has every invoice watched": "paid_to_the_creditor",
    "forgets everything": "harsh_first_quarter",
    "lets trouble out": "answers_are_garbled_for_a_day",
    "ignores expiry": "token_expires_in_a_batch",
    "keeps the old token": "token_expires_in_a_batch",
    "renews in a storm": "token_expires_in_a_batch",
    "puts its token into the address": "paid_on_time",
    "uses the staging token in production": "staging_token_in_production",
    "ignores Retry-After": "rate_limit_on_an_action",
    "takes too many requests for a refusal": "rate_limit_on_an_action",
    "takes nothing found for an error": "paid_on_time",
    "never ends": "out_of_order_for_days",
    "polls every minute": "paid_on_time",
    "takes a dead token for a refusal": "token_expires_in_a_batch",
    "looks for the token in message": "token_expires_in_a_batch",
    "believes half an answer": "answers_are_garbled_for_a_day",
    "does not say that it sends JSON": "paid_on_time",
    "looks thirty days back": "client_rests_for_two_months",
    "asks for what it has not fetched": "answers_are_garbled_for_a_day",
    "loses the page after a restart": "restarted_after_a_rest",
    "moves on without an answer": "settlements_unanswered_after_a_rest",
    "books what it reads again": "answers_grow",
    "treats fees as interest": "case_due_date_moved",
    "sums floats": "consumer_and_business_side_by_side",
    "counts crowns as euros": "swedish_invoice",
    "reads payments as the truth": "clocks_go_forward",
    "books the provisional split": "partial_payments",
    "books direct payments as settled": "direct_payment",
    "marks as paid what the invoice says": "payment_found_late",
    "follows the capital only": "consumer_and_business_side_by_side",
    "reads a case once": "answers_grow",
    "books the first allocation": "consumer_and_business_side_by_side",
    "joins allocations by place": "consumer_and_business_side_by_side",
    "adds payments up": "answers_are_garbled_for_a_day",
    "owes the debtor": "overpaid_and_refunded",
    "trusts the order of members": "members_in_another_order",
    "crashes on a null caseId": "answers_grow",
    "takes null for a value": "answers_grow",
    "crashes without an optional member": "cases_told_otherwise",
    "crashes on a new value": "cases_told_otherwise",
    "crashes on a new member": "cases_told_otherwise",
    "reads the new settlements only": "answers_grow",
    "reads the old settlements only": "answers_grow",
    "wants two decimals": "answers_grow",
    "lives in New York": "answers_are_garbled_for_a_day",
    "strips zeros off a number": "odd_cents_and_round_numbers",
    "takes the case of the first record": "token_expires_in_a_batch",
    "looks at a delivery once": "client_rests_for_two_months",
    "asks for recent invoices only": "older_shape_of_settlements",
    "reads Latin letters only": "long_words",
    "counts the digits of a second": "answers_grow",
}
"""The story in which each animal is caught."""


def service_of(animal: Animal) -> str:
    """Return the service for which an animal asks to be certified."""
    services = CATALOGUE[animal.requirement].services
    return "lifecycle" if "lifecycle" in services else str(services[0])


def broken_by(result: Result) -> set[str]:
    return {each.id for each in result.requirements if not all(one.right for one in each.seen)}


def is_long() -> bool:
    return settings().max_examples > QUICK_PROFILE


@pytest.mark.parametrize("animal", ANIMALS.values(), ids=lambda each: each.slug)
def test_an_animal_fails_its_own_requirement_and_no_other(animal: Animal) -> None:
    wanted = plan(service=service_of(animal)) if is_long() else plan(CAUGHT_IN[animal.name], service=service_of(animal))
    result = led(animal.make, wanted).result
    assert broken_by(result) == {animal.requirement}
    verdict = next(each.verdict for each in result.requirements if each.id == animal.requirement)
    assert verdict is (Verdict.FAIL if CATALOGUE[animal.requirement].can_fail else Verdict.WARN)
    assert result.certified == (is_long() and verdict is Verdict.WARN)


def test_every_animal_has_its_story_and_no_other_has() -> None:
    assert set(CAUGHT_IN) == set(ANIMALS)
