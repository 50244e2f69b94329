"""An invoice's voucher counts from approval on, and only as long as the approval stands."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.core.errors import Conflict, PeriodLocked
from simulator.core.ledger import VoucherState
from simulator.core.money import Money
from simulator.core.sales import InvoiceStage, SalesInvoice
from simulator.world import books, books_approval, books_payments, books_register, books_sales
from simulator.world.books_approval import Page
from simulator.world.books_payments import NewPayment
from simulator.world.books_register import NewCustomer
from simulator.world.books_sales import NewInvoice, Sale
from simulator.world.store import Store
from simulator.world.versions import next_version
from simulator.world.world import World
from tests.tries import tries
from tests.world.ledger import OPEN_DAY, SYSTEM, check, opened, standing
from tests.world.specimens import STORES, a_store

BOOKED = {"1701": 125_50, "2939": -25_50, "3000": -100_00}


def said(world: World, net: int = 100_00, vat: int = 25_50) -> tuple[NewInvoice, Page]:
    if not books_register.customers(world, SYSTEM):
        books_register.add_customer(world, SYSTEM, NewCustomer("Made-up Buyer"))
    entry = books_sales.sales_entry(world, SYSTEM, [Sale("3000", Money(net), Money(vat))])
    total = Money(net + vat)
    return NewInvoice(1, OPEN_DAY, OPEN_DAY, OPEN_DAY, total, entry, "1701", accepts_partial=True), Page(entry, b"{}")


def drafted(world: World) -> SalesInvoice:
    return books_approval.draft(world, SYSTEM, *said(world))


def paid(cents: int) -> NewPayment:
    return NewPayment(Money(cents), OPEN_DAY, "1910")


def test_a_draft_has_a_number_and_a_voucher_that_moves_no_account(store: Store) -> None:
    with opened(store).world() as world:
        kept = drafted(world)
        assert (kept.number, kept.stage) == (1, InvoiceStage.UNSENT)
        assert books.find(world, SYSTEM, kept.voucher_id).state is VoucherState.DRAFT
        assert standing(world) == {}
        books_approval.approve(world, SYSTEM, kept.invoice_id, "NOT_SENT")
        assert standing(world) == BOOKED


def test_a_new_page_is_a_new_voucher_and_none_keeps_the_old_one(store: Store) -> None:
    with opened(store).world() as world:
        kept = drafted(world)
        new, page = said(world, 200_00, 51_00)
        same = books_approval.change(world, SYSTEM, kept.invoice_id, said(world)[0], None)
        assert same.voucher_id == kept.voucher_id
        other = books_approval.change(world, SYSTEM, kept.invoice_id, new, page)
        assert other.voucher_id != kept.voucher_id
        assert [one.voucher_id for one in books.vouchers(world, SYSTEM)] == [other.voucher_id]
        assert other.number == kept.number
        books_approval.approve(world, SYSTEM, kept.invoice_id, "NOT_SENT")
        assert standing(world) == {"1701": 251_00, "2939": -51_00, "3000": -200_00}


def test_what_is_paid_on_an_invoice_keeps_its_label_and_holds_its_approval(store: Store) -> None:
    with opened(store).world() as world:
        kept = drafted(world)
        with pytest.raises(Conflict):
            books_approval.pay(world, SYSTEM, kept.invoice_id, paid(25_50))
        books_approval.approve(world, SYSTEM, kept.invoice_id, "NOT_SENT")
        books_approval.send(world, SYSTEM, kept.invoice_id, "SENT")
        payment = books_approval.pay(world, SYSTEM, kept.invoice_id, paid(125_50))
        assert books_sales.invoice(world, SYSTEM, kept.invoice_id).label == "SENT"
        for refused in (books_approval.reopen, books_approval.cancel):
            with pytest.raises(Conflict):
                refused(world, SYSTEM, kept.invoice_id)
        books_approval.unpay(world, SYSTEM, payment)
        assert books_sales.invoice(world, SYSTEM, kept.invoice_id).label == "SENT"
        assert standing(world) == BOOKED
        check(world)


def test_a_locked_day_holds_every_stage(store: Store) -> None:
    with opened(store).world() as world:
        kept = drafted(world)
        books.lock(world, SYSTEM, OPEN_DAY)
        with pytest.raises(PeriodLocked):
            books_approval.approve(world, SYSTEM, kept.invoice_id, "NOT_SENT")
        with pytest.raises(PeriodLocked):
            books_approval.cancel(world, SYSTEM, kept.invoice_id)


def test_versions_never_repeat_although_the_clock_stands(store: Store) -> None:
    with opened(store).world() as world:
        kept = drafted(world)
        versions = [kept.changed]
        versions.append(books_approval.approve(world, SYSTEM, kept.invoice_id, "NOT_SENT").changed)
        versions.append(books_approval.reopen(world, SYSTEM, kept.invoice_id).changed)
        books_approval.approve(world, SYSTEM, kept.invoice_id, "NOT_SENT")
        books_approval.pay(world, SYSTEM, kept.invoice_id, paid(1_00))
        versions.append(books_sales.invoice(world, SYSTEM, kept.invoice_id).changed)
        seconds = [version.replace(microsecond=0) for version in versions]
        assert seconds == sorted(set(seconds))
        assert next_version(world, world.now - timedelta(days=1)) == world.now


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=tries(25), deadline=None)
@given(steps=st.lists(st.sampled_from(["approve", "reopen", "send", "pay", "unpay", "cancel"]), max_size=12))
def test_any_order_of_steps_leaves_a_sound_book_that_says_what_counts(kind: str, steps: list[str]) -> None:
    with a_store(kind) as store, opened(store).world() as world:
        number = drafted(world).invoice_id
        for step in steps:
            try:
                _take(world, number, step)
            except Conflict:
                continue
            finally:
                check(world)
            known = books_sales.invoice(world, SYSTEM, number)
            counts = known.stage in (InvoiceStage.OPEN, InvoiceStage.PAID)
            state = books.find(world, SYSTEM, known.voucher_id).state
            assert counts == (state is VoucherState.VALID)
            assert standing(world).get("1701", 0) == (known.open.cents if counts else 0)


def _take(world: World, number: int, step: str) -> None:
    match step:
        case "approve":
            books_approval.approve(world, SYSTEM, number, "NOT_SENT")
        case "send":
            books_approval.send(world, SYSTEM, number, "SENT")
        case "reopen":
            books_approval.reopen(world, SYSTEM, number)
        case "cancel":
            books_approval.cancel(world, SYSTEM, number)
        case "pay":
            books_approval.pay(world, SYSTEM, number, paid(60_00))
        case _:
            for payment in books_payments.payments_of(world, SYSTEM, number):
                books_approval.unpay(world, SYSTEM, payment.payment_id)
