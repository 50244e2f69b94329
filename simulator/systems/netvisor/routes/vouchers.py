"""Vouchers: import, edit, invalidate and read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from msgspec import json

from simulator.core.chart import LedgerAccount
from simulator.core.errors import NotFound, PeriodLocked
from simulator.core.filing import LAST, by_instant
from simulator.core.ledger import LedgerLine, LedgerVoucher, VoucherState
from simulator.core.money import Money
from simulator.core.sales import InvoicePayment
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.routes.allocations import allocations_of
from simulator.systems.netvisor.routes.generation import has_key
from simulator.systems.netvisor.wire import voucher as wire
from simulator.systems.netvisor.wire.attachment import attachments
from simulator.systems.netvisor.wire.envelope import answered, inserted
from simulator.systems.netvisor.wire.figures import whole
from simulator.systems.netvisor.wire.query import Asked
from simulator.systems.netvisor.wire.voucher_types import TYPES, kept_as
from simulator.systems.netvisor.wire.xml import Node, read
from simulator.world import books, books_register
from simulator.world.world import World

MOST_KEYS: Final = 500
MOST_INVALIDATED: Final = 100
LONGEST_COMMENT: Final = 255
VALID, ALL, INVALIDATED = "2", "1", "3"


def add_voucher(call: Call) -> Reply:
    """Import one voucher; in gross calculation the lines for tax and rounding are added."""
    element, said = wire.given(read(call.request.body))
    on, kind = wire.complete(element, said)
    lines = _lines(call.world, said)
    check_vat_open(call.world, on, lines)
    _name_dimensions(call, lines)
    attached = attachments(element.child("voucherattachments"), "voucherattachment")
    kept = json.encode(attached) if attached else b""
    new = books.NewVoucher(kind.kept_as, on, lines, said.text or "", number=said.number or 0, document=kept)
    return inserted(call.world.now, _posted(lambda: books.post(call.world, NAME, new)).voucher_id)


def edit_voucher(call: Call) -> Reply:
    """Replace the head of a voucher, and its lines where there are any."""
    element, said = wire.given(read(call.request.body))
    known = books.find(call.world, NAME, whole(element.said("netvisorkey"), "netvisorkey"))
    lines = _lines(call.world, said) if said.lines else known.lines
    on = said.on or known.on
    check_vat_open(call.world, on, (*lines, *known.lines))
    _name_dimensions(call, lines)
    kind = said.kind.kept_as if said.kind else known.kind
    text = known.text if said.text is None else said.text
    new = books.NewVoucher(kind, on, lines, text, document=known.document)
    _posted(lambda: books.edit(call.world, NAME, known.voucher_id, new))
    return answered(call.world.now)


def invalidate_vouchers(call: Call) -> Reply:
    """Let up to a hundred vouchers count no more: all of them or none."""
    asked = read(call.request.body).child("invalidatevouchers")
    if asked is None:
        raise invalid("XML message validation failed: element invalidatevouchers is missing")
    keys = [whole(one.text, "invalidatevoucher") for one in asked.every("invalidatevoucher")]
    comment = asked.said("comment")
    if not keys:
        raise invalid("No voucher to invalidate is given")
    if len(keys) > MOST_INVALIDATED or len(comment) > LONGEST_COMMENT:
        raise Refusal("INVALID_DATA_SIZE", f"At most {MOST_INVALIDATED} vouchers and {LONGEST_COMMENT} characters")
    for key in keys:
        known = books.find(call.world, NAME, key)
        check_vat_open(call.world, known.on, known.lines)
        books.invalidate(call.world, NAME, key, comment=comment)
    return answered(call.world.now)


def ledger(call: Call) -> Reply:
    """List vouchers by key, by day or by when they were last changed."""
    asked = Asked(call.request)
    found = [one for one in _asked_for(call.world, asked) if _is_wanted(one, asked)]
    with_key = has_key(call, "voucherClass")
    allocated = partial(allocations_of, call.world) if asked.is_on("includetransactionallocations") else None
    nodes = (
        wire.voucher_node(one, invoice_key=_invoice_of(call.world, one), with_class_key=with_key, allocated=allocated)
        for one in found
    )
    return answered(call.world.now, Node("Vouchers", *nodes))


def check_vat_open(world: World, on: date, lines: tuple[LedgerLine, ...]) -> None:
    """Refuse lines with tax on a day whose tax was declared."""
    locked = books.company(world, NAME).vat_locked
    if locked is not None and on <= locked and any(line.vat_percent for line in lines):
        raise PeriodLocked(on, f"value added tax is locked until {locked}; post on a later day")


def _lines(world: World, said: wire.Given) -> tuple[LedgerLine, ...]:
    lines = said.lines
    if said.is_gross:
        company = books.company(world, NAME)
        lines = wire.on_net_basis(
            lines,
            wire.VatAccounts(
                sales=company.account(LedgerAccount.VAT_PAYABLE),
                purchases=company.account(LedgerAccount.VAT_RECEIVABLE),
                rounding=company.account(LedgerAccount.ROUNDING),
            ),
            Money(world.policy.netvisor_rounding_cents, company.currency),
        )
    wire.checked_balance(lines)
    return lines


def _posted(post: Callable[[], LedgerVoucher]) -> LedgerVoucher:
    try:
        return post()
    except NotFound as error:
        if error.what != "account":
            raise
        raise invalid(f"Account not found with account number: {error.name}") from error


def _name_dimensions(call: Call, lines: tuple[LedgerLine, ...]) -> None:
    """Make sure that the dimensions of ``lines`` exist: items are created, headers are not."""
    only_existing = Asked(call.request).is_on("useonlyexistingdimensions")
    for line in lines:
        for name, item in line.dimensions:
            books_register.dimension_item(call.world, NAME, name, item, create=not only_existing)


def _asked_for(world: World, asked: Asked) -> list[LedgerVoucher]:
    keys = asked.numbers("netvisorkeylist", MOST_KEYS)
    one = asked.number("netvisorkey")
    if one is not None:
        keys = [one, *keys]
    if keys:
        found = (world.look(LedgerVoucher, f"{NAME}/voucher/{key}") for key in keys)
        return [voucher for voucher in found if voucher is not None]
    first, last = asked.date("startdate"), asked.date("enddate")
    if first and last:
        return books.vouchers_between(world, NAME, first, last)
    changed = asked.moment("changedsince") or asked.moment("lastmodifiedstart")
    if changed is None:
        raise invalid("Give netvisorkey, netvisorkeylist, startdate and enddate, changedsince or lastmodifiedstart")
    until = asked.moment("lastmodifiedend", end=True)
    high = by_instant(NAME, until) if until else f"{NAME}/{LAST}"
    return books.vouchers_changed(world, NAME, by_instant(NAME, changed), high)


def _is_wanted(voucher: LedgerVoucher, asked: Asked) -> bool:
    if asked.number("netvisorkey") or asked.text("netvisorkeylist"):
        return True
    return _has_status(voucher, asked) and _has_account(voucher, asked) and _has_type(voucher, asked)


def _has_status(voucher: LedgerVoucher, asked: Asked) -> bool:
    wanted = asked.text("voucherstatus") or VALID
    return wanted == ALL or (wanted == INVALIDATED) == (voucher.state is VoucherState.INVALIDATED)


def _has_account(voucher: LedgerVoucher, asked: Asked) -> bool:
    low, high = asked.number("accountnumberstart"), asked.number("accountnumberend")
    if low is None and high is None:
        return True
    numbers = (int(line.account) for line in voucher.lines if line.account.isdigit())
    return any((low or 0) <= number <= (high or 10**15) for number in numbers)


def _has_type(voucher: LedgerVoucher, asked: Asked) -> bool:
    key = asked.number("vouchertype")
    return key is None or kept_as(voucher.kind) in [one for one in TYPES if one.key == key]


def _invoice_of(world: World, voucher: LedgerVoucher) -> int:
    """Return the key of the invoice that a voucher was made for, 0 when there is none."""
    what, _, key = voucher.source.partition("/")
    if what == "invoice":
        return int(key)
    if what == "payment":
        paid = world.look(InvoicePayment, f"{NAME}/payment/{key}")
        return 0 if paid is None else paid.invoice_id
    return 0
