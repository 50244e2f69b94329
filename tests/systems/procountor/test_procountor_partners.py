"""Business partners of Procountor: kept as given, found by number, paged after the last id, changed by version."""

from __future__ import annotations

from typing import Any

import pytest

from tests.systems.procountor.desk import Desk

ADDRESS = {"name": "Testiasiakas Oy", "street": "Katu 1", "zip": "00100", "city": "Helsinki", "country": "FINLAND"}


def partner(number: int | None = 1001, **changed: Any) -> dict[str, Any]:
    invoicing = {"identifier": "1234567-1", "identifierType": "FI", "email": "lasku@testi.example"}
    document: dict[str, Any] = {
        "name": "Testiasiakas Oy",
        "type": "CUSTOMER",
        "address": ADDRESS,
        "billingAddress": ADDRESS,
        "invoicingInfo": {**invoicing, "customerNumber": str(number)} if number else invoicing,
        "paymentInfo": {"paymentMethod": "BANK_TRANSFER", "paymentTermDays": "14", "penalInterestRate": 10.5},
    }
    return {**document, **changed}


def test_a_partner_is_answered_as_it_was_given_with_an_id_and_a_version(desk: Desk) -> None:
    made = desk.post("/businesspartners", partner()).ok
    assert made == {**partner(), "id": made["id"], "version": "2026-06-10T09:00:00"}
    assert desk.get(f"/businesspartners/{made['id']}").ok == made


def test_a_row_of_the_list_leaves_out_what_is_not_set(desk: Desk) -> None:
    made = desk.post("/businesspartners", partner()).ok
    told = desk.get("/businesspartners", customerNumber="1001").ok
    assert told["meta"] == {"pageNumber": 0, "pageSize": 50, "resultCount": 1}
    assert told["results"] == [
        {
            "id": made["id"],
            "name": "Testiasiakas Oy",
            "billingAddress": ADDRESS,
            "invoicingInfo": {"customerNumber": "1001", "identifier": "1234567-1", "identifierType": "FI"},
            "registryInfo": {"active": True},
            "type": "CUSTOMER",
            "version": "2026-06-10T09:00:00",
        }
    ]
    assert desk.get("/businesspartners", customerNumber="10").ok["results"] == []


def test_the_list_is_walked_after_the_last_id_in_both_directions(desk: Desk) -> None:
    made = [desk.post("/businesspartners", partner(number)).ok["id"] for number in range(1, 8)]

    def walked(direction: str) -> list[int]:
        seen: list[int] = []
        while True:
            previous = {"previousId": seen[-1]} if seen else {}
            page = desk.get("/businesspartners", orderById=direction, size=3, **previous).ok
            seen += [row["id"] for row in page["results"]]
            if page["meta"]["resultCount"] < page["meta"]["pageSize"]:
                return seen

    assert walked("asc") == made
    assert walked("DESC") == made[::-1]
    assert [row["id"] for row in desk.get("/businesspartners", size=3, page=2).ok["results"]] == made[:1]


@pytest.mark.parametrize(
    ("query", "status"), [({"size": 0}, 400), ({"size": 201}, 400), ({"orderById": "UP"}, 400), ({"size": 200}, 200)]
)
def test_a_page_has_1_to_200_rows(desk: Desk, query: dict[str, Any], status: int) -> None:
    assert desk.get("/businesspartners", **query).status == status


def test_names_and_identifiers_are_searched_by_headers(desk: Desk) -> None:
    one = desk.post("/businesspartners", partner(1)).ok["id"]
    two = desk.post("/businesspartners", partner(2, name="Toinen Oy", invoicingInfo={"identifier": "x"})).ok["id"]

    def found(**headers: str) -> list[int]:
        return [row["id"] for row in desk.send("GET", "/businesspartners", headers=headers).ok["results"]]

    assert found(name="toinen") == [two]
    assert found(Identifier="1234567-1") == [one]
    assert [row["id"] for row in desk.get("/businesspartners", name="asiakas").ok["results"]] == [one]


def test_only_active_partners_are_listed_unless_asked(desk: Desk) -> None:
    gone = desk.post("/businesspartners", partner(1, registryInfo={"active": False})).ok["id"]
    here = desk.post("/businesspartners", partner(2)).ok["id"]
    assert [row["id"] for row in desk.get("/businesspartners").ok["results"]] == [here]
    assert [row["id"] for row in desk.get("/businesspartners", active="false").ok["results"]] == [gone]


def test_partners_are_found_by_when_they_were_saved(desk: Desk) -> None:
    old = desk.post("/businesspartners", partner(1)).ok
    desk.advance("PT30M")
    new = desk.post("/businesspartners", partner(2)).ok
    since = desk.get("/businesspartners", versionStartDate=new["version"]).ok["results"]
    until = desk.get("/businesspartners", versionEndDate=old["version"]).ok["results"]
    assert ([row["id"] for row in since], [row["id"] for row in until]) == ([new["id"]], [old["id"]])
    assert desk.get("/businesspartners", versionStartDate="2026-02-31").status == 400


