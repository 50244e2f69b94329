"""``cfis-sandbox deliver`` and ``approve``: what becomes of an invoice on its way to the recipient."""

from __future__ import annotations

from typing import Any

import click

from simulator.cli.answers import Done
from simulator.cli.session import CLIENT, Session, with_world
from simulator.cli.standing import standing


@click.command()
@click.argument("invoice", type=int)
@click.argument("outcome", metavar="DELIVERED|FAILED", type=click.Choice(["DELIVERED", "FAILED"], case_sensitive=False))
@click.option("--reason", help="Why it failed, as the distribution list will say.")
@CLIENT
@with_world
def deliver(session: Session, invoice: int, outcome: str, reason: str | None, client: int | None) -> None:
    """Decide whether an invoice reaches its recipient.

    INVOICE is its number. As the outcome, write one of DELIVERED|FAILED, in upper or lower case.

    \b
    Example:
      cfis-sandbox deliver 1001 DELIVERED
      cfis-sandbox deliver 1002 FAILED --reason "mailbox full"
    """
    body = _given(outcome=outcome, reason=reason, clientId=client)
    session.show(session.remote.post(session.here(f"/distributions/{invoice}"), body), Done, standing)


@click.command()
@click.argument("invoice", type=int)
@CLIENT
@with_world
def approve(session: Session, invoice: int, client: int | None) -> None:
    """Let an invoice go that waits for approval.

    The INVOICE, by its number, was submitted with manual approval; it is distributed from now on.

    \b
    Example:
      cfis-sandbox approve 1001
    """
    answer = session.remote.post(session.here(f"/approvals/{invoice}"), _given(clientId=client))
    session.show(answer, Done, standing)


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
