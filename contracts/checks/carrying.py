"""Checks of the group ACC: documents for the accounting system, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.checks.documents import Handed, differences, handed
from contracts.checks.exchange import Exchange
from contracts.checks.exhibit import Exhibit, Sight
from contracts.checks.troubles import NOTHING_FOUND, blamed
from contracts.checks.waiting import is_excused

DOCUMENTS: Final = ("ledger", "booking")
IN_A_ROW: Final = 3


class Way(NamedTuple):
    """How one kind is asked about: the operation, the member that lists them, and the list of the client's books."""

    question: str
    listed: str
    believed: str
    kind: str


WAYS: Final[Mapping[str, Way]] = MappingProxyType(
    {
        "ledger": Way("getLedgers", "ledgers", "ledgers", "LEDGER"),
        "booking": Way("getAccountingPayments", "payments", "accountingPayments", "PAYMENT"),
    }
)


def hands_in_ledgers(exhibit: Exhibit) -> Iterator[Sight]:
    """ACC-01: a ledger document arrives whole."""
    yield from _arrives(exhibit, "ledger")


def hands_in_payments(exhibit: Exhibit) -> Iterator[Sight]:
    """ACC-02: accounting payments arrive whole, as a list."""
    yield from _arrives(exhibit, "booking")


def follows_documents(exhibit: Exhibit) -> Iterator[Sight]:
    """ACC-03: the client learns the end that a document has come to."""
    for each, state, believed, told in _fates(exhibit):
        if state not in ("SYNCED", "FAILED"):
            continue
        asked = [one for one in told if one[1] != 0]
        about = f"{each.kind.called} {each.key} has come to its end ({state})"
        if asked:
            right = believed not in ("ACCEPTED", "WAITING") or state == "FAILED"
            what = "was told" if right else f"takes it for {believed} all the same"
            yield Sight(right, f"{about}, and the client {what}", (asked[0][0].number,))
        elif (
            exhibit.works_after(each.sent[-1].number)
            and believed in ("ACCEPTED", None)
            and not _asked_in_vain(exhibit, each)
        ):
            yield Sight(False, f"{about}, and the client did not ask", (each.sent[-1].number,))


def takes_one_for_synced(exhibit: Exhibit) -> Iterator[Sight]:
    """ACC-04: what the accounting system does not have is not believed to be there."""
    for each, state, believed, told in _fates(exhibit):
        if believed is not None and (state != "SYNCED" or any(status != 1 for _, status in told)):
            wrong = believed == "SYNCED" and state != "SYNCED"
            what = f"{each.kind.called} {each.key} is {state}, and the client takes it for {believed}"
            yield Sight(not wrong, what, tuple(one.number for one, _ in told[-1:]))


def looks_before_submitting_again(exhibit: Exhibit) -> Iterator[Sight]:
    """ACC-05: between a lost answer and the same document again, CFIS was asked whether it has it."""
    for each in handed(exhibit, *DOCUMENTS):
        lost = next((one for one in each.sent if one.is_lost), None)
        if lost is None:
            continue
        later = [one for one in exhibit.exchanges if one.number > lost.number]
        again = next((one for one in each.sent if one.number > lost.number), None)
        asked = next((one for one in later if one.operation == WAYS[each.turn.verb].question and one.succeeded), None)
        about = f"the answer about {each.kind.called} {each.key} was lost"
        if again is not None and (asked is None or asked.number > again.number):
            yield Sight(
                False, f"{about}, and the client handed it in again without a look", (lost.number, again.number)
            )
        elif asked is not None:
            yield Sight(True, f"{about}, and the client looked whether it was there", (lost.number, asked.number))


def knows_failures(exhibit: Exhibit) -> Iterator[Sight]:
    """ACC-06: what has failed, and was told so, is believed to have failed."""
    for each, state, believed, told in _fates(exhibit):
        failures = [one for one, status in told if status == 2]
        if state == "FAILED" and failures and believed is not None and believed != "SYNCED":
            what = f"{each.kind.called} {each.key} has failed, and the client takes it for {believed}"
            yield Sight(believed == "FAILED", what, (failures[-1].number,))


