"""What the forms of the pages do: move a clock, let a debtor pay, decide about a delivery.

Each is carried out by the control plane's own operation, and refused in its words.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from simulator.control import bank, clock, deliveries
from simulator.control.plane import Ask, Plane
from simulator.core.errors import FieldError, InvalidDocument, InvalidValue
from simulator.core.money import Money
from simulator.dashboard.view import whole

MOVES: Final = ("advance", "to", "until")
"""Fields of the clock's form; the control plane takes exactly one."""
DEEDS: Final = ("pay", "pay-exactly", "deliver", "fail", "approve")


async def move(plane: Plane, ask: Ask) -> str:
    """Move the clock of a world, and go on to what happened on the way."""
    wanted = {name: ask.body[name] for name in MOVES if ask.body.get(name)}
    last = await plane.amid(ask.world, lambda world: world.shelf.last_event())
    await clock.move_clock(plane, ask._replace(body=wanted))
    return f"/worlds/{ask.world}?since={last}"


async def act(plane: Plane, ask: Ask) -> str:
    """Do to an invoice what its form asks for, and go back to it."""
    deed = ask.body.get("do", "")
    if deed not in DEEDS:
        raise InvalidValue("do", deed, ", ".join(DEEDS))
    client, invoice = whole(ask.path["client"], "client"), whole(ask.path["number"], "invoice")
    page = f"/worlds/{ask.world}/invoices/{client}/{invoice}"
    if deed.startswith("pay"):
        amount = None if deed == "pay-exactly" else _amount(ask.body.get("amount", ""))
        return f"{page}?payment={await _pay(plane, ask, client, invoice, amount)}"
    await _decide(plane, ask, client, invoice, deed)
    return page


async def _pay(plane: Plane, ask: Ask, client: int, invoice: int, amount: Decimal | None) -> int:
    """Let the debtor pay, everything that is open where there is no amount, and return the number of the payment."""
    wanted = {"invoiceNumber": invoice, "clientId": client, "amount": amount}
    told = (await bank.pay(plane, ask._replace(body=wanted))).body
    payment: int = told["payments"][0].payment_id
    return payment


async def _decide(plane: Plane, ask: Ask, client: int, invoice: int, deed: str) -> None:
    path = {"invoiceNumber": invoice}
    if deed == "approve":
        await deliveries.approve_invoice(plane, ask._replace(path=path, body={"clientId": client}))
        return
    reason = ask.body.get("reason", "").strip() or None
    outcome = {"outcome": "DELIVERED" if deed == "deliver" else "FAILED", "clientId": client, "reason": reason}
    await deliveries.decide_delivery(plane, ask._replace(path=path, body=outcome))


def _amount(text: str) -> Decimal:
    """Return an amount as people write it: with a comma or a point, and perhaps blanks between thousands."""
    written = "".join(text.split())
    if not written:
        raise InvalidDocument([FieldError("amount", "is missing; write how much is paid, such as 50.00")])
    return Money.of(written.replace(",", ".") if written.count(",") == 1 and "." not in written else written).decimal
