"""What is wrong with a contract document or an overlay that somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import jsonschema_rs

from contracts.documents import METHODS, load
from contracts.evidence import EVIDENCE, every_mark, pointer_of, resolved
from contracts.overlay import extended, read_overlay
from contracts.reading import ContractError, JsonObject, read_yaml
from simulator.core.errors import DomainError
from simulator.core.policy import DEFAULT, replaced

DEFAULT_SYSTEM: Final = "cfis"
"""The system that an overlay is for when it names none, as for ``serve --overlay``."""


class Verdict(NamedTuple):
    """What a file is (``overlay`` or ``contract``), which system it is about, and every problem found in it."""

    kind: str
    system: str
    problems: tuple[str, ...]


def check_file(path: Path, system: str | None = None) -> Verdict:
    """Return what is wrong with the file at ``path``; ``system`` is the document an overlay is for, if it does not say.

    Raises ContractError where the file cannot be read as a contract or overlay at all.
    """
    raw = read_yaml(path)
    if "overlay" in raw:
        return _check_overlay(path, system)
    if "openapi" in raw:
        return Verdict("contract", system or path.stem, tuple(problems(raw)))
    raise ContractError(f"{path}: neither a contract (a member 'openapi') nor an overlay (a member 'overlay')")


def problems(raw: JsonObject) -> Iterator[str]:
    """Yield a sentence for each thing in a contract document that would keep it from being served."""
    if not str(raw.get("openapi", "")).startswith("3.1"):
        yield f"openapi: {raw.get('openapi')!r}, expected 3.1.0"
    yield from _about_operations(raw)
    yield from _about_references(raw, raw, "")
    yield from _about_schemas(raw)
    for place, mark in every_mark(raw):
        if mark.evidence not in EVIDENCE:
            yield f"{place}: x-evidence {mark.evidence!r}, expected {', '.join(EVIDENCE)}"
    yield from _about_policy(raw)


def _check_overlay(path: Path, system: str | None) -> Verdict:
    """Apply an overlay to the document that a server would apply it to."""
    read_overlay(path)  # raises where no document could help
    name = system or extended(path) or DEFAULT_SYSTEM
    try:
        return Verdict("overlay", name, tuple(problems(load(name, [path]).raw)))
    except ContractError as refusal:
        return Verdict("overlay", name, (str(refusal).removeprefix(f"{path}: "),))


def _about_operations(raw: JsonObject) -> Iterator[str]:
    paths = raw.get("paths")
    if not isinstance(paths, dict) or not paths:
        yield "paths: nothing there, expected an object with at least one path"
        return
    seen: dict[str, str] = {}
    for path, item in paths.items():
        for method in METHODS:
            if method in item:
                where = f"{method.upper()} {path}"
                yield from _about_operation(item[method], where, seen)


def _about_operation(operation: Any, where: str, seen: dict[str, str]) -> Iterator[str]:
    if not isinstance(operation, dict):
        yield f"{where}: expected an object"
        return
    name = operation.get("operationId")
    if not isinstance(name, str):
        yield f"{where}: no operationId; code is bound to it"
    elif name in seen:
        yield f"{where}: operationId {name} is that of {seen[name]} too"
    else:
        seen[name] = where
    for status in operation.get("responses") or {"nothing": None}:
        if not status.isdigit() and not status.startswith("x-"):
            yield f"{where}: responses has {status}, expected statuses such as '200'"


def _about_references(raw: JsonObject, node: object, where: str) -> Iterator[str]:
    if isinstance(node, list):
        for place, value in enumerate(node):
            yield from _about_references(raw, value, f"{where}/{place}")
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield from _about_reference(raw, value, where)
            else:
                yield from _about_references(raw, value, where + pointer_of([key]))


def _about_reference(raw: JsonObject, reference: str, where: str) -> Iterator[str]:
    if not reference.startswith("#/"):
        yield f"{where}: {reference} leads out of the document; write what it points to under components"
        return
    try:
        resolved(raw, reference)
    except ContractError as problem:
        yield f"{where}: {problem}"


def _about_schemas(raw: JsonObject) -> Iterator[str]:
    """Yield what JSON Schema itself says against the schemas among the components."""
    for name, schema in raw.get("components", {}).get("schemas", {}).items():
        try:
            jsonschema_rs.meta.validate(schema)
        except jsonschema_rs.ValidationError as problem:
            inside = "/".join(str(step) for step in problem.instance_path)
            yield f"/components/schemas/{name}/{inside}: {problem.message}"


def _about_policy(raw: JsonObject) -> Iterator[str]:
    for holder, where in ((raw, "x-policy"), (raw.get("info", {}), "info.x-policy")):
        try:
            replaced(DEFAULT, holder.get("x-policy") or {}, origin=where)
        except DomainError as refusal:
            yield str(refusal)
