"""The picture of a life is drawn from the account: it stays in its frame and ends with what is open."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from simulator.core.account import Account, Entry, EntryKind
from simulator.core.charges import ChargeKind
from simulator.core.debtor import DebtorKind
from simulator.core.interest import RateTerms
from simulator.core.lifecycle import Stage
from simulator.core.money import Money
from simulator.core.receivable import InvoiceType, Receivable
from simulator.dashboard.drawing import HEIGHT, LEFT, RIGHT, WIDTH, Picture, draw
from simulator.dashboard.history import MOST_DAYS, Moment, Tone, days, moments, open_on, opened
from simulator.dashboard.sums import BAR_WIDTH, Sum, bar
from simulator.world.posting import balance_of
from simulator.world.timeline import real_now

DATED = date(2026, 1, 5)
CENTS = st.integers(1, 5_000_00)


def receivable(cents: int, entries: tuple[Entry, ...] = ()) -> Receivable:
    """Return a consumer's invoice, made up, with an account of these entries."""
    return Receivable(
        key="1001/1",
        client_id=1001,
        number=1,
        type=InvoiceType.INVOICE,
        dated=DATED,
        due=DATED + timedelta(days=14),
        currency="EUR",
        reference="",
        reference_key="",
        debtor_name="Made-up Buyer",
        debtor_key="",
        account=Account(
            capital=Money(cents),
            due=DATED + timedelta(days=14),
            terms=RateTerms(debtor=DebtorKind.CONSUMER),
            entries=entries,
        ),
        received=real_now().replace(year=2026, month=1, day=5),
        stage=Stage.DISTRIBUTED,
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[Receivable, date]:
    """Return a claim with charges, credits and payments in any order, and a day on or after the last of them."""
    entries: list[Entry] = []
    day = DATED
    for place in range(draw(st.integers(0, 8))):
        day += timedelta(days=draw(st.integers(1, 200)))
        kind = draw(st.sampled_from([EntryKind.CHARGE, EntryKind.PAYMENT, EntryKind.CREDIT]))
        name = ChargeKind.REMINDER if kind is EntryKind.CHARGE else str(place)
        entries.append(Entry(kind, day, draw(CENTS), name))
    of = receivable(draw(CENTS), tuple(entries))
    return of, day + timedelta(days=draw(st.integers(0, 3000)))


def picture_of(of: Receivable, today: date) -> Picture | None:
    return draw([opened(day, open_on(of, day)) for day in days(of, today)], moments(of, today, (), ()), today)


@given(lives())
def test_the_history_ends_with_what_is_open_today(life: tuple[Receivable, date]) -> None:
    of, today = life
    assert open_on(of, today) == balance_of(of, today).open
    shown = days(of, today)
    assert (shown[0], shown[-1]) == (DATED, today)
    assert shown == sorted(set(shown))
    assert len(shown) <= MOST_DAYS + 1


@given(lives())
def test_everything_is_inside_the_frame(life: tuple[Receivable, date]) -> None:
    picture = picture_of(*life)
    assert picture is not None
    corners = [(float(x), float(y)) for band in picture.bands for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", band.path)]
    assert corners
    assert all(LEFT <= x <= WIDTH - RIGHT and picture.top - 0.1 <= y <= picture.bottom for x, y in corners)
    assert all(LEFT <= mark.x <= WIDTH - RIGHT and 10 < mark.y < picture.top for mark in picture.marks)
    assert all(LEFT <= tick.at <= WIDTH - RIGHT for tick in picture.dates)
    assert [tick.at for tick in picture.amounts] == sorted((tick.at for tick in picture.amounts), reverse=True)
    assert 2 <= len(picture.amounts) <= 6
    assert 1 <= len(picture.dates) <= 12
    assert picture.height == HEIGHT


@given(lives())
def test_marks_are_numbered_by_day_and_hold_everything_that_happened(life: tuple[Receivable, date]) -> None:
    picture = picture_of(*life)
    assert picture is not None
    on = [mark.on for mark in picture.marks]
    assert on == sorted(set(on))
    assert [mark.number for mark in picture.marks] == list(range(1, len(on) + 1))
    assert sum(len(mark.moments) for mark in picture.marks) == len(moments(*life, (), ()))


def test_a_claim_steps_down_on_the_day_it_is_paid_and_not_before() -> None:
    paid_on = DATED + timedelta(days=10)
    of = receivable(100_00, (Entry(EntryKind.PAYMENT, paid_on, 40_00, "1"),))
    assert open_on(of, paid_on - timedelta(days=1)).capital == Money(100_00)
    assert open_on(of, paid_on).capital == Money(60_00)
    assert {paid_on - timedelta(days=1), paid_on} <= set(days(of, paid_on + timedelta(days=2000)))


def test_a_due_date_to_come_is_marked_as_such_and_today_is_drawn_before_it() -> None:
    of = receivable(100_00)
    (due,) = [one for one in moments(of, DATED, (), ()) if one.what == "due date"]
    assert due.coming
    picture = picture_of(of, DATED)
    assert picture is not None
    assert picture.now is not None
    assert LEFT < picture.now < picture.marks[-1].x


def test_a_claim_that_never_owed_anything_has_no_picture() -> None:
    assert draw([], [], DATED) is None
    nothing = opened(DATED, open_on(receivable(0), DATED))
    assert draw([nothing], [Moment(on=DATED, what="handed in", tone=Tone.WAY)], DATED) is None


@given(st.tuples(CENTS, st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12)))
def test_the_parts_of_a_bar_fill_it(cents: tuple[int, int, int, int]) -> None:
    paid, still_open, given_up, credited = (Decimal(each) / 100 for each in cents)
    of = Sum(
        currency="EUR",
        receivables=1,
        claimed=paid + still_open + given_up + credited,
        paid=paid,
        open=still_open,
        written_off=given_up,
        credited=credited,
    )
    segments = bar(of)
    assert abs(sum(segment.width for segment in segments) - BAR_WIDTH) < 1
    assert sum(segment.amount for segment in segments) == of.claimed
    assert all(0 <= segment.x <= BAR_WIDTH for segment in segments)


def test_a_bar_of_nothing_is_empty() -> None:
    zero = Decimal(0)
    of = Sum(currency="EUR", receivables=0, claimed=zero, paid=zero, open=zero, written_off=zero, credited=zero)
    assert bar(of) == []
