"""``cfis-sandbox debtor``: what a debtor does about an invoice besides paying it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Final

import click

from simulator.cli.answers import Done
from simulator.cli.session import CLIENT, Session, with_world
from simulator.cli.standing import standing
from simulator.cli.values import DAY

CASE: Final = click.option("--case", type=int, metavar="NUMBER", help="The case, instead of an INVOICE.")


def about_an_invoice(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command INVOICE, ``--case`` and ``--client``; it is handed the members that name the invoice."""

    @click.argument("invoice", type=int, required=False)
    @CASE
    @CLIENT
    @with_world
    @wraps(command)
    def run(session: Session, invoice: int | None, case: int | None, client: int | None, **more: Any) -> None:
        if (invoice is None) == (case is None):
            raise click.UsageError("name either an INVOICE or a --case")
        named = {"invoiceNumber": invoice, "caseId": case, "clientId": client}
        command(session, {name: value for name, value in named.items() if value is not None}, **more)

    return run


REASON = click.option("--reason", help="Why; it is noted with the case.")


@click.group()
def debtor() -> None:
    """Let a debtor do something besides paying.

    \b
    Example:
      cfis-sandbox debtor object 1001 --reason "never ordered"
    """


@debtor.command("object")
@REASON
@about_an_invoice
def object_to(session: Session, named: dict[str, Any], reason: str | None) -> None:
    """Let the debtor dispute INVOICE.

    The case stands still until the objection is answered.

    \b
    Example:
      cfis-sandbox debtor object 1001 --reason "never ordered"
    """
    _do(session, "objection", named, reason=reason)


@debtor.command()
@REASON
@about_an_invoice
def answer(session: Session, named: dict[str, Any], reason: str | None) -> None:
    """Find the objection against INVOICE groundless.

    The case goes on.

    \b
    Example:
      cfis-sandbox debtor answer 1001 --reason "the order is signed"
    """
    _do(session, "objection-answer", named, reason=reason)


@debtor.command()
@REASON
@about_an_invoice
def unreachable(session: Session, named: dict[str, Any], reason: str | None) -> None:
    """Let the agency fail to reach the debtor of INVOICE.

    The case pauses while the agency looks for an address.

    \b
    Example:
      cfis-sandbox debtor unreachable 1001
    """
    _do(session, "unreachable", named, reason=reason)


@debtor.command()
@REASON
@about_an_invoice
def returned(session: Session, named: dict[str, Any], reason: str | None) -> None:
    """Let what was sent about INVOICE come back.

    \b
    Example:
      cfis-sandbox debtor returned 1001 --reason "moved away"
    """
    _do(session, "returned-letter", named, reason=reason)


@debtor.command()
@click.option(
    "--instalments", type=click.IntRange(min=1), metavar="NUMBER", required=True, help="How many equal instalments."
)
@click.option("--first", type=DAY, metavar="DATE", help="When the first is due; one interval from today unless given.")
@about_an_invoice
def plan(session: Session, named: dict[str, Any], instalments: int, first: date | None) -> None:
    """Let the debtor pay INVOICE in instalments.

    The agency agrees, and charges for the plan what the law allows.

    \b
    Example:
      cfis-sandbox debtor plan 1001 --instalments 3 --first 2026-12-01
    """
    _do(session, "payment-plan", named, instalments=instalments, firstDueDate=first)


def _do(session: Session, what: str, named: dict[str, Any], **more: object) -> None:
    body = {**named, **{name: value for name, value in more.items() if value is not None}}
    session.show(session.remote.post(session.here(f"/debtors/{what}"), body), Done, standing)
