"""The suite itself: a state machine that leads random lives of invoices and holds a client's books to the truth.

Hypothesis leaves some rules out of each life (swarm testing), so that rare mixtures come about that an even choice
would drown; and each life draws which troubles it knows at all. Rules draw a step and hand it to the player: the same
steps, in a file, replay the life.
"""

from __future__ import annotations

import unittest
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

import httpx2
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from contracts.machine.ending import ending
from contracts.machine.life import Life, failure_of
from contracts.machine.shortest import Search
from contracts.machine.troubles import ALL_DAY, FAULTS, QUESTIONS, TIMES, VARIATIONS, Trouble, may_befall
from contracts.scenario.client import MakeClient
from contracts.scenario.document import load
from contracts.scenario.player import Disagreement

START: Final = "2026-01-02T09:00:00Z"
SERVICES: Final = ("LIFECYCLE", "LIFECYCLE", "COLLECTION", "INTERMEDIATION")
METHODS: Final = ("EMAIL", "PRINT", "EINVOICE", None)
CODES: Final = ("COMMENT", "DUEDATE", "PAUSE", "OBJECTION", "PAYMENTPLAN", "WITHDRAW")
BUYERS: Final = ("CONSUMER", "BUSINESS")
WAYS_TO_PAY: Final = ("some", "what the invoice says", "too much", "twice", "wrong reference", "earlier", "later")
WRONG: Final = {"invoice": {"parties": {"buyerParty": {"entityType": "ROBOT"}}}}
FIRST_NUMBERS: Final = (1001, 1001, 990)
CENTS: Final = st.integers(min_value=1, max_value=300_000)
DAYS: Final = st.sampled_from((45, 14, 90))


