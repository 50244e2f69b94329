"""Dimensions, products, people and bank accounts: what an integration reads once a day, and keeps up."""

from __future__ import annotations

from tests.systems.netvisor.desk import Desk, Told, example

ITEMS = "DimensionNameList/DimensionName/DimensionDetails/DimensionDetail"


def item(desk: Desk, method: str = "add", **said: str) -> Told:
    parts = "".join(f"<{name}>{text}</{name}>" for name, text in {"name": "Kustannuspaikka", **said}.items())
    return desk.post("dimensionitem", f"<root><dimensionitem>{parts}</dimensionitem></root>", method=method)


def names(desk: Desk, **query: str) -> list[str]:
    return desk.get("dimensionlist", **query).texts(f"{ITEMS}/Name")


def test_a_dimension_item_is_added_below_another_with_code_label_and_period(desk: Desk) -> None:
    said = {"code": "L1", "label": "Länsi", "fatheritem": "Kuopio", "activityperiodstart": "2026-01-01"}
    assert item(desk, item="Länsi-Kuopio", **said).failure == ""
    told = desk.get("dimensionlist").root.findall(ITEMS)[-1]
    shown = {one.tag: one.text for one in told}
    assert (shown["Code"], shown["Label"], shown["Level"], shown["FatherID"]) == ("L1", "Länsi", "2", "2")
    assert shown["ActivityPeriodStart"] == "2026-01-01"
    assert item(desk, item="Länsi-Kuopio").failure == ""
    assert names(desk).count("Länsi-Kuopio") == 1


def test_a_dimension_item_is_edited_by_its_old_name_and_keeps_what_is_not_said(desk: Desk) -> None:
    item(desk, item="Oulu", code="OU")
    assert item(desk, "edit", olditem="Oulu", item="Oulun seutu").failure == ""
    assert item(desk, "edit", oldcode="OU", label="Pohjoinen").failure == ""
    told = {one.tag: one.text for one in desk.get("dimensionlist").root.findall(ITEMS)[-1]}
    assert (told["Name"], told["Code"], told["Label"]) == ("Oulun seutu", "OU", "Pohjoinen")


def test_an_item_is_not_named_twice_nor_put_below_itself(desk: Desk) -> None:
    item(desk, item="Alempi", fatheritem="Kuopio")
    assert item(desk, "edit", olditem="Kuopio", item="Helsinki").code == "DUPLICATE_DATA"
    assert item(desk, "edit", olditem="Kuopio", fatheritem="Alempi").code == "INVALID_DATA"
    assert item(desk, "edit", olditem="Turku", item="Raisio").code == "INVALID_DATA"
    assert item(desk, name="Projekti", item="Yksi").failure.endswith("Dimension not found: Projekti")
    assert item(desk, item="x" * 201).code == "INVALID_DATA_SIZE"


def test_a_deleted_item_is_hidden_and_shown_on_demand(desk: Desk) -> None:
    told = desk.post("dimensiondelete", dimensionname="Kustannuspaikka", dimensionsubname="Kuopio")
    assert told.failure == ""
    assert names(desk) == ["Helsinki"]
    assert names(desk, showhidden="1") == ["Helsinki", "Kuopio"]
    assert item(desk, "edit", olditem="Kuopio", ishidden="false").failure == ""
    assert names(desk) == ["Helsinki", "Kuopio"]
    assert desk.post("dimensiondelete", dimensionname="Kustannuspaikka", dimensionsubname="x").code == "INVALID_DATA"


def test_products_are_listed_by_whether_they_are_in_use(desk: Desk) -> None:
    body = example("saveProduct.request")
    desk.post("product", body, method="add")
    unused = body.replace("HUOLTO", "VANHA").replace("<isactive>1", "<isactive>0")
    desk.post("product", unused, method="add")
    listed = {
        kind: desk.get("productlist", **{kind: "1"}).texts("ProductList/Product/ProductCode")
        for kind in ("published", "unpublished", "deleted")
    }
    assert listed == {"published": ["HUOLTO"], "unpublished": ["VANHA"], "deleted": []}
    assert len(desk.get("productlist").texts("ProductList/Product")) == 2


def test_products_are_read_by_codes_and_by_ean(desk: Desk) -> None:
    body = example("saveProduct.request").replace(
        "</productbaseinformation>", "<primaryeancode>6400000000017</primaryeancode></productbaseinformation>"
    )
    desk.post("product", body, method="add")
    path = "Product/ProductBaseInformation/ProductCode"
    assert desk.get("getproduct", eancode="6400000000017").text(path) == "HUOLTO"
    assert desk.get("getproduct", eancode="1").text(path) == ""
    assert desk.get("getproduct", codelist="HUOLTO,NONE").texts(f"Products/{path}") == ["HUOLTO"]


def test_sellers_are_listed_with_keys(desk: Desk) -> None:
    told = desk.get("salespersonnellist").root.findall("SalesPersonnelList/SalesPerson")
    assert [one.get("netvisorkey") for one in told] == ["1", "2"]


def test_the_account_of_a_bank_is_named_in_the_callers_language(desk: Desk) -> None:
    path = "BankAccounts/BankAccount/BookkeepingAccount/AccountName"
    target = f"{desk.base}/getbankaccounts.nv"
    shown = {}
    for language in ("EN", "FI"):
        headers = desk.headers(f"http://sandbox{target}", language=language)
        shown[language] = desk.sent("GET", target, b"", headers, {}).text(path)
    assert shown == {"EN": "Bank account", "FI": "Pankkitili"}
