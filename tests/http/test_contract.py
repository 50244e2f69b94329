"""Requests are read against their contract; what is wrong is told by field, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import documents
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.records import Environment
from simulator.http.contract import Contract
from simulator.http.endpoint import Incoming
from simulator.http.findings import MOST_FINDINGS
from simulator.http.parameters import pairs_of, take
from simulator.http.refusals import Refused
from simulator.http.rule import Rule
from tests.http.toy import DOCUMENT, a_coin

CONTRACT = Contract.of(DOCUMENT)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def incoming(query: str = "", body: bytes = b"{}", **headers: str) -> Incoming:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Incoming("GET", "/", query, named, body, "http://sandbox.test/", Environment.STAGING)


def query(text: str) -> dict[str, Any]:
    return dict(CONTRACT.terms["listCoins"].check(incoming(text), {}, None).query)


def errors_of(body: Any) -> dict[str, str]:
    with pytest.raises(InvalidDocument) as caught:
        CONTRACT.terms["addCoin"].check(incoming(), {}, body)
    return dict(caught.value.errors)


def query_errors(text: str) -> dict[str, str]:
    with pytest.raises(InvalidDocument) as caught:
        query(text)
    return dict(caught.value.errors)


def test_query_values_have_the_types_of_the_contract() -> None:
    assert query("madeFrom=2026-01-31&atLeast=1.50&limit=5&shiny=TRUE&metal=gold") == {
        "madeFrom": date(2026, 1, 31),
        "atLeast": Decimal("1.50"),
        "limit": 5,
        "shiny": True,
        "metal": "gold",
    }


@pytest.mark.parametrize(("text", "value"), [("true", True), ("False", False), ("1", True), ("0", False)])
def test_truth_is_written_in_words_or_digits(text: str, value: bool) -> None:
    assert query(f"shiny={text}")["shiny"] is value


def test_an_integral_number_is_an_int_however_it_is_written() -> None:
    value = query("atLeast=2.00")["atLeast"]
    assert value == 2
    assert type(value) is int


def test_an_empty_value_counts_as_absent_and_a_default_fills_the_gap() -> None:
    assert query("limit=&madeFrom=&shiny") == {"limit": 10}


def test_of_a_repeated_parameter_the_last_counts_unless_it_is_a_list() -> None:
    assert query("limit=3&limit=4&name=a&name=b") == {"limit": 4, "name": ["a", "b"]}


def test_unknown_parameters_are_passed_over_and_named() -> None:
    checked = CONTRACT.terms["listCoins"].check(incoming("colour=red&limit=2"), {}, None)
    assert checked.query == {"limit": 2}
    assert checked.unknown == ["colour"]


def test_every_wrong_parameter_is_named_with_what_would_be_right() -> None:
    assert query_errors("madeFrom=2026-02-30&limit=101&shiny=maybe&metal=tin&atLeast=1e9&name=" + "x" * 21) == {
        "query.madeFrom": "'2026-02-30' is not a date; expected YYYY-MM-DD, such as 2026-01-31",
        "query.limit": "101 is too large; expected 100 or less",
        "query.shiny": "'maybe' is not true or false",
        "query.metal": "'tin' is not known here; expected one of 'gold', 'silver', 'copper'",
        "query.atLeast": "'1e9' is not a number, such as 100.25",
        "query.name[0]": "is 21 characters long; expected 20 or fewer",
    }


@pytest.mark.parametrize("text", ["20260131", "2026-W05-6", "2026-1-31", "31.1.2026", "2026-01-31T00:00"])
def test_a_day_is_written_in_one_way_only(text: str) -> None:
    assert "query.madeFrom" in query_errors(f"madeFrom={text}")


@pytest.mark.parametrize("text", ["1_000", "%2B", "0x10", "1.0", "%D9%A1", "9" * 41, "+-1", "1%00"])
def test_a_whole_number_is_digits_and_nothing_else(text: str) -> None:
    assert "query.limit" in query_errors(f"limit={text}")


def test_a_control_character_in_a_parameter_is_refused() -> None:
    assert query_errors("name=a%1fb") == {"query.name": "holds a control character"}


def test_headers_are_parameters_too() -> None:
    with pytest.raises(InvalidDocument) as caught:
        CONTRACT.terms["listCoins"].check(incoming(x_shelf="top"), {}, None)
    assert caught.value.errors == (FieldError("header.x-shelf", "'top' is not a whole number"),)


def test_path_parameters_are_checked_like_those_of_the_query() -> None:
    terms, values = CONTRACT.find("GET", "/v1/coins/" + "x" * 21)
    with pytest.raises(InvalidDocument) as caught:
        terms.check(incoming(), values, None)
    assert caught.value.errors == (FieldError("path.name", "is 21 characters long; expected 20 or fewer"),)


def test_a_body_that_is_required_and_not_there_is_missing() -> None:
    with pytest.raises(InvalidDocument) as caught:
        CONTRACT.terms["addCoin"].check(incoming(body=b""), {}, None)
    assert [error.field for error in caught.value.errors] == ["body"]
    assert errors_of(None) == {"body": "is null; expected an object"}


def test_every_wrong_field_is_named_once_with_its_value_and_what_would_be_right() -> None:
    wrong = a_coin(name="", amount=Decimal("1.005"), madeOn="31.1.2026", metal="tin", note=7, mint={"country": "fi"})
    assert errors_of(wrong) == {
        "name": "is empty",
        "amount": "has more than two decimals: 1.005",
        "madeOn": "'31.1.2026' is not a date; expected YYYY-MM-DD, such as 2026-01-31",
        "metal": "'tin' is not known here; expected one of 'gold', 'silver', 'copper'",
        "note": "7 is a number; expected text or null",
        "mint.country": "'fi' is not right; expected a country by its two letters",
    }


def test_a_missing_member_is_named_where_it_should_stand() -> None:
    assert errors_of({"mint": {}}) == {"name": "is missing", "amount": "is missing", "mint.country": "is missing"}


def test_a_rule_that_depends_on_another_member_points_at_the_exact_field() -> None:
    coin = a_coin(metal="gold")
    del coin["madeOn"]
    assert errors_of(coin) == {"madeOn": "is missing"}


@pytest.mark.parametrize("amount", [Decimal("0.1"), Decimal("100.25"), Decimal("999999.99"), 1, Decimal("0.07")])
def test_honest_amounts_of_two_decimals_pass(amount: Decimal | int) -> None:
    CONTRACT.terms["addCoin"].check(incoming(), {}, a_coin(amount=amount))


def test_of_two_faults_of_one_field_the_weightier_is_told() -> None:
    day = Rule(DOCUMENT, {"$ref": "#/components/schemas/Day"})
    assert [error.message for error in day.findings("x", "day")] == [
        "'x' is not a date; expected YYYY-MM-DD, such as 2026-01-31"
    ]


def test_the_alternative_that_was_meant_is_the_one_that_is_criticised() -> None:
    schema = {
        "anyOf": [
            {"type": "null"},
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}},
            {"type": "object", "required": ["b", "c"]},
        ]
    }
    rule = Rule(DOCUMENT, schema)
    assert rule.findings({"a": "x"}, "it") == (FieldError("it.a", "'x' is text; expected a whole number"),)
    assert rule.findings(3, "it") == (FieldError("it", "3 is a number; expected an object or null"),)


def test_lists_are_numbered_from_nought() -> None:
    rule = Rule(DOCUMENT, {"$ref": "#/components/schemas/Coins"})
    assert rule.findings([a_coin(), a_coin(amount="1")])[0].field == "[1].amount"


def test_a_long_enumeration_is_cut() -> None:
    rule = Rule(DOCUMENT, {"enum": [f"C{number}" for number in range(180)]})
    (error,) = rule.findings("x", "currency")
    assert error.message.endswith("'C8', 'C9' and 170 more")


def test_no_more_than_fifty_fields_are_named() -> None:
    rule = Rule(DOCUMENT, {"$ref": "#/components/schemas/Coins"})
    assert len(rule.findings([{} for _ in range(60)])) == MOST_FINDINGS


@given(body=JSON)
def test_whatever_is_sent_is_taken_or_every_error_names_a_field_and_says_something(body: Any) -> None:
    rule = CONTRACT.terms["addCoin"].body
    assert rule is not None
    errors = rule.findings(body)
    assert bool(errors) is not rule.is_kept_by(body)
    assert all(error.field and error.message for error in errors)
    assert len({error.field for error in errors}) == len(errors)


@given(text=st.lists(st.sampled_from(["limit", "name", "=", "&", "%", "+", "0", "1f", "é", "x"])).map("".join))
def test_any_query_string_is_read(text: str) -> None:
    wanted = {name: CONTRACT.terms["listCoins"].query[name] for name in ("limit", "name")}
    taken = take(wanted, pairs_of(text))
    assert all(error.field.startswith("query.") for error in taken.errors)
    assert set(taken.values) <= set(wanted)


@pytest.mark.parametrize("path", ["/v1/coins", "/v1/coins/", "//v1///coins", "/v1/coins//"])
def test_slashes_too_many_change_nothing(path: str) -> None:
    assert CONTRACT.find("GET", path)[0].id == "listCoins"


def test_a_template_takes_what_stands_in_its_place() -> None:
    terms, values = CONTRACT.find("GET", "/v1/shelves/top/coins:old+euro")
    assert (terms.id, values) == ("getShelfCoin", {"shelf": "top", "name": "old+euro"})


def test_an_unknown_path_is_refused_with_the_nearest_operation() -> None:
    with pytest.raises(Refused) as caught:
        CONTRACT.find("POST", "/v1/coin")
    assert caught.value.status == 404
    assert caught.value.explanation == {"seen": "POST /v1/coin", "nearest": "POST /v1/coins"}


@pytest.mark.parametrize(
    ("path", "allowed"), [("/v1/coins", "GET, POST"), ("/v1/coins/euro/", "GET"), ("/v1/lie", "POST")]
)
def test_a_known_path_says_which_methods_it_answers(path: str, allowed: str) -> None:
    with pytest.raises(Refused) as caught:
        CONTRACT.find("DELETE", path)
    assert caught.value.status == 405
    assert caught.value.headers == {"Allow": allowed}


@given(method=st.text(max_size=10), path=st.text(max_size=300))
def test_whatever_else_is_asked_for_is_refused_as_unknown(method: str, path: str) -> None:
    known = {terms.operation.method for terms in CONTRACT.terms.values()}
    with pytest.raises(Refused) as caught:
        CONTRACT.find(method.lower(), path)
    assert caught.value.status in (404, 405)
    assert method.lower() not in known


def test_every_schema_of_the_shipped_contracts_can_be_compiled() -> None:
    for system in documents.systems():
        Contract.of(documents.load(system)).compile()


@pytest.mark.parametrize(
    "example",
    [one for one in documents.examples("cfis") if one.direction == "request"],
    ids=lambda example: f"{example.operation_id} {example.variant}".strip(),
)
def test_every_documented_request_keeps_its_contract(example: documents.Example) -> None:
    terms = Contract.of(documents.load("cfis")).terms[example.operation_id]
    assert terms.body is not None
    assert terms.body.findings(example.value) == ()
