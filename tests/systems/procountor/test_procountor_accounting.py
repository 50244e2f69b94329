"""What callers read before they book in Procountor: accounts, dimensions, fiscal years, value added tax."""

from __future__ import annotations

from typing import Any

import pytest

from tests.systems.procountor.desk import Desk


def test_the_chart_names_accounts_in_both_languages(desk: Desk) -> None:
    accounts = {each["ledgerAccountCode"]: each for each in desk.get("/coa").ok["ledgerAccounts"]}
    assert accounts["3000"] == {
        "ledgerAccountCode": "3000",
        "name": "Myynti",
        "active": True,
        "translations": [{"languageCode": "EN", "translation": "Sales"}],
    }
    assert list(accounts) == sorted(accounts)


def test_dimensions_come_without_an_envelope(desk: Desk) -> None:
    (centre,) = desk.get("/dimensions").ok
    assert (centre["name"], [item["codeName"] for item in centre["items"]]) == (
        "Kustannuspaikka",
        ["Helsinki", "Kuopio"],
    )
    assert desk.get("/dimensions", name="Kustannuspaikka", codeName="Kuopio").ok[0]["items"] == [centre["items"][1]]
    assert desk.get("/dimensions", name="Projekti").ok == []
    assert desk.get("/dimensions", codeName="Oulu").ok == []
    assert desk.get(f"/dimensions/{centre['id']}").ok == centre
    assert desk.get("/dimensions/99").status == 404


def test_a_dimension_and_its_items_are_changed(desk: Desk) -> None:
    (centre,) = desk.get("/dimensions").ok
    path = f"/dimensions/{centre['id']}"
    item = desk.post(f"{path}/items", {"codeName": "Oulu", "description": "Office in the north"}).ok
    assert desk.post(f"{path}/items", {"codeName": "Oulu"}).errors == [(400, "INVALID_DIMENSION_ITEM", "codeName")]
    closed = desk.put(f"{path}/items", {**item, "status": "P"}).ok
    assert closed == {**item, "status": "P"}
    assert desk.put(f"{path}/items", {"id": 99, "codeName": "Turku"}).status == 404
    assert desk.put(f"{path}/items", {"codeName": "Turku"}).errors[0][2] == "id"
    assert desk.put(f"{path}/items", {**item, "codeName": "Kuopio"}).status == 400
    assert desk.put(path, {"name": "Toimipaikka"}).ok["name"] == "Toimipaikka"
    assert desk.get(path).ok == {"id": centre["id"], "name": "Toimipaikka", "items": [*centre["items"], closed]}
    assert desk.put(path, {"name": ""}).status == 400


def test_fiscal_years_come_newest_first_with_their_months_in_order(desk: Desk) -> None:
    years = desk.get("/fiscalyears").ok["fiscalYears"]
    assert [year["startDate"] for year in years] == ["2027-01-01", "2026-01-01", "2025-01-01"]
    assert [year["isOpen"] for year in years] == [True, True, True]
    months = years[1]["trackingPeriods"]
    assert [(month["startDate"], month["endDate"]) for month in months[:2]] == [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
    ]
    assert (months[-1]["endDate"], len(months), {month["status"] for month in months}) == ("2026-12-31", 12, {"OPEN"})


def lock(desk: Desk, until: str) -> None:
    answer = desk.driver.send("PUT", f"/sandbox/worlds/{desk.world}/books/procountor/lock", until_body(until))
    assert answer is not None
    assert answer.status == 200, answer.body


def until_body(until: str) -> bytes:
    return f'{{"until": "{until}"}}'.encode()


def test_locked_months_are_closed(desk: Desk) -> None:
    lock(desk, "2026-02-28")
    years = desk.get("/fiscalyears").ok["fiscalYears"]
    assert [year["isOpen"] for year in years] == [True, True, False]
    assert [month["status"] for month in years[1]["trackingPeriods"][:3]] == ["CLOSED", "CLOSED", "OPEN"]


def test_an_open_period_is_handed_over_once(desk: Desk) -> None:
    lock(desk, "2026-01-31")
    year = desk.get("/fiscalyears").ok["fiscalYears"][1]
    closed, period = year["trackingPeriods"][:2]
    path = f"/fiscalyears/{year['id']}/trackingPeriods"
    handed = desk.put(f"{path}/{period['id']}", {"status": "PENDING"}).ok
    assert handed == {**period, "status": "PENDING", "modified": "2026-06-10T09:00:00"}
    assert desk.get("/fiscalyears").ok["fiscalYears"][1]["trackingPeriods"][1] == handed
    for number, status in ((period["id"], "PENDING"), (period["id"], "OPEN"), (closed["id"], "PENDING")):
        assert desk.put(f"{path}/{number}", {"status": status}).status == 409
    assert desk.put(f"{path}/1", {"status": "PENDING"}).status == 404
    assert desk.put(f"/fiscalyears/99/trackingPeriods/{period['id']}", {"status": "PENDING"}).status == 404


def test_percentages_are_those_of_the_day_in_the_world(desk: Desk) -> None:
    told = desk.get("/vats/default").ok
    (finland,) = told["vatInformation"]
    assert finland["country"] == "Finland"
    assert [each["vatPercent"] for each in finland["percentages"]] == [25.5, 13.5, 10, 0]
    assert [(each["vatStatus"], each["description"]) for each in told["vatStatuses"]] == [
        (1, "Domestic"),
        (3, "Outside of the EU"),
        (5, "EU community sales (product)"),
        (12, "No VAT handling"),
    ]
    assert desk.get("/vats/settings").ok["unitPricesIncludeVatSales"] is False


@pytest.mark.parametrize(
    ("query", "told"),
    [({"countryCode": "FI"}, 200), ({"countryCode": "XX"}, 400), ({}, 400)],
)
def test_percentages_are_told_by_country(desk: Desk, query: dict[str, Any], told: int) -> None:
    answer = desk.get("/vats/country", **query)
    assert answer.status == told
    if told == 200:
        assert [each["vatPercent"] for each in answer.ok["vatPercentages"]] == [25.5, 13.5, 10, 0]


def test_webhooks_are_told_of_a_period_that_was_handed_over(desk: Desk) -> None:
    registration = {
        "url": "http://receiver.example/hook",
        "authenticationType": "NONE",
        "subscriptions": ["TRACKING_PERIOD_STATUS_UPDATED"],
    }
    desk.post("/webhooks", registration)
    year = desk.get("/fiscalyears").ok["fiscalYears"][1]
    period = year["trackingPeriods"][0]
    desk.put(f"/fiscalyears/{year['id']}/trackingPeriods/{period['id']}", {"status": "PENDING"})
    answer = desk.driver.get(f"/sandbox/worlds/{desk.world}/events")
    assert answer is not None
    notes = [event.get("note") for event in answer.json["events"]]
    assert "TRACKING_PERIOD_STATUS_UPDATED" in notes
