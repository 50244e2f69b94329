"""The page about mutants names modules and functions that exist, and its figures agree with each other."""

import importlib
import re
from functools import reduce
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "mutants.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([a-z_]+(?:\.\w+)*)`", PAGE)) - {"lru_cache"})
RUN = {
    module: tuple(map(int, figures))
    for module, *figures in re.findall(r"^\| (\w+)" + r" \| (\d+)" * 5 + r" \|$", PAGE, re.MULTILINE)
}
SURVIVORS: list[tuple[str, str]] = re.findall(r"^\| `(\w+)\.[\w.]+` \| (\d+) \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", sorted({*NAMED, *RUN} - {"pyproject.toml"}))
def test_a_name_of_the_page_exists_in_the_core(name: str) -> None:
    module, *attributes = name.split(".")
    found = reduce(getattr, attributes, importlib.import_module(f"simulator.core.{module}"))
    assert found is not None


def test_every_mutant_that_was_tried_was_killed_or_timed_out_or_survived() -> None:
    wrong = [name for name, (mutants, tried, *ends) in RUN.items() if tried > mutants or tried != sum(ends)]
    assert RUN
    assert wrong == []


def test_every_survivor_is_listed() -> None:
    listed = dict.fromkeys(RUN, 0)
    for module, count in SURVIVORS:
        listed[module] += int(count)
    assert listed == {module: survived for module, (*_, survived) in RUN.items()}
