"""Figures and rows of Netvisor's answers, as the connector reads them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from simulator.core.carrying import Later
from simulator.core.money import Money
from simulator.systems.netvisor.carrying.stopping import Stopped
from simulator.systems.netvisor.wire.xml import Element


class Listed(NamedTuple):
    """An invoice as ``salesinvoicelist.nv`` shows it."""

    key: str
    number: str
    reference: str
    status: str
    total: Money
    open: Money


def rows(root: Element, whole: str, one: str) -> Iterator[Element]:
    """Yield the elements ``one`` of the list ``whole``; a list that is empty or absent has none."""
    found = root.child(whole)
    if found is not None:
        yield from found.every(one)


def money(text: str) -> Money:
    """Return a sum with a decimal comma. Raises Stopped for one that cannot be read."""
    try:
        return Money.rounded(Decimal(text.replace(",", ".")))
    except InvalidOperation:
        raise Stopped(Later(f"a sum in an answer cannot be read: {text[:40]!r}")) from None


def listed(row: Element) -> Listed:
    """Return one row of the list of invoices."""
    return Listed(
        key=row.said("netvisorkey"),
        number=row.said("invoicenumber"),
        reference="".join(row.said("referencenumber").split()).lstrip("0"),
        status=row.said("invoicestatus").lower(),
        total=money(row.said("invoicesum")),
        open=money(row.said("opensum")),
    )


def comma(amount: Money) -> str:
    """Return a sum as Netvisor reads it."""
    return f"{amount.decimal:f}".replace(".", ",")


def decimal_comma(number: Decimal) -> str:
    """Return a number as Netvisor reads it."""
    return f"{number:f}".replace(".", ",")


def marked(text: str, identifier: str, most: int) -> str:
    """Return ``text`` with the sender's key as its last word, cut to ``most`` characters without losing the key."""
    mark = mark_of(identifier)
    return f"{text[: max(most - len(mark) - 1, 0)].rstrip()} {mark}".strip()


def mark_of(identifier: str) -> str:
    """Return the word by which a document is found again."""
    return f"[{identifier}]"
