"""How sure each rule of a contract document is, and where it comes from.

``x-evidence`` and ``x-source`` cover the object they stand in, until a nearer mark says otherwise; ``x-evidence-of``
marks single keywords of that object: ``x-evidence-of: {required: assumed}`` is about the list of required members only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from contracts.reading import ContractError, JsonObject

EVIDENCE: Final = ("documented", "derived", "analogy", "assumed")
"""How sure a rule can be, from surest to least sure."""


class Mark(NamedTuple):
    """How sure a rule is (one of EVIDENCE), and where it comes from."""

    evidence: str
    source: str


UNMARKED: Final = Mark("assumed", "not marked")
"""What holds where no mark stands around a place: nobody vouched for it."""


def mark_at(raw: JsonObject, pointer: str) -> Mark:
    """Return the nearest mark around the place at ``pointer`` (RFC 6901), following references on the way.

    The last step may be a keyword, so that ``.../required`` finds the mark of that list alone.
    Raises ContractError where the document has no such place.
    """
    node: Any = raw
    mark = marked(node, UNMARKED)
    for token in tokens(pointer):
        if isinstance(node, dict) and "$ref" in node and token not in node:
            node = resolved(raw, node["$ref"])
            mark = marked(node, mark)
        if isinstance(node, dict):
            mark = _given(node.get("x-evidence-of", {}).get(token), mark)
        try:
            node = node[int(token)] if isinstance(node, list) else node[token]
        except (KeyError, IndexError, ValueError, TypeError):
            raise ContractError(f"there is nothing at {pointer}") from None
        mark = marked(node, mark)
    return mark


def every_mark(node: object, pointer: str = "", around: Mark = UNMARKED) -> Iterator[tuple[str, Mark]]:
    """Yield every place at or below ``node`` that carries a mark of its own; a marked keyword is a place too."""
    if isinstance(node, list):
        for index, value in enumerate(node):
            yield from every_mark(value, f"{pointer}/{index}", around)
    if not isinstance(node, dict):
        return
    mark = marked(node, around)
    if "x-evidence" in node:
        yield pointer, mark
    for keyword, given in node.get("x-evidence-of", {}).items():
        yield pointer + pointer_of([keyword]), _given(given, mark)
    for key, value in node.items():
        if key != "x-evidence-of":
            yield from every_mark(value, pointer + pointer_of([key]), mark)


def marked(node: object, around: Mark) -> Mark:
    """Return the mark of ``node``: its own, as far as it has one, else that ``around`` it."""
    return _given(node, around) if isinstance(node, dict) else around


def resolved(raw: JsonObject, reference: str) -> Any:
    """Return what a local reference such as ``#/components/schemas/Date`` points to."""
    node: Any = raw
    try:
        for token in tokens(reference):
            node = node[token]
    except (KeyError, TypeError):
        raise ContractError(f"{reference} points to nothing") from None
    return node


def tokens(pointer: str) -> list[str]:
    """Return the steps of a JSON Pointer or of a local reference, unescaped."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def pointer_of(path: Sequence[str | int]) -> str:
    """Return the JSON Pointer of the place that ``path`` leads to, such as the schema path of an error."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _given(mark: object, around: Mark) -> Mark:
    match mark:
        case str():
            return Mark(mark, around.source)
        case dict():
            return Mark(mark.get("x-evidence", around.evidence), mark.get("x-source", around.source))
        case _:
            return around
