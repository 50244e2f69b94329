"""Checks of the group SUB: invoices and credit notes on their way to CFIS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.checks.documents import (
    KIND_OF,
    KINDS,
    Document,
    Handed,
    amounts,
    decimals,
    differences,
    handed,
    keys,
    same,
)
from contracts.checks.exchange import Exchange, whole
from contracts.checks.exhibit import Exhibit, Sight
from contracts.checks.waiting import is_excused
from contracts.words import every

SWITCHES = ("processing", "distribution")


def hands_in_every_invoice(exhibit: Exhibit) -> Iterator[Sight]:
    """SUB-01: what was never tried, though nothing was in the way, was not handed in."""
    yield from _handed_in(exhibit, credit_notes=False)


def hands_in_credit_notes(exhibit: Exhibit) -> Iterator[Sight]:
    """SUB-04: a credit note is handed in too, and names its invoice."""
    yield from _handed_in(exhibit, credit_notes=True)


def sends_an_accepted_invoice_no_more(exhibit: Exhibit) -> Iterator[Sight]:
    """SUB-02: an acceptance that arrived is the end of it."""
    for each in handed(exhibit, "submit"):
        accepted = next((one for one in each.sent if one.succeeded), None)
        if accepted is None:
            continue
        again = [one.number for one in each.sent if one.number > accepted.number]
        if again:
            what = f"invoice {each.key} was sent again after it had been accepted"
            yield Sight(False, what, (accepted.number, *again[:3]))
        elif exhibit.works_after(accepted.number):
            yield Sight(True, f"invoice {each.key} was sent no more once it was accepted", (accepted.number,))


def knows_a_refused_invoice(exhibit: Exhibit) -> Iterator[Sight]:
    """SUB-03: what CFIS has refused, and does not have, is not believed to be accepted."""
    there = {each["invoiceNumber"] for each in exhibit.so("receivables")}
    believed = {whole(each.get("invoiceNumber")): each for each in exhibit.believed("invoices")}
    for each in handed(exhibit, "submit"):
        refusal = next((one for one in each.sent if one.is_refused), None)
        if refusal is None or each.key in there or each.key not in believed:
            continue
        state = believed[each.key].get("state", "ACCEPTED")
        what = f"invoice {each.key} was refused with status {refusal.status}; the client takes it for {state}"
        yield Sight(state == "REFUSED", what, (refusal.number,))


def sends_switches_as_decided(exhibit: Exhibit) -> Iterator[Sight]:
    """SUB-05: processing and distribution arrive as they were handed to the client."""
    for each in handed(exhibit, "submit"):
        if not each.sent:
            continue
        first = each.sent[0]
        wrong = [
            f"{path} {shown} instead of {told}"
            for part in SWITCHES
            for path, told, shown in differences(each.document.get(part), first.sent.get(part) or {}, part)
        ]
        what = f"invoice {each.key} came with {'; '.join(wrong) or 'the switches that were decided for it'}"
        yield Sight(not wrong, what, (first.number,))


def keeps_the_data_types(exhibit: Exhibit) -> Iterator[Sight]:
    """SUB-06: no request breaks the contract, unless the client was handed it like that."""
    told = [(each.kind.operation, each.key, each.document) for each in handed(exhibit, *KINDS)]
    wrong = False
    for each in exhibit.exchanges:
        findings = [one for one in each.findings if not any(_was_told(one, each, *handed_in) for handed_in in told)]
        if not findings:
            continue
        if any(decimals(amount) > 2 for _, amount in amounts(each.sent)):
            continue  # DATA-01
        wrong = True
        yield Sight(False, f"{each.operation} breaks the contract at {', '.join(findings)}", (each.number,))
    if exhibit.exchanges and not wrong:
        yield Sight(True, f"{every(len(exhibit.exchanges), 'request')} kept the contract")


def _was_told(path: str, sent: Exchange, operation: str, key: Any, document: Document) -> bool:
    """Tell whether the client was handed a document that breaks the contract at a place in the very same way."""
    kind = KIND_OF[operation]
    if sent.operation != operation or key not in keys(kind, sent.sent):
        return False
    alone = re.sub(rf"^{kind.listed}\[\d+\]", f"{kind.listed}[0]", path)
    return same(_value(document, alone), _value(sent.sent, path))


def _value(document: Any, path: str) -> Any:
    """Return what stands in a document at a place such as ``invoice.rows[0].amount``."""
    for step in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(document, Mapping):
            document = document.get(step)
        elif isinstance(document, list) and step.isdigit() and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    return document


def _handed_in(exhibit: Exhibit, *, credit_notes: bool) -> Iterator[Sight]:
    for each in handed(exhibit, "submit"):
        credited = each.turn.told.get("credits")
        if (credited is not None) is not credit_notes:
            continue
        called = f"credit note {each.key}" if credit_notes else f"invoice {each.key}"
        if each.sent:
            right = not credit_notes or _names(each, credited)
            what = f"{called} was handed in{'' if right else f' without naming invoice {credited}'}"
            yield Sight(right, what, (each.sent[0].number,))
        elif exhibit.works_after(each.turn.first) and not is_excused(exhibit, each):
            yield Sight(False, f"{called} was never handed in")


def _names(document: Handed, credited: int) -> bool:
    references = document.sent[0].sent["invoice"].get("references") or {}
    return whole(references.get("creditedInvoiceNumber")) == credited
