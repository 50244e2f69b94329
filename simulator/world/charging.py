"""What collection costs the debtor: at most what the law lets each step charge, and no more than once."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.core.account import charged
from simulator.core.charges import ChargeKind, charge_allowed
from simulator.core.money import Money
from simulator.core.receivable import Receivable
from simulator.world.posting import keep_posted
from simulator.world.world import World


def fee_allowed(receivable: Receivable, kind: ChargeKind, *, instalments: int | None = None) -> Money:
    """Return the most that a step of ``kind`` may charge on ``receivable`` now, waiting times apart."""
    account = receivable.account
    return charge_allowed(
        kind,
        debtor=account.terms.debtor,
        capital=account.capital,
        earlier=account.charges,
        instalments=instalments,
    )


def charge(world: World, receivable: Receivable, kind: ChargeKind, nominal: Money, *, because: str) -> Receivable:
    """Post the step ``kind``, which alone charges ``nominal``, and tell why."""
    account, amount = charged(receivable.account, kind, world.today, nominal)
    posted = replace(receivable, account=account)
    keep_posted(world, posted, because=because, amount=amount)
    return posted
