"""Send one request and take what comes: a refusal for the moment is asked again, and no answer is an answer too."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import requests

from contracts.conformance.findings import Exchange, shown

ATTEMPTS: Final = 3
"""A server that turns requests away for the moment never does so more than twice in a row in a sandbox."""
PASSING: Final = (429, 503)
NO_ANSWER: Final = 0
"""Stands for the status where the connection broke."""
LONGEST_WAIT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 60.0
PARTS: Final = ("method", "url", "headers", "params", "data", "json", "files", "cookies")
Wait = Callable[[float], None]
Headers = Callable[[str], Mapping[str, str]]
"""Returns the headers that let a request in, given the address as it is sent."""


class Answer(NamedTuple):
    """What came back, and what it answers; ``media`` is the content type as it was sent."""

    status: int
    media: str
    body: bytes
    exchange: Exchange
    raw: requests.Response | None

    @property
    def is_success(self) -> bool:
        """Tell whether the request was granted."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body, decimals exact, or None where it is no JSON."""
        try:
            return json.loads(self.body, parse_float=Decimal)
        except ValueError:
            return None


def send(session: requests.Session, parts: Mapping[str, Any], headers: Headers, wait: Wait) -> Answer:
    """Return the answer to a request, its credentials made anew for each attempt."""
    wanted = {name: parts[name] for name in PARTS if parts.get(name) is not None}
    answer = _sent(session, wanted, headers)
    for _ in range(ATTEMPTS - 1):
        if answer.status not in PASSING:
            break
        wait(_seconds(answer))
        answer = _sent(session, wanted, headers)
    return answer


def _sent(session: requests.Session, parts: Mapping[str, Any], headers: Headers) -> Answer:
    prepared = session.prepare_request(requests.Request(**parts))
    url, method = str(prepared.url), str(prepared.method)
    prepared.headers.update(headers(url))
    around = session.merge_environment_settings(url, {}, None, None, None)
    try:
        raw = session.send(prepared, timeout=ANSWER_SECONDS, allow_redirects=False, **around)
    except requests.RequestException as broken:  # a connection, a clock, or a body that cannot be read
        told = Exchange(method, url, shown(prepared.body), NO_ANSWER, f"no answer: {type(broken).__name__}")
        return Answer(NO_ANSWER, "", b"", told, None)
    told = Exchange(method, url, shown(prepared.body), raw.status_code, shown(raw.content))
    return Answer(raw.status_code, raw.headers.get("content-type", ""), raw.content, told, raw)


def _seconds(answer: Answer) -> float:
    text = "" if answer.raw is None else answer.raw.headers.get("retry-after", "")
    return min(float(text), LONGEST_WAIT_SECONDS) if text.isascii() and text.isdigit() else 0.0
