"""A story in words: what happened, one sentence a step, each with its virtual date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

Step = Mapping[str, Any]
"""One step of a story: a verb and what it says."""
Told = Any


def _invoice(told: Told) -> str:
    kind = f"A credit note to invoice {told['credits']}" if "credits" in told else "An invoice"
    sent = f"sent by {told['method']}" if told.get("method") else "not sent to anybody"
    watched = "" if told.get("control", True) else ", without payment control"
    return (
        f"{kind} is handed in: number {told['number']}, {told['total']} from a {told['buyer'].lower()}, dated "
        f"{told['date']}, due {told['due']}, {sent}{watched}."
    )


def _action(told: Told) -> str:
    more = "".join(f", {name} {told[name]}" for name in ("due", "amount", "date") if name in told)
    return f"The client asks for {told['code']} on invoice {told['invoice']}{more}."


def _payment(told: Told) -> str:
    what = told.get("amount", "all that is open")
    on = f" on invoice {told['invoice']}" if "invoice" in told else ""
    named = f" with reference {told['reference']}" if "reference" in told else ""
    dated = f", dated {told['date']}" if "date" in told else ""
    return f"The debtor pays {what}{on}{named}{dated}."


FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "status": "is answered with status {status}",
        "drop": "is dropped before anything is done",
        "lost-answer": "is carried out, and its answer is lost",
        "truncate": "is carried out, and its answer breaks off",
        "malformed": "is carried out, and its answer is half of one",
        "rate-limit": "is one too many (429)",
        "expire-token": "comes with a token that has just expired",
        "vary": "is answered in another way that the contract allows ({variation})",
    }
)


def _fault(told: Told) -> str:
    times = told.get("times", 1)
    which = "The next" if times == 1 else f"Each of the next {times}"
    return f"{which} {told['operation']} {FAULTS[told['fault']].format(**told)}."


ARRIVALS: Final[Mapping[str, str]] = MappingProxyType({"DELIVERED": "arrives", "FAILED": "does not arrive"})

SENTENCES: Final[Mapping[str, Callable[[Told], str]]] = MappingProxyType(
    {
        "submit": _invoice,
        "action": _action,
        "pay": _payment,
        "deliver": lambda told: f"Invoice {told['invoice']} {ARRIVALS[told['outcome']]}.",
        "advance": lambda told: f"{told} go by.",
        "token": lambda told: f"The client's token is set to expire at {told['expires']}.",
        "fault": _fault,
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


class Story:
    """A story as it unfolds."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given, self.steps = given, list[Step]()
        self._lines = [f"{given['now'][:10]}  {beginning(given)}"]

    def add(self, step: Step, day: date) -> None:
        """Note a step on its day, before it is carried out."""
        self.steps.append(step)
        self._lines.append(f"{day}  {sentence(step)}")

    @property
    def text(self) -> str:
        """The story so far."""
        return "\n".join(self._lines)
