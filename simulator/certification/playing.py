"""One story of a certification: it is played to the client to its end, whatever goes wrong, and all is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any, Final, NamedTuple

import httpx2
import msgspec

from contracts.checks.exhibit import Exhibit, decode, encode
from contracts.checks.gathering import exhibit_of
from contracts.scenario.document import Scenario
from contracts.scenario.plane import SandboxFailed
from contracts.scenario.player import Manner, Player, player_of
from contracts.scenario.story import Line
from simulator.certification.drivers.driver import Driver, Halted, Stage
from simulator.certification.result import Line as ResultLine

ADDRESS: Final = "http://sandbox"
"""What stands for the address of the sandbox in everything that is kept."""
NOTHING: Final = msgspec.Raw(b"null")
MONEY_MOVES: Final = frozenset({"submit", "action", "advance", "pay", "approve", "debtor", "run", "compare"})
"""Verbs after which it is worth looking what is open."""


class Opened(NamedTuple):
    """A sandbox for one story: where it is, and a way to it."""

    base_url: str
    transport: httpx2.BaseTransport


OpenSandbox = Callable[[bool], AbstractContextManager[Opened]]
"""Opens a sandbox of its own; told whether it must be at an address that other processes reach."""


class Glance(msgspec.Struct, frozen=True):
    """What was open on an invoice after the event of that number."""

    event: int
    invoice_number: int
    open: Decimal


class Act(msgspec.Struct, frozen=True):
    """A story that was played, as it is kept.

    ``findings`` says what was wrong, ``broke_down`` whether the client did, ``stopped`` whether it had to be stopped;
    ``error`` says how the sandbox broke, in which case there is no exhibit.
    """

    name: str
    lines: tuple[ResultLine, ...] = ()
    findings: tuple[str, ...] = ()
    broke_down: bool = False
    stopped: bool = False
    error: str | None = None
    glances: tuple[Glance, ...] = ()
    kept: msgspec.Raw = NOTHING

    @property
    def exhibit(self) -> Exhibit | None:
        """All that was seen of it."""
        return None if bytes(self.kept) == bytes(NOTHING) else decode(bytes(self.kept))


def act_of(
    scenario: Scenario,
    driver: Driver,
    sandbox: Opened,
    *,
    folder: Path,
    seconds: float,
    on_step: Callable[[Line], None],
    is_halted: Callable[[], bool],
) -> Act:
    """Play a story to its end and return what came of it; nothing in that depends on this machine.

    ``folder`` is empty, and the client's own. Raises Halted where the run is over before the story is.
    """
    over = Event()
    playing: list[Player] = []

    def exchanges(after: int) -> list[Mapping[str, Any]]:
        recorder = playing[0].recorder if playing else None
        return recorder.exchanges(after=after) if recorder else []

    make = driver.begin(Stage(scenario.name, scenario.story, folder, seconds, exchanges, over, is_halted))
    lines: list[Line] = []

    def told(line: Line) -> None:
        if is_halted():
            raise Halted
        lines.append(line)
        on_step(line)

    masked = Masked(sandbox.base_url, folder)
    try:
        manner = Manner(patient=True, on_step=told)
        player = player_of(scenario, make, base_url=sandbox.base_url, transport=sandbox.transport, manner=manner)
        playing.append(player)
        is_born = not player.findings
        glances = tuple(_played(player, scenario, over))
        exhibit = exhibit_of(player, scenario)
    except SandboxFailed as failed:
        return Act(scenario.name, _lines(lines), error=masked.text(f"the sandbox broke: {failed}"))
    mistakes = [each["number"] for each in exhibit.journal if each.get("traceback") or each["verdict"]["reply"]]
    if mistakes:
        numbers = ", ".join(map(str, mistakes))
        error = f"the sandbox broke: mistakes of its own stand in the entries {numbers} of the journal"
        return Act(scenario.name, _lines(lines), error=error)
    return Act(
        name=scenario.name,
        lines=_lines(lines),
        findings=tuple(dict.fromkeys(masked.text(each) for each in player.findings)),
        broke_down=not is_born or any(turn.trouble for turn in player.turns),
        stopped=over.is_set(),
        glances=glances,
        kept=msgspec.Raw(masked.content(encode(exhibit))),
    )


class Masked:
    """Puts what is the same everywhere in place of where this machine has things."""

    def __init__(self, base_url: str, folder: Path) -> None:
        host = base_url.partition("://")[2]
        self._words = ((base_url, ADDRESS), (host, ADDRESS.partition("://")[2]), (str(folder), "$SANDBOX_STATE_DIR"))

    def text(self, text: str) -> str:
        """Return a text without places of this machine."""
        for here, everywhere in self._words:
            text = text.replace(here, everywhere)
        return text

    def content(self, content: bytes) -> bytes:
        """Return the same of JSON."""
        return self.text(content.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")


def _played(player: Player, scenario: Scenario, over: Event) -> Iterator[Glance]:
    """Play every step and look at every expectation; a client that had to be stopped is not told of the rest."""
    seen = 0
    known: dict[int, Decimal] = {}
    for step in scenario.steps:
        player.play(step)
        if over.is_set():
            return
        if step.keys() & MONEY_MOVES:
            seen = player.plane.ask("/events", after=seen, limit=1)["last"]
            for each in player.books()["receivables"]:
                number, now_open = each["invoiceNumber"], each["open"]["total"]
                if known.get(number) != now_open:
                    known[number] = now_open
                    yield Glance(seen, number, now_open)
    player.conclude(scenario.then, lambda number: scenario.where("then", number))


def _lines(lines: Iterable[Line]) -> tuple[ResultLine, ...]:
    return tuple(ResultLine(each.at, each.text) for each in lines)
