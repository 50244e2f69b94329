"""What a client asked and how it was answered, as lines under a failing test: the refusals with their reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

FIRST_REFUSAL: Final = 400
MOST_LINES: Final = 20
MOST_EXPLAINED: Final = 5
LONGEST: Final = 500
TOLD_APART: Final = ("message", "notes", "code", "what")

Exchange = Mapping[str, Any]


def is_refused(exchange: Exchange) -> bool:
    """Whether an exchange did not go as the client wished: refused, spoilt, or not answered at all."""
    return exchange["status"] == 0 or exchange["status"] >= FIRST_REFUSAL or exchange["fault"] is not None


def told(exchanges: Sequence[Exchange], lobby: Sequence[Exchange] = ()) -> str:
    """Return the newest exchanges, a line each, the newest refused ones with what explains them.

    ``lobby`` has those that opened no world, because their credentials are wrong. All are whole.
    """
    refused = [each for each in exchanges if is_refused(each)]
    explained = {each["number"] for each in refused[-MOST_EXPLAINED:]}
    lines = [f"{len(refused)} of {_count(exchanges)} refused, spoilt or not answered"]
    if len(exchanges) > MOST_LINES:
        lines.append(f"... the newest {MOST_LINES}, and the newest refusals:")
    newest = {each["number"] for each in exchanges[-MOST_LINES:]}
    for each in exchanges:
        if each["number"] in newest or each["number"] in explained:
            lines += _lines(each, explain=each["number"] in explained)
    if lobby:
        lines.append(f"{_count(lobby)} opened no world:")
    for each in lobby[-MOST_EXPLAINED:]:
        lines += _lines(each, explain=True)
    return "\n".join(lines)


def _lines(exchange: Exchange, *, explain: bool) -> Iterator[str]:
    query = f"?{exchange['query']}" if exchange["query"] else ""
    answer = exchange["status"] or "no answer"
    operation = exchange["operation"] or "no operation that the contract knows"
    asked = f"{exchange['method']} {exchange['path']}{query}"
    yield f"#{exchange['number']} {exchange['at']} {asked} -> {answer} ({operation})"
    if explain:
        yield from (f"    {name}: {_short(value)}" for name, value in _reasons(exchange) if value)


def _reasons(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    explanation = exchange["explanation"]
    yield "fault", exchange["fault"]
    yield "sent", exchange["body"]
    yield "answered", exchange["response"]["body"]
    why = explanation.get("message", "")
    yield "why", why
    for name, value in explanation.items():
        if name not in TOLD_APART:
            yield name, value
    for finding in exchange["verdict"]["request"]:
        broken = f"{finding['field']}: {finding['message']}"
        yield "breaks the contract", None if broken in why else broken
    for note in [*explanation.get("notes", ()), *exchange["notes"]]:
        yield "note", note
    yield "mistake of the sandbox itself", exchange.get("traceback")


def _count(exchanges: Sequence[Exchange]) -> str:
    return "1 exchange" if len(exchanges) == 1 else f"{len(exchanges)} exchanges"


def _short(value: Any) -> str:
    text = " ".join((value if isinstance(value, str) else json.dumps(value, default=str)).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
