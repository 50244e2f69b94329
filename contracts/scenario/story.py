"""A story in words: what happened, one sentence a step, each with its virtual date."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from contracts.scenario.matching import phrase

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
Step = Mapping[str, Any]
"""One step of a story: a verb and what it says."""
Told = Any


def _invoice(told: Told) -> str:
    kind = f"A credit note to invoice {told['credits']}" if "credits" in told else "An invoice"
    sent = f"sent by {told['method']}" if told.get("method") else "not sent to anybody"
    watched = "" if told.get("control", True) else ", without payment control"
    besides = f", with {phrase(told['with'])}" if "with" in told else ""
    return (
        f"{kind} is handed in: number {told['number']}, {told['total']} from a {told['buyer'].lower()}, dated "
        f"{told['date']}, due {told['due']}, {sent}{watched}{besides}."
    )


def _action(told: Told) -> str:
    more = "".join(f", {name} {told[name]}" for name in ("due", "amount", "date") if name in told)
    return f"The client asks for {told['code']} on invoice {told['invoice']}{more}."


def _payment(told: Told) -> str:
    what = told.get("amount", "all that is open")
    on = f" on invoice {told['invoice']}" if "invoice" in told else ""
    who = told.get("payer", "The debtor")
    named = f" with reference {told['reference']}" if "reference" in told else ""
    dated = f", dated {told['date']}" if "date" in told else ""
    return f"{who} pays {what}{on}{named}{dated}."


FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "status": "is answered with status {status}",
        "drop": "is dropped before anything is done",
        "lost-answer": "is carried out, and its answer is lost",
        "truncate": "is carried out, and its answer breaks off",
        "malformed": "is carried out, and its answer is half of one",
        "rate-limit": "is one too many (429)",
        "expire-token": "comes with a token that has just expired",
        "delay": "is answered {seconds} seconds late",
        "vary": "is answered in another way that the contract allows ({variation})",
    }
)


def _fault(told: Told) -> str:
    times = told.get("times", 1)
    turn = told.get("turn", 1)
    after = "" if turn == 1 else f" after the next {turn - 1}"
    which = "The next" if times == 1 else f"Each of the next {times}"
    request = "request" if times == 1 else "requests"
    what = told.get("operation", f"{request} to {told.get('system', 'cfis')}")
    how = FAULTS[told["fault"]].format(**{"status": 503, "seconds": 0, "variation": "", **told})
    return f"{which} {what}{after} {how}."


def _ledger(told: Told) -> str:
    what = told["amount"] if "amount" in told else f"{len(told['rows'])} rows"
    return f"A ledger document is handed in: {told['key']}, {what}, dated {told['date']}."


def _booking(told: Told) -> str:
    payments = told.get("payments", [told])
    kind = "A payment for accounting is" if len(payments) == 1 else f"{len(payments)} payments for accounting are"
    return f"{kind} handed in: {'; '.join(map(_booked, payments))}."


def _booked(told: Told) -> str:
    on = f" on invoice {told['invoice']}" if "invoice" in told else ""
    return f"{told['key']}, {told['amount']}{on}, dated {told['date']}"


DEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "objection": "objects to invoice {invoice}",
        "objection-answer": "gets an answer to the objection to invoice {invoice}: it is groundless",
        "unreachable": "cannot be reached about invoice {invoice}",
        "returned-letter": "sends back what came about invoice {invoice}",
        "payment-plan": "asks to pay invoice {invoice} in {instalments} instalments",
    }
)


WHOLE: Final = re.compile(r"PT?(?P<count>\d+)[YMWDHS]")
"""A duration of one unit only."""
UNITS: Final[Mapping[tuple[bool, str], str]] = MappingProxyType(
    {
        (False, "Y"): "year",
        (False, "M"): "month",
        (False, "W"): "week",
        (False, "D"): "day",
        (True, "H"): "hour",
        (True, "M"): "minute",
        (True, "S"): "second",
    }
)
"""The units of a duration, by whether they are below a day, and by letter."""


def _debtor(told: Told) -> str:
    why = f": {told['reason']}" if "reason" in told else ""
    return f"The debtor {DEEDS[told['does']].format(**told)}{why}."


def _duration(told: str) -> str:
    if (whole := WHOLE.fullmatch(told)) is None:
        return f"{told} goes"
    count, unit = int(whole["count"]), UNITS.get((told[1] == "T", told[-1]), told[-1])
    return f"1 {unit} goes" if count == 1 else f"{count} {unit}s go"


def _advance(told: Told) -> str:
    if isinstance(told, str):
        return f"{_duration(told)} by."
    if "to" in told:
        return f"Time goes by until {told['to']}."
    until = told["until"]
    goal = "something happens" if isinstance(until, str) else f"invoice {until['invoice']} is {until['stage']}"
    return f"Time goes by until {goal}."


def _lock(told: Told) -> str:
    if told["until"] is None:
        return "The accountant opens the books."
    return f"The accountant closes the books up to {told['until']}."


WHOSE: Final[Mapping[str, str]] = MappingProxyType(
    {"client": "", "first": " with the client's first token", "other": " by another creditor"}
)


def _call(told: Told) -> str:
    where = " in production" if told.get("environment") == "production" else ""
    expected = told.get("expect", {}).get("status")
    answer = f", and is answered {expected}" if expected else ""
    return f"A request is made{WHOSE[told.get('as', 'client')]}: {told['method']} {told['path']}{where}{answer}."


def _deliver(told: Told) -> str:
    why = f": {told['reason']}" if "reason" in told else ""
    return f"Invoice {told['invoice']} {ARRIVALS[told['outcome']]}{why}."


def expectation(told: Told) -> str:
    """Return what must be so in words, as the end of a sentence."""
    ((kind, what),) = told.items()
    return EXPECTED[kind](what)


def _journal(told: Told) -> str:
    about = ", ".join(f"{name} {value}" for name, value in told.items() if name not in ("times", "atLeast", "atMost"))
    counts = (("times", "exactly {}"), ("atLeast", "at least {}"), ("atMost", "at most {}"))
    how = " and ".join(words.format(told[name]) for name, words in counts if name in told) or "at least 1"
    return f"the client made requests with {about or 'anything'}: {how}"


def _named(told: Told) -> str:
    return phrase({name: value for name, value in told.items() if name != "invoice"})


EXPECTED: Final[Mapping[str, Callable[[Told], str]]] = MappingProxyType(
    {
        "books": lambda told: (
            "what the client believes is so" if told == "agree" else f"the books of the world hold {phrase(told)}"
        ),
        "believed": lambda told: f"the books of the client hold {phrase(told)}",
        "case": lambda told: f"the case of invoice {told['invoice']} says {_named(told)}",
        "journal": _journal,
        "events": lambda told: (
            f"this happened, in order: {', '.join(each if isinstance(each, str) else phrase(each) for each in told)}"
        ),
    }
)
"""What each kind of expectation says, as the end of a sentence."""


ARRIVALS: Final[Mapping[str, str]] = MappingProxyType({"DELIVERED": "arrives", "FAILED": "does not arrive"})

SENTENCES: Final[Mapping[str, Callable[[Told], str]]] = MappingProxyType(
    {
        "submit": _invoice,
        "action": _action,
        "pay": _payment,
        "ledger": _ledger,
        "booking": _booking,
        "deliver": _deliver,
        "debtor": _debtor,
        "approve": lambda told: f"Somebody approves invoice {told['invoice']}.",
        "advance": _advance,
        "token": lambda told: f"The client's token is set to expire at {told['expires'] or 'no time'}.",
        "fault": _fault,
        "sync": lambda _: "What waits for accounting is carried there.",
        "lock": _lock,
        "call": _call,
        "expect": lambda told: f"Now {expectation(told)}.",
        "run": lambda _: "The client does its work.",
        "restart": lambda _: "The client is restarted; it knows what it stored.",
        "compare": lambda _: "The weather clears, the client does its work, and the books are compared.",
    }
)


def sentence(step: Step) -> str:
    """Return a step in words."""
    ((verb, told),) = step.items()
    return SENTENCES[verb](told)


def beginning(given: Mapping[str, Any]) -> str:
    """Return in words what a story starts with."""
    return (
        f"A {given['profile']} world (seed {given['seed']}) with a creditor under {given['service']}; settlements come "
        f"in the {given['settlementShape']} shape."
    )


def instant(text: str) -> datetime:
    """Return the instant that a story means; a date is the start of that Finnish day."""
    told = datetime.fromisoformat(text)
    return told if told.tzinfo is not None else told.replace(tzinfo=HELSINKI)


class Line(NamedTuple):
    """One line of a story: the virtual instant, and what happened then, in words."""

    at: datetime
    text: str


class Story:
    """A story as it unfolds. ``steps`` and ``lines`` grow with it; the first line is the beginning."""

    def __init__(self, given: Mapping[str, Any], now: datetime) -> None:
        self.given, self.steps = given, list[Step]()
        self.lines = [Line(now, beginning(given))]

    def add(self, step: Step, now: datetime) -> Line:
        """Note a step with its time, before it is carried out."""
        self.steps.append(step)
        self.lines.append(Line(now, sentence(step)))
        return self.lines[-1]

    def take_back(self) -> None:
        """Forget the last step, which the world did not let happen."""
        self.steps.pop()
        self.lines.pop()

    @property
    def text(self) -> str:
        """The story so far, each line with its Finnish day."""
        return "\n".join(f"{line.at.astimezone(HELSINKI).date()}  {line.text}" for line in self.lines)
