"""An integration at work on one world's Netvisor company: signs its requests and reads the answers."""

from __future__ import annotations

import hashlib
import hmac
import itertools
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from lxml import etree

from tests.systems.driver import Driver

START = "2026-06-10T09:00:00+03:00"
START_UNIX = int(datetime.fromisoformat(START).timestamp())
EXAMPLES = Path(__file__).parents[3] / "contracts" / "examples" / "netvisor"


class Told(NamedTuple):
    """An answer: its HTTP status, its headers and its document."""

    http: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def root(self) -> etree._Element:
        return etree.fromstring(self.body)

    @property
    def failure(self) -> str:
        """What was refused, empty for a success."""
        statuses = [one.text or "" for one in self.root.iterfind("ResponseStatus/Status")]
        return statuses[1] if statuses[0] == "FAILED" else ""

    @property
    def code(self) -> str:
        return self.failure.partition(" :: ")[0]

    @property
    def key(self) -> int:
        """The key of what was inserted."""
        assert not self.failure, self.failure
        return int(self.text("Replies/InsertedDataIdentifier"))

    def text(self, path: str) -> str:
        return self.root.findtext(path) or ""

    def texts(self, path: str) -> list[str]:
        return [one.text or "" for one in self.root.iterfind(path)]


class Desk:
    """One world and a credential of its Netvisor company."""

    def __init__(self, driver: Driver, **plan: Any) -> None:
        self.driver = driver
        founded = driver.post("/sandbox/worlds", {"now": START, **plan})
        assert founded is not None
        assert founded.status == 201, founded.body
        self.world: str = founded.json["world"]
        opened = founded.json["systems"]["netvisor"]
        self.keys: dict[str, str] = opened["credentials"]
        self.base = urlsplit(opened["baseUrl"]).path
        self._numbers = itertools.count(1)

    def headers(self, url: str, *, algorithm: str = "HMACSHA256", **changed: str) -> dict[str, str]:
        """Return signed headers; ``changed`` replaces a part before it is signed, ``mac`` the MAC itself."""
        part = {
            "sender": "Test desk",
            "timestamp": "2026-06-10 06:00:00.000",
            "language": "EN",
            "transaction": f"transaction-{next(self._numbers)}",
            "unix": str(START_UNIX),
            **self.keys,
            **changed,
        }
        names = ("sender", "customerId", "timestamp", "language", "organisationId", "transaction")
        unix = [part["unix"]] if algorithm == "HMACSHA256" else []
        joined = "&".join([url, *(part[name] for name in names), *unix, part["customerKey"], part["partnerKey"]])
        return {
            "X-Netvisor-Authentication-Sender": part["sender"],
            "X-Netvisor-Authentication-CustomerId": part["customerId"],
            "X-Netvisor-Authentication-PartnerId": part["partnerId"],
            "X-Netvisor-Authentication-Timestamp": part["timestamp"],
            "X-Netvisor-Authentication-TimestampUnix": part["unix"],
            "X-Netvisor-Authentication-TransactionId": part["transaction"],
            "X-Netvisor-Interface-Language": part["language"],
            "X-Netvisor-Organisation-ID": part["organisationId"],
            "X-Netvisor-Authentication-MAC": changed.get("mac") or digest(algorithm, joined, part),
            "X-Netvisor-Authentication-MACHashCalculationAlgorithm": algorithm,
        }

    def send(
        self, verb: str, resource: str, body: bytes = b"", /, *, more: Mapping[str, str] | None = None, **query: Any
    ) -> Told:
        """Send a signed request; ``more`` are headers besides the signed ones."""
        target = f"{self.base}/{resource}"
        asked = f"?{urlencode(query)}" if query else ""
        signed = self.headers(f"http://sandbox{target}{asked}")
        return self.sent(verb, target, body, {**signed, **(more or {})}, query)

    def sent(self, method: str, target: str, body: bytes, headers: Mapping[str, str], query: Mapping[str, Any]) -> Told:
        """Send a request as it is."""
        answer = self.driver.send(method, target, body, query=query, headers=headers)
        assert answer is not None
        return Told(answer.status, answer.headers, answer.body)

    def get(self, resource: str, /, **query: Any) -> Told:
        return self.send("GET", f"{resource}.nv", **query)

    def post(self, resource: str, body: str = "", /, **query: Any) -> Told:
        return self.send("POST", f"{resource}.nv", body.encode(), **query)

    def balance(self, account: str, on: str = "2026-12-31") -> str:
        """Return what stands on an account, as Netvisor writes it."""
        told = self.get("accountbalance", balancedates=on)
        row = next(one for one in told.root.iterfind("AccountBalances/Account") if one.findtext("Number") == account)
        return row.findtext("AccountBalance/Balance") or ""

    def balances_sum(self) -> int:
        """Return the sum of all balances in cents."""
        texts = self.get("accountbalance", balancedates="2026-12-31").texts(
            "AccountBalances/Account/AccountBalance/Balance"
        )
        return sum(int(text.replace(",", "")) for text in texts)

    def explanation(self, told: Told) -> Any:
        """Return what the journal explains of a refusal."""
        answer = self.driver.get(urlsplit(told.headers["x-sandbox-explain"]).path)
        assert answer is not None
        return answer.json["explanation"]


def digest(algorithm: str, joined: str, part: Mapping[str, str], encoding: str = "utf-8") -> str:
    """Return a MAC, worked out here and not by the code under test."""
    if algorithm == "HMACSHA256":
        key = f"{part['customerKey']}&{part['partnerKey']}".encode(encoding)
        return hmac.new(key, joined.encode(encoding), hashlib.sha256).hexdigest()
    return hashlib.new(algorithm.lower(), joined.encode(encoding)).hexdigest()


def example(name: str, **replaced: str) -> str:
    """Return an example message with texts in it replaced."""
    text = (EXAMPLES / f"{name}.xml").read_text("utf-8")
    for old, new in replaced.items():
        text = text.replace(f"@{old}@", new)
    return text


def voucher(
    *lines: tuple[str, str], on: str = "2026-06-10", mode: str = "net", vat: str = "NONE", rate: str = "0"
) -> str:
    """Return a voucher message of (account, sum) lines."""
    rows = "".join(
        f"<voucherline><linesum type='{mode}'>{amount}</linesum><accountnumber>{account}</accountnumber>"
        f"<vatpercent vatcode='{vat}'>{rate}</vatpercent></voucherline>"
        for account, amount in lines
    )
    return (
        f"<root><voucher><calculationmode>{mode}</calculationmode><voucherdate format='ansi'>{on}</voucherdate>"
        f"<voucherclass>Muistiotosite</voucherclass>{rows}</voucher></root>"
    )
