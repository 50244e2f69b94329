"""Bodies as documents, with the one habit that a contract cannot say: an empty date stands for none (assumed)."""

from __future__ import annotations

from typing import Any, TypeVar

from simulator.core.errors import InvalidDocument
from simulator.http.endpoint import Call

T = TypeVar("T")


def read(call: Call, kind: type[T]) -> T:
    """Return the body as ``kind``; where that fails, without its empty dates. Raises InvalidDocument."""
    try:
        return call.read(kind)
    except InvalidDocument:
        return call._replace(body=_without_empty_dates(call.body)).read(kind)


def _without_empty_dates(document: Any) -> Any:
    if isinstance(document, list):
        return [_without_empty_dates(one) for one in document]
    if not isinstance(document, dict):
        return document
    return {
        name: _without_empty_dates(value)
        for name, value in document.items()
        if value or not name.endswith("Date") or value is None
    }
