"""What schemathesis makes of Procountor's contract as it is served: whatever it sends, the answers keep to it.

Requests that fit the schemas, and requests with bodies that do not; none of them is ever our own mistake.
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
    response_schema_conformance,
    status_code_conformance,
)

from contracts.documents import load
from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.driver import Driver
from tests.systems.procountor.desk import Desk
from tests.systems.procountor.paperwork import invoice, journal
from tests.systems.procountor.test_procountor_partners import partner

EXAMPLES, MORE_EXAMPLES = 2, 40
"""Requests for each operation and mode, and in the long profile."""
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = sorted(operation.operation_id for operation in load("procountor").operations)
WITH_BODY = sorted(operation.operation_id for operation in load("procountor").operations if operation.request_media)


class Attacked:
    """A world in which something has happened, and the contract that it serves."""

    def __init__(self, driver: Driver) -> None:
        self.desk = Desk(driver)
        self.desk.post("/businesspartners", partner())
        made = self.desk.post("/invoices", invoice()).ok
        self.desk.put(f"/invoices/{made['id']}/approve")
        self.desk.post("/ledgerreceipts", journal())
        schema = schemathesis.openapi.from_asgi("/contracts/procountor.json", driver.app)
        self.operations: dict[str, Any] = {}
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            self.operations[operation.definition.raw["operationId"]] = operation

    def send(self, name: str, case: Case[Any]) -> None:
        """Send one request, and hold the answer against the contract."""
        if name == "logOut":
            self.desk.renew()
        response = case.call(headers={"Authorization": f"Bearer {self.desk.token}"})
        case.validate_response(response, checks=CHECKS)


@pytest.fixture(scope="module")
def attacked() -> Iterator[Attacked]:
    driver = Driver(build(Settings()).app)
    yield Attacked(driver)
    driver.close()


def attack(attacked: Attacked, name: str, mode: GenerationMode) -> None:
    profile = settings()
    many = MORE_EXAMPLES if profile.max_examples > 100 else EXAMPLES
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    strategy = attacked.operations[name].as_strategy(generation_mode=mode)

    @settings(profile, max_examples=many, suppress_health_check=quiet)
    @given(case=strategy)
    def holds(case: Case[Any]) -> None:
        attacked.send(name, case)

    holds()


def test_every_operation_of_the_contract_is_attacked(attacked: Attacked) -> None:
    assert sorted(attacked.operations) == OPERATIONS


@pytest.mark.parametrize("name", OPERATIONS)
def test_requests_that_fit_are_answered_by_the_contract(attacked: Attacked, name: str) -> None:
    attack(attacked, name, GenerationMode.POSITIVE)


@pytest.mark.parametrize("name", WITH_BODY)
def test_requests_that_do_not_fit_are_answered_by_the_contract(attacked: Attacked, name: str) -> None:
    attack(attacked, name, GenerationMode.NEGATIVE)
