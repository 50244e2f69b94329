"""The reference rate of the Interest Act for every half-year, with the notice that set it."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

import msgspec

from simulator.core.calendar import HalfYear, half_year
from simulator.core.errors import InvalidValue

_HALF_POINT: Final = Decimal("0.5")


class RateEvidence(StrEnum):
    """How a reference rate is known."""

    NOTICE = "finlex-text"
    """Documented: read in the Bank of Finland's notice in the statute book."""

    RELEASE = "press-release"
    """Documented: read in the Bank of Finland's release."""

    DERIVED = "derived"
    """The notice is known by number only; the rate follows from the ECB's main refinancing rate."""

    ASSUMED = "assumed"
    """Nobody knows yet; chosen for a simulation."""


class ReferenceRate(msgspec.Struct, frozen=True, gc=False):
    """The rate of one half-year, in percent a year, and the statute-book number of its notice."""

    first_day: date
    percent: Decimal
    notice: str
    evidence: RateEvidence = RateEvidence.NOTICE

    @property
    def half_year(self) -> HalfYear:
        """The half-year in which the rate holds."""
        return half_year(self.first_day)


class RateTable(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """Reference rates of consecutive half-years, the oldest first.

    The last rate goes on for ever (assumed), and the first one held before it too (assumed: other rules applied then).
    Raises InvalidValue when there is no row, a gap between two, or a rate that is no multiple of half a point.
    """

    rows: tuple[ReferenceRate, ...]

    def __post_init__(self) -> None:
        if not self.rows or self.rows[0].first_day != self.rows[0].half_year.first_day:
            raise InvalidValue("reference rates", len(self.rows), "at least one half-year, from its first day")
        for row in self.rows:
            if row.percent % _HALF_POINT != 0:
                raise InvalidValue("reference rate", row.percent, "a multiple of half a percent")
        for earlier, later in pairwise(self.rows):
            if later.first_day != earlier.half_year.next.first_day:
                raise InvalidValue("reference rate from", later.first_day, f"{earlier.half_year.next.first_day}")

    def row(self, day: date) -> ReferenceRate:
        """Return the row that applies on ``day``: its own, or the nearest one known."""
        place = bisect_right(self.rows, day, key=lambda row: row.first_day)
        return self.rows[max(place - 1, 0)]

    def followed_by(self, percent: Decimal, notice: str = "") -> RateTable:
        """Return the table with one more half-year; without the number of a ``notice`` its rate is assumed."""
        evidence = RateEvidence.NOTICE if notice else RateEvidence.ASSUMED
        following = self.rows[-1].half_year.next.first_day
        return RateTable((*self.rows, ReferenceRate(following, percent, notice, evidence)))


def rate_from_main_refinancing(percent: Decimal) -> Decimal:
    """Return the reference rate that follows from the ECB's main refinancing rate: rounded up to the half point.

    Source: Interest Act (633/1982) section 12.
    """
    return (percent / _HALF_POINT).to_integral_value(ROUND_CEILING) * _HALF_POINT


def _row(
    year: int, half: int, percent: str, notice: str, evidence: RateEvidence = RateEvidence.NOTICE
) -> ReferenceRate:
    return ReferenceRate(HalfYear(year, half).first_day, Decimal(percent), notice, evidence)


_ROWS: Final = (
    _row(2002, 2, "3.5", "557/2002"),
    _row(2003, 1, "3.0", "1335/2002"),
    _row(2003, 2, "2.5", "586/2003"),
    _row(2004, 1, "2.5", "1350/2003"),
    _row(2004, 2, "2.5", "612/2004"),
    _row(2005, 1, "2.5", "1426/2004"),
    _row(2005, 2, "2.5", "502/2005"),
    _row(2006, 1, "2.5", "1271/2005"),
    _row(2006, 2, "3.0", "537/2006"),
    _row(2007, 1, "4.0", "1428/2006"),
    _row(2007, 2, "4.5", "732/2007"),
    _row(2008, 1, "4.5", "1510/2007"),
    _row(2008, 2, "4.5", "447/2008"),
    _row(2009, 1, "2.5", "1128/2008"),
    _row(2009, 2, "1.0", "496/2009"),
    _row(2010, 1, "1.0", "1703/2009"),
    _row(2010, 2, "1.0", "639/2010"),
    _row(2011, 1, "1.0", "1395/2010"),
    _row(2011, 2, "1.5", "775/2011"),
    _row(2012, 1, "1.0", "1501/2011"),
    _row(2012, 2, "1.0", "380/2012"),
    _row(2013, 1, "1.0", "1016/2012"),
    _row(2013, 2, "0.5", "472/2013"),
    _row(2014, 1, "0.5", "1306/2013"),
    _row(2014, 2, "0.5", "479/2014"),
    _row(2015, 1, "0.5", "1434/2014"),
    _row(2015, 2, "0.5", "829/2015"),
    _row(2016, 1, "0.5", "1594/2015"),
    _row(2016, 2, "0.0", "518/2016"),
    _row(2017, 1, "0.0", "1331/2016"),
    _row(2017, 2, "0.0", "416/2017"),
    _row(2018, 1, "0.0", "1016/2017"),
    _row(2018, 2, "0.0", "499/2018"),
    _row(2019, 1, "0.0", "1160/2018"),
    _row(2019, 2, "0.0", "792/2019"),
    _row(2020, 1, "0.0", "1552/2019"),
    _row(2020, 2, "0.0", "483/2020"),
    _row(2021, 1, "0.0", "1213/2020"),
    _row(2021, 2, "0.0", "692/2021"),
    _row(2022, 1, "0.0", "1300/2021"),
    _row(2022, 2, "0.0", "519/2022"),
    _row(2023, 1, "2.5", "1276/2022"),
    _row(2023, 2, "4.0", "882/2023"),
    _row(2024, 1, "4.5", "1/2024"),
    _row(2024, 2, "4.5", "393/2024"),
    _row(2025, 1, "3.5", "1123/2024"),
    _row(2025, 2, "2.5", "362/2025", RateEvidence.DERIVED),
    _row(2026, 1, "2.5", "1407/2025", RateEvidence.RELEASE),
    _row(2026, 2, "2.5", "654/2026", RateEvidence.DERIVED),
)

REFERENCE_RATES: Final = RateTable(_ROWS)
"""Every half-year since the Act took its present form on 1 July 2002.

Source: notices of the Bank of Finland on the reference rate, in the Statutes of Finland by the number in each row
(finlex.fi). 2025 H2 and 2026 H2 are derived from main refinancing rates of 2.15 % and 2.40 %.
"""
