"""What was seen while a story was played: the journal of its world, kept beyond the bounds of the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from contracts.scenario.plane import Plane

PLAYER: Final = "cfis-sandbox-player"
"""The User-Agent of the player's own requests, which are not the client's."""
CFIS: Final = "cfis"
KINDS: Final = 100
"""A status below this means all of a kind: 4 is 400 to 499."""
Entry = Mapping[str, Any]


class Recorder:
    """Reads the journal of a world as it grows. What was there before the story is passed over."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._entries: list[Entry] = []
        self.last = self._newest(lobby=False)
        self._lobby_before = self._newest(lobby=True)

    def catch_up(self) -> int:
        """Read what is new, and return the number of the newest entry. Raises SandboxFailed."""
        self._entries += self._plane.pages("/journal", "entries", after=self.last, whole="true")
        if self._entries:
            self.last = max(self.last, self._entries[-1]["number"])
        return self.last

    def exchanges(self, *, after: int = 0, system: str = CFIS) -> list[Entry]:
        """Return the client's exchanges with a system, whole, oldest first. Raises SandboxFailed."""
        self.catch_up()
        return [
            each
            for each in self._entries
            if each["number"] > after and each["system"] == system and not _is_players(each)
        ]

    def lobby(self) -> list[Entry]:
        """Return the exchanges of the client that opened no world, whole. Raises SandboxFailed."""
        entries = self._plane.pages("/journal", "entries", after=self._lobby_before, lobby=True, whole="true")
        return [each for each in entries if not _is_players(each)]

    def _newest(self, *, lobby: bool) -> int:
        last = 0
        for each in self._plane.pages("/journal", "entries", lobby=lobby):
            last = each["number"]
        return last


def told(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield exchanges as lines for people."""
    for each in entries:
        query = f"?{each['query']}" if each["query"] else ""
        fault = f", {each['fault']}" if each["fault"] else ""
        answer = each["status"] or "no answer"
        yield f"#{each['number']} {each['at']} {each['method']} {each['path']}{query} -> {answer}{fault}"


def _is_players(entry: Entry) -> bool:
    return any(name.lower() == "user-agent" and value == PLAYER for name, value in entry["headers"].items())
