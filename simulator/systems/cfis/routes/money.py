"""Payments as they come in, and settlements as they go out."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.core.payment import Payment, Settlement
from simulator.core.receivable import Receivable
from simulator.http.endpoint import Call, Reply
from simulator.systems.cfis.routes.caller import client_of
from simulator.systems.cfis.routes.window import between, window
from simulator.systems.cfis.wire import money as wire
from simulator.systems.cfis.wire.document import instant


def get_payments(call: Call) -> Reply:
    """List payments to the agency by the day of payment, with the split as it stands."""
    start, end, _ = window(call)
    agency = call.world.policy.agency_code
    if call.query.get("agency") not in (None, agency):
        return Reply(200, [])
    found = call.world.shelf.between(Payment, "paid", *between(call.grant.client_id, start, end))
    return Reply(200, [shown for each in found if (shown := _shown(call, each, agency)) is not None])


def _shown(call: Call, payment: Payment, agency: str) -> wire.Payment | None:
    """Return a payment as it travels, or nothing where the agency did not get it or a filter keeps it out."""
    if payment.direct or payment.receivable is None or payment.parts is None:
        return None
    receivable = call.world.find(Receivable, payment.receivable)
    wanted = {
        "caseId": receivable.case_id,
        "invoiceNumber": receivable.number,
        "currency": payment.amount.currency,
    }
    if receivable.case_id is None or any(call.query.get(name) not in (None, value) for name, value in wanted.items()):
        return None
    return wire.payment(payment, receivable, agency)


def get_settlements(call: Call) -> Reply:
    """List payouts of the period, and remember that they were read; this very answer still tells of none."""
    world = call.world
    found = _payouts(call)
    if not found and world.policy.empty_settlements_status == 204:
        return Reply(204)
    for each in found:
        if each.fetched is None:
            world.put(replace(each, fetched=world.today), because="fetched by the client")
    return Reply(200, _told(call, found))


def _payouts(call: Call) -> list[Settlement]:
    """Return the settlements of the period, or all that were not read yet; those have no default period."""
    shelf, client = call.world.shelf, call.grant.client_id
    start, end, default = window(call)
    if not call.query.get("unfetchedOnly"):
        return shelf.between(Settlement, "settled", *between(client, start, end))
    unread = shelf.select(Settlement, "unfetched", str(client))
    return [each for each in unread if default or start <= each.settled_on <= end]


def _told(call: Call, settlements: list[Settlement]) -> wire.Settlements:
    """Return ``settlements`` in the shape that the world has chosen."""
    world, policy = call.world, call.world.policy
    if world.info.old_settlements:
        old = tuple(wire.settlement_old(each, policy.agency_code_old) for each in settlements)
        return wire.Settlements(instant(world.now), old)
    client = client_of(call)
    new = tuple(
        wire.settlement_new(
            each,
            client,
            policy.agency_code,
            names_case=policy.settlement_names_case,
            names_reference=policy.settlement_names_reference,
        )
        for each in settlements
    )
    return wire.Settlements(instant(world.now), new)
