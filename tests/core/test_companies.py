"""A company of an accounting system finds its accounts, years, items and parts by name."""

from datetime import date, datetime

import pytest

from simulator.core.chart import LedgerAccount
from simulator.core.company import FiscalYear
from simulator.core.dimension import DimensionItem
from simulator.core.errors import InvalidValue
from simulator.core.filing import by_instant
from tests.core.book_records import COMPANY, CREDENTIAL, DIMENSION


def test_an_account_is_found_by_its_use() -> None:
    assert COMPANY.account(LedgerAccount.BANK) == "1910"


def test_a_use_that_the_chart_has_no_number_for_is_refused() -> None:
    with pytest.raises(InvalidValue) as refusal:
        COMPANY.account(LedgerAccount.RECEIVABLE)
    assert str(refusal.value) == "account 'receivable' is not valid; expected a use that the chart has a number for"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), FiscalYear(1, "2026", date(2026, 1, 1), date(2026, 12, 31))),
        (date(2026, 12, 31), FiscalYear(1, "2026", date(2026, 1, 1), date(2026, 12, 31))),
        (date(2027, 1, 1), None),
    ],
)
def test_a_fiscal_year_holds_both_its_ends(day: date, year: FiscalYear | None) -> None:
    assert COMPANY.year_of(day) == year


def test_an_item_of_a_dimension_is_found_by_its_name() -> None:
    assert DIMENSION.item("Kuopio") == DimensionItem(1, "Kuopio")
    assert DIMENSION.item("Nowhere") is None


def test_a_part_that_a_credential_does_not_have_is_empty() -> None:
    assert [CREDENTIAL.part(name) for name in ("user", "key", "other")] == ["u1", "k1", ""]


@pytest.mark.usefixtures("machine_elsewhere")
def test_an_instant_is_filed_in_utc_wherever_the_machine_stands() -> None:
    assert by_instant("toy", datetime.fromisoformat("2026-03-02T10:00:00+02:00")) == (
        "toy/2026-03-02T08:00:00.000000+00:00"
    )
