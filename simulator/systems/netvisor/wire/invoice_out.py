"""Sales invoices as lists and details show them. Casing is copied from recorded answers, oddities included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from simulator.core.ledger import Account, LedgerVoucher
from simulator.core.money import Money
from simulator.core.order import SalesOrder
from simulator.core.sales import Customer, InvoiceStage, SalesInvoice
from simulator.systems.netvisor.wire.attachment import Attachment, attachment_nodes
from simulator.systems.netvisor.wire.currency import BOOKS, Currency
from simulator.systems.netvisor.wire.details import Details, details
from simulator.systems.netvisor.wire.dimension import dimension_nodes
from simulator.systems.netvisor.wire.figures import comma, percent
from simulator.systems.netvisor.wire.invoice_in import Row
from simulator.systems.netvisor.wire.vat import shown_code
from simulator.systems.netvisor.wire.voucher_types import kept_as
from simulator.systems.netvisor.wire.xml import Node, leaf

SUBSTATUSES: Final = ("open", "overdue", "reminded", "requested", "collected")
"""What an open invoice is more precisely; statuses besides these are of their own."""
NAMES: Final = {
    "FI": {
        "open": "Avoin",
        "overdue": "Erääntynyt",
        "reminded": "Muistutettu",
        "requested": "Huomautettu",
        "collected": "Perinnässä",
        "paid": "Maksettu",
        "unsent": "Lähettämätön",
        "creditloss": "Luottotappio",
    }
}
"""Status texts by language; in English, and where a language is not known, the machine's word with a capital."""
COUNTRIES: Final = {"FI": {"FI": "Suomi"}, "EN": {"FI": "Finland"}}


class Kept(msgspec.Struct, frozen=True):
    """What only Netvisor knows of an invoice."""

    details: Details
    rows: tuple[Row, ...]
    net_days: int = 0
    attachments: tuple[Attachment, ...] = ()
    currency: Currency = BOOKS
    total: Money | None = None


_READER: Final = msgspec.json.Decoder(Kept)


def kept_of(invoice: SalesInvoice | SalesOrder) -> Kept:
    """Return what is kept beside an invoice or an order."""
    return _READER.decode(invoice.document) if invoice.document else Kept({}, ())


def status_of(invoice: SalesInvoice, today: date) -> str:
    """Return the machine's word; an open invoice past its due date is overdue, without being changed (assumed)."""
    if invoice.label and invoice.label != "open":
        return invoice.label
    if invoice.stage is InvoiceStage.OPEN and invoice.due < today and invoice.open.is_positive:
        return "overdue"
    return "unsent" if invoice.stage is InvoiceStage.DRAFT else str(invoice.stage)


class Options(NamedTuple):
    """What an answer is to hold besides: flags of ``replyoption`` and of other parameters."""

    comment: bool = False
    currency: bool = False
    credited: bool = False
    comment_lines: bool = False
    attachments: bool = False


def listed(invoice: SalesInvoice, customer: Customer, today: date, root: str, options: Options) -> Node:
    """Return one invoice of ``salesinvoicelist.nv``; ``root`` is the address below which resources are."""
    kept = kept_of(invoice)
    return Node(
        "SalesInvoice",
        leaf("NetvisorKey", invoice.invoice_id),
        leaf("InvoiceNumber", invoice.number or ""),
        leaf("Invoicedate", invoice.dated, format="ansi"),
        leaf("InvoiceDueDate", invoice.due, format="ansi"),
        _list_status(status_of(invoice, today)),
        leaf("CustomerNetvisorKey", customer.customer_id),
        leaf("CustomerCode", customer.code),
        leaf("CustomerName", kept.details.get("invoicingcustomername") or customer.name),
        leaf("ReferenceNumber", invoice.reference),
        leaf("InvoiceSum", comma(invoice.total)),
        leaf("OpenSum", comma(invoice.open)),
        leaf("Uri", f"{root}getsalesinvoice.nv?netvisorkey={invoice.invoice_id}"),
        *_besides(invoice, kept, options),
    )


