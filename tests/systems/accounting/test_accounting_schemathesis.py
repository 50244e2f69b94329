"""What schemathesis makes of each system's contract as it is served: whatever it sends, the answers keep to it.

Requests that fit the schemas, and requests with bodies that do not. Where a vendor's bodies are no JSON the contract
has no schema for them; their parameters, statuses and content types are held all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from requests import Request
from schemathesis import Case, CheckFunction, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from contracts.documents import Operation, load
from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.accounting.adapter import BANK, CLEARING, Adapter, balances
from tests.systems.accounting.adapters import ADAPTERS
from tests.systems.driver import Driver

EXAMPLES, MORE_EXAMPLES = 2, 60
"""Requests for each operation and mode, and in the long profile."""
ROOT = "http://sandbox"
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


class Attacked:
    """A company in whose books something stands, and the contract of its system."""

    def __init__(self, driver: Driver, kind: type[Adapter]) -> None:
        self.of = kind(driver)
        self.of.bill(7001, "100.00")
        self.of.pay(7001, "40.00")
        self.of.post((BANK, "10.00"), (CLEARING, "-10.00"))
        schema = schemathesis.openapi.from_asgi(f"/contracts/{kind.NAME}.json", driver.app)
        self.operations: dict[str, Any] = {}
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            self.operations[operation.definition.raw["operationId"]] = operation

    def send(self, case: Case[Any], checks: list[CheckFunction]) -> None:
        """Send one request of this company's, and hold the answer against ``checks``."""
        for name, value in {"organization": self.of.keys.get("organization"), "instance": 2}.items():
            if name in case.path_parameters:
                case.path_parameters[name] = value
        base = f"{ROOT}/{self.of.NAME}"
        sent = case.as_transport_kwargs(base_url=base)
        url = str(Request(sent["method"], sent["url"], params=sent.get("params")).prepare().url)
        response = case.call(base_url=base, headers=dict(self.of.headers(case.method, url)))
        case.validate_response(response, checks=checks)
        is_guarded = case.operation.definition.raw.get("security") != []
        if is_guarded and negative_data_rejection not in checks:  # which also leaves out what lets a request in
            assert response.status_code != 401, response.text
            assert "AUTHENTICATION_FAILED" not in response.text


@pytest.fixture(scope="module")
def attacked() -> Iterator[Any]:
    with closing(Driver(build(Settings()).app)) as driver:
        yield cache(lambda kind: Attacked(driver, kind))


def attack(attacked: Attacked, name: str, mode: GenerationMode, checks: list[CheckFunction]) -> None:
    profile = settings()
    many = MORE_EXAMPLES if profile.max_examples > 100 else EXAMPLES
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

    @settings(profile, max_examples=many, suppress_health_check=quiet)
    @given(case=attacked.operations[name].as_strategy(generation_mode=mode))
    def holds(case: Case[Any]) -> None:
        attacked.send(case, checks)

    holds()


def operations(*, with_schema: bool) -> list[Any]:
    """Return each system with each of its operations, those whose bodies have a schema alone or all of them."""

    def is_wanted(one: Operation) -> bool:
        return one.request_schema is not None or not with_schema

    return [
        pytest.param(kind, one.operation_id, id=f"{kind.NAME}-{one.operation_id}")
        for kind in ADAPTERS
        for one in load(kind.NAME).operations
        if is_wanted(one)
    ]


@pytest.mark.parametrize(("kind", "name"), operations(with_schema=False), indirect=False)
def test_requests_that_fit_are_answered_by_the_contract(attacked: Any, kind: type[Adapter], name: str) -> None:
    attack(attacked(kind), name, GenerationMode.POSITIVE, CHECKS)
    assert balances(attacked(kind).of)


@pytest.mark.parametrize(("kind", "name"), operations(with_schema=True), indirect=False)
def test_requests_that_do_not_fit_are_refused(attacked: Any, kind: type[Adapter], name: str) -> None:
    attack(attacked(kind), name, GenerationMode.NEGATIVE, [*CHECKS, negative_data_rejection])
