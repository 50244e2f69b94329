"""Imports point inwards, every room has its place in the layers, and what is slow to load is loaded when needed."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLOW = ("schwifty", "holidays", "httpx2", "stdnum", "hypothesis", "schemathesis")
STARTING_POINTS = ("simulator.cli.main", "simulator.asgi")


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def contracts() -> dict[str, dict[str, list[str]]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def rooms(package: str) -> set[str]:
    found = (ROOT / package).glob("*")
    return {f"{package}.{path.stem}" for path in found if path.suffix == ".py" or (path / "__init__.py").exists()}


def test_imports_point_inwards() -> None:
    checked = run_python("-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("package", ["simulator", "contracts"])
def test_every_room_has_its_place_in_the_layers(package: str) -> None:
    layers = " : ".join(contracts()["layers"]["layers"]).replace("|", ":").replace("(", "").replace(")", "")
    placed = {name.strip() for name in layers.split(":")}
    assert rooms(package) - placed - {f"{package}.__init__"} == set()


@pytest.mark.parametrize("module", STARTING_POINTS)
def test_starting_loads_nothing_that_only_some_requests_need(module: str) -> None:
    listed = run_python("-c", f"import sys, {module}; print(*sorted(sys.modules))")
    assert listed.returncode == 0, listed.stderr
    assert {name.partition(".")[0] for name in listed.stdout.split()} & set(SLOW) == set()
