"""What each thing on the agenda does when its time has come, and which of them have to leave the world for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.world import actions, bank, cases, confirmations, debtors, distribution, settlements
from simulator.world.timeline import Handler

HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "distribute": distribution.distribute,
        "deliver": distribution.deliver,
        "overdue": cases.overdue,
        "step": cases.take_step,
        "credit-loss": cases.lose,
        "resume": cases.resume,
        "instalment": debtors.check_instalment,
        "act": actions.process,
        "book": bank.book_ordered,
        "return": bank.give_back,
        "settle": settlements.settle,
        confirmations.CONFIRM: confirmations.confirm,
    }
)
ERRANDS: Final = frozenset({"account", "push"})
"""What has to talk over HTTP, perhaps to this very world, and so is carried out while no unit of work is open.

Time stops at its instant until it is done. It may be carried out again after a crash, so twice must be as good as once.
``account`` carries the waiting documents of the client named to its accounting system, ``push`` an event to a webhook.
"""
