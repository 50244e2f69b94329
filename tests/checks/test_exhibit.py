"""An exhibit that is kept and read again is the same to every check."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from contracts.checks.exhibit import decode, encode, plain
from contracts.scenario.in_process import InProcess
from tests.checks.playing import scenario_of, seen

STORY = """\
when:
  - submit: {number: 1001, total: 100.00 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-16, method: EMAIL}
  - advance: P1D
  - pay: {invoice: 1001, amount: 40.10 EUR}
  - fault: {operation: createInvoiceAction, fault: lost-answer}
  - action: {code: COMMENT, invoice: 1001}
  - advance: P5D
  - run:
  - restart:
then:
  - books: agree
"""


def test_it_comes_back_as_it_was(way: InProcess) -> None:
    exhibit = seen(way, scenario_of(STORY))
    again = decode(encode(exhibit))
    assert encode(again) == encode(exhibit)
    assert again.truth == exhibit.truth
    assert again.belief == exhibit.belief
    assert list(again.turns) == [each._replace(told=plain(each.told)) for each in exhibit.turns]
    assert again.exchanges == exhibit.exchanges
    assert again.events == exhibit.events


def test_it_is_the_same_at_every_run(way: InProcess) -> None:
    assert encode(seen(way, scenario_of(STORY))) == encode(seen(way, scenario_of(STORY)))


def test_the_noise_of_binary_fractions_is_kept() -> None:
    assert plain(0.1 + 0.2) == Decimal("0.30000000000000004")
    assert plain({1: [date(2026, 1, 2), float("nan")]}) == {"1": ["2026-01-02", "nan"]}
    assert plain(datetime(2026, 1, 2)) == "2026-01-02T00:00:00"  # noqa: DTZ001


def test_it_tells_what_was_asked_and_what_arrived(way: InProcess) -> None:
    exhibit = seen(way, scenario_of(STORY))
    lost = [each for each in exhibit.exchanges if each.is_lost]
    assert [each.operation for each in lost] == ["createInvoiceAction"]
    assert not lost[0].succeeded
    assert {each.key for each in exhibit.exchanges} == {exhibit.exchanges[0].key}
    assert all(turn.trouble is None for turn in exhibit.turns)
