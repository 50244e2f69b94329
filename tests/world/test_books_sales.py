"""Invoices are booked when they are open; payments close them, once each, and leave no trace when they are deleted."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.core.errors import AlreadyExists, Conflict, InvalidValue, NotFound, PeriodLocked
from simulator.core.ledger import LedgerLine, VoucherState
from simulator.core.money import Money
from simulator.core.sales import InvoicePayment, InvoiceStage, Removed
from simulator.world import books, books_payments, books_register, books_sales
from simulator.world.books_payments import Difference, NewPayment
from simulator.world.books_register import NewCustomer, NewProduct
from simulator.world.books_sales import NewInvoice, Sale
from simulator.world.store import Store
from simulator.world.world import World
from tests.tries import tries
from tests.world.ledger import OPEN_DAY, SYSTEM, check, invoice, opened, standing
from tests.world.specimens import STORES, a_store

BOOKED = {"1701": 125_50, "2939": -25_50, "3000": -100_00}


def paid(cents: int, invoice_id: int = 1, *, external: str = "", on: date = OPEN_DAY) -> NewPayment:
    return NewPayment(Money(cents), on, "1910", invoice_id, payer="Made-up Payer", external=external)


def new_invoice(world: World, stage: InvoiceStage, *, number: int = 0, cents: int = 10_00) -> NewInvoice:
    if not books_register.customers(world, SYSTEM):
        books_register.add_customer(world, SYSTEM, NewCustomer("Made-up Buyer"))
    entry = books_sales.sales_entry(world, SYSTEM, [Sale("3000", Money(cents), Money(0))])
    return NewInvoice(1, OPEN_DAY, OPEN_DAY, OPEN_DAY, Money(cents), entry, "1701", number=number, stage=stage)


def test_an_open_invoice_is_booked_as_the_reference_says(store: Store) -> None:
    with opened(store).world() as world:
        kept = invoice(world)
        assert (kept.number, kept.open, kept.stage) == (1, Money(125_50), InvoiceStage.OPEN)
        assert standing(world) == BOOKED
        assert books.find(world, SYSTEM, kept.voucher_id).source == "invoice/1"


def test_a_payment_closes_its_invoice_and_moves_the_receivable_to_the_bank(store: Store) -> None:
    with opened(store).world() as world:
        invoice(world)
        books_payments.book(world, SYSTEM, paid(25_50))
        part = books_sales.invoice(world, SYSTEM, 1)
        assert (part.stage, part.open) == (InvoiceStage.OPEN, Money(100_00))
        books_payments.book(world, SYSTEM, paid(100_00))
        whole = books_sales.invoice(world, SYSTEM, 1)
        assert (whole.stage, whole.open) == (InvoiceStage.PAID, Money(0))
        assert standing(world) == {"1910": 125_50, "2939": -25_50, "3000": -100_00}
        assert [one.amount.cents for one in books_payments.payments_of(world, SYSTEM, 1)] == [25_50, 100_00]
        check(world)


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=tries(25), deadline=None)
@given(amounts=st.lists(st.integers(1, 200_00), min_size=1, max_size=5), data=st.data())
def test_a_deleted_payment_might_never_have_been(kind: str, amounts: list[int], data: st.DataObject) -> None:
    with a_store(kind) as store, opened(store).world() as world:
        invoice(world)
        for cents in amounts:
            books_payments.book(world, SYSTEM, paid(cents))
            check(world)
        assert books_sales.invoice(world, SYSTEM, 1).open == Money(125_50 - sum(amounts))
        for number in data.draw(st.permutations(range(1, len(amounts) + 1))):
            books_payments.delete_payment(world, SYSTEM, number)
            check(world)
        left = books_sales.invoice(world, SYSTEM, 1)
        assert (left.open, left.stage) == (left.total, InvoiceStage.OPEN)
        assert standing(world) == BOOKED
        assert books_payments.payments(world, SYSTEM) == []


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=tries(25), deadline=None)
@given(keys=st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=8))
def test_a_payment_is_never_booked_twice_under_one_external_key(kind: str, keys: list[str]) -> None:
    with a_store(kind) as store, opened(store).world() as world:
        invoice(world)
        first: dict[str, InvoicePayment] = {}
        for key in keys:
            booked = books_payments.book(world, SYSTEM, paid(10_00, external=key))
            assert first.setdefault(key, booked) == booked
        assert len(books_payments.payments(world, SYSTEM)) == len(first)
        assert standing(world)["1910"] == 10_00 * len(first)
        with pytest.raises(AlreadyExists, match="payment"):
            books_payments.book(world, SYSTEM, paid(11_00, external=keys[0]))
        check(world)


def test_a_payment_in_a_locked_period_changes_nothing(store: Store) -> None:
    ledger = opened(store)
    with ledger.world() as world:
        invoice(world)
        books_payments.book(world, SYSTEM, paid(10_00))
        books.lock(world, SYSTEM, date(2026, 1, 31))
    for forbidden in (paid(5_00), paid(5_00, 0)):
        with pytest.raises(PeriodLocked), ledger.world() as world:
            books_payments.book(world, SYSTEM, forbidden)
    with pytest.raises(PeriodLocked), ledger.world() as world:
        books_payments.delete_payment(world, SYSTEM, 1)
    with ledger.world() as world:
        assert books_sales.invoice(world, SYSTEM, 1).open == Money(115_50)
        assert [one.payment_id for one in books_payments.payments(world, SYSTEM)] == [1]
        check(world)


def test_a_payment_waits_unbooked_until_it_is_allocated(store: Store) -> None:
    with opened(store).world() as world:
        invoice(world)
        books_payments.book(world, SYSTEM, paid(125_49, 0))
        assert standing(world) == BOOKED
        cent = Difference("8570", Money(1))
        books_payments.allocate(world, SYSTEM, 1, 1, difference=cent)
        assert books_sales.invoice(world, SYSTEM, 1).stage is InvoiceStage.PAID
        assert standing(world) == {"1910": 125_49, "8570": 1, "2939": -25_50, "3000": -100_00}
        with pytest.raises(Conflict, match="allocated to invoice 1 already"):
            books_payments.allocate(world, SYSTEM, 1, 1)
        books_payments.delete_payment(world, SYSTEM, 1)
        assert standing(world) == BOOKED
        assert books_sales.invoice(world, SYSTEM, 1).open == Money(125_50)
        check(world)


def test_own_voucher_lines_take_the_place_of_those_of_the_payment(store: Store) -> None:
    with opened(store).world() as world:
        invoice(world)
        own = (LedgerLine("1889", Money(100_00)), LedgerLine("8600", Money(25_50)), LedgerLine("1701", Money(-125_50)))
        books_payments.book(world, SYSTEM, paid(125_50)._replace(lines=own))
        assert standing(world) == {"1889": 100_00, "8600": 25_50, "2939": -25_50, "3000": -100_00}


def test_more_than_was_open_leaves_a_paid_invoice_overpaid(store: Store) -> None:
    with opened(store).world() as world:
        invoice(world)
        books_payments.book(world, SYSTEM, paid(140_00))
        over = books_sales.invoice(world, SYSTEM, 1)
        assert (over.open, over.stage) == (Money(-14_50), InvoiceStage.PAID)


def test_a_credit_note_clears_as_much_as_the_smaller_side_and_moves_no_account(store: Store) -> None:
    with opened(store).world() as world:
        claim, note = invoice(world), invoice(world, -40_00, -10_20)
        before = standing(world)
        assert books_sales.match_credit_note(world, SYSTEM, note.invoice_id, claim.invoice_id) == Money(50_20)
        assert books_sales.invoice(world, SYSTEM, claim.invoice_id).open == Money(75_30)
        settled = books_sales.invoice(world, SYSTEM, note.invoice_id)
        assert (settled.open, settled.stage) == (Money(0), InvoiceStage.PAID)
        assert standing(world) == before
        with pytest.raises(InvalidValue):
            books_sales.match_credit_note(world, SYSTEM, note.invoice_id, claim.invoice_id)
        with pytest.raises(InvalidValue, match="a credit note and an invoice"):
            books_sales.match_credit_note(world, SYSTEM, claim.invoice_id, claim.invoice_id)


def test_an_unsent_invoice_is_booked_when_it_is_opened_and_a_draft_gets_its_number_then(store: Store) -> None:
    with opened(store).world() as world:
        draft = books_sales.add_invoice(world, SYSTEM, new_invoice(world, InvoiceStage.DRAFT))
        assert (draft.number, draft.voucher_id) == (0, 0)
        unsent = books_sales.set_stage(world, SYSTEM, draft.invoice_id, InvoiceStage.UNSENT, "unsent")
        assert (unsent.number, unsent.voucher_id, standing(world)) == (1, 0, {})
        ready = books_sales.set_stage(world, SYSTEM, draft.invoice_id, InvoiceStage.OPEN, "sent")
        assert (ready.label, standing(world)) == ("sent", {"1701": 10_00, "3000": -10_00})
        again = books_sales.set_stage(world, SYSTEM, draft.invoice_id, InvoiceStage.OPEN, "overdue")
        assert again.voucher_id == ready.voucher_id
        books_sales.set_stage(world, SYSTEM, draft.invoice_id, InvoiceStage.UNSENT, "unsent")
        assert standing(world) == {}


def test_an_invoice_that_is_called_paid_keeps_what_is_open_on_it(store: Store) -> None:
    with opened(store).world() as world:
        invoice(world)
        assert books_sales.set_stage(world, SYSTEM, 1, InvoiceStage.PAID, "paid").open == Money(125_50)


def test_an_edited_invoice_has_its_voucher_edited_along(store: Store) -> None:
    with opened(store).world() as world:
        kept = books_sales.add_invoice(world, SYSTEM, new_invoice(world, InvoiceStage.OPEN))
        changed = books_sales.edit_invoice(world, SYSTEM, 1, new_invoice(world, InvoiceStage.OPEN, cents=12_00))
        assert (changed.number, changed.voucher_id, changed.open) == (kept.number, kept.voucher_id, Money(12_00))
        assert standing(world) == {"1701": 12_00, "3000": -12_00}
        books_payments.book(world, SYSTEM, paid(2_00))
        with pytest.raises(Conflict, match="can no longer be changed"):
            books_sales.edit_invoice(world, SYSTEM, 1, new_invoice(world, InvoiceStage.OPEN))
        check(world)


def test_a_deleted_invoice_takes_its_voucher_with_it_unless_it_was_paid_on(store: Store) -> None:
    with opened(store).world() as world:
        invoice(world)
        books_payments.book(world, SYSTEM, paid(1))
        with pytest.raises(Conflict, match="has payments on it"):
            books_sales.delete_invoice(world, SYSTEM, 1)
        books_payments.delete_payment(world, SYSTEM, 1)
        books_sales.delete_invoice(world, SYSTEM, 1)
        assert standing(world) == {}
        assert {voucher.state for voucher in books.vouchers(world, SYSTEM)} == {VoucherState.INVALIDATED}
        assert [(one.what, one.number) for one in world.shelf.all(Removed)] == [("payment", 1), ("invoice", 1)]
        with pytest.raises(NotFound, match="invoice 1"):
            books_sales.invoice(world, SYSTEM, 1)


def test_what_lost_its_voucher_can_still_be_deleted_or_booked_anew(store: Store) -> None:
    with opened(store).world() as world:
        claim = invoice(world)
        payment = books_payments.book(world, SYSTEM, paid(25_50))
        for voucher_id in (claim.voucher_id, payment.voucher_id):
            books.invalidate(world, SYSTEM, voucher_id)
        assert standing(world) == {}
        books_payments.delete_payment(world, SYSTEM, payment.payment_id)
        again = books_sales.set_stage(world, SYSTEM, claim.invoice_id, InvoiceStage.OPEN, "open")
        assert again.voucher_id not in (claim.voucher_id, payment.voucher_id)
        assert standing(world) == BOOKED
        books.invalidate(world, SYSTEM, again.voucher_id)
        books_sales.delete_invoice(world, SYSTEM, claim.invoice_id)
        check(world)


def test_numbers_follow_the_highest_and_are_given_once(store: Store) -> None:
    with opened(store).world() as world:
        for wanted, given_ in ((0, 1), (2001, 2001), (0, 2002), (5, 5), (0, 2003)):
            kept = books_sales.add_invoice(world, SYSTEM, new_invoice(world, InvoiceStage.OPEN, number=wanted))
            assert kept.number == given_
        with pytest.raises(AlreadyExists, match="invoice 2001"):
            books_sales.add_invoice(world, SYSTEM, new_invoice(world, InvoiceStage.OPEN, number=2001))
        found = books_sales.invoice_numbered(world, SYSTEM, 5)
        assert found is not None
        assert found.invoice_id == 4


def test_an_invoice_for_nobody_or_on_no_account_is_refused(store: Store) -> None:
    with opened(store).world() as world:
        new = new_invoice(world, InvoiceStage.OPEN)
        with pytest.raises(NotFound, match="customer 7"):
            books_sales.add_invoice(world, SYSTEM, new._replace(customer_id=7))
        with pytest.raises(NotFound, match="account '0001'"):
            books_sales.add_invoice(world, SYSTEM, new._replace(receivable="0001"))
        with pytest.raises(InvalidValue, match="an amount other than zero"):
            books_payments.book(world, SYSTEM, paid(0, 0))
        with pytest.raises(NotFound, match="invoice 9"):
            books_payments.book(world, SYSTEM, paid(1, 9))


def test_registers_give_codes_and_refuse_those_that_are_taken(store: Store) -> None:
    with opened(store).world() as world:
        first = books_register.add_customer(world, SYSTEM, NewCustomer("Made-up Buyer", code="10001"))
        second = books_register.add_customer(world, SYSTEM, NewCustomer("Made-up Buyer"))
        assert (first.code, second.code) == ("10001", "10002")
        with pytest.raises(AlreadyExists, match="customer '10002'"):
            books_register.edit_customer(world, SYSTEM, first.customer_id, NewCustomer("Other", code="10002"))
        changed = books_register.edit_customer(world, SYSTEM, first.customer_id, NewCustomer("Other"))
        assert (changed.code, changed.name) == ("10001", "Other")
        work = books_register.add_product(world, SYSTEM, NewProduct("Work", Decimal("12.345"), code="W"))
        assert books_register.product_by_code(world, SYSTEM, "W") == work
        with pytest.raises(AlreadyExists, match="product 'W'"):
            books_register.add_product(world, SYSTEM, NewProduct("Work", Decimal(1), code="W"))
        (dimension,) = books_register.dimensions(world, SYSTEM)
        with pytest.raises(NotFound, match="'Turku'"):
            books_register.dimension_item(world, SYSTEM, dimension.name, "Turku", create=False)
        made = books_register.dimension_item(world, SYSTEM, dimension.name, "Turku", create=True)
        assert books_register.dimension_item(world, SYSTEM, dimension.name, "Turku", create=False) == made
