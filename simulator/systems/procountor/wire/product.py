"""Products as they travel. What is given is kept whole beside the few members that the books need.

Source: OpenAPI document 26.04, schema Product.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.sales import Product as Kept
from simulator.systems.procountor.wire.document import Wire, kept
from simulator.systems.procountor.wire.moment import stamp
from simulator.world.books_register import NewProduct

SALES: Final = "SALES"


class Product(Wire, frozen=True, kw_only=True):
    """Something sold or bought; ``vat`` and ``discount`` in percent."""

    id: int | None = None
    type: str
    name: str
    code: str | None = None
    unit: str | None = None
    discount: Decimal
    price: Decimal
    vat: Decimal | None = None
    active: bool
    default_account: str | None = None
    vat_status: int | None = None
    currency: str
    product_group_id: int | None = None
    version: str | None = None


_READER: Final = msgspec.json.Decoder(Product)


def said(known: Kept) -> Product:
    """Return what was said of a product; one that another system made is sold."""
    if not known.document:
        return Product(
            type=SALES,
            name=known.name,
            code=known.code,
            discount=Decimal(0),
            price=known.price,
            vat=known.vat_percent,
            active=known.is_active,
            default_account=known.account or None,
            currency="EUR",
        )
    return _READER.decode(known.document)


def whole(known: Kept) -> Product:
    """Return a product as it is told."""
    return replace(said(known), id=known.product_id, version=stamp(known.changed))


def registered(product: Product) -> NewProduct:
    """Return what the books keep of a product."""
    return NewProduct(
        name=product.name,
        price=product.price,
        code=product.code or "",
        vat_percent=product.vat or Decimal(0),
        account=product.default_account or "",
        is_active=product.active,
        document=kept(replace(product, id=None, version=None)),
    )
