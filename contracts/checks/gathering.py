"""Makes an exhibit of a story that was played."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from contracts.checks.exhibit import Exhibit, plain
from contracts.scenario.document import Scenario
from contracts.scenario.player import Player

REAL_TIME: Final = "tookMicroseconds"
"""The one member of a journal entry that is another one at every run."""


def exhibit_of(player: Player, scenario: Scenario) -> Exhibit:
    """Return all that was seen of ``scenario``; the player must not have ended yet. Raises SandboxFailed."""
    truth = player.truth()
    return Exhibit(
        scenario=scenario._replace(places={}, origin=""),
        turns=tuple(player.turns),
        journal=[_lasting(each) for each in player.exchanges()],
        lobby=[_lasting(each) for each in player.lobby()],
        belief=plain(player.belief),
        truth=truth._replace(
            books=plain(truth.books),
            invoices_asked=list(truth.invoices_asked),
            actions_taken=Counter(truth.actions_taken),
            actions_asked=Counter(truth.actions_asked),
            carried_asked=plain(truth.carried_asked),
        ),
        events=plain(player.events()),
        disagreements=plain(player.comparisons),
    )


def _lasting(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in entry.items() if name != REAL_TIME}
