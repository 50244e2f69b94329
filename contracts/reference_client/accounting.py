"""Documents for the accounting system: each reaches CFIS once, and is asked about until it is booked or has failed.

A document has an identifier of ours. Nothing public says what CFIS does when an identifier comes a second time, so
after a lost answer it is looked for first, and sent again only if CFIS does not have it. What has failed waits for
somebody to put it right and to hand it in anew, under the same identifier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec

from contracts.reference_client import answers
from contracts.reference_client.connection import ATTEMPTS, Answer, Connection
from contracts.reference_client.memory import Carried, CarriedKind, Entry, Notebook
from contracts.reference_client.sending import sent_once

OVER: Final = frozenset({"REFUSED", "FAILED"})
"""States after which the same identifier may be handed in anew."""


class Kind(NamedTuple):
    """How documents of one kind travel: where to, and by which members they are known."""

    path: str
    listed: str
    identifier: str
    dated: str


KINDS: Final[Mapping[CarriedKind, Kind]] = MappingProxyType(
    {
        "ledger": Kind("/accounting/ledger", "ledgers", "ledgerIdentifier", "documentDate"),
        "payment": Kind("/accounting/payment", "payments", "paymentIdentifier", "paymentDate"),
    }
)


class Accountant:
    """Hands documents for accounting in and remembers what became of them."""

    def __init__(self, connection: Connection, notebook: Notebook) -> None:
        self._connection, self._notebook = connection, notebook

    def take(self, kind: CarriedKind, document: Mapping[str, Any], encoded: bytes) -> bool:
        """Note a document that is to be handed in; tell whether there is anything to do.

        Nothing is, where CFIS has all of it or it is on its way.
        """
        known = self._notebook.memory.carried[kind]
        fresh = [each for each in _carried(kind, document) if each.key not in known or known[each.key].state in OVER]
        if not fresh:
            return False
        for each in fresh:
            each.again = each.key in known and known[each.key].state == "FAILED"
            known[each.key] = each
        self._notebook.memory.outbox.append(Entry(kind, msgspec.Raw(encoded)))
        self._notebook.save()
        return True

    def send_all(self) -> None:
        """Send what waits, oldest first. Raises Unanswered, LockedOut."""
        memory = self._notebook.memory
        for entry in list(memory.outbox):
            if entry.kind in KINDS and self._handed_in(entry, _kind(entry)):
                memory.outbox.remove(entry)
                self._notebook.save()

    def read_fates(self) -> None:
        """Ask what became of the documents that CFIS has and has not carried yet. Raises Unanswered, LockedOut."""
        for name, kind in KINDS.items():
            known = self._notebook.memory.carried[name]
            days = [each.dated for each in known.values() if each.state == "ACCEPTED"]
            if not days:
                continue
            answer = self._connection.get(kind.path, fromDate=min(days), toDate=max(days))
            for told in answers.fates(answer.body if answer.is_done else None, kind.listed):
                if told.key in known and known[told.key].state == "ACCEPTED" and told.state is not None:
                    known[told.key].state, known[told.key].reason = told.state, told.reason
        self._notebook.save()

    def told(self, kind: CarriedKind) -> list[dict[str, Any]]:
        """Return what is known of the documents of one kind, as the books tell it."""
        known = self._notebook.memory.carried[kind].values()
        return [{"key": each.key, "state": each.state, "reason": each.reason} for each in known]

    def _handed_in(self, entry: Entry, kind: CarriedKind) -> bool:
        """Send a document; tell whether its fate is known. Raises Unanswered where CFIS cannot be reached."""
        for _ in range(ATTEMPTS):
            if entry.maybe_sent:
                taken = self._taken(entry, kind)
                if taken is None:
                    return False
                if taken:
                    self._note(entry, kind, "ACCEPTED", None)
                    return True
            answer = sent_once(self._connection, self._notebook, KINDS[kind].path, entry)
            if answer is not None:
                self._note(entry, kind, *_reception(answer))
                return True
        return False

    def _taken(self, entry: Entry, kind: CarriedKind) -> bool | None:
        """Tell whether CFIS has all of a document; None when nobody can say.

        One that failed before and is still told as failed has not arrived anew.
        """
        path, listed, identifier, _ = KINDS[kind]
        for mine in self._waiting(entry, kind):
            told = self._connection.get(path, **{identifier: mine.key})
            if not told.is_done:
                return None
            states = {each.key: each.state for each in answers.fates(told.body, listed)}
            if mine.key not in states or (mine.again and states[mine.key] == "FAILED"):
                return False
        return True

    def _note(self, entry: Entry, kind: CarriedKind, state: answers.Reception, reason: str | None) -> None:
        for mine in self._waiting(entry, kind):
            mine.state, mine.reason = state, reason

    def _waiting(self, entry: Entry, kind: CarriedKind) -> Iterator[Carried]:
        known = self._notebook.memory.carried[kind]
        for each in _carried(kind, msgspec.json.decode(entry.document)):
            if known[each.key].state == "WAITING":
                yield known[each.key]


def _reception(answer: Answer) -> tuple[answers.Reception, str | None]:
    return ("ACCEPTED", None) if answer.is_done else ("REFUSED", answers.reason(answer.body))


def _kind(entry: Entry) -> CarriedKind:
    return "ledger" if entry.kind == "ledger" else "payment"


def _carried(kind: CarriedKind, document: Mapping[str, Any]) -> Iterator[Carried]:
    """Read the identifiers of a document: ``ledgers`` is one object in spite of the plural, ``payments`` a list."""
    _, listed, identifier, dated = KINDS[kind]
    rows = document[listed]
    for row in rows if isinstance(rows, list) else [rows]:
        yield Carried(row[identifier], date.fromisoformat(row[dated]))
