"""The parts that one system's shell is made of, and what one exchange is while it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from contracts.reading import ContractError
from simulator.core.errors import FieldError
from simulator.http.codec import Codecs
from simulator.http.contract import Contract
from simulator.http.endpoint import NO_HEADERS, NO_VALUES, Incoming, System
from simulator.http.faults import Fault, Faults
from simulator.http.journal import LOBBY, Journals
from simulator.http.weather import Weather
from simulator.world.timeline import real_now, stopwatch
from simulator.world.world import World
from simulator.world.worlds import Worlds


class Shell(NamedTuple):
    """One system and everything around it.

    ``public_url`` is the address of the process as its callers know it, for links in answers; when empty, it is taken
    from each request. ``Shell.around`` checks that code and contract name the same operations.
    """

    system: System
    contract: Contract
    worlds: Worlds
    journals: Journals
    faults: Faults
    weather: Weather
    codecs: Codecs
    public_url: str = ""

    @classmethod
    def around(
        cls,
        system: System,
        contract: Contract,
        worlds: Worlds,
        journals: Journals,
        faults: Faults,
        weather: Weather,
        codecs: Codecs | None = None,
        *,
        public_url: str = "",
    ) -> Shell:
        """Put the parts together. Raises ContractError where an operation has no code, or code no operation."""
        bare, unbound = contract.terms.keys() - system.endpoints.keys(), system.endpoints.keys() - contract.terms.keys()
        if bare or unbound:
            raise ContractError(
                f"{system.name}: in the contract but not in the code: {sorted(bare)}; "
                f"in the code but not in the contract: {sorted(unbound)}"
            )
        known = codecs or Codecs()
        return cls(system, contract, worlds, journals, faults, weather, known, public_url.rstrip("/"))


class Rendered(NamedTuple):
    """A reply as bytes."""

    status: int
    body: bytes
    media: str
    headers: Mapping[str, str] = NO_HEADERS


class Answer(NamedTuple):
    """What goes back to the caller: ``unkindness`` is what is done to it on the way, ``error`` is raised afterwards."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    unkindness: Fault | None
    error: Exception | None


class Happening:
    """One exchange while it happens: filled in as it is found out, and written to a journal at its end."""

    __slots__ = (
        "explanation",
        "fault",
        "incoming",
        "journal",
        "notes",
        "operation",
        "refused",
        "reply_findings",
        "request_findings",
        "started",
        "traceback",
        "world",
    )

    def __init__(self, incoming: Incoming) -> None:
        self.incoming = incoming
        self.started = stopwatch()
        self.journal = LOBBY
        self.world: World | None = None
        self.operation = ""
        self.fault: Fault | None = None
        self.refused = False
        self.explanation: Mapping[str, Any] = NO_VALUES
        self.notes: tuple[str, ...] = ()
        self.request_findings: Sequence[FieldError] = ()
        self.reply_findings: Sequence[FieldError] = ()
        self.traceback = ""

    def enter(self, world: World) -> None:
        """Note the world that the request has opened."""
        self.world, self.journal = world, world.id

    def note(self, text: str) -> None:
        """Add a line to what the journal tells."""
        self.notes = (*self.notes, text)

    def time(self) -> datetime:
        """Return the world's time, or the real one for a request that opened no world."""
        return real_now() if self.world is None else self.world.now
