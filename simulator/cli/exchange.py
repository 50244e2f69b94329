"""One entry of the journal, whole, with its explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from simulator.cli.answers import Shape
from simulator.cli.moments import ZONE_SHOWN, instant
from simulator.cli.tables import facts, plain


class JournalLine(Shape, frozen=True, kw_only=True):
    """An exchange in brief; a status of 0 means that no answer was given."""

    number: int
    at: datetime
    system: str
    operation: str | None = None
    method: str
    path: str
    query: str = ""
    status: int
    fault: str | None = None


class Finding(Shape, frozen=True, kw_only=True):
    """One place where a message breaks its contract."""

    field: str
    message: str


class Verdict(Shape, frozen=True, kw_only=True):
    """What the contract says to both messages."""

    request: tuple[Finding, ...] = ()
    reply: tuple[Finding, ...] = ()


class JournalReply(Shape, frozen=True, kw_only=True):
    """What was answered."""

    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    body: str | None = None


class JournalEntry(JournalLine, frozen=True, kw_only=True):
    """An exchange, whole, secrets masked."""

    url: str
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    body: str | None = None
    response: JournalReply = JournalReply()
    verdict: Verdict = Verdict()
    explanation: Mapping[str, Any] = msgspec.field(default_factory=dict)
    notes: tuple[str, ...] = ()
    traceback: str | None = None
    took_microseconds: int = 0


def told(entry: JournalEntry) -> str:
    """Return an exchange as people read it: what was asked, what was answered, and why."""
    return "\n\n".join(_sections(entry))


def _sections(entry: JournalEntry) -> Iterator[str]:
    yield facts(
        [
            ("entry", entry.number),
            ("at", f"{instant(entry.at)} ({ZONE_SHOWN})"),
            ("system", entry.system),
            ("operation", entry.operation or "none that the contract knows"),
            ("status", entry.status or "none: no answer was given"),
            ("fault", entry.fault),
            ("took", f"{entry.took_microseconds} microseconds"),
        ]
    )
    yield f"{entry.method} {plain(entry.url)}{_message(entry.headers, entry.body)}"
    yield f"Answer {entry.status or '-'}{_message(entry.response.headers, entry.response.body)}"
    for name, findings in (("request", entry.verdict.request), ("answer", entry.verdict.reply)):
        if findings:
            lines = facts([(each.field, each.message) for each in findings], indent="  ")
            yield f"The {name} breaks the contract:\n{lines}"
    if entry.explanation:
        yield "Explanation:\n" + facts([(k, _short(v)) for k, v in entry.explanation.items()], indent="  ")
    if entry.notes:
        yield "Notes:\n" + "\n".join(f"  {plain(note)}" for note in entry.notes)
    if entry.traceback:
        yield f"A mistake of the sandbox itself:\n{_block(entry.traceback)}"


def _message(headers: Mapping[str, str], body: str | None) -> str:
    text = facts(headers.items(), indent="  ")
    shown = f"\n{text}" if text else ""
    return f"{shown}\n\n{_block(_readable(body))}" if body else shown


def _readable(body: str) -> str:
    """Return ``body`` with one member a line where it is JSON, and as it is otherwise; numbers keep their digits."""
    try:
        return msgspec.json.format(body, indent=2)
    except (msgspec.DecodeError, UnicodeError):
        return body


def _block(text: str) -> str:
    return "\n".join(f"  {plain(line)}" for line in text.splitlines())


def _short(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
