"""Invoices in another currency than the books: the sums of a message, and what they come to in the books.

``currencyrate`` is what one unit of the books' currency is worth in the other (1,08 dollars for a euro). Both that and
that a rate is needed, where Netvisor may know the day's, are assumed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec

from simulator.core.errors import shown
from simulator.core.money import EUR, Money
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.figures import amount, decimal
from simulator.systems.netvisor.wire.xml import Element

KNOWN: Final = frozenset(
    """
    AUD BGN BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB
    TRY USD ZAR
    """.split()  # noqa: SIM905 - thirty quoted codes read worse
)
"""Currencies that the European Central Bank quotes; others are not known here (assumed)."""


class Currency(msgspec.Struct, frozen=True):
    """The currency of an invoice, and how much of it one unit of the books' currency is worth."""

    code: str = EUR
    rate: Decimal = Decimal(1)

    @property
    def is_foreign(self) -> bool:
        """Whether the books are kept in another one."""
        return self.code != EUR

    def in_books(self, money: Money) -> Money:
        """Return a sum in the currency of the books, rounded half up to the cent."""
        if not self.is_foreign:
            return money
        numerator, denominator = self.rate.as_integer_ratio()
        return Money.ratio(money.cents * denominator, numerator, EUR)


BOOKS: Final = Currency()


def currency_of(element: Element | None) -> Currency:
    """Return the currency of an amount element such as ``<sum currency="EUR">``. Raises Refusal."""
    if element is None:
        return BOOKS
    code = (element.attributes.get("iso4217currencycode") or element.attributes.get("currency", "")).upper() or EUR
    if code not in KNOWN:
        raise invalid(f"Currency is not known: {shown(code)}; known are {', '.join(sorted(KNOWN))}")
    if code == EUR:
        return BOOKS
    written = element.attributes.get("currencyrate", "")
    if not written:
        raise invalid(f"Currency rate is missing for an amount in {code}")
    rate = decimal(written, "Currency rate")
    if rate <= 0:
        raise invalid(f"Currency rate is more than nothing, not {written[:20]}")
    return Currency(code, rate)


def given_total(element: Element | None, currency: Currency) -> Money | None:
    """Return the total that is given; empty and zero mean: computed from the rows."""
    if element is None or not element.text:
        return None
    total = amount(element.text, "Sales invoice amount", currency.code)
    return None if total.is_zero else total
