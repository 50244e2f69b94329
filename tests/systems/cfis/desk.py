"""A client and a tester at work on one world of a sandbox; every answer of CFIS is held to its contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from contracts.documents import load
from simulator.http.contract import Contract
from simulator.http.refusals import Refused
from tests.systems.driver import Answer, Driver

START = "2026-01-05T09:00:00+02:00"
"""A Monday morning in Finland, at which worlds begin."""
PARTNER = "/api/v1/partner"
TODAY = "2026-01-05"
INVOICE = 202600145
REFERENCE = "2516000017"
CONTRACT = Contract.of(load("cfis"))
_ENCODE = msgspec.json.Encoder(decimal_format="number").encode


class Client(NamedTuple):
    """Where a creditor's integration calls, and with what."""

    base: str
    key: str
    id: int
    prefix: str


class Desk:
    """One world: a client's integration on one side, the control plane on the other."""

    def __init__(self, driver: Driver, contract: Contract = CONTRACT, **plan: Any) -> None:
        self.driver, self.contract = driver, contract
        founded = driver.post("/sandbox/worlds", {"now": START, **plan})
        assert founded is not None
        assert founded.status == 201, founded.body
        self.opened: Any = founded.json
        self.world: str = self.opened["world"]
        self.clients = clients_of(self.opened, "staging")
        self.client = self.clients[0] if self.clients else Client("/cfis", "", 0, "")

    # ---- CFIS -----------------------------------------------------------------------------------------------------

    def get(self, path: str, client: Client | None = None, **query: Any) -> Answer:
        """Read as a client does; the answer keeps the contract."""
        return self.ask("GET", PARTNER + path, client=client, query=query)

    def post(self, path: str, document: Any, client: Client | None = None) -> Answer:
        """Send a document as a client does; the answer keeps the contract."""
        return self.ask("POST", PARTNER + path, written(document), client=client)

    def ask(self, method: str, path: str, body: bytes = b"", *, client: Client | None = None, **more: Any) -> Answer:
        """Send one request below the client's address; the answer keeps the contract."""
        using = client or self.client
        more.setdefault("key", using.key)
        answer = self.driver.send(method, using.base + path, body, **more)
        assert answer is not None, "the connection was dropped"
        keeps_the_contract(method, path, answer, self.contract)
        return answer

    def seen(self, path: str, client: Client | None = None, **query: Any) -> Any:
        """Return what a reading answers, which is a success."""
        answer = self.get(path, client, **query)
        assert answer.status == 200, answer.body
        return answer.json

    def done(self, path: str, document: Any, client: Client | None = None) -> Any:
        """Return what a sending answers, which is a success."""
        answer = self.post(path, document, client)
        assert answer.status == 200, answer.body
        return answer.json

    def hand_in(self, number: int = INVOICE, total: Any = 1000, client: Client | None = None, **more: Any) -> Any:
        """Hand in an invoice; see ``invoice``."""
        return self.done("/invoice", invoice(number, total, **more), client)

    def act(self, code: str, number: int = INVOICE, *, comment: str | None = "made up", **data: Any) -> Any:
        """Ask for one action on an invoice, and let its time come."""
        told = self.done("/invoice/action", actions((code, {"invoiceNumber": number, **data}), comment=comment))
        self.advance("PT10M")
        return told["actions"][0]

    def case(self, number: int = INVOICE, client: Client | None = None) -> Any:
        """Return the details of an invoice's case."""
        return self.seen("/invoice/case", client, invoiceNumber=number)

    def delivery(self, number: int = INVOICE) -> Any:
        """Return the delivery record of an invoice."""
        records = self.seen("/invoice/distribution", invoiceNumber=number)["invoices"]
        assert len(records) == 1
        return records[0]

    # ---- the control plane ----------------------------------------------------------------------------------------

    def plane(self, path: str, document: Any) -> Any:
        """Do what a tester does to the world."""
        answer = self.driver.send("POST", f"/sandbox/worlds/{self.world}{path}", written(document))
        assert answer is not None
        assert answer.status in (200, 201), answer.body
        return answer.json

    def told(self, path: str, **query: Any) -> Any:
        """Return what the control plane tells of the world."""
        answer = self.driver.get(f"/sandbox/worlds/{self.world}{path}", **query)
        assert answer is not None
        assert answer.status == 200, answer.body
        return answer.json

    def advance(self, length: str) -> Any:
        """Let time go by."""
        return self.plane("/clock", {"advance": length})

    def until(self, moment: str) -> Any:
        """Let time go by up to a moment, or to the start of a day in Finland."""
        return self.plane("/clock", {"to": moment})

    def pay(self, number: int = INVOICE, amount: Any = None, **more: Any) -> Any:
        """Let the debtor pay an invoice at the bank: with its reference and all that is open, unless told otherwise."""
        order = {"invoiceNumber": number, **({} if amount is None else {"amount": amount}), **more}
        return self.plane("/bank/payments", order)["payments"]

    def books(self) -> Any:
        """Return the books."""
        return self.told("/books")

    def standing(self) -> tuple[Any, Any]:
        """Return everything that a refused request must leave alone: the books, and every fact there is."""
        return self.books(), self.told("/events", limit=1000)

    def explanation(self, answer: Answer) -> Any:
        """Return the journal entry that a refusal names."""
        told = self.driver.get(urlsplit(answer.headers["x-sandbox-explain"]).path)
        assert told is not None
        assert told.status == 200, told.body
        return told.json


