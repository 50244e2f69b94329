"""A story that was played, as the result tells it: steps, moments and money, requests, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from contracts.checks.exhibit import Exhibit
from simulator.certification.playing import Act, Glance
from simulator.certification.result import Exchange, Moment, StoryResult, Verdict
from simulator.certification.stories import Chosen

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
DUE_DATE: Final = "due date"
LEFT_OUT: Final = "it was left out of this run"


def untold(chosen: Chosen) -> StoryResult:
    """Return that a story was not played."""
    scenario = chosen.scenario
    return StoryResult(
        name=scenario.name,
        title=scenario.story,
        why=scenario.why,
        weather=scenario.weather,
        verdict=Verdict.SKIP,
        file=chosen.file,
        trouble=(LEFT_OUT,),
    )


def told(
    chosen: Chosen, act: Act, exhibit: Exhibit | None, *, wrong: bool = False, warned: bool = False
) -> StoryResult:
    """Return how a story went; without an exhibit the sandbox broke.

    ``wrong`` says whether the client broke a requirement that must be met in it, ``warned`` whether it broke another. A
    story that did not end as it must, or in which the client broke down, is a failure, unless all that was seen wrong
    in it are things of which one only warns; one in which the client had to be stopped always is.
    """
    scenario = chosen.scenario
    return StoryResult(
        name=scenario.name,
        title=scenario.story,
        why=scenario.why,
        weather=scenario.weather,
        verdict=_verdict(act, wrong=wrong, warned=warned),
        file=chosen.file,
        trouble=(act.error,) if act.error else act.findings,
        lines=act.lines,
        moments=() if exhibit is None else tuple(_moments(exhibit, act.glances)),
        exchanges=() if exhibit is None else tuple(_exchanges([*exhibit.journal, *exhibit.lobby])),
    )


def _verdict(act: Act, *, wrong: bool, warned: bool) -> Verdict:
    if act.error:
        return Verdict.ERROR
    went_wrong = bool(act.findings) or act.broke_down
    if act.stopped or wrong or (went_wrong and not warned):
        return Verdict.FAIL
    return Verdict.WARN if warned else Verdict.PASS


def _exchanges(entries: Iterable[Mapping[str, Any]]) -> Iterator[Exchange]:
    for each in entries:
        yield Exchange(
            number=each["number"],
            at=datetime.fromisoformat(each["at"]),
            method=each["method"],
            path=each["path"],
            operation=each["operation"],
            status=each["status"],
            fault=each["fault"],
            refusal=(each["explanation"] or {}).get("message"),
        )


def _moments(exhibit: Exhibit, glances: Sequence[Glance]) -> Iterator[Moment]:
    """Yield what happened to invoices, and their due dates, in the order of time."""
    events = [each for each in exhibit.events if "invoiceNumber" in each]
    opens = {_event(glance, events): glance.open for glance in glances}
    found = [
        Moment(
            at=datetime.fromisoformat(each["at"]),
            invoice_number=each["invoiceNumber"],
            kind=each["because"],
            amount=each.get("amount"),
            currency=each.get("currency"),
            open=opens.get(each["number"]),
        )
        for each in events
    ]
    found += [
        Moment(_midnight(each["dueDate"]), each["invoiceNumber"], DUE_DATE, currency=each["currency"])
        for each in exhibit.so("receivables")
        if each["dueDate"]
    ]
    yield from sorted(found, key=lambda each: each.at)


def _event(glance: Glance, events: Sequence[Mapping[str, Any]]) -> int | None:
    """Return the number of the last event of an invoice before a glance at it."""
    numbers = [
        each["number"]
        for each in events
        if each["invoiceNumber"] == glance.invoice_number and each["number"] <= glance.event
    ]
    return max(numbers, default=None)


def _midnight(day: str) -> datetime:
    """Return the instant at which a Finnish day begins, in UTC."""
    return datetime.combine(date.fromisoformat(day), time(), HELSINKI).astimezone(UTC)
