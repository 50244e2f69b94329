"""Every variation is one that the contract allows, and says what its kind promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from contracts.documents import examples, load, systems
from contracts.schemas import Check
from contracts.strategies.shapes import values
from contracts.variations import EXTRA_NAME, NEW_VALUE, Kind, Variation, opened, variations
from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.cfis.desk import INVOICE, Desk
from tests.systems.driver import Driver

CFIS = load("cfis")
OPENED = {name: opened(load(name)) for name in systems()}
REPLIES = [
    (system, operation.operation_id, status)
    for system, document in OPENED.items()
    for operation in document.operations
    for status, reply in operation.responses.items()
    if status < 300 and reply.schema is not None
]
FEW = settings(
    max_examples=30 if settings().max_examples > 100 else 2,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    phases=(Phase.generate,),
)


def schema_of(system: str, operation: str, status: int) -> Any:
    found = next(each for each in OPENED[system].operations if each.operation_id == operation)
    return found.responses[status].schema


def printed(operation: str, variant: str = "") -> Any:
    """Return the example of an answer of CFIS."""
    found = next(
        each
        for each in examples("cfis")
        if (each.operation_id, each.direction, each.variant) == (operation, "response", variant)
    )
    return json.loads(found.path.read_text("utf-8"))


def varied(operation: str, kind: Kind) -> Any:
    found = {each.kind: each.value for each in variations(CFIS, schema_of("cfis", operation, 200), printed(operation))}
    return found[kind]


@pytest.mark.parametrize(("system", "operation", "status"), REPLIES)
def test_every_variation_keeps_the_contract(system: str, operation: str, status: int) -> None:
    document, schema = OPENED[system], schema_of(system, operation, status)
    check = Check(document, schema)

    @FEW
    @given(values(document, schema))
    def each(value: Any) -> None:
        before = json.dumps(value)
        for variation in variations(document, schema, value):
            assert check.keeps(variation.value), variation.kind
        assert json.dumps(value) == before

    each()


def test_the_printed_answers_have_every_kind_of_variation() -> None:
    kinds = {
        each.kind
        for operation in ("getCase", "getSettlements", "getPayments", "getDistribution", "renewToken")
        for each in variations(CFIS, schema_of("cfis", operation, 200), printed(operation))
    }
    assert kinds >= set(Kind) - {Kind.NULLS, Kind.LIST_ORDER}, "the examples write nulls, and lists of one"


def test_what_says_the_same_is_equal_but_for_what_was_added() -> None:
    for kind in (Kind.MEMBER_ORDER, Kind.NUMBER_FORM):
        assert varied("getSettlements", kind) == printed("getSettlements")
    extra = varied("getCase", Kind.EXTRA_MEMBERS)
    assert extra.pop(EXTRA_NAME)
    assert extra.keys() == printed("getCase").keys()


def test_settlements_in_the_older_shape_add_up_to_the_same() -> None:
    older = varied("getSettlements", Kind.OTHER_SHAPE)
    assert older != printed("getSettlements")
    for one, before in zip(older["settlements"], printed("getSettlements")["settlements"], strict=True):
        assert "apiFetchDate" not in one
        assert [each["events"] for each in one["allocations"]] == [each["breakdown"] for each in before["allocations"]]


def test_a_value_that_nobody_knows_stands_only_where_the_contract_leaves_values_open() -> None:
    case = varied("getCase", Kind.NEW_VALUES)
    assert case["case"]["summary"]["status"] == NEW_VALUE
    assert case["case"]["summary"]["currency"] == printed("getCase")["case"]["summary"]["currency"]
    assert not Check(CFIS, schema_of("cfis", "getCase", 200)).keeps(case)


def test_choices_follow_from_the_label() -> None:
    schema, value = schema_of("cfis", "getCase", 200), printed("getCase")
    told = [json.dumps(Variation(CFIS, str(label)).of(value, schema)) for label in range(8)]
    assert told == [json.dumps(Variation(CFIS, str(label)).of(value, schema)) for label in range(8)]
    assert len(set(told)) > 1


# a world that serves one


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    driver = Driver(build(Settings()).app)
    desk = Desk(driver)
    desk.hand_in()
    desk.advance("PT1H")
    yield desk
    driver.close()


@pytest.mark.parametrize("kind", [Kind.EXTRA_MEMBERS, Kind.NO_OPTIONALS, Kind.LONG_STRINGS, Kind.EMPTY_LISTS])
def test_an_armed_variation_changes_one_answer(desk: Desk, kind: Kind) -> None:
    plain = desk.case()
    desk.plane("/faults", {"system": "cfis", "operation": "getCase", "fault": "vary", "variation": kind})
    assert desk.case() != plain
    assert desk.case() == plain


def test_an_armed_new_value_is_served_although_the_list_is_closed(desk: Desk) -> None:
    desk.plane("/faults", {"system": "cfis", "operation": "getCase", "fault": "vary", "variation": "new-values"})
    answer = desk.driver.get(f"{desk.client.base}/api/v1/partner/invoice/case", desk.client.key, invoiceNumber=INVOICE)
    assert answer is not None
    assert answer.json["invoice"]["status"] == NEW_VALUE


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"fault": "vary"}, "variation"),
        ({"fault": "vary", "variation": "colours"}, "variation"),
        ({"fault": "drop", "variation": "nulls"}, "variation"),
    ],
)
def test_a_variation_that_is_none_is_refused(desk: Desk, order: dict[str, Any], field: str) -> None:
    answer = desk.driver.post(f"/sandbox/worlds/{desk.world}/faults", {"system": "cfis", **order})
    assert answer is not None
    assert answer.status == 400
    assert field in {error["field"] for error in answer.json["error"]["errors"]}
