"""``contracts`` shows what is promised, and says what is wrong with what somebody wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.documents import HERE, load, systems
from contracts.evidence import EVIDENCE
from simulator.cli.main import cli

FITTING = """
overlay: 1.0.0
info: {title: Ours, version: '1'}
actions:
  - target: $.components.schemas.LedgerRow.properties.netAmount
    update: {x-evidence: documented, x-source: our agreement}
"""
A_CONTRACT = """
openapi: 3.1.0
info: {title: Toy, version: '1'}
paths:
  /toys:
    get: {operationId: getToys, responses: {'200': {description: Toys.}}}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["contracts", *arguments])


def _submit_ledger(*options: str) -> list[str]:
    return run("show", "cfis", "submitLedger", *options).output.splitlines()


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(FITTING)
    return path


def test_every_system_is_listed_with_its_operations_and_evidence() -> None:
    lines = run("list").output.splitlines()
    assert lines[0].split() == ["SYSTEM", "OPERATIONS", *(word.upper() for word in EVIDENCE)]
    assert [line.split()[0] for line in lines[1:]] == list(systems())
    assert all(len(line.split()) == 2 + len(EVIDENCE) for line in lines[1:])


def test_the_list_is_there_for_programs_too() -> None:
    listed = json.loads(run("list", "--json").output)
    cfis = next(each for each in listed if each["system"] == "cfis")
    assert cfis["operations"] == [operation.operation_id for operation in load("cfis").operations]
    assert set(cfis["evidence"]) == set(EVIDENCE)


def test_a_system_shows_its_operations() -> None:
    output = run("show", "cfis").output
    for operation in load("cfis").operations:
        assert f"{operation.operation_id} " in output
        assert operation.path in output


@pytest.mark.parametrize("operation", [operation.operation_id for operation in load("cfis").operations])
def test_every_operation_can_be_shown_for_people_and_for_programs(operation: str) -> None:
    assert operation in run("show", "cfis", operation).output
    assert json.loads(run("show", "cfis", operation, "--json").output)["operationId"] == operation


def test_an_operation_shows_each_field_with_its_evidence() -> None:
    shown = json.loads(run("show", "cfis", "createInvoice", "--json").output)
    fields = {field["path"]: field for field in shown["request"]}
    assert fields["invoice.header.number"]["required"]
    assert fields["invoice.header.number"]["evidence"] == "documented"
    assert "..." in fields["invoice.header.currencyCode"]["kind"]
    assert shown["answer"]


def test_an_unknown_system_names_those_there_are() -> None:
    result = run("show", "cfiss")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there are" in result.stderr
    assert "cfis" in result.stderr


def test_an_unknown_operation_names_those_there_are() -> None:
    result = run("show", "cfis", "createInvoce")
    assert result.exit_code == 2
    assert "createInvoice," in result.stderr


@pytest.mark.parametrize("system", systems())
def test_nothing_is_wrong_with_what_is_shipped(system: str) -> None:
    result = run("check", str(HERE / "openapi" / f"{system}.yaml"))
    assert result.exit_code == 0, result.output
    assert result.output.endswith(f"contract for {system}: fine\n")


def test_an_overlay_is_checked_against_the_contract_it_fits(overlay: Path) -> None:
    result = run("check", str(overlay))
    assert (result.exit_code, result.output) == (0, f"{overlay}: overlay for cfis: fine\n")


def test_an_overlay_shows_in_what_is_promised(overlay: Path) -> None:
    (line,) = [line for line in _submit_ledger("--overlay", str(overlay)) if "ledgerRows[].netAmount" in line]
    assert line.endswith("our agreement")
    assert not any("our agreement" in line for line in _submit_ledger())


def test_an_overlay_that_fits_nothing_says_why(tmp_path: Path) -> None:
    path = tmp_path / "typo.yaml"
    path.write_text(FITTING.replace("LedgerRow", "LedgerRov"))
    result = run("check", str(path), "--system", "cfis")
    assert result.exit_code == 1
    assert "overlay for cfis: 1 wrong" in result.stdout
    assert "matches nothing" in result.stdout


def test_the_contract_that_an_overlay_extends_is_the_one_it_is_checked_against(tmp_path: Path) -> None:
    path = tmp_path / "typo.yaml"
    path.write_text("extends: https://sandbox.example/contracts/cfis.yaml" + FITTING.replace("LedgerRow", "LedgerRov"))
    verdict = json.loads(run("check", str(path), "--json").stdout)[0]
    assert (verdict["system"], len(verdict["problems"])) == ("cfis", 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("operationId: getToys, ", ""), "GET /toys: no operationId"),
        (("'200'", "fine"), "GET /toys: responses has fine"),
        (("openapi: 3.1.0", "openapi: 3.0.3"), "openapi: '3.0.3', expected 3.1.0"),
        (("{description: Toys.}", "{$ref: '#/components/responses/Toys'}"), "points to nothing"),
        (("{description: Toys.}", "{$ref: 'toys.yaml#/Toys'}"), "leads out of the document"),
        (("info: {", "info: {x-evidence: rumour, "), "/info: x-evidence 'rumour', expected documented"),
        (("openapi: 3.1.0", "openapi: 3.1.0\nx-policy: {morning_our: 6}"), "x-policy: Object contains unknown field"),
        (
            ("openapi: 3.1.0", "openapi: 3.1.0\ncomponents: {schemas: {Toy: {type: toy}}}"),
            "/components/schemas/Toy/type",
        ),
    ],
)
def test_each_mistake_in_a_contract_is_found_alone(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "toy.yaml"
    path.write_text(A_CONTRACT.replace(*change))
    result = run("check", str(path), "--json")
    assert result.exit_code == 1
    assert result.stderr == "Error: 1 thing is wrong\n"
    (problem,) = json.loads(result.stdout)[0]["problems"]
    assert said in problem


def test_two_operations_of_one_name_are_found(tmp_path: Path) -> None:
    path = tmp_path / "toy.yaml"
    path.write_text(A_CONTRACT + "    put: {operationId: getToys, responses: {'200': {description: Toys.}}}\n")
    assert "PUT /toys: operationId getToys is that of GET /toys too" in run("check", str(path)).stdout


@pytest.mark.parametrize("text", ["- a list", "neither: one nor the other", "{", "\x00"])
def test_a_file_that_is_nothing_of_the_kind_cannot_be_checked(tmp_path: Path, text: str) -> None:
    path = tmp_path / "what.yaml"
    path.write_text(text)
    result = run("check", str(path))
    assert result.exit_code == 2
    assert str(path) in result.stderr


def test_a_file_that_is_not_there_cannot_be_checked(tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "none.yaml")).exit_code == 2
