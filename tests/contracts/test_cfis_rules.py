"""What the rules of the CFIS contract accept and refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.documents import Example, evidence_at
from contracts.evidence import pointer_of
from tests.contracts.cfis_rules import (
    CFIS,
    EXAMPLES,
    MISSING,
    WHOLE,
    changed,
    component,
    refusals,
    schema_of,
    validator,
)


@pytest.mark.parametrize(
    ("example", "path", "new", "refused_at", "keyword"),
    [
        ("createInvoice.request", "/invoice", MISSING, "", "required"),
        ("createInvoice.request", "/invoice/header", MISSING, "/invoice", "required"),
        ("createInvoice.request", "/invoice/parties", MISSING, "/invoice", "required"),
        ("createInvoice.request", "/invoice/header/number", MISSING, "/invoice/header", "required"),
        ("createInvoice.request", "/invoice/header/type", MISSING, "/invoice/header", "required"),
        ("createInvoice.request", "/invoice/header/dueDate", MISSING, "/invoice/header", "required"),
        ("createInvoice.request", "/invoice/parties/buyerParty", MISSING, "/invoice/parties", "required"),
        (
            "createInvoice.request",
            "/invoice/parties/buyerParty/name",
            MISSING,
            "/invoice/parties/buyerParty",
            "required",
        ),
        ("createInvoice.request", "/distribution/method", MISSING, "/distribution", "required"),
        ("createInvoice.request", "/distribution/method", None, "/distribution/method", "type"),
        ("createInvoice.request", "/distribution/method", "FAX", "/distribution/method", "enum"),
        ("createInvoice.request", "/invoice/header/number", "251601000", "/invoice/header/number", "type"),
        ("createInvoice.request", "/invoice/header/number", 0, "/invoice/header/number", "minimum"),
        ("createInvoice.request", "/invoice/header/number", 10**15, "/invoice/header/number", "maximum"),
        ("createInvoice.request", "/invoice/header/number", Decimal("1.5"), "/invoice/header/number", "type"),
        ("createInvoice.request", "/invoice/header/type", "REMINDER", "/invoice/header/type", "enum"),
        ("createInvoice.request", "/invoice/header/date", None, "/invoice/header/date", "type"),
        ("createInvoice.request", "/invoice/header/dueDate", "2026-02-30", "/invoice/header/dueDate", "format"),
        ("createInvoice.request", "/invoice/header/currencyCode", "FIM", "/invoice/header/currencyCode", "enum"),
        ("createInvoice.request", "/invoice/header/currencyCode", "eur", "/invoice/header/currencyCode", "enum"),
        ("createInvoice.request", "/invoice/header/languageCode", "XX", "/invoice/header/languageCode", "enum"),
        ("createInvoice.request", "/invoice/header/languageCode", "fi", "/invoice/header/languageCode", "enum"),
        (
            "createInvoice.request",
            "/invoice/references/orderDate",
            "1.12.2025",
            "/invoice/references/orderDate",
            "format",
        ),
        (
            "createInvoice.request",
            "/invoice/parties/sellerParty/address/countryCode",
            "FIN",
            "/invoice/parties/sellerParty/address/countryCode",
            "enum",
        ),
        (
            "createInvoice.request",
            "/invoice/parties/buyerParty/address/postalCode",
            "0100",
            "/invoice/parties/buyerParty/address/postalCode",
            "pattern",
        ),
        (
            "createInvoice.request",
            "/invoice/parties/buyerParty/contact/email",
            "buyer@@example.com",
            "/invoice/parties/buyerParty/contact/email",
            "pattern",
        ),
        (
            "createInvoice.request.completed",
            "/invoice/amounts/totalAmount",
            Decimal("1255.001"),
            "/invoice/amounts/totalAmount",
            "multipleOf",
        ),
        (
            "createInvoice.request.completed",
            "/invoice/amounts/totalAmount",
            Decimal(10**13),
            "/invoice/amounts/totalAmount",
            "exclusiveMaximum",
        ),
        (
            "createInvoice.request.credit-note",
            "/invoice/references/creditedInvoiceNumber",
            MISSING,
            "/invoice/references",
            "required",
        ),
        (
            "createInvoice.request.credit-note",
            "/invoice/references/creditedInvoiceNumber",
            None,
            "/invoice/references/creditedInvoiceNumber",
            "type",
        ),
        ("createInvoice.request.credit-note", "/invoice/references", MISSING, "/invoice", "required"),
        ("createClient.request", "/service/partnerCode", MISSING, "/service", "required"),
        ("createClient.request", "/service/type", "FACTORING", "/service/type", "enum"),
        ("createClient.request", "/client/email", "nobody", "/client/email", "pattern"),
        ("createClient.request", "/client/email", "", "/client/email", "pattern"),
        ("createClient.request", "/client/website", "not a site", "/client/website", "pattern"),
        ("createClient.request", "/client/countryCode", "XX", "/client/countryCode", "enum"),
        ("createClient.request", "/client/postalCode", "1234", "/client/postalCode", "pattern"),
        ("createClient.request", "/client/name", "", "/client/name", "minLength"),
        ("createInvoiceAction.request", "/actions", [], "/actions", "minItems"),
        ("createInvoiceAction.request", "/actions/0/code", MISSING, "/actions/0", "required"),
        ("createInvoiceAction.request", "/actions/0/code", "RESUME", "/actions/0/code", "enum"),
        ("createInvoiceAction.request", "/actions/0/data", MISSING, "/actions/0", "required"),
        ("createInvoiceAction.request", "/actions/0/data", {}, "/actions/0/data", "required"),
        ("createInvoiceAction.request", "/actions/0/comment", MISSING, "/actions/0", "required"),
        ("createInvoiceAction.request", "/actions/4/comment", None, "/actions/4/comment", "type"),
        ("createInvoiceAction.request", "/actions/2/data/dueDate", MISSING, "/actions/2/data", "required"),
        ("createInvoiceAction.request", "/actions/2/data/dueDate", "2026-02-30", "/actions/2/data/dueDate", "format"),
        ("createInvoiceAction.request", "/actions/6/data/amount", MISSING, "/actions/6/data", "required"),
        ("createInvoiceAction.request", "/actions/6/data/currency", None, "/actions/6/data/currency", "type"),
        ("createInvoiceAction.request", "/actions/6/data/paymentDate", MISSING, "/actions/6/data", "required"),
        ("createInvoiceAction.request", "/actions/0/data/invoiceNumber", "1", "/actions/0/data/invoiceNumber", "type"),
        ("submitLedger.request", "/ledgers", [], "/ledgers", "type"),
        (
            "submitLedger.request",
            "/ledgers/documentDescription",
            "x" * 211,
            "/ledgers/documentDescription",
            "maxLength",
        ),
        ("submitLedger.request", "/ledgers/calculationMode", "gross", "/ledgers/calculationMode", "enum"),
        ("submitLedger.request", "/ledgers/ledgerRows", [], "/ledgers/ledgerRows", "minItems"),
        ("submitLedger.request", "/ledgers/ledgerRows/0/amount", MISSING, "/ledgers/ledgerRows/0", "required"),
        ("submitLedger.request", "/ledgers/ledgerRows/1/isVatRow", True, "/ledgers/ledgerRows/1/isVatRow", "type"),
        ("submitAccountingPayments.request", "/payments/0/amount", MISSING, "/payments/0", "required"),
        ("submitAccountingPayments.request", "/payments/0/amount", "110.00", "/payments/0/amount", "type"),
        ("submitAccountingPayments.request", "/payments/0/currency", "EURO", "/payments/0/currency", "enum"),
        (
            "submitAccountingPayments.request",
            "/payments/0/targetIdentifier",
            "InvoiceNumber",
            "/payments/0/targetIdentifier",
            "enum",
        ),
    ],
)
def test_a_broken_rule_is_refused_at_the_place_that_breaks_it(
    example: str, path: str, new: object, refused_at: str, keyword: str
) -> None:
    found = EXAMPLES[example]
    assert (refused_at, keyword) in refusals(schema_of(found), changed(found.value, path, new))


@pytest.mark.parametrize("name", ["getSettlements.response", "getSettlements.response.old"])
def test_settlements_are_understood_in_both_shapes_and_in_no_mixture(name: str) -> None:
    found = EXAMPLES[name]
    split = "breakdown" if name == "getSettlements.response" else "events"
    mixed = changed(found.value, f"/settlements/0/allocations/0/{split}", MISSING)
    assert refusals(schema_of(found), mixed) == [("", "anyOf")]


@pytest.mark.parametrize(
    ("country", "code", "accepted"),
    [
        ("FI", "00100", True),
        ("FI", "00100 (Helsinki)", False),
        ("FI", "", False),
        ("SE", "114 55", True),
        ("SE", "11455", True),
        ("SE", "1145", False),
        ("NO", "0150", True),
        ("NO", "01500", False),
        ("DK", "2100", True),
        ("DK", "DK-2100", False),
        ("GB", "SW1A 1AA", True),
        (None, "anything", True),
        ("FI", None, True),
        (MISSING, "anything", True),
    ],
)
def test_a_postal_code_must_look_like_one_of_its_country(country: object, code: str | None, accepted: bool) -> None:
    members = {"countryCode": country, "postalCode": code}
    address = {name: value for name, value in members.items() if value is not MISSING}
    assert refusals(component("Address"), address) == ([] if accepted else [("/postalCode", "pattern")])


@pytest.mark.parametrize(
    "site", ["", "www.testcustomer.fi", "https://testcustomer.fi/en?x=1#y", "http://hääkuvat.fi:8080"]
)
def test_a_website_may_be_empty_and_may_leave_its_scheme_out(site: str) -> None:
    assert refusals(component("OptionalWebsite"), site) == []


@pytest.mark.parametrize("code", ["FI", "SV", "NO", "DK", "EN", "DA"])
def test_the_printed_language_codes_stand_beside_those_of_iso(code: str) -> None:
    assert refusals(component("OptionalLanguageCode"), code) == []


@pytest.mark.parametrize("name", ["OptionalCurrencyCode", "OptionalCountryCode", "OptionalLanguageCode"])
def test_codes_are_upper_case_letters_each_listed_once(name: str) -> None:
    codes = [code for code in CFIS.raw["components"]["schemas"][name]["enum"] if code is not None]
    assert len(codes) == len(set(codes)) > 100
    assert all(re.fullmatch("[A-Z]{2,3}", code) for code in codes)


AMOUNT: Final = validator(component("Amount"))


@given(cents=st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_amount_in_whole_cents_is_accepted(cents: int) -> None:
    assert AMOUNT.is_valid(Decimal(cents).scaleb(-2))


@given(cents=st.integers(-(10**12), 10**12), third=st.integers(1, 9))
def test_a_third_decimal_is_refused_for_every_amount(cents: int, third: int) -> None:
    assert not AMOUNT.is_valid(Decimal(cents * 10 + third).scaleb(-3))


@pytest.mark.parametrize("number", [251601000, 251601000.0, Decimal("251601000.0")])
def test_a_whole_number_written_with_a_decimal_point_counts_as_an_integer(number: object) -> None:
    assert refusals(component("InvoiceNumber"), number) == []


def test_not_a_number_is_never_an_amount() -> None:
    assert refusals(component("Amount"), float("nan")) != []


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from objects(inner)


@pytest.mark.parametrize("example", WHOLE, ids=lambda example: example.path.stem)
def test_members_that_nobody_knows_are_allowed_everywhere(example: Example) -> None:
    value = deepcopy(example.value)
    for inner in tuple(objects(value)):
        inner["somethingNew"] = {"of": ["any", "shape", None]}
    assert refusals(schema_of(example), value) == []


def members(value: Any, path: str = "") -> Iterator[str]:
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(value, dict):
            yield f"{path}/{name}"
        if isinstance(inner, dict | list):
            yield from members(inner, f"{path}/{name}")


NEVER_NULL: Final = {
    "/invoice",
    "/invoice/header",
    "/invoice/header/number",
    "/invoice/header/date",
    "/invoice/header/dueDate",
    "/invoice/header/currencyCode",
    "/invoice/parties",
    "/invoice/parties/sellerParty",
    "/invoice/parties/sellerParty/name",
    "/invoice/parties/buyerParty",
    "/invoice/parties/buyerParty/name",
    "/distribution/method",
}


def test_every_optional_member_of_an_invoice_may_be_null_and_no_other() -> None:
    invoice = EXAMPLES["createInvoice.request.completed"]
    schema = schema_of(invoice)
    refused = {path for path in members(invoice.value) if refusals(schema, changed(invoice.value, path, None))}
    assert refused == NEVER_NULL


def test_an_invoice_that_is_not_to_be_sent_needs_no_way_to_travel() -> None:
    invoice = EXAMPLES["createInvoice.request"]
    assert refusals(schema_of(invoice), changed(invoice.value, "/distribution", {"enabled": False})) == []
    assert refusals(schema_of(invoice), changed(invoice.value, "/distribution", MISSING)) == []


def test_an_action_may_name_its_case_its_invoice_or_both() -> None:
    one = {"code": "PAUSE"}
    schema = component("InvoiceAction")
    assert refusals(schema, one | {"data": {"caseId": 12345}}) == []
    assert refusals(schema, one | {"data": {"invoiceNumber": 123456789}}) == []
    assert refusals(schema, one | {"data": {"invoiceNumber": 123456789, "caseId": None}}) == []
    assert refusals(schema, one | {"data": {"invoiceNumber": None, "caseId": 12345}}) == []
    assert refusals(schema, one | {"data": {"invoiceNumber": None, "caseId": None}}) == [
        ("/data/invoiceNumber", "type")
    ]


@pytest.mark.parametrize(
    ("example", "path", "new", "evidence"),
    [
        ("createInvoice.request.completed", "/invoice/amounts/totalAmount", Decimal("0.001"), "documented"),
        ("createInvoice.request", "/invoice/header/dueDate", "2026-02-30", "documented"),
        ("createInvoice.request", "/invoice/header/dueDate", MISSING, "assumed"),
        ("createInvoice.request", "/invoice/header/number", 10**15, "assumed"),
        ("createInvoice.request", "/distribution/method", "FAX", "assumed"),
        ("createInvoice.request.credit-note", "/invoice/references/creditedInvoiceNumber", None, "assumed"),
        ("createInvoiceAction.request", "/actions/2/data/dueDate", MISSING, "derived"),
        ("submitLedger.request", "/ledgers/documentDescription", "x" * 211, "documented"),
    ],
)
def test_a_refusal_can_say_how_sure_the_broken_rule_is(example: str, path: str, new: object, evidence: str) -> None:
    found = EXAMPLES[example]
    (error,) = validator(schema_of(found)).iter_errors(changed(found.value, path, new))
    mark = evidence_at(CFIS, pointer_of(error.schema_path))
    assert mark.evidence == evidence
    assert mark.source
