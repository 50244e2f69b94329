"""The page about the first invoice is carried out: its files are written and its commands typed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.console import ROOT, Running, blocks_of, running, type_in

TEXT = (ROOT / "docs" / "getting-started.md").read_text("utf-8")
NODE = "```console\n$ node first.mjs\n251610032\n```\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    yield from running()


def test_every_block_is_carried_out() -> None:
    assert set(re.findall(r"^```(\w+)$", TEXT, re.MULTILINE)) == {"console", "python", "javascript"}


def test_the_page_goes_as_it_says(sandbox: Running, tmp_path: Path) -> None:
    """Where there is no node the one command that needs it is left out."""
    for block in (*blocks_of(TEXT, "python"), *blocks_of(TEXT, "javascript")):
        name = block.partition("\n")[0].lstrip("#/ ")
        (tmp_path / name).write_text(block, "utf-8")
    assert NODE in TEXT
    type_in(TEXT if shutil.which("node") else TEXT.replace(NODE, ""), sandbox, tmp_path)
