"""Checks of the group PAY that are about what is booked; `missing` has those about what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from contracts.checks.balances import NOISE
from contracts.checks.documents import handed
from contracts.checks.exchange import cents, whole
from contracts.checks.exhibit import Exhibit, Row, Sight
from contracts.checks.tellings import PARTS, allocations, latest_news, news, readings
from contracts.words import times

Split = tuple[Decimal, Decimal, Decimal]
ZERO: Final = Decimal(0)


class Booked(NamedTuple):
    """An allocation that was paid out and is booked: as it is believed, as it is, and what a difference breaks."""

    number: int
    believed: Row
    so: Row
    split: Split
    right_split: Split
    provisional: frozenset[Split]
    shapes: Mapping[str, int]
    broken: str | None

    @property
    def exchanges(self) -> tuple[int, ...]:
        """The exchange in which it was told."""
        return tuple(self.shapes.values())[:1]

    @property
    def words(self) -> str:
        """What was seen, in words."""
        right, split = (" + ".join(f"{part:.2f}" for part in one) for one in (self.right_split, self.split))
        booked = split if self.split != self.right_split else "the same"
        return f"allocation {self.number} is {right} (capital, interest, fees); the client has booked {booked}"


def booked(exhibit: Exhibit) -> Iterator[Booked]:
    """Yield every allocation that was paid out and is booked."""
    final = {each["allocationId"]: each for each in exhibit.so("allocations")}
    shapes = _shapes(exhibit)
    before = _provisional(exhibit)
    for believed in exhibit.believed("bookings"):
        number = whole(believed.get("allocationId"))
        if number is None or number not in final:
            continue
        so = final[number]
        split, right = _split(believed), _split(so)
        earlier = frozenset(before.get((so["invoiceNumber"], sum(right, ZERO)), set()) - {right})
        broken = None if split == right else _broken(split, right, earlier, shapes.get(number, {}))
        yield Booked(number, believed, so, split, right, earlier, shapes.get(number, {}), broken)


def books_settlements_only(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-01: nothing is booked that no settlement paid out."""
    there = {each["allocationId"] for each in exhibit.so("allocations")}
    direct = set(_direct_payments(exhibit))
    for each in exhibit.believed("bookings"):
        if whole(each.get("allocationId")) not in there and _about(each) not in direct:
            money = f"{sum(_split(each), ZERO):.2f} on invoice {each.get('invoiceNumber')}"
            yield Sight(False, f"the client has booked {money}, which no settlement has paid out")
    if exhibit.belief is None or exhibit.books_otherwise:
        return
    told = [each.number for each in exhibit.of("getPayments") if each.succeeded and any(news(each))]
    if told:
        yield Sight(True, "payments were told before their settlement, and nothing is booked for them", tuple(told[:1]))
    elif exhibit.does_without_payments:
        yield Sight(True, "the client asks for no payments, and has booked what settlements paid out")


