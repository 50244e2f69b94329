"""What a creditor asks for its cases: accepted as a batch at once, carried out one by one a little later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.action import Action, ActionCode, ActionStatus
from simulator.core.errors import CaseClosed, DomainError, FieldError, InvalidDocument, NotFound
from simulator.core.lifecycle import FINAL, CaseStage, Standing
from simulator.core.money import Money
from simulator.core.payment import Payment, PaymentState
from simulator.core.receivable import CloseReason, InvoiceType, Receivable
from simulator.core.records import Client
from simulator.world.cases import hold, plan_step
from simulator.world.debtors import allow_plan
from simulator.world.horizon import reach, within_reach
from simulator.world.identities import payment_number
from simulator.world.posting import post_payment, write_off
from simulator.world.submission import closest_number
from simulator.world.world import World


class NewAction(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One action as submitted, naming its receivable by invoice number, case id or both."""

    code: ActionCode
    invoice_number: int | None = None
    case_id: int | None = None
    comment: str = ""
    due: date | None = None
    amount: Money | None = None
    paid_on: date | None = None
    reference: str = ""
    method: str = ""


def accept(world: World, client: Client, batch: Sequence[NewAction]) -> list[Action]:
    """Take a batch of actions in, all of them or none; each is processed later.

    Raises NotFound for an invoice or case that is not the client's, InvalidDocument for every value that can never be
    right, each with its place in the batch, and CaseClosed for a case that has ended.
    """
    targets = [_target(world, client, action, f"actions[{place}].data") for place, action in enumerate(batch)]
    wrong = [
        fault
        for place, (action, target) in enumerate(zip(batch, targets, strict=True))
        for fault in _faults(world, action, target, f"actions[{place}].data")
    ]
    if wrong:
        raise InvalidDocument(wrong)
    for target in targets:
        _check_open(target)
    return [_queued(world, client, action, target) for action, target in zip(batch, targets, strict=True)]


def _target(world: World, client: Client, action: NewAction, place: str) -> Receivable:
    """Return the client's receivable that an action names; where both names are given they must agree."""
    by_number = _by_number(world, client, action.invoice_number, place)
    by_case = _by_case(world, client, action.case_id, place)
    if by_number is not None and by_case is not None and by_number.key != by_case.key:
        message = f"case {action.case_id} is of invoice {by_case.number}, not of invoice {by_number.number}"
        raise InvalidDocument([FieldError(f"{place}.caseId", message)])
    target = by_case or by_number
    if target is None:
        message = "one of invoiceNumber and caseId is needed to know what the action is about"
        raise InvalidDocument([FieldError(place, message)])
    return target


def _by_number(world: World, client: Client, number: int | None, place: str) -> Receivable | None:
    if number is None:
        return None
    found = world.look(Receivable, f"{client.client_id}/{number}")
    if found is None:
        closest = closest_number(world, client.client_id, number)
        raise NotFound(f"{place}.invoiceNumber: invoice", number, closest=closest)
    if found.type is not InvoiceType.INVOICE:
        message = f"{number} is a credit note; actions are about invoices"
        raise InvalidDocument([FieldError(f"{place}.invoiceNumber", message)])
    return found


def _by_case(world: World, client: Client, case_id: int | None, place: str) -> Receivable | None:
    if case_id is None:
        return None
    for each in world.shelf.select(Receivable, "case", str(case_id)):
        if each.client_id == client.client_id:
            return each
    raise NotFound(f"{place}.caseId: case", case_id)


def _faults(world: World, action: NewAction, target: Receivable, place: str) -> Iterator[FieldError]:
    match action.code:
        case ActionCode.DUEDATE:
            if action.due is None:
                yield FieldError(f"{place}.dueDate", "is needed to move the due date of the case")
            elif action.due < world.today:
                yield FieldError(f"{place}.dueDate", f"{action.due} is in the past; today is {world.today}")
            elif not within_reach(world, action.due):
                yield FieldError(f"{place}.dueDate", f"{action.due} is not {reach(world)}")
        case ActionCode.DIRECTPAYMENT:
            yield from _payment_faults(world, action, target, place)


def _payment_faults(world: World, action: NewAction, target: Receivable, place: str) -> Iterator[FieldError]:
    if action.amount is None or not action.amount.is_positive:
        yield FieldError(f"{place}.amount", "a direct payment needs an amount above zero, and its currency")
    elif action.amount.currency != target.currency:
        message = f"{action.amount.currency} is not the currency of the invoice, {target.currency}"
        yield FieldError(f"{place}.currency", message)
    if action.paid_on is not None and action.paid_on > world.today:
        yield FieldError(f"{place}.paymentDate", f"{action.paid_on} has not come; today is {world.today}")
    elif action.paid_on is not None and not within_reach(world, action.paid_on):
        yield FieldError(f"{place}.paymentDate", f"{action.paid_on} is not {reach(world)}")


