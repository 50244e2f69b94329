"""Deliveries to webhooks leave as errands, are retried on the world's clock, and end."""

from datetime import timedelta

import pytest

from simulator.core.confirmation import Confirmation, ConfirmationState
from simulator.core.errors import Conflict, NotFound
from simulator.core.money import Money
from simulator.core.sales import InvoicePayment
from simulator.core.webhook import Delivery, DeliveryState, Webhook
from simulator.world import books, books_approval, books_payments, confirmations, webhooks
from simulator.world.agenda import ERRANDS, HANDLERS
from simulator.world.confirmations import WEBHOOK
from simulator.world.store import Store
from simulator.world.timeline import run
from simulator.world.webhooks import NewWebhook
from simulator.world.world import World
from tests.world.ledger import OPEN_DAY, SYSTEM, opened
from tests.world.test_books_approval import drafted, paid

URL = "http://127.0.0.1:9/hook"


def registered(world: World, *events: str) -> Webhook:
    return webhooks.register(world, SYSTEM, NewWebhook(URL, events or ("PAID",), "made-up secret"))


def only(world: World, of: Webhook) -> Delivery:
    (delivery,) = webhooks.deliveries(world, SYSTEM, of.webhook_id)
    return delivery


def payment_on_an_invoice(world: World) -> InvoicePayment:
    kept = drafted(world)
    books_approval.approve(world, SYSTEM, kept.invoice_id, "NOT_SENT")
    return books_payments.payment(world, SYSTEM, books_approval.pay(world, SYSTEM, kept.invoice_id, paid(10_00)))


def test_only_subscribers_hear_of_an_event_and_each_by_its_own_delivery(store: Store) -> None:
    with opened(store).world() as world:
        first, other = registered(world), registered(world, "LOST")
        assert first.webhook_id != other.webhook_id
        webhooks.tell(world, SYSTEM, "PAID", lambda receiver: receiver.webhook_id.encode())
        assert only(world, first).body == first.webhook_id.encode()
        assert webhooks.deliveries(world, SYSTEM, other.webhook_id) == []


def test_a_delivery_stops_the_clock_until_an_attempt_is_reported(store: Store) -> None:
    assert webhooks.PUSH in ERRANDS
    with opened(store).world() as world:
        receiver = registered(world)
        webhooks.tell(world, SYSTEM, "PAID", lambda _: b"{}")
        due = run(world, world.now + timedelta(days=1), HANDLERS)
        assert not isinstance(due, bool)
        assert (due.what, due.key) == (webhooks.PUSH, only(world, receiver).key)
        assert webhooks.waiting(world, due.key) == (receiver, only(world, receiver))


def test_attempts_follow_the_schedule_and_end_with_the_last_one(store: Store) -> None:
    with opened(store).world() as world:
        receiver = registered(world)
        (made,) = webhooks.tell(world, SYSTEM, "PAID", lambda _: b"{}")
        for minutes in world.policy.webhook_retry_minutes:
            webhooks.attempted(world, made.key, 503)
            assert world.shelf.scheduled(webhooks.PUSH, made.key) == world.now + timedelta(minutes=minutes)
        webhooks.attempted(world, made.key, 0)
        assert only(world, receiver).state is DeliveryState.GIVEN_UP
        assert webhooks.waiting(world, made.key) is None


def test_a_success_settles_a_delivery_and_a_second_report_changes_nothing(store: Store) -> None:
    with opened(store).world() as world:
        receiver = registered(world)
        (made,) = webhooks.tell(world, SYSTEM, "PAID", lambda _: b"{}")
        webhooks.attempted(world, made.key, 204)
        webhooks.attempted(world, made.key, 500)
        assert (only(world, receiver).state, only(world, receiver).attempts) == (DeliveryState.DELIVERED, 1)


def test_a_webhook_that_is_removed_hears_nothing_more(store: Store) -> None:
    with opened(store).world() as world:
        receiver = registered(world)
        (made,) = webhooks.tell(world, SYSTEM, "PAID", lambda _: b"{}")
        webhooks.remove(world, SYSTEM, receiver.webhook_id)
        assert world.shelf.scheduled(webhooks.PUSH, made.key) is None
        assert webhooks.waiting(world, made.key) is None
        with pytest.raises(NotFound):
            webhooks.webhook(world, SYSTEM, receiver.webhook_id)


def test_a_payment_is_taken_back_when_somebody_has_confirmed_it_and_webhooks_hear_of_it(store: Store) -> None:
    with opened(store).world() as world:
        receiver, payment = registered(world, "DELETED"), payment_on_an_invoice(world)
        asked = confirmations.ask(world, SYSTEM, payment, "DELETED", lambda _: b"[" + WEBHOOK + b"]")
        with pytest.raises(Conflict):
            confirmations.ask(world, SYSTEM, payment, "DELETED", lambda _: b"")
        assert books_payments.payment(world, SYSTEM, payment.payment_id).amount == Money(10_00)
        run(world, world.now + timedelta(hours=1), HANDLERS)
        assert world.find(Confirmation, asked.key).state is ConfirmationState.DONE
        assert only(world, receiver).body == f'["{receiver.webhook_id}"]'.encode()
        with pytest.raises(NotFound):
            books_payments.payment(world, SYSTEM, payment.payment_id)


def test_what_the_books_no_longer_allow_is_refused_when_it_is_confirmed(store: Store) -> None:
    with opened(store).world() as world:
        payment = payment_on_an_invoice(world)
        asked = confirmations.ask(world, SYSTEM, payment, "DELETED", lambda _: b"")
        books.lock(world, SYSTEM, OPEN_DAY)
        run(world, world.now + timedelta(hours=1), HANDLERS)
        assert world.find(Confirmation, asked.key).state is ConfirmationState.REFUSED
        assert books_payments.payment(world, SYSTEM, payment.payment_id).amount == Money(10_00)
