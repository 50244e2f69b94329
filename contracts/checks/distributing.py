"""Checks of the group DIST: how far invoices are on their way, and which case each has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from contracts.checks.exchange import Exchange, cents, whole
from contracts.checks.exhibit import Exhibit, Row, Sight
from contracts.checks.tellings import DISTRIBUTION, Delivered, deliveries, last_stand
from contracts.variations import NEW_VALUE

OFTEN = 4
"""Answers to the same question in one turn, from which on it is asked by the minute."""
TOLD_BY_ITSELF = timedelta(days=30)
"""How old an invoice may be that is told without asking for its day."""
FINAL = ("delivered", "distribution failed")
ABOUT_TOKENS = frozenset({"renewToken", "validateToken"})
"""Questions about the token itself: it may be validated before every request."""


def learns_of_deliveries(exhibit: Exhibit) -> Iterator[Sight]:
    """DIST-01: after a delivery was decided, the client asks; what the answer is believed to say is DIST-05."""
    asked = list(exhibit.of(*DISTRIBUTION))
    for event in exhibit.happened(*FINAL):
        if not _is_known(exhibit, event.get("invoiceNumber")):
            continue
        number, since = event["invoiceNumber"], datetime.fromisoformat(event["at"])
        told = next(
            (each for each in deliveries(exhibit) if each.invoice == number and each.exchange.at >= since), None
        )
        if told is not None:
            yield Sight(True, f"the client asked what became of invoice {number}", (told.exchange.number,))
        elif _works_from(exhibit, since) and not any(each.at >= since for each in asked):
            yield Sight(False, f"the delivery of invoice {number} was decided, and the client did not ask about it")


def asks_in_the_rhythm_of_days(exhibit: Exhibit) -> Iterator[Sight]:
    """DIST-02: no question is answered over and over in one turn; "nothing found" is TOL-03's matter."""
    hurried, calm = False, 0
    for turn in exhibit.told("run"):
        exchanges = exhibit.within(turn)
        for _, times in _answers(exchanges).items():
            calm += 1
            if len(times) >= OFTEN + _mixed_up(exhibit, times[0]):
                hurried = True
                what = f"{times[0].operation} was asked {len(times)} times in one turn, and answered each time"
                yield Sight(False, what, tuple(each.number for each in times[:OFTEN]))
    if calm and not hurried:
        yield Sight(True, "no question that was answered was asked over and over")


def _mixed_up(exhibit: Exhibit, asked: Exchange) -> int:
    """Return how many invoices are believed to have the case that was asked for, beyond one (DIST-03)."""
    about = whole(asked.query.get("caseId"))
    rows = exhibit.invoices_believed.values()
    return max(sum(about is not None and whole(each.get("caseId")) == about for each in rows) - 1, 0)


def keeps_case_ids(exhibit: Exhibit) -> Iterator[Sight]:
    """DIST-03: the case id of the record is the one that is believed, or asked about."""
    last = {each.invoice: each for each in deliveries(exhibit)}
    watched = {each.invoice for each in deliveries(exhibit) if each.case_id is not None}
    believed = exhibit.invoices_believed
    asked = {whole(each.query.get("caseId")) for each in exhibit.of("getCase")}
    for number, told in last.items():
        if number not in believed:
            continue
        known = believed[number].get("caseId")
        if known is not None and (told.case_id is not None or number not in watched):
            right = whole(known) == told.case_id
            what = f"the case of invoice {number} was told as {told.case_id}; the client believes {known}"
            yield Sight(right, what, (told.exchange.number,))
        elif told.case_id is not None and told.case_id in asked:
            yield Sight(True, f"the client asked for case {told.case_id} of invoice {number}", (told.exchange.number,))