def submits_an_accepted_document_no_more(exhibit: Exhibit) -> Iterator[Sight]:
    """ACC-07: an acceptance that arrived is the end of it, until the document fails or is handed in again."""
    documents = list(handed(exhibit, *DOCUMENTS))
    for each in documents:
        accepted = next((one for one in each.sent if one.succeeded), None)
        if accepted is None:
            continue
        anew = [one.turn.first for one in documents if one.key == each.key and one.turn.first >= accepted.number]
        until = min(anew, default=None)
        again = [
            one.number for one in each.sent if one.number > accepted.number and (until is None or one.number <= until)
        ]
        if again:
            what = f"{each.kind.called} {each.key} was handed in again after it had been accepted"
            yield Sight(False, what, (accepted.number, again[0]))
        elif exhibit.works_after(accepted.number):
            yield Sight(True, f"{each.kind.called} {each.key} was handed in once", (accepted.number,))


def takes_no_match_for_nothing(exhibit: Exhibit) -> Iterator[Sight]:
    """ACC-08: 204 says that nothing matches, and is neither trouble nor a reason to ask again."""
    questions = {way.question for way in WAYS.values()}
    for turn in exhibit.turns:
        nothing = [each for each in exhibit.within(turn) if each.operation in questions and each.status == 204]
        if not nothing:
            continue
        broke_down = blamed(exhibit, turn) == NOTHING_FOUND
        right = not broke_down and not _in_a_row(exhibit.within(turn), nothing)
        what = f"{nothing[0].operation} found nothing, and the client {'went on' if right else 'took that for trouble'}"
        yield Sight(right, what, tuple(each.number for each in nothing[:IN_A_ROW]))


def _arrives(exhibit: Exhibit, verb: str) -> Iterator[Sight]:
    for each in handed(exhibit, verb):
        if each.sent:
            wrong = [path for path, _, _ in differences(each.document, each.within(each.sent[0]))]
            what = f"with other {', '.join(wrong)} than it was handed" if wrong else "as it was handed"
            yield Sight(not wrong, f"{each.kind.called} {each.key} came {what}", (each.sent[0].number,))
        elif exhibit.works_after(each.turn.first) and not is_excused(exhibit, each):
            yield Sight(False, f"{each.kind.called} {each.key} was never handed in")


def _fates(exhibit: Exhibit) -> Iterator[tuple[Handed, str, Any, list[tuple[Exchange, Any]]]]:
    """Yield the last document of each identifier: how far it is, what is believed of it, and what was told of it."""
    documents = {
        (each["kind"], each["name"]): each["status"] for queue in exhibit.so("sync") for each in queue["documents"]
    }
    last = {(each.turn.verb, each.key): each for each in handed(exhibit, *DOCUMENTS)}
    for (verb, key), each in last.items():
        way = WAYS[verb]
        state = documents.get((way.kind, key))
        if state is None or not each.sent:
            continue
        rows = (row.get("state") for row in exhibit.believed(way.believed) if row.get("key") == key)
        yield each, state, next(rows, None), list(_told(exhibit, way, key, each.sent[-1].number))


def _told(exhibit: Exhibit, way: Way, key: str, after: int) -> Iterator[tuple[Exchange, Any]]:
    for each in exhibit.of(way.question):
        rows = (each.got or {}).get(way.listed) if each.succeeded and isinstance(each.got, dict) else None
        for row in rows or ():
            if row.get("sourceIdentifier") == key and each.number > after:
                yield each, row.get("status")


def _asked_in_vain(exhibit: Exhibit, document: Handed) -> bool:
    """Tell whether the client's last question about documents of a kind was not answered."""
    asked = [each for each in exhibit.of(WAYS[document.turn.verb].question) if each.number > document.sent[-1].number]
    return bool(asked) and not asked[-1].succeeded


def _in_a_row(exchanges: Any, nothing: list[Exchange]) -> bool:
    """Tell whether the same question was asked again and again, though nothing was found each time."""
    row = 0
    for one, other in pairwise(exchanges):
        row = row + 1 if one.question == other.question and one in nothing and other in nothing else 0
        if row >= IN_A_ROW - 1:
            return True
    return False
