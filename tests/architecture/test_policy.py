"""Every choice that no source fixes says how well it is known, and no evidence is kept for choices that are gone."""

import msgspec

from contracts.evidence import EVIDENCE as WORDS
from simulator.core.policy import DEFAULT, EVIDENCE, Policy


def test_every_policy_value_has_evidence_and_all_evidence_has_a_value() -> None:
    assert {field.name for field in msgspec.structs.fields(Policy)} == set(EVIDENCE)


def test_evidence_is_one_of_the_words_of_the_contracts_and_names_its_source() -> None:
    assert {name: mark for name, mark in EVIDENCE.items() if mark.evidence not in WORDS or not mark.source} == {}


def test_every_policy_value_has_a_default_so_that_an_overlay_may_name_only_what_it_knows_better() -> None:
    assert msgspec.convert({}, Policy) == DEFAULT
