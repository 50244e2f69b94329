"""Contract documents load, resolve and compile, and the nearest mark says how sure each rule is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
import yaml

from contracts.documents import (
    HERE,
    Document,
    as_json,
    as_yaml,
    evidence_at,
    examples,
    load,
    marks,
    resolve,
    schema_document,
    systems,
)
from contracts.evidence import EVIDENCE, UNMARKED
from contracts.reading import ContractError, read_example, read_shipped, read_yaml

DOCUMENTS: Final = tuple(load(system) for system in systems())

TOY: Final = Document(
    "toy",
    {
        "x-evidence": "analogy",
        "x-source": "the sister",
        "paths": {
            "/a/{b}": {
                "get": {
                    "x-evidence": "documented",
                    "x-source": "page 1",
                    "parameters": [{"name": "b", "schema": {"$ref": "#/components/schemas/Thing"}}],
                }
            }
        },
        "components": {
            "schemas": {
                "Thing": {
                    "x-evidence": "derived",
                    "x-source": "arithmetic",
                    "x-evidence-of": {"required": "assumed", "maximum": {"x-evidence": "analogy", "x-source": "aunt"}},
                    "required": ["x"],
                    "maximum": 3,
                    "properties": {
                        "x": {"$ref": "#/components/schemas/Other", "x-evidence": "assumed"},
                        "y": {"type": "string", "x-source": "page 2"},
                    },
                },
                "Other": {"type": "string"},
                "Lonely": {"type": "integer"},
            }
        },
    },
    (),
)


def documents(**kwargs: Any) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("doc", DOCUMENTS, ids=lambda doc: doc.name, **kwargs)


def test_cfis_is_among_the_systems_that_are_shipped() -> None:
    assert "cfis" in systems()
    assert list(systems()) == sorted(systems())


def test_a_system_without_a_document_is_named_together_with_those_that_have_one() -> None:
    with pytest.raises(ContractError, match=r"'visma'; there are .*cfis"):
        load("visma")


@documents()
def test_operations_have_names_of_their_own_and_evidence(doc: Document) -> None:
    names = [operation.operation_id for operation in doc.operations]
    assert len(names) == len(set(names)) > 0
    assert all(operation.evidence in EVIDENCE and operation.source for operation in doc.operations)
    assert all(parameter.evidence in EVIDENCE for one in doc.operations for parameter in one.parameters)


@documents()
def test_marks_use_the_four_words_and_name_a_source(doc: Document) -> None:
    for pointer, mark in marks(doc):
        assert mark.evidence in EVIDENCE, pointer
        assert mark.source not in ("", UNMARKED.source), pointer


@documents()
def test_every_schema_compiles_with_its_references(doc: Document) -> None:
    for operation in doc.operations:
        schemas = [parameter.schema for parameter in operation.parameters]
        schemas += [operation.request_schema or {}, *(one.schema or {} for one in operation.responses.values())]
        for schema in schemas:
            jsonschema_rs.validator_for(schema_document(doc, schema), validate_formats=True)


@documents()
def test_a_reader_of_yaml_1_1_sees_the_same_document(doc: Document) -> None:
    assert json.loads(json.dumps(yaml.load(as_yaml(doc), yaml.CSafeLoader))) == doc.raw


@documents()
def test_no_comma_in_a_text_has_made_a_member_out_of_the_rest_of_it(doc: Document) -> None:
    def empty(node: Any, pointer: str) -> Iterator[str]:
        if isinstance(node, list):
            for index, value in enumerate(node):
                yield from empty(value, f"{pointer}/{index}")
        if isinstance(node, dict):
            yield from (f"{pointer}/{key}" for key, value in node.items() if value is None and " " in key)
            for key, value in node.items():
                yield from empty(value, f"{pointer}/{key}")

    assert list(empty(doc.raw, "")) == []


@documents()
def test_no_key_of_a_document_stands_twice(doc: Document) -> None:
    def repeated(node: yaml.Node | None) -> Iterator[str]:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            yield from (f"{key} at line {node.start_mark.line + 1}" for key in {*keys} if keys.count(key) > 1)
        for child in node.value if node is not None and isinstance(node.value, list) else ():
            for inner in child if isinstance(child, tuple) else (child,):
                yield from repeated(inner)

    for path in (HERE / "openapi").rglob("*.yaml"):
        if doc.name in (path.stem, path.parent.name):
            assert list(repeated(yaml.compose(path.read_text(encoding="utf-8"), yaml.CSafeLoader))) == [], path


@documents()
def test_examples_belong_to_operations_and_satisfy_them(doc: Document) -> None:
    operations = {operation.operation_id: operation for operation in doc.operations}
    for example in examples(doc.name):
        operation = operations[example.operation_id]
        if example.direction == "request":
            schema, media = operation.request_schema, operation.request_media
        else:
            schema, media = operation.responses[example.status].schema, operation.responses[example.status].media
        if schema is not None and media[:1] == ("application/json",) and example.path.suffix == ".json":
            validator = jsonschema_rs.validator_for(schema_document(doc, schema), validate_formats=True)
            assert [error.message for error in validator.iter_errors(example.value)] == [], example.path.name


@documents()
def test_a_document_is_served_as_it_was_written(doc: Document) -> None:
    if not (HERE / "openapi" / doc.name).is_dir():
        assert as_yaml(doc) == (HERE / "openapi" / f"{doc.name}.yaml").read_text(encoding="utf-8")
    assert json.loads(as_json(doc)) == doc.raw


def test_examples_that_were_cut_off_are_listed_only_when_asked_for() -> None:
    whole, every = examples("cfis"), examples("cfis", cut=True)
    assert {example.path.name for example in every} - {example.path.name for example in whole} == {
        "getAccountingPayments.response.seen.json",
        "getPayments.response.seen.json",
    }


def test_an_example_tells_its_operation_direction_variant_and_status() -> None:
    found = {example.path.name: example for example in examples("cfis")}
    refusal = found["getCase.response.404.json"]
    assert (refusal.operation_id, refusal.direction, refusal.variant, refusal.status) == (
        "getCase",
        "response",
        "404",
        404,
    )
    assert found["createInvoice.request.credit-note.json"].variant == "credit-note"
    assert found["getSettlements.response.old.json"].status == 200
    settlements: Any = found["getSettlements.response.json"].value
    assert settlements["settlements"][0]["settlementAmount"] == Decimal("1240.50")
    assert str(settlements["settlements"][0]["settlementAmount"]) == "1240.50"


@pytest.mark.parametrize(
    ("pointer", "evidence", "source"),
    [
        ("", "analogy", "the sister"),
        ("/paths", "analogy", "the sister"),
        ("/paths/~1a~1{b}/get", "documented", "page 1"),
        ("/paths/~1a~1{b}/get/parameters/0/name", "documented", "page 1"),
        ("/paths/~1a~1{b}/get/parameters/0/schema/properties/y/type", "derived", "page 2"),
        ("/components/schemas/Thing", "derived", "arithmetic"),
        ("/components/schemas/Thing/required", "assumed", "arithmetic"),
        ("/components/schemas/Thing/required/0", "assumed", "arithmetic"),
        ("/components/schemas/Thing/maximum", "analogy", "aunt"),
        ("/components/schemas/Thing/properties", "derived", "arithmetic"),
        ("/components/schemas/Thing/properties/x", "assumed", "arithmetic"),
        ("/components/schemas/Thing/properties/x/type", "assumed", "arithmetic"),
        ("/components/schemas/Lonely/type", "analogy", "the sister"),
    ],
)
def test_the_nearest_mark_around_a_place_holds(pointer: str, evidence: str, source: str) -> None:
    assert evidence_at(TOY, pointer) == (evidence, source)


def test_a_place_without_any_mark_around_it_counts_as_assumed() -> None:
    assert evidence_at(Document("bare", {"info": {"title": "x"}}, ()), "/info/title").evidence == "assumed"


@pytest.mark.parametrize("pointer", ["/paths/~1nowhere", "/components/schemas/Thing/required/7", "/info"])
def test_a_place_that_does_not_exist_has_no_evidence(pointer: str) -> None:
    with pytest.raises(ContractError, match=r"nothing at /"):
        evidence_at(TOY, pointer)


def test_every_mark_is_listed_with_its_place() -> None:
    assert dict(marks(TOY)) == {
        "": ("analogy", "the sister"),
        "/paths/~1a~1{b}/get": ("documented", "page 1"),
        "/components/schemas/Thing": ("derived", "arithmetic"),
        "/components/schemas/Thing/required": ("assumed", "arithmetic"),
        "/components/schemas/Thing/maximum": ("analogy", "aunt"),
        "/components/schemas/Thing/properties/x": ("assumed", "arithmetic"),
    }


def test_a_schema_takes_along_the_components_it_needs_and_no_others() -> None:
    taken = schema_document(TOY, {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}})
    assert set(taken["components"]["schemas"]) == {"Thing", "Other"}
    assert schema_document(TOY, {"type": "string"}) == {"type": "string"}


@pytest.mark.parametrize("reference", ["other.yaml#/components/schemas/Thing", "#/paths/~1a~1{b}", "#"])
def test_a_reference_out_of_the_components_is_refused_by_name(reference: str) -> None:
    with pytest.raises(ContractError, match=r"toy: .* is not a reference to a component"):
        schema_document(TOY, {"$ref": reference})


def test_a_reference_to_nothing_is_refused_by_name() -> None:
    with pytest.raises(ContractError, match=r"#/components/schemas/Ghost points to nothing"):
        resolve(TOY, "#/components/schemas/Ghost")


def test_a_document_is_the_same_whether_parsed_or_read_from_its_kept_form(tmp_path: Path) -> None:
    path = tmp_path / "toy.yaml"
    path.write_text("openapi: 3.1.0\npaths: {/a: {get: {responses: {200: {}}}}}\nno: NO\nday: 2026-01-02\nis: true\n")
    first, second = read_shipped(path), read_shipped(path)
    assert first == second
    assert first[1]["paths"]["/a"]["get"]["responses"] == {"200": {}}
    assert (first[1]["no"], first[1]["day"], first[1]["is"]) == ("NO", "2026-01-02", True)


def test_a_changed_document_is_parsed_anew_and_its_older_form_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "toy.yaml"
    kept = Path(cache_from_source(str(path))).parent
    for title in ("one", "two"):
        path.write_text(f"title: {title}\n")
        assert read_shipped(path)[1] == {"title": title}
        assert len(list(kept.iterdir())) == 1


def test_a_damaged_kept_form_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "toy.yaml"
    path.write_text("title: one\n")
    read_shipped(path)
    (kept,) = Path(cache_from_source(str(path))).parent.iterdir()
    kept.write_text('{"title": ')
    assert read_shipped(path)[1] == {"title": "one"}


@pytest.mark.parametrize(("text", "problem"), [("a: [", "not YAML"), ("- a", "holds list"), ("", "holds NoneType")])
def test_a_file_that_holds_no_object_is_refused_by_name(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "toy.yaml"
    path.write_text(text)
    with pytest.raises(ContractError, match=rf"toy\.yaml: {problem}"):
        read_yaml(path)


@pytest.mark.parametrize("text", ['{"amount": NaN}', '{"amount": Infinity}', '{"amount": 01}', "{"])
def test_an_example_that_is_not_json_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pay.request.json"
    path.write_text(text)
    with pytest.raises(ContractError, match=r"pay\.request\.json: not JSON"):
        read_example(path)


def test_a_file_that_is_missing_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"none\.yaml: cannot be read"):
        read_yaml(tmp_path / "none.yaml")
