"""How amounts, days, instants and names of the trade are written on a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from simulator.core.lifecycle import Stage

NARROW_SPACE: Final = "\u202f"
"""Parts thousands, and never breaks."""

TONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Stage.PENDING_APPROVAL: "waiting",
        Stage.RECEIVED: "waiting",
        Stage.DISTRIBUTED: "waiting",
        Stage.DISTRIBUTION_FAILED: "bad",
        Stage.OVERDUE: "late",
        Stage.REMINDED: "late",
        Stage.REMINDED_AGAIN: "late",
        Stage.DEMANDED: "bad",
        Stage.DEMANDED_AGAIN: "bad",
        Stage.LEGAL: "bad",
        Stage.ENFORCEMENT: "bad",
        Stage.PAID: "good",
        Stage.CREDITED: "quiet",
        Stage.WITHDRAWN: "quiet",
        Stage.CREDIT_LOSS: "lost",
    }
)
"""What a stage means for the creditor, as the colour in which it is written."""

COMING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "distribute": "the invoice is sent",
        "deliver": "the invoice arrives",
        "overdue": "the due date has passed",
        "step": "the next step of collection",
        "credit-loss": "what is open is given up",
        "resume": "the case goes on",
        "instalment": "an instalment is looked for",
        "act": "an action is carried out",
        "book": "an ordered payment arrives",
        "return": "a payment that nobody could match goes back",
        "settle": "the creditor is paid out",
        "account": "documents go to the accounting system",
        "confirm": "what was asked of an accounting system is confirmed",
        "push": "a webhook is told what happened",
    }
)
"""What each thing on the agenda does, in a few words."""


def plain(name: str) -> str:
    """Return a constant of the code as words: ``REMINDED_AGAIN`` is *reminded again*."""
    return name.replace("_", " ").replace("-", " ").lower()


def amount(value: Decimal | int | None) -> str:
    """Return an amount with two decimals and its thousands apart, a dash where there is none."""
    return "–" if value is None else f"{value:,.2f}".replace(",", NARROW_SPACE).replace("-", "\u2212")


def count(value: int) -> str:
    """Return a whole number with its thousands apart."""
    return f"{value:,}".replace(",", NARROW_SPACE)


def day(value: date | None) -> str:
    """Return a calendar date as ISO 8601 has it, a dash where there is none."""
    return "–" if value is None else value.isoformat()


def moment(value: datetime | None) -> str:
    """Return an instant as clocks in Finland show it, a dash where there is none."""
    return "–" if value is None else f"{value.astimezone(_helsinki()):%Y-%m-%d %H:%M}"


def stamp(text: str) -> str:
    """Return an instant that is written as the journal writes it, as clocks in Finland show it, with seconds."""
    return f"{datetime.fromisoformat(text).astimezone(_helsinki()):%Y-%m-%d %H:%M:%S}"


def clock(value: datetime) -> str:
    """Return an instant as clocks in Finland show it, with the day of the week, which collection goes by."""
    return f"{value.astimezone(_helsinki()):%A %Y-%m-%d %H:%M}"


def instant(value: datetime) -> str:
    """Return an instant as machines read it."""
    return value.isoformat()


def tone(stage: str) -> str:
    """Return the colour in which ``stage`` is written."""
    return TONES.get(stage, "quiet")


@cache
def _helsinki() -> ZoneInfo:
    return ZoneInfo("Europe/Helsinki")