class ClientMachine(RuleBasedStateMachine):
    """One life. ``client_suite`` makes a class of it for a client."""

    make_client: ClassVar[MakeClient]
    base_url: ClassVar[str]
    transport: ClassVar[httpx2.BaseTransport]
    profiles: ClassVar[Sequence[str]]
    failures: ClassVar[Path]
    world_name: ClassVar[str]

    life: Life | None = None
    sound = True

    @initialize(
        data=st.data(),
        seed=st.integers(0, 99),
        service=st.sampled_from(SERVICES),
        shape=st.sampled_from(("new", "old")),
        faults=st.sets(st.sampled_from(range(len(FAULTS))), max_size=3),
        cents=CENTS,
        buyer=st.sampled_from(BUYERS),
    )
    def begin(
        self,
        data: st.DataObject,
        seed: int,
        service: str,
        shape: str,
        faults: set[int],
        cents: int,
        buyer: str,
    ) -> None:
        """Make a world, a client, and a first invoice that is sent and watched."""
        given = {
            "name": self.world_name,
            "seed": seed,
            "now": START,
            "profile": data.draw(st.sampled_from(self.profiles)),
            "service": service,
            "settlementShape": shape,
        }
        self.troubles = [FAULTS[place] for place in sorted({0, *faults})]
        self.first_number = data.draw(st.sampled_from(FIRST_NUMBERS))
        self.handed_in: dict[int, str] = {}
        self.life = self._begun(given)
        first = {"date": self._day(0), "due": self._day(data.draw(st.integers(0, 45)))}
        self._hand_in(data, _amount(cents, "EUR"), buyer, first, "EMAIL")

    @rule(
        data=st.data(),
        cents=CENTS,
        currency=st.sampled_from(("EUR", "EUR", "SEK")),
        age=st.sampled_from((0, 0, 1, 40)),
        days=st.integers(0, 45),
        buyer=st.sampled_from(BUYERS),
        method=st.sampled_from(METHODS),
        control=st.sampled_from((True, True, True, False)),
    )
    def hand_in(
        self,
        data: st.DataObject,
        cents: int,
        currency: str,
        age: int,
        days: int,
        buyer: str,
        method: str | None,
        *,
        control: bool,
    ) -> None:
        """An invoice: new or old, due in the past, on a holiday or later, watched by the agency or not."""
        told = {"date": self._day(-age), "due": self._day(days - age), **({} if control else {"control": False})}
        self._hand_in(data, _amount(cents, currency), buyer, told, method)

    @rule(data=st.data(), cents=CENTS)
    def hand_in_wrongly(self, data: st.DataObject, cents: int) -> None:
        """An invoice that breaks the contract, and is refused."""
        told = {"date": self._day(0), "due": self._day(0), "with": WRONG}
        self._hand_in(data, _amount(cents, "EUR"), "BUSINESS", told, None)

    @rule(data=st.data(), cents=CENTS)
    def credit(self, data: st.DataObject, cents: int) -> None:
        """A credit note to an invoice, or to a credit note, which is refused."""
        credited = self._one(data)
        told = {"date": self._day(0), "due": self._day(0), "credits": credited}
        self._hand_in(data, _amount(cents, self._currency(credited)), "BUSINESS", told, None)

    @rule(data=st.data(), code=st.sampled_from(CODES), days=st.integers(-3, 60))
    def act(self, data: st.DataObject, code: str, days: int) -> None:
        """An action, right or wrong."""
        number = self._one(data)
        self._go_wrong(data, "createInvoiceAction")
        self._play(
            "action", {"code": code, "invoice": number, **({"due": self._day(days)} if code == "DUEDATE" else {})}
        )

    @rule(data=st.data(), cents=CENTS, days=st.integers(-3, 0))
    def be_paid_directly(self, data: st.DataObject, cents: int, days: int) -> None:
        """A debtor pays the creditor, who tells the agency."""
        number = self._one(data)
        self._go_wrong(data, "createInvoiceAction")
        paid = {"amount": _amount(cents, self._currency(number)), "date": self._day(days)}
        self._play("action", {"code": "DIRECTPAYMENT", "invoice": number, **paid})

    @rule(data=st.data(), outcome=st.sampled_from(("DELIVERED", "FAILED")))
    def deliver(self, data: st.DataObject, outcome: str) -> None:
        """An invoice arrives, or does not."""
        self._play("deliver", {"invoice": self._one(data), "outcome": outcome})

    @rule(data=st.data(), days=st.sampled_from((0, 5)))
    def pay(self, data: st.DataObject, days: int) -> None:
        """A debtor pays what is open; perhaps the agency pays that out before anything else is done."""
        self._play("pay", {"invoice": self._one(data)})
        if days:
            self._play("advance", f"P{days}D")

    @rule(data=st.data(), days=st.sampled_from((5, 45)), restarts=st.booleans())
    def be_paid_out(self, data: st.DataObject, days: int, *, restarts: bool) -> None:
        """A debtor pays, and the agency pays that out; then the client works, and perhaps is restarted at once."""
        self._play("pay", {"invoice": self._one(data)})
        self._play("advance", f"P{days}D")
        self._go_wrong(data, "getSettlements")
        self._play("run", None)
        if restarts:
            self._play("restart", None)

    @rule(data=st.data(), how=st.sampled_from(WAYS_TO_PAY), cents=CENTS)
    def pay_otherwise(self, data: st.DataObject, how: str, cents: int) -> None:
        """A debtor pays in one of the other ways debtors do."""
        number = self._one(data)
        paid = _amount(cents + (500_000 if how == "too much" else 0), self._currency(number))
        if how == "what the invoice says":
            paid = self.handed_in[number]
        told: dict[str, Any] = {"invoice": number, "amount": paid}
        if how == "wrong reference":
            told = {"reference": "999999", "amount": paid}
        if how in ("earlier", "later"):
            told["date"] = self._day(-5 if how == "earlier" else 3)
        for _ in range(2 if how == "twice" else 1):
            self._play("pay", told)

    @rule(data=st.data(), cents=CENTS)
    def pay_late_and_early(self, data: st.DataObject, cents: int) -> None:
        """A debtor pays in part, of which the client hears; then money comes in that was paid before that."""
        number = self._one(data)
        for more in ({}, {"date": self._day(-5)}):
            self._play("pay", {"invoice": number, "amount": _amount(cents, self._currency(number)), **more})
            self._play("run", None)

    @rule(days=DAYS)
    def wait(self, days: int) -> None:
        """Time goes by, and the client rests."""
        self._play("advance", f"P{days}D")

    @rule(data=st.data(), days=st.sampled_from((0, 1, 3, 7)))
    def work(self, data: st.DataObject, days: int) -> None:
        """The client does its work, some time after what was last done."""
        if days:
            self._play("advance", f"P{days}D")
        for operation in data.draw(st.sampled_from((QUESTIONS, *((each,) for each in QUESTIONS)))):
            self._go_wrong(data, operation)
        self._play("run", None)

    @rule(variation=st.sampled_from(VARIATIONS), days=st.sampled_from((1, 7)))
    def work_with_other_answers(self, variation: Trouble, days: int) -> None:
        """The client does its work, and every question is answered in another way that says the same; then compare.

        Of faults that wait for the same question the first one comes: without the comparison, which clears the weather,
        a life would see no second variation.
        """
        self._play("advance", f"P{days}D")
        for operation in QUESTIONS:
            self._play("fault", {"operation": operation, **variation, "times": ALL_DAY})
        self._play("run", None)
        self._play("compare", None)

    @rule(data=st.data(), days=st.sampled_from((0, 1, 10)))
    def let_token_expire(self, data: st.DataObject, days: int) -> None:
        """The client's token gets an end."""
        self._go_wrong(data, "renewToken")
        self._play("token", {"expires": (self._playing.world.now() + timedelta(days=days)).isoformat()})

    @rule(works=st.booleans(), compares=st.booleans())
    def restart(self, *, works: bool, compares: bool) -> None:
        """The client forgets all that it did not store, perhaps after its work; perhaps the books are compared then."""
        if works:
            self._play("run", None)
        self._play("restart", None)
        if compares:
            self._play("compare", None)

    def teardown(self) -> None:
        """Let the life end, unless it has failed already, and let go of the world."""
        if self.life is None:
            return
        life = self.life.player
        number = self.first_number + len(self.handed_in)
        try:
            for step in ending(list(life.story.steps), number, life.world.today()):
                ((verb, told),) = step.items()
                self._play(verb, told)
        finally:
            self.life.end()

    @property
    def _playing(self) -> Life:
        assert self.life is not None, "a life begins with a world"
        return self.life

    def _play(self, verb: str, told: Any) -> None:
        if not self.sound:
            return
        self.sound = False
        try:
            self._playing.play({verb: told})
        except Disagreement as failure:
            raise self._shortened(failure) from failure.__cause__
        self.sound = True

    def _begun(self, given: Mapping[str, Any]) -> Life:
        make = type(self).make_client
        return Life(make, given, base_url=self.base_url, transport=self.transport, failures=self.failures)

    def _shortened(self, failure: Disagreement) -> Disagreement:
        """Return the failure of the shortest story there is, and save that."""
        story = failure.story
        search = Search(
            story.given, story.steps, failure, lambda given, steps: failure_of(partial(self._begun, given), steps)
        )
        found = search.run()
        found.save()
        return found.with_traceback(None)  # the way through the suite is nobody's concern

    def _hand_in(self, data: st.DataObject, total: str, buyer: str, told: dict[str, Any], method: str | None) -> None:
        number = self.first_number + len(self.handed_in)
        self.handed_in[number] = total
        self._go_wrong(data, "createInvoice")
        self._play("submit", {"number": number, "total": total, "buyer": buyer, "method": method, **told})

    def _go_wrong(self, data: st.DataObject, operation: str) -> None:
        """Let one of the troubles that this life knows befall an operation, or none."""
        possible = [each for each in self.troubles if may_befall(each, operation)]
        trouble = data.draw(st.sampled_from([None, None, None, *possible]))
        if trouble is not None:
            self._play("fault", {"operation": operation, **trouble, "times": data.draw(st.sampled_from(TIMES))})

    def _day(self, offset: int) -> str:
        today: date = self._playing.world.today()
        return (today + timedelta(days=offset)).isoformat()

    def _currency(self, number: int) -> str:
        return self.handed_in[number].partition(" ")[2]

    def _one(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.handed_in)))