def names_the_days_of_invoices(exhibit: Exhibit) -> Iterator[Sight]:
    """DIST-04: an invoice of more than thirty days ago is told only to those who ask for its day."""
    for so in exhibit.so("receivables"):
        number, told_by_itself = so["invoiceNumber"], date.fromisoformat(so["invoiceDate"]) + TOLD_BY_ITSELF
        accepted = _accepted(exhibit, number)
        asked = [
            each
            for each in exhibit.of(*DISTRIBUTION)
            if accepted and each.number > accepted and each.succeeded and each.at.date() > told_by_itself
        ]
        if not asked:
            continue
        told = [each.exchange for each in deliveries(exhibit) if each.invoice == number]
        late = next((each for each in told if each.number >= asked[0].number), None)
        if late is not None:
            yield Sight(True, f"the client asked for the day of invoice {number}", (late.number,))
        elif so["delivery"] != "NOT_ENABLED" and _is_news(exhibit, so, told):
            what = f"invoice {number} of {so['invoiceDate']} was in no answer; the client did not ask for its day"
            yield Sight(False, what, (asked[0].number,))


def _is_news(exhibit: Exhibit, so: Row, told: Sequence[Exchange]) -> bool:
    """Tell whether there is more to know of an invoice than was told: all of it, or how its delivery ended.

    Of a case that was told with nothing open on it, nobody has to ask any more.
    """
    if not told:
        return True
    stand = last_stand(exhibit, so["invoiceNumber"], so["caseId"])
    if stand is not None and not stand.total:
        return False
    ends = (each for each in exhibit.happened(*FINAL) if each.get("invoiceNumber") == so["invoiceNumber"])
    return any(datetime.fromisoformat(each["at"]) > told[-1].at for each in ends)


def believes_the_newest_delivery(exhibit: Exhibit) -> Iterator[Sight]:
    """DIST-05: the last state that was told of a delivery is the one that is believed.

    No state (TOL-02) and one that nobody knows (TOL-04) are no news: who keeps the state before them is right too.
    """
    last, kept = dict[int, Delivered](), dict[int, str | None]()
    for each in deliveries(exhibit):
        last[each.invoice] = each
        if each.status not in (None, NEW_VALUE):
            kept[each.invoice] = each.status
    for number, believed in exhibit.invoices_believed.items():
        told = last.get(number)
        known = believed.get("delivery")
        if told is None or known is None:
            continue
        what = f"the delivery of invoice {number} was told as {told.status}; the client believes {known}"
        yield Sight(known in (told.status, kept.get(number)), what, (told.exchange.number,))


def expects_no_case_without_control(exhibit: Exhibit) -> Iterator[Sight]:
    """DIST-06: what the agency does not watch has no case and no balance."""
    believed = exhibit.invoices_believed
    for turn in exhibit.told("submit"):
        number = turn.told["number"]
        if turn.told.get("control", True) or number not in believed or not _accepted(exhibit, number):
            continue
        row = believed[number]
        right = row.get("caseId") is None and not cents(row.get("open") or 0)
        what = "expects no case of it" if right else f"believes in case {row.get('caseId')} with {row.get('open')} open"
        yield Sight(right, f"invoice {number} is not watched, and the client {what}")


def _is_known(exhibit: Exhibit, number: Any) -> bool:
    believed = exhibit.invoices_believed.get(number, {}).get("state", "ACCEPTED")
    return believed == "ACCEPTED" and number in exhibit.truth.invoices_asked and _accepted(exhibit, number) is not None


def _accepted(exhibit: Exhibit, number: int) -> int | None:
    """Return the exchange in which CFIS took an invoice of the client in."""
    for each in exhibit.of("createInvoice"):
        header = ((each.sent or {}).get("invoice") or {}).get("header") or {}
        if each.is_done and whole(header.get("number")) == number:
            return each.number
    return None


def _works_from(exhibit: Exhibit, since: datetime) -> bool:
    """Tell whether the client did its work, undisturbed, at or after an instant."""
    for turn in exhibit.told("run"):
        exchanges = exhibit.within(turn)
        if turn.at >= since and exchanges and all(each.arrived and each.status < 300 for each in exchanges):
            return True
    return False


def _answers(exchanges: Any) -> Mapping[Any, list[Exchange]]:
    """Return the answered questions of a turn; sending something makes every question a new one."""
    asked, epoch = dict[Any, list[Exchange]](), 0
    for each in exchanges:
        if each.method != "GET":
            epoch += 1
        elif each.succeeded and each.status == 200 and each.operation not in ABOUT_TOKENS:
            asked.setdefault((epoch, each.question), []).append(each)
    return asked
