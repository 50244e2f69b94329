"""A further accounting system is one folder, one contract document with its examples, and its name in the composition.

The project is copied, these are added, and nothing else is touched; the copy keeps every rule about imports.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LEFT_OUT = shutil.ignore_patterns("mutants", ".venv", "bench")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with the system added."""
    to = tmp_path_factory.mktemp("project")
    for room in ("simulator", "contracts"):
        shutil.copytree(ROOT / room, to / room, ignore=LEFT_OUT)
    shutil.copy(ROOT / "pyproject.toml", to)
    (to / "tests/systems").mkdir(parents=True)
    for name in ("__init__.py", "systems/driver.py"):
        shutil.copy(ROOT / "tests" / name, to / "tests" / name)
    shutil.copy(HERE / "play.py", to)
    shutil.copytree(HERE / "folder", to / "simulator/systems/seventh")
    shutil.copy(HERE / "seventh.yaml", to / "contracts/openapi")
    shutil.copytree(HERE / "examples", to / "contracts/examples/seventh")
    compose(to / "simulator/asgi.py")
    return to


def compose(asgi: Path) -> None:
    """Add the system to the composition: its import, and its name among the others."""
    text = asgi.read_text("utf-8")
    first = "from simulator.systems.cfis.introduction import CFIS\n"
    added = text.replace(first, f"{first}from simulator.systems.seventh.introduction import SEVENTH\n")
    named = re.sub(r"(for each in \(CFIS(?:, \w+)*)\)", r"\1, SEVENTH)", added)
    assert named.count("SEVENTH") == 2
    asgi.write_text(named, "utf-8")


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=copy, capture_output=True, text=True, timeout=200, check=False
    )


def test_it_has_a_company_a_credential_books_and_a_contract(copy: Path) -> None:
    played = run(copy, "play.py")
    assert played.returncode == 0, played.stderr
    seen: Any = json.loads(played.stdout)
    assert seen["is shipped"] is True
    assert seen["posted"] == [200, {"voucher": 1}]
    assert seen["balance"] == [200, {"balance": 10.5}]
    assert seen["unbalanced"][0] == 422
    assert seen["unbalanced"][1]["no"] == "invalid_value"
    assert (seen["third decimal"], seen["stranger"], seen["contract"]) == (422, 401, 200)
    assert [(one["number"], one["balance"]) for one in seen["books"][0]] == [("1910", 10.5), ("3000", -10.5)]


def test_it_breaks_no_rule_about_imports(copy: Path) -> None:
    checked = run(copy, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache")
    assert checked.returncode == 0, checked.stdout + checked.stderr
