"""The end of an exchange: headers are added, the journal is written, and the answer is ready to be sent."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final

from simulator.http.faults import Kind
from simulator.http.journal import MOST_BODY, NEVER_ANSWERED, Exchange
from simulator.http.shell import Answer, Happening, Rendered, Shell
from simulator.http.unkindness import malformed
from simulator.world.timeline import stopwatch

EXPLAIN: Final = "x-sandbox-explain"
"""The header that links a refusal to the journal entry that explains it."""
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNENCODABLE: Final = "backslashreplace"
"""What becomes of characters that a header cannot carry."""
BODILESS: Final = frozenset({204, 304})


def recorded(shell: Shell, happening: Happening, rendered: Rendered, error: Exception | None) -> Answer:
    """Write the exchange into its journal and return what is sent."""
    at = happening.time()
    number = shell.journals.next_number(happening.journal)
    fault = happening.fault
    body = malformed(rendered.body) if fault is not None and fault.kind is Kind.MALFORMED else rendered.body
    headers = {} if rendered.status == NEVER_ANSWERED else _headers(rendered, len(body), at)
    if headers and (happening.refused or rendered.status >= 400):
        headers[EXPLAIN] = explain_url(shell, happening, number)
    _write(shell, happening, number, at, rendered.status, headers, body)
    encoded = [(name.encode("latin-1"), value.encode("latin-1", UNENCODABLE)) for name, value in headers.items()]
    return Answer(rendered.status, encoded, body, fault, error)


def explain_url(shell: Shell, happening: Happening, number: int) -> str:
    """Return the address of a journal entry."""
    root = shell.public_url or happening.incoming.root
    return f"{root}/sandbox/worlds/{happening.journal}/journal/{number}"


@lru_cache(maxsize=1024)
def http_date(at: datetime) -> str:
    """Return an instant in UTC as RFC 9110 (section 5.6.7) writes it in a Date header."""
    day = f"{DAYS[at.weekday()]}, {at.day:02} {MONTHS[at.month - 1]} {at.year}"
    return f"{day} {at.hour:02}:{at.minute:02}:{at.second:02} GMT"


def _headers(rendered: Rendered, length: int, at: datetime) -> dict[str, str]:
    headers = {"date": http_date(at)}
    if rendered.status not in BODILESS:
        headers["content-length"] = str(length)
    if rendered.media:
        headers["content-type"] = rendered.media
    for name, value in rendered.headers.items():
        headers[name.lower()] = value
    return headers


def _write(
    shell: Shell, happening: Happening, number: int, at: datetime, status: int, headers: dict[str, str], body: bytes
) -> None:
    incoming = happening.incoming
    shell.journals.add(
        happening.journal,
        Exchange(
            number=number,
            at=at,
            system=shell.system.name,
            operation=happening.operation,
            method=incoming.method,
            url=incoming.url,
            path=incoming.path,
            query=incoming.query,
            request_headers=incoming.headers,
            request_body=incoming.body[:MOST_BODY],
            request_size=len(incoming.body),
            status=status,
            reply_headers=headers,
            reply_body=body[:MOST_BODY],
            reply_size=len(body),
            took_microseconds=int((stopwatch() - happening.started) * 1_000_000),
            request_findings=tuple(happening.request_findings),
            reply_findings=tuple(happening.reply_findings),
            explanation=happening.explanation,
            notes=happening.notes,
            fault="" if happening.fault is None else str(happening.fault),
            traceback=happening.traceback,
        ),
    )
