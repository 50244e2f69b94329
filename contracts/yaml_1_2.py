"""YAML with the scalars of version 1.2, as OpenAPI asks: ``NO`` is a country and not false, a date is a string."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import yaml

_FastLoader: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_IN_YAML_1_2: Final = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


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
    loader = _Loader(text)
    try:
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
        where = Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)
        raise Misread(f"is not YAML: {error.problem or error.context}", where) from None
    except yaml.YAMLError as error:
        raise Misread(f"is not YAML: {error}", Place(1, 1)) from None


def _walked(
    path: Path, name: yaml.Node | None, node: yaml.Node, seen: set[int]
) -> Iterator[tuple[Path, yaml.Node | None, yaml.Node]]:
    if id(node) in seen:
        raise Misread("refers to something else in the document; write it out instead", _place(name or node))
    seen.add(id(node))
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
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)
