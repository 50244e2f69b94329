"""Reading several things by one path: up to 200 ids with commas between them.

Source: dev.procountor.com: one id answers the object, several an array by id without duplicates and without those
that are unknown; where none is known the answer is 404, and more than 200 are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from simulator.core.errors import NotFound
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor.refusals import Refusal, invalid

MOST_IDS: Final = 200
LONGEST_ID: Final = 12


def batch(call: Call, what: str, find: Callable[[int], Any]) -> Reply:
    """Answer the ids of the path; ``find`` returns the document of one, or None. Raises NotFound, Refusal."""
    text = str(call.path["ids"])
    asked = [whole_id(one, what) for one in text.split(",") if one.strip()]
    if not asked or len(asked) > MOST_IDS:
        raise invalid("TOO_MANY_IDS", "ids", explained=f"{len(asked)} ids are given; expected 1 to {MOST_IDS}")
    found = [document for document in map(find, sorted(set(asked))) if document is not None]
    if not found:
        raise NotFound(what, text)
    return Reply(200, found if "," in text else found[0])


def whole_id(text: str, what: str) -> int:
    """Return an id that stands in a path or a list. Raises Refusal for what is no number."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        raise Refusal(400, (f"Value of the '{what} id' field is invalid: {text[:40]}", ""))
    return int(digits) if len(digits) <= LONGEST_ID else 0
