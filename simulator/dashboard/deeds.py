"""What the forms of the pages do: move a clock, let a debtor pay, decide about a delivery.

Each is carried out by the control plane's own operation, and refused in its words.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

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
    return f"/worlds/{ask.world}?since={last}#happened"


async def act(plane: Plane, ask: Ask) -> str:
    """Do to an invoice what its form asks for, and go back to it."""
    deed = ask.body.get("do", "")
    if deed not in DEEDS:
        raise InvalidValue("do", deed, ", ".join(DEEDS))
    page = f"/worlds/{ask.world}/invoices/{ask.path['client']}/{ask.path['number']}"
    if deed.startswith("pay"):
        return f"{page}?payment={await _pay(plane, ask, exactly=deed == 'pay-exactly')}#paid"
    await _decide(plane, ask, deed)
    return f"{page}#delivery"


async def _pay(plane: Plane, ask: Ask, *, exactly: bool) -> int:
    """Let the debtor pay, and return the number of the payment."""
    client, invoice = _named(ask)
    wanted: dict[str, Any] = {"invoiceNumber": invoice, "clientId": client}
    if not exactly:
        wanted["amount"] = _amount(ask.body.get("amount", ""))
    told = (await bank.pay(plane, ask._replace(body=wanted))).body
    payment: int = told["payments"][0].payment_id
    return payment


async def _decide(plane: Plane, ask: Ask, deed: str) -> None:
    client, invoice = _named(ask)
    path = {"invoiceNumber": invoice}
    if deed == "approve":
        await deliveries.approve_invoice(plane, ask._replace(path=path, body={"clientId": client}))
        return
    outcome = {"outcome": "DELIVERED" if deed == "deliver" else "FAILED", "clientId": client}
    reason = ask.body.get("reason", "").strip()
    if reason:
        outcome["reason"] = reason
    await deliveries.decide_delivery(plane, ask._replace(path=path, body=outcome))


def _named(ask: Ask) -> tuple[int, int]:
    return whole(ask.path["client"], "client"), whole(ask.path["number"], "invoice")


def _amount(text: str) -> Decimal:
    """Return an amount as people write it: with a comma or a point, and perhaps blanks between thousands."""
    written = "".join(text.split())
    if not written:
        raise InvalidDocument([FieldError("amount", "is missing; write how much is paid, such as 50.00")])
    return Money.of(written.replace(",", ".") if written.count(",") == 1 and "." not in written else written).decimal
