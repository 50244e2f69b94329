"""The driver ``manual``: a person is told what to do in the client, and the run waits until it is done.

What is handed in shows in the journal, and the run goes on by itself; whatever does not show there, the person says.
The books are the name of a JSON file, or JSON on one line, as ``answer.schema.json`` has them.
"""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.scenario.client import ClientTrouble, ClientWorld, MakeClient
from simulator.certification.drivers.driver import Driver, Stage
from simulator.certification.drivers.patience import TICK_SECONDS, Hourglass
from simulator.certification.drivers.telling import Instruction, telling

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "submit": "Hand in the invoice in {file}",
        "action": "Ask for the actions in {file}",
        "ledger": "Hand in the ledger document in {file}",
        "booking": "Hand in the accounting payments in {file}",
        "run": "Let the client do its periodic work: send what waits, ask what is new",
        "restart": "Stop the client and start it again",
        "books": "Tell what the client believes now, without asking CFIS: the name of a JSON file, or JSON on one line",
    }
)
SHOWN_BY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "submit": "createInvoice",
        "action": "createInvoiceAction",
        "ledger": "submitLedger",
        "booking": "submitAccountingPayments",
    }
)
"""The operation that shows in the journal that an instruction was carried out."""
HELP: Final = "Press Enter when it is done, or say what went wrong: error WHY"


class Desk(NamedTuple):
    """Where a person is: the lines that come from there, and how something is said to them."""

    lines: Iterable[str]
    say: Callable[[str], None]


class Ear:
    """Listens to a person without waiting longer than asked."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._heard: queue.Queue[str | None] = queue.Queue()
        Thread(target=self._listen, args=(lines,), name="listening to a person", daemon=True).start()

    def line(self, seconds: float) -> str | None:
        """Return a line, or None when none came in time. Raises EOFError when there will be none any more."""
        try:
            heard = self._heard.get(timeout=seconds)
        except queue.Empty:
            return None
        if heard is None:
            self._heard.put(None)
            raise EOFError
        return heard.strip()

    def _listen(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._heard.put(line)
        self._heard.put(None)


def person_driver(desk: Desk) -> Driver:
    """Return a driver that has a person do the work."""
    ear = Ear(desk.lines)

    def begin(stage: Stage) -> MakeClient:
        desk.say(f"\nStory {stage.story}: {stage.title}")
        seen = _Seen(stage)

        def carry(instruction: Instruction, world: ClientWorld) -> bytes:
            for line in _told(instruction, stage):
                desk.say(line)
            return _answered(instruction, Hourglass(stage, world), seen, ear)

        return telling(stage, carry)

    return Driver("manual", needs_address=True, begin=begin, one_at_a_time="a person does one thing after the other")


class _Seen:
    """How much of the journal has been looked at."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._last = stage, 0

    def shows(self, operation: str | None) -> bool:
        """Whether something of an operation has come since the last look."""
        new = self._stage.exchanges(self._last)
        self._last = max((each["number"] for each in new), default=self._last)
        return operation is not None and any(each["operation"] == operation for each in new)


def _told(instruction: Instruction, stage: Stage) -> Iterator[str]:
    file = stage.folder / f"turn-{instruction.turn}.json"
    if instruction.document is not None:
        file.write_text(json.dumps(instruction.document, indent=2, ensure_ascii=False, default=float), "utf-8")
    if instruction.turn == 1:
        yield f"  base URL   {instruction.base_url}"
        yield f"  X-Api-Key  {instruction.api_key}"
    yield f"{instruction.turn}. ({instruction.now}) {WORDS[instruction.do].format(file=file)}."
    yield "   It is seen by itself; Enter goes on without." if instruction.do in SHOWN_BY else f"   {HELP}"


def _answered(instruction: Instruction, hourglass: Hourglass, seen: _Seen, ear: Ear) -> bytes:
    operation = SHOWN_BY.get(instruction.do)
    seen.shows(None)
    while True:
        try:
            line = ear.line(TICK_SECONDS)
        except EOFError:
            if seen.shows(operation):
                return _OK
            raise ClientTrouble("nobody answers any more") from None
        if line is not None:
            return _books(line) if instruction.do == "books" else _said(line)
        hourglass.tick()
        if seen.shows(operation):
            return _OK


_OK: Final = b'{"ok": true}'


def _said(line: str) -> bytes:
    word, _, why = line.partition(" ")
    return json.dumps({"error": why.strip() or "no reason given"}).encode() if word == "error" else _OK


def _books(line: str) -> bytes:
    if line.startswith("{"):
        told: Any = line
    else:
        try:
            told = Path(line).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise ClientTrouble(f"the books cannot be read from {line!r}: {problem}") from None
    try:
        books = json.loads(told)
    except ValueError as problem:
        raise ClientTrouble(f"the books are not JSON: {problem}") from None
    wrapped = isinstance(books, dict) and "books" in books
    return told.encode() if wrapped else f'{{"books": {told}}}'.encode()
