"""What was deleted of late: invoices, orders, payments and vouchers."""

from __future__ import annotations

from datetime import timedelta

from simulator.core.sales import Removed
from simulator.http.endpoint import Call, Endpoint, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.deletions import feed
from simulator.systems.netvisor.wire.envelope import answered
from simulator.systems.netvisor.wire.query import Asked
from simulator.world import books_sales
from simulator.world.world import World


def deleted(what: str) -> Endpoint:
    """Return the operation that lists the ``what`` (invoice, payment...) that were deleted since a moment."""

    def listed(call: Call) -> Reply:
        since, days = Asked(call.request).moment("deletedsince"), call.world.policy.netvisor_deletion_feed_days
        if since is None:
            raise invalid("Parameter deletedsince is missing")
        if since < call.world.now - timedelta(days=days + 1):
            raise invalid(f"Parameter deletedsince is at most {days} days back")
        return answered(call.world.now, feed(what, books_sales.removed_since(call.world, NAME, what, since)))

    return listed


def voucher_deleted(world: World, voucher_id: int) -> None:
    """Note that a voucher went together with what it was made for; 0 is no voucher."""
    if voucher_id:
        gone = Removed(system=NAME, what="voucher", number=voucher_id, at=world.now)
        world.put(gone, because="voucher deleted")
