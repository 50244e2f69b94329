"""Load, resolve, overlay and list the contract documents and their examples.

A document is one hand-written OpenAPI 3.1 file under ``openapi/``, named after its system; the paths and components
of a large one stand by resource in further files, in a folder of that name. Its operations are what code is bound to,
by operation id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from contracts.evidence import UNMARKED, Mark, every_mark, mark_at, marked, resolved, tokens
from contracts.overlay import apply_overlay
from contracts.parts import with_part
from contracts.reading import ContractError, JsonObject, read_example, read_shipped

HERE: Final = Path(__file__).parent
METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options")
LOCATIONS: Final = ("query", "header", "path")
DIRECTIONS: Final = ("request", "response")
CUT_VARIANT: Final = "seen"
"""The variant of an example that stands as far as it was printed: its rest is missing."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query, header or path parameter; ``schema`` may hold references into its document."""

    name: str
    location: str
    required: bool
    schema: JsonObject
    evidence: str


@dataclass(frozen=True, slots=True)
class ResponseSpec:
    """One status of an operation: what its body must satisfy (None: no body, or any) and its media types.

    ``stands_for`` is the status that it comes instead of where an overlay says so (``x-stands-for``).
    """

    schema: JsonObject | None
    media: tuple[str, ...]
    stands_for: int | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, with references to parameters, bodies and responses followed, and those in schemas left in.

    An ``absent`` one is written down and not there: an overlay says so (``x-absent``) once its path has been tried.
    """

    operation_id: str
    method: str
    path: str
    evidence: str
    source: str
    request_schema: JsonObject | None
    request_required: bool
    request_media: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    responses: Mapping[int, ResponseSpec]
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A contract document as it is served. ``text`` is its only file, while no overlay has changed it."""

    name: str
    raw: JsonObject
    operations: tuple[Operation, ...]
    text: str | None = None
    overlaid: bool = False

    @property
    def policy(self) -> Mapping[str, object]:
        """Policy values that overlays set, by name; numbers with decimals are exact."""
        values = {**self.raw.get("info", {}).get("x-policy", {}), **self.raw.get("x-policy", {})}
        return MappingProxyType({name: _exact(value) for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class Example:
    """An example payload. ``variant`` is empty for the plain one; one that starts with a status is for that status."""

    operation_id: str
    direction: str
    variant: str
    path: Path
    value: object

    @property
    def status(self) -> int:
        """The status that a response example belongs to; 200 unless the variant says another."""
        first = self.variant.partition(".")[0]
        return int(first) if first.isdigit() else 200


def systems() -> tuple[str, ...]:
    """Return the names of the documents that are shipped, in alphabetical order."""
    return tuple(sorted(path.stem for path in (HERE / "openapi").glob("*.yaml")))


def load(system: str, overlays: Sequence[Path] = ()) -> Document:
    """Return the document of ``system`` with ``overlays`` applied in order.

    Raises ContractError when there is no such document, when an overlay cannot be applied, or when the result no
    longer describes operations.
    """
    if system not in systems():
        raise ContractError(f"there is no contract document {system!r}; there are {', '.join(systems())}")
    text, raw = read_shipped(HERE / "openapi" / f"{system}.yaml")
    parts = sorted((HERE / "openapi" / system).glob("*.yaml"))
    whole = reduce(with_part, parts, raw)
    changed = reduce(apply_overlay, overlays, whole)
    kept = None if overlays or parts else text
    return Document(system, changed, _operations(system, changed), text=kept, overlaid=bool(overlays))


def examples(system: str, *, cut: bool = False) -> tuple[Example, ...]:
    """Return the examples of ``system`` by name; with ``cut`` also those that stand only as far as they were printed.

    A file is named ``<operationId>.<request|response>[.<variant>].<json|xml>``.
    """
    found = (_example(path) for path in sorted((HERE / "examples" / system).glob("*.*")))
    return tuple(example for example in found if cut or example.variant != CUT_VARIANT)


def schema_document(doc: Document, schema: JsonObject) -> JsonObject:
    """Return ``schema`` together with the components it refers to, and no others, ready to be compiled.

    Places in the result are those of the document: the schema path of an error can be given to `evidence_at`.
    """
    components: dict[str, JsonObject] = {}
    pending: list[object] = [schema]
    while pending:
        for reference in _references(pending.pop()):
            kind, name = _component(doc, reference)
            if name not in components.setdefault(kind, {}):
                target = resolve(doc, reference)
                components[kind][name] = target
                pending.append(target)
    return {**schema, "components": components} if components else schema


def resolve(doc: Document, reference: str) -> Any:
    """Return what a local reference such as ``#/components/schemas/Date`` points to."""
    return resolved(doc.raw, reference)


def evidence_at(doc: Document, pointer: str) -> Mark:
    """Return the evidence and the source of the rule at a JSON Pointer into the document, by the nearest mark."""
    return mark_at(doc.raw, pointer)


def marks(doc: Document) -> Iterator[tuple[str, Mark]]:
    """Yield every place (as a JSON Pointer) that carries a mark of its own, with the mark."""
    yield from every_mark(doc.raw)


def as_yaml(doc: Document) -> str:
    """Return the document as YAML: the file itself when no overlay has changed it."""
    if doc.text is not None:
        return doc.text
    import yaml  # noqa: PLC0415  a start needs none

    dumper: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return yaml.dump(doc.raw, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120)


def as_json(doc: Document) -> bytes:
    """Return the document as JSON in UTF-8."""
    return msgspec.json.encode(doc.raw)


def _operations(system: str, raw: JsonObject) -> tuple[Operation, ...]:
    found = tuple(
        _operation(system, raw, path, method)
        for path, item in raw.get("paths", {}).items()
        for method in METHODS
        if method in item
    )
    names = [operation.operation_id for operation in found]
    for name in names:
        if names.count(name) > 1:
            raise ContractError(
                f"{system}: operationId {name} stands {names.count(name)} times; each names one operation"
            )
    return found


def _operation(system: str, raw: JsonObject, path: str, method: str) -> Operation:
    item = raw["paths"][path]
    described = item[method]
    mark = marked(described, marked(item, marked(raw, UNMARKED)))
    body = _followed(raw, described.get("requestBody", {}))
    content = body.get("content", {})
    try:
        return Operation(
            operation_id=described["operationId"],
            method=method.upper(),
            path=path,
            evidence=mark.evidence,
            source=mark.source,
            request_schema=_schema(content),
            request_required=body.get("required", False),
            request_media=tuple(content),
            parameters=tuple(_parameters(raw, item, described, mark)),
            responses=MappingProxyType(dict(_responses(raw, described["responses"]))),
            absent=described.get("x-absent", False) is True,
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ContractError(f"{system}: {method.upper()} {path}: {error!r} where an operation needs it") from None


def _parameters(raw: JsonObject, item: JsonObject, described: JsonObject, around: Mark) -> Iterator[Parameter]:
    """Yield the parameters of a path and of its operation, of which the latter replaces one of the same name."""
    found: dict[tuple[str, str], Parameter] = {}
    for one in (*item.get("parameters", ()), *described.get("parameters", ())):
        parameter = _followed(raw, one)
        name, location = parameter["name"], parameter["in"]
        if location not in LOCATIONS:
            raise ValueError(f"parameter {name} in {location}")
        evidence = marked(parameter, around).evidence
        found[name, location] = Parameter(
            name, location, parameter.get("required", False), parameter.get("schema", {}), evidence
        )
    yield from found.values()


def _responses(raw: JsonObject, described: JsonObject) -> Iterator[tuple[int, ResponseSpec]]:
    for status, one in described.items():
        if not status.startswith("x-"):
            told = _followed(raw, one)
            content = told.get("content", {})
            stands_for = one.get("x-stands-for", told.get("x-stands-for"))
            yield int(status), ResponseSpec(_schema(content), tuple(content), stands_for)


def _schema(content: JsonObject) -> JsonObject | None:
    """Return the schema of the first media type that has one."""
    return next((media["schema"] for media in content.values() if "schema" in media), None)


def _example(path: Path) -> Example:
    operation_id, _, rest = path.stem.partition(".")
    direction, _, variant = rest.partition(".")
    if direction not in DIRECTIONS:
        raise ContractError(f"{path}: expected a name like createInvoice.request.json or getCase.response.404.json")
    return Example(operation_id, direction, variant, path, read_example(path))


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _component(doc: Document, reference: str) -> tuple[str, str]:
    match reference[:2], tokens(reference):
        case "#/", ["components", kind, name]:
            return kind, name
        case _:
            raise ContractError(f"{doc.name}: {reference} is not a reference to a component of the same document")


def _followed(raw: JsonObject, node: JsonObject) -> Any:
    return resolved(raw, node["$ref"]) if "$ref" in node else node


def _exact(value: object) -> object:
    """Return ``value`` with every float in it as the decimal that was written."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list):
        return tuple(_exact(one) for one in value)
    if isinstance(value, dict):
        return {key: _exact(one) for key, one in value.items()}
    return value
