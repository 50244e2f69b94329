"""Every voucher balances, and what stands on the accounts is what the vouchers say."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.core.errors import Conflict, DomainError, InvalidValue, NotFound, PeriodLocked
from simulator.core.ledger import LedgerLine, VoucherState
from simulator.core.money import Money
from simulator.world import books
from simulator.world.books import NewVoucher
from simulator.world.store import Store
from tests.tries import tries
from tests.world.ledger import OPEN_DAY, SYSTEM, check, lines, memo, opened, standing
from tests.world.specimens import STORES, a_store

VECTORS = json.loads((Path(__file__).parents[1] / "core" / "vectors" / "journal_entries.json").read_text("utf-8"))
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
ACCOUNTS = st.sampled_from(["1910", "1701", "3000", "2947", "8600"])
SIDES = st.lists(st.tuples(ACCOUNTS, st.integers(-10_000, 10_000)), min_size=1, max_size=4)


def balanced(sides: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [*sides, ("9170", -sum(cents for _, cents in sides))]


VOUCHERS = st.lists(st.tuples(DAYS, SIDES.map(balanced)), min_size=1, max_size=6)


def test_a_voucher_moves_its_accounts_and_no_other(store: Store) -> None:
    ledger = opened(store)
    with ledger.world() as world:
        posted = books.post(world, SYSTEM, memo(("1910", 161_35), ("1889", -161_35)))
    with ledger.world() as world:
        assert books.find(world, SYSTEM, posted.voucher_id) == posted
        assert standing(world) == {"1910": 161_35, "1889": -161_35}
        assert books.balance(world, SYSTEM, "1910", OPEN_DAY).debit == Money(161_35)
        assert books.balance(world, SYSTEM, "1889", OPEN_DAY).credit == Money(161_35)
        assert books.balance(world, SYSTEM, "1910", date(2026, 1, 4)).balance.is_zero


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=tries(25), deadline=None)
@given(vouchers=VOUCHERS, on=DAYS)
def test_a_balance_is_the_fold_of_the_vouchers_up_to_any_day(
    kind: str, vouchers: list[tuple[date, list[tuple[str, int]]]], on: date
) -> None:
    with a_store(kind) as store, opened(store).world() as world:
        for day, sides in vouchers:
            books.post(world, SYSTEM, memo(*sides, on=day))
        check(world)
        for account, told in books.balances(world, SYSTEM, on):
            until = [cents for day, sides in vouchers if day <= on for one, cents in sides if one == account.number]
            assert told.debit.cents == sum(cents for cents in until if cents > 0)
            assert told.credit.cents == -sum(cents for cents in until if cents < 0)


@pytest.mark.parametrize("kind", STORES)
@settings(max_examples=tries(25), deadline=None)
@given(kept=VOUCHERS, day=DAYS, sides=SIDES.map(balanced), other=SIDES.map(balanced), moved=DAYS)
def test_a_voucher_that_was_invalidated_might_never_have_been(
    kind: str,
    kept: list[tuple[date, list[tuple[str, int]]]],
    day: date,
    sides: list[tuple[str, int]],
    other: list[tuple[str, int]],
    moved: date,
) -> None:
    with a_store(kind) as store, opened(store).world() as world:
        for on, each in kept:
            books.post(world, SYSTEM, memo(*each, on=on))
        before = [books.balances(world, SYSTEM, end) for end in (day, moved)]
        posted = books.post(world, SYSTEM, memo(*sides, on=day))
        books.edit(world, SYSTEM, posted.voucher_id, memo(*other, on=moved))
        check(world)
        ended = books.invalidate(world, SYSTEM, posted.voucher_id, comment="a mistake")
        assert ended.state is VoucherState.INVALIDATED
        assert [books.balances(world, SYSTEM, end) for end in (day, moved)] == before
        check(world)


@pytest.mark.parametrize("entry", VECTORS["entries"], ids=lambda entry: entry["id"])
def test_every_published_entry_can_be_posted_and_taken_back(entry: dict[str, Any]) -> None:
    sides = []
    for line in entry["lines"]:
        cents = Money.of(line["amount"]).cents
        number = VECTORS["accounts"][line["account"]]["kitsas"]
        sides.append((number, cents if line["side"] == "debit" else -cents))
    with a_store("memory") as store, opened(store).world() as world:
        posted = books.post(world, SYSTEM, memo(*sides))
        assert books.debits(posted.lines) == Money.of(entry["total"])
        check(world)
        books.invalidate(world, SYSTEM, posted.voucher_id)
        assert standing(world) == {}


REFUSED: list[tuple[NewVoucher, type[DomainError], str]] = [
    (memo(("1910", 100), ("3000", -99)), InvalidValue, "debits that equal credits"),
    (memo(), InvalidValue, "at least one line"),
    (memo(("1910", 100), ("0000", -100)), NotFound, "account '0000' is not known"),
    (NewVoucher("memo", OPEN_DAY, [LedgerLine("1910", Money(0, "SEK"))]), InvalidValue, "currency 'SEK'"),
    (memo(("1910", 100), ("3000", -100), on=date(2024, 12, 31)), PeriodLocked, "locked until 2024-12-31"),
    (memo(("1910", 100), ("3000", -100), on=date(2028, 1, 1)), PeriodLocked, "no fiscal year is open"),
]


@pytest.mark.parametrize(("wrong", "error", "message"), REFUSED)
def test_a_refused_voucher_changes_nothing(
    store: Store, wrong: NewVoucher, error: type[DomainError], message: str
) -> None:
    ledger = opened(store)
    with pytest.raises(error, match=message), ledger.world() as world:
        books.post(world, SYSTEM, wrong)
    with ledger.world() as world:
        assert (books.vouchers(world, SYSTEM), standing(world)) == ([], {})
        assert books.post(world, SYSTEM, memo(("1910", 1), ("3000", -1))).voucher_id == 1


def test_a_locked_day_takes_no_voucher_no_edit_and_no_invalidation(store: Store) -> None:
    ledger = opened(store)
    with ledger.world() as world:
        posted = books.post(world, SYSTEM, memo(("1910", 5), ("3000", -5)))
        books.lock(world, SYSTEM, OPEN_DAY)
        with pytest.raises(PeriodLocked, match="locked until 2026-01-05; post on a later day"):
            books.post(world, SYSTEM, memo(("1910", 5), ("3000", -5)))
        with pytest.raises(PeriodLocked, match="2026-01-05"):
            books.edit(world, SYSTEM, 1, memo(("1910", 6), ("3000", -6), on=date(2026, 2, 1)))
        with pytest.raises(PeriodLocked, match="2026-01-05"):
            books.invalidate(world, SYSTEM, 1)
        assert books.vouchers(world, SYSTEM) == [posted]
        assert standing(world) == {"1910": 5, "3000": -5}
        books.lock(world, SYSTEM, None)
        books.invalidate(world, SYSTEM, 1)
        assert standing(world) == {}


def test_an_invalidated_voucher_takes_no_more_changes(store: Store) -> None:
    with opened(store).world() as world:
        books.post(world, SYSTEM, memo(("1910", 5), ("3000", -5)))
        books.invalidate(world, SYSTEM, 1)
        with pytest.raises(Conflict, match="was invalidated"):
            books.invalidate(world, SYSTEM, 1)
        with pytest.raises(Conflict, match="was invalidated"):
            books.edit(world, SYSTEM, 1, memo(("1910", 6), ("3000", -6)))


def test_a_draft_need_not_balance_and_moves_nothing_until_it_is_valid(store: Store) -> None:
    with opened(store).world() as world:
        draft = memo(("1910", 5), ("3000", -4))._replace(state=VoucherState.DRAFT)
        books.post(world, SYSTEM, draft)
        assert standing(world) == {}
        with pytest.raises(InvalidValue, match="debits that equal credits"):
            books.edit(world, SYSTEM, 1, draft._replace(state=VoucherState.VALID))
        books.edit(world, SYSTEM, 1, memo(("1910", 5), ("3000", -5)))
        assert standing(world) == {"1910": 5, "3000": -5}


def test_numbers_run_by_kind_and_fiscal_year_and_lines_have_numbers_of_their_own(store: Store) -> None:
    with opened(store).world() as world:
        sides = (("1910", 5), ("3000", -5))
        posted = [
            books.post(world, SYSTEM, memo(*sides)),
            books.post(world, SYSTEM, memo(*sides)._replace(kind="sale")),
            books.post(world, SYSTEM, memo(*sides, on=date(2025, 6, 1))),
            books.post(world, SYSTEM, memo(*sides, number=7)),
            books.post(world, SYSTEM, memo(*sides)),
            books.post(world, SYSTEM, memo(*sides, number=3)),
        ]
        assert [voucher.number for voucher in posted] == [1, 1, 1, 7, 8, 3]
        assert [voucher.first_line for voucher in posted] == [1, 3, 5, 7, 9, 11]
        with pytest.raises(Conflict, match="memo voucher 3 exists already in 2026"):
            books.post(world, SYSTEM, memo(*sides, number=3))


@pytest.mark.parametrize("number", [-1, 10**12, 2**70])
def test_a_number_that_could_not_be_filed_is_refused(number: int) -> None:
    refusal = pytest.raises(InvalidValue, match="a whole number from 1 to 999999999999")
    with a_store("memory") as store, opened(store).world() as world, refusal:
        books.post(world, SYSTEM, memo(("1910", 5), ("3000", -5), number=number))


@pytest.mark.parametrize("on", [date.min, date.max])
def test_a_balance_can_be_asked_for_on_any_day_there_is(store: Store, on: date) -> None:
    with opened(store).world() as world:
        books.post(world, SYSTEM, memo(("1910", 5), ("3000", -5)))
        assert books.balance(world, SYSTEM, "1910", on).balance == Money(5 if on == date.max else 0)


def test_an_edit_keeps_the_numbers_of_lines_that_stay(store: Store) -> None:
    with opened(store).world() as world:
        first = memo(("1910", 5), ("3000", -5))
        books.post(world, SYSTEM, first)
        assert books.edit(world, SYSTEM, 1, first._replace(text="told anew")).first_line == 1
        assert books.edit(world, SYSTEM, 1, first._replace(lines=lines(("1910", 6), ("3000", -6)))).first_line == 3


def test_vouchers_are_found_by_day_and_after_a_key(store: Store) -> None:
    with opened(store).world() as world:
        for day in (date(2026, 3, 1), date(2026, 1, 1), date(2026, 2, 1)):
            books.post(world, SYSTEM, memo(("1910", 5), ("3000", -5), on=day))
        found = books.vouchers_between(world, SYSTEM, date(2026, 1, 1), date(2026, 2, 1))
        assert [voucher.voucher_id for voucher in found] == [2, 3]
        assert [voucher.voucher_id for voucher in books.vouchers(world, SYSTEM, above=1)] == [2, 3]
