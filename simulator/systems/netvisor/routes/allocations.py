"""Open items of the ledger: set lines of vouchers against each other, and undo it.

That the two lines are on one account, with opposite signs, is assumed.
"""

from __future__ import annotations

from typing import Final

import msgspec

from simulator.core.ledger import LedgerLine, LedgerVoucher, VoucherState
from simulator.core.records import Document
from simulator.http.endpoint import Call, Reply
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire import allocation as wire
from simulator.systems.netvisor.wire.envelope import answered
from simulator.systems.netvisor.wire.xml import read
from simulator.world import books
from simulator.world.world import World

_READER: Final = msgspec.json.Decoder(list[wire.Allocation])


def set_allocations(call: Call) -> Reply:
    """Attach or detach pairs of lines: all of them or none."""
    for one in wire.asked(read(call.request.body)):
        if one.is_attached:
            _attach(call.world, one)
        else:
            _detach(call.world, one)
    return answered(call.world.now)


def allocations_of(world: World, line: int) -> list[wire.Allocation]:
    """Return what a line is set against."""
    kept = world.look(Document, _owner(line))
    return [] if kept is None else _READER.decode(kept.body)


def _attach(world: World, one: wire.Asked) -> None:
    source_voucher, source = _line(world, one.source)
    target_voucher, target = _line(world, one.target)
    if source.account != target.account or (source.amount.cents > 0) == (target.amount.cents > 0):
        raise invalid(f"Voucher lines {one.source} and {one.target} are not opposite lines of one account")
    if _is_attached(world, one):
        raise invalid(f"Voucher line {one.source} is allocated to {one.target} already")
    to = wire.Allocation(one.target, target_voucher.voucher_id, target.amount, is_by=False)
    by = wire.Allocation(one.source, source_voucher.voucher_id, source.amount, is_by=True)
    _keep(world, one.source, [*allocations_of(world, one.source), to])
    _keep(world, one.target, [*allocations_of(world, one.target), by])


def _detach(world: World, one: wire.Asked) -> None:
    if not _is_attached(world, one):
        raise invalid(f"Voucher line {one.source} is not allocated to {one.target}")
    for line, other in ((one.source, one.target), (one.target, one.source)):
        _keep(world, line, [each for each in allocations_of(world, line) if each.line != other])


def _is_attached(world: World, one: wire.Asked) -> bool:
    return any(each.line == one.target for each in allocations_of(world, one.source))


def _keep(world: World, line: int, every: list[wire.Allocation]) -> None:
    world.keep(Document(owner=_owner(line), body=msgspec.json.encode(every)))


def _owner(line: int) -> str:
    return f"{NAME}/allocations/{line}"


def _line(world: World, key: int) -> tuple[LedgerVoucher, LedgerLine]:
    """Return a line of a valid voucher with its voucher. Raises Refusal."""
    for voucher in books.vouchers(world, NAME):
        place = key - voucher.first_line
        if voucher.state is VoucherState.VALID and 0 <= place < len(voucher.lines):
            return voucher, voucher.lines[place]
    raise invalid(f"Voucher line not found with Netvisor identifier: {key}")
