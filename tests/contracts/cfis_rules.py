"""The CFIS contract as tests look at it: its operations, its examples, and what breaks which rule."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

import jsonschema_rs

from contracts.documents import Document, Example, Operation, examples, load, schema_document
from contracts.evidence import pointer_of

CFIS: Final = load("cfis")
OPERATIONS: Final = {operation.operation_id: operation for operation in CFIS.operations}
EXAMPLES: Final = {example.path.stem: example for example in examples("cfis", cut=True)}
CUT: Final = tuple(example for example in EXAMPLES.values() if example.variant == "seen")
WHOLE: Final = examples("cfis")

MISSING: Final = object()
"""In a mutation: the member is taken away."""


def validator(schema: dict[str, Any], doc: Document = CFIS) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema_document(doc, schema), validate_formats=True)


def schema_of(example: Example) -> dict[str, Any]:
    operation: Operation = OPERATIONS[example.operation_id]
    found = operation.request_schema if example.direction == "request" else operation.responses[example.status].schema
    assert found is not None
    return found


def refusals(schema: dict[str, Any], value: object) -> list[tuple[str, str]]:
    """Return where ``value`` breaks ``schema``, each with the keyword that it breaks."""
    return [(pointer_of(error.instance_path), error.kind.name) for error in validator(schema).iter_errors(value)]


def changed(value: Any, path: str, new: object) -> Any:
    """Return a copy of ``value`` with ``new`` at a pointer, or without what stands there."""
    copy = deepcopy(value)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")[1:]]
    node = copy
    for step in steps:
        node = node[step]
    if new is MISSING:
        del node[last]
    else:
        node[last] = new
    return copy


def component(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
