"""Change a contract document by OpenAPI Overlay files, so that a partner who knows better need not touch code.

Follows the Overlay Specification 1.0, and 1.1 where 1.0 leaves room: arrays are concatenated, a single value may be
replaced or removed. Unlike there, a target that matches nothing is an error: a typing mistake must not pass in silence.
"""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from contracts.reading import ContractError, JsonObject, read_yaml

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathNodeList

Location: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from the root of a document down to one value."""

_VERSION: Final = re.compile(r"^1\.[01]\.\d+$")


class OverlayError(ContractError):
    """An overlay that cannot be applied. ``path`` is its file, ``action`` the index of the action, when it is one."""

    def __init__(self, path: Path, action: int | None, problem: str) -> None:
        self.path, self.action, self.problem = path, action, problem
        where = f"{path}" if action is None else f"{path}: actions[{action}]"
        super().__init__(f"{where}: {problem}")


class Action(NamedTuple):
    """One change: what it looks for, and what is merged into it, or that it goes away."""

    target: str
    update: object
    remove: bool


def apply_overlay(document: JsonObject, path: Path) -> JsonObject:
    """Return ``document`` changed by the overlay file at ``path``, action after action; ``document`` stays as it is.

    Raises OverlayError naming the file, the action's index and what was wrong.
    """
    changed: JsonObject = deepcopy(document)
    for index, action in enumerate(read_overlay(path)):
        try:
            _carry_out(action, changed)
        except _Refused as refused:
            raise OverlayError(path, index, str(refused)) from None
    return changed


def read_overlay(path: Path) -> tuple[Action, ...]:
    """Return the actions of the overlay file at ``path``; an overlay without actions changes nothing."""
    overlay = read_yaml(path)
    version = overlay.get("overlay")
    if not isinstance(version, str) or not _VERSION.match(version):
        raise OverlayError(path, None, f"overlay is {version!r}, expected a version such as '1.0.0'")
    actions = overlay.get("actions")
    if not isinstance(actions, list):
        raise OverlayError(path, None, f"actions is {_kind(actions)}, expected an array")
    return tuple(_action(path, index, action) for index, action in enumerate(actions))


class _Refused(Exception):
    """What is wrong with an action, before file and index are known."""


def _action(path: Path, index: int, action: Any) -> Action:
    if not isinstance(action, dict):
        raise OverlayError(path, index, f"is {_kind(action)}, expected an object")
    target, remove = action.get("target"), action.get("remove", False)
    if not isinstance(target, str):
        raise OverlayError(path, index, f"target is {_kind(target)}, expected a JSONPath such as '$.info'")
    if not isinstance(remove, bool):
        raise OverlayError(path, index, f"remove is {_kind(remove)}, expected true or false")
    if "copy" in action:
        raise OverlayError(path, index, "copy is not supported; write the value under update")
    if not remove and "update" not in action:
        raise OverlayError(path, index, "has neither update nor remove: true")
    return Action(target, action.get("update"), remove)


def _carry_out(action: Action, document: JsonObject) -> None:
    locations = _matches(action.target, document)
    if not locations:
        raise _Refused(f"target {action.target!r} matches nothing")
    # Later items first, so that removing one does not move another that is still to go.
    for location in sorted(locations, reverse=True):
        if action.remove:
            _remove(document, location)
        else:
            _update(document, location, action.update)


def _matches(target: str, document: JsonObject) -> set[Location]:
    # Imported here because it costs 60 ms, and a server without overlays should not pay for it.
    from jsonpath_rfc9535 import JSONPathError, find  # noqa: PLC0415

    try:
        nodes: JSONPathNodeList = find(target, document)
    except JSONPathError as error:
        raise _Refused(f"target {target!r} is not a JSONPath: {error}") from None
    return {node.location for node in nodes}


def _remove(document: JsonObject, location: Location) -> None:
    if not location:
        raise _Refused("the whole document cannot be removed")
    del _parent(document, location)[location[-1]]


def _update(document: JsonObject, location: Location, update: object) -> None:
    if not location:
        _merge(document, update, "$")
        return
    parent = _parent(document, location)
    parent[location[-1]] = _merged(parent[location[-1]], update, _shown(location))


def _parent(document: JsonObject, location: Location) -> Any:
    node: Any = document
    for step in location[:-1]:
        node = node[step]
    return node


def _merged(old: object, new: object, where: str) -> object:
    """Return what stands at ``where`` once ``new`` is merged into ``old``."""
    if isinstance(old, dict):
        _merge(old, new, where)
        return old
    if isinstance(old, list):
        return [*old, *deepcopy(new if isinstance(new, list) else [new])]
    if isinstance(new, dict | list):
        raise _Refused(
            f"{where} is {_kind(old)} and the update {_kind(new)}; remove it first, then add it to its parent"
        )
    return new


def _merge(old: JsonObject, new: object, where: str) -> None:
    if not isinstance(new, dict):
        raise _Refused(f"{where} is an object and the update {_kind(new)}; remove it first, then add it to its parent")
    for key, value in new.items():
        inside = f"{where}[{key!r}]"
        if key not in old:
            old[key] = deepcopy(value)
        elif isinstance(old[key], list) and not isinstance(value, list):
            raise _Refused(f"{inside} is an array and the update {_kind(value)}; remove it first, then add it again")
        else:
            old[key] = _merged(old[key], value, inside)


def _shown(location: Location) -> str:
    return "$" + "".join(f"[{step!r}]" for step in location)


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case str():
            return "a string"
        case dict():
            return "an object"
        case list():
            return "an array"
        case _:
            return "a number"


def extended(path: Path) -> str | None:
    """Return the name of the document that the overlay at ``path`` says it extends, such as ``cfis``; None if none."""
    target = read_yaml(path).get("extends")
    return target.rpartition("/")[2].removesuffix(".yaml") if isinstance(target, str) else None
