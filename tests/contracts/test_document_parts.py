"""A contract document in several files is one document, in which no name stands twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.parts import with_part
from contracts.reading import ContractError

WHOLE = {
    "openapi": "3.1.0",
    "paths": {"/a": {"get": {}}},
    "components": {"schemas": {"Id": {"type": "integer"}}},
}


def part(folder: Path, text: str) -> Path:
    path = folder / "invoices.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_part_adds_paths_and_components_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    path = part(tmp_path, "paths: {/b: {get: {}}}\ncomponents: {schemas: {Day: {}}, parameters: {size: {}}}\n")
    assert with_part(WHOLE, path) == {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {}}, "/b": {"get": {}}},
        "components": {"schemas": {"Id": {"type": "integer"}, "Day": {}}, "parameters": {"size": {}}},
    }
    assert list(WHOLE["paths"]) == ["/a"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("paths: {/a: {put: {}}}", "/a stands in another file as well"),
        ("components: {schemas: {Id: {}}}", "Id stands in another file as well"),
        ("info: {title: x}", "a part holds paths and components, not info"),
    ],
)
def test_a_part_that_says_what_is_said_elsewhere_is_refused_by_name(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ContractError, match=rf"invoices\.yaml: {problem}"):
        with_part(WHOLE, part(tmp_path, text))
