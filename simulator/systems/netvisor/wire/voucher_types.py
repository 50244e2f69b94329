"""The types of voucher that every company has. Abbreviations are documented, long names partly assumed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.errors import shown
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.xml import Node, leaf
from simulator.world import books


class VoucherType(NamedTuple):
    """One type: vouchers are kept under its abbreviation."""

    key: int
    abbreviation: str
    name: str
    english: str

    @property
    def kept_as(self) -> str:
        """The kind of voucher that the books know it as."""
        return KEPT.get(self.abbreviation, self.abbreviation)


SALES_INVOICE: Final = VoucherType(1, "ML", "Myyntilasku", "Sales invoice")
SALES_PAYMENT: Final = VoucherType(2, "MS", "Myyntisuoritus", "Sales payment")
TYPES: Final = (
    SALES_INVOICE,
    SALES_PAYMENT,
    VoucherType(3, "PT", "Pankki", "Bank"),
    VoucherType(4, "KT", "Kassa", "Cash"),
    VoucherType(5, "PUMP", "Ulkoa tuodut tapahtumat", "Imported transactions"),
    VoucherType(6, "T", "Automaattinen tilinpäätös", "Automatic closing"),
    VoucherType(7, "AT", "Automaattitosite", "Made by the system"),
    VoucherType(8, "MU", "Muut", "Other"),
    VoucherType(9, "OL", "Ostolasku", "Purchase invoice"),
    VoucherType(10, "OS", "Ostosuoritus", "Purchase payment"),
    VoucherType(11, "JK", "Jaksotukset", "Accruals"),
    VoucherType(12, "PA", "Palkat", "Payroll"),
    VoucherType(13, "MT", "Muistiotosite", "Memorandum"),
)
KEPT: Final[Mapping[str, str]] = MappingProxyType({"ML": books.INVOICE_VOUCHER, "MS": books.PAYMENT_VOUCHER})
"""Types that the books post themselves, and their names there; all others are kept under their abbreviation."""
DEFAULTS: Final = (
    ("SalesInvoices", 1),
    ("SalesInvoicePayments", 2),
    ("PurchaseInvoices", 9),
    ("PurchaseInvoicePayments", 10),
    ("OtherSystemGeneratedVouchers", 7),
    ("BankStatementViewVouchers", 3),
    ("Accruals", 11),
)


def by_full_name(name: str) -> VoucherType:
    """Return the type of a full name, in any case. Raises Refusal."""
    for one in TYPES:
        if one.name.lower() == name.lower():
            return one
    known = ", ".join(one.name for one in TYPES)
    raise invalid(f"Voucher class not found: {shown(name)}; there are {known}")


def kept_as(kind: str) -> VoucherType:
    """Return the type that the books know as ``kind``; anything else is another voucher (MU)."""
    return next((one for one in TYPES if one.kept_as == kind), TYPES[7])


def voucher_type_list() -> Node:
    """Return the types and the defaults, as ``vouchertypelist.nv`` answers."""
    defaults = (Node(name, leaf("NetvisorKey", key)) for name, key in DEFAULTS)
    return Node(
        "VoucherTypeList",
        Node("DefaultVoucherTypes", *defaults),
        Node("VoucherTypes", *(_type(one) for one in TYPES)),
    )


def _type(one: VoucherType) -> Node:
    foreign = leaf("ForeignName", one.english, **{"ISO_639_1": "en"})
    return Node(
        "VoucherType",
        leaf("NetvisorKey", one.key),
        leaf("Abbreviation", one.abbreviation),
        leaf("Name", one.name),
        foreign,
    )