def books_nothing_for_direct_payments(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-09: money that the creditor has already is not paid out once more."""
    there = {each["allocationId"] for each in exhibit.so("allocations")}
    made_up = [_about(each) for each in exhibit.believed("bookings") if whole(each.get("allocationId")) not in there]
    for about, number in _direct_payments(exhibit).items():
        if exhibit.belief is not None:
            what = f"{about[1]:.2f} were paid directly on invoice {about[0]}; the client has "
            wrong = about in made_up
            yield Sight(not wrong, f"{what}{'booked them as paid out' if wrong else 'not booked them'}", (number,))


def books_once(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-02: what is told twice is booked once."""
    booked = Counter(whole(each.get("allocationId")) for each in exhibit.believed("bookings"))
    told = Counter(each.number for reading in readings(exhibit) if reading.succeeded for each in allocations(reading))
    shapes = _shapes(exhibit)
    for number, count in booked.items():
        if number is not None and (count > 1 or told[number] > 1):
            what = f"allocation {number} was told {times(told[number])}, and is booked {times(count)}"
            yield Sight(count == 1, what, tuple(shapes.get(number, {}).values())[:1])


def books_parts_as_what_they_are(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-06: capital, interest and fees are told apart."""
    for each in booked(exhibit):
        if each.broken == "PAY-06" or (each.broken is None and sum(map(bool, each.right_split)) > 1):
            yield Sight(each.broken is None, each.words, each.exchanges)


def books_the_final_split(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-07: where a payment was split otherwise before, the settlement counts; who asks for none knows no other."""
    for each in booked(exhibit):
        if each.broken == "PAY-07" or (each.broken is None and (each.provisional or exhibit.does_without_payments)):
            yield Sight(each.broken is None, each.words, each.exchanges)


def joins_by_invoice_number(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-08: an allocation is booked on its invoice; a number that lost its zeros is DATA-06."""
    for each in booked(exhibit):
        known, number = each.believed.get("invoiceNumber"), each.so["invoiceNumber"]
        if not _is_stripped(known, number):
            what = f"allocation {each.number} is of invoice {number}, and booked on {known}"
            yield Sight(whole(known) == number, what, each.exchanges)


def keeps_every_digit(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-06: an invoice number that comes as a text keeps its zeros."""
    for each in booked(exhibit):
        known, number = each.believed.get("invoiceNumber"), each.so["invoiceNumber"]
        if _is_stripped(known, number) or (whole(known) == number and "0" in str(number)):
            what = f"invoice number {number} came as a text, and is believed to be {known}"
            yield Sight(whole(known) == number, what, each.exchanges)


def noisy_bookings(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-02, for bookings: each part is exact."""
    for each in booked(exhibit):
        if each.broken == "DATA-02":
            yield Sight(False, each.words, each.exchanges)


def reads_both_shapes(exhibit: Exhibit) -> Iterator[Sight]:
    """TOL-05, for bookings: the older shape says the same as the newer one."""
    for each in booked(exhibit):
        if each.broken == "TOL-05" or (each.broken is None and "events" in each.shapes):
            yield Sight(each.broken is None, each.words, each.exchanges)


def shows_what_is_told_now(exhibit: Exhibit) -> Iterator[Sight]:
    """PAY-10: payments are what the last answer said; other days and currencies are matters of DATA."""
    answers = latest_news(exhibit)
    if answers is None or not isinstance((exhibit.belief or {}).get("payments"), list):
        return
    told = Counter((each.invoice, each.amount) for each in answers)
    believed = Counter(
        (whole(each.get("invoiceNumber")), cents(each.get("amount"))) for each in exhibit.believed("payments")
    )
    more = list((believed - told).elements())
    for invoice, amount in more:
        yield Sight(False, f"the client expects {amount} on invoice {invoice}, which CFIS tells no more")
    if told and not more:
        yield Sight(True, f"the client expects the {sum(told.values())} payments of the last answer")


def _broken(split: Split, right: Split, earlier: frozenset[Split], shapes: Mapping[str, int]) -> str:
    if all(abs(one - other) < NOISE for one, other in zip(split, right, strict=True)):
        return "DATA-02"
    if split in earlier:
        return "PAY-07"
    return "TOL-05" if shapes and not any(split) else "PAY-06"


def _split(row: Row) -> Split:
    capital, interest, costs = (cents(row.get(part) or 0) or ZERO for part in PARTS)
    return capital, interest, costs


def _shapes(exhibit: Exhibit) -> dict[int, dict[str, int]]:
    """Return the shapes in which each allocation was told, each with the first exchange that did."""
    found = dict[int, dict[str, int]]()
    for reading in readings(exhibit):
        for each in allocations(reading) if reading.succeeded else ():
            found.setdefault(each.number, {}).setdefault(each.shape, reading.number)
    return found


def _provisional(exhibit: Exhibit) -> dict[tuple[int | None, Decimal], set[Split]]:
    """Return the splits that payments had when they were told, by invoice and amount."""
    found = dict[tuple[int | None, Decimal], set[Split]]()
    for exchange in exhibit.of("getPayments"):
        for each in news(exchange) if exchange.succeeded else ():
            if each.capital is not None:
                split = each.capital, each.interest or ZERO, each.costs or ZERO
                found.setdefault((each.invoice, sum(split, ZERO)), set()).add(split)
    return found


def _direct_payments(exhibit: Exhibit) -> Mapping[Any, int]:
    """Return the direct payments that the client reported, as invoice and amount, each with the exchange."""
    found = {}
    for each in handed(exhibit, "action"):
        paid = each.document["actions"][0]["data"].get("amount")
        if each.key[1] == "DIRECTPAYMENT" and each.taken and cents(paid) is not None:
            found[each.key[0], cents(paid)] = each.sent[0].number
    return found


def _about(row: Row) -> tuple[int | None, Decimal]:
    return whole(row.get("invoiceNumber")), sum(_split(row), ZERO)


def _is_stripped(known: Any, number: int) -> bool:
    """Tell whether a number is believed without zeros that it has at its ends."""
    return whole(known) != number and str(known) in {str(number).strip("0"), str(number).rstrip("0")}