def test_several_ids_answer_a_list_without_those_unknown(desk: Desk) -> None:
    one, two = (desk.post("/businesspartners", partner(number)).ok for number in (1, 2))
    assert desk.get(f"/businesspartners/{two['id']},{one['id']},{two['id']},999").ok == [one, two]
    assert desk.get(f"/businesspartners/{one['id']},999").ok == [one]
    assert desk.get("/businesspartners/998,999").status == 404
    assert desk.get("/businesspartners/999").status == 404
    assert desk.get("/businesspartners/" + ",".join(map(str, range(1, 202)))).status == 400
    assert desk.get("/businesspartners/first").status == 400


def test_replacing_a_partner_forgets_what_is_not_given(desk: Desk) -> None:
    made = desk.post("/businesspartners", partner()).ok
    bare = {"name": "Uusi nimi", "type": "CUSTOMER", "address": ADDRESS, "paymentInfo": {"paymentMethod": "CASH"}}
    saved = desk.put(f"/businesspartners/{made['id']}", bare).ok
    assert saved == {**bare, "id": made["id"], "version": "2026-06-10T09:00:01"}


def test_a_patch_changes_what_is_given_for_whoever_has_read_the_latest_version(desk: Desk) -> None:
    made = desk.post("/businesspartners", partner()).ok
    change = {"invoicingInfo": {"email": "uusi@testi.example", "identifier": None}, "registryInfo": {"active": False}}
    path = f"/businesspartners/{made['id']}"
    patched = desk.send("PATCH", path, {**change, "version": made["version"]}).ok
    assert patched["invoicingInfo"] == {**partner()["invoicingInfo"], "email": "uusi@testi.example"}
    assert "registryInfo" not in patched
    assert desk.send("PATCH", path, change, version=made["version"]).errors == [(400, "INVALID_VERSION", "version")]
    assert desk.send("PATCH", path, change).errors == [(400, "INVALID_VERSION", "version")]
    assert desk.send("PATCH", path, {"name": "Nimi Oy"}, version=patched["version"]).ok["name"] == "Nimi Oy"


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"name": ""}, [(400, "Value of the 'name' cannot be blank.", "name")]),
        ({"type": "PERSON"}, [(400, "INVALID_TYPE", "type")]),
        ({"address": None}, [(400, "INVALID_ADDRESS", "address")]),
        (
            {"paymentInfo": {}},
            [(400, "Value of the 'paymentInfo.paymentMethod' cannot be blank.", "paymentInfo.paymentMethod")],
        ),
        ({"registryInfo": {"partnerGroups": [{"id": 7}]}}, [(400, "INVALID_GROUP", "registryInfo.partnerGroups")]),
    ],
)
def test_a_wrong_partner_is_refused_and_nothing_is_kept(desk: Desk, change: dict[str, Any], errors: list[Any]) -> None:
    assert desk.post("/businesspartners", partner(**change)).errors == errors
    assert desk.get("/businesspartners").ok["results"] == []


def test_an_unknown_country_is_told_in_a_sentence(desk: Desk) -> None:
    told = desk.post("/businesspartners", partner(address={**ADDRESS, "country": "FI"}))
    ((status, message, field),) = told.errors
    assert (status, field) == (400, "")
    assert message.startswith("Value of the 'address.country' field is invalid: 'FI'")


def test_a_customer_number_belongs_to_one_customer(desk: Desk) -> None:
    one = desk.post("/businesspartners", partner(1)).ok
    taken = [(400, "INVALID_CUSTOMER_NUMBER", "invoicingInfo.customerNumber")]
    assert desk.post("/businesspartners", partner(1)).errors == taken
    two = desk.post("/businesspartners", partner(2)).ok
    assert desk.put(f"/businesspartners/{two['id']}", partner(1)).errors == taken
    assert desk.put(f"/businesspartners/{one['id']}", partner(1)).status == 200
    assert desk.post("/businesspartners", partner(1, type="SUPPLIER")).status == 200


def test_groups_are_kept_and_partners_found_by_them(desk: Desk) -> None:
    assert desk.get("/businesspartners/groups").ok["results"] == []
    group = desk.post("/businesspartners/groups", {"name": "No collection", "type": "CUSTOMER", "active": True}).ok
    assert desk.post("/businesspartners/groups", {"name": "No collection"}).status == 400
    renamed = desk.put(f"/businesspartners/groups/{group['id']}", {"name": "Not to be collected"}).ok
    assert desk.get(f"/businesspartners/groups/{group['id']}").ok == renamed == {**group, "name": "Not to be collected"}
    assert desk.get("/businesspartners/groups/99").status == 404
    member = desk.post("/businesspartners", partner(1, registryInfo={"partnerGroups": [{"id": group["id"]}]})).ok
    desk.post("/businesspartners", partner(2))
    assert member["registryInfo"]["partnerGroups"] == [{"id": group["id"], "name": "Not to be collected"}]
    found = desk.get("/businesspartners", partnerGroup="Not to be collected").ok["results"]
    assert [row["id"] for row in found] == [member["id"]]
