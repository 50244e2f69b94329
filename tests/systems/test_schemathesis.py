"""What schemathesis makes of the contract as it is served: whatever it sends, the answers keep to it.

Requests that fit the schemas, and requests with bodies that do not. Queries that mean nothing are passed over on
purpose, so that only a wrong body has to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, CheckFunction, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.cfis.desk import CONTRACT, Desk
from tests.systems.driver import Driver

EXAMPLES, MORE_EXAMPLES = 5, 60
"""Requests for each operation and mode, and in the long profile: making one up takes a quarter of a second."""
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = sorted(CONTRACT.terms)
WITH_BODY = [name for name in OPERATIONS if CONTRACT.terms[name].media]


class Attacked:
    """A world in which something has happened, the contract that it serves, and the key that opens it at present."""

    def __init__(self, driver: Driver, desk: Desk) -> None:
        self.driver, self.desk, self.key = driver, desk, desk.client.key
        schema = schemathesis.openapi.from_asgi("/contracts/cfis.json", driver.app)
        self.operations: dict[str, Any] = {}
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            self.operations[operation.definition.raw["operationId"]] = operation

    def send(self, name: str, case: Case[Any], checks: list[CheckFunction]) -> None:
        """Send one request, and hold the answer against ``checks``."""
        partner = self.desk.opened["cfis"]["staging"]["provisioningToken"]
        response = case.call(headers={"X-Api-Key": partner if name == "createClient" else self.key})
        if name == "renewToken" and response.status_code == 200:
            self.key = response.json()["Message"]
        case.validate_response(response, checks=checks)


@pytest.fixture(scope="module")
def attacked() -> Iterator[Attacked]:
    """The world is lenient, so that an invoice needs no sum."""
    driver = Driver(build(Settings()).app)
    desk = Desk(driver, profile="lenient")
    desk.hand_in(accountingInvoiceEnabled=True)
    desk.advance("PT1H")
    desk.pay(amount=10)
    desk.advance("P5D")
    yield Attacked(driver, desk)
    driver.close()


def attack(attacked: Attacked, name: str, mode: GenerationMode, checks: list[CheckFunction]) -> None:
    profile = settings()
    many = MORE_EXAMPLES if profile.max_examples > 100 else EXAMPLES
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    strategy = attacked.operations[name].as_strategy(generation_mode=mode, headers={"X-Api-Key": attacked.key})

    @settings(profile, max_examples=many, suppress_health_check=quiet)
    @given(case=strategy)
    def holds(case: Case[Any]) -> None:
        attacked.send(name, case, checks)

    holds()


def test_every_operation_of_the_contract_is_attacked(attacked: Attacked) -> None:
    assert sorted(attacked.operations) == OPERATIONS
    assert len(OPERATIONS) == 16


@pytest.mark.parametrize("name", OPERATIONS)
def test_requests_that_fit_are_answered_by_the_contract(attacked: Attacked, name: str) -> None:
    attack(attacked, name, GenerationMode.POSITIVE, CHECKS)


@pytest.mark.parametrize("name", WITH_BODY)
def test_requests_that_do_not_fit_are_refused(attacked: Attacked, name: str) -> None:
    attack(attacked, name, GenerationMode.NEGATIVE, [*CHECKS, negative_data_rejection])