def _check_open(receivable: Receivable) -> None:
    if receivable.stage in FINAL:
        raise CaseClosed(receivable.case_id or receivable.number, str(receivable.close_reason))


def _queued(world: World, client: Client, action: NewAction, target: Receivable) -> Action:
    queued = Action(
        action_id=world.next_number("action"),
        client_id=client.client_id,
        receivable=target.key,
        code=action.code,
        submitted=world.now,
        comment=action.comment,
        due=action.due,
        amount=action.amount,
        paid_on=action.paid_on,
        reference=action.reference,
        method=action.method,
    )
    world.put(queued, because="action received", note=action.code.value)
    world.plan("act", queued.key, world.now + timedelta(minutes=world.policy.actions_processed_after_minutes))
    return queued


def process(world: World, key: str) -> None:
    """Carry out one action, or reject it with the reason."""
    action = world.find(Action, key)
    receivable = world.find(Receivable, action.receivable)
    try:
        _check_open(receivable)
        reason = _CARRY_OUT[action.code](world, action, receivable)
    except DomainError as refusal:
        reason = str(refusal)
    status = ActionStatus.PROCESSED if reason is None else ActionStatus.REJECTED
    done = replace(action, status=status, reason=reason, processed=world.now)
    world.put(done, because=f"action {status.value.lower()}", note=reason or _said(action))


def _said(action: Action) -> str:
    return f"{action.code.value}: {action.comment}" if action.comment else action.code.value


def _comment(world: World, action: Action, receivable: Receivable) -> str | None:
    world.put(receivable, because="commented", note=action.comment)
    return None


def _withdraw(world: World, action: Action, receivable: Receivable) -> str | None:
    write_off(world, receivable, CloseReason.WITHDRAWN, world.today)
    return None


def _move_due_date(world: World, action: Action, receivable: Receivable) -> str | None:
    early = receivable.case_stage in (CaseStage.PAYMENT_CONTROL, CaseStage.REMINDER)
    if not early and world.policy.due_date_moves_until_reminder:
        return f"the case is in {receivable.case_stage}; its due date can be moved until the first payment demand"
    if receivable.case_id is None:
        return "the invoice has no case yet; the case due date can be moved once payment control has started"
    due = receivable.case_due or receivable.account.due
    if action.due is not None and action.due < due:
        return f"the case is due on {due}; its due date can be put off, never brought forward to {action.due}"
    moved = replace(receivable, case_due=action.due)
    world.put(moved, because="case due date moved", note=f"to {action.due}")
    plan_step(world, moved)
    return None


def _allow_plan(world: World, action: Action, receivable: Receivable) -> str | None:
    allow_plan(world, receivable)
    return None


def _object(world: World, action: Action, receivable: Receivable) -> str | None:
    hold(world, receivable, Standing.DISPUTED, until=None, because=f"disputed: {action.comment}")
    return None


def _pause(world: World, action: Action, receivable: Receivable) -> str | None:
    until = world.today + timedelta(days=world.policy.pause_lasts_days)
    hold(world, receivable, Standing.PAUSED, until=until, because=f"paused until {until}")
    return None


def _pay_directly(world: World, action: Action, receivable: Receivable) -> str | None:
    """The debtor paid the creditor: the balance falls, no settlement pays it out."""
    assert action.amount is not None, "checked when the action was accepted"
    payment = Payment(
        payment_id=payment_number(world),
        receipt=world.next_number("receipt"),
        amount=action.amount,
        paid_on=action.paid_on or world.today,
        booked_on=world.today,
        reference=action.reference,
        payer=receivable.debtor_name,
        state=PaymentState.ALLOCATED,
        direct=True,
        method=action.method,
        client_id=receivable.client_id,
        receivable=receivable.key,
    )
    world.put(payment, because="direct payment reported", amount=payment.amount)
    post_payment(world, receivable, payment)
    return None


_CARRY_OUT: Final[Mapping[ActionCode, Callable[[World, Action, Receivable], str | None]]] = MappingProxyType(
    {
        ActionCode.COMMENT: _comment,
        ActionCode.WITHDRAW: _withdraw,
        ActionCode.DUEDATE: _move_due_date,
        ActionCode.PAYMENTPLAN: _allow_plan,
        ActionCode.OBJECTION: _object,
        ActionCode.PAUSE: _pause,
        ActionCode.DIRECTPAYMENT: _pay_directly,
    }
)
"""Each returns why it was rejected, or nothing when it was carried out."""
