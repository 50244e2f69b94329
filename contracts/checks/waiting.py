"""Why a document was not sent, where the client had it and nothing was asked of it but to send it."""

from __future__ import annotations

from itertools import takewhile

from contracts.checks.documents import KINDS, Handed, handed, sendings
from contracts.checks.exchange import Exchange
from contracts.checks.exhibit import Exhibit

SENDING = frozenset(kind.operation for kind in KINDS.values())


def is_excused(exhibit: Exhibit, document: Handed) -> bool:
    """Tell whether something else explains that a document was never tried.

    CFIS has it already; a refused document before it (RES-09), trouble on the line (RES-03), a dead token (AUTH), a
    restart (RES-05), or a turn that broke down (RES-11).
    """
    since = document.turn.first
    if is_held_by_its_case(exhibit, document):
        return True
    if document.turn.verb != "action" and any(each.is_done for each in sendings(exhibit, document.kind, document.key)):
        return True
    restarted = any(each.first >= since for each in exhibit.told("restart"))
    broke_down = any(each.trouble and each.last >= since for each in exhibit.turns)
    return restarted or broke_down or refused_before(exhibit, document) is not None or any(_in_the_way(exhibit, since))


def is_held_by_its_case(exhibit: Exhibit, document: Handed) -> bool:
    """Tell whether an action waits behind another one on its invoice, whose fate nobody can say yet."""
    if document.turn.verb != "action":
        return False
    there = any(each["invoiceNumber"] == document.key[0] for each in exhibit.so("receivables"))
    before = (each for each in handed(exhibit, "action") if each.turn.first <= document.turn.first)
    return not there or any(each.key[0] == document.key[0] and each.sent and not each.settled for each in before)


def refused_before(exhibit: Exhibit, document: Handed) -> Exchange | None:
    """Return a refusal of another document that the client had seen before it could send this one.

    It saw the last one before it was handed this one, or came upon one in its outbox, before this one's turn.
    """
    refusals = [each for each in exhibit.exchanges if each.operation in SENDING and each.is_refused]
    seen = next((each for each in reversed(refusals) if each.number <= document.turn.first), None)
    return seen or next((each for each in refusals if _was_ahead(exhibit, each, document)), None)


def _was_ahead(exhibit: Exhibit, refusal: Exchange, document: Handed) -> bool:
    """Tell whether what was refused waited before a document, and was tried before it."""
    if refusal.number <= document.turn.last or (document.sent and refusal.number >= document.sent[0].number):
        return False
    ahead = takewhile(lambda each: each.turn is not document.turn, handed(exhibit, *KINDS))
    return any(refusal in each.sent for each in ahead if each.key != document.key)


def trouble_since(exhibit: Exhibit, number: int) -> Exchange | None:
    """Return the first exchange after ``number`` in which something was sent and not answered."""
    return next((each for each in _in_the_way(exhibit, number) if each.operation in SENDING), None)


def _in_the_way(exhibit: Exhibit, number: int) -> list[Exchange]:
    later = (each for each in exhibit.exchanges if each.number > number)
    return [each for each in later if each.failed or each.is_lost or each.status == 401]
