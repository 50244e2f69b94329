"""What the CFIS contract describes, with its examples, and that every part of it says how sure it is."""

from __future__ import annotations

from typing import Final

import pytest

from contracts.documents import Example, Operation
from contracts.evidence import EVIDENCE
from tests.contracts.cfis_rules import (
    CFIS,
    CUT,
    EXAMPLES,
    OPERATIONS,
    WHOLE,
    refusals,
    schema_of,
)

SIXTEEN: Final = {
    "createClient": ("POST", "/api/v1/partner/client"),
    "validateToken": ("GET", "/api/v1/partner/validate"),
    "renewToken": ("GET", "/api/v1/partner/renew"),
    "createInvoice": ("POST", "/api/v1/partner/invoice"),
    "createInvoiceAction": ("POST", "/api/v1/partner/invoice/action"),
    "getCase": ("GET", "/api/v1/partner/invoice/case"),
    "getDistribution": ("GET", "/api/v1/partner/invoice/distribution"),
    "getDistributionV2": ("GET", "/api/v2/partner/invoice/distribution"),
    "getPayments": ("GET", "/api/v1/partner/payments"),
    "getSettlements": ("GET", "/api/v1/partner/settlements"),
    "submitLedger": ("POST", "/api/v1/partner/accounting/ledger"),
    "getLedgers": ("GET", "/api/v1/partner/accounting/ledger"),
    "submitAccountingPayments": ("POST", "/api/v1/partner/accounting/payment"),
    "getAccountingPayments": ("GET", "/api/v1/partner/accounting/payment"),
    "getAccountingInvoices": ("GET", "/api/v1/partner/accounting/invoice"),
    "getFinvoiceCredentials": ("GET", "/api/v1/partner/operations/finvoice/credentials"),
}


def test_all_sixteen_operations_are_described_under_the_names_that_code_binds_to() -> None:
    assert {name: (one.method, one.path) for name, one in OPERATIONS.items()} == SIXTEEN


def test_the_operations_known_from_the_menu_alone_are_marked_as_assumed() -> None:
    assumed = {name for name, operation in OPERATIONS.items() if operation.evidence == "assumed"}
    assert assumed == {"getDistributionV2", "getAccountingInvoices", "getFinvoiceCredentials"}


@pytest.mark.parametrize("example", WHOLE, ids=lambda example: example.path.stem)
def test_every_example_satisfies_the_contract(example: Example) -> None:
    assert refusals(schema_of(example), example.value) == []


@pytest.mark.parametrize("example", CUT, ids=lambda example: example.path.stem)
def test_an_example_that_was_cut_off_lacks_members_and_breaks_no_other_rule(example: Example) -> None:
    assert {keyword for _, keyword in refusals(schema_of(example), example.value)} == {"required"}


@pytest.mark.parametrize("name", SIXTEEN)
def test_every_operation_lists_its_examples_and_how_sure_each_is(name: str) -> None:
    method, path = SIXTEEN[name]
    listed = CFIS.raw["paths"][path][method.lower()]["x-examples"]
    shipped = {stem.partition(".")[2] for stem in EXAMPLES if stem.partition(".")[0] == name}
    assert set(listed) == shipped
    assert set(listed.values()) <= set(EVIDENCE)


@pytest.mark.parametrize("name", [name for name, one in SIXTEEN.items() if one[0] == "POST"])
def test_the_printed_request_of_every_writing_operation_is_among_the_examples(name: str) -> None:
    assert f"{name}.request" in EXAMPLES


@pytest.mark.parametrize("kind", ["schemas", "parameters", "responses", "securitySchemes"])
def test_every_component_carries_its_evidence_and_its_source(kind: str) -> None:
    for name, one in CFIS.raw["components"][kind].items():
        assert one.get("x-evidence") in EVIDENCE, name
        assert one.get("x-source"), name


@pytest.mark.parametrize("name", SIXTEEN)
def test_every_operation_carries_its_evidence_and_its_source(name: str) -> None:
    method, path = SIXTEEN[name]
    described = CFIS.raw["paths"][path][method.lower()]
    assert described["x-evidence"] in EVIDENCE
    assert described["x-source"]


@pytest.mark.parametrize("operation", CFIS.operations, ids=lambda operation: operation.operation_id)
def test_statuses_that_the_agency_never_uses_are_not_promised(operation: Operation) -> None:
    assert not {201, 202, 409, 422, 429} & set(operation.responses)
    assert {401, 500, 503} <= set(operation.responses)
    assert ({413, 415} <= set(operation.responses)) == (operation.request_schema is not None)


def test_an_empty_answer_is_204_for_settlements_and_for_accounting_states() -> None:
    empty = {name for name, operation in OPERATIONS.items() if 204 in operation.responses}
    assert empty == {"getSettlements", "getLedgers", "getAccountingPayments", "getAccountingInvoices"}
    assert all(OPERATIONS[name].responses[204].schema is None for name in empty)
