"""A turn that had to be ended breaks one requirement, by what the client did in it and however it is reached."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts.checks.table import broken_by
from contracts.scenario.client import Books, Client, ClientTrouble, ClientWorld
from contracts.scenario.in_process import InProcess
from tests.checks.playing import scenario_of, seen
from tests.checks.stories import told

COMMAND = "the command did not end its turn within 2 seconds, and was stopped; on standard error it said: timed out"
ANYBODY = "the client did not end its turn within 2 seconds, and was stopped"
BREAKS_DOWN = "the command ended with exit status 1; on standard error it said: the client did not end, it hung"
QUESTION = "/api/v1/partner/payments"
CLEAR = told("run:", then="")
OUT_OF_ORDER = told("fault: {operation: getPayments, fault: status, status: 500, times: 1}", "run:", then="")
Deed = Callable[[ClientWorld], None]


def asks_once(world: ClientWorld) -> None:
    world.http.get(QUESTION, headers={"X-Api-Key": world.access_token})


def asks_over_and_over(world: ClientWorld) -> None:
    for _ in range(12):
        asks_once(world)


def client(deed: Deed, trouble: str) -> Callable[[ClientWorld], Client]:
    """Return how a client is made that does one thing and then has to be ended, or breaks down."""

    class Stuck:
        def __init__(self, world: ClientWorld) -> None:
            self._world = world

        def create_invoice(self, document: object) -> None: ...

        def send_action(self, document: object) -> None: ...

        def run(self) -> None:
            deed(self._world)
            raise ClientTrouble(trouble)

        def books(self) -> Books:
            return {"invoices": [], "bookings": []}

    return Stuck


@pytest.mark.parametrize("trouble", [COMMAND, ANYBODY])
@pytest.mark.parametrize(
    ("deed", "story", "requirement"),
    [
        (lambda _: None, CLEAR, "RES-11"),
        (asks_once, CLEAR, "RES-11"),
        (asks_once, OUT_OF_ORDER, "RES-06"),
        (asks_over_and_over, CLEAR, "RES-06"),
    ],
)
def test_a_turn_that_did_not_end_is_blamed_on_what_was_tried_in_it(
    trouble: str, deed: Deed, story: str, requirement: str, way: InProcess
) -> None:
    broken = broken_by(seen(way, scenario_of(story), client(deed, trouble)))
    assert {"RES-06", "RES-11"} & set(broken) == {requirement}


def test_what_a_client_says_of_itself_makes_no_endless_turn_of_a_breakdown(way: InProcess) -> None:
    broken = broken_by(seen(way, scenario_of(OUT_OF_ORDER), client(asks_once, BREAKS_DOWN)))
    assert {"RES-06", "RES-11"} & set(broken) == {"RES-11"}
