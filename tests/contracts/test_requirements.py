"""The catalogue of requirements is whole, and refuses what is no catalogue with a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracts.evidence import EVIDENCE
from contracts.reading import ContractError
from contracts.requirements import Level, Requirement, Service, load_requirements

CATALOGUE = load_requirements()
LEAST = 50
ONE = """\
version: 1
groups: {AUTH: Authentication}
requirements:
  - id: AUTH-01
    text: Do it.
    level: MUST
    evidence: documented
    source: a page
    services: [lifecycle]
    mend: Do it.
"""


def refused(text: str, tmp_path: Path) -> str:
    path = tmp_path / "requirements.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ContractError) as refusal:
        load_requirements(path)
    return str(refusal.value)


def test_there_are_enough_of_them_and_each_has_an_id_of_its_own() -> None:
    names = [each.id for each in CATALOGUE.requirements]
    assert len(names) == len(set(names)) >= LEAST


def test_ids_are_in_order_and_each_group_counts_from_one() -> None:
    for group in CATALOGUE.groups:
        names = [each.id for each in CATALOGUE.requirements if each.group == group]
        assert names == [f"{group}-{number:02}" for number in range(1, len(names) + 1)]


def test_every_group_has_requirements_and_they_stand_together() -> None:
    seen = list(dict.fromkeys(each.group for each in CATALOGUE.requirements))
    assert seen == list(CATALOGUE.groups)


@pytest.mark.parametrize("requirement", CATALOGUE.requirements, ids=lambda each: each.id)
def test_every_requirement_says_all_of_what_it_is_about(requirement: Requirement) -> None:
    assert requirement.evidence in EVIDENCE
    assert requirement.text.endswith(".")
    assert requirement.mend.endswith(".")
    assert requirement.source
    assert requirement.services
    assert requirement.not_tested is None or requirement.not_tested.startswith("because ")


def test_every_service_has_requirements_that_a_certificate_needs() -> None:
    for service in Service:
        assert any(each.is_required for each in CATALOGUE.of(service)), service


def test_a_guess_never_fails_a_client() -> None:
    assert all(each.evidence in ("documented", "derived") for each in CATALOGUE.requirements if each.can_fail)
    assert all(each.level is Level.MUST for each in CATALOGUE.requirements if each.can_fail)


def test_a_catalogue_of_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "requirements.yaml"
    path.write_text(ONE, "utf-8")
    (only,) = load_requirements(path).of("lifecycle")
    assert (only.id, only.group, only.is_required) == ("AUTH-01", "AUTH", True)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("id: AUTH-01", "id: AUTH1", "AUTH1 is no id"),
        ("id: AUTH-01", "id: NONE-01", "NONE-01 belongs to no group"),
        ("level: MUST", "level: MAY", "Invalid enum value 'MAY'"),
        ("evidence: documented", "evidence: rumour", "evidence 'rumour' is none of"),
        ("[lifecycle]", "[]", "at least one"),
        ("[lifecycle]", "[lifecycle, lifecycle]", "each service once"),
        ("mend: Do it.", "amend: Do it.", "unknown field `amend`"),
    ],
)
def test_a_mistake_is_told_with_where_it_is(right: str, wrong: str, words: str, tmp_path: Path) -> None:
    assert re.search(re.escape(words), refused(ONE.replace(right, wrong), tmp_path))


def test_an_id_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    twice = ONE + ONE.partition("requirements:\n")[2]
    assert "AUTH-01 stands there 2 times" in refused(twice, tmp_path)
