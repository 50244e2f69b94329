"""Accounts by the whole numbers that documents name them with."""

from __future__ import annotations

from simulator.core.errors import InvalidValue, NotFound
from simulator.core.ledger import Account
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.refusals import Refusal
from simulator.world import books
from simulator.world.world import World


def account_of(world: World, number: int, field: str) -> Account:
    """Return the account that takes postings under ``number``. Raises Refusal, naming ``field``."""
    try:
        return books.account(world, NAME, str(number))
    except (NotFound, InvalidValue):
        raise Refusal("UNKNOWN_ACCOUNT", f"{field}: account {number} does not exist or is not in use") from None
