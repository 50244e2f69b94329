"""The page of requirements says what the catalogue says."""

from __future__ import annotations

from contracts.requirements import load_requirements
from contracts.requirements_page import PAGE, page


def test_it_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(load_requirements()), "write it anew: python -m contracts.requirements_page"


def test_every_requirement_has_a_heading_of_its_own() -> None:
    text = page(load_requirements())
    for each in load_requirements().requirements:
        assert f"\n### {each.id}\n\n{each.text}\n" in text
        assert each.mend in text
