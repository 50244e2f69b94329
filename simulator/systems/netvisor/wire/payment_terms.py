"""The payment terms that every company has (assumed)."""

from __future__ import annotations

from typing import Final, NamedTuple

from simulator.systems.netvisor.wire.figures import flag
from simulator.systems.netvisor.wire.xml import Node, leaf

DEFAULT_DAYS: Final = 14


class Term(NamedTuple):
    """A term by its key: so many days after the invoice, without a discount."""

    key: int
    days: int

    @property
    def name(self) -> str:
        """What the term is called."""
        return f"{self.days} pv netto"


TERMS: Final = tuple(Term(key, days) for key, days in enumerate((7, 14, 21, 30), start=1))


def term_of(text: str) -> Term | None:
    """Return the term that ``text`` names by its key or its name."""
    return next((term for term in TERMS if text in (str(term.key), term.name)), None)


def payment_terms() -> Node:
    """Return the terms as ``paymenttermlist.nv`` answers."""
    return Node("PaymentTermList", *(_term(one) for one in TERMS))


def _term(one: Term) -> Node:
    return Node(
        "PaymentTerm",
        leaf("NetvisorKey", one.key),
        leaf("Description", one.name),
        leaf("NetDays", one.days),
        leaf("DiscountDays", 0),
        leaf("DiscountPercent", 0),
        leaf("IsDefault", flag(one.days == DEFAULT_DAYS)),
    )
