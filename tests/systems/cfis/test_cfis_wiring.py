"""Code and contract of CFIS say the same: members, values, operations, and the status of every refusal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from contracts.documents import load, resolve
from simulator.core import errors
from simulator.core.errors import DomainError
from simulator.core.policy import DEFAULT
from simulator.systems.cfis.system import ENDPOINTS, STATUS, ErrorBody, status_of
from simulator.systems.cfis.wire import accounting, action, case, client, distribution, invoice, money

CFIS = load("cfis")
OPERATIONS = {operation.operation_id: operation for operation in CFIS.operations}
REQUESTS: dict[str, type[msgspec.Struct]] = {
    "createClient": client.ClientRequest,
    "createInvoice": invoice.SalesInvoiceRequest,
    "createInvoiceAction": action.ActionsRequest,
    "submitLedger": accounting.LedgerRequest,
    "submitAccountingPayments": accounting.AccountingPaymentsRequest,
}
REPLIES: dict[str, type[msgspec.Struct]] = {
    "createClient": client.ClientCreated,
    "validateToken": client.TokenState,
    "renewToken": client.TokenRenewed,
    "createInvoice": invoice.InvoiceAccepted,
    "createInvoiceAction": action.ActionsAccepted,
    "getCase": case.CaseDetails,
    "getDistribution": distribution.Distributions,
    "getDistributionV2": distribution.DistributionPage,
    "getPayments": money.Payment,
    "submitLedger": accounting.LedgerAccepted,
    "getLedgers": accounting.LedgerStates,
    "submitAccountingPayments": accounting.PaymentsAccepted,
    "getAccountingPayments": accounting.PaymentStates,
    "getAccountingInvoices": accounting.InvoiceStates,
    "getFinvoiceCredentials": accounting.FinvoiceCredentials,
}
SETTLEMENTS: dict[str, type[msgspec.Struct]] = {
    "SettlementNew": money.SettlementNew,
    "SettlementOld": money.SettlementOld,
}
"""The one operation that answers in either of two shapes."""
SHELL = {"reading": {500, 503}, "sending": {413, 415, 500, 503}}
"""Statuses that the shell answers with by itself."""
REFUSALS: dict[str, set[int]] = {
    "createClient": {400, 401, 402, 403},
    "validateToken": {400, 401},
    "renewToken": {400, 401, 403},
    "createInvoice": {400, 401, 402, 403, 404},
    "createInvoiceAction": {400, 401, 402, 403, 404},
    "getCase": {400, 401, 403, 404},
    "getDistribution": {400, 401, 403},
    "getDistributionV2": {400, 401, 403},
    "getPayments": {400, 401, 403},
    "getSettlements": {400, 401, 403},
    "submitLedger": {400, 401, 402, 403},
    "getLedgers": {400, 401, 403},
    "submitAccountingPayments": {400, 401, 402, 403},
    "getAccountingPayments": {400, 401, 403},
    "getAccountingInvoices": {400, 401, 403},
    "getFinvoiceCredentials": {401, 403, 404},
}
"""What each operation refuses for reasons of its own; the other suites meet every one of them."""


class Pair:
    """A place where a struct of the code meets a schema of the contract, under the name of its field."""

    def __init__(self, name: str, kind: inspect.Type, schema: Mapping[str, Any]) -> None:
        self.name, self.kind, self.schema = name, kind, flat(schema)


def flat(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with what it refers to, its own keywords first."""
    if "$ref" not in schema:
        return dict(schema)
    return {**flat(resolve(CFIS, schema["$ref"])), **{key: one for key, one in schema.items() if key != "$ref"}}


def alternatives(kind: inspect.Type) -> list[inspect.Type]:
    """Return what a value may be, without null."""
    found = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return [one for one in found if not isinstance(one, inspect.NoneType)]


