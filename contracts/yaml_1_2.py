"""YAML with the scalars of version 1.2, as OpenAPI asks: ``NO`` is a country and not false, a date is a string."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import yaml

_FastLoader: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_IN_YAML_1_2: Final = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


MOST_NESTED: Final = 64
MOST_DIGITS: Final = 40
NUMBERS: Final = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
HINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mapping values are not allowed": "put a text that has a colon in it in quotes",
        "expected '-' indicator": "is this line indented like those around it?",
        "did not find expected key": "is this line indented like those around it?",
        "expected ',' or": "is a bracket or a quote left open?",
    }
)
"""What is mostly meant by the words of the parser."""


class _Loader(_FastLoader):  # type: ignore[misc,valid-type]
    """The safe loader with the scalars of YAML 1.2."""

    yaml_implicit_resolvers = {  # noqa: RUF012  PyYAML's own name and shape
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NOT_IN_YAML_1_2]
        for first, resolvers in _FastLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def parse_yaml(text: str) -> object:
    """Return the value of a YAML document. Raises ValueError for text that is none."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  it is a safe loader
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


class Place(NamedTuple):
    """Where something stands in a text; lines and columns count from 1."""

    line: int
    column: int


class Misread(ValueError):
    """A text that is no YAML, or that says something twice. ``place`` is where."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.place = place


Path = tuple[str | int, ...]
"""The way to a value: names of members and, from 0, places in lists."""


class Marked(NamedTuple):
    """The value of a YAML document, and where each of its values, and the name of each of its members, stands."""

    value: object
    values: dict[Path, Place]
    names: dict[Path, Place]


def parse_marked(text: str) -> Marked:
    """Return the value of a YAML document with the places of all that it holds. Raises Misread.

    Names of members are texts and stand once; nothing may refer to something else in the document (``*``), since that
    would be in two places.
    """
    try:
        _check_depth(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise Misread("is empty", Place(1, 1))
        values, names = dict[Path, Place](), dict[Path, Place]()
        for path, name, value in _walked((), None, node, set()):
            values[path] = _place(value)
            if name is not None:
                names[path] = _place(name)
        return Marked(loader.construct_document(node), values, names)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = _marked(mark)
        raise Misread(f"is not YAML: {error.problem or error.context}{_hint(text, error, where)}", where) from None
    except yaml.YAMLError as error:
        raise Misread(f"is not YAML: {error}", Place(1, 1)) from None


def _check_depth(text: str) -> None:
    """Raise Misread where a document is nested so deep that building it would end the program."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_NESTED:
            raise Misread(f"is nested deeper than {MOST_NESTED} levels", _marked(event.start_mark))


def _check_digits(node: yaml.Node) -> None:
    if isinstance(node, yaml.ScalarNode) and node.tag in NUMBERS and len(node.value) > MOST_DIGITS:
        raise Misread(f"is a number of more than {MOST_DIGITS} digits; put it in quotes if it is a text", _place(node))


def _hint(text: str, error: yaml.MarkedYAMLError, where: Place) -> str:
    """Return what is mostly the matter where YAML is not read, after the words of the parser."""
    lines = text.splitlines()
    if where.line <= len(lines) and lines[where.line - 1][where.column - 1 : where.column] == "\t":
        return "; there is a tab: indent with spaces"
    return next((f"; {hint}" for words, hint in HINTS.items() if words in str(error.problem)), "")


def _walked(
    path: Path, name: yaml.Node | None, node: yaml.Node, seen: set[int]
) -> Iterator[tuple[Path, yaml.Node | None, yaml.Node]]:
    if id(node) in seen:
        raise Misread("refers to something else in the document; write it out instead", _place(name or node))
    seen.add(id(node))
    _check_digits(node)
    yield path, name, node
    if isinstance(node, yaml.SequenceNode):
        for place, each in enumerate(node.value):
            yield from _walked((*path, place), None, each, seen)
    elif isinstance(node, yaml.MappingNode):
        told = set[str]()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                raise Misread("the name of a member must be a text; put it in quotes", _place(key))
            if key.value in told:
                raise Misread(f"{key.value} is said twice", _place(key))
            told.add(key.value)
            yield from _walked((*path, key.value), key, value, seen)


def _place(node: yaml.Node) -> Place:
    return _marked(node.start_mark)


def _marked(mark: Any) -> Place:
    return Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)
