"""The company, its settings and its user in Procountor."""

from __future__ import annotations

from tests.systems.procountor.desk import Desk


def test_the_company_is_changed_as_far_as_clients_may(desk: Desk) -> None:
    before = desk.get("/company").ok
    address = {"name": "Demo Creditor Oy", "street": "Uusikatu 2", "zip": "70100", "city": "Kuopio"}
    changed = {"id": 1, "name": "Renamed Creditor Oy", "companyAddress": address, "companyCurrency": "SEK"}
    assert desk.put("/company", changed).ok == {"message": "OK"}
    after = desk.get("/company").ok
    assert after == {
        **before,
        "name": "Renamed Creditor Oy",
        "companyAddress": address,
        "billingAddress": address,
    }
    assert desk.get("/sessioninfo").ok["name"] == "Renamed Creditor Oy"


def test_a_business_id_has_its_check_digit(desk: Desk) -> None:
    def told(code: str) -> int:
        return desk.put("/company", {"businessIdentifier": {"brnType": "FI", "code": code}}).status

    assert (told("0646115-9"), told("1234567-1")) == (400, 200)
    refused = desk.put("/company", {"name": "No", "businessIdentifier": {"code": "0646115-9"}})
    assert refused.errors == [(400, "ERROR_BRN_CODE", "businessIdentifier.code")]
    assert desk.get("/company").ok["name"] == "Demo Creditor Oy"


def test_settings_name_the_agency_and_the_interest_of_the_day(desk: Desk) -> None:
    settings = desk.get("/company/expenses/collectionpenal/settings").ok
    assert (settings["collectionPartner"], settings["useAutomaticHandling"]) == ("CASH-IN", False)
    assert settings["defaultSalesInvoiceInterest"] > 7
    assert desk.get("/company/usagesettings").ok["accountingByRow"] is True


def test_the_user_behind_the_token_is_shown(desk: Desk) -> None:
    user = desk.get("/users").ok
    assert (user["id"], user["username"]) == (int(desk.keys["userId"]), desk.keys["username"])
    assert desk.get(f"/users/profiles/{user['id']}").ok == {"firstname": "Api", "surname": "User"}
    assert desk.get("/users/profiles/1").status == 404


def test_currencies_and_status_are_told(desk: Desk) -> None:
    assert {"EUR", "FIM", "SEK"} < set(desk.get("/currencies").ok["currencies"])
    assert desk.get("/currencies/company").ok == {"currency": "EUR"}
    assert desk.get("/status").ok["status"] == "OK"
