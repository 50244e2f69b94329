"""The pages for integrators say what the catalogue says, whatever is in it."""

from __future__ import annotations

import re

import pytest

from contracts.handbook import FINDINGS, GO_LIVE, findings_page, go_live_page
from contracts.requirements import Requirement, load_requirements

CATALOGUE = load_requirements()
ANEW = "write it anew: python -m contracts.handbook"


def test_the_page_of_findings_is_what_the_catalogue_says() -> None:
    assert FINDINGS.read_text("utf-8") == findings_page(CATALOGUE), ANEW


def test_the_checklist_is_what_the_catalogue_says() -> None:
    assert GO_LIVE.read_text("utf-8") == go_live_page(CATALOGUE), ANEW


@pytest.mark.parametrize("requirement", CATALOGUE.requirements, ids=lambda each: each.id)
def test_every_requirement_is_explained_once_and_says_how_to_mend_it(requirement: Requirement) -> None:
    parts = re.split(r"^### ", FINDINGS.read_text("utf-8"), flags=re.MULTILINE)
    (part,) = (each for each in parts if each.startswith(f"{requirement.id}\n"))
    assert requirement.mend in part


def test_every_requirement_is_on_the_checklist_once() -> None:
    named = re.findall(r"\[([A-Z]{2,4}-\d\d)\]", GO_LIVE.read_text("utf-8"))
    assert sorted(named) == sorted(each.id for each in CATALOGUE.requirements)
