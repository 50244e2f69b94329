"""The customer of an invoice: found by code or business id, added where the register has none."""

from __future__ import annotations

from hashlib import blake2b

from simulator.core.carried import Buyer
from simulator.core.carrying import Reason, Refused
from simulator.core.debtor import DebtorKind
from simulator.systems.netvisor.carrying.exchange import Exchange
from simulator.systems.netvisor.carrying.reading import rows
from simulator.systems.netvisor.carrying.stopping import Stopped
from simulator.systems.netvisor.wire.xml import Node, leaf


class Customers:
    """Customers that are known to be in the register, by the code or the business id that they were found under."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._known: dict[str, str] = {}

    async def key_of(self, buyer: Buyer) -> str:
        """Return the key of a buyer, who is put into the register if need be. Raises Stopped."""
        name = buyer.identifier if _is_by_identifier(buyer) else code_of(buyer)
        key = self._known.get(name) or await self._found(buyer) or await self._added(buyer)
        self._known[name] = key
        return key

    async def _found(self, buyer: Buyer) -> str:
        """Return the key of a buyer who is in the register, empty for one who is not."""
        if _is_by_identifier(buyer):
            root = await self._exchange.get("customerlist", keyword=buyer.identifier)
            column, wanted = "organisationidentifier", buyer.identifier
        else:
            root = await self._exchange.get("customerlist", customercodelist=code_of(buyer))
            column, wanted = "code", code_of(buyer)
        found = (one for one in rows(root, "customerlist", "customer") if one.said(column) == wanted)
        return next((one.said("netvisorkey") for one in found), "")

    async def _added(self, buyer: Buyer) -> str:
        try:
            return await self._exchange.inserted("customer", _message(buyer), method="add")
        except Stopped as stopped:
            taken = isinstance(stopped.outcome, Refused) and stopped.outcome.reason is Reason.NUMBER_TAKEN
            key = await self._found(buyer) if taken else ""
            if not key:
                raise
            return key


def code_of(buyer: Buyer) -> str:
    """Return the customer code of a buyer: the creditor's own, else one that follows from name and address.

    So the same buyer is found again, and two of one name at two addresses are not taken for one.
    """
    if buyer.code:
        return buyer.code
    told = "\n".join((buyer.name, buyer.address.street, buyer.address.postal_code, buyer.address.town)).lower()
    return f"CF{blake2b(told.encode(), digest_size=6).hexdigest().upper()}"


def _is_by_identifier(buyer: Buyer) -> bool:
    return bool(buyer.identifier and not buyer.code)


def _message(buyer: Buyer) -> Node:
    address = buyer.address
    is_private = buyer.kind is DebtorKind.CONSUMER
    base = Node(
        "customerbaseinformation",
        leaf("internalidentifier", type="automatic") if _is_by_identifier(buyer) else _code(buyer),
        leaf("externalidentifier", buyer.identifier),
        leaf("name", buyer.name[:250]),
        leaf("streetaddress", address.street[:80]),
        leaf("city", address.town[:80]),
        leaf("postnumber", address.postal_code[:50]),
        leaf("country", address.country, type="ISO-3166"),
        leaf("email", buyer.email),
        leaf("isactive", 1),
        leaf("isprivatecustomer", int(is_private)),
    )
    if not buyer.invoice_account:
        return Node("customer", base)
    finvoice = (leaf("finvoiceaddress", buyer.invoice_account), leaf("finvoiceroutercode", buyer.invoice_operator))
    return Node("customer", base, Node("customerfinvoicedetails", *finvoice))


def _code(buyer: Buyer) -> Node:
    return leaf("internalidentifier", code_of(buyer)[:50])
