"""One schema of a contract document as a check of values, compiled when it is first needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final

from jsonschema_rs import Draft202012Validator, ValidationError

from contracts.documents import Document, schema_document
from simulator.core.errors import FieldError
from simulator.http.findings import Place, findings

SHORTEST_REMEMBERED: Final = 200
"""Bytes of a body from which looking it up costs less than checking it."""
MOST_REMEMBERED: Final = 256
"""Bodies that one rule keeps in mind."""
LONGEST_KEPT_WHOLE: Final = 2048
"""Bytes of a body that is kept in mind as it is; of a longer one, a digest is."""


MOST_VALUES_SEARCHED: Final = 20_000
"""Values of a document, those within others too, up to which all its faults are told; of a larger one the first is.

The validator makes every fault before it tells one: a megabyte of wrong entries takes a gigabyte and ten seconds.
"""


class Rule:
    """One schema of a document, compiled when it is first asked."""

    __slots__ = ("_compiled", "_document", "_right", "_validator", "schema")

    def __init__(self, document: Document, schema: Mapping[str, Any]) -> None:
        self._document, self.schema = document, schema
        self._compiled: dict[str, Any] = {}
        self._validator: Draft202012Validator | None = None
        self._right: OrderedDict[bytes, None] = OrderedDict()

    @property
    def validator(self) -> Draft202012Validator:
        """The compiled schema."""
        if self._validator is None:
            # Formats are unchecked unless asked for.
            self._compiled = sparing_integers(schema_document(self._document, dict(self.schema)))
            self._validator = Draft202012Validator(self._compiled, validate_formats=True)
        return self._validator

    def compile(self) -> None:
        """Compile the schema now."""
        _ = self.validator

    def described(self, place: Place) -> str | None:
        """Return the description of the rule at ``place`` in the schema, as the nearest object around it has one."""
        node: Any = self._compiled
        told: str | None = None
        for step in place:
            node = node[step]
            if isinstance(node, dict):
                told = node.get("description", told)
        return " ".join(told.split()).rstrip(".") if told else None

    def findings(self, value: Any, root: str = "") -> tuple[FieldError, ...]:
        """Return everything that is wrong with ``value``, or what is first where it holds very many values.

        Whether anything is wrong is asked first, as that costs less.
        """
        if self.is_kept_by(value):
            return ()
        faults = self._first_fault if holds_more(value, MOST_VALUES_SEARCHED) else self.validator.iter_errors
        return findings(list(faults(value)), root, self.described)

    def is_kept_by(self, value: Any) -> bool:
        """Tell whether ``value`` is right."""
        return self.validator.is_valid(value)

    def is_known_to_be_kept(self, body: bytes) -> bool:
        """Tell whether these very bytes were right before: replies repeat, and what is right stays right."""
        return len(body) >= SHORTEST_REMEMBERED and _kept(body) in self._right

    def remember(self, body: bytes) -> None:
        """Keep in mind that ``body`` was right, if it is long; the oldest are forgotten."""
        if len(body) >= SHORTEST_REMEMBERED:
            self._right[_kept(body)] = None
        if len(self._right) > MOST_REMEMBERED:
            self._right.popitem(last=False)

    def _first_fault(self, value: Any) -> Iterator[ValidationError]:
        try:
            self.validator.validate(value)
        except ValidationError as fault:
            yield fault


def holds_more(value: Any, most: int) -> bool:
    """Tell whether a document holds more than ``most`` values, itself and those within others included."""
    count, waiting = 1, [value]
    while waiting and count <= most:
        outer = waiting.pop()
        if isinstance(outer, dict | list):
            count += len(outer)
            waiting.extend(outer.values() if isinstance(outer, dict) else outer)
    return count > most


def sparing_integers(schema: Any) -> Any:
    """Return a schema that allows the same, and asks ``multipleOf: 0.01`` and the like of no integer.

    An integer is always such a multiple, which the validator finds out by fractions: with the amounts of an invoice it
    takes as long for that as for all the rest. What is wrong is told in the same words, since of two alternatives of
    which one is a type `findings` tells of the other.
    """
    if isinstance(schema, list):
        return [sparing_integers(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    spared = {name: sparing_integers(each) for name, each in schema.items()}
    step = spared.get("multipleOf")
    if isinstance(step, float) and step > 0 and 1 % Decimal(str(step)) == 0:
        del spared["multipleOf"]
        spared["allOf"] = [*spared.get("allOf", ()), {"anyOf": [{"type": "integer"}, {"multipleOf": step}]}]
    return spared


def _kept(body: bytes) -> bytes:
    return body if len(body) <= LONGEST_KEPT_WHOLE else blake2b(body, digest_size=16).digest()
