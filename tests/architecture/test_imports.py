"""Imports point inwards, every room has its place in the layers, and what is slow to load is loaded when needed."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from simulator.world.timeline import real_now

ROOT = Path(__file__).parents[2]
SLOW = ("schwifty", "holidays", "httpx2", "stdnum", "hypothesis", "schemathesis")
STARTING_POINTS = ("simulator.cli.main", "simulator.asgi")
LATE = ("lxml", "jinja2", "jsonschema_rs", "starlette", "yaml", "sqlite3", "zoneinfo", "rich", "faker")
"""What a server loads when somebody asks for what needs it."""
LATE_ROOMS = ("contracts.documents", "simulator.control", "simulator.dashboard", "simulator.http.contract")
START = """
import socket, sys
from simulator.serving import build, server_of, words
from simulator.settings import Settings
sandbox = build(Settings())
server_of(sandbox.app)
with socket.create_server(("127.0.0.1", 0)) as listening:
    words(sandbox, listening, {})
print(*sorted(sys.modules))
"""
"""Everything that is done before a server listens."""
HOUR_OF_THE_ZONE = 21
"""In this hour UTC summer time decides which day it is in Finland, so that a start has to look the zone up."""
MOST_MODULES = 75
"""Modules of ours that a start may load, however many systems there are beyond two for each."""


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


def test_a_start_loads_no_system_no_page_and_no_operation() -> None:
    hours = {real_now().hour}
    started = run_python("-c", START)
    hours.add(real_now().hour)
    assert started.returncode == 0, started.stderr
    loaded = started.stdout.split()
    late = {name for name in loaded if name.partition(".")[0] in LATE or name.startswith(LATE_ROOMS)}
    assert {name for name in late if HOUR_OF_THE_ZONE not in hours or not name.startswith("zoneinfo")} == set()
    ours = [name for name in loaded if name.partition(".")[0] in ("simulator", "contracts")]
    systems = {name for name in ours if name.startswith("simulator.systems.")}
    assert {name for name in systems if name.endswith((".system", ".routes", ".wire"))} == set()
    assert len(ours) - len(systems) <= MOST_MODULES
