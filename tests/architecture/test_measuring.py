"""What is left out of the measuring of coverage is there, so that no line of the list outlives its tests."""

import pytest

from tests.measuring import HERE, UNMEASURED


@pytest.mark.parametrize("beginning", UNMEASURED)
def test_what_is_not_measured_is_there(beginning: str) -> None:
    path, _, name = beginning.partition("::")
    found = [each for each in HERE.rglob("test_*.py") if each.relative_to(HERE).as_posix().startswith(path)]
    assert any(f"def {name}" in each.read_text("utf-8") for each in found)
