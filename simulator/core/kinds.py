"""Every kind of record that a world may keep, by name, for stores and exports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.action import Action, Plan
from simulator.core.attachment import Attachment
from simulator.core.company import Company
from simulator.core.confirmation import Confirmation
from simulator.core.credential import SystemCredential
from simulator.core.dimension import Dimension
from simulator.core.issued import IssuedToken
from simulator.core.ledger import Account, LedgerVoucher, Turnover
from simulator.core.order import SalesOrder
from simulator.core.payment import Payment, Settlement
from simulator.core.receivable import Receivable
from simulator.core.records import Client, Counter, Document, Record, Token, WorldInfo
from simulator.core.sales import Customer, InvoicePayment, Product, Removed, SalesInvoice
from simulator.core.sync_document import SyncDocument
from simulator.core.webhook import Delivery, Webhook

KINDS: Final[Mapping[str, type[Record]]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            WorldInfo,
            Counter,
            Client,
            Token,
            Document,
            Receivable,
            Payment,
            Settlement,
            Action,
            Plan,
            SyncDocument,
            SystemCredential,
            IssuedToken,
            Company,
            Account,
            Turnover,
            LedgerVoucher,
            Dimension,
            Customer,
            Product,
            SalesInvoice,
            InvoicePayment,
            Removed,
            SalesOrder,
            Attachment,
            Confirmation,
            Webhook,
            Delivery,
        )
    }
)
