"""Customers: from ``customer.nv`` messages to the register, and back to lists and details."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.sales import Customer
from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.wire.details import Details, details, merged
from simulator.systems.netvisor.wire.figures import flag
from simulator.systems.netvisor.wire.payment_terms import term_of
from simulator.systems.netvisor.wire.xml import Element, Node, leaf

LONGEST: Final[Mapping[str, int]] = MappingProxyType(
    {
        "internalidentifier": 50,
        "organizationunitnumber": 17,
        "name": 250,
        "nameextension": 250,
        "streetaddress": 80,
        "additionaladdressline": 80,
        "city": 80,
        "postnumber": 50,
    }
)
BLOCKS: Final = (
    "customerbaseinformation",
    "customerfinvoicedetails",
    "customerdeliverydetails",
    "customercontactdetails",
    "customeradditionalinformation",
)
KEPT: Final = frozenset(
    [
        "organizationunitnumber",
        "nameextension",
        "streetaddress",
        "additionaladdressline",
        "city",
        "postnumber",
        "country",
        "customergroupname",
        "phonenumber",
        "faxnumber",
        "email",
        "homepageuri",
        "isprivatecustomer",
        "emailinvoicingaddress",
        "finvoiceaddress",
        "finvoiceroutercode",
        "deliveryname",
        "deliverystreetaddress",
        "deliverycity",
        "deliverypostnumber",
        "deliverycountry",
        "contactname",
        "contactperson",
        "contactpersonemail",
        "contactpersonphone",
        "comment",
        "customeragreementidentifier",
        "customerreferencenumber",
        "invoicinglanguage",
        "yourdefaultreference",
        "defaulttextbeforeinvoicelines",
        "defaulttextafterinvoicelines",
        "defaultpaymentterm",
        "paymentinterest",
        "balancelimit",
        "taxhandlingtype",
        "eustandardfinvoice",
    ]
)
"""Elements that are kept as they were written; the register has fields of its own for the others."""


class Given(NamedTuple):
    """What a message says of a customer; a ``code`` of None means the next free one."""

    code: str | None
    name: str
    identifier: str
    is_active: bool
    details: Details


def given(root: Element, known: Customer | None) -> Given:
    """Return what a message says, on top of what is ``known``. Raises Refusal."""
    element = root.child("customer")
    base = element.child("customerbaseinformation") if element is not None else None
    if element is None or base is None:
        raise invalid("XML message validation failed: element customerbaseinformation is missing")
    for child in base.children:
        if len(child.text) > LONGEST.get(child.name, 4000):
            raise Refusal(
                "INVALID_DATA_SIZE", f"{child.name} is longer than {LONGEST.get(child.name, 4000)} characters"
            )
    code = base.child("internalidentifier")
    is_automatic = code is None or not code.text or code.attribute("type") == "automatic"
    name = _text(base, "name", known.name if known else "")
    if not name:
        raise invalid("Customer name is missing")
    return Given(
        code=None if is_automatic or code is None else code.text,
        name=name,
        identifier=_text(base, "externalidentifier", known.identifier if known else ""),
        is_active=_text(base, "isactive", flag(known.is_active if known else True)) != "0",
        details=merged(details(known.document) if known else {}, (element.child(name) for name in BLOCKS), KEPT),
    )


def _text(base: Element, name: str, before: str) -> str:
    found = base.child(name)
    return before if found is None else found.text


def customer_list(known: Iterable[Customer], root: str) -> Node:
    """Return customers as ``customerlist.nv`` answers; ``root`` is the address below which resources are."""
    return Node("Customerlist", *(_listed(one, root) for one in known))


def _listed(one: Customer, root: str) -> Node:
    return Node(
        "Customer",
        leaf("Netvisorkey", one.customer_id),
        leaf("Name", one.name),
        leaf("Code", one.code),
        leaf("OrganisationIdentifier", one.identifier),
        leaf("CustomerGroupID"),
        leaf("CustomerGroupName", details(one.document).get("customergroupname", "")),
        leaf("Uri", f"{root}getcustomer.nv?id={one.customer_id}"),
    )


def customer_node(one: Customer) -> Node:
    """Return a customer as ``getcustomer.nv`` answers."""
    known = details(one.document)
    return Node(
        "Customer",
        Node("CustomerBaseInformation", *_base(one, known)),
        Node("CustomerFinvoiceDetails", *_leaves(known, FINVOICE)),
        Node("CustomerDeliveryDetails", *_leaves(known, DELIVERY), _country("DeliveryCountry", known)),
        Node("CustomerContactDetails", *_leaves(known, CONTACT)),
        Node("CustomerAdditionalInformation", *_additional(known)),
    )


FINVOICE: Final = (("FinvoiceAddress", "finvoiceaddress"), ("FinvoiceRouterCode", "finvoiceroutercode"))
DELIVERY: Final = (
    ("DeliveryName", "deliveryname"),
    ("DeliveryStreetAddress", "deliverystreetaddress"),
    ("DeliveryCity", "deliverycity"),
    ("DeliveryPostNumber", "deliverypostnumber"),
)
CONTACT: Final = (
    ("ContactPerson", "contactperson"),
    ("ContactPersonEmail", "contactpersonemail"),
    ("ContactPersonPhone", "contactpersonphone"),
)
ADDRESS: Final = (
    ("NameExtension", "nameextension"),
    ("StreetAddress", "streetaddress"),
    ("AdditionalStreetAddress", "additionaladdressline"),
    ("City", "city"),
    ("PostNumber", "postnumber"),
)
REACHED: Final = (
    ("PhoneNumber", "phonenumber"),
    ("FaxNumber", "faxnumber"),
    ("Email", "email"),
    ("EmailInvoicingAddress", "emailinvoicingaddress"),
    ("HomePageUri", "homepageuri"),
)


def _leaves(known: Details, names: Iterable[tuple[str, str]]) -> list[Node]:
    return [leaf(shown, known.get(name, "")) for shown, name in names]


def _country(shown: str, known: Details) -> Node:
    return leaf(shown, known.get(shown.lower(), ""), type="ISO-3166")


def _base(one: Customer, known: Details) -> list[Node]:
    group = known.get("customergroupname", "")
    return [
        leaf("NetvisorKey", one.customer_id),
        leaf("InternalIdentifier", one.code),
        leaf("ExternalIdentifier", one.identifier),
        leaf("OrganizationUnitNumber", known.get("organizationunitnumber", "")),
        *([leaf("CustomerGroupName", group)] if group else []),
        leaf("Name", one.name),
        *_leaves(known, ADDRESS),
        _country("Country", known),
        *_leaves(known, REACHED),
        leaf("IsActive", flag(one.is_active)),
        leaf("IsPrivateCustomer", known.get("isprivatecustomer") or "0"),
    ]


def _term(text: str) -> list[Node]:
    term = term_of(text)
    return [] if term is None else [leaf("DefaultPaymentTerm", term.name, netvisorkey=str(term.key))]


def _additional(known: Details) -> list[Node]:
    return [
        leaf("Comment", known.get("comment", "")),
        leaf("CustomerAgreementIdentifier", known.get("customeragreementidentifier", "")),
        leaf("ReferenceNumber", known.get("customerreferencenumber", "")),
        leaf("UseCreditorReferenceNumber", "0"),
        leaf("YourDefaultReference", known.get("yourdefaultreference", "")),
        leaf("DefaultTextBeforeInvoiceLines", known.get("defaulttextbeforeinvoicelines", "")),
        leaf("DefaultTextAfterInvoiceLines", known.get("defaulttextafterinvoicelines", "")),
        *_term(known.get("defaultpaymentterm", "")),
        leaf("TaxHandlingType", known.get("taxhandlingtype") or "countrygroup"),
        leaf("BalanceLimit", known.get("balancelimit") or "0"),
        leaf("EUStandardFinvoice", known.get("eustandardfinvoice") or "0"),
        leaf("InCollectionProhibition", "0"),
    ]
