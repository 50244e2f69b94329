"""The pages for integrators say what the catalogue says, whatever is in it."""

from __future__ import annotations

import re

from contracts.handbook import FINDINGS, GO_LIVE, findings_page, go_live_page
from contracts.requirements import load_requirements

CATALOGUE = load_requirements()
ANEW = "write it anew: python -m contracts.handbook"


def test_the_page_of_findings_is_what_the_catalogue_says() -> None:
    assert FINDINGS.read_text("utf-8") == findings_page(CATALOGUE), ANEW


def test_the_checklist_is_what_the_catalogue_says() -> None:
    assert GO_LIVE.read_text("utf-8") == go_live_page(CATALOGUE), ANEW


def test_every_finding_there_can_be_is_explained_once_and_says_how_to_mend_it() -> None:
    rows = re.findall(
        r"^\| \[([A-Z]{2,4}-\d\d)\]\(.*?\) \| (?:fails|warns) \| (.*) \|$", findings_page(CATALOGUE), re.MULTILINE
    )
    assert dict(rows) == {each.id: f"{each.text} | {each.mend}" for each in CATALOGUE.requirements if each.is_tested}
    assert len(rows) == len(dict(rows))


def test_every_requirement_is_on_the_checklist_once() -> None:
    named = re.findall(r"\[([A-Z]{2,4}-\d\d)\]", GO_LIVE.read_text("utf-8"))
    assert sorted(named) == sorted(each.id for each in CATALOGUE.requirements)
