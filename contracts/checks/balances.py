"""What a client believes to be open, against what its cases said when they were last told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

from contracts.checks.exchange import Exchange, cents
from contracts.checks.exhibit import Exhibit, Row, Sight
from contracts.checks.tellings import Stand, deliveries, last_stand, stands

NOISE: Final = Decimal("0.005")
"""Amounts that differ by less are the same, but for the noise of binary fractions."""
PLACE_OF_TOTAL: Final = 3
"""Where the total of a balance usually stands, from 0."""


class Reading(NamedTuple):
    """What is believed to be open on an invoice, what was told last, and which requirement a difference breaks."""

    invoice: int
    believed: Decimal | None
    so: Decimal
    told: Stand | None
    overpaid: bool
    broken: str | None

    @property
    def exchanges(self) -> tuple[int, ...]:
        """The exchange in which it was told."""
        return (self.told.exchange.number,) if self.told else ()

    @property
    def words(self) -> str:
        """What was seen, in words."""
        told = "" if self.told is None else f"; its case was last told with {self.told.total}"
        return f"{self.so} is open on invoice {self.invoice}, and the client believes {self.believed}{told}"


def balances(exhibit: Exhibit) -> Iterator[Reading]:
    """Yield every case of the client with what it believes to be open."""
    overpaid = {each["invoiceNumber"] for each in exhibit.so("payments") if cents(each.get("overpaid") or 0)}
    for so in exhibit.so("receivables"):
        number = so["invoiceNumber"]
        row = exhibit.invoices_believed.get(number)
        if so["caseId"] is None or row is None or row.get("state", "ACCEPTED") != "ACCEPTED":
            continue
        believed, is_open = _amount(row.get("open")), cents(so["open"]["total"])
        if is_open is None:
            continue
        told = last_stand(exhibit, number, so["caseId"])
        much = number in overpaid
        broken = None if believed == is_open else _broken(exhibit, so, row, believed, is_open, told, much)
        yield Reading(number, believed, is_open, told, much, broken)


def counts_all_parts(exhibit: Exhibit) -> Iterator[Sight]:
    """CASE-02: interest and costs are owed like capital."""
    for each in balances(exhibit):
        if each.broken == "CASE-02" or (each.broken is None and each.told and each.told.total != each.told.capital):
            yield Sight(each.broken is None, each.words, each.exchanges)


def believes_the_case(exhibit: Exhibit) -> Iterator[Sight]:
    """CASE-03: what the case said last is what is believed; other requirements explain many differences."""
    for each in balances(exhibit):
        if each.broken in (None, "CASE-03") and each.told:
            yield Sight(each.broken is None, each.words, each.exchanges)


def follows_the_case(exhibit: Exhibit) -> Iterator[Sight]:
    """CASE-01: a case that changed since it was last told has to be asked for again."""
    for each in balances(exhibit):
        if each.broken in (None, "CASE-01"):
            yield Sight(each.broken is None, each.words, each.exchanges)


def takes_an_overpaid_invoice_for_paid(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-11: what was paid too much leaves nothing open, and nothing less than that."""
    for each in balances(exhibit):
        if each.broken == "PAY-11" or (each.broken is None and each.overpaid):
            yield Sight(each.broken is None, each.words, each.exchanges)


def noisy_balances(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-02, for balances: a sum of several parts is exact."""
    for each in balances(exhibit):
        several = each.told is not None and sum(map(bool, each.told[3:6])) > 1
        if each.broken == "DATA-02" or (each.broken is None and several):
            yield Sight(each.broken is None, each.words, each.exchanges)


def misplaced_balances(exhibit: Exhibit) -> Iterator[Sight]:
    """TOL-07, for balances: members are read by name, in whatever order they come."""
    for each in balances(exhibit):
        turned = each.told is not None and _place(each.told) != PLACE_OF_TOTAL
        if each.broken == "TOL-07" or (each.broken is None and turned):
            yield Sight(each.broken is None, each.words, each.exchanges)


def _broken(
    exhibit: Exhibit,
    so: Row,
    row: Row,
    believed: Decimal | None,
    is_open: Decimal,
    told: Stand | None,
    overpaid: bool,
) -> str | None:
    """Return the requirement that a wrong balance breaks; None where another one explains it."""
    if told is None or told.total != is_open:
        return "CASE-01" if _was_not_asked(exhibit, so, row) else "ELSEWHERE"
    if believed is None:
        return "CASE-03" if _was_told_of(exhibit, so) else "ELSEWHERE"
    earlier = {each.total for each in stands(exhibit) if each.invoice == told.invoice} - {told.total}
    return _misread(told, believed, earlier, overpaid=overpaid)


def _misread(told: Stand, believed: Decimal, earlier: Collection[Decimal], *, overpaid: bool) -> str:
    """Return the requirement that is broken by believing something else than what was told.

    ``earlier`` is what was told before; where that happens to be a part of the last answer, nobody can say.
    """
    if abs(believed - told.total) < NOISE:
        return "DATA-02"
    place = _place(told)
    if place != PLACE_OF_TOTAL and believed == cents(told.members[PLACE_OF_TOTAL][1]):
        return "TOL-07"
    is_paid = believed == 0 and told.claimed is not None and told.paid >= told.claimed
    in_part = is_paid or believed in (told.capital, told.capital + told.interest, told.capital + told.costs)
    if believed in earlier:
        return "ELSEWHERE" if in_part else "CASE-01"
    if overpaid or believed < 0:
        return "PAY-11"
    return "CASE-02" if in_part else "CASE-03"


def _was_not_asked(exhibit: Exhibit, so: Row, row: Row) -> bool:
    """Tell whether the client knew the case, did its work undisturbed, and did not ask for it."""
    number, case_id = so["invoiceNumber"], so["caseId"]
    if not _was_told_of(exhibit, so) or row.get("caseId", case_id) != case_id:
        return False
    worked = False
    for turn in exhibit.told("run")[-2:]:
        exchanges = exhibit.within(turn)
        if turn.trouble or any(_is_about(each, number, case_id) for each in exchanges):
            return False
        worked = worked or any(each.succeeded for each in exchanges)
    return worked


def _was_told_of(exhibit: Exhibit, so: Row) -> bool:
    """Tell whether the client was told the case of an invoice with its delivery (DIST-01)."""
    return so["caseId"] in {each.case_id for each in deliveries(exhibit) if each.invoice == so["invoiceNumber"]}


def _is_about(exchange: Exchange, number: int, case_id: int) -> bool:
    asked = exchange.query.get("invoiceNumber"), exchange.query.get("caseId")
    return exchange.operation == "getCase" and (asked[0] == str(number) or asked[1] == str(case_id))


def _place(told: Stand) -> int:
    """Return where the total stands among the members of a balance."""
    names = [name for name, _ in told.members]
    return names.index("totalAmount") if "totalAmount" in names else PLACE_OF_TOTAL


def _amount(value: Any) -> Decimal | None:
    return None if value is None else cents(value)
