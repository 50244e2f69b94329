"""Whatever is sent, the answer is CFIS's own refusal with the field at fault, nothing has changed, and it is explained.

One line for each mistake; every line is held to the same promises.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

import pytest

from contracts.documents import examples
from tests.systems.cfis.desk import INVOICE, PARTNER, TODAY, Desk, actions, changed, fields, invoice, written
from tests.systems.driver import Answer, Driver

INVOICES, ACTIONS, LEDGERS = f"{PARTNER}/invoice", f"{PARTNER}/invoice/action", f"{PARTNER}/accounting/ledger"
CASE, PAYMENTS, SETTLEMENTS = f"{PARTNER}/invoice/case", f"{PARTNER}/payments", f"{PARTNER}/settlements"
COMPLETED: Any = next(e.value for e in examples("cfis") if e.path.stem == "createInvoice.request.completed")
JSON = "application/json"


class Mistake(NamedTuple):
    """One wrong request, and what must come of it: the status, and the field that is named (none: not a field)."""

    what: str
    method: str
    path: str
    body: bytes = b""
    content_type: str = JSON
    query: dict[str, Any] | None = None
    status: int = 400
    field: str = ""


def sent(what: str, body: bytes, field: str = "body", status: int = 400, content_type: str = JSON) -> Mistake:
    return Mistake(what, "POST", INVOICES, body, content_type, status=status, field=field)


def wrong(what: str, field: str, value: Any, named: str = "") -> Mistake:
    """The documented invoice with one member wrong; ``named`` is the field at fault where it is another."""
    return sent(what, written(changed(COMPLETED, f"invoice.{field}", value)), named or f"invoice.{field}")


def asked(what: str, path: str, field: str, answer: int = 400, **query: Any) -> Mistake:
    return Mistake(what, "GET", path, query=query, status=answer, field=field and f"query.{field}")


def acted(what: str, code: str, data: dict[str, Any], field: str = "", status: int = 400) -> Mistake:
    return Mistake(what, "POST", ACTIONS, written(actions((code, data))), status=status, field=field)


def without(member: str) -> bytes:
    document = deepcopy(COMPLETED)
    *way, last = f"invoice.{member}".split(".")
    place = document
    for step in way:
        place = place[step]
    del place[last]
    return written(document)


def nested(levels: int) -> bytes:
    return b'{"a":' + b"[" * levels + b"]" * levels + b"}"


PLAIN = written(invoice())
UNREADABLE = (
    sent("nothing at all", b""),
    sent("half of a document", PLAIN[: len(PLAIN) // 2]),
    sent("something after the end", PLAIN + b"}"),
    sent("single quotes", b"{'invoice': 1}"),
    sent("no JSON", b"<invoice/>"),
    sent("a form", b"invoice=1"),
    sent("NaN", PLAIN.replace(b":1000", b":NaN")),
    sent("Infinity", PLAIN.replace(b":1000", b":Infinity")),
    sent("a number of 41 digits", PLAIN.replace(b":1000", b":" + b"9" * 41)),
    sent("an exponent beyond 30", PLAIN.replace(b":1000", b":1e31")),
    sent("a leading zero", PLAIN.replace(b":1000", b":01000")),
    sent("65 levels", nested(65)),
    sent("ten thousand levels", nested(10_000)),
    sent("a control character", PLAIN.replace(b"EUR", b"EU\\u0000")),
    sent("half a surrogate pair", PLAIN.replace(b"EUR", b"EU\\ud800")),
    sent("bytes that are not UTF-8", PLAIN.replace(b"Made-up", b"M\xe4de-up")),
    sent("UTF-16 that says it is UTF-8", PLAIN.decode().encode("utf-16-le")),
    sent("a charset nobody knows", PLAIN, content_type="application/json; charset=klingon"),
    sent("another charset than it says", b"\x00\xd8", content_type="application/json; charset=utf-16-le"),
    sent("too much", b" " * (8 * 1024 * 1024 + 1), "", 413),
    sent("plain text", PLAIN, "", 415, "text/plain"),
    sent("XML by its type", PLAIN, "", 415, "application/xml"),
    sent("a form by its type", PLAIN, "", 415, "application/x-www-form-urlencoded"),
    sent("a list", b"[]"),
    sent("null", b"null"),
    sent("a text", b'"invoice"'),
    sent("a number", b"1"),
    sent("an empty object", b"{}", "invoice"),
)
MISSING = tuple(
    sent(f"no {member}", without(member), f"invoice.{member}")
    for member in (
        "header",
        "parties",
        "header.number",
        "header.type",
        "header.date",
        "header.dueDate",
        "header.currencyCode",
        "parties.sellerParty",
        "parties.buyerParty",
        "parties.sellerParty.name",
        "parties.buyerParty.name",
    )
)
BUYER = "parties.buyerParty"
VALUES = (
    wrong("a third decimal", "amounts.totalAmount", 1255.001),
    wrong("a third decimal on a row", "rows[0].netAmount", 0.005),
    wrong("an amount as text", "amounts.totalAmount", "1255.00"),
    wrong("an amount with a comma", "amounts.totalAmount", "1255,00"),
    wrong("an amount that is true", "amounts.totalAmount", value=True),
    wrong("an amount beyond all money", "amounts.totalAmount", 10**13),
    wrong("an amount with a large exponent", "amounts.totalAmount", 10**30),
    wrong("an amount below zero", "amounts.totalAmount", -1),
    wrong("a day that does not exist", "header.dueDate", "2026-02-30"),
    wrong("a leap day of a common year", "header.date", "2025-02-29"),
    wrong("a date the Finnish way", "header.dueDate", "15.12.2025"),
    wrong("a date without dashes", "header.dueDate", "20251215"),
    wrong("a week date", "header.dueDate", "2025-W50-1"),
    wrong("a date with a time", "header.dueDate", "2025-12-15T00:00:00Z"),
    wrong("the year zero", "header.date", "0000-01-01"),
    wrong("the first day of all", "header.date", "0001-01-01"),
    wrong("the last day of all", "header.dueDate", "9999-12-31"),
    wrong("a date as a number", "header.date", 20251201),
    wrong("a due date before the invoice", "header.dueDate", "2025-11-30"),
    wrong("a currency that is none", "header.currencyCode", "EURO"),
    wrong("a currency that was", "header.currencyCode", "FIM"),
    wrong("a currency in lower case", "header.currencyCode", "eur"),
    wrong("a language that is none", "header.languageCode", "XX"),
    wrong("a language in lower case", "header.languageCode", "fi"),
    wrong("a country that is none", f"{BUYER}.address.countryCode", "XX"),
    wrong("a country by three letters", f"{BUYER}.address.countryCode", "FIN"),
    wrong("a Finnish postal code that is short", f"{BUYER}.address.postalCode", "0010"),
    wrong("a postal code with its town", f"{BUYER}.address.postalCode", "00100 (Helsinki)"),
    wrong("an e-mail without a host", f"{BUYER}.contact.email", "buyer@"),
    wrong("an e-mail with a blank", f"{BUYER}.contact.email", "made up@example.com"),
    wrong("an empty e-mail of a person", f"{BUYER}.contact.contactPerson.email", ""),
    wrong("an invoice number as text", "header.number", "251601000"),
    wrong("an invoice number with decimals", "header.number", 1.5),
    wrong("an invoice number of zero", "header.number", 0),
    wrong("an invoice number below zero", "header.number", -1),
    wrong("an invoice number of 16 digits", "header.number", 10**15),
    wrong("an unknown type of invoice", "header.type", "PROFORMA"),
    wrong("an unknown kind of buyer", f"{BUYER}.entityType", "GHOST"),
    wrong("an empty name", f"{BUYER}.name", ""),
    wrong("a name that is a number", f"{BUYER}.name", 1),
    wrong("rows that are no list", "rows", {}),
    wrong("a row that is no object", "rows", [1], "invoice.rows[0]"),
    wrong("a header that is a list", "header", []),
    wrong("a switch as text", "parties.buyerParty.disableCollection", "no"),
    wrong("interest below zero", "terms.interest.percentage", -1),
    wrong("interest beyond all reason", "terms.interest.percentage", 10**20),
    wrong("interest with seven decimals", "terms.interest.percentage", 7.1234567),
    sent("an unknown way of sending", written(changed(COMPLETED, "distribution.method", "FAX")), "distribution.method"),
    sent("sending in no way", written(changed(COMPLETED, "distribution.method", None)), "distribution.method"),
    sent(
        "a switch as a number",
        written(changed(COMPLETED, "processing.paymentControlEnabled", 1)),
        "processing.paymentControlEnabled",
    ),
)
POSTAL = tuple(
    sent(
        f"{code!r} as a postal code of {country}",
        written(
            changed(
                changed(COMPLETED, f"invoice.{BUYER}.address.countryCode", country),
                f"invoice.{BUYER}.address.postalCode",
                code,
            )
        ),
        f"invoice.{BUYER}.address.postalCode",
    )
    for country, code in (
        ("FI", "123456"),
        ("FI", "FI-00100"),
        ("FI", ""),
        ("SE", "1234"),
        ("SE", "123  45"),
        ("NO", "12345"),
        ("DK", "123"),
        ("DK", "DK12"),
    )
)
DOINGS = (
    sent("a number that is taken", PLAIN, "", 402),
    acted("an unknown invoice", "PAUSE", {"invoiceNumber": INVOICE + 1}, status=404),
    acted("an unknown case", "PAUSE", {"caseId": 1}, status=404),
    acted("an invoice that is withdrawn", "COMMENT", {"invoiceNumber": 2}, status=402),
    acted("a due date in the past", "DUEDATE", {"invoiceNumber": INVOICE, "dueDate": TODAY}, "actions[0].data.dueDate"),
    acted(
        "a due date in no calendar",
        "DUEDATE",
        {"invoiceNumber": INVOICE, "dueDate": "2026-02-30"},
        "actions[0].data.dueDate",
    ),
    acted("no invoice and no case", "PAUSE", {}, "actions[0].data.invoiceNumber"),
    acted("an unknown code", "RESUME", {"invoiceNumber": INVOICE}, "actions[0].code"),
    Mistake(
        "a batch with one bad action",
        "POST",
        ACTIONS,
        written(actions(("PAUSE", {"invoiceNumber": INVOICE}), ("DUEDATE", {"invoiceNumber": INVOICE}))),
        field="actions[1].data.dueDate",
    ),
    Mistake("an action that is no object", "POST", ACTIONS, b'{"actions":[null]}', field="actions[0]"),
    Mistake("actions that are no list", "POST", ACTIONS, b'{"actions":{"code":"PAUSE"}}', field="actions"),
    Mistake("a ledger that is a list", "POST", LEDGERS, b'{"ledgers":[]}', field="ledgers"),
)
QUERIES = (
    asked("a case by nothing", CASE, "caseId"),
    asked("a case by a word", CASE, "caseId", caseId="one"),
    asked("a case of zero", CASE, "caseId", caseId=0),
    asked("a case with decimals", CASE, "caseId", caseId="1.0"),
    asked("a case of forty digits", CASE, "caseId", caseId="9" * 40),
    asked("a case of a thousand digits", CASE, "caseId", caseId="9" * 1000),
    asked("a case nobody knows", CASE, "", 404, caseId=1),
    asked("a case in other digits", CASE, "caseId", caseId="١"),
    asked("an invoice nobody knows", CASE, "", 404, invoiceNumber=1),
    asked("a window that ends before it begins", PAYMENTS, "toDate", fromDate="2026-02-02", toDate="2026-02-01"),
    asked("a day that does not exist", PAYMENTS, "fromDate", fromDate="2026-02-30"),
    asked("an unknown currency", PAYMENTS, "currency", currency="EURO"),
    asked("a control character", PAYMENTS, "agency", agency="\x00"),
    asked("a truth that is neither", SETTLEMENTS, "unfetchedOnly", unfetchedOnly="maybe"),
    asked("an unknown outcome", f"{PARTNER}/invoice/distribution", "fetchType", fetchType="SOME"),
    asked("an unknown state", LEDGERS, "status", status=3),
)
ELSEWHERE = (
    *(Mistake(f"{method} on invoices", method, INVOICES, status=405) for method in ("GET", "PUT", "PATCH", "DELETE")),
    *(Mistake(f"{method} on payments", method, PAYMENTS, status=405) for method in ("HEAD", "OPTIONS", "POST")),
    Mistake("an operation that is not there", "GET", f"{PARTNER}/invoices", status=404),
    Mistake("a path in capitals", "GET", PAYMENTS.upper(), status=404),
    Mistake("a version that is not there", "GET", "/api/v3/partner/payments", status=404),
    Mistake("the root", "GET", "/", status=404),
    Mistake("a path with dots", "GET", f"{PARTNER}/../partner/payments", status=404),
)
EVERY = (*UNREADABLE, *MISSING, *VALUES, *POSTAL, *DOINGS, *QUERIES, *ELSEWHERE)


@pytest.fixture(scope="module")
def busy(driver: Driver) -> Desk:
    """A world in which something has happened: an open case, a withdrawn one, a payment and a settlement."""
    desk = Desk(driver)
    desk.hand_in()
    desk.hand_in(2)
    desk.advance("PT1H")
    desk.act("WITHDRAW", 2)
    desk.pay(amount=10)
    desk.advance("P10D")
    return desk


def make(desk: Desk, mistake: Mistake) -> Answer:
    headers = {"content-type": mistake.content_type} if mistake.body else {}
    return desk.ask(mistake.method, mistake.path, mistake.body, query=mistake.query, headers=headers)


@pytest.mark.parametrize("mistake", EVERY, ids=[f"{each.method} {each.what}" for each in EVERY])
def test_a_mistake_is_refused_by_field_changes_nothing_and_is_explained(busy: Desk, mistake: Mistake) -> None:
    before = busy.standing()
    answer = make(busy, mistake)
    assert answer.status == mistake.status
    assert busy.standing() == before, "nothing has changed"
    if mistake.method != "HEAD":
        told = answer.json
        assert set(told) <= {"message", "errors"}
        assert told["message"]
        assert [each["field"] for each in told.get("errors", [])] == ([mistake.field] if mistake.field else [])
        assert len(answer.body) < 1000, "a refusal does not repeat what was sent"
    entry = busy.explanation(answer)
    assert (entry["method"], entry["status"]) == (mistake.method, mistake.status)
    assert [each["field"] for each in entry["verdict"]["request"]] == ([mistake.field] if mistake.field else [])
    assert entry["explanation"]["message"]
    assert entry["traceback"] is None


def explained(desk: Desk, mistake: Mistake) -> Any:
    return desk.explanation(make(desk, mistake))["explanation"]


def test_an_explanation_says_what_was_seen_what_is_expected_and_what_is_nearest(busy: Desk) -> None:
    taken = explained(busy, sent("a number that is taken", PLAIN))
    assert (taken["code"], taken["seen"]) == ("already_exists", str(INVOICE))
    unknown = explained(busy, acted("", "PAUSE", {"invoiceNumber": INVOICE + 1}))
    assert (unknown["code"], unknown["seen"], unknown["nearest"]) == ("not_found", str(INVOICE + 1), str(INVOICE))
    closed = explained(busy, acted("", "COMMENT", {"invoiceNumber": 2}))
    assert (closed["code"], closed["reason"]) == ("case_closed", "WITHDRAWN")
    lost = explained(busy, Mistake("", "GET", f"{PARTNER}/invoices"))
    assert lost["seen"] == f"GET {PARTNER}/invoices"
    assert f"{PARTNER}/invoice" in lost["nearest"]
    method = explained(busy, Mistake("", "PUT", LEDGERS))
    assert (method["expected"], method["seen"]) == ("GET, POST", "PUT")
    media = explained(busy, sent("", PLAIN, content_type="text/plain"))
    assert (media["expected"], media["seen"]) == (JSON, "text/plain")


def test_a_method_that_is_not_there_names_those_that_are(busy: Desk) -> None:
    assert make(busy, Mistake("", "OPTIONS", LEDGERS)).headers["allow"] == "GET, POST"


def test_every_field_at_fault_is_named_at_once(busy: Desk) -> None:
    document = COMPLETED
    for field, value in (("header.dueDate", "2026-02-30"), ("header.currencyCode", "X"), ("rows[0].netAmount", 0.001)):
        document = changed(document, f"invoice.{field}", value)
    assert sorted(fields(busy.post("/invoice", document))) == [
        "invoice.header.currencyCode",
        "invoice.header.dueDate",
        "invoice.rows[0].netAmount",
    ]


def test_a_refusal_with_thousands_of_faults_stays_short(busy: Desk) -> None:
    answer = busy.post("/invoice", changed(COMPLETED, "invoice.rows", [1] * 10_000))
    assert answer.status == 400
    assert len(answer.json["errors"]) == 50
