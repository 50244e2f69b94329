"""An overlay says how the real service answers, and the sandbox answers so: names, types, statuses, paths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.documents import load
from simulator.http.refusals import ContractBroken
from tests.systems.cfis.desk import INVOICE, PARTNER, Desk
from tests.systems.overlaid import Start, change, starting

UNAUTHORIZED = "$.paths[*][?@.responses['401']['$ref'] == '#/components/responses/Unauthorized'].responses"
SCHEMAS = "$.components.schemas"
V2 = "/api/v2/partner/invoice/distribution"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    yield from starting(tmp_path)


def gone(target: str) -> dict[str, Any]:
    return {"target": target, "remove": True}


def case_of(desk: Desk) -> Any:
    desk.hand_in(paymentControlEnabled=True)
    desk.advance("PT1H")
    return desk.case()


def test_a_member_goes_out_under_its_other_name(start: Start) -> None:
    case = case_of(
        start(
            gone(f"{SCHEMAS}.CaseBalance.properties.capitalAmount"),
            gone(f"{SCHEMAS}.CaseBalance.required"),
            change(
                f"{SCHEMAS}.CaseBalance",
                properties={
                    "principalAmount": {"$ref": "#/components/schemas/Sum", "x-stands-for": "capitalAmount"},
                    "writtenOffAmount": {"x-absent": True},
                },
                required=["principalAmount"],
            ),
        )
    )
    assert case["case"]["balance"]["principalAmount"] == 1000
    assert not {"capitalAmount", "writtenOffAmount"} & case["case"]["balance"].keys()


def test_a_number_goes_out_as_a_text_with_all_its_digits(start: Start) -> None:
    case = case_of(
        start(
            gone(f"{SCHEMAS}.CaseInvoice.properties.amount"),
            change(f"{SCHEMAS}.CaseInvoice.properties", amount={"type": "string"}),
        )
    )
    assert case["invoice"]["amount"] == "1000.00"


def test_a_value_goes_out_as_what_stands_for_it(start: Start) -> None:
    status = f"{SCHEMAS}.CaseStatus"
    case = case_of(start(change(status, **{"enum": ["ACTIVE"], "x-stands-for": {"ACTIVE": "OPEN"}})))
    assert case["case"]["summary"]["status"] == "ACTIVE"


def test_a_required_member_that_nobody_knows_is_sent_as_the_example(start: Start) -> None:
    case = case_of(
        start(
            change(
                f"{SCHEMAS}.CaseDetails",
                properties={"revision": {"type": "integer", "examples": [1]}},
                required=["revision"],
            )
        )
    )
    assert case["revision"] == 1


def test_a_refusal_comes_under_the_status_that_stands_for_its_own(start: Start) -> None:
    desk = start(change(UNAUTHORIZED, **{"403": {"x-stands-for": 401}}), gone(f"{UNAUTHORIZED}['401']"))
    answer = desk.ask("GET", f"{PARTNER}/payments", key="nobody's")
    assert (answer.status, answer.json) == (403, {"message": "Unauthorized"})
    assert desk.ask("GET", f"{PARTNER}/validate", key="nobody's").status == 401


def test_refusals_are_put_in_other_words_too(start: Start) -> None:
    error = f"{SCHEMAS}.Error"
    desk = start(
        gone(f"{error}.properties.message"),
        gone(f"{error}.required"),
        change(error, properties={"error": {"type": "string", "x-stands-for": "message"}}, required=["error"]),
    )
    answer = desk.get("/invoice/case", caseId=1)
    assert (answer.status, set(answer.json)) == (404, {"error"})


def test_another_relative_of_json_is_announced(start: Start) -> None:
    described = load("cfis").raw["components"]["responses"]["NotFound"]["content"]["application/json"]
    place = "$.components.responses.NotFound"
    desk = start(gone(f"{place}.content"), change(place, content={"application/problem+json": described}))
    answer = desk.driver.get(f"/cfis{PARTNER}/invoice/case", desk.client.key, caseId=1)
    assert answer is not None
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json) == {"message"}


def test_a_path_that_is_not_there_answers_nobody(start: Start) -> None:
    desk = start(change(f"$.paths['{V2}'].get", **{"x-absent": True}))
    answer = desk.driver.get(f"/cfis{V2}", desk.client.key)
    assert answer is not None
    assert answer.status == 404
    desk.hand_in()
    assert [each["invoiceNumber"] for each in desk.seen("/invoice/distribution")["invoices"]] == [INVOICE]


def test_the_journal_tells_that_a_reply_was_put_otherwise(start: Start) -> None:
    desk = start(change(f"{SCHEMAS}.TokenState.properties.isValid", type="string"))
    assert desk.seen("/validate")["isValid"] == "true"
    entries = desk.told("/journal")["entries"]
    assert "the reply is put as an overlay says" in desk.told(f"/journal/{entries[-1]['number']}")["notes"]


def test_what_cannot_be_put_so_still_breaks_the_contract_loudly(start: Start) -> None:
    desk = start(change(f"{SCHEMAS}.TokenState", required=["somethingNobodySends"]))
    with pytest.raises(ContractBroken, match="somethingNobodySends"):
        desk.driver.get(f"/cfis{PARTNER}/validate", desk.client.key)