def clients_of(opened: Any, environment: str) -> list[Client]:
    """Return the clients of a world that was opened."""
    told = opened["cfis"][environment]
    base = urlsplit(told["baseUrl"]).path
    return [
        Client(base, each["accessToken"], each["clientId"], each["paymentReferencePrefix"]) for each in told["clients"]
    ]


def written(document: Any) -> bytes:
    """Return a document as the bytes that are sent."""
    return _ENCODE(document)


def keeps_the_contract(method: str, path: str, answer: Answer, contract: Contract = CONTRACT) -> None:
    """Hold an answer to what the contract promises, refusals included; no answer is a failure of the server."""
    assert answer.status < 500, answer.body
    try:
        terms, _ = contract.find(method, path)
    except Refused:
        return
    assert terms.promises(answer.status), f"{terms.id} answers {answer.status}"
    rule = terms.reply_rule(answer.status)
    assert bool(answer.body) == (rule is not None)
    if rule is not None:
        assert answer.headers["content-type"] == "application/json"
        assert rule.findings(json.loads(answer.body)) == (), terms.id


def fields(answer: Answer) -> dict[str, str]:
    """Return what is wrong with a request, by field."""
    return {each["field"]: each["message"] for each in answer.json.get("errors", ())}


def invoice(number: int = INVOICE, total: Any = 1000, **more: Any) -> dict[str, Any]:
    """Return a plain invoice to a made-up buyer, dated the day worlds begin and due in two weeks.

    ``more`` are members by their last name: those of the header, of the switches, of the distribution and of the
    buyer; ``references``, ``terms``, ``rows``, ``amounts`` and ``paymentData`` as a whole.
    """
    document: dict[str, Any] = {
        "processing": {},
        "distribution": {"method": "EMAIL", "enabled": True},
        "invoice": {
            "header": {
                "number": number,
                "type": "INVOICE",
                "date": TODAY,
                "dueDate": "2026-01-19",
                "currencyCode": "EUR",
            },
            "parties": {
                "sellerParty": {"name": "Made-up Seller Oy"},
                "buyerParty": {
                    "entityType": "BUSINESS",
                    "name": "Made-up Buyer Oy",
                    "contact": {"email": "buyer@example.com"},
                },
            },
            "amounts": {"totalAmount": total},
        },
    }
    content = document["invoice"]
    places = {
        **dict.fromkeys(("type", "date", "dueDate", "currencyCode"), content["header"]),
        **dict.fromkeys(("method", "enabled"), document["distribution"]),
        **dict.fromkeys(
            ("paymentControlEnabled", "manualApprovalEnabled", "accountingInvoiceEnabled"), document["processing"]
        ),
        **dict.fromkeys(("references", "terms", "rows", "amounts", "paymentData"), content),
    }
    for name, value in more.items():
        places.get(name, content["parties"]["buyerParty"])[name] = value
    return document


def actions(*wanted: tuple[str, Mapping[str, Any]], comment: str | None = "made up") -> dict[str, Any]:
    """Return a batch of actions by code and data."""
    return {"actions": [{"code": code, "comment": comment, "data": dict(data)} for code, data in wanted]}


def changed(document: Any, path: str, value: Any) -> Any:
    """Return a copy of ``document`` with one member set; ``path`` is written like the name of a field."""
    copy = deepcopy(document)
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    place = copy
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return copy
