"""Whatever is posted to an account, in whatever order: every cent is somewhere, once, and nowhere is less than none."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.core.account import PAYMENTS, Account, Entry, EntryKind, balance, cancelled_by, settled
from simulator.core.charges import ChargeKind
from simulator.core.debtor import DebtorKind
from simulator.core.interest import RateTerms
from simulator.core.money import Money
from tests.core.soundness import assert_sound, each

DUE = date(2025, 12, 1)
FAR = date(2028, 12, 31)
CHARGES = (ChargeKind.REMINDER, ChargeKind.DEMAND, ChargeKind.PLAN, ChargeKind.STANDARD_COMPENSATION, ChargeKind.COURT)
DAYS = st.integers(-40, 400).map(lambda days: DUE + timedelta(days))
CENTS = st.one_of(st.integers(1, 300_00), st.sampled_from([1, 100_00, 50_00]))
CLAIMS = st.builds(
    Account,
    capital=st.integers(0, 500_00).map(Money),
    due=st.just(DUE),
    terms=st.builds(
        RateTerms,
        st.sampled_from(DebtorKind),
        agreed_percent=st.sampled_from([None, Decimal(4), Decimal(16), Decimal(1000)]),
    ),
)
WHAT = st.sampled_from(["charge", "credit", "pay", "pay directly", "pay exactly", "write off", "settle"])
DEEDS = st.lists(st.tuples(WHAT, DAYS, CENTS), max_size=12)


def after(claim: Account, what: str, day: date, cents: int, name: str) -> Account:
    """Return ``claim`` after one deed, done as the world does it: once it is given up, nothing is charged any more."""
    ended = [entry.on for entry in claim.entries if entry.kind is EntryKind.WRITE_OFF]
    if ended and what in ("charge", "write off"):
        return claim
    if (ended and what == "credit") or what == "write off":
        day = max([day, *(entry.on for entry in claim.entries)])
    match what:
        case "charge":
            kind = CHARGES[cents % len(CHARGES)]
            return posted(claim, Entry(EntryKind.CHARGE, day, cents, kind.value))
        case "credit":
            return posted(claim, Entry(EntryKind.CREDIT, day, cents, name))
        case "write off":
            rest = balance(claim, day).open
            return posted(claim, Entry(EntryKind.WRITE_OFF, day, rest.total.cents, name, rest))
        case "settle":
            return settled(claim, day)
        case "pay exactly":
            cents = balance(claim, day).open.total.cents or cents
    kind = EntryKind.DIRECT_PAYMENT if what == "pay directly" else EntryKind.PAYMENT
    payment = Entry(kind, day, cents, name)
    return posted(claim, *cancelled_by(claim, payment, kept_until=lambda paid: paid + timedelta(1)), payment)


def posted(claim: Account, *entries: Entry) -> Account:
    return replace(claim, entries=(*claim.entries, *entries))


def played(claim: Account, deeds: list[tuple[str, date, int]]) -> Account:
    for place, (what, day, cents) in enumerate(deeds):
        claim = after(claim, what, day, cents, str(place))
    return claim


@given(CLAIMS, DEEDS)
def test_every_cent_is_somewhere_once_after_every_deed(claim: Account, deeds: list[tuple[str, date, int]]) -> None:
    for place, (what, day, cents) in enumerate(deeds):
        claim = after(claim, what, day, cents, str(place))
        for to in (day, FAR):
            assert_sound(claim, balance(claim, to))


@given(CLAIMS, DEEDS, DAYS)
def test_making_splits_final_moves_no_money(claim: Account, deeds: list[tuple[str, date, int]], day: date) -> None:
    claim = played(claim, deeds)
    final = settled(claim, day)
    assert settled(final, FAR) == final
    for to in (day, FAR):
        before, now = balance(claim, to), balance(final, to)
        assert (before.open, before.claimed, before.written_off) == (now.open, now.claimed, now.written_off)
        assert (before.splits, before.overpaid) == (now.splits, now.overpaid)
        assert (before.credited, before.excess_credit) == (now.credited, now.excess_credit)


@given(CLAIMS, DEEDS, DEEDS)
def test_a_final_split_never_changes(
    claim: Account, deeds: list[tuple[str, date, int]], later: list[tuple[str, date, int]]
) -> None:
    final = settled(played(claim, deeds), FAR)
    known = balance(final, FAR).splits
    for place, (what, day, cents) in enumerate(later, start=len(deeds)):
        final = after(final, what, day, cents, str(place))
        assert known.items() <= balance(final, FAR).splits.items()


@given(CLAIMS, DEEDS)
def test_nothing_is_left_over_as_long_as_anything_is_open(claim: Account, deeds: list[tuple[str, date, int]]) -> None:
    claim = played(claim, deeds)
    now = balance(claim, FAR)
    unsettled = [entry.name for entry in claim.entries if entry.kind in PAYMENTS and entry.fixed is None]
    if any(now.overpaid[name].is_positive for name in unsettled):
        assert now.open.total.is_zero


@given(CLAIMS, DEEDS, st.data())
def test_unsettled_payments_come_to_the_same_in_whatever_order_they_arrive(
    claim: Account, deeds: list[tuple[str, date, int]], data: st.DataObject
) -> None:
    by_day = {day: (what, day, cents) for what, day, cents in deeds if what.startswith("pay") or what == "charge"}
    kinds = {"charge": EntryKind.CHARGE, "pay directly": EntryKind.DIRECT_PAYMENT}
    entries = [
        Entry(kinds.get(what, EntryKind.PAYMENT), day, cents, CHARGES[0] if what == "charge" else day.isoformat())
        for what, day, cents in by_day.values()
    ]
    shuffled = data.draw(st.permutations(entries))
    assert balance(posted(claim, *entries), FAR) == balance(posted(claim, *shuffled), FAR)


@given(CLAIMS, DEEDS, DAYS)
def test_paying_exactly_what_is_open_closes(claim: Account, deeds: list[tuple[str, date, int]], day: date) -> None:
    claim = played(claim, deeds)
    last = max([day, *(entry.on for entry in claim.entries)])
    owed = balance(claim, last).open.total
    paid = posted(claim, Entry(EntryKind.PAYMENT, last, owed.cents, "last"))
    now = balance(paid, FAR)
    assert now.open.total.is_zero
    assert now.overpaid["last"].is_zero


@given(CLAIMS, DEEDS, CENTS)
def test_a_further_payment_never_leaves_more_open(
    claim: Account, deeds: list[tuple[str, date, int]], cents: int
) -> None:
    claim = played(claim, deeds)
    before = balance(claim, FAR).open
    for day in (DUE - timedelta(30), DUE + timedelta(30), FAR):
        now = balance(posted(claim, Entry(EntryKind.PAYMENT, day, cents, "more")), FAR).open
        assert all(less <= more for less, more in zip(each(now), each(before), strict=True))


@given(CLAIMS, DEEDS, DAYS)
@settings(max_examples=settings().max_examples // 2)
def test_interest_never_falls_from_one_day_to_the_next(
    claim: Account, deeds: list[tuple[str, date, int]], day: date
) -> None:
    claim = played(claim, deeds)
    assert balance(claim, day).open.interest <= balance(claim, day + timedelta(1)).open.interest
