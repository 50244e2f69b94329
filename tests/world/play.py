"""A world to play in: hand in invoices, pay them or not, let time pass, and look at what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from simulator.core.account import Balance
from simulator.core.action import Action, ActionCode
from simulator.core.allocation import Parts
from simulator.core.calendar import at, helsinki_date
from simulator.core.debtor import DebtorKind
from simulator.core.money import Money
from simulator.core.payment import Payment, Settlement
from simulator.core.policy import DEFAULT, Policy
from simulator.core.receivable import InvoiceType, Method, Receivable
from simulator.core.records import Client, Due, Environment, Event
from simulator.world import actions, bank, debtors, distribution, submission, timeline
from simulator.world.actions import NewAction
from simulator.world.agenda import HANDLERS
from simulator.world.bank import Receipt
from simulator.world.founding import ClientPlan, Credential, WorldPlan, found
from simulator.world.memory import MemoryStore
from simulator.world.posting import balance_of
from simulator.world.submission import NewInvoice
from simulator.world.world import World
from simulator.world.worlds import Worlds

START = datetime(2026, 1, 2, 6, 0, tzinfo=UTC)
"""A Friday, 8 o'clock in Finland."""
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def spelled(parts: Parts) -> tuple[str, str, str]:
    """Return capital, interest and costs as they are written."""
    return str(parts.capital.decimal), str(parts.interest.decimal), str(parts.costs.decimal)


def pass_time(world: World, to: datetime) -> None:
    """Let everything happen that is due up to ``to``; errands lapse, since nobody is here to carry them out."""
    while isinstance(errand := timeline.run(world, to, HANDLERS), Due):
        timeline.errand_done(world, errand)


