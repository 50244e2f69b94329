"""Open items: which line of a voucher is set against which line of another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from simulator.core.errors import shown
from simulator.core.money import Money, total
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.figures import whole
from simulator.systems.netvisor.wire.xml import Element, Node, leaf


class Asked(NamedTuple):
    """One allocation to be made (or undone) from one line, by its key, to another."""

    is_attached: bool
    source: int
    target: int


class Allocation(msgspec.Struct, frozen=True):
    """The other side of a line: its key, its voucher's, its amount, and whether this line was allocated by it."""

    line: int
    voucher: int
    amount: Money
    is_by: bool


def asked(root: Element) -> list[Asked]:
    """Return what a message asks for. Raises Refusal."""
    holder = root.child("transactionallocations")
    every = [] if holder is None else list(holder.every("transactionallocation"))
    if not every:
        raise invalid("XML message validation failed: element transactionallocation is missing")
    return [_asked(one) for one in every]


def allocation_nodes(amount: Money, known: Iterable[Allocation]) -> list[Node]:
    """Return what a line of the ledger says of its allocations: closed when they cover all of it."""
    every = list(known)
    if not every:
        return [leaf("TransactionFollowUpStatus", "Open")]
    covered = total(one.amount for one in every)
    is_closed = abs(covered.cents) >= abs(amount.cents)
    return [
        leaf("TransactionFollowUpStatus", "Closed" if is_closed else "Open"),
        Node("TransactionAllocations", *(_node(one) for one in every)),
    ]


def _asked(element: Element) -> Asked:
    action = element.attribute("action")
    if action not in ("attach", "detach"):
        raise invalid(f"Action is {shown(action)}, expected attach or detach")
    source, target = (element.said(f"allocation{way}voucherlinenetvisorkey") for way in ("from", "to"))
    return Asked(action == "attach", whole(source, "Voucher line key"), whole(target, "Voucher line key"))


def _node(one: Allocation) -> Node:
    return Node(
        "TransactionAllocation",
        leaf("VoucherLineNetvisorKey", one.line),
        leaf("VoucherNetvisorKey", one.voucher),
        type="allocatedby" if one.is_by else "allocatedto",
    )
