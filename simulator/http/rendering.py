"""Journal entries as people and programs read them: JSON, and HAR 1.2 for tools that replay traffic."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from simulator.core.errors import FieldError
from simulator.http.codec import instant, parsed_content_type
from simulator.http.journal import NEVER_ANSWERED, Exchange
from simulator.http.masking import masked_body, masked_headers, masked_query
from simulator.http.parameters import pairs_of

CREATOR: Final = "cfis-sandbox"
BEYOND_UNICODE: Final = "backslashreplace"


def as_json(entry: Exchange) -> dict[str, Any]:
    """Return one entry as a JSON document, secrets masked. A status of 0 means that no answer was given."""
    return {
        "number": entry.number,
        "at": instant(entry.at),
        "system": entry.system,
        "operation": entry.operation or None,
        "method": entry.method,
        "url": masked_query(entry.url),
        "path": entry.path,
        "query": masked_query(entry.query),
        "headers": masked_headers(entry.request_headers),
        "body": _text(entry.request_body, entry.request_headers, entry.operation),
        "status": entry.status,
        "response": {
            "headers": masked_headers(entry.reply_headers),
            "body": _text(entry.reply_body, entry.reply_headers, entry.operation),
        },
        "verdict": {"request": _findings(entry.request_findings), "reply": _findings(entry.reply_findings)},
        "explanation": dict(entry.explanation),
        "notes": [*entry.notes, *_notes(entry)],
        "fault": entry.fault or None,
        "traceback": entry.traceback or None,
        "tookMicroseconds": entry.took_microseconds,
    }


def as_summary(entry: Exchange) -> dict[str, Any]:
    """Return one line's worth of an entry, for lists."""
    return {
        "number": entry.number,
        "at": instant(entry.at),
        "system": entry.system,
        "operation": entry.operation or None,
        "method": entry.method,
        "path": entry.path,
        "query": masked_query(entry.query),
        "status": entry.status,
        "fault": entry.fault or None,
    }


def as_har(entries: Iterable[Exchange], version: str) -> dict[str, Any]:
    """Return ``entries`` as an HTTP archive (HAR 1.2) made by this ``version``, secrets masked."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": CREATOR, "version": version},
            "entries": [_har_entry(entry) for entry in entries],
        }
    }


def repeated_members(text: str) -> list[str]:
    """Return the names that stand twice in one object of a JSON text, of which the last one counted."""
    repeated: dict[str, None] = {}

    def note(pairs: list[tuple[str, Any]]) -> None:
        times = Counter(name for name, _ in pairs)
        repeated.update(dict.fromkeys(name for name, count in times.items() if count > 1))

    try:
        json.loads(text, object_pairs_hook=note, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return []
    return list(repeated)


def _notes(entry: Exchange) -> list[str]:
    """Return what can be told from the entry itself, found only now that somebody reads it."""
    notes = [
        f"the {what} of {size} bytes is shown up to its first {len(body)}"
        for what, size, body in (
            ("request", entry.request_size, entry.request_body),
            ("reply", entry.reply_size, entry.reply_body),
        )
        if size > len(body)
    ]
    if b"{" in entry.request_body:
        names = repeated_members(entry.request_body.decode(errors=BEYOND_UNICODE))
        notes += [f"member {name!r} stands twice in one object; the last one counted" for name in names]
    return notes


def _text(body: bytes, headers: Mapping[str, str], operation: str) -> str | None:
    if not body:
        return None
    charset = parsed_content_type(headers.get("content-type", ""))[1]
    try:
        text = body.decode(charset, errors=BEYOND_UNICODE)
    except (LookupError, UnicodeError):
        text = body.decode(errors=BEYOND_UNICODE)
    return masked_body(text, operation)


def _findings(findings: Iterable[FieldError]) -> list[dict[str, str]]:
    return [finding._asdict() for finding in findings]


def _har_entry(entry: Exchange) -> dict[str, Any]:
    milliseconds = entry.took_microseconds / 1000
    return {
        "startedDateTime": instant(entry.at),
        "time": milliseconds,
        "request": _har_request(entry),
        "response": _har_response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": f"{entry.system} {entry.operation}".strip(),
    }


def _har_request(entry: Exchange) -> dict[str, Any]:
    request = {
        "method": entry.method,
        "url": masked_query(entry.url),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _har_headers(entry.request_headers),
        "queryString": [{"name": name, "value": value} for name, value in pairs_of(masked_query(entry.query))],
        "headersSize": -1,
        "bodySize": entry.request_size,
    }
    text = _text(entry.request_body, entry.request_headers, entry.operation)
    if text is not None:
        request["postData"] = {"mimeType": entry.request_headers.get("content-type", ""), "text": text}
    return request


def _har_response(entry: Exchange) -> dict[str, Any]:
    content = {"size": entry.reply_size, "mimeType": entry.reply_headers.get("content-type", "")}
    text = _text(entry.reply_body, entry.reply_headers, entry.operation)
    return {
        "status": entry.status,
        "statusText": "" if entry.status == NEVER_ANSWERED else _phrase(entry.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _har_headers(entry.reply_headers),
        "content": content if text is None else {**content, "text": text},
        "redirectURL": entry.reply_headers.get("location", ""),
        "headersSize": -1,
        "bodySize": entry.reply_size,
    }


def _har_headers(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in masked_headers(headers).items()]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
