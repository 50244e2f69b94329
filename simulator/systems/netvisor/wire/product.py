"""Products: from ``product.nv`` messages to the register, and back to lists and details."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

from simulator.core.sales import Product
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.details import Details, details, merged
from simulator.systems.netvisor.wire.figures import comma, decimal, flag, percent
from simulator.systems.netvisor.wire.xml import Element, Node, leaf

KEPT: Final = frozenset(
    [
        "productgroup",
        "description",
        "unit",
        "unitweight",
        "purchaseprice",
        "tariffheading",
        "comissionpercentage",
        "issalesproduct",
        "primaryeancode",
        "secondaryeancode",
        "countryoforigin",
    ]
)
_UNIT: Final = Decimal("0.000000000001")
_CENT: Final = Decimal("0.01")


class Given(NamedTuple):
    """What a message says of a product."""

    name: str
    code: str
    price: Decimal
    vat_percent: Decimal
    account: str
    is_active: bool
    details: Details


def given(root: Element, known: Product | None) -> Given:
    """Return what a message says, on top of what is ``known``. Raises Refusal."""
    product = root.child("product")
    base = product.child("productbaseinformation") if product is not None else None
    if product is None or base is None:
        raise invalid("XML message validation failed: element productbaseinformation is missing")
    book = product.child("productbookkeepingdetails")
    rate = book.said("defaultvatpercentage") if book is not None else ""
    vat_percent = decimal(rate, "Default VAT percentage") if rate else (known.vat_percent if known else Decimal(0))
    name = base.said("name") or (known.name if known else "")
    if not name:
        raise invalid("Product name is missing")
    account = book.said("defaultdomesticaccountnumber") if book is not None else ""
    is_active = base.said("isactive")
    return Given(
        name=name[:200],
        code=base.said("productcode")[:50],
        price=_price(base.child("unitprice"), vat_percent, known),
        vat_percent=vat_percent,
        account=account[:20] or (known.account if known else ""),
        is_active=is_active != "0" if is_active else (known.is_active if known else True),
        details=merged(details(known.document) if known else {}, [base], KEPT),
    )


def _price(element: Element | None, vat_percent: Decimal, known: Product | None) -> Decimal:
    if element is None or not element.text:
        if known is None:
            raise invalid("Product unit price is missing")
        return known.price
    price = decimal(element.text, "Product unit price")
    return price * 100 / (100 + vat_percent) if element.attribute("type") == "gross" else price


def product_list(known: Iterable[Product], root: str) -> Node:
    """Return products as ``productlist.nv`` answers."""
    return Node("ProductList", *(_listed(one, root) for one in known))


def _gross(one: Product) -> Decimal:
    return one.price * (100 + one.vat_percent) / 100


def _listed(one: Product, root: str) -> Node:
    return Node(
        "Product",
        leaf("NetvisorKey", one.product_id),
        leaf("ProductCode", one.code),
        leaf("Name", one.name),
        leaf("UnitPrice", comma(one.price.quantize(_UNIT))),
        leaf("UnitGrossPrice", comma(_gross(one).quantize(_UNIT))),
        leaf("ProductGroupID", 1),
        leaf("ProductGroupDescription", details(one.document).get("productgroup", "")),
        leaf("Uri", f"{root}getproduct.nv?id={one.product_id}"),
    )


def product_node(one: Product) -> Node:
    """Return a product as ``getproduct.nv`` answers; all four blocks are always there."""
    return Node(
        "Product",
        Node("ProductBaseInformation", *_base(one, details(one.document))),
        Node(
            "ProductBookkeepingDetails",
            leaf("DefaultVatPercent", percent(one.vat_percent)),
            leaf("DefaultDomesticAccountNumber", one.account or "3000"),
            leaf("DefaultEuAccountNumber", "3360"),
            leaf("DefaultOutsideEUAccountNumber", "3380"),
        ),
        Node("ProductInventoryDetails", *(leaf(f"Inventory{name}", 0) for name in INVENTORY)),
        Node(
            "ProductAdditionalInformation",
            leaf("ProductNetWeight", 0, weightunit="kg"),
            leaf("ProductGrossWeight", 0, weightunit="kg"),
            Node("ProductPackageInformation", *(leaf(f"Package{name}", 0, unit="cm") for name in PACKAGE)),
            *(leaf(name, details(one.document).get(name.lower(), ""), type="") for name in EAN_CODES),
        ),
    )


EAN_CODES: Final = ("PrimaryEanCode", "SecondaryEanCode")


def ean_codes(one: Product) -> set[str]:
    """Return the codes that a product is also found by."""
    known = details(one.document)
    return {known[name.lower()] for name in EAN_CODES if known.get(name.lower())}


INVENTORY: Final = ("Amount", "MidPrice", "Value", "ReservedAmount", "OrderedAmount")
PACKAGE: Final = ("Width", "Height", "Length")


def _base(one: Product, known: Details) -> list[Node]:
    return [
        leaf("NetvisorKey", one.product_id),
        leaf("ProductCode", one.code),
        leaf("ProductGroup", known.get("productgroup", "")),
        leaf("Name", one.name),
        leaf("Description", known.get("description", "")),
        leaf("UnitPrice", comma(one.price.quantize(_CENT)), type="net"),
        leaf("UnitGrossPrice", comma(_gross(one).quantize(_CENT)), type="gross"),
        leaf("Unit", known.get("unit", "")),
        leaf("UnitWeight", known.get("unitweight") or "0"),
        leaf("PurchasePrice", known.get("purchaseprice") or "0"),
        leaf("TariffHeading", known.get("tariffheading", "")),
        leaf("ComissionPercentage", known.get("comissionpercentage") or "0"),
        leaf("IsActive", flag(one.is_active)),
        leaf("IsSalesProduct", known.get("issalesproduct") or "1"),
        leaf("InventoryEnabled", 0),
        leaf("CountryOfOrigin", known.get("countryoforigin", ""), type="ISO-3166"),
    ]
