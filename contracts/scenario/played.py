"""A whole story, played once: what was told, and what came of it, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from contracts.scenario.client import MakeClient
from contracts.scenario.document import Scenario
from contracts.scenario.player import Disagreement, Player, play, player_of
from contracts.scenario.story import Story


class Told(msgspec.Struct, frozen=True):
    """One line of a story, with its virtual instant."""

    at: str
    text: str


class Played(msgspec.Struct, frozen=True, rename="camel"):
    """How a story went. ``findings`` says what is wrong, and is empty when it came true.

    ``asked`` are the client's requests since the last thing that was right, where something is wrong.
    """

    scenario: str
    story: str
    came_true: bool
    lines: Sequence[Told]
    findings: Sequence[str] = ()
    asked: Sequence[str] = ()


def played(scenario: Scenario, make_client: MakeClient, **how: Any) -> Played:
    """Play a story to its end or to the first thing that is wrong; ``how`` has the further arguments of Player.

    A world that was made for it is dropped. Raises SandboxFailed, NoSuchWorld.
    """
    player: Player | None = None
    try:
        player = player_of(scenario, make_client, **how)
        play(player, scenario)
    except Disagreement as failure:
        return _told(scenario, failure.story, failure)
    finally:
        if player is not None:
            player.end()
    return _told(scenario, player.story)


def _told(scenario: Scenario, story: Story, failure: Disagreement | None = None) -> Played:
    return Played(
        scenario.name,
        scenario.story,
        failure is None,
        [Told(each.at.isoformat(), each.text) for each in story.lines],
        failure.findings if failure else (),
        failure.asked if failure else (),
    )
