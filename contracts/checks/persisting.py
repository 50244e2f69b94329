"""Checks of the group RES that are about documents: lost answers, outages and refusals, and what waits to be sent."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.checks.documents import Handed, handed, renumbered, same
from contracts.checks.exchange import CLOSED, Exchange, whole
from contracts.checks.exhibit import Exhibit, Sight
from contracts.checks.waiting import is_held_by_its_case, refused_before, trouble_since
from contracts.words import times

INVOICING = ("submit", "action")


def finds_out_what_was_lost(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-01: an invoice whose answer was lost is known to be accepted, under its own number."""
    there = {each["invoiceNumber"] for each in exhibit.so("receivables")}
    made_up = sorted(renumbered(exhibit))
    for number in made_up:
        numbers = tuple(each.number for each in exhibit.of("createInvoice") if _number(each) == number)[:1]
        yield Sight(False, f"CFIS has an invoice {number}, which nobody asked the client to hand in", numbers)
    for each in handed(exhibit, "submit"):
        lost = next((one for one in each.sent if one.is_lost), None)
        row = exhibit.invoices_believed.get(each.key)
        if lost is None or each.key not in there or row is None or not exhibit.works_after(lost.number):
            continue
        state = row.get("state", "ACCEPTED")
        if state != "WAITING" and not made_up:
            what = f"the answer about invoice {each.key} was lost, and it was accepted; the client takes it for {state}"
            yield Sight(state == "ACCEPTED", what, (lost.number,))


