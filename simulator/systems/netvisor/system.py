"""Netvisor as the shell sees it: its resources, who is let in, and the words in which it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.errors import DomainError
from simulator.http.endpoint import Call, Endpoint, Incoming, Reply, System
from simulator.systems.netvisor import NAME, admission
from simulator.systems.netvisor.refusals import Refusal, in_netvisor_words, invalid
from simulator.systems.netvisor.routes import (
    allocations,
    customers,
    deletions,
    dimensions,
    invoice_import,
    invoices,
    matching,
    orders,
    payments,
    products,
    setup,
    vouchers,
)
from simulator.systems.netvisor.wire import envelope
from simulator.world.system_credentials import expire_credential
from simulator.world.timeline import real_now
from simulator.world.world import World

OPERATIONS: Final[Mapping[str, Endpoint]] = MappingProxyType(
    {
        "addVoucher": vouchers.add_voucher,
        "editVoucher": vouchers.edit_voucher,
        "invalidateVouchers": vouchers.invalidate_vouchers,
        "listVouchers": vouchers.ledger,
        "addPayment": payments.add_payment,
        "listPayments": payments.payment_list,
        "deletePaymentByGet": payments.delete_payment,
        "deletePayment": payments.delete_payment,
        "saveInvoice": invoice_import.sales_invoice,
        "listInvoices": invoices.invoice_list,
        "getInvoice": invoices.get_invoice,
        "updateInvoiceStatusByGet": invoices.update_status,
        "updateInvoiceStatus": invoices.update_status,
        "deleteInvoiceByGet": invoices.delete_invoice,
        "deleteInvoice": invoices.delete_invoice,
        "matchCreditNote": invoices.match_credit_note,
        "listCustomers": customers.customer_list,
        "getCustomer": customers.get_customer,
        "saveCustomer": customers.customer,
        "listAccounts": setup.account_list,
        "getBalances": setup.account_balance,
        "listVoucherTypes": setup.voucher_types,
        "listPeriods": setup.periods,
        "listPaymentTerms": setup.payment_terms,
        "listBankAccounts": setup.bank_accounts,
        "listDimensions": dimensions.dimensions,
        "saveDimensionItem": dimensions.dimension_item,
        "listProducts": products.product_list,
        "getProduct": products.get_product,
        "saveProduct": products.product,
        "deleteCustomerByGet": customers.delete_customer,
        "deleteCustomer": customers.delete_customer,
        "listDeletedInvoices": deletions.deleted("invoice"),
        "listDeletedOrders": deletions.deleted("order"),
        "listDeletedPayments": deletions.deleted("payment"),
        "listDeletedVouchers": deletions.deleted("voucher"),
        "matchPayment": matching.match_payment,
        "bookPayments": matching.mass_payments,
        "deleteDimensionItem": dimensions.delete_dimension_item,
        "listSalesPersonnel": setup.sales_personnel,
        "setAllocations": allocations.set_allocations,
        "getOrder": invoices.get_order,
        "deleteOrderRowByGet": orders.delete_row,
        "deleteOrderRow": orders.delete_row,
    }
)
"""What each operation of the contract does."""
RESOURCES: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("POST", "accounting"): "addVoucher",
        ("POST", "accountingedit"): "editVoucher",
        ("POST", "invalidatevouchers"): "invalidateVouchers",
        ("GET", "accountingledger"): "listVouchers",
        ("POST", "salespayment"): "addPayment",
        ("GET", "salespaymentlist"): "listPayments",
        ("GET", "deletesalespayment"): "deletePaymentByGet",
        ("POST", "deletesalespayment"): "deletePayment",
        ("POST", "salesinvoice"): "saveInvoice",
        ("GET", "salesinvoicelist"): "listInvoices",
        ("GET", "getsalesinvoice"): "getInvoice",
        ("GET", "updatesalesinvoicestatus"): "updateInvoiceStatusByGet",
        ("POST", "updatesalesinvoicestatus"): "updateInvoiceStatus",
        ("GET", "deletesalesinvoice"): "deleteInvoiceByGet",
        ("POST", "deletesalesinvoice"): "deleteInvoice",
        ("POST", "matchcreditnote"): "matchCreditNote",
        ("GET", "customerlist"): "listCustomers",
        ("GET", "getcustomer"): "getCustomer",
        ("POST", "customer"): "saveCustomer",
        ("GET", "accountlist"): "listAccounts",
        ("GET", "accountbalance"): "getBalances",
        ("GET", "vouchertypelist"): "listVoucherTypes",
        ("GET", "accountingperiodlist"): "listPeriods",
        ("GET", "paymenttermlist"): "listPaymentTerms",
        ("GET", "getbankaccounts"): "listBankAccounts",
        ("GET", "dimensionlist"): "listDimensions",
        ("POST", "dimensionitem"): "saveDimensionItem",
        ("GET", "productlist"): "listProducts",
        ("GET", "getproduct"): "getProduct",
        ("POST", "product"): "saveProduct",
        ("GET", "deletecustomer"): "deleteCustomerByGet",
        ("POST", "deletecustomer"): "deleteCustomer",
        ("GET", "deletedsalesinvoices"): "listDeletedInvoices",
        ("GET", "deletedsalesorders"): "listDeletedOrders",
        ("GET", "deletedsalespayments"): "listDeletedPayments",
        ("GET", "deletedvouchers"): "listDeletedVouchers",
        ("POST", "matchpayment"): "matchPayment",
        ("POST", "masspayments"): "bookPayments",
        ("POST", "dimensiondelete"): "deleteDimensionItem",
        ("GET", "salespersonnellist"): "listSalesPersonnel",
        ("POST", "settransactionallocation"): "setAllocations",
        ("GET", "getorder"): "getOrder",
        ("GET", "deletesalesinvoiceproductline"): "deleteOrderRowByGet",
        ("POST", "deletesalesinvoiceproductline"): "deleteOrderRow",
    }
)
"""The operation that a method and the name of a resource mean, in lower case and without its ending."""
ENDING: Final = ".nv"
UNWELL: Final[Mapping[int, str]] = MappingProxyType({503: "SYSTEM_MAINTANANCE", 500: "TECHNICAL_ERROR"})
"""Codes of the shell's own statuses; any other is about the data."""


