"""The glossary names things that exist, and every kind of record."""

import importlib
import re
from pathlib import Path

import pytest

from simulator.core.kinds import KINDS

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
NAMED = sorted(set(re.findall(r"`([a-z_]+\.[A-Za-z_]+)`", GLOSSARY.read_text("utf-8"))) - {"terms.interest"})


@pytest.mark.parametrize("name", NAMED)
def test_a_name_of_the_glossary_exists_in_the_core(name: str) -> None:
    module, _, attribute = name.partition(".")
    assert hasattr(importlib.import_module(f"simulator.core.{module}"), attribute)


def test_the_glossary_has_every_kind_of_record() -> None:
    assert set(KINDS) <= {name.partition(".")[2] for name in NAMED}
