"""Checks of the group CASE that are about actions; `balances` has those about what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.checks.documents import KINDS, Handed, handed, is_rounded_otherwise, same
from contracts.checks.exchange import CLOSED, whole
from contracts.checks.exhibit import Exhibit, Row, Sight
from contracts.checks.waiting import is_excused

ACTION = KINDS["action"]


def leaves_the_due_date_alone(exhibit: Exhibit) -> Iterator[Sight]:
    """CASE-04: DUEDATE moves the due date of the case; that of the invoice stays."""
    for each in handed(exhibit, "action"):
        number, code = each.key
        row, so = exhibit.invoices_believed.get(number), _receivable(exhibit, number)
        if code != "DUEDATE" or row is None or so is None or not each.taken or row.get("dueDate") is None:
            continue
        known, moved = str(row["dueDate"])[:10], str(each.turn.told.get("due"))
        if moved != so["dueDate"] and known in (so["dueDate"], moved):
            what = f"invoice {number} is due {so['dueDate']}, its case was asked to wait until {moved}; the client "
            yield Sight(known == so["dueDate"], f"{what}believes {known}", (each.sent[0].number,))


def brings_every_action(exhibit: Exhibit) -> Iterator[Sight]:
    """CASE-05: what was asked for arrives, with every member it was asked with."""
    for each in handed(exhibit, "action"):
        about = f"{each.key[1]} on invoice {each.key[0]}"
        if each.sent:
            wrong = list(_altered(each.document["actions"][0], each.within(each.sent[0])["actions"][0]))
            what = f"{about} was asked for{f' with {wrong[0]}' if wrong else ''}"
            yield Sight(not wrong, what, (each.sent[0].number,))
        elif (
            exhibit.works_after(each.turn.first) and not is_excused(exhibit, each) and not _sent_by_case(exhibit, each)
        ):
            yield Sight(False, f"{about} was never asked for")


def knows_what_became_of_actions(exhibit: Exhibit) -> Iterator[Sight]:
    """CASE-06: an action is believed to be received or refused as the answer said."""
    states = list(_states(exhibit))
    for each in handed(exhibit, "action"):
        known = [state for document, state in states if same(document, each.document)]
        answers = {one.is_done for one in each.sent if one.succeeded or one.is_refused}
        was_held_up = any(one.is_lost or one.status in CLOSED for one in each.sent)
        if not known or len(answers) != 1 or was_held_up:
            continue
        right = "ACCEPTED" if answers == {True} else "REFUSED"
        what = f"{each.key[1]} on invoice {each.key[0]} was {right.lower()}; the client takes it for {known[0]}"
        yield Sight(right in known, what, tuple(one.number for one in each.sent[:1]))


def _states(exhibit: Exhibit) -> Iterator[tuple[Any, Any]]:
    for each in exhibit.believed("actions"):
        yield each.get("document"), each.get("state")


def _receivable(exhibit: Exhibit, number: int) -> Row | None:
    return next((each for each in exhibit.so("receivables") if each["invoiceNumber"] == number), None)


def _altered(told: Mapping[str, Any], sent: Any) -> Iterator[str]:
    """Yield what was sent otherwise than told; a case may stand for its invoice, decimals are DATA-01's matter."""
    there = sent if isinstance(sent, Mapping) else {}
    for name, value in told.items():
        other = there.get(name)
        if isinstance(value, Mapping):
            yield from _altered(value, other)
        elif name == "invoiceNumber" and there.get("caseId"):
            continue
        elif value is not None and value != other and not is_rounded_otherwise(value, other):
            yield f"{name} {other} instead of {value}"


def _sent_by_case(exhibit: Exhibit, action: Handed) -> bool:
    """Tell whether an action was sent about the case of its invoice."""
    so = _receivable(exhibit, action.key[0])
    for each in exhibit.of(ACTION.operation):
        for one in (each.sent or {}).get("actions") or ():
            about = whole((one.get("data") or {}).get("caseId"))
            if so is not None and about == so["caseId"] and one.get("code") == action.key[1]:
                return True
    return False
