"""Products of Procountor: kept as given, found by code and group, replaced and removed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.systems.procountor.desk import Desk


def product(code: str | None = "P-1", **changed: Any) -> dict[str, Any]:
    document = {
        "type": "SALES",
        "name": "Huoltotyö",
        "unit": "HOUR",
        "discount": 0,
        "price": 79.5,
        "vat": 25.5,
        "active": True,
        "defaultAccount": "3000",
        "vatStatus": 1,
        "currency": "EUR",
    }
    return {**document, **({"code": code} if code else {}), **changed}


def ids(told: Any) -> list[int]:
    return [row["id"] for row in told["results"]]


def test_a_product_is_answered_as_it_was_given(desk: Desk) -> None:
    made = desk.post("/products", product()).ok
    assert made == {**product(), "id": made["id"], "version": "2026-06-10T09:00:00"}
    assert desk.get(f"/products/{made['id']}").ok == made
    assert desk.get("/products", code="P-1").ok["results"] == [made]


def test_a_product_without_a_code_has_none(desk: Desk) -> None:
    made = desk.post("/products", product(None)).ok
    assert "code" not in made
    assert desk.post("/products", product(None)).ok["id"] != made["id"]


def test_a_product_is_replaced_and_removed(desk: Desk) -> None:
    made = desk.post("/products", product()).ok
    saved = desk.put(f"/products/{made['id']}", product("P-2", price=80)).ok
    assert (saved["code"], saved["price"], saved["version"]) == ("P-2", 80, "2026-06-10T09:00:01")
    gone = desk.send("DELETE", f"/products/{made['id']}")
    assert (gone.status, gone.body) == (204, b"")
    assert desk.get(f"/products/{made['id']}").status == 404
    assert desk.send("DELETE", f"/products/{made['id']}").status == 404
    assert desk.put(f"/products/{made['id']}", product()).status == 404


def test_products_are_found_by_all_that_is_asked_for(desk: Desk) -> None:
    group = desk.post("/products/groups", {"name": "Työ"}).ok
    assert desk.get("/products/groups").ok["results"] == [group]
    work = desk.post("/products", product("A", productGroupId=group["id"])).ok["id"]
    parts = desk.post("/products", product("B", name="Varaosa", type="PURCHASE", active=False)).ok["id"]
    assert ids(desk.get("/products").ok) == [parts, work]
    assert ids(desk.get("/products", name="HUOLTO").ok) == [work]
    assert ids(desk.get("/products", type="PURCHASE").ok) == [parts]
    assert ids(desk.get("/products", active="true").ok) == [work]
    assert ids(desk.get("/products", group=f"{group['id']},99").ok) == [work]
    assert ids(desk.get("/products", size=1, previousId=parts).ok) == [work]
    assert desk.get(f"/products/{work},{parts}").ok[0]["id"] == work
    assert desk.get("/products", group="x").status == 400


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": ""}, (400, "Value of the 'name' cannot be blank.", "name")),
        ({"vat": 24.5}, (400, "INVALID_VAT_PERCENT", "vat")),
        ({"vatStatus": 12}, (400, "ERROR_VATSTATUS_VATPERC", "vatStatus")),
        ({"defaultAccount": "9999"}, (400, "INVALID_LEDGER_ACCOUNT", "defaultAccount")),
        ({"productGroupId": 99}, (400, "INVALID_GROUP", "productGroupId")),
        ({"code": "TAKEN"}, (400, "INVALID_PRODUCT_CODE", "code")),
    ],
)
def test_a_wrong_product_is_refused_and_nothing_is_kept(desk: Desk, change: dict[str, Any], error: Any) -> None:
    desk.post("/products", product("TAKEN"))
    assert desk.post("/products", product(**change)).errors == [error]
    assert len(desk.get("/products").ok["results"]) == 1