def pairs(name: str, kind: inspect.Type, schema: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield every pair at and below a place; a list meets its items, and alternatives meet in their order."""
    here = flat(schema)
    choices = here.get("anyOf", [here])
    for place, one in enumerate(alternatives(kind)):
        chosen = flat(choices[min(place, len(choices) - 1)])
        if isinstance(one, inspect.VarTupleType):
            yield from pairs(f"{name}[]", one.item_type, chosen["items"])
            continue
        yield Pair(name, one, chosen)
        if isinstance(one, inspect.StructType):
            members = chosen.get("properties", {})
            for field in one.fields:
                if field.encode_name in members:
                    yield from pairs(f"{name}.{field.encode_name}", field.type, members[field.encode_name])


def every(kinds: Mapping[str, type[msgspec.Struct]], schema_of: Any) -> list[Pair]:
    return [pair for name, kind in kinds.items() for pair in pairs(name, inspect.type_info(kind), schema_of(name))]


def of_reply(name: str) -> Mapping[str, Any]:
    schema = OPERATIONS[name].responses[200].schema
    assert schema is not None
    whole = flat(schema)
    return whole["items"] if whole.get("type") == "array" else whole


def of_request(name: str) -> Mapping[str, Any]:
    schema = OPERATIONS[name].request_schema
    assert schema is not None
    return schema


ASKED = every(REQUESTS, of_request)
TOLD = [
    *every(REPLIES, of_reply),
    *every(SETTLEMENTS, lambda name: {"$ref": f"#/components/schemas/{name}"}),
]


def structs(found: list[Pair]) -> list[Pair]:
    return [pair for pair in found if isinstance(pair.kind, inspect.StructType)]


def names(pair: Pair) -> set[str]:
    assert isinstance(pair.kind, inspect.StructType)
    return {field.encode_name for field in pair.kind.fields}


def subclasses(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from subclasses(one)


# ---- members and values -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", structs(ASKED), ids=lambda pair: pair.name)
def test_what_is_read_of_a_request_stands_in_its_schema(pair: Pair) -> None:
    assert names(pair) <= set(pair.schema["properties"])


@pytest.mark.parametrize("pair", structs(ASKED), ids=lambda pair: pair.name)
def test_what_the_code_cannot_do_without_is_required(pair: Pair) -> None:
    assert isinstance(pair.kind, inspect.StructType)
    for field in pair.kind.fields:
        if field.required:
            assert field.encode_name in pair.schema["required"]
            assert "null" not in flat(pair.schema["properties"][field.encode_name]).get("type", ())


@pytest.mark.parametrize("pair", structs(TOLD), ids=lambda pair: pair.name)
def test_an_answer_has_the_members_of_its_schema_and_no_others(pair: Pair) -> None:
    assert names(pair) == set(pair.schema["properties"])


@pytest.mark.parametrize(
    "pair", [pair for pair in ASKED if isinstance(pair.kind, inspect.EnumType)], ids=lambda pair: pair.name
)
def test_every_value_that_the_contract_lists_is_known_to_the_code(pair: Pair) -> None:
    assert isinstance(pair.kind, inspect.EnumType)
    kind: type[Enum] = pair.kind.cls
    assert set(pair.schema["enum"]) - {None} <= {one.value for one in kind}


def test_enough_was_compared() -> None:
    assert len(structs(ASKED)) > 25
    assert len(structs(TOLD)) > 30


def test_requests_and_replies_of_every_operation_were_compared() -> None:
    assert {name for name, operation in OPERATIONS.items() if operation.request_schema} == set(REQUESTS)
    assert set(OPERATIONS) == {*REPLIES, "getSettlements"} == set(ENDPOINTS)


# ---- refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(subclasses(DomainError)), key=str))
def test_every_kind_of_refusal_has_a_status(kind: type[DomainError]) -> None:
    status = status_of(kind.__new__(kind), DEFAULT)
    assert status in {400, 401, 402, 403, 404}, "none of 409, 422 and 429 is part of normal behaviour"


def test_the_table_of_statuses_names_kinds_and_policies_that_exist() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DomainError)}
    assert set(STATUS) <= kinds
    assert all(isinstance(status, int) or hasattr(DEFAULT, status) for status in STATUS.values())


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_promises_what_it_may_answer_and_nothing_else(name: str) -> None:
    promised = set(OPERATIONS[name].responses)
    shell = SHELL["sending" if name in REQUESTS else "reading"]
    successes = {status for status in promised if status < 300}
    assert promised - successes - shell == REFUSALS[name]
    assert shell <= promised
    assert successes in ({200}, {200, 204})


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_refusal_that_is_promised_has_the_body_that_is_sent(name: str) -> None:
    known = {"Error": ErrorBody, "TokenState": client.TokenState}
    for status, response in OPERATIONS[name].responses.items():
        if status >= 400:
            assert response.schema is not None
            schema = response.schema["$ref"].rpartition("/")[2]
            assert schema == ("TokenState" if (name, status) == ("validateToken", 401) else "Error")
            pair = Pair(name, inspect.type_info(known[schema]), response.schema)
            assert names(pair) == set(pair.schema["properties"])
