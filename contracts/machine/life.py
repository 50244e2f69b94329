"""One life of a client under test: a story is played to it, and its manners are watched meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx2

from contracts.machine.manners import Deed, Manners
from contracts.scenario.client import Books, Client, ClientWorld, MakeClient
from contracts.scenario.player import Disagreement, Player
from contracts.scenario.story import Step

PAGE: Final = 1000


class Watched:
    """A client, and after each of its turns somebody who looks at what it did."""

    def __init__(self, client: Client, look: Callable[..., None], read: Callable[[Books], None]) -> None:
        self._client, self._look, self._read = client, look, read

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        """Let the client hand in an invoice."""
        self._client.create_invoice(document)
        self._look(document)

    def send_action(self, document: Mapping[str, Any]) -> None:
        """Let the client ask for actions."""
        self._client.send_action(document)
        self._look(document)

    def run(self) -> None:
        """Let the client do its work."""
        self._client.run()
        self._look()

    def books(self) -> Books:
        """Return what the client believes."""
        belief = self._client.books()
        self._read(belief)
        return belief

    def __getattr__(self, name: str) -> Any:
        """Give whatever else the client can do."""
        return getattr(self._client, name)


class Life:
    """One life. ``given`` is the beginning as a scenario has it; the rest is as ``Player`` has it."""

    def __init__(
        self,
        make_client: MakeClient,
        given: Mapping[str, Any],
        *,
        base_url: str,
        transport: httpx2.BaseTransport,
        failures: Path,
    ) -> None:
        def watched(world: ClientWorld) -> Client:
            return Watched(make_client(world), self._look, self._read)

        self._failures, self._seen, self._found = failures, 0, list[str]()
        self.player = Player(watched, given, base_url=base_url, transport=transport, failures=failures)
        self.world = self.player.world
        self._manners = Manners(self.world.base_url)

    def play(self, step: Step) -> None:
        """Carry one step out. Raises Disagreement when the books differ or manners were bad, SandboxFailed."""
        self._found.clear()
        self.player.play(step)
        if self._found:
            path = self._failures / f"{self.player.plane.name}.yaml"
            raise Disagreement(self.player.story, list(dict.fromkeys(self._found)), path)

    def end(self) -> None:
        """Let go of the world."""
        self.player.end()

    def _look(self, *documents: Mapping[str, Any]) -> None:
        """Judge what the client has done since the last look."""
        exchanges: list[Any] = []
        more = True
        while more:
            told = self.player.plane.ask("/journal", after=self._seen, limit=PAGE, whole="true", system="cfis")
            exchanges += told["entries"]
            more = told["more"]
            self._seen = exchanges[-1]["number"] if exchanges else self._seen
        self._found += self._manners.lapses(Deed(documents, exchanges))

    def _read(self, belief: Books) -> None:
        self._found += self._manners.delusions(belief)


def failure_of(life: Callable[[], Life], steps: Sequence[Step]) -> Disagreement | None:
    """Play a whole story, and return what is wrong in the end, if anything. Raises SandboxFailed."""
    playing = None
    try:
        playing = life()
        for step in steps:
            playing.play(step)
    except Disagreement as failure:
        return failure
    finally:
        if playing is not None:
            playing.end()
    return None
