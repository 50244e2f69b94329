"""A process that dies between any two requests to an accounting system carries on where it was, and books once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.bookkeeper import Bookkeeper
from simulator.control.running import here
from simulator.http.journal import Journals
from simulator.messengers import Messengers
from simulator.runner import Runner
from simulator.world.agenda import ERRANDS
from simulator.world.memory import MemoryStore
from simulator.world.worlds import Worlds
from tests.sync.sandbox import Sandbox, a_sandbox, credit_note, invoice, ledger, payment
from tests.sync.waiting_room import Killed

SYSTEMS = ("netvisor", "procountor", "netbaron")
MOST_REQUESTS = 40


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with a_sandbox() as made:
        yield made


class Dying:
    """The sandbox as an application that dies when so many requests have been answered."""

    def __init__(self, sandbox: Sandbox, after: int, *, before_answering: bool) -> None:
        self._app, self.left, self._before = sandbox.built.app, after, before_answering

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.left -= 1
        if self.left == 0 and self._before:
            raise Killed
        await self._app(scope, receive, send)
        if self.left == 0:
            raise Killed


def begun(sandbox: Sandbox, system: str) -> None:
    """Hand in documents of every kind."""
    sandbox.found(accounting=system)
    sandbox.submit("/invoice", invoice(1))
    sandbox.submit("/invoice", credit_note(2, credited=1, total=25.1))
    sandbox.control("POST", "/clock", {"advance": "PT3M"})
    sandbox.submit("/accounting/ledger", ledger())
    split = [{"type": "CAPITAL", "amount": 100.4}, {"type": "INTEREST", "amount": 1.0}, {"type": "FEES", "amount": 5.0}]
    sandbox.submit("/accounting/payment", payment("split", 1, 106.4, allocations=split))


def dies(sandbox: Sandbox, after: int, *, before_answering: bool) -> bool:
    """Run in a process that dies after so many requests; return whether it came to that."""
    app = Dying(sandbox, after, before_answering=before_answering)
    keeper = Bookkeeper(lambda: app, sandbox.built.worlds, here, asyncio.sleep)
    try:
        sandbox.run(keeper.at_once(sandbox.world))
    except Killed:
        return True
    return False


def balances(sandbox: Sandbox) -> dict[str, float]:
    sandbox.advance("P5D")
    told = [each for what in ("invoice", "ledger", "payment") for each in sandbox.states(what)]
    assert {each["status"] for each in told} == {1}, told
    return {each["number"]: each["balance"] for each in sandbox.books(sandbox.system)["accounts"] if each["balance"]}


@pytest.mark.parametrize("before_answering", [True, False], ids=["before it is carried out", "before it is answered"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_dying_at_any_request_ends_in_the_same_books(sandbox: Sandbox, system: str, before_answering: bool) -> None:
    begun(sandbox, system)
    expected = balances(sandbox)
    for after in range(1, MOST_REQUESTS):
        begun(sandbox, system)
        if not dies(sandbox, after, before_answering=before_answering):
            break
        assert balances(sandbox) == expected, f"died at request {after}"
    assert 5 < after < MOST_REQUESTS - 1


def test_every_kind_of_errand_is_carried_out_by_somebody() -> None:
    store = MemoryStore()
    messengers = Messengers(lambda: pytest.fail("nobody asks"), Worlds(store), Journals(), Runner(store))
    assert messengers.errands.keys() == ERRANDS
