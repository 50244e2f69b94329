"""Vouchers: from ``accounting.nv`` messages to balanced lines, and from the ledger to ``accountingledger.nv``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from simulator.core.ledger import LedgerLine, LedgerVoucher, VoucherState
from simulator.core.money import Money, total
from simulator.core.vat import vat_in_gross
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.wire.allocation import Allocation, allocation_nodes
from simulator.systems.netvisor.wire.dimension import dimension_nodes, dimensions
from simulator.systems.netvisor.wire.figures import amount, comma, day, finnish, percent, whole
from simulator.systems.netvisor.wire.vat import NO_VAT, SALES, shown_code, vat
from simulator.systems.netvisor.wire.voucher_types import VoucherType, by_full_name, kept_as
from simulator.systems.netvisor.wire.xml import Element, Node, leaf

MOST_LINES: Final = 5000
LONGEST_TEXT: Final = 255


class VatAccounts(NamedTuple):
    """Accounts that the system itself posts to in gross calculation."""

    sales: str
    purchases: str
    rounding: str


class Given(NamedTuple):
    """What a message says of a voucher; None and empty where it says nothing."""

    on: date | None
    number: int | None
    text: str | None
    kind: VoucherType | None
    lines: tuple[LedgerLine, ...]
    is_gross: bool


def given(root: Element) -> tuple[Element, Given]:
    """Return the voucher element of a message and what it says. Raises Refusal for what cannot be read."""
    voucher = root.child("voucher")
    if voucher is None:
        raise invalid("XML message validation failed: element voucher is missing")
    elements = list(voucher.every("voucherline"))
    if len(elements) > MOST_LINES:
        raise Refusal("INVALID_DATA_SIZE", f"A voucher has at most {MOST_LINES} lines, this has {len(elements)}")
    when, kind = voucher.said("voucherdate"), voucher.said("voucherclass")
    number = voucher.said("number") or voucher.said("vouchernumber")
    description = voucher.child("description")
    mode = voucher.said("calculationmode").lower()
    if mode not in ("", "net", "gross"):
        raise invalid(f"Calculation mode is net or gross, not {mode[:40]!r}")
    return voucher, Given(
        on=day(when, "Voucher date") if when else None,
        number=whole(number, "Voucher number") if number else None,
        text=None if description is None else description.text[:LONGEST_TEXT],
        kind=by_full_name(kind) if kind else None,
        lines=tuple(line(one) for one in elements),
        is_gross=mode == "gross",
    )


def complete(voucher: Element, said: Given) -> tuple[date, VoucherType]:
    """Return the day and type of a new voucher. Raises Refusal where something compulsory is missing."""
    if not voucher.said("calculationmode"):
        raise invalid("Calculation mode is missing; it is net or gross")
    if said.on is None:
        raise invalid("Voucher date is missing")
    if said.kind is None:
        raise invalid("Voucher class is missing")
    if not said.lines:
        raise invalid("A voucher has at least one voucher line")
    return said.on, said.kind


def line(element: Element) -> LedgerLine:
    """Return one line as it is written, before anything is added for tax."""
    said = {child.name: child for child in reversed(element.children)}  # of two by one name the first counts
    account, written, text = said.get("accountnumber"), said.get("linesum"), said.get("description")
    if account is None or not account.text:
        raise invalid("Account number is missing on a voucher line")
    rate = vat(said.get("vatpercent"))
    return LedgerLine(
        account=account.text[:20],
        amount=amount("" if written is None else written.text, "Line sum"),
        text="" if text is None else text.text[:LONGEST_TEXT],
        vat_code=rate.code,
        vat_percent=rate.percent,
        dimensions=dimensions(element) if "dimension" in said else (),
    )


def on_net_basis(lines: Sequence[LedgerLine], accounts: VatAccounts, most_rounding: Money) -> tuple[LedgerLine, ...]:
    """Return gross lines as net ones, with the lines that the system adds: the tax, and a small rounding difference."""
    added: list[LedgerLine] = []
    for one in lines:
        added += _split(one, accounts)
    difference = total(one.amount for one in added)
    small = max(difference, -difference)
    if not difference.is_zero and small <= most_rounding:
        added.append(LedgerLine(account=accounts.rounding, amount=-difference, text="Pyöristys", vat_code=NO_VAT.code))
    return tuple(added)


def checked_balance(lines: Iterable[LedgerLine]) -> None:
    """Refuse lines whose sides differ (assumed: Netvisor may hold such vouchers, a sandbox that balances does not)."""
    difference = Money(sum(one.amount.cents for one in lines))
    if not difference.is_zero:
        raise invalid(f"Voucher does not balance: the sum of its lines is {comma(difference)}, expected 0,00")


def _split(gross: LedgerLine, accounts: VatAccounts) -> list[LedgerLine]:
    if not gross.vat_percent:
        return [gross]
    tax = vat_in_gross(gross.amount, gross.vat_percent)
    net = gross.amount - tax
    account = accounts.sales if gross.vat_code in SALES else accounts.purchases
    return [_with(gross, gross.account, net, gross.vat_code), _with(gross, account, tax, NO_VAT.code)]


def _with(one: LedgerLine, account: str, value: Money, code: str) -> LedgerLine:
    rate = one.vat_percent if code != NO_VAT.code else NO_VAT.percent
    return LedgerLine(account, value, one.text, code, rate, one.dimensions)


Allocated = Callable[[int], list[Allocation]]
"""Tells what a line, by its key, is set against."""


def voucher_node(
    voucher: LedgerVoucher, *, invoice_key: int, with_class_key: bool, allocated: Allocated | None = None
) -> Node:
    """Return a voucher of the ledger; ``with_class_key`` is the newer of the two generations of answers.

    With ``allocated`` its lines tell what they are set against.
    """
    kind = kept_as(voucher.kind)
    attributes = {"netvisorkey": str(kind.key)} if with_class_key else {}
    is_valid = voucher.state is VoucherState.VALID
    lines = (_line_node(voucher.first_line + place, one, allocated) for place, one in enumerate(voucher.lines))
    linked = leaf("LinkedSourceNetvisorKey", invoice_key or "", **{"type": "salesinvoice" if invoice_key else ""})
    return Node(
        "Voucher",
        leaf("NetvisorKey", voucher.voucher_id),
        leaf("VoucherDate", finnish(voucher.on)),
        leaf("VoucherNumber", voucher.number),
        leaf("VoucherDescription", voucher.text),
        leaf("VoucherClass", f"{kind.abbreviation} {kind.name}", **attributes),
        linked,
        leaf("VoucherNetvisorURI", f"https://www.netvisor.fi/voucher?id={voucher.voucher_id}"),
        *lines,
        Status="valid" if is_valid else "invalidated",
    )


def _line_node(key: int, one: LedgerLine, allocated: Allocated | None) -> Node:
    return Node(
        "VoucherLine",
        leaf("NetvisorKey", key),
        leaf("LineSum", comma(one.amount)),
        leaf("Description", one.text),
        leaf("AccountNumber", one.account),
        leaf("VatPercent", percent(one.vat_percent)),
        leaf("VatCode", shown_code(one.vat_code)),
        *dimension_nodes(one.dimensions),
        *(allocation_nodes(one.amount, allocated(key)) if allocated else ()),
    )
