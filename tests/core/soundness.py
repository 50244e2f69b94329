"""What holds of every account, whatever was posted to it."""

from simulator.core.account import PAYMENTS, Account, Balance, EntryKind
from simulator.core.allocation import Parts
from simulator.core.money import Money, total


def cents_of(claim: Account, *kinds: EntryKind) -> int:
    """Return the cents of all entries of some kinds."""
    return sum(entry.cents for entry in claim.entries if entry.kind in kinds)


def each(parts: Parts) -> tuple[Money, Money, Money]:
    """Return the three parts one by one."""
    return parts.capital, parts.interest, parts.costs


def assert_sound(claim: Account, now: Balance) -> None:
    """Every cent is somewhere, once, and nowhere is less than none."""
    currency = claim.capital.currency
    nothing = Money(0, currency)
    charged = cents_of(claim, EntryKind.CHARGE) - cents_of(claim, EntryKind.CHARGE_CANCELLED)
    assert now.claimed.capital == claim.capital
    assert now.claimed.costs == Money(charged, currency)
    credited = Parts(now.credited, nothing, nothing)
    assert now.claimed == now.open + now.paid + now.written_off + credited
    assert now.paid == sum(now.splits.values(), Parts.zero(currency))
    assert now.credited + now.excess_credit == Money(cents_of(claim, EntryKind.CREDIT), currency)
    for amount in (*each(now.open), *each(now.paid), *each(now.written_off), now.credited, now.excess_credit):
        assert amount >= nothing
    payments = {entry.name for entry in claim.entries if entry.kind in PAYMENTS}
    assert now.splits.keys() == now.overpaid.keys() == payments
    for entry in claim.entries:
        if entry.kind in PAYMENTS:
            split, overpaid = now.splits[entry.name], now.overpaid[entry.name]
            assert total([split.total, overpaid], currency) == Money(entry.cents, currency)
            assert min(*each(split), overpaid) >= nothing
            assert entry.fixed in (None, split)
