"""Variations of a response that its contract allows, and that a tolerant client must survive.

Given decoded JSON and its schema, each kind of variation says the same, or something else that may be said as well, in
another way. ``variations`` yields one of each kind; a sandbox applies the harmless ones in a harsh world, or one that
was armed. A label decides which places are varied, the contract decides where that is allowed, and whoever varies a
response checks the result against the contract, as ``variations`` does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from contracts.documents import Document
from contracts.schemas import Check, Schema, followed, kinds

ORDER_MARK: Final = "x-order"
FREE: Final = "free"
"""The value of the mark of an array whose order carries no meaning; a bare array as a whole reply has none either."""
OPEN_MARK: Final = "x-open"
"""The mark of values of which there may be more one day: a client must bear one that it does not know."""
EXTRA_NAME: Final = "x-unannounced"
EXTRA_VALUE: Final[Mapping[str, Any]] = {"note": "members may be added at any time", "since": 1}
NEW_VALUE: Final = "SOMETHING_NEW"
LONG_TEXT: Final = "Hyvää päivää, Åsa Ærø & 株式会社 «ёж» 🧾 " * 12
OLDER: Final[Mapping[str, str]] = {"breakdown": "events"}
"""Members of settlements by what they were called."""
NEWER: Final = frozenset({"apiFetchDate", "caseId", "originalPaymentReference"})
"""Members that settlements did not have. Source: retrieve-settlements-4083701e0, both copies."""
WORDS: Final = frozenset({"description", "message", "errorMessage", "reason", "accountName", "creditor", "agency"})
"""Members that hold words for people, and no key of anything."""
LARGEST_EXACT: Final = 2**53
"""The largest whole number up to which a float is exact."""
FOLLOWED: Final = 40
"""Levels that are varied; deeper ones stay as they are."""
_INSTANT: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?Z")


class Kind(StrEnum):
    """What is varied."""

    EXTRA_MEMBERS = "extra-members"
    """Members that nobody announced."""
    NULLS = "nulls"
    """Absent members that may be null are written as null."""
    LIST_ORDER = "list-order"
    """Lists whose order means nothing are turned around."""
    MEMBER_ORDER = "member-order"
    """The members of objects are turned around."""
    NUMBER_FORM = "number-form"
    """1 is written as 1.0, and 1.0 as 1."""
    INSTANTS = "instants"
    """The same instant with more digits of a second, or with none."""
    NO_OPTIONALS = "no-optionals"
    """Members that need not be there are left out."""
    NEW_VALUES = "new-values"
    """Values that nobody knows yet, where the contract leaves them open."""
    LONG_STRINGS = "long-strings"
    """Words for people are long, and in many alphabets."""
    EMPTY_LISTS = "empty-lists"
    """Lists that may be empty are."""
    OTHER_SHAPE = "other-shape"
    """Settlements in the older of their two printed shapes."""


HARMLESS: Final = frozenset({Kind.EXTRA_MEMBERS, Kind.NULLS, Kind.LIST_ORDER, Kind.MEMBER_ORDER, Kind.NUMBER_FORM})
"""Variations that say exactly the same. Versions and cursors may hold instants, so these are not among them."""
ONE_IN: Final[Mapping[Kind, int]] = {Kind.EXTRA_MEMBERS: 3}
"""Of so many places one is varied where chance has a say; of two, where nothing else is said."""


class Varied(NamedTuple):
    """A response in one variation."""

    kind: Kind
    value: Any


def variations(document: Document, schema: Schema, value: Any) -> Iterator[Varied]:
    """Yield ``value`` in every variation that changes it, each in every place where it may; all keep the contract.

    New values are held to the contract as ``opened`` has it.
    """
    check = Check(opened(document), schema)
    for kind in Kind:
        varied = Variation(document, "", frozenset({kind}), everywhere=True).of(value, schema)
        if _differs(varied, value) and check.keeps(varied):
            yield Varied(kind, varied)


def opened(document: Document) -> Document:
    """Return ``document`` with every value allowed where it leaves values open."""
    return Document(document.name, _without_closed_lists(document.raw), document.operations)


class Variation:
    """Variations of one response. Choices follow from ``label`` and the place, unless they are made ``everywhere``."""

    __slots__ = ("_document", "_everywhere", "_kinds", "_label")

    def __init__(
        self, document: Document, label: str, kinds: frozenset[Kind] = HARMLESS, *, everywhere: bool = False
    ) -> None:
        self._document, self._label, self._kinds, self._everywhere = document, label, kinds, everywhere

    def of(self, value: Any, schema: Schema) -> Any:
        """Return decoded JSON that is a variation of ``value``, or the same where nothing can be varied."""
        return self._varied(value, {ORDER_MARK: FREE, **followed(self._document, schema)}, "", FOLLOWED)

    def _varied(self, value: Any, schema: Schema, place: str, levels: int) -> Any:
        if not levels:
            return value
        if self._everywhere and "anyOf" in schema:
            schema = {**schema, **self._branch(schema["anyOf"], value)}
        if isinstance(value, list):
            return self._varied_list(value, schema, place, levels)
        if isinstance(value, dict):
            return self._varied_object(value, schema, place, levels)
        return self._varied_scalar(value, schema, place)

    def _branch(self, branches: list[Schema], value: Any) -> dict[str, Any]:
        """Return the alternative that ``value`` is of."""
        kept = (each for each in branches if Check(self._document, each).keeps(value))
        return followed(self._document, next(kept, {}))

    def _varied_list(self, value: list[Any], schema: Schema, place: str, levels: int) -> list[Any]:
        if not schema.get("minItems") and self._chance(place, Kind.EMPTY_LISTS):
            return []
        item = followed(self._document, schema.get("items", {}))
        varied = [self._varied(one, item, f"{place}/{index}", levels - 1) for index, one in enumerate(value)]
        is_free = schema.get(ORDER_MARK) == FREE and "prefixItems" not in schema
        return varied[::-1] if is_free and self._chance(place, Kind.LIST_ORDER) else varied

    def _varied_object(self, value: dict[str, Any], schema: Schema, place: str, levels: int) -> dict[str, Any]:
        members: Mapping[str, Any] = schema.get("properties", {})
        varied = {
            name: self._varied_member(name, one, members.get(name, {}), f"{place}/{name}", levels - 1)
            for name, one in value.items()
            if name in schema.get("required", ()) or not self._chance(f"{place}/{name}", Kind.NO_OPTIONALS)
        }
        for name, member in members.items():
            if name not in value and self._may_be_null(member) and self._chance(f"{place}/{name}", Kind.NULLS):
                varied[name] = None
        if _is_open(schema) and members and self._chance(place, Kind.EXTRA_MEMBERS):
            varied[EXTRA_NAME] = dict(EXTRA_VALUE)
        if self._chance(place, Kind.OTHER_SHAPE):
            varied = {OLDER.get(name, name): one for name, one in varied.items() if name not in NEWER}
        return dict(reversed(varied.items())) if self._chance(place, Kind.MEMBER_ORDER) else varied

    def _varied_member(self, name: str, value: Any, schema: Any, place: str, levels: int) -> Any:
        if name in WORDS and isinstance(value, str) and self._chance(place, Kind.LONG_STRINGS):
            told = followed(self._document, schema)
            return value if "enum" in told else (value + " " + LONG_TEXT)[: told.get("maxLength")]
        return self._varied(value, followed(self._document, schema), place, levels)

    def _varied_scalar(self, value: Any, schema: Schema, place: str) -> Any:
        if isinstance(value, str):
            return self._varied_text(value, schema, place)
        if isinstance(value, bool) or value is None or "number" not in kinds(schema):
            return value
        return _otherwise(value) if self._chance(place, Kind.NUMBER_FORM) else value

    def _varied_text(self, value: str, schema: Schema, place: str) -> str:
        if schema.get(OPEN_MARK) is True and self._chance(place, Kind.NEW_VALUES):
            return NEW_VALUE
        instant = _INSTANT.fullmatch(value)
        if instant is not None and self._chance(place, Kind.INSTANTS):
            fraction = instant[2] or ""
            return f"{instant[1]}Z" if fraction.strip(".0") == "" and fraction else f"{instant[1]}.{fraction[1:]:0<6}Z"
        return value

    def _may_be_null(self, schema: Any) -> bool:
        told = followed(self._document, schema)
        return "null" in told.get("type", ()) and ("enum" not in told or None in told["enum"]) and "const" not in told

    def _chance(self, place: str, kind: Kind) -> bool:
        if kind not in self._kinds:
            return False
        drawn = hashlib.sha256(f"{self._label}/{kind}{place}".encode()).digest()[0]
        return self._everywhere or drawn % ONE_IN.get(kind, 2) == 0


def _otherwise(value: float | Decimal) -> float | Decimal:
    """Return a number that is written differently, if there is an exact one."""
    if isinstance(value, int):
        return float(value) if abs(value) < LARGEST_EXACT else value
    return int(value) if value == int(value) else value


def _is_open(schema: Schema) -> bool:
    """Tell whether unknown members are allowed."""
    return schema.get("additionalProperties", True) in (True, {}) and schema.get("unevaluatedProperties", True) is True


def _without_closed_lists(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_closed_lists(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _without_closed_lists(each) for name, each in node.items()}
    if kept.get(OPEN_MARK) is True:
        kept.pop("enum", None)
    return kept


def _differs(one: Any, other: Any) -> bool:
    """Tell whether two values are written differently: 1 and 1.0 are, and so are members in another order."""
    return repr(one) != repr(other)
