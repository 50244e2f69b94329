"""The picture of a story stays in its frame, tells every event and request, and draws money as it was."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from simulator.certification.report.balances import MOST_LINES
from simulator.certification.report.picture import Picture, draw
from simulator.certification.report.requests import bars
from simulator.certification.report.time_scale import LEFT, RIGHT, WIDTH, time_scale
from simulator.certification.result import Exchange, Moment, StoryResult
from tests.certification.example import START, day, lost_answer, paid_late

INSTANTS = st.integers(0, 10 * 365 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))
CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
MOMENTS = st.builds(
    Moment,
    at=INSTANTS,
    invoice_number=st.integers(1, 9),
    kind=st.sampled_from(["submitted", "sent", "overdue", "payment booked", "closed: paid", "made up"]),
    amount=st.none() | CENTS,
    currency=st.sampled_from(["EUR", "SEK"]),
    open=st.none() | CENTS,
)
EXCHANGES = st.builds(
    Exchange,
    number=st.integers(1, 999),
    at=INSTANTS,
    method=st.just("GET"),
    path=st.just("/"),
    operation=st.none(),
    status=st.sampled_from([0, 200, 401, 503]),
    fault=st.none() | st.just("lost-answer"),
)
STORIES = st.builds(
    lambda moments, exchanges: msgspec.structs.replace(
        lost_answer(), lines=(), moments=tuple(moments), exchanges=tuple(exchanges)
    ),
    st.lists(MOMENTS, max_size=30),
    st.lists(EXCHANGES, max_size=30),
)


def drawn(story: StoryResult) -> Picture:
    picture = draw(story)
    assert picture is not None
    return picture


def heights(path: str) -> list[float]:
    return [float(found) for found in re.findall(r"V(-?[\d.]+)", path)]


@given(STORIES)
def test_everything_stays_in_the_frame(story: StoryResult) -> None:
    picture = draw(story)
    if picture is None:
        assert not story.moments
        assert not story.exchanges
        return
    xs = [mark.x for mark in picture.marks] + [bar.x for bar in picture.bars]
    assert all(LEFT <= x <= WIDTH - RIGHT for x in xs)
    for line in picture.lines:
        assert all(picture.top - 10 <= y <= picture.ground for y in heights(line.path))
    for bar in picture.bars:
        assert all(picture.ground <= part.y <= picture.bottom for part in bar.parts)
    assert picture.top <= picture.ground <= picture.bottom < picture.height


@given(STORIES)
def test_nothing_that_happened_is_left_out(story: StoryResult) -> None:
    picture = draw(story)
    told = "; ".join(text for mark in picture.marks for text in mark.told) if picture else ""
    assert all(each.kind in told and str(each.invoice_number) in told for each in story.moments)
    asked = sum(int(re.findall(r": (\d+) requests?,", bar.told)[0]) for bar in picture.bars) if picture else 0
    assert asked == len(story.exchanges)


@given(STORIES)
def test_marks_are_numbered_in_the_order_of_time(story: StoryResult) -> None:
    picture = draw(story)
    marks = picture.marks if picture else []
    assert [mark.number for mark in marks] == list(range(1, len(marks) + 1))
    assert [mark.at for mark in marks] == sorted(mark.at for mark in marks)


def test_a_line_stands_as_high_as_what_was_open() -> None:
    picture = drawn(paid_late())
    zero, fifty, hundred, most = (tick.at for tick in picture.amounts)
    assert [tick.text for tick in picture.amounts] == ["0", "50", "100", "150"]
    assert (zero, most) == (picture.ground, picture.top)
    assert heights(picture.lines[0].path)[0] == hundred
    assert heights(picture.lines[0].path)[-1] == zero
    assert (picture.lines[0].label, picture.lines[0].start, picture.lines[0].end) == (
        "invoice 1001 in EUR",
        "100.00",
        "0.00",
    )
    assert hundred < fifty < zero


def test_many_invoices_are_drawn_as_one_sum_for_each_currency() -> None:
    moments = [
        Moment(day(n), n, "submitted", Decimal(10), "SEK" if n % 2 else "EUR", Decimal(10))
        for n in range(MOST_LINES + 1)
    ]
    lines = drawn(msgspec.structs.replace(paid_late(), moments=tuple(moments))).lines
    assert [(line.label, line.start, line.end) for line in lines] == [
        ("all 6 invoices in EUR", "10.00", "30.00"),
        ("all 6 invoices in SEK", "10.00", "30.00"),
    ]


def test_an_invoice_has_one_currency_though_not_every_event_names_it() -> None:
    moments = [
        Moment(day(n), n % 7, kind, None, currency, Decimal(10))
        for n, kind, currency in [(n, "submitted", "EUR") for n in range(7)] + [(n, "sent", None) for n in range(7, 14)]
    ]
    assert [line.label for line in drawn(msgspec.structs.replace(paid_late(), moments=tuple(moments))).lines] == [
        "all 7 invoices in EUR"
    ]
    assert drawn(msgspec.structs.replace(paid_late(), moments=(moments[0], moments[7]))).lines[0].label == (
        "invoice 0 in EUR"
    )


def test_the_same_thing_on_one_day_is_told_once() -> None:
    moments = tuple(Moment(day(0), n, "submitted", Decimal(n), "EUR") for n in (1, 2))
    (mark,) = drawn(msgspec.structs.replace(paid_late(), moments=moments)).marks
    assert mark.told == ["submitted: 1 (1.00 EUR), 2 (2.00 EUR)"]


def test_what_a_booked_payment_leads_to_at_once_is_not_told_beside_it() -> None:
    kinds = ("payment booked", "paid", "allocated")
    moments = tuple(Moment(day(0), 1, kind, Decimal(1), "EUR") for kind in kinds)
    assert drawn(msgspec.structs.replace(paid_late(), moments=moments)).marks[0].told == [
        "payment booked: 1 (1.00 EUR)"
    ]
    assert drawn(msgspec.structs.replace(paid_late(), moments=moments[1:])).marks[0].told == [
        "paid: 1 (1.00 EUR)",
        "allocated: 1 (1.00 EUR)",
    ]


def test_between_two_looks_what_is_open_follows_from_charges_and_payments() -> None:
    moments = (
        Moment(day(0), 1, "submitted", Decimal(100), "EUR", Decimal(100)),
        Moment(day(5), 1, "reminded", Decimal(50), "EUR"),
        Moment(day(6), 1, "payment booked", Decimal(100), "EUR"),
        Moment(day(7), 1, "settled", Decimal(100), "EUR"),
        Moment(day(8), 1, "payment booked", Decimal(999), "EUR"),
    )
    picture = drawn(msgspec.structs.replace(paid_late(), moments=moments))
    at = {tick.text: tick.at for tick in picture.amounts}
    assert heights(picture.lines[0].path) == [at[text] for text in ("100", "150", "50", "50", "0")]


def test_a_long_story_is_told_by_the_calendar_and_a_short_one_by_the_clock() -> None:
    assert [tick.text for tick in drawn(paid_late()).times][:2] == ["2 Jan", "9 Jan"]
    assert [tick.text for tick in drawn(lost_answer()).times][:3] == ["2 Jan 11:00", "11:01", "11:02"]


def test_a_night_in_which_clocks_change_is_no_trouble() -> None:
    scale = time_scale([datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)])
    places = [tick.at for tick in scale.ticks()]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


@given(st.lists(INSTANTS, min_size=1))
def test_later_is_further_to_the_right(instants: list[datetime]) -> None:
    scale = time_scale(instants)
    in_order = sorted(instants)
    assert [scale.x(at) for at in in_order] == sorted(scale.x(at) for at in in_order)


def test_a_bar_says_what_came_of_its_requests() -> None:
    asked = [Exchange(n, START, "GET", "/", None, status) for n, status in enumerate((200, 200, 404, 503, 0))]
    asked[4] = msgspec.structs.replace(asked[4], fault="lost-answer")
    (bar,) = bars(asked, time_scale([START, START + timedelta(days=9)]), 100)
    assert bar.told == "2026-01-02: 5 requests, 2 answered, 1 refused, 2 broken; on purpose: lost-answer"
    assert [part.outcome for part in bar.parts] == ["answered", "refused", "broken"]
    assert round(sum(part.height for part in bar.parts), 1) == round(100 - bar.parts[-1].y, 1)
