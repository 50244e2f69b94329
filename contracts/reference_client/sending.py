"""The outbox: invoices and actions reach CFIS once, in order, whatever becomes of the answers.

An invoice is protected by its number: CFIS takes a number once and refuses it the second time. So it is sent again
after a lost answer, and a refusal sends us to look whether it is there. An action has no number of ours: after a lost
answer the case is read first, and the action is sent again only if the case does not have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from contracts.reference_client import answers
from contracts.reference_client.connection import ATTEMPTS, Answer, Connection, Unanswered
from contracts.reference_client.memory import Entry, Invoice, Notebook

REFUSED_BY_RULE: Final = 402
KINDS: Final = ("invoice", "action")


class Header(msgspec.Struct):
    """The part of an invoice by which it is known."""

    number: int


class Content(msgspec.Struct):
    """The content of an invoice, as far as it matters here."""

    header: Header


class InvoiceSent(msgspec.Struct):
    """An invoice document, as far as it matters here."""

    invoice: Content


class Target(msgspec.Struct):
    """What an action is about."""

    invoice_number: int | None = msgspec.field(name="invoiceNumber", default=None)
    case_id: int | None = msgspec.field(name="caseId", default=None)


class ActionSent(msgspec.Struct):
    """One action of a batch."""

    code: str
    data: Target


class Batch(msgspec.Struct):
    """An action document, as far as it matters here."""

    actions: list[ActionSent]


class Sender:
    """Empties the outbox."""

    def __init__(self, connection: Connection, notebook: Notebook) -> None:
        self._connection, self._notebook = connection, notebook

    def send_all(self) -> None:
        """Send what waits, oldest first; whatever is not answered waits on, with all behind it. Raises Unanswered."""
        memory = self._notebook.memory
        held: set[tuple[tuple[str, int], ...]] = set()
        for entry in list(memory.outbox):
            if entry.kind not in KINDS:
                continue
            if entry.kind == "invoice":
                self._hand_in(entry)
            elif (target := tuple(_named(_batch(entry)[0].data))) in held or not self._acted(entry):
                held.add(target)  # a later action on the same case would be taken for this one
                continue
            memory.outbox.remove(entry)
            self._notebook.save()

    def _hand_in(self, entry: Entry) -> None:
        answer = self._connection.post("/invoice", bytes(entry.document), repeatable=True)
        self._conclude(self._notebook.memory.invoices[number_of(entry)], answer)

    def _conclude(self, invoice: Invoice, answer: Answer) -> None:
        if answer.is_done or (answer.status == REFUSED_BY_RULE and self._is_there(invoice.number)):
            invoice.state, invoice.reason = "ACCEPTED", None
        else:
            invoice.state, invoice.reason = "REFUSED", answers.reason(answer.body)

    def _is_there(self, number: int) -> bool:
        told = self._connection.get("/invoice/distribution", invoiceNumber=number)
        return any(each.invoice_number == number for each in answers.deliveries(told.body if told.is_done else None))

    def _acted(self, entry: Entry) -> bool:
        """Send an action; tell whether its fate is known. Raises Unanswered where CFIS cannot be reached."""
        for _ in range(ATTEMPTS):
            if entry.maybe_sent:
                taken = self._taken(entry)
                if taken is None:
                    return False
                if taken:
                    self._notebook.memory.action_ids |= taken
                    self._notebook.memory.actions_sent.append(entry)
                    return True
            answer = self._tried(entry)
            if answer is not None:
                self._note(entry, answer)
                return True
        return False

    def _tried(self, entry: Entry) -> Answer | None:
        return sent_once(self._connection, self._notebook, "/invoice/action", entry)

    def _note(self, entry: Entry, answer: Answer) -> None:
        memory = self._notebook.memory
        if answer.is_done:
            memory.action_ids |= {each["actionId"] for each in answer.body.get("actions") or ()}
            memory.actions_sent.append(entry)
        else:
            memory.actions_refused.append(entry)

    def _taken(self, entry: Entry) -> set[int] | None:
        """Return the numbers of the batch in its case, an empty set when it is not there, None when nobody can say."""
        batch = _batch(entry)
        told = self._connection.get("/invoice/case", **dict(_named(batch[0].data)))
        actions = answers.case(told.body).actions if told.is_done else None
        if actions is None:
            return None
        codes = {each.code for each in batch}
        known = self._notebook.memory.action_ids
        return {number for number, code in actions if code in codes and number not in known}


def sent_once(connection: Connection, notebook: Notebook, path: str, entry: Entry) -> Answer | None:
    """Send what waits once; None when nobody knows what became of it, which is noted before it is sent.

    Raises Unanswered where it certainly was not taken, LockedOut.
    """
    entry.maybe_sent = True
    notebook.save()
    try:
        answer = connection.post(path, bytes(entry.document), repeatable=False)
    except Unanswered as unanswered:
        entry.maybe_sent = unanswered.maybe_done
        if unanswered.maybe_done:
            return None
        raise
    entry.maybe_sent = False
    return answer


def _batch(entry: Entry) -> list[ActionSent]:
    return msgspec.json.decode(entry.document, type=Batch).actions


def _named(target: Target) -> Iterator[tuple[str, int]]:
    if target.case_id is not None:
        yield "caseId", target.case_id
    elif target.invoice_number is not None:
        yield "invoiceNumber", target.invoice_number


def number_of(entry: Entry) -> int:
    """Return the number of the invoice in the outbox."""
    return msgspec.json.decode(entry.document, type=InvoiceSent).invoice.header.number
