"""One exchange of a client with CFIS, read from the journal: what was asked, what came of it, and what arrived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote

import msgspec

KEPT_BACK: Final = frozenset({"lost-answer", "truncate", "malformed", "drop"})
"""Faults after which the client holds no answer that it could read."""
UNREADABLE: Final = frozenset({"truncate", "malformed"})
CLOSED: Final = frozenset({429, 503})
"""Statuses that turn a request away at the door."""
MASK: Final = "…"
"""What stands for the rest of a secret in the journal."""
SHOWN: Final = 4
"""Characters of a secret that the journal shows."""
_DECODE: Final = msgspec.json.Decoder(float_hook=Decimal).decode


class Exchange(NamedTuple):
    """One request and its answer.

    ``key`` is how the access token begins, empty where none came in the header. ``sent`` and ``got`` are the bodies as
    JSON, None where there is none or it is no JSON; ``text`` is the body that was sent. ``fault`` is what went wrong on
    purpose, in the journal's words. ``findings`` are where the request breaks the contract.
    """

    number: int
    at: datetime
    operation: str
    method: str
    url: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    key: str
    text: str
    sent: Any
    status: int
    told_headers: Mapping[str, str]
    got: Any
    fault: str
    findings: tuple[str, ...]
    because: str

    @property
    def arrived(self) -> bool:
        """Whether the client holds the whole answer."""
        return self.status != 0 and self.fault not in KEPT_BACK

    @property
    def is_done(self) -> bool:
        """Whether the request was carried out."""
        return 200 <= self.status < 300

    @property
    def is_lost(self) -> bool:
        """Whether the request was carried out, and the client does not know it."""
        return self.is_done and not self.arrived

    @property
    def succeeded(self) -> bool:
        """Whether the request was carried out, and the client knows it."""
        return self.is_done and self.arrived

    @property
    def is_refused(self) -> bool:
        """Whether the client knows that the request was refused as wrong, and not for its token or for the hour."""
        return self.arrived and 400 <= self.status < 500 and self.status not in (401, 429)

    @property
    def failed(self) -> bool:
        """Whether nothing was done, through no fault of the request."""
        return self.status == 0 or self.status >= 500 or self.status == 429

    @property
    def is_expired(self) -> bool:
        """Whether the request was refused because its token has expired."""
        return self.arrived and self.status == 401 and self.because == "credential_expired"

    @property
    def variation(self) -> str:
        """How the answer was varied, by the kind of variation; empty where it was not."""
        return self.fault.removeprefix("vary ") if self.fault.startswith("vary ") else ""

    @property
    def question(self) -> tuple[str, tuple[tuple[str, str], ...], str]:
        """What makes two requests the same."""
        return self.operation, tuple(sorted(self.query.items())), self.text


def exchange_of(entry: Mapping[str, Any]) -> Exchange:
    """Read an entry of the journal, as the control plane shows it whole."""
    headers = {name.lower(): value for name, value in entry["headers"].items()}
    verdict, explanation = entry.get("verdict") or {}, entry.get("explanation") or {}
    return Exchange(
        number=entry["number"],
        at=datetime.fromisoformat(entry["at"]),
        operation=entry["operation"] or "",
        method=entry["method"],
        url=entry["url"],
        path=entry["path"],
        query=dict(parse_qsl(entry["query"], keep_blank_values=True)),
        headers=headers,
        key=headers.get("x-api-key", "")[:SHOWN],
        text=entry["body"] or "",
        sent=_json(entry["body"]),
        status=entry["status"],
        told_headers={name.lower(): value for name, value in entry["response"]["headers"].items()},
        got=_json(entry["response"]["body"]),
        fault=entry["fault"] or "",
        findings=tuple(each["field"] for each in verdict.get("request", ())),
        because=explanation.get("code", ""),
    )


def shows_secret(exchange: Exchange) -> bool:
    """Tell whether a token stands in the address or in the body of a request."""
    places = (unquote(exchange.url), unquote(exchange.path), *exchange.query.values(), exchange.text)
    return any(MASK in each for each in places)


def whole(value: Any) -> int | None:
    """Return a number however it is written (1001, 1001.0 or "1001"), None for what is no whole number."""
    try:
        number = Decimal(str(value))
        return int(number) if number == number.to_integral_value() else None
    except (InvalidOperation, ValueError):
        return None


def cents(value: Any) -> Decimal | None:
    """Return an amount exactly as it is told, None for what is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _json(text: str | None) -> Any:
    try:
        return _DECODE(text) if text else None
    except msgspec.DecodeError:
        return None
