"""Certifications that never took place, plainly made up, to see how they are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec

from simulator.certification.result import (
    Exchange,
    Line,
    Moment,
    RequirementResult,
    Result,
    Seen,
    Stand,
    StoryResult,
    Verdict,
)

START = datetime(2026, 1, 2, 9, tzinfo=UTC)
CONTRACTS = {"contracts/openapi/cfis.yaml": "0" * 64, "contracts/requirements.yaml": "1" * 64}


def day(number: int, hour: int = 9) -> datetime:
    """Return an instant so many days after the start."""
    return START.replace(hour=hour) + timedelta(days=number)


def requirement(
    id: str,
    verdict: Verdict,
    *seen: Seen,
    group: str = "submitting",
    level: str = "MUST",
    evidence: str = "documented",
    because: str = "made up",
    text: str = "An invoice is handed in once, however often its answer is lost.",
    stories: tuple[str, ...] = ("paid-late",),
) -> RequirementResult:
    """Return how a made-up requirement came out."""
    return RequirementResult(
        id=id,
        group=group,
        level=level,
        evidence=evidence,
        source="Example source, section 1",
        text=text,
        verdict=verdict,
        because=because,
        seen=seen,
        mend="Ask for the invoice by its number before you hand it in again.",
        stories=stories,
    )


def paid_late(verdict: Verdict = Verdict.PASS) -> StoryResult:
    """Return a story of weeks, with money."""
    moments = [
        Moment(day(0), 1001, "submitted", Decimal("100.00"), "EUR", Decimal("100.00")),
        Moment(day(0, 10), 1001, "sent", None, "EUR", Decimal("100.00")),
        Moment(day(0, 11), 1001, "delivered", None, "EUR", Decimal("100.00")),
        Moment(day(3), 1002, "submitted", Decimal("40.50"), "EUR", Decimal("40.50")),
        Moment(day(14), 1001, "due date", None, "EUR", Decimal("100.00")),
        Moment(day(17), 1001, "overdue", None, "EUR", Decimal("100.00")),
        Moment(day(29), 1001, "reminder sent", Decimal("5.00"), "EUR", Decimal("105.43")),
        Moment(day(31), 1001, "disputed: wrong goods", None, "EUR", Decimal("105.50")),
        Moment(day(33), 1002, "payment booked", Decimal("40.50"), "EUR", Decimal("0.00")),
        Moment(day(35), 1001, "payment booked", Decimal("60.00"), "EUR", Decimal("45.60")),
        Moment(day(41), 1001, "payment booked", Decimal("45.70"), "EUR", Decimal("0.00")),
        Moment(day(41), 1001, "closed: paid", None, "EUR", Decimal("0.00")),
        Moment(day(42), 1001, "settled", Decimal("100.00"), "EUR", Decimal("0.00")),
    ]
    exchanges = [
        Exchange(1, day(0), "POST", "/cfis/api/v1/partner/invoice", "createInvoice", 0, fault="lost-answer"),
        Exchange(2, day(0), "POST", "/cfis/api/v1/partner/invoice", "createInvoice", 200),
        Exchange(3, day(3), "POST", "/cfis/api/v1/partner/invoice", "createInvoice", 400, refusal="total is missing"),
        Exchange(4, day(3), "POST", "/cfis/api/v1/partner/invoice", "createInvoice", 200),
        *(
            Exchange(4 + n, day(14 + n // 2), "GET", "/cfis/api/v1/partner/invoice/case", "getCase", 200)
            for n in range(1, 50)
        ),
        Exchange(54, day(40), "GET", "/cfis/api/v1/partner/settlements", "listSettlements", 503, fault="status"),
    ]
    return StoryResult(
        name="paid-late",
        title="Paid late, with a reminder and interest",
        why="Interest and costs come on top of what was invoiced, and books that ignore them never close.",
        weather="late",
        verdict=verdict,
        file="scenarios/lifecycle/paid-late.yaml",
        trouble=("the client has booked allocation 7 twice",) if verdict is Verdict.FAIL else (),
        lines=(
            Line(day(0), "An invoice is handed in: number 1001, 100.00 EUR from a consumer, due 2026-01-16."),
            Line(day(0), "The client does its work."),
            Line(day(3), "An invoice is handed in: number 1002, 40.50 EUR from a consumer, due 2026-02-16."),
            Line(day(35), "The debtor pays 60.00 EUR on invoice 1001."),
            Line(day(41), "The debtor pays all that is open on invoice 1001."),
            Line(day(42), "The books are compared."),
        ),
        moments=tuple(moments),
        exchanges=tuple(exchanges),
    )


def lost_answer() -> StoryResult:
    """Return a story of minutes, without money."""
    return StoryResult(
        name="lost-answer",
        title="The answer to a token is lost",
        why="A client that asks again at once makes the storm worse.",
        weather="broken",
        verdict=Verdict.PASS,
        file="scenarios/lifecycle/lost-answer.yaml",
        lines=(Line(START, "The next validate is dropped before anything is done."),),
        exchanges=(
            Exchange(1, START, "GET", "/cfis/api/v1/partner/validate", "validate", 0, fault="drop"),
            Exchange(2, START + timedelta(minutes=7), "GET", "/cfis/api/v1/partner/validate", "validate", 200),
        ),
    )


def astray() -> Result:
    """Return a client of which a story went wrong that no requirement is about, and one in which the sandbox broke."""
    wrong = msgspec.structs.replace(lost_answer(), verdict=Verdict.FAIL, trouble=("the token is not the last one",))
    broken = msgspec.structs.replace(paid_late(Verdict.ERROR), trouble=("the sandbox answered 500",))
    return msgspec.structs.replace(
        certified(),
        certified=False,
        verdict=Verdict.ERROR,
        because="error: paid-late; failed: lost-answer",
        stories=(wrong, broken),
    )


def certified() -> Result:
    """Return a client that met everything that it must."""
    return Result(
        service="lifecycle",
        client="python:example_client:make",
        certified=True,
        verdict=Verdict.PASS,
        because="every requirement that must be met was seen to be met",
        stand=Stand(1, "0.1.0", CONTRACTS, {"scenarios/lifecycle/paid-late.yaml": "2" * 64}),
        requirements=(
            requirement("SU-01", Verdict.PASS, Seen("paid-late", True, "handed in again after a lost answer", (1, 2))),
            requirement("AU-01", Verdict.PASS, group="authentication and tokens"),
            requirement("TO-01", Verdict.NOT_SHOWN, group="tolerance", level="SHOULD", because="no story led there"),
            requirement("SE-09", Verdict.NOT_TESTED, group="security", because="a sandbox cannot see a log file"),
        ),
        stories=(paid_late(), lost_answer()),
    )


def refused() -> Result:
    """Return a client that made a mistake, was warned, and never met what it must."""
    return Result(
        service="lifecycle",
        client="exec:node example.js",
        certified=False,
        verdict=Verdict.FAIL,
        because="SU-01 failed and RE-02 was not shown",
        stand=Stand(1, "0.1.0", {**CONTRACTS, "contracts/openapi/cfis.yaml": "3" * 64}, {"scenarios/x.yaml": "2" * 64}),
        requirements=(
            requirement(
                "SU-01",
                Verdict.FAIL,
                Seen("paid-late", False, "invoice 1001 was handed in twice", (1, 2)),
                Seen("paid-late", False, "invoice 1002 was handed in twice", (3, 4)),
                Seen("lost-answer", True, "asked once, and waited", (1,)),
                because="wrong on 2 of 3 occasions",
            ),
            requirement(
                "SU-02",
                Verdict.WARN,
                Seen("paid-late", False, "an invoice was handed in without an e-mail address", (4,)),
                level="SHOULD",
                evidence="assumed",
            ),
            requirement("RE-02", Verdict.NOT_SHOWN, group="resilience", because="the client never met a 429"),
            requirement("AU-01", Verdict.PASS, group="authentication and tokens"),
            requirement("SE-09", Verdict.NOT_TESTED, group="security", because="a sandbox cannot see a log file"),
        ),
        stories=(paid_late(Verdict.FAIL), lost_answer()),
    )