def _besides(invoice: SalesInvoice, kept: Kept, options: Options) -> list[Node]:
    nodes = [leaf("PrivateComment", kept.details.get("salesinvoiceprivatecomment", ""))] if options.comment else []
    if options.currency:
        of = {"currencycode": kept.currency.code, "type": "ISO-4217"}
        nodes.append(leaf("InvoiceCurrencySum", comma(invoice.total if kept.total is None else kept.total), **of))
        nodes.append(leaf("OpenCurrencySum", comma(_open_in_currency(invoice, kept)), **of))
    return [Node("AdditionalInformation", *nodes)] if nodes else []


def _open_in_currency(invoice: SalesInvoice, kept: Kept) -> Money:
    """Return what is open in the invoice's own currency, in proportion to what is open in the books."""
    if kept.total is None or invoice.total.is_zero:
        return invoice.open
    return Money.ratio(kept.total.cents * abs(invoice.open.cents), abs(invoice.total.cents), kept.total.currency)


def _list_status(status: str) -> Node:
    if status in SUBSTATUSES:
        return leaf("InvoiceStatus", "open", substatus=status, isincollection="1" if status == "collected" else "0")
    return leaf("InvoiceStatus", status)


def invoice_node(
    invoice: SalesInvoice,
    customer: Customer,
    voucher: LedgerVoucher | None,
    accounts: dict[str, Account],
    today: date,
    language: str,
    options: Options,
) -> Node:
    """Return an invoice as ``getsalesinvoice.nv`` answers."""
    kept = kept_of(invoice)
    status = status_of(invoice, today)
    shown = NAMES.get(language, {}).get(status, status.capitalize())
    return Node(
        "SalesInvoice",
        *_head(invoice, kept),
        leaf("InvoiceStatus", shown, status=status),
        *([_voucher(voucher)] if voucher else []),
        *_texts(kept.details),
        *_customer(customer, kept.details, language),
        leaf("MatchPartialPaymentsByDefault", "Yes" if invoice.accepts_partial else "No"),
        *_delivery(kept.details),
        leaf("PaymentTermNetDays", kept.net_days),
        leaf("PaymentTermCashDiscountDays", kept.details.get("paymenttermcashdiscountdays") or "0"),
        leaf("PaymentTermCashDiscount", kept.details.get("paymenttermcashdiscount") or "0", type="percentage"),
        Node("InvoiceLines", Node("InvoiceLine", *_rows(invoice, kept.rows, accounts, options.comment_lines))),
        *([attachment_nodes(kept.attachments)] if options.attachments and kept.attachments else []),
        *(_credited(invoice) if options.credited else []),
    )


def _head(invoice: SalesInvoice, kept: Kept) -> list[Node]:
    dates = (
        ("SalesInvoiceDate", invoice.dated),
        ("SalesInvoiceEventDate", kept.details.get("salesinvoiceeventdate") or invoice.dated),
        ("SalesInvoiceValueDate", invoice.booked_on),
        ("SalesInvoiceDeliveryDate", kept.details.get("salesinvoicedeliverydate") or invoice.dated),
        ("SalesInvoiceDueDate", invoice.due),
    )
    return [
        leaf("SalesInvoiceNetvisorKey", invoice.invoice_id),
        leaf("SalesInvoiceNumber", invoice.number or ""),
        *(leaf(name, value, format="ansi") for name, value in dates),
        leaf("SalesInvoiceReferencenumber", invoice.reference),
        leaf("SalesInvoiceAmount", comma(invoice.total), iso4217currencycode=invoice.total.currency, currencyrate="1"),
        *_foreign(kept),
        *([leaf("SalesInvoiceCollectionCost", cost)] if (cost := kept.details.get("collectioncost")) else []),
        leaf("SellerIdentifier", kept.details.get("sellername", ""), type="name"),
    ]


def _credited(invoice: SalesInvoice) -> list[Node]:
    """Return which invoice a credit note was matched with first."""
    is_note = invoice.total.cents < 0 and invoice.matches
    return [leaf("CreditedInvoiceNetvisorKey", invoice.matches[0].other)] if is_note else []


def _foreign(kept: Kept) -> list[Node]:
    if kept.total is None or not kept.currency.is_foreign:
        return []
    of = {"iso4217currencycode": kept.currency.code, "currencyrate": percent(kept.currency.rate)}
    return [leaf("ForeignCurrencyAmount", comma(kept.total), **of)]


def _voucher(voucher: LedgerVoucher) -> Node:
    kind = kept_as(voucher.kind)
    return leaf("InvoiceVoucher", f"{kind.abbreviation} {voucher.number}", netvisorkey=str(voucher.voucher_id))


