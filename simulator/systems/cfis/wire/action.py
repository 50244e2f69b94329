"""Actions on invoices and cases, as they travel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from simulator.core.action import Action, ActionCode
from simulator.core.money import Money
from simulator.systems.cfis.wire.document import Wire
from simulator.world.actions import NewAction


class ActionData(Wire, frozen=True):
    """What an action is about, and what its code needs."""

    invoice_number: int | None = None
    case_id: int | None = None
    due_date: date | None = None
    payment_method: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    payment_date: date | None = None
    reference: str | None = None


class ActionRequest(Wire, frozen=True):
    """One thing to be done with one invoice or case."""

    code: ActionCode
    data: ActionData
    comment: str | None = None


class ActionsRequest(Wire, frozen=True):
    """One or more actions."""

    actions: tuple[ActionRequest, ...]


class ActionAccepted(Wire, frozen=True):
    """One action that is pending."""

    code: ActionCode
    status: str
    action_id: int


class ActionsAccepted(Wire, frozen=True):
    """The answer: the actions in the order they were sent."""

    message: str
    actions: tuple[ActionAccepted, ...]


def new_actions(request: ActionsRequest) -> list[NewAction]:
    """Return what a batch means."""
    return [_new_action(action) for action in request.actions]


def _new_action(request: ActionRequest) -> NewAction:
    data = request.data
    amount = None if data.amount is None or data.currency is None else Money.of(data.amount, data.currency)
    return NewAction(
        code=request.code,
        invoice_number=data.invoice_number,
        case_id=data.case_id,
        comment=request.comment or "",
        due=data.due_date,
        amount=amount,
        paid_on=data.payment_date,
        reference=data.reference or "",
        method=data.payment_method or "",
    )


def accepted(actions: list[Action]) -> ActionsAccepted:
    """Return the answer to a batch that was taken in."""
    return ActionsAccepted(
        "Actions received",
        tuple(ActionAccepted(action.code, action.status.value, action.action_id) for action in actions),
    )
