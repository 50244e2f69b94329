"""Of any operation of any contract: what keeps it is let in, and what breaks it is refused with the field named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from contracts.documents import load, systems
from contracts.reading import ContractError
from contracts.strategies.breaking import breaks
from contracts.strategies.contract import BrokenRequest, Request, from_contract
from simulator.asgi import build
from simulator.core.errors import InvalidDocument
from simulator.core.records import Environment
from simulator.http.contract import Contract, Terms
from simulator.http.endpoint import Incoming
from simulator.settings import Settings
from tests.systems.cfis.desk import PARTNER, Desk
from tests.systems.driver import Driver

CONTRACTS = {name: Contract.of(load(name)) for name in systems()}
EVERY = [(name, operation) for name, contract in CONTRACTS.items() for operation in contract.terms]
PROMISES = {(name, op): from_contract(op, document=CONTRACTS[name].document) for name, op in EVERY}
KEPT = [each for each, promise in PROMISES.items() if not promise.valid.is_empty]
CHECKED = [each for each, promise in PROMISES.items() if not promise.breaking.is_empty]
SENT = ("createInvoice", "createInvoiceAction", "submitLedger", "submitAccountingPayments")
FEW = settings(
    max_examples=40 if settings().max_examples > 100 else 3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    phases=(Phase.generate,),
)
SMALL = settings(max_examples=300, database=None, derandomize=True, phases=(Phase.generate, Phase.shrink))
ENCODE = msgspec.json.Encoder(decimal_format="number").encode


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    driver = Driver(build(Settings()).app)
    yield Desk(driver)
    driver.close()


def check(terms: Terms, request: Request) -> None:
    """Hold ``request`` to the contract as a server does. Raises InvalidDocument."""
    body = b"" if request.body is None else ENCODE(request.body)
    texts = {
        place: {name: text(value) for name, value in getattr(request, place).items()}
        for place in ("query", "header", "path")
    }
    incoming = Incoming(
        method=terms.operation.method,
        path="/",
        query=urlencode(texts["query"]),
        headers={name.lower(): value for name, value in texts["header"].items()},
        body=body,
        url="http://sandbox/",
        environment=Environment.STAGING,
    )
    terms.check(incoming, texts["path"], request.body)


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(("system", "operation"), KEPT)
def test_what_keeps_a_contract_is_let_in(system: str, operation: str) -> None:
    contract = CONTRACTS[system]

    @FEW
    @given(PROMISES[system, operation].valid)
    def each(request: Request) -> None:
        check(contract.terms[operation], request)

    each()


@pytest.mark.parametrize(("system", "operation"), CHECKED)
def test_what_breaks_a_contract_is_refused_and_the_field_named(system: str, operation: str) -> None:
    contract = CONTRACTS[system]

    @FEW
    @given(PROMISES[system, operation].breaking)
    def each(broken: BrokenRequest) -> None:
        with pytest.raises(InvalidDocument) as refusal:
            check(contract.terms[operation], broken.request)
        assert broken.field in {error.field for error in refusal.value.errors}

    each()


@pytest.mark.parametrize("operation", SENT)
def test_the_server_itself_names_the_field_that_is_broken(desk: Desk, operation: str) -> None:
    path = CONTRACTS["cfis"].terms[operation].operation.path.removeprefix(PARTNER)

    @FEW
    @given(PROMISES["cfis", operation].breaking.filter(lambda broken: broken.request.body is not None))
    def each(broken: BrokenRequest) -> None:
        answer = desk.post(path, broken.request.body)
        assert answer.status == 400, answer.body
        assert broken.field in {error["field"] for error in answer.json["errors"]}

    each()


def test_the_smallest_requests_are_what_must_be_there_and_one_thing_wrong() -> None:
    promise = PROMISES["cfis", "createInvoiceAction"]
    request = find(promise.valid, lambda _: True, settings=SMALL)
    assert request.body["actions"][0].keys() >= {"code", "data"}
    assert len(request.body["actions"]) == 1
    broken = find(promise.breaking, lambda each: each.rule == "enum", settings=SMALL)
    assert broken.field.startswith("actions[0].")
    assert b"NOT-A-CHOICE" in ENCODE(broken.request.body)
    assert len(ENCODE(broken.request.body)) < 150


@pytest.mark.parametrize(
    ("code", "field", "rule"),
    [
        ("COMMENT", "actions[0].comment", "required"),
        ("DUEDATE", "actions[0].data.dueDate", "required"),
        ("DIRECTPAYMENT", "actions[0].data.amount", "required"),
        ("DIRECTPAYMENT", "actions[0].data.amount", "multipleOf"),
        ("PAUSE", "actions[0].data.paymentDate", "format"),
        ("PAUSE", "actions", "minItems"),
        ("PAUSE", "actions[0].data", "type"),
    ],
)
def test_what_a_code_asks_of_its_action_can_be_broken_too(code: str, field: str, rule: str) -> None:
    schema = CONTRACTS["cfis"].terms["createInvoiceAction"].operation.request_schema
    assert schema is not None
    data = {"invoiceNumber": 1, "dueDate": "2026-01-06", "amount": 1, "currency": "EUR", "paymentDate": "2026-01-05"}
    request = {"actions": [{"code": code, "comment": "made up", "data": data}]}
    found = breaks(CONTRACTS["cfis"].document, schema, request)
    assert (field, rule) in {(each.field, each.rule) for each in found}


def test_an_operation_that_is_not_in_the_contract_is_named() -> None:
    with pytest.raises(ContractError, match="cfis: there is no operation 'createMoney'"):
        from_contract("createMoney")
