"""How a payment is split: what pays the invoice, and what goes to accounts of its own. Pure."""

from __future__ import annotations

from typing import NamedTuple

from simulator.core.carried import PaymentDocument, Use
from simulator.core.money import Money, total


class Extra(NamedTuple):
    """A part of a payment that does not concern the invoice. An empty ``account`` is that of its use."""

    use: Use
    amount: Money
    account: str = ""


class Split(NamedTuple):
    """``capital`` pays the invoice; the extras, together with it, add up to the payment."""

    capital: Money
    extras: tuple[Extra, ...]

    @property
    def beside(self) -> Money:
        """All that does not pay the invoice."""
        return total((one.amount for one in self.extras), self.capital.currency)


def split(document: PaymentDocument, still_open: Money) -> Split:
    """Split a payment on an invoice: capital up to what is open pays it, the rest of it is an overpayment."""
    nothing = Money(0, document.currency)
    meant = document.part(Use.CAPITAL)
    capital = max(min(meant, still_open), nothing)
    return beside(document, capital)


def beside(document: PaymentDocument, capital: Money) -> Split:
    """Return the split in which just ``capital`` pays the invoice."""
    extras = [
        Extra(part.use, part.amount, part.account)
        for part in document.parts
        if part.use is not Use.CAPITAL and not part.amount.is_zero
    ]
    over = document.part(Use.CAPITAL) - capital
    if not over.is_zero:
        extras.append(Extra(Use.OVERPAYMENT, over))
    return Split(capital, tuple(extras))


def tax_within(loss: Money, vat: Money, gross: Money) -> Money:
    """Return the tax in a loss of a part of an invoice, in proportion, rounded half up to the cent."""
    return Money(0, loss.currency) if gross.is_zero else Money.ratio(loss.cents * vat.cents, gross.cents, loss.currency)
