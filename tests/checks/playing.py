"""Plays a story to a client in this process, and gathers what was seen."""

from __future__ import annotations

from contracts.checks.exhibit import Exhibit
from contracts.checks.gathering import exhibit_of
from contracts.scenario.client import MakeClient
from contracts.scenario.document import Scenario, parse
from contracts.scenario.in_process import InProcess
from contracts.scenario.player import Manner, play, player_of
from tests.clients.sandbox_in_process import URL, reference_client

HEAD = "version: 1\nstory: {name}\nwhy: To try checks on it.\n"


def scenario_of(text: str, name: str = "tried") -> Scenario:
    return parse(HEAD.format(name=name) + text, name=name)


def seen(way: InProcess, scenario: Scenario, make: MakeClient = reference_client) -> Exhibit:
    player = player_of(scenario, make, base_url=URL, transport=way, manner=Manner(patient=True))
    try:
        play(player, scenario)
        return exhibit_of(player, scenario)
    finally:
        player.end()
