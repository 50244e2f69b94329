"""Time, identity and chance come from the world; a scan of the syntax says so, whatever the linter is told."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_ASK = {"simulator/world/timeline.py", "simulator/world/world.py"}
CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.gmtime",
    "time.localtime",
}
DICE = {"random", "secrets", "uuid.uuid1", "uuid.uuid4", "os.urandom"}
BANNED = CLOCKS | DICE


def imported_names(tree: ast.AST) -> dict[str, str]:
    """Return what each name that an import binds stands for, as a dotted name."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """Return the dotted name that ``node`` refers to, empty when it is no chain of names."""
    match node:
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Attribute(value=value, attr=attribute):
            inner = dotted(value, names)
            return f"{inner}.{attribute}" if inner else ""
        case _:
            return ""


def banned_uses(source: str) -> Iterator[str]:
    """Yield every clock or die that ``source`` refers to, with its line."""
    tree = ast.parse(source)
    names = imported_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = dotted(node, names)
            if name in BANNED or name.partition(".")[0] in DICE:
                yield f"{name} in line {node.lineno}"


def test_only_the_timeline_and_the_world_ask_for_time_and_chance() -> None:
    found = {}
    for path in sorted([*ROOT.glob("simulator/**/*.py"), *ROOT.glob("contracts/**/*.py")]):
        name = path.relative_to(ROOT).as_posix()
        if name not in MAY_ASK and (uses := sorted(set(banned_uses(path.read_text("utf-8"))))):
            found[name] = uses
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\nx = datetime.datetime.now()",
        "from datetime import datetime as d\nx = d.now",
        "from time import monotonic\nx = monotonic()",
        "import time as t\nx = t.time()",
        "from uuid import uuid4\nx = uuid4()",
        "import random\nx = random.Random(1)",
        "from secrets import token_hex\nx = token_hex(4)",
        "import os\nx = os.urandom(4)",
    ],
)
def test_the_scan_sees_a_clock_by_whatever_name_it_came(source: str) -> None:
    assert list(banned_uses(source)) != []


@pytest.mark.parametrize("source", ["import uuid\nx = uuid.UUID", "x = world.now", "import time\ntime.sleep", ""])
def test_the_scan_leaves_the_innocent_alone(source: str) -> None:
    assert list(banned_uses(source)) == []
