"""The page about testing a client is carried out: its files are written, its commands typed, its names looked up."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.testing.sandbox import own_sandbox
from simulator.testing.world import SandboxWorld
from tests.docs.console import ROOT, Running, blocks_of, type_in
from tests.pytest_plugin.installed import environment

TEXT = (ROOT / "docs" / "testing-your-client.md").read_text("utf-8")
NODE = "node --test examples/node"
EXAMPLE = ROOT / "examples" / "node"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    with own_sandbox() as running:
        yield Running(running.url, "")


def test_every_block_is_carried_out_or_is_one_of_the_three_commands_that_start_something() -> None:
    """Those for a pipeline are held to what the templates offer, in tests/kit."""
    assert set(re.findall(r"^```(\w+)$", TEXT, re.MULTILINE)) == {"console", "python", "sh", "yaml"}
    install, serve, node = (block.strip() for block in blocks_of(TEXT, "sh"))
    assert (install, serve, node) == ("pip install 'cfis-sandbox[suite]'", "cfis-sandbox serve --port 8080 &", NODE)


def test_the_page_goes_as_it_says(sandbox: Running, tmp_path: Path) -> None:
    for block in blocks_of(TEXT, "python"):
        (tmp_path / block.partition("\n")[0].removeprefix("# ")).write_text(block, "utf-8")
    type_in(TEXT, sandbox, tmp_path, {**environment(tmp_path), "CI": "1"})  # so that Hypothesis surprises nobody


def test_the_page_names_everything_that_a_world_has_and_nothing_else() -> None:
    has = {name for name in vars(SandboxWorld) if not name.startswith("_")} | {"name", "opened"}
    table = TEXT.partition("| `cfis_world` | is |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"`\.(\w+)", row.split(" | ")[0])}
    assert named - {"netvisor", "procountor", "netbaron"} == has


def test_the_example_in_node_has_tests_and_they_pass_where_there_is_node(sandbox: Running) -> None:
    """Without node it is seen that there are tests, and no more."""
    tests = re.findall(r'^test\("', (EXAMPLE / "client.test.mjs").read_text("utf-8"), re.MULTILINE)
    assert tests
    for node in filter(None, [shutil.which("node")]):
        done = subprocess.run(
            [node, *shlex.split(NODE)[1:]],
            cwd=ROOT,
            env={**os.environ, "CFIS_SANDBOX_URL": sandbox.url},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"pass {len(tests)}\n" in done.stdout


def test_the_example_in_node_needs_nothing_but_node() -> None:
    for path in EXAMPLE.glob("*"):
        imported = re.findall(r'^import .* from "(.+)";$', path.read_text("utf-8"), re.MULTILINE)
        assert [name for name in imported if not name.startswith(("./", "node:"))] == [], path.name