def _texts(known: Details) -> list[Node]:
    names = ("FreeTextBeforeLines", "FreeTextAfterLines", "OurReference", "YourReference", "PrivateComment")
    shown = [f"SalesInvoice{name}" for name in (*names, "AgreementIdentifier")]
    return [leaf(name, known.get(name.lower(), "")) for name in shown]


def _customer(customer: Customer, known: Details, language: str) -> list[Node]:
    register = {} if any(name.startswith("invoicingcustomer") for name in known) else details(customer.document)
    country = known.get("invoicingcustomercountrycode") or register.get("country") or "FI"
    return [
        leaf("InvoicingCustomerCode", customer.code),
        leaf("InvoicingCustomerName", known.get("invoicingcustomername") or customer.name),
        leaf("InvoicingCustomerNameExtension", known.get("invoicingcustomernameextension", "")),
        leaf("InvoicingCustomerNetvisorKey", customer.customer_id),
        leaf("InvoicingCustomerOrganizationIdentifier", customer.identifier),
        leaf("InvoicingCustomerAddressline", _of(known, register, "addressline", "streetaddress")),
        leaf(
            "InvoicingCustomerAdditionalAddressLine",
            _of(known, register, "additionaladdressline", "additionaladdressline"),
        ),
        leaf("InvoicingCustomerPostnumber", _of(known, register, "postnumber", "postnumber")),
        leaf("InvoicingCustomerTown", _of(known, register, "town", "city")),
        leaf(
            "InvoicingCustomerCountryCode",
            COUNTRIES.get(language, {}).get(country, country),
            **{"ISO_3166": country},
        ),
        leaf("InvoicingCustomerInCollectionProhibition", "0"),
    ]


def _of(known: Details, register: Details, name: str, register_name: str) -> str:
    return known.get(f"invoicingcustomer{name}") or register.get(register_name, "")


def _delivery(known: Details) -> list[Node]:
    names = ("AddressName", "AddressLine", "AddressPostnumber", "AddressTown", "AddressCountryCode", "Method", "Term")
    return [leaf(f"Delivery{name}", known.get(f"delivery{name.lower()}", "")) for name in names]


def _rows(invoice: SalesInvoice, rows: Sequence[Row], accounts: dict[str, Account], with_comments: bool) -> list[Node]:
    """Return all rows of an invoice: in answers they stand in one InvoiceLine together."""
    nodes: list[Node] = []
    for place, row in enumerate(rows, start=1):
        if row.comment is None:
            nodes.append(_row(invoice.invoice_id * 10_000 + place, row, accounts.get(row.account)))
        elif with_comments:
            nodes.append(Node("SalesInvoiceCommentLine", leaf("Comment", row.comment)))
    return nodes


def _row(key: int, row: Row, account: Account | None) -> Node:
    price = row.price if not row.is_gross else row.price * 100 / (100 + row.vat_percent)
    return Node(
        "SalesInvoiceProductLine",
        leaf("NetvisorKey", key),
        leaf("productidentifier", row.identifier, type=row.identifier_type or "netvisor"),
        leaf("ProductName", row.name),
        leaf("ProductNetvisorKey", row.product_id or ""),
        leaf("ProductUnitPrice", comma(price.quantize(Decimal("0.0001")))),
        leaf("ProductPurchasePrice", "0"),
        leaf("ProductVatPercentage", percent(row.vat_percent), vatcode=shown_code(row.vat_code)),
        leaf("ProductPrimaryEanCode"),
        leaf("ProductSecondaryEanCode"),
        leaf("SalesInvoiceProductLineQuantity", percent(row.quantity)),
        leaf("SalesInvoiceProductLineUnit", row.unit),
        leaf("SalesInvoiceProductLineDiscountPercentage", percent(row.discount)),
        leaf("SalesInvoiceProductLineFreeText", row.text),
        leaf("SalesInvoiceProductLineVatSum", comma(row.vat)),
        leaf("SalesInvoiceProductLineSum", comma(row.gross)),
        leaf("AccountingAccountSuggestion", account.account_id if account else ""),
        leaf("AccountingAccountSuggestionAccountNumber", row.account),
        *dimension_nodes(row.dimensions),
        leaf("ProvisionPercentage", "0"),
    )
