"""The page about certification is carried out: its files are written and its commands typed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest

from simulator.testing.sandbox import own_sandbox
from tests.docs.console import ROOT, Running, blocks_of, type_in

TEXT = (ROOT / "docs" / "certification.md").read_text("utf-8")
ROOM = ROOT / "simulator" / "certification"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    with own_sandbox() as running:
        yield Running(running.url, "")


def test_every_block_is_carried_out_or_held_to_a_schema() -> None:
    """Those for a pipeline are, in tests/kit."""
    assert set(re.findall(r"^```(\w+)$", TEXT, re.MULTILINE)) == {"console", "python", "json", "yaml"}


def test_the_page_goes_as_it_says(sandbox: Running, tmp_path: Path) -> None:
    for block in blocks_of(TEXT, "python"):
        (tmp_path / block.partition("\n")[0].removeprefix("# ")).write_text(block, "utf-8")
    type_in(TEXT, sandbox, tmp_path)


def test_the_answers_on_the_page_fit_the_published_schema() -> None:
    schema = jsonschema_rs.validator_for(json.loads((ROOM / "answer.schema.json").read_bytes()))
    assert [schema.is_valid(json.loads(block)) for block in blocks_of(TEXT, "json")] == [True]


def test_the_page_names_everything_that_a_client_can_be_told() -> None:
    instruction = json.loads((ROOM / "instruction.schema.json").read_bytes())
    table = TEXT.partition("| it is told to |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split(" | ")[0])}
    assert named == set(instruction["properties"]["do"]["enum"])


def test_the_page_names_every_report() -> None:
    from simulator.certification.report.writing import BUNDLE, JUNIT, PAGE, SARIF

    table = TEXT.partition("| file | is for |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([\w.]+)`", table, re.MULTILINE)) == {PAGE, JUNIT, SARIF, BUNDLE, "result.json"}


def test_the_page_names_every_verdict() -> None:
    from simulator.certification.report.words import WORDS

    table = TEXT.partition("| verdict | means |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| ([a-z ]+) \|", table, re.MULTILINE)) == set(WORDS.values())


def test_the_page_tells_of_every_option() -> None:
    from simulator.cli.certify import certify

    options = {option for each in certify.params for option in each.opts if option.startswith("--")}
    assert {option for option in options if option not in TEXT} == set()


def test_the_page_names_every_driver() -> None:
    from simulator.certification.drivers.table import DRIVERS, MANUAL

    table = TEXT.partition("| driver |")[2].partition("\n\n")[0]
    named = set(re.findall(r"^\| `([a-z+]+)", table, re.MULTILINE))
    assert named == {*DRIVERS, MANUAL} - {"https"}