def looks_before_acting_again(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-02: between a lost answer and the same action again, the case was read."""
    asked = list(handed(exhibit, "action"))
    for lost in exhibit.of("createInvoiceAction"):
        mine = next((each for each in asked if lost in each.sent), None)
        if not lost.is_lost or mine is None:
            continue
        later = [each for each in exhibit.exchanges if each.number > lost.number]
        limit = min(
            (each.turn.first for each in asked if each.key == mine.key and each.turn.first > lost.number), default=0
        )
        again = next((one for one in later if one.text == lost.text and (not limit or one.number <= limit)), None)
        read = next((one for one in later if one.operation == "getCase" and one.succeeded), None)
        about = f"the answer about {mine.key[1]} on invoice {mine.key[0]} was lost, and it was received"
        if again is not None and (read is None or read.number > again.number):
            yield Sight(False, f"{about}; the client asked for it again without a look", (lost.number, again.number))
        elif read is not None:
            yield Sight(True, f"{about}; the client looked at the case first", (lost.number, read.number))


def sends_what_could_not_be_sent(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-03: a document that met an outage, or waited behind one that did, is sent afterwards."""
    for each in handed(exhibit, *INVOICING):
        met = next((one for one in each.sent if one.failed or one.is_lost), None)
        met = met or (None if each.sent else _before(exhibit, each))
        if met is None or _explained(exhibit, each, met):
            continue
        about = f"{each.kind.called} {each.key} could not be sent"
        if each.settled or (each.taken and not _waits(exhibit, each)):
            yield Sight(True, f"{about}, and was sent afterwards", (met.number, each.sent[-1].number))
        elif _could_be_sent(exhibit, max([met.number, *(one.number for one in each.sent)])):
            yield Sight(False, f"{about}, and the client never tried again", (met.number,))


def takes_a_delay_for_a_delay(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-07: a document that was turned away is not believed to be refused."""
    for each in handed(exhibit, *INVOICING):
        turned_away = next((one for one in each.sent if one.status in CLOSED), None)
        if turned_away is None or any(one.is_refused and one.status not in CLOSED for one in each.sent):
            continue
        about = f"{each.kind.called} {each.key} was turned away with status {turned_away.status}"
        if _is_believed_refused(exhibit, each):
            yield Sight(False, f"{about}, and the client takes it for refused", (turned_away.number,))
        elif each.taken:
            yield Sight(True, f"{about}, and was sent again", (turned_away.number, each.sent[-1].number))


def lets_a_refusal_hold_up_nothing(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-09: what was handed in after a refusal, or waited behind one, is sent all the same."""
    for each in handed(exhibit, *INVOICING):
        refusal = refused_before(exhibit, each)
        if refusal is None:
            continue
        about = f"{each.kind.called} {each.key}, behind another document that was refused,"
        if each.sent:
            yield Sight(True, f"{about} was sent", (refusal.number, each.sent[0].number))
        elif exhibit.works_after(each.turn.first) and not _is_explained_otherwise(exhibit, each):
            yield Sight(False, f"{about} was never sent", (refusal.number,))


def repeats_no_refused_document(exhibit: Exhibit) -> Iterator[Sight]:
    """RES-10: a document that was refused is not sent again as it was, unless it was handed in again."""
    seen = set[str]()
    for each in handed(exhibit, "submit", "action", "ledger", "booking"):
        refusal = next((one for one in each.sent if one.is_refused and one.text not in seen), None)
        if refusal is None or any(one.is_done and one.number < refusal.number for one in each.sent):
            continue  # SUB-02: it is refused because it is there already, whether or not that answer arrived
        seen.add(refusal.text)
        told = sum(
            other.key == each.key and other.turn.first >= each.turn.first for other in handed(exhibit, each.turn.verb)
        )
        again = [one.number for one in each.sent if one.number > refusal.number and one.text == refusal.text]
        about = f"{each.kind.called} {each.key} was refused with status {refusal.status}"
        if len(again) >= told:
            yield Sight(False, f"{about}, and sent again unchanged {times(len(again))}", (refusal.number, *again[:3]))
        elif exhibit.works_after(refusal.number):
            yield Sight(True, f"{about}, and not sent again", (refusal.number,))


def _number(exchange: Exchange) -> int | None:
    return whole((((exchange.sent or {}).get("invoice") or {}).get("header") or {}).get("number"))


def _before(exhibit: Exhibit, document: Handed) -> Exchange | None:
    """Return the trouble behind which a document waited that was never tried."""
    return None if refused_before(exhibit, document) else trouble_since(exhibit, document.turn.first)


def _explained(exhibit: Exhibit, document: Handed, met: Exchange) -> bool:
    """Tell whether a restart, another number (RES-01) or a mistaken refusal (RES-07) explains that it was not sent."""
    if document.settled:
        return False
    if renumbered(exhibit) or is_held_by_its_case(exhibit, document):
        return True
    mistaken = met.status in CLOSED and _is_believed_refused(exhibit, document)
    tried = document.sent[-1].number if document.sent else document.turn.first
    return mistaken or any(each.first >= tried for each in exhibit.told("restart"))


def _could_be_sent(exhibit: Exhibit, number: int) -> bool:
    """Tell whether CFIS answered the client after an exchange, in a turn of work that broke down nowhere."""
    runs = [each for each in exhibit.told("run") if each.last > max(each.first, number)]
    last = exhibit.within(runs[-1]) if runs else ()
    return any(each.succeeded for each in last) and not any(each.failed or each.status == 401 for each in last)


def _is_believed_refused(exhibit: Exhibit, document: Handed) -> bool:
    if document.turn.verb == "submit":
        return bool(exhibit.invoices_believed.get(document.key, {}).get("state") == "REFUSED")
    believed = (each for each in exhibit.believed("actions") if same(each.get("document"), document.document))
    return any(each.get("state") == "REFUSED" for each in believed)


def _waits(exhibit: Exhibit, document: Handed) -> bool:
    """Tell whether the client believes that an invoice still waits to be sent; of an action that was taken, never."""
    believed = exhibit.invoices_believed.get(document.key, {}) if document.turn.verb == "submit" else {}
    return believed.get("state") == "WAITING"


def _is_explained_otherwise(exhibit: Exhibit, document: Handed) -> bool:
    """Tell whether a restart, a turn that broke down or an action before it explains that a document was not sent."""
    restarted = any(each.first >= document.turn.first for each in exhibit.told("restart"))
    broke_down = any(each.trouble and each.last >= document.turn.first for each in exhibit.turns)
    return restarted or broke_down or is_held_by_its_case(exhibit, document)
