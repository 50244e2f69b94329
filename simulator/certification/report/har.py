"""Whole entries of a journal as an HTTP archive (HAR 1.2), for browsers and other tools that show traffic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

VERSION: Final = "1.2"
CREATOR: Final = "cfis-sandbox"
UNKNOWN: Final = -1
"""How a size is written that nobody has counted."""


def to_bytes(entries: Iterable[Mapping[str, Any]], sandbox: str) -> bytes:
    """Return entries as the control plane tells them whole; ``sandbox`` is its version.

    How long an exchange took is left out. One that was never answered has the status 0.
    """
    log = {
        "version": VERSION,
        "creator": {"name": CREATOR, "version": sandbox},
        "entries": [_entry(each) for each in entries],
    }
    encoder = msgspec.json.Encoder(order="sorted", decimal_format="number")
    return msgspec.json.format(encoder.encode({"log": log}), indent=1) + b"\n"


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    named = f"{entry['number']}: {entry.get('system') or ''} {entry.get('operation') or ''}".strip()
    fault = f"; broken on purpose: {entry['fault']}" if entry.get("fault") else ""
    return {
        "startedDateTime": entry["at"],
        "time": 0,
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "comment": named + fault,
    }


def _request(entry: Mapping[str, Any]) -> dict[str, Any]:
    headers, body = entry["headers"], entry["body"]
    request = {
        "method": entry["method"],
        "url": entry["url"],
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers.items()),
        "queryString": _pairs(parse_qsl(entry["query"], keep_blank_values=True)),
        "headersSize": UNKNOWN,
        "bodySize": UNKNOWN if body else 0,
    }
    if body is not None:
        request["postData"] = {"mimeType": headers.get("content-type", ""), "text": body}
    return request


def _response(entry: Mapping[str, Any]) -> dict[str, Any]:
    headers, body = entry["response"]["headers"], entry["response"]["body"]
    content = {"size": len((body or "").encode("utf-8", "replace")), "mimeType": headers.get("content-type", "")}
    return {
        "status": entry["status"],
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers.items()),
        "content": content if body is None else {**content, "text": body},
        "redirectURL": headers.get("location", ""),
        "headersSize": UNKNOWN,
        "bodySize": UNKNOWN,
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
