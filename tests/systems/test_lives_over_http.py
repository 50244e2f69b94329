"""Random lives, led over HTTP: whatever clients, debtors, faults and time do, every cent stays where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.driver import Answer, Driver

PARTNER = "/cfis/api/v1/partner"
CENTS = st.integers(min_value=1, max_value=300_000)
CODES = ("COMMENT", "WITHDRAW", "DUEDATE", "PAYMENTPLAN", "OBJECTION", "PAUSE", "DIRECTPAYMENT")
REFUSALS = {400, 402, 404}
PARTS = ("capital", "interest", "costs")


class Lives(RuleBasedStateMachine):
    """One world, its client with a right token, and its debtors."""

    driver: ClassVar[Driver]
    born: ClassVar[int] = 0
    profile: ClassVar[str] = "faithful"
    met_by_the_dead: ClassVar[frozenset[int | None]] = frozenset({401})

    @initialize(
        service=st.sampled_from(["LIFECYCLE", "COLLECTION"]),
        credited=st.booleans(),
        legal=st.booleans(),
    )
    def begin(self, service: str, credited: bool, legal: bool) -> None:
        type(self).born += 1
        self.world = f"life-{self.born}"
        client = {"name": "Made-up Creditor Oy", "service": service, "legalCollection": legal}
        founded = self._plane(
            "",
            {
                "name": self.world,
                "now": "2026-01-02T09:00:00Z",
                "profile": self.profile,
                "clients": [client],
                "policy": {"overpayment_credited": credited},
            },
        )
        staging = founded["cfis"]["staging"]
        self.key = staging["clients"][0]["accessToken"]
        self.today = date(2026, 1, 2)
        self.totals: dict[int, Decimal] = {}
        self.currencies: dict[int, str] = {}
        self.received = Decimal(0)

    @rule(
        cents=CENTS,
        kind=st.sampled_from(["CONSUMER", "BUSINESS"]),
        days=st.integers(0, 45),
        method=st.sampled_from(["EMAIL", "PRINT", "EINVOICE", None]),
        currency=st.sampled_from(["EUR", "EUR", "EUR", "SEK"]),
        control=st.sampled_from([True, True, True, False]),
        fault=st.sampled_from([None, None, "lost-answer", "status", "drop"]),
    )
    def submit(
        self, cents: int, kind: str, days: int, method: str | None, currency: str, control: bool, fault: str | None
    ) -> None:
        """Hand in an invoice; when the answer is lost, try again like any client would."""
        number = 1001 + len(self.totals)
        amount = Decimal(cents) / 100
        document = self._invoice(number, amount, kind, days, method, currency, control)
        self._hand_in(document, fault)
        self.totals[number], self.currencies[number] = amount, currency

    @precondition(lambda self: self.totals)
    @rule(data=st.data(), cents=CENTS)
    def credit(self, data: st.DataObject, cents: int) -> None:
        credited = data.draw(st.sampled_from(sorted(self.totals)))
        number = 500_001 + len(self.totals) * 100 + cents % 100
        document = self._invoice(
            number, Decimal(cents) / 100, "CONSUMER", 0, None, self.currencies[credited], control=False
        )
        document["invoice"]["header"]["type"] = "CREDIT_NOTE"
        document["invoice"]["references"] = {"creditedInvoiceNumber": credited}
        answer = self._cfis("POST", "/invoice", document)
        assert answer is not None
        assert answer.status in {200, 402}, answer.body

    @precondition(lambda self: self.totals)
    @rule(data=st.data(), code=st.sampled_from(CODES), cents=CENTS, days=st.integers(-3, 60))
    def act(self, data: st.DataObject, code: str, cents: int, days: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.totals)))
        about: dict[str, Any] = {"invoiceNumber": number}
        if code == "DUEDATE":
            about["dueDate"] = str(self.today + timedelta(days=days))
        if code == "DIRECTPAYMENT":
            about |= {"amount": cents / 100, "currency": self.currencies[number], "paymentDate": str(self.today)}
        answer = self._cfis(
            "POST", "/invoice/action", {"actions": [{"code": code, "comment": "made up", "data": about}]}
        )
        assert answer is not None
        assert answer.status == 200 or answer.status in REFUSALS, answer.body

    @precondition(lambda self: self.totals)
    @rule(
        data=st.data(),
        how=st.sampled_from(["exact", "some", "much", "wrong reference", "rf", "earlier", "later"]),
        cents=CENTS,
    )
    def pay(self, data: st.DataObject, how: str, cents: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.totals)))
        order: dict[str, Any] = {"invoiceNumber": number, "amount": cents / 100, "currency": self.currencies[number]}
        if how == "exact":
            order = {"invoiceNumber": number}
        elif how == "much":
            order["amount"] = cents / 100 + 5000
        elif how == "wrong reference":
            order = {"reference": "999999", "amount": cents / 100}
        elif how == "earlier":
            order["paymentDate"] = str(self.today - timedelta(days=5))
        elif how == "later":
            order["paymentDate"] = str(self.today + timedelta(days=3))
        answer = self.driver.post(f"/sandbox/worlds/{self.world}/bank/payments", order)
        assert answer is not None
        assert answer.status in {201, 400, 404, 409}, answer.body

    @precondition(lambda self: self.totals)
    @rule(data=st.data(), outcome=st.sampled_from(["DELIVERED", "FAILED"]))
    def deliver(self, data: st.DataObject, outcome: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.totals)))
        answer = self.driver.post(f"/sandbox/worlds/{self.world}/distributions/{number}", {"outcome": outcome})
        assert answer is not None
        assert answer.status in {200, 201, 400, 404, 409}, answer.body

    @precondition(lambda self: self.totals)
    @rule(data=st.data(), instalments=st.integers(1, 6))
    def ask_for_plan(self, data: st.DataObject, instalments: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.totals)))
        order = {"invoiceNumber": number, "instalments": instalments}
        answer = self.driver.post(f"/sandbox/worlds/{self.world}/debtors/payment-plan", order)
        assert answer is not None
        assert answer.status in {200, 201, 400, 404, 409}, answer.body

    @rule(days=st.sampled_from([1, 3, 7, 14, 30, 90, 200]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)
        moved = self._plane("/clock", {"advance": f"P{days}D"})
        assert moved["now"].startswith(str(self.today))

    @rule()
    def renew(self) -> None:
        answer = self._cfis("GET", "/renew")
        assert answer is not None
        assert answer.status == 200
        old, self.key = self.key, answer.json["Message"]
        dead = self.driver.get(f"{PARTNER}/validate", key=old)
        assert (dead and dead.status) in self.met_by_the_dead

    @precondition(lambda self: self.totals)
    @rule()
    def read(self) -> None:
        """What CFIS shows agrees with itself."""
        settled = self._cfis("GET", "/settlements", query={"fromDate": "2026-01-01"})
        assert settled is not None
        for each in settled.json["settlements"] if settled.status == 200 else []:
            parts = [part["amount"] for one in each["allocations"] for part in one["breakdown"]]
            assert _sum(parts) == _sum(one["allocatedTotalAmount"] for one in each["allocations"])
            assert _sum(parts) == _sum([each["settlementAmount"]])
        payments = self._cfis("GET", "/payments", query={"fromDate": "2026-01-01"})
        assert payments is not None
        assert payments.status == 200
        for number in self.totals:
            case = self._cfis("GET", "/invoice/case", query={"invoiceNumber": number})
            assert case is not None
            assert case.status in {200, 404}

    @invariant()
    def every_cent_is_accounted_for(self) -> None:
        books = self._books()
        for each in books["receivables"]:
            for part in PARTS:
                there = [each[name][part] for name in ("paid", "writtenOff", "open")]
                there += [each["credited"]] if part == "capital" else []
                assert _sum(there) == _sum([each["claimed"][part]]), (each, part)
                assert all(_sum([each[name][part]]) >= 0 for name in ("claimed", "paid", "writtenOff", "open"))
        for total in books["totals"]:
            there = [total[name] for name in ("settled", "unsettled", "overpaid", "returned", "unmatched")]
            assert _sum(there) == _sum([total["received"]])
            paid = _sum(total["paid"][part] for part in PARTS)
            assert paid == _sum(total[name] for name in ("settled", "unsettled", "direct"))

    @invariant()
    def nothing_is_settled_twice(self) -> None:
        books = self._books()
        allocations = [each["allocationId"] for each in books["allocations"]]
        assert len(allocations) == len(set(allocations))
        paid_out = _sum(each["amount"] for each in books["settlements"])
        assert paid_out == _sum(total["settled"] for total in books["totals"])

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.driver.send("DELETE", f"/sandbox/worlds/{self.world}")

    def _hand_in(self, document: Any, fault: str | None) -> None:
        if fault:
            self._plane("/faults", {"system": "cfis", "operation": "createInvoice", "fault": fault})
        answer = self._cfis("POST", "/invoice", document)
        if answer is None or answer.status == 503:
            answer = self._cfis("POST", "/invoice", document)
            assert answer is not None
            assert answer.status == (402 if fault == "lost-answer" else 200)
        else:
            assert answer.status == 200, answer.body

    def _books(self) -> Any:
        answer = self.driver.get(f"/sandbox/worlds/{self.world}/books")
        assert answer is not None
        assert answer.status == 200, answer.body
        return answer.json

    def _plane(self, path: str, document: Any) -> Any:
        where = f"/sandbox/worlds/{self.world}{path}" if path else "/sandbox/worlds"
        answer = self.driver.post(where, document)
        assert answer is not None
        assert answer.status in {200, 201}, answer.body
        return answer.json

    def _cfis(self, method: str, path: str, document: Any = None, query: dict[str, Any] | None = None) -> Answer | None:
        if method == "POST":
            return self.driver.post(PARTNER + path, document, key=self.key)
        return self.driver.get(PARTNER + path, self.key, **(query or {}))

    def _invoice(
        self, number: int, amount: Decimal, kind: str, days: int, method: str | None, currency: str, control: bool
    ) -> dict[str, Any]:
        header = {
            "number": number,
            "type": "INVOICE",
            "date": str(self.today),
            "dueDate": str(self.today + timedelta(days=days)),
            "currencyCode": currency,
        }
        buyer = {"entityType": kind, "name": f"Made-up Buyer {number % 3}", "contact": {"email": "buyer@example.com"}}
        return {
            "processing": {"paymentControlEnabled": control},
            "distribution": {"method": method, "enabled": method is not None},
            "invoice": {
                "header": header,
                "parties": {"sellerParty": {"name": "Made-up Creditor Oy"}, "buyerParty": buyer},
                "amounts": {"totalAmount": float(amount)},
            },
        }


class HarshLives(Lives):
    """The same in bad weather: the client tries three times, and renews a token that has died."""

    profile = "harsh"
    met_by_the_dead = frozenset({401, 503, None})

    def _hand_in(self, document: Any, fault: str | None) -> None:
        answer = self._cfis("POST", "/invoice", document)
        assert answer is not None
        assert answer.status in {200, 402}, answer.body

    def _cfis(self, method: str, path: str, document: Any = None, query: dict[str, Any] | None = None) -> Answer | None:
        for _ in range(3):
            answer = super()._cfis(method, path, document, query)
            if answer is not None and answer.status == 401:
                renewed = self._cfis("GET", "/renew")
                assert renewed is not None
                self.key = renewed.json["Message"]
            elif answer is not None and answer.status != 503:
                return answer
        raise AssertionError(f"{method} {path} did not get through in three tries")


def _sum(amounts: Any) -> Decimal:
    return sum((Decimal(str(amount)).quantize(Decimal("0.01")) for amount in amounts), Decimal(0))


@contextmanager
def _driven() -> Iterator[Driver]:
    driver = Driver(build(Settings()).app)
    try:
        yield driver
    finally:
        driver.close()


@pytest.mark.parametrize(("kind", "lives"), [(Lives, 40), (HarshLives, 25)])
def test_random_lives_lose_no_cent(kind: type[Lives], lives: int) -> None:
    """The long profile leads two thousand of each kind."""
    profile = settings()
    lives = profile.max_examples if profile.max_examples > 100 else lives
    with _driven() as driver:
        kind.driver = driver
        run_state_machine_as_test(kind, settings=settings(profile, max_examples=lives, stateful_step_count=25))
