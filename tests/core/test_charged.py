"""Of the standard compensation and the costs of collection, a debtor owes the larger. Act 513/1999 section 10 i."""

import pytest

from simulator.core.account import EntryKind, charged
from simulator.core.charges import Charge, ChargeKind
from simulator.core.debtor import DebtorKind
from simulator.core.money import Money
from tests.core.claims import account, on

COMPENSATION, REMINDER, DEMAND, COURT = (
    ChargeKind.STANDARD_COMPENSATION,
    ChargeKind.REMINDER,
    ChargeKind.DEMAND,
    ChargeKind.COURT,
)


@pytest.mark.parametrize(
    ("steps", "amounts"),
    [
        ([(REMINDER, 12), (DEMAND, 24)], [12, 24]),
        ([(COMPENSATION, 40), (REMINDER, 12), (DEMAND, 24)], [40, 0, 0]),
        ([(COMPENSATION, 40), (REMINDER, 28), (DEMAND, 12), (DEMAND, 1)], [40, 0, 0, 1]),
        ([(COMPENSATION, 40), (DEMAND, 48), (REMINDER, 10)], [40, 8, 10]),
        ([(COMPENSATION, 40), (REMINDER, 12), (COURT, 65), (DEMAND, 50)], [40, 0, 65, 22]),
        ([(REMINDER, 12), (COMPENSATION, 40), (DEMAND, 30)], [12, 28, 2]),
    ],
)
def test_whichever_comes_later_charges_what_goes_beyond_the_other(
    steps: list[tuple[ChargeKind, int]], amounts: list[int]
) -> None:
    claim = account(debtor=DebtorKind.BUSINESS)
    met = []
    for kind, nominal in steps:
        claim, amount = charged(claim, kind, on("2026-02-02"), Money.of(nominal))
        met.append(amount)
    assert met == [Money.of(amount) for amount in amounts]
    assert [(each.kind, each.amount) for each in claim.charges] == [
        (kind, Money.of(nominal)) for kind, nominal in steps
    ]
    assert [(each.kind, each.name, each.cents) for each in claim.entries] == [
        (EntryKind.CHARGE, kind.value, amount.cents) for (kind, _), amount in zip(steps, met, strict=True)
    ]


def test_a_step_is_told_with_its_day_and_what_it_charges_alone() -> None:
    claim, amount = charged(account(), REMINDER, on("2026-02-02"), Money.of(5, "SEK"))
    assert amount == Money.of(5, "SEK")
    assert claim.charges == (Charge(REMINDER, on("2026-02-02"), Money.of(5, "SEK")),)
    assert [each.on for each in claim.entries] == [on("2026-02-02")]
