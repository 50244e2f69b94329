"""A difference between a server and its contract, and the change of the contract that takes it away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import msgspec

from contracts.conformance.findings import ASSUMED, BREAKS, DIFFERS, Exchange
from contracts.documents import Document, evidence_at
from contracts.drift.walking import First, Spot, node_at
from contracts.evidence import EVIDENCE, Mark, pointer_of
from contracts.reading import ContractError
from contracts.schemas import followed
from contracts.variations import OPEN_MARK

LISTS: Final = ("anyOf", "oneOf", "allOf", "parameters")
"""Keywords that hold lists, whose places are numbers."""
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ESCAPED: Final = MappingProxyType({"\\": "\\\\", "'": "\\'"})
LEFT_OPEN: Final = "a client must bear values that it does not know"


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """One action of an overlay: what it looks for, and what is merged into it, or that it goes away."""

    target: str
    update: Any = None
    remove: bool = False


class Difference(msgspec.Struct, frozen=True, rename="camel"):
    """One way in which a server does not answer as its contract says.

    ``place`` is where in the answer; ``evidence`` and ``source`` say how sure the contract was. ``actions`` take the
    difference away where a document can; ``words`` say what it cannot.
    """

    kind: str
    operation: str
    place: str
    saw: str
    expected: str
    evidence: str
    source: str
    exchange: Exchange
    actions: tuple[Action, ...] = ()
    words: str = ""

    @property
    def grade(self) -> str:
        """How much it weighs: ``breaks`` or ``differs``."""
        return DIFFERS if self.evidence == ASSUMED else BREAKS


def difference(
    kind: str,
    first: First,
    mark: Mark,
    *,
    saw: str,
    expected: str,
    actions: tuple[Action, ...] = (),
    words: str = "",
    place: str | None = None,
) -> Difference:
    """Return one difference as it was seen first."""
    sighting = first.sighting
    return Difference(
        kind=kind,
        operation=sighting.operation.operation_id,
        place=first.place if place is None else place,
        saw=saw,
        expected=expected,
        evidence=mark.evidence,
        source=mark.source,
        exchange=sighting.answer.exchange,
        actions=actions,
        words=words,
    )


def rule_mark(document: Document, spot: Spot, holder: Spot, keyword: str) -> Mark:
    """Return how sure the keyword is that stands at ``holder`` and speaks about the value at ``spot``.

    A place with a mark of its own cannot be surer than that: the type of a guessed member is a guess. A list of values
    that is left open binds nobody.
    """
    mark = _mark_at(document, (*holder, keyword))
    node = node_at(document, spot)
    if isinstance(node, dict) and "x-evidence" in node:
        own = _mark_at(document, spot)
        mark = max(mark, own, key=lambda each: EVIDENCE.index(each.evidence))
    if keyword == "enum" and followed(document, node).get(OPEN_MARK) is True:
        return Mark(ASSUMED, f"{mark.source}; {LEFT_OPEN}")
    return mark


def target(spot: Spot) -> str:
    """Return the JSONPath of a place."""
    path = "$"
    for before, step in pairwise(("", *spot)):
        if before in LISTS and step.isdigit():
            path += f"[{step}]"
        else:
            escaped = "".join(ESCAPED.get(each, each if each >= " " else f"\\u{ord(each):04x}") for each in step)
            path += f".{step}" if NAME.fullmatch(step) else f"['{escaped}']"
    return path


def put(spot: Spot, value: Any) -> tuple[Action, ...]:
    """Return the actions that put ``value`` at a place in the stead of whatever stands there."""
    is_item = spot[-2] in LISTS and spot[-1].isdigit()
    anew = Action(target(spot[:-1]), update=[value] if is_item else {spot[-1]: value})
    return Action(target(spot), remove=True), anew


def merged_into(spot: Spot, value: Mapping[str, Any]) -> tuple[Action, ...]:
    """Return the action that merges ``value`` into what stands at a place."""
    return (Action(target(spot), update=dict(value)),)


def _mark_at(document: Document, spot: Spot) -> Mark:
    try:
        return evidence_at(document, pointer_of(spot))
    except ContractError:
        return evidence_at(document, pointer_of(spot[:-1]))