class Play:
    """One world with one creditor in staging, and the hands of everybody who may do something in it."""

    def __init__(self, policy: Policy = DEFAULT, *, now: datetime = START, seed: str = "seed", **client: Any) -> None:
        self.store = MemoryStore()
        self.worlds = Worlds(self.store)
        plan = WorldPlan(world="play", name="Play", seed=seed, now=now, policy=policy)
        self.credentials: list[Credential] = found(self.store, plan, [ClientPlan(**client)])

    @contextmanager
    def world(self) -> Iterator[World]:
        """Open the world for one unit of work."""
        with self.worlds.open("play") as world:
            yield world

    def client(self, environment: Environment = Environment.STAGING) -> Client:
        found_ = [each.client for each in self.credentials if each.client and each.environment is environment]
        return found_[0]

    @property
    def today(self) -> date:
        with self.world() as world:
            return world.today

    # what the creditor does

    def invoice(self, number: int = 1, total: str = "100.00", due: str = "2026-01-16", **more: Any) -> Receivable:
        """Hand in an invoice to a consumer, sent by e-mail, unless told otherwise."""
        environment = more.pop("environment", Environment.STAGING)
        dated = more.pop("dated", None)
        currency = more.pop("currency", "EUR")
        invoice = NewInvoice(
            number=number,
            total=Money.of(total, currency),
            due=day(due),
            dated=min(self.today, day(due)) if dated is None else day(dated),
            reference=more.pop("reference", f"RF{number}"),
            debtor_name="Debtor",
            debtor_key=more.pop("debtor_key", "debtor"),
            debtor=more.pop("debtor", DebtorKind.CONSUMER),
            type=more.pop("type", InvoiceType.INVOICE),
            method=more.pop("method", Method.EMAIL),
            document=b'{"number":%d}' % number,
            **more,
        )
        with self.world() as world:
            return submission.submit(world, self.client(environment), invoice)

    def credit(self, number: int, amount: str, *, of: int | None, **more: Any) -> Receivable:
        """Hand in a credit note to the invoice ``of``."""
        return self.invoice(number, amount, type=InvoiceType.CREDIT_NOTE, credits=of, **more)

    def approve(self, number: int = 1) -> None:
        with self.world() as world:
            submission.approve(world, self.key(number))

    def act(self, code: ActionCode, number: int | None = 1, **more: Any) -> list[Action]:
        """Ask for one action."""
        return self.act_all(NewAction(code=code, invoice_number=number, **more))

    def act_all(self, *batch: NewAction, environment: Environment = Environment.STAGING) -> list[Action]:
        with self.world() as world:
            return actions.accept(world, self.client(environment), batch)

    # what debtors, their bank and the post do

    def pay(self, amount: str, number: int | None = 1, **more: Any) -> tuple[Payment, ...]:
        """Pay at the bank: with the invoice's reference unless told otherwise, today unless told otherwise."""
        paid_on = more.pop("on", None)
        receipt = Receipt(
            amount=Money.of(amount, more.pop("currency", "EUR")),
            paid_on=self.today if paid_on is None else day(paid_on),
            reference=more.pop("reference", f"RF{number}"),
            payer="Debtor",
            receivable=more.pop("receivable", None),
        )
        with self.world() as world:
            return bank.pay(world, receipt)

    def assign(self, payment: Payment, number: int = 1) -> tuple[Payment, ...]:
        with self.world() as world:
            return bank.assign(world, payment.key, world.find(Receivable, self.key(number)))

    def decide(self, outcome: str, number: int = 1, reason: str | None = None) -> Receivable:
        with self.world() as world:
            return distribution.decide(world, self.key(number), outcome, reason)

    def ask_for_plan(self, instalments: int, number: int = 1, first: str | None = None) -> None:
        with self.world() as world:
            start = None if first is None else day(first)
            debtors.ask_for_plan(world, world.find(Receivable, self.key(number)), instalments, start)

    def object_to(self, number: int = 1) -> None:
        with self.world() as world:
            debtors.object_to(world, world.find(Receivable, self.key(number)), "not ordered")

    def answer(self, number: int = 1) -> None:
        with self.world() as world:
            debtors.answer_objection(world, world.find(Receivable, self.key(number)), note="ordered by phone")

    def be_unreachable(self, number: int = 1) -> None:
        with self.world() as world:
            debtors.be_unreachable(world, world.find(Receivable, self.key(number)), "moved")

    # time

    def advance(self, by: timedelta) -> None:
        with self.world() as world:
            pass_time(world, world.now + by)

    def to(self, to: str, hour: int = 12) -> None:
        """Let time pass until ``hour`` o'clock of a day in Finland."""
        with self.world() as world:
            pass_time(world, at(day(to), hour))

    # looking

    def key(self, number: int = 1, environment: Environment = Environment.STAGING) -> str:
        return f"{self.client(environment).client_id}/{number}"

    def receivable(self, number: int = 1) -> Receivable:
        with self.world() as world:
            return world.find(Receivable, self.key(number))

    def balance(self, number: int = 1) -> Balance:
        with self.world() as world:
            return balance_of(world.find(Receivable, self.key(number)), world.today)

    def open(self, number: int = 1) -> tuple[str, str, str]:
        """Return what is open today: capital, interest, costs."""
        return spelled(self.balance(number).open)

    def payments(self, number: int = 1) -> list[Payment]:
        with self.world() as world:
            found_ = world.shelf.select(Payment, "receivable", self.key(number))
        return sorted(found_, key=lambda payment: payment.payment_id)

    def settlements(self) -> list[Settlement]:
        with self.world() as world:
            return list(world.shelf.all(Settlement))

    def action(self, of: Action) -> Action:
        with self.world() as world:
            return world.find(Action, of.key)

    def facts(self, number: int = 1, kind: str = "Receivable") -> list[Event]:
        """Return what was told of an invoice."""
        with self.world() as world:
            return [event for event in world.shelf.events_of(self.key(number)) if event.kind == kind]

    def story(self, number: int = 1) -> list[tuple[str, str]]:
        """Return day and words of every fact about an invoice."""
        return [(str(helsinki_date(event.at)), event.because) for event in self.facts(number)]

    def agenda(self, key: str | None = None) -> list[Due]:
        with self.world() as world:
            return [due for due in world.shelf.agenda() if key is None or due.key == key]

    def change(self, policy: Policy) -> None:
        """Give the world other choices to live by."""
        with self.world() as world:
            world.change(replace(world.info, policy=policy))