def _any_resource(call: Call) -> Reply:
    """Carry out a resource whose name is spelled in any case; an unknown one is refused as Netvisor does."""
    name = call.request.path.strip("/").lower().removesuffix(ENDING)
    operation = RESOURCES.get((call.request.method, name))
    if operation is None:
        raise _unknown(name)
    return OPERATIONS[operation](call)


def _unknown(name: str) -> Refusal:
    refusal = invalid(f"Resource not found: {name[:60]}{ENDING}")
    refusal.http_status = 404
    return refusal


ENDPOINTS: Final[Mapping[str, Endpoint]] = MappingProxyType(
    {
        **OPERATIONS,
        "readAnyCase": _any_resource,
        "writeAnyCase": _any_resource,
    }
)


def refuse(error: DomainError, operation: str, world: World | None, request: Incoming) -> Reply:
    """Put a refusal in the words of Netvisor; without a word from the caller its HTTP status is 200."""
    refusal = in_netvisor_words(error, with_status=admission.wants_statuses(request))
    return envelope.refused(real_now() if world is None else world.now, refusal)


def unwell(status: int, message: str) -> Reply:
    """Return the body for a status of the shell itself."""
    code = UNWELL.get(status, "INVALID_DATA")
    return envelope.refused(real_now(), Refusal(code, message, with_status=True, status=status))


def expire(request: Incoming, world: World) -> None:
    """Let the credential of this request end now, as an armed fault asks."""
    expire_credential(world, admission.credential(request, world), world.now)


SYSTEM: Final = System(
    name=NAME,
    endpoints=ENDPOINTS,
    locate=admission.locate,
    admit=admission.admit,
    refuse=refuse,
    unwell=unwell,
    expire=expire,
    company=admission.COMPANY,
    spend=admission.spend,
    media="text/html; charset=utf-8",
)
