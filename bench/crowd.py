"""A sandbox with crowded worlds, for measuring what grows with the book.

``python -m bench.crowd PORT FILE SIZE...`` fills one world of each size without going over HTTP, writes the token of
each to FILE, one a line, and serves them on PORT.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from bench.exchanges import FIRST_NUMBER, invoice_template, numbered
from simulator.asgi import Sandbox, build
from simulator.core.records import Client
from simulator.core.references import make_finnish_reference
from simulator.serving import server_of, spare_collecting
from simulator.settings import Settings
from simulator.systems.cfis.wire.invoice import SalesInvoiceRequest
from simulator.systems.cfis.wire.new_invoice import new_invoice
from simulator.world.founding import ClientPlan, WorldPlan, found
from simulator.world.submission import NewInvoice, submit

NOW: Final = datetime(2025, 12, 1, 9, tzinfo=UTC)
RARE_DAY: Final = date(2025, 11, 1)
RARE: Final = 20
"""So many invoices of every world are of RARE_DAY, whatever its size."""
AT_A_TIME: Final = 1000


def fill(sandbox: Sandbox, world: str, size: int) -> str:
    """Make ``world`` with ``size`` open invoices; return its client's token."""
    plan = WorldPlan(world=world, name=world, seed=world, now=NOW)
    credentials = found(sandbox.store, plan, [ClientPlan()])
    given = next(each for each in credentials if each.client is not None)
    assert given.client is not None, "it was chosen for having one"
    template = invoice_template()
    document = msgspec.json.decode(template, type=SalesInvoiceRequest)
    invoice = new_invoice(document, given.client, template, lenient=False)
    for first in range(0, size, AT_A_TIME):
        _submit(sandbox, given.client, invoice, world, range(first, min(first + AT_A_TIME, size)))
    return given.token


def _submit(sandbox: Sandbox, client: Client, invoice: NewInvoice, world: str, turns: range) -> None:
    """Hand in one invoice for each of ``turns``, with documents, debtors and references of their own."""
    with sandbox.worlds.open(world) as opened:
        for turn in turns:
            number = FIRST_NUMBER + turn
            one = replace(
                invoice,
                number=number,
                document=numbered(invoice.document, number),
                debtor_key=f"made-up {number}",
                reference=make_finnish_reference(str(number)),
                dated=RARE_DAY if turn < RARE else invoice.dated,
            )
            submit(opened, client, one)


def main(port: int, tokens: Path, sizes: list[int]) -> None:
    """Fill the worlds and serve them."""
    sandbox = build(Settings(port=port))
    tokens.write_text("\n".join(fill(sandbox, f"crowd-{size}", size) for size in sizes), "ascii")
    server = server_of(sandbox.app)
    server.config.host, server.config.port = "127.0.0.1", port
    spare_collecting()
    server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), [int(size) for size in sys.argv[3:]])
