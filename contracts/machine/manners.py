"""How a client behaves towards CFIS, judged by its exchanges: books can agree where manners are bad.

Each judge looks at one deed: one thing that the client was told to do, and the requests that it made for it.
The weather is never the client's fault: an answer that was spoilt or kept back is none that it could have minded.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

Exchange = Mapping[str, Any]
"""One entry of the journal, whole."""
NOT_JSON: Final = 415
THERE_ALREADY: Final = "already_exists"
MASK: Final = "…"
"""What stands for the rest of a secret in the journal."""
OFTEN: Final = 4
"""So often the same question is asked for nothing, where it was answered each time."""
ABOUT_TOKENS: Final = frozenset({"renewToken", "validateToken"})
"""Questions about the token itself: it may be validated before every request."""
TRIALS: Final = 2
"""Times that a document may be refused for each time it was handed in: once when it was lost, and once for good."""
REFUSALS: Final = frozenset({400, 402, 403, 404, 413, 415})
LONGEST_WAIT_SECONDS: Final = 60.0
"""A client need not be more patient than this, however long it was told to wait."""
NUMBER: Final = ("invoice", "header", "number")
KEPT: Final = (
    ("processing", "paymentControlEnabled"),
    ("distribution", "method"),
    ("invoice", "amounts", "totalAmount"),
    ("invoice", "header", "type"),
    ("invoice", "header", "date"),
    ("invoice", "header", "dueDate"),
    ("invoice", "header", "currencyCode"),
)
"""What of an invoice is never changed on its way."""


class Deed(NamedTuple):
    """What the client did at once: the documents it was handed, and its exchanges, oldest first."""

    documents: Sequence[Mapping[str, Any]]
    exchanges: Sequence[Exchange]


class Manners:
    """Judges the deeds of one life. ``base_url`` is the address that the client was given."""

    def __init__(self, base_url: str) -> None:
        self._root = urlsplit(base_url).path.rstrip("/")
        self._handed_in = Counter[str]()
        self._invoices: dict[int, Mapping[str, Any]] = {}
        self._actions: list[Mapping[str, Any]] = []
        self._refused = Counter[tuple[str, str]]()
        self._sent, self._refused_numbers = set[int](), set[int]()

    def lapses(self, deed: Deed) -> list[str]:
        """Return what was bad about a deed, each lapse once."""
        for each in deed.documents:
            self._handed_in[_plain(each)] += 1
            if "invoice" in each:
                self._invoices[each["invoice"]["header"]["number"]] = each
            self._actions += each.get("actions") or ()
        found = [one for each in deed.exchanges for judge in self._of_one for one in judge(each)]
        found += [one for judge in OF_A_DEED for one in judge(deed.exchanges)]
        return list(dict.fromkeys(found))

    def delusions(self, belief: Mapping[str, Any]) -> Iterator[str]:
        """Yield what is believed of invoices that nothing happened to give reason for."""
        states = {each["invoiceNumber"]: each.get("state") for each in belief["invoices"]}
        for number in self._invoices.keys() - states.keys():
            yield f"the client was handed invoice {number}, and knows nothing of it"
        for number, state in states.items():
            if state == "REFUSED" and number in self._sent - self._refused_numbers:
                yield f"the client believes that CFIS refused invoice {number}, which it never was"

    @property
    def _of_one(self) -> Sequence[Callable[[Exchange], Iterator[str]]]:
        return (
            _secret_in_address,
            _unnamed,
            self._elsewhere,
            self._own_mistake,
            self._altered,
            self._made_up,
            self._stubborn,
        )

    def _elsewhere(self, exchange: Exchange) -> Iterator[str]:
        path = urlsplit(exchange["url"]).path
        if not path.startswith(f"{self._root}/"):
            yield f"the client uses its token at {path}, which is not the address it was given"

    def _own_mistake(self, exchange: Exchange) -> Iterator[str]:
        """What the client was told to send may be wrong; what it makes of it may not."""
        wrong, sent = exchange["verdict"]["request"], _document(exchange)
        if exchange["operation"] == "createInvoice":
            told = self._invoices.get(_member(sent, NUMBER), sent)
            wrong = [each for each in wrong if _at(told, each["field"]) != _at(sent, each["field"])]
        if wrong and _plain(sent) not in self._handed_in:
            what = "; ".join(f"{each['field']} {each['message']}" for each in wrong)
            yield f"the client's {exchange['operation']} breaks the contract: {what}"

    def _altered(self, exchange: Exchange) -> Iterator[str]:
        """What is handed in is what arrives."""
        if exchange["operation"] != "createInvoice":
            return
        sent = _document(exchange)
        number = _member(sent, NUMBER)
        self._sent.add(number)
        if exchange["status"] in REFUSALS:
            self._refused_numbers.add(number)
        told = self._invoices.get(number)
        for place in KEPT if told is not None else ():
            one, other = _member(told, place), _member(sent, place)
            if one != other:
                yield f"the client sends {place[-1]} {other} for invoice {number}; {one} was handed in"

    def _made_up(self, exchange: Exchange) -> Iterator[str]:
        """What is asked for is what somebody wanted."""
        if exchange["operation"] != "createInvoiceAction":
            return
        for each in (_document(exchange) or {}).get("actions") or ():
            if not any(_is_asked_for(each, told) for told in self._actions):
                yield f"the client asks for {each.get('code')} with {each.get('data')}, which nobody wanted"

    def _stubborn(self, exchange: Exchange) -> Iterator[str]:
        """What was refused is not sent again; what is there already may be, by who cannot look whether it is."""
        is_there = exchange["explanation"].get("code") == THERE_ALREADY
        if exchange["method"] != "POST" or exchange["status"] not in REFUSALS or exchange["fault"] or is_there:
            return
        document = _document(exchange)
        said = _plain(document)
        self._refused[exchange["operation"], said] += 1
        times = self._refused[exchange["operation"], said]
        if times > TRIALS * max(self._handed_in[said], 1):
            yield f"the client sent the same {exchange['operation']} {times} times, although it was refused"


def _secret_in_address(exchange: Exchange) -> Iterator[str]:
    if MASK in exchange["query"]:
        yield f"the client writes its token in the address of {exchange['operation']}"


def _is_asked_for(sent: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    return bool(told["code"] == sent.get("code") and told["data"].items() <= (sent.get("data") or {}).items())


def _unnamed(exchange: Exchange) -> Iterator[str]:
    if exchange["status"] == NOT_JSON:
        yield f"the client does not say that the body of its {exchange['operation']} is JSON"


def _asked_in_vain(exchanges: Sequence[Exchange]) -> Iterator[str]:
    """Ask the same question again and again, though it was answered and nothing was sent meanwhile."""
    for is_question, run in groupby(exchanges, lambda each: each["method"] == "GET"):
        answered = Counter((each["operation"], each["query"]) for each in run if is_question and _is_answered(each))
        for (operation, _), times in answered.items():
            if times >= OFTEN:
                yield f"the client asked the same {operation} {times} times in one turn, although it was answered"


def _is_answered(exchange: Exchange) -> bool:
    is_spoilt = exchange["fault"] is not None and not exchange["fault"].startswith("vary")
    return 200 <= exchange["status"] < 300 and not is_spoilt and exchange["operation"] not in ABOUT_TOKENS


def _renewed_in_vain(exchanges: Sequence[Exchange]) -> Iterator[str]:
    renewed = sum(each["operation"] == "renewToken" and each["status"] == 200 for each in exchanges)
    needed = sum(each["status"] == 401 for each in exchanges)
    if renewed > needed + 1:
        yield f"the client renewed its token {renewed} times in one turn; {needed} requests needed that"


def _hurried(exchanges: Sequence[Exchange]) -> Iterator[str]:
    told: dict[str, tuple[datetime, float]] = {}
    for each in exchanges:
        now, operation = datetime.fromisoformat(each["at"]), each["operation"]
        if operation in told:
            since, seconds = told.pop(operation)
            waited = (now - since).total_seconds()
            if waited < seconds:
                yield f"the client came back to {operation} after {waited:g} s; it was told to wait {seconds:g} s"
        said = each["response"]["headers"].get("Retry-After", "")
        if each["status"] in (429, 503) and said.isdigit():
            told[operation] = now, min(float(said), LONGEST_WAIT_SECONDS)


OF_A_DEED: Final[Sequence[Callable[[Sequence[Exchange]], Iterator[str]]]] = (_asked_in_vain, _renewed_in_vain, _hurried)


def _document(exchange: Exchange) -> Any:
    """Return the JSON object that was sent, or None."""
    try:
        sent = json.loads(exchange["body"] or "null")
    except ValueError:
        return None
    return sent if isinstance(sent, dict) else None


def _member(document: Any, place: Sequence[str]) -> Any:
    """Return a member of members, or None where there is none."""
    for name in place:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _at(document: Any, field: str) -> Any:
    return _member(document, field.split("."))


def _plain(document: Any) -> str:
    """Return a document as text, the same for the same content."""
    return json.dumps(document, sort_keys=True, default=str)
