"""Harsh variations of a reply: what its contract allows and a client must bear, though production seldom does it.

Unknown members are added, members that may be null and are absent are written as null, and lists whose order means
nothing are turned around. The seed, the world and the ordinal of the exchange decide which; the contract decides where,
and whoever varies a reply checks the result against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from contracts.documents import Document, resolve

ORDER_MARK: Final = "x-order"
FREE: Final = "free"
"""The value of the mark of an array whose order carries no meaning; a bare array as a whole reply has none either."""
EXTRA_NAME: Final = "x-unannounced"
EXTRA_VALUE: Final[Mapping[str, Any]] = {"note": "members may be added at any time", "since": 1}
FOLLOWED: Final = 40
"""Levels that are varied; deeper ones stay as they are."""


class Variation:
    """The variations of one reply. Choices follow from ``label`` and the place in the reply."""

    __slots__ = ("_document", "_label")

    def __init__(self, document: Document, label: str) -> None:
        self._document, self._label = document, label

    def of(self, value: Any, schema: Mapping[str, Any]) -> Any:
        """Return decoded JSON that says the same as ``value``, otherwise."""
        return self._varied(value, {ORDER_MARK: FREE, **self._flat(schema)}, "", FOLLOWED)

    def _varied(self, value: Any, schema: Mapping[str, Any], place: str, levels: int) -> Any:
        if not levels:
            return value
        if isinstance(value, list):
            return self._varied_list(value, schema, place, levels)
        if isinstance(value, dict):
            return self._varied_object(value, schema, place, levels)
        return value

    def _varied_list(self, value: list[Any], schema: Mapping[str, Any], place: str, levels: int) -> list[Any]:
        item = self._flat(schema.get("items", {}))
        varied = [self._varied(one, item, f"{place}/{index}", levels - 1) for index, one in enumerate(value)]
        is_free = schema.get(ORDER_MARK) == FREE and "prefixItems" not in schema
        return varied[::-1] if is_free and self._chance(place, "order", 2) else varied

    def _varied_object(
        self, value: dict[str, Any], schema: Mapping[str, Any], place: str, levels: int
    ) -> dict[str, Any]:
        members: Mapping[str, Any] = schema.get("properties", {})
        varied = {
            name: self._varied(one, self._flat(members.get(name, {})), f"{place}/{name}", levels - 1)
            for name, one in value.items()
        }
        for name, member in members.items():
            if name not in varied and self._may_be_null(member) and self._chance(f"{place}/{name}", "null", 2):
                varied[name] = None
        if _is_open(schema) and members and self._chance(place, "extra", 3):
            varied[EXTRA_NAME] = dict(EXTRA_VALUE)
        return varied

    def _may_be_null(self, schema: Mapping[str, Any]) -> bool:
        flat = self._flat(schema)
        return "null" in flat.get("type", ()) and ("enum" not in flat or None in flat["enum"]) and "const" not in flat

    def _flat(self, schema: Any) -> Mapping[str, Any]:
        """Return ``schema`` with the keywords of what it refers to, its own first."""
        if not isinstance(schema, dict):
            return {}
        if "$ref" not in schema:
            return schema
        return {**self._flat(resolve(self._document, schema["$ref"])), **schema}

    def _chance(self, place: str, what: str, one_in: int) -> bool:
        return hashlib.sha256(f"{self._label}/{what}{place}".encode()).digest()[0] % one_in == 0


def _is_open(schema: Mapping[str, Any]) -> bool:
    """Tell whether unknown members are allowed."""
    return schema.get("additionalProperties", True) in (True, {}) and schema.get("unevaluatedProperties", True) is True
