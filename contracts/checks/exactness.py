"""Checks of the group DATA: amounts, days and references, exactly as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from contracts.checks.balances import noisy_balances
from contracts.checks.booking import noisy_bookings
from contracts.checks.documents import KINDS, amounts, decimals, differences, handed, is_rounded_otherwise, same
from contracts.checks.exchange import cents, whole
from contracts.checks.exhibit import Exhibit, Sight
from contracts.checks.submitting import SWITCHES
from contracts.checks.tellings import latest_news

JSON = "application/json"
HOME = "EUR"
MIDNIGHT = "T00:00:00"


def sends_two_decimals(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-01: no amount of a document has a third decimal, unless the client was handed it like that."""
    wrong, shown = False, None
    for each in handed(exhibit, *KINDS):
        allowed = {amount for _, amount in amounts(each.document)}
        for exchange in each.sent:
            found = [
                f"{name} {one}" for name, one in amounts(exchange.sent) if decimals(one) > 2 and one not in allowed
            ]
            if found:
                wrong = True
                yield Sight(False, f"{each.kind.called} {each.key} came with {', '.join(found)}", (exchange.number,))
            elif any(amounts(exchange.sent)):
                shown = exchange.number
    if shown is not None and not wrong:
        yield Sight(True, "amounts came with two decimals at most", (shown,))


def counts_exactly(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-02: what is added up is exact, in balances and in bookings."""
    yield from chain(noisy_balances(exhibit), noisy_bookings(exhibit))


def sends_what_it_was_handed(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-03: every value arrives as it was; switches, decimals, and missing members are matters of their own."""
    for each in handed(exhibit, "submit"):
        for exchange in each.sent[:1]:
            wrong = [
                f"{path} {sent} instead of {told}"
                for path, told, sent in differences(each.document, exchange.sent)
                if sent is not None
                and not path.startswith(SWITCHES)
                and not is_rounded_otherwise(told, sent)
                and str(sent) != str(told)  # SUB-06
                and path not in exchange.findings
            ]
            what = f"{each.kind.called} {each.key} came with {'; '.join(wrong) or 'the values it was handed with'}"
            if wrong or same(each.document, exchange.sent):
                yield Sight(not wrong, what, (exchange.number,))


def keeps_currencies(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-04: an amount in another currency than the euro keeps it."""
    bookings = {each["allocationId"]: each for each in exhibit.so("allocations")}
    receivables = {each["invoiceNumber"]: each for each in exhibit.so("receivables")}
    pairs = [
        *((each, bookings.get(whole(each.get("allocationId"))), "allocation") for each in exhibit.believed("bookings")),
        *((row, receivables.get(number), "invoice") for number, row in exhibit.invoices_believed.items()),
    ]
    for believed, so, called in pairs:
        known = believed.get("currency")
        if so is None or known is None or (known == so["currency"] == HOME):
            continue
        number = so["allocationId" if called == "allocation" else "invoiceNumber"]
        what = f"{called} {number} is in {so['currency']}, and the client believes {known}"
        yield Sight(known == so["currency"], what)


def takes_midnight_for_that_day(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-05: a payment of a day that came as midnight UTC is believed to be of that day.

    No other answer writes days so: who asks for no payments has none to mistake.
    """
    if exhibit.does_without_payments:
        yield Sight(True, "the client asks for no payments, whose days alone come as midnight")
    for each in latest_news(exhibit) or ():
        if MIDNIGHT not in each.day:
            continue
        rows = [row for row in exhibit.believed("payments") if whole(row.get("invoiceNumber")) == each.invoice]
        days = {str(row.get("paymentDate"))[:10] for row in rows if cents(row.get("amount")) == each.amount}
        right = each.day[:10]
        aside = {(date.fromisoformat(right) + timedelta(days=step)).isoformat() for step in (-1, 1)}
        if right in days or days & aside:
            what = f"a payment of {each.day} is believed to be of {', '.join(sorted(days))}"
            yield Sight(right in days, what, (each.exchange.number,))


def sends_json(exhibit: Exhibit) -> Iterator[Sight]:
    """DATA-07: every body is announced as JSON."""
    bodies = [each for each in exhibit.exchanges if each.text]
    wrong = [each for each in bodies if each.headers.get("content-type", "").partition(";")[0].strip() != JSON]
    for each in wrong:
        kind = each.headers.get("content-type", "no content type")
        yield Sight(False, f"{each.operation} came with {kind}", (each.number,))
    if bodies and not wrong:
        yield Sight(True, f"all {len(bodies)} bodies came as {JSON}", (bodies[0].number,))
