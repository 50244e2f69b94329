"""Why an allocation that a settlement paid out is not in the client's books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from contracts.checks.exchange import Exchange, whole
from contracts.checks.exhibit import Exhibit, Row, Sight
from contracts.checks.restarts import forgotten_bookings
from contracts.checks.tellings import allocations, readings

TOLD_BY_ITSELF = timedelta(days=30)
"""How old a settlement may be that is told without naming a period."""


class PaidOut(NamedTuple):
    """An allocation, whether it is booked, the questions that could have told it, and what not booking it breaks.

    ``told`` are those whose answer arrived with it, ``lost`` those whose answer held it and did not arrive, ``failed``
    those about its day that were not answered at all.
    """

    number: int
    row: Row
    day: date
    is_booked: bool
    told: Sequence[Exchange]
    lost: Sequence[Exchange]
    failed: Sequence[Exchange]
    later: Sequence[Exchange]
    broken: str | None

    @property
    def words(self) -> str:
        """What was seen, in words."""
        row = self.row
        money = f"{row['total']} {row['currency']} on invoice {row['invoiceNumber']}"
        booked = "booked" if self.is_booked else "not booked"
        return f"allocation {self.number} of settlement {row['settlementId']} ({money}) is {booked}"

    def seen(self, *exchanges: Sequence[Exchange]) -> Sight:
        """Return the sight of it, shown by the first exchange of each list."""
        return Sight(self.is_booked, self.words, tuple(each[0].number for each in exchanges if each))


def paid_out(exhibit: Exhibit) -> Iterator[PaidOut]:
    """Yield every allocation that settlements paid out to the client; nothing where it tells no books."""
    if exhibit.belief is None:
        return
    booked = {whole(each.get("allocationId")) for each in exhibit.believed("bookings")}
    days = {each["settlementId"]: date.fromisoformat(each["settlementDate"]) for each in exhibit.so("settlements")}
    made = {whole(each["key"]): datetime.fromisoformat(each["at"]) for each in exhibit.events if _is_settled(each)}
    held = {each.number: {one.number for one in allocations(each)} for each in readings(exhibit)}
    for row in exhibit.so("allocations"):
        number, settlement = row["allocationId"], row["settlementId"]
        day = days[settlement]
        since = made.get(settlement)
        later = [each for each in readings(exhibit) if since is None or each.at >= since]
        told = [each for each in later if each.succeeded and number in held[each.number]]
        lost = [each for each in later if each.is_lost and number in held[each.number]]
        failed = [each for each in later if not each.is_done and _covers(each, day)]
        broken = None
        if number not in booked:
            broken = _broken(exhibit, number, day, {"told": told, "lost": lost, "failed": failed, "later": later})
        yield PaidOut(number, row, day, number in booked, told, lost, failed, later, broken)


def books_everything(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-05: what a settlement told is booked, and settlements are asked for at all."""
    for each in paid_out(exhibit):
        if each.broken in (None, "PAY-05"):
            yield each.seen(each.told)


def names_the_period(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-03: after a longer rest, settlements of more than thirty days ago are asked for by their days."""
    for each in paid_out(exhibit):
        asked = [one for one in each.later if one.succeeded]
        is_old = bool(asked) and asked[0].at.date() - each.day > TOLD_BY_ITSELF
        if each.broken == "PAY-03" or (each.broken is None and is_old):
            yield each.seen(asked)


def learns_what_was_lost(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-04: an answer that was lost counts as fetched, and has to be asked for again all the same."""
    for each in paid_out(exhibit):
        if each.broken == "PAY-04" or (each.broken is None and each.lost):
            yield each.seen(each.lost, each.told)


def marks_what_was_answered(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-12: the days of a question that was not answered are asked for again."""
    for each in paid_out(exhibit):
        unanswered = each.failed or each.lost
        if each.broken == "RES-12" or (each.broken is None and unanswered):
            yield each.seen(unanswered, each.told)


def _broken(exhibit: Exhibit, number: int, day: date, asked: Mapping[str, Sequence[Exchange]]) -> str:
    """Return the requirement that is broken by not booking an allocation, or ELSEWHERE."""
    if asked["told"]:
        return _unbooked(exhibit, number, asked["told"])
    if _is_broken_down(exhibit):
        return "ELSEWHERE"
    answered = [each for each in asked["later"] if each.succeeded]
    if any(each.query.get("unfetchedOnly") == "true" for each in asked["lost"]):
        return "PAY-04"
    if any("fromDate" not in each.query and each.at.date() - day > TOLD_BY_ITSELF for each in answered):
        return "PAY-03"
    if asked["lost"] or asked["failed"]:
        return "RES-12" if answered else "ELSEWHERE"
    if answered:
        return "PAY-03"
    return "ELSEWHERE" if asked["later"] or not _works(exhibit) else "PAY-05"


def _unbooked(exhibit: Exhibit, number: int, told: Sequence[Exchange]) -> str:
    """Return what is broken by not booking what was told."""
    restarts = exhibit.told("restart")
    if any(f"allocation {number}" in forgotten_bookings(exhibit, each) for each in restarts):
        return "ELSEWHERE"  # RES-05
    after = [each for each in exhibit.turns if each.last >= told[-1].number and each.trouble]
    return "ELSEWHERE" if after or exhibit.books_otherwise else "PAY-05"


def _is_broken_down(exhibit: Exhibit) -> bool:
    return any(each.trouble for each in exhibit.turns)


def _works(exhibit: Exhibit) -> bool:
    """Tell whether the client's last turn of work went by undisturbed."""
    runs = [exhibit.within(each) for each in exhibit.told("run")]
    return bool(runs) and any(each.succeeded for each in runs[-1]) and all(each.status != 401 for each in runs[-1])


def _covers(question: Exchange, day: date) -> bool:
    first, last = question.query.get("fromDate"), question.query.get("toDate")
    after = first is None or first <= day.isoformat()
    return after and (last is None or day.isoformat() <= last)


def _is_settled(event: Row) -> bool:
    return bool(event["kind"] == "Settlement" and event["because"] == "settled")
