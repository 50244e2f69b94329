"""What collection costs the debtor: at most what the law lets each step charge, and no more than once."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from simulator.core.account import Account, Entry, EntryKind
from simulator.core.charges import UNDER_TOTAL, Charge, ChargeKind, charge_allowed
from simulator.core.money import Money
from simulator.core.receivable import Receivable
from simulator.world.posting import post
from simulator.world.world import World

_COMPENSATION: Final = ChargeKind.STANDARD_COMPENSATION


def fee_allowed(receivable: Receivable, kind: ChargeKind, *, instalments: int | None = None) -> int:
    """Return the most that a step of ``kind`` may charge on ``receivable`` now, in cents, waiting times apart."""
    account = receivable.account
    fee = charge_allowed(
        kind,
        debtor=account.terms.debtor,
        capital=account.capital,
        earlier=account.charges,
        instalments=instalments,
    )
    return fee.cents


def charge(world: World, receivable: Receivable, kind: ChargeKind, nominal: int, *, because: str) -> Receivable:
    """Post the step ``kind``, which alone charges ``nominal`` cents, and tell why.

    Of the standard compensation and the costs of collection the debtor owes the larger, so a step after the
    compensation charges what goes beyond it. Source: Debt Collection Act 513/1999 section 10 i.
    """
    account = receivable.account
    cents = _beyond_compensation(account, nominal) if kind in UNDER_TOTAL else nominal
    step = Charge(kind, world.today, Money(nominal, receivable.currency))
    charged = replace(receivable, account=replace(account, charges=(*account.charges, step)))
    entry = Entry(EntryKind.CHARGE, world.today, cents, kind.value)
    return post(world, charged, entry, because=because, amount=Money(cents, receivable.currency))


def _beyond_compensation(account: Account, nominal: int) -> int:
    compensation = sum([each.amount.cents for each in account.charges if each.kind is _COMPENSATION])
    if not compensation:
        return nominal
    costs = sum(each.amount.cents for each in account.charges if each.kind in UNDER_TOTAL)
    return max(costs + nominal - compensation, 0) - max(costs - compensation, 0)
