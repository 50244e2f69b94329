"""What a world's money comes to, currency by currency.

Part by part, claimed = paid + credited + written off + open (only capital is credited). Of the money that came to the
agency, received = settled + unsettled + overpaid + returned + unmatched. And what claims were paid is
settled + unsettled + direct.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Final

from simulator.control import wire
from simulator.core.account import Balance
from simulator.core.allocation import Parts
from simulator.core.money import Money
from simulator.core.payment import Payment, PaymentState
from simulator.core.receivable import Receivable

BY_PARTS: Final = ("claimed", "paid", "written_off", "open")


class TotalsShape(wire.Shape, frozen=True):
    """Everything in one currency.

    ``settled`` was paid out to creditors and ``unsettled`` will be; ``overpaid`` is going back to payers and
    ``returned`` has gone; ``unmatched`` waits for somebody to say what it is for; ``expected`` was ordered for a day to
    come and is no part of ``received``. ``direct`` is what creditors were paid without the agency.
    """

    currency: str
    receivables: int
    claimed: wire.PartsShape
    paid: wire.PartsShape
    credited: Decimal
    written_off: wire.PartsShape
    open: wire.PartsShape
    payments: int
    received: Decimal
    settled: Decimal
    unsettled: Decimal
    overpaid: Decimal
    returned: Decimal
    unmatched: Decimal
    expected: Decimal
    direct: Decimal


class Totals:
    """Running totals, in cents."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, Parts]] = {}
        self._cents: dict[str, Counter[str]] = {}

    def add_receivable(self, receivable: Receivable, now: Balance) -> None:
        """Count an invoice that stands as ``now`` says."""
        currency = receivable.currency
        cents = self._opened(currency)
        cents["receivables"] += 1
        cents["credited"] += now.credited.cents
        parts = self._parts[currency]
        parts["claimed"] += now.claimed
        parts["paid"] += now.paid
        parts["written_off"] += now.written_off
        parts["open"] += now.open

    def add_payment(self, payment: Payment) -> None:
        """Count a payment by where its money is."""
        cents = self._opened(payment.amount.currency)
        cents["payments"] += 1
        taken = 0 if payment.parts is None else payment.parts.total.cents
        left = 0 if payment.overpaid is None else payment.overpaid.cents
        if payment.direct:
            cents["direct"] += taken
        elif payment.state is PaymentState.EXPECTED:
            cents["expected"] += payment.amount.cents
        else:
            cents["received"] += payment.amount.cents
            cents.update(_whereabouts(payment, taken, left))

    def told(self) -> list[TotalsShape]:
        """Return the totals, by currency."""
        return [self._shape(currency) for currency in sorted(self._cents)]

    def _opened(self, currency: str) -> Counter[str]:
        if currency not in self._cents:
            self._cents[currency] = Counter()
            self._parts[currency] = dict.fromkeys(BY_PARTS, Parts.zero(currency))
        return self._cents[currency]

    def _shape(self, currency: str) -> TotalsShape:
        cents, parts = self._cents[currency], self._parts[currency]

        def amount(name: str) -> Decimal:
            return Money(cents[name], currency).decimal

        return TotalsShape(
            currency=currency,
            receivables=cents["receivables"],
            claimed=wire.parts(parts["claimed"]),
            paid=wire.parts(parts["paid"]),
            credited=amount("credited"),
            written_off=wire.parts(parts["written_off"]),
            open=wire.parts(parts["open"]),
            payments=cents["payments"],
            received=amount("received"),
            settled=amount("settled"),
            unsettled=amount("unsettled"),
            overpaid=amount("overpaid"),
            returned=amount("returned"),
            unmatched=amount("unmatched"),
            expected=amount("expected"),
            direct=amount("direct"),
        )


def _whereabouts(payment: Payment, taken: int, left: int) -> dict[str, int]:
    """Return where the money of a payment to the agency is, in cents; ``taken`` by claims, ``left`` over."""
    match payment.state:
        case PaymentState.UNMATCHED:
            return {"unmatched": payment.amount.cents}
        case PaymentState.RETURNED:
            return {"returned": payment.amount.cents}
        case PaymentState.SETTLED:
            return {"settled": taken, "returned": left}
        case _:
            return {"unsettled": taken, "overpaid": left}