def client_suite(
    make_client: MakeClient,
    *,
    url: str = "http://127.0.0.1:8080",
    transport: httpx2.BaseTransport | None = None,
    profiles: Sequence[str] = ("faithful", "harsh"),
    examples: int | None = None,
    steps: int = 30,
    failures: Path = Path("failures"),
    name: str = "suite",
) -> type[unittest.TestCase]:
    """Return a test case that leads random lives with a client: ``TestMyClient = client_suite(make_client)``.

    The sandbox is at ``url``, or behind ``transport``. ``examples`` is how many lives are led; the Hypothesis profile
    says when it is left out. ``steps`` is how long a life is at most. Worlds are called ``name``, one at a time; a
    failure is saved in the folder ``failures`` under that name.
    """
    machine = machine_for(make_client, url=url, transport=transport, profiles=profiles, failures=failures, name=name)
    case: type[unittest.TestCase] = machine.TestCase
    case.settings = settings(  # type: ignore[attr-defined]
        max_examples=settings().max_examples if examples is None else examples,
        deadline=None,
        stateful_step_count=steps,
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # stories are shortened as stories
        verbosity=Verbosity.quiet,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    return case


def machine_for(
    make_client: MakeClient,
    *,
    url: str,
    transport: httpx2.BaseTransport | None,
    profiles: Sequence[str],
    failures: Path,
    name: str,
) -> type[ClientMachine]:
    """Return the state machine alone, for those who bring their own settings."""
    members = {
        "make_client": staticmethod(make_client),
        "base_url": url,
        "transport": transport or httpx2.HTTPTransport(),
        "profiles": tuple(profiles),
        "failures": failures,
        "world_name": name,
    }
    return type("ClientLives", (ClientMachine,), members)


def replay(
    path: Path,
    make_client: MakeClient,
    *,
    url: str = "http://127.0.0.1:8080",
    transport: httpx2.BaseTransport | None = None,
) -> None:
    """Play a saved story to a client. Raises Disagreement where the client is still wrong, UnreadableScenario."""
    scenario = load(path)
    life = Life(
        make_client,
        scenario.given,
        base_url=url,
        transport=transport or httpx2.HTTPTransport(),
        failures=path.parent / "again",
    )
    try:
        for step in scenario.steps:
            life.play(step)
        life.play({"compare": None})
    finally:
        life.end()


def _amount(cents: int, currency: str) -> str:
    return f"{Decimal(cents).scaleb(-2)} {currency}"
