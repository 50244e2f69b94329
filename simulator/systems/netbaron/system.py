"""NetBaron as the shell sees it: its operations, who is let in, and the words in which it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.errors import DomainError
from simulator.core.policy import DEFAULT
from simulator.http.endpoint import Endpoint, Incoming, Reply, System
from simulator.systems.netbaron import NAME, admission
from simulator.systems.netbaron.renaming import under_given_names
from simulator.systems.netbaron.routes import accounting, customers, invoices, ledger, payments
from simulator.systems.netbaron.wire.refused import refusal, unwell
from simulator.world.system_credentials import expire_credential
from simulator.world.world import World

OPERATIONS: Final[Mapping[str, Endpoint]] = MappingProxyType(
    {
        "listCustomers": customers.list_customers,
        "saveCustomer": customers.save_customer,
        "deleteCustomer": customers.delete_customer,
        "listInvoices": invoices.list_invoices,
        "createInvoice": invoices.create_invoice,
        "getInvoice": invoices.get_invoice,
        "listInvoicesAtInstance": invoices.list_invoices,
        "createInvoiceAtInstance": invoices.create_invoice,
        "getInvoiceAtInstance": invoices.get_invoice,
        "listPeriods": accounting.list_periods,
        "listAccounts": accounting.list_accounts,
        "listBalances": accounting.list_balances,
        "listCostCenters": accounting.list_cost_centers,
        "listDimensions": accounting.list_dimensions,
        "listProjects": accounting.list_projects,
        "listVatCodes": accounting.list_vat_codes,
        "listReceipts": accounting.list_receipts,
        "createLedger": ledger.create_ledger,
        "getLedger": ledger.get_ledger,
        "createPayment": payments.create_payment,
        "getPayment": payments.get_payment,
    }
)
"""What each operation of the contract does."""


def refuse(error: DomainError, operation: str, world: World | None, request: Incoming) -> Reply:
    """Put a refusal in the words of the contract, with the status that the world's policy gives its code."""
    return refusal(error, DEFAULT if world is None else world.policy)


def expire(request: Incoming, world: World) -> None:
    """Let the credential of this request end now, as an armed fault asks."""
    expire_credential(world, admission.credential(request, world), world.now)


SYSTEM: Final = System(
    name=NAME,
    endpoints=MappingProxyType({name: under_given_names(endpoint) for name, endpoint in OPERATIONS.items()}),
    locate=admission.locate,
    admit=admission.admit,
    refuse=refuse,
    unwell=unwell,
    expire=expire,
    company=admission.COMPANY,
)
