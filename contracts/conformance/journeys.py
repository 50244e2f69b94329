"""Several requests in a row, where what the later ones answer follows from the earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.conformance.answers import Answer
from contracts.conformance.findings import Finding, Outcome
from contracts.conformance.judge import Judge, finding
from contracts.conformance.server import Server
from contracts.documents import Document, examples
from contracts.evidence import Mark

CREDIT_DAYS: Final = 14
REFUSALS: Final = (400, 401, 403)
WRONG_FORM: Final = MappingProxyType(
    {"grant_type": "client_credentials", "client_id": "nobody", "client_secret": "wrong", "api_key": "wrong"}
)
NO_CONTENT: Final = 204


class Traveller:
    """Sends the requests of one journey, and holds every answer to the contract."""

    def __init__(self, server: Server, document: Document) -> None:
        self.server, self._judge = server, Judge(document)
        self._operations = {operation.operation_id: operation for operation in document.operations}
        self.sent = self.accepted = 0
        self.found: list[Finding] = []
        self.untested = ""

    def ask(self, name: str, *, to: Server | None = None, **parts: Any) -> Answer:
        """Return the answer to a request for the operation ``name``; ``parts`` are query, body and path."""
        operation, using = self._operations[name], to or self.server
        path = operation.path.format(**using.door.values(), **parts.pop("path", {}))
        answer = using.send(operation, {"method": operation.method, "url": using.base + path, **parts})
        self.sent, self.accepted = self.sent + 1, self.accepted + answer.is_success
        self.found += self._judge.findings(operation, answer)
        return answer

    def expect(self, is_so: bool, name: str, answer: Answer, expected: str, mark: Mark | None = None) -> bool:
        """Note a finding about ``answer`` unless ``is_so``, and return whether it is."""
        if not is_so:
            operation = self._operations[name]
            known = mark or Mark(operation.evidence, operation.source)
            self.found.append(finding(operation, answer, "journey", known, expected=expected))
        return is_so


def wrong_credentials(traveller: Traveller) -> None:
    """Nobody is let in with a wrong secret; a system that gives tokens gives none."""
    name = ENTRANCES[traveller.server.system]
    if name == "requestToken":
        answer = traveller.ask(name, data=WRONG_FORM)
    else:
        with traveller.server.stranger() as stranger:
            answer = traveller.ask(name, to=stranger)
    traveller.expect(answer.status in REFUSALS, name, answer, "a refusal of wrong credentials")


def created_invoice(traveller: Traveller) -> None:
    """An invoice that was handed in can be read back, and cannot be handed in twice."""
    now = traveller.server.now()
    number = int(f"{now:%y%m%d%H%M%S}")
    document = _invoice(number, f"{now:%Y-%m-%d}", f"{now + timedelta(days=CREDIT_DAYS):%Y-%m-%d}")
    created = traveller.ask("createInvoice", json=document)
    if not traveller.expect(created.is_success, "createInvoice", created, "a plain invoice to be taken"):
        return
    told = traveller.ask("getDistribution", params={"invoiceNumber": number})
    listed = [each.get("invoiceNumber") for each in _members(told.json(), "invoices")]
    traveller.expect(listed == [number], "getDistribution", told, f"invoice {number} and no other")
    again = traveller.ask("createInvoice", json=document)
    traveller.expect(not again.is_success, "createInvoice", again, f"a refusal of invoice {number} for the second time")


def renewed_token(traveller: Traveller) -> None:
    """A renewed token opens the account, and the one before it does not."""
    before = traveller.server.present()
    renewed = traveller.ask("renewToken")
    if not traveller.expect(renewed.is_success, "renewToken", renewed, "another token"):
        before.close()
        return
    told = traveller.ask("validateToken")
    traveller.expect(told.is_success, "validateToken", told, "the new token to be live")
    with before:
        old = traveller.ask("validateToken", to=before)
    mark = Mark("assumed", "renew-access-token-4087230e0 / the old token stops working at once")
    traveller.expect(old.status == 401, "validateToken", old, "the old token to be dead", mark)


def fetched_settlements(traveller: Traveller) -> None:
    """A settlement that was read is not among the unread ones."""
    first = traveller.ask("getSettlements")
    read = {each.get("settlementId") for each in _members(first.json(), "settlements")}
    if not read:
        traveller.untested = "there is no settlement in the last 30 days"
        return
    second = traveller.ask("getSettlements", params={"unfetchedOnly": "true"})
    left = {each.get("settlementId") for each in _members(second.json(), "settlements")}
    fine = second.status == NO_CONTENT or (second.is_success and not read & left)
    traveller.expect(fine, "getSettlements", second, "none of the settlements that were read before")


def created_record(traveller: Traveller) -> None:
    """A record that was kept can be read back."""
    create = CREATIONS[traveller.server.system]
    body = next(
        each for each in examples(traveller.server.system) if each.path.name == create.example
    ).path.read_bytes()
    media = {"Content-Type": create.media}
    made = traveller.ask(create.operation, data=body, headers=media, params=dict(create.query))
    if not traveller.expect(made.is_success, create.operation, made, "the documented example to be taken"):
        return
    told = traveller.ask(create.reading)
    fine = told.is_success and create.name.encode() in told.body
    traveller.expect(fine, create.reading, told, f"{create.name!r} to be listed")


class Creation(NamedTuple):
    """How a harmless record is kept and listed: the operations, the example that is sent, and a name in it."""

    operation: str
    example: str
    media: str
    query: Mapping[str, str]
    reading: str
    name: str


Journey = Callable[[Traveller], None]
CREATIONS: Final[Mapping[str, Creation]] = MappingProxyType(
    {
        "netvisor": Creation(
            "saveCustomer",
            "saveCustomer.request.xml",
            "text/xml",
            MappingProxyType({"method": "add"}),
            "listCustomers",
            "Kallavesi Varaosat Oy",
        ),
        "netbaron": Creation(
            "saveCustomer",
            "saveCustomer.request.json",
            "application/json",
            MappingProxyType({}),
            "listCustomers",
            "Made-Up Customer 1",
        ),
        "procountor": Creation(
            "createProduct",
            "createProduct.request.json",
            "application/json",
            MappingProxyType({}),
            "listProducts",
            "P-1",
        ),
    }
)
ENTRANCES: Final[Mapping[str, str]] = MappingProxyType(
    {"cfis": "getPayments", "netvisor": "listPeriods", "netbaron": "listPeriods", "procountor": "requestToken"}
)
"""What is asked with wrong credentials."""
READING: Final[tuple[Journey, ...]] = (wrong_credentials,)
"""The journeys that change nothing."""
WRITING: Final[Mapping[str, tuple[Journey, ...]]] = MappingProxyType(
    {
        "cfis": (fetched_settlements, created_invoice, renewed_token),
        "netvisor": (created_record,),
        "netbaron": (created_record,),
        "procountor": (created_record,),
    }
)
USES: Final[Mapping[Journey, str]] = MappingProxyType(
    {fetched_settlements: "getSettlements", created_invoice: "createInvoice", renewed_token: "renewToken"}
)
"""The operation without which a journey is not made."""


def travel(server: Server, document: Document, *, read_only: bool, without: frozenset[str]) -> Iterator[Outcome]:
    """Yield how each journey went; one that needs an operation of ``without`` is not made."""
    for journey in (*READING, *(() if read_only else WRITING[server.system])):
        name = journey.__name__.replace("_", "-")
        if USES.get(journey) in without:
            yield Outcome(name, untested=f"without {USES[journey]}")
            continue
        traveller = Traveller(server, document)
        journey(traveller)
        untested = "" if traveller.found else traveller.untested
        yield Outcome(name, traveller.sent, traveller.accepted, tuple(traveller.found), untested)


def _members(body: object, name: str) -> list[Mapping[str, Any]]:
    """Return the objects in a member of ``body``, none where it has another form."""
    listed = body.get(name) if isinstance(body, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _invoice(number: int, day: str, due: str) -> Any:
    header = {"number": number, "type": "INVOICE", "date": day, "dueDate": due, "currencyCode": "EUR"}
    buyer = {"entityType": "BUSINESS", "name": "Made-Up Customer 1", "contact": {"email": "buyer@example.com"}}
    return {
        "processing": {},
        "distribution": {"method": "EMAIL", "enabled": True},
        "invoice": {
            "header": header,
            "parties": {"sellerParty": {"name": "Example Oy"}, "buyerParty": buyer},
            "amounts": {"totalAmount": 10},
        },
    }
