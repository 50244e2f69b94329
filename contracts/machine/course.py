"""What happens in a life: invoices, actions, payments, time, work and trouble, as steps of a story."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from contracts.machine.fate import Fate
from contracts.machine.troubles import ALL_DAY, FAULTS, QUESTIONS, TIMES, VARIATIONS, may_befall

METHODS: Final = ("EMAIL", "PRINT", "EINVOICE", None)
CODES: Final = ("COMMENT", "DUEDATE", "PAUSE", "OBJECTION", "PAYMENTPLAN", "WITHDRAW")
BUYERS: Final = ("CONSUMER", "BUSINESS")
OUTCOMES: Final = ("DELIVERED", "FAILED")
WAYS_TO_PAY: Final = ("some", "what the invoice says", "too much", "twice", "wrong reference", "earlier", "later")
WRONG: Final = {"invoice": {"parties": {"buyerParty": {"entityType": "ROBOT"}}}}
FIRST_NUMBERS: Final = (1001, 1001, 990)
MOST_FAULTS: Final = 3
MOST_CENTS: Final = 300_000
TRUTH: Final = (True, False)
RETURNS: Final = timedelta(days=90)
"""How long after it was handed in an invoice may still arrive, or turn out not to; nobody asks about it for ever."""


class Course:
    """The course of a life. ``play`` carries a step out, ``now`` is the time in it, ``today`` its Finnish date.

    A life knows some of what can happen and some of the troubles (swarm testing), so that rare mixtures come about that
    an even choice would drown.
    """

    def __init__(
        self, fate: Fate, play: Callable[[str, Any], None], now: Callable[[], datetime], today: Callable[[], date]
    ) -> None:
        self._fate, self._play, self._now, self._today = fate, play, now, today
        faults = {fate.one_of(range(len(FAULTS))) for _ in range(fate.between(0, MOST_FAULTS))}
        self._troubles = [FAULTS[place] for place in sorted({0, *faults})]
        self._known = fate.some_of(HAPPENINGS)
        self._first_number = fate.one_of(FIRST_NUMBERS)
        self._handed_in: dict[int, str] = {}
        self._days: dict[int, date] = {}

    @property
    def next_number(self) -> int:
        """The number of the next invoice that is handed in."""
        return self._first_number + len(self._handed_in)

    def begin(self) -> None:
        """Hand a first invoice in, which is sent and watched."""
        told = {"date": self._day(0), "due": self._day(self._fate.between(0, 45))}
        self._hand_in(self._amount("EUR"), self._fate.one_of(BUYERS), told, "EMAIL")

    def go_on(self) -> None:
        """Let something happen."""
        self._fate.one_of(self._known)(self)

    def hand_in(self) -> None:
        """An invoice: new or old, due in the past, on a holiday or later, watched by the agency or not."""
        age, days = self._fate.one_of((0, 0, 1, 40)), self._fate.between(0, 45)
        told: dict[str, Any] = {"date": self._day(-age), "due": self._day(days - age)}
        if self._fate.one_of((False, False, False, True)):
            told["control"] = False
        total = self._amount(self._fate.one_of(("EUR", "EUR", "SEK")))
        self._hand_in(total, self._fate.one_of(BUYERS), told, self._fate.one_of(METHODS))

    def hand_in_wrongly(self) -> None:
        """An invoice that breaks the contract, and is refused."""
        self._hand_in(self._amount("EUR"), "BUSINESS", {"date": self._day(0), "due": self._day(0), "with": WRONG}, None)

    def credit(self) -> None:
        """A credit note to an invoice, or to a credit note, which is refused."""
        credited = self._one()
        told = {"date": self._day(0), "due": self._day(0), "credits": credited}
        self._hand_in(self._amount(self._currency(credited)), "BUSINESS", told, None)

    def act(self) -> None:
        """An action, right or wrong."""
        told: dict[str, Any] = {"code": self._fate.one_of(CODES), "invoice": self._one()}
        if told["code"] == "DUEDATE":
            told["due"] = self._day(self._fate.between(-3, 60))
        self._go_wrong("createInvoiceAction")
        self._play("action", told)

    def be_paid_directly(self) -> None:
        """A debtor pays the creditor, who tells the agency."""
        number = self._one()
        self._go_wrong("createInvoiceAction")
        paid = {"amount": self._amount(self._currency(number)), "date": self._day(self._fate.between(-3, 0))}
        self._play("action", {"code": "DIRECTPAYMENT", "invoice": number, **paid})

    def deliver(self) -> None:
        """An invoice that was handed in not long ago arrives, or does not."""
        recent = [number for number, day in self._days.items() if self._today() <= day + RETURNS]
        if recent:
            self._play("deliver", {"invoice": self._fate.one_of(recent), "outcome": self._fate.one_of(OUTCOMES)})

    def pay(self) -> None:
        """A debtor pays what is open; perhaps the agency pays that out before anything else is done."""
        self._play("pay", {"invoice": self._one()})
        self._rest((0, 5))

    def be_paid_out(self) -> None:
        """A debtor pays, and the agency pays that out; then the client works, and perhaps is restarted at once."""
        self._play("pay", {"invoice": self._one()})
        self._rest((5, 45))
        self._go_wrong("getSettlements")
        self._play("run", None)
        if self._fate.one_of(TRUTH):
            self._play("restart", None)

    def pay_otherwise(self) -> None:
        """A debtor pays in one of the other ways debtors do."""
        number, how = self._one(), self._fate.one_of(WAYS_TO_PAY)
        paid = self._amount(self._currency(number), 500_000 if how == "too much" else 0)
        if how == "what the invoice says":
            paid = self._handed_in[number]
        told: dict[str, Any] = {"invoice": number, "amount": paid}
        if how == "wrong reference":
            told = {"reference": "999999", "amount": paid}
        if how in ("earlier", "later"):
            told["date"] = self._day(-5 if how == "earlier" else 3)
        for _ in range(2 if how == "twice" else 1):
            self._play("pay", told)

    def pay_in_parts(self) -> None:
        """A debtor pays a part, perhaps late, of which the client hears; then as much comes in that was paid before."""
        number = self._one()
        total, _, currency = self._handed_in[number].partition(" ")
        part = _amount(max(int(Decimal(total).scaleb(2)) // self._fate.one_of((2, 3, 10)), 1), currency)
        self._rest((0, 30, 60))
        for more in ({}, {"date": self._day(-5)}):
            self._play("pay", {"invoice": number, "amount": part, **more})
            self._play("run", None)

    def wait(self) -> None:
        """Time goes by, and the client rests."""
        self._rest((45, 14, 90))

    def work(self) -> None:
        """The client does its work, some time after what was last done."""
        self._rest((0, 1, 3, 7))
        for operation in self._fate.one_of((QUESTIONS, *((each,) for each in QUESTIONS))):
            self._go_wrong(operation)
        self._play("run", None)

    def work_with_other_answers(self) -> None:
        """The client does its work, and every question is answered in another way that says the same; then compare.

        Of faults that wait for the same question the first one comes: without the comparison, which clears the weather,
        a life would see no second variation.
        """
        self._rest((1, 7))
        variation = self._fate.one_of(VARIATIONS)
        for operation in QUESTIONS:
            self._play("fault", {"operation": operation, **variation, "times": ALL_DAY})
        self._play("run", None)
        self._play("compare", None)

    def let_token_expire(self) -> None:
        """The client's token gets an end."""
        self._go_wrong("renewToken")
        days = self._fate.one_of((0, 1, 10))
        self._play("token", {"expires": (self._now() + timedelta(days=days)).isoformat()})

    def restart(self) -> None:
        """The client forgets all that it did not store, perhaps after its work; perhaps the books are compared then."""
        works, compares = self._fate.one_of(TRUTH), self._fate.one_of(TRUTH)
        if works:
            self._play("run", None)
        self._play("restart", None)
        if compares:
            self._play("compare", None)

    def _rest(self, several: Sequence[int]) -> None:
        days = self._fate.one_of(several)
        if days:
            self._play("advance", f"P{days}D")

    def _hand_in(self, total: str, buyer: str, told: Mapping[str, Any], method: str | None) -> None:
        number = self.next_number
        self._handed_in[number], self._days[number] = total, self._today()
        self._go_wrong("createInvoice")
        self._play("submit", {"number": number, "total": total, "buyer": buyer, "method": method, **told})

    def _go_wrong(self, operation: str) -> None:
        """Let one of the troubles that this life knows befall an operation, or none."""
        possible = [each for each in self._troubles if may_befall(each, operation)]
        trouble = self._fate.one_of([None, None, None, *possible])
        if trouble is not None:
            self._play("fault", {"operation": operation, **trouble, "times": self._fate.one_of(TIMES)})

    def _day(self, offset: int) -> str:
        return (self._today() + timedelta(days=offset)).isoformat()

    def _currency(self, number: int) -> str:
        return self._handed_in[number].partition(" ")[2]

    def _one(self) -> int:
        return self._fate.one_of(list(self._handed_in))

    def _amount(self, currency: str, more: int = 0) -> str:
        return _amount(self._fate.between(1, MOST_CENTS) + more, currency)


HAPPENINGS: Final[Sequence[Callable[[Course], None]]] = (
    Course.hand_in,
    Course.hand_in_wrongly,
    Course.credit,
    Course.act,
    Course.be_paid_directly,
    Course.deliver,
    Course.pay,
    Course.be_paid_out,
    Course.pay_otherwise,
    Course.pay_in_parts,
    Course.wait,
    Course.work,
    Course.work_with_other_answers,
    Course.let_token_expire,
    Course.restart,
)


def _amount(cents: int, currency: str) -> str:
    return f"{Decimal(cents).scaleb(-2)} {currency}"
