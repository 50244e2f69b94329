"""How an invoice stands, in a few lines."""

from __future__ import annotations

from typing import Final

from simulator.cli.answers import Done, Parts, Receivable
from simulator.cli.tables import Column, amount, facts, table

PARTS: Final = (
    Column(""),
    Column("CAPITAL", right=True),
    Column("INTEREST", right=True),
    Column("COSTS", right=True),
    Column("TOTAL", right=True),
)


def standing(done: Done) -> str:
    """Return how an invoice stands after something was done, and its payment plan if that was agreed."""
    text = invoice(done.receivable)
    if done.plan is None:
        return text
    rows = [(part.due_date, amount(part.amount, done.plan.currency)) for part in done.plan.instalments]
    return f"{text}\n\n{table((Column('INSTALMENT DUE'), Column('AMOUNT', right=True)), rows)}"


def invoice(of: Receivable) -> str:
    """Return an invoice as facts, with what is paid and what is open on it."""
    head = facts(
        [
            ("invoice", of.invoice_number),
            ("client", of.client_id),
            ("case", of.case_id),
            ("debtor", of.debtor),
            ("reference", of.reference),
            ("due", of.due_date),
            ("stage", of.stage),
            ("standing", of.standing + (f" until {of.resumes}" if of.resumes else "")),
            ("delivery", of.delivery + (f": {of.failure}" if of.failure else "")),
            ("currency", of.currency),
        ]
    )
    return f"{head}\n\n{table(PARTS, [_parts('paid', of.paid), _parts('open', of.open)])}"


def _parts(name: str, parts: Parts) -> tuple[str, ...]:
    return (name, amount(parts.capital), amount(parts.interest), amount(parts.costs), amount(parts.total))
