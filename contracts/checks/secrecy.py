"""Checks of the group SEC: what a client gives away, and what it asks for that is not its own."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.checks.exchange import shows_secret, whole
from contracts.checks.exhibit import Exhibit, Sight
from contracts.checks.tellings import DISTRIBUTION, members


def keeps_its_token_to_itself(exhibit: Exhibit) -> Iterator[Sight]:
    """SEC-01: no token stands in an address or a body; the journal masks it there, which shows that it did."""
    everything = (*exhibit.exchanges, *exhibit.strays)
    shown = [each for each in everything if shows_secret(each)]
    for each in shown:
        yield Sight(False, f"{each.operation or each.path} has a token in its address or body", (each.number,))
    if everything and not shown:
        yield Sight(True, f"none of {len(everything)} addresses and bodies has a token")


def asks_about_its_own(exhibit: Exhibit) -> Iterator[Sight]:
    """SEC-04: a case that is asked about was told, an invoice was handed in."""
    own = set(exhibit.truth.invoices_asked)
    told = _cases_told(exhibit)
    asked, wrong = 0, False
    for each in exhibit.of("getCase", *DISTRIBUTION):
        case_id, invoice = each.query.get("caseId"), each.query.get("invoiceNumber")
        if not case_id and not invoice:
            continue
        asked += 1
        known_case = not case_id or told.get(whole(case_id), each.number) < each.number
        if not known_case or (invoice and whole(invoice) not in own):
            wrong = True
            what = f"case {case_id}, which was never told" if not known_case else f"invoice {invoice} of somebody else"
            yield Sight(False, f"{each.operation} asks about {what}", (each.number,))
    if asked and not wrong:
        yield Sight(True, f"all {asked} questions were about invoices and cases of the client's own")


def _cases_told(exhibit: Exhibit) -> dict[int | None, int]:
    """Return the first exchange that told of each case, in an answer to whatever question."""
    told = dict[int | None, int]()
    for each in exhibit.exchanges:
        for name, value in members(each.got) if each.succeeded else ():
            if name == "caseId":
                told.setdefault(whole(value), each.number)
    return told
