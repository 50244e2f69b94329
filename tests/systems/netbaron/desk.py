"""An integration at work on one world's books under the assumed contract; every answer is held to the contract."""

from __future__ import annotations

import json
from base64 import b64encode
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import msgspec

from contracts.documents import examples, load
from simulator.http.contract import Contract
from simulator.http.refusals import Refused
from tests.systems.driver import Answer, Driver

START = "2026-01-21T09:00:00+02:00"
CONTRACT = Contract.of(load("netbaron"))
EXAMPLES: dict[str, Any] = {one.path.stem: one.value for one in examples("netbaron")}
_ENCODE = msgspec.json.Encoder(decimal_format="number").encode


class Desk:
    """One world and the credential of its company here."""

    def __init__(self, driver: Driver, contract: Contract = CONTRACT, **plan: Any) -> None:
        self.driver, self.contract = driver, contract
        founded = driver.post("/sandbox/worlds", {"now": START, **plan})
        assert founded is not None
        assert founded.status == 201, founded.body
        self.world: str = founded.json["world"]
        opened = founded.json["systems"]["netbaron"]
        self.keys: dict[str, str] = opened["credentials"]
        self.base = urlsplit(opened["baseUrl"]).path
        self.organization = self.keys["organization"]

    def at(self, path: str) -> str:
        """Return the path of something of the organization, below the system's address."""
        return f"/nb-a/{self.organization}/{path}"

    def headers(self, module: str, **changed: str) -> dict[str, str]:
        """Return the headers of a module instance; ``user`` and ``password`` replace what is right."""
        user = changed.get("user", self.organization)
        password = changed.get("password", self.keys.get(f"{module}Password", ""))
        return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}

    def ask(self, method: str, path: str, document: Any = None, /, **more: Any) -> Answer:
        """Send a request to a module instance; the answer keeps the contract."""
        headers = more.pop("headers", None) or self.headers(path.partition("/")[0])
        body = more.pop("body", b"") or (b"" if document is None else _ENCODE(document))
        target = more.pop("target", None) or self.at(path)
        answer = self.driver.send(method, self.base + target, body, headers=headers, **more)
        assert answer is not None
        keeps_the_contract(method, target, answer, self.contract)
        return answer

    def get(self, path: str, /, **query: Any) -> Any:
        """Return what a reading answers, which is a success."""
        answer = self.ask("GET", path, query=query)
        assert answer.status == 200, answer.body
        return answer.json

    def done(self, method: str, path: str, document: Any = None) -> Any:
        """Return what a writing answers, which is a success."""
        answer = self.ask(method, path, document)
        assert answer.status == 200, answer.body
        return answer.json

    def code(self, method: str, path: str, document: Any = None) -> tuple[int, str]:
        """Return the status and the code with which a request is refused."""
        answer = self.ask(method, path, document)
        return answer.status, answer.json["error"]["code"]

    def balance(self, account: int, on: str = "2026-12-31") -> float:
        """Return what stands on an account."""
        return float(self.get("accounting/balances", account=account, date=on)[0]["balance"])

    def books(self) -> Any:
        """Return the company's books as the control plane tells them."""
        answer = self.driver.get(f"/sandbox/worlds/{self.world}/books")
        assert answer is not None
        return next(one for one in answer.json["accounting"] if one["system"] == "netbaron")

    def choose(self, **choices: str) -> None:
        """Choose for the credential, as a tester does."""
        body = json.dumps({"choices": choices}).encode()
        path = f"/sandbox/worlds/{self.world}/systems/netbaron/credentials/demo"
        answer = self.driver.send("PUT", path, body)
        assert answer is not None
        assert answer.status == 200, answer.body

    def lock(self, until: str) -> None:
        """Lock the books up to a day."""
        body = json.dumps({"until": until}).encode()
        answer = self.driver.send("PUT", f"/sandbox/worlds/{self.world}/books/netbaron/lock", body)
        assert answer is not None
        assert answer.status == 200, answer.body


def keeps_the_contract(method: str, path: str, answer: Answer, contract: Contract) -> None:
    """Hold an answer to the contract."""
    try:
        terms, _ = contract.find(method, path)
    except Refused:
        return
    assert terms.promises(answer.status), (method, path, answer)
    rule = terms.reply_rule(answer.status)
    assert rule is not None
    value = json.loads(answer.body)
    assert rule.findings(value) == (), answer.body


def changed(stem: str, **members: Any) -> Any:
    """Return an example document with members replaced."""
    return {**deepcopy(EXAMPLES[stem]), **members}


def receipt(*rows: tuple[int, Any], identifier: str = "L-1", on: str = "2026-01-20", **more: Any) -> Any:
    """Return a receipt of (account, amount) rows."""
    told = [{"bookingDate": on, "account": account, "amount": amount} for account, amount in rows]
    return {"ledgerIdentifier": identifier, "receiptNumber": "1", "rows": told, **more}


def invoice(number: int = 133720800, **members: Any) -> Any:
    """Return the example invoice under a number."""
    return changed("createInvoice.request", **{"invoiceNumber": str(number), **members})


def payment(amount: Any = 60, identifier: str = "P-1", **members: Any) -> Any:
    """Return the example payment of an amount."""
    return changed("createPayment.request", **{"amount": amount, "paymentIdentifier": identifier, **members})
