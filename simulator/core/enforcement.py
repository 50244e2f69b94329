"""What enforcement (ulosotto) costs: the debtor by a table, the creditor by a percentage.

Source: decree 35/1995 as amended (809/2009, 214/2021) and the page of the enforcement authority.
"""

from __future__ import annotations

from typing import Final

from simulator.core.money import Money

DEBTOR_FEES: Final[tuple[tuple[int | None, int], ...]] = (
    (14_00, 2_50),
    (27_00, 5_00),
    (67_00, 7_00),
    (165_00, 12_00),
    (335_00, 27_00),
    (670_00, 56_00),
    (1680_00, 84_00),
    (8400_00, 134_00),
    (None, 210_00),
)
"""The fee of each payment by the debtor: up to so many cents, inclusive (None: any), and the fee in cents."""

REMITTANCE_FEE_PER_10_000: Final = 145
"""The creditor pays 1.45 per cent of what is remitted ..."""

LARGEST_REMITTANCE_FEE: Final = 5000_00
"""... but no more than this many cents per remittance."""

HANDLING_FEE: Final = 10_00
"""The creditor's fee, in cents, for handling a claim in the normal way."""

LIMITED_HANDLING_FEE: Final = 5_00
"""The creditor's fee, in cents, for limited enforcement."""

PASSIVE_REGISTRATION_FEE: Final = 10_00
"""What registration as a passive claim adds, in cents."""


def debtor_fee(payment: Money) -> Money:
    """Return the table fee that a debtor pays on one ``payment``; nothing paid costs nothing."""
    if not payment.is_positive:
        return Money(0, payment.currency)
    fee = next(fee for up_to, fee in DEBTOR_FEES if up_to is None or payment.cents <= up_to)
    return Money(fee, payment.currency)


def remittance_fee(remitted: Money) -> Money:
    """Return what the creditor pays for a remittance of ``remitted``, rounded half up to the cent."""
    fee = Money.ratio(remitted.cents * REMITTANCE_FEE_PER_10_000, 10_000, remitted.currency)
    return min(fee, Money(LARGEST_REMITTANCE_FEE, remitted.currency))
