"""How each system lets a request in: which credentials it wants, and the headers that it makes of them.

Written after the vendors' pages and apart from the emulation, so that a signature is not vouched for by itself.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlsplit

import requests

from contracts.conformance.answers import Answer

PARTNER_TOKEN: Final = "provisioningToken"  # noqa: S105  the name of a credential, no secret
SECONDS: Final = 60.0
MAC: Final = "X-Netvisor-Authentication-"
SENDER: Final = "cfis-sandbox verify"
Credentials = Mapping[str, str]
Clock = Callable[[], datetime]


class CannotEnter(Exception):
    """The credentials are incomplete, or the server does not accept them."""


class Door(Protocol):
    """The way into one system."""

    def headers(self, operation: str, url: str) -> Mapping[str, str]:
        """Return what lets a request to ``url`` in, for ``operation`` by its id."""

    def learn(self, operation: str, answer: Answer) -> str:
        """Take note of a credential that ``answer`` replaces, and return the new one; mostly there is none."""

    def values(self) -> Mapping[str, object]:
        """Return the path parameters that belong to the credentials."""


class Needs(NamedTuple):
    """The credentials that a door must have and may have, and how it is made of base URL, session, and clock."""

    must: tuple[str, ...]
    may: tuple[str, ...]
    make: Callable[[Credentials, str, requests.Session, Clock], Door]


class Cfis:
    """CFIS: a token in a header, which a renewal replaces; the partner's own for making clients."""

    def __init__(self, credentials: Credentials, base: str, session: requests.Session, now: Clock) -> None:
        del base, session, now
        self.token, self._partner = credentials["token"], credentials.get(PARTNER_TOKEN, "")

    def headers(self, operation: str, url: str) -> Mapping[str, str]:
        """Return the key: the present token, or the partner's."""
        del url
        return {"X-Api-Key": self._partner if operation == "createClient" else self.token}

    def learn(self, operation: str, answer: Answer) -> str:
        """Keep the token that replaces the present one."""
        told = answer.json() if operation == "renewToken" and answer.is_success else None
        if not isinstance(told, dict) or not told.get("Message"):
            return ""
        self.token = str(told["Message"])
        return self.token

    def values(self) -> Mapping[str, object]:
        """Return nothing: no path names the client."""
        return {}


class Netvisor:
    """Netvisor: every request bears the keyed hash of itself. Source: support.netvisor.fi, HMACSHA256 of May 2025."""

    def __init__(self, credentials: Credentials, base: str, session: requests.Session, now: Clock) -> None:
        del base, session
        self._parts, self._now = credentials, now
        self._begun, self._numbers = now().isoformat(), count(1)

    def headers(self, operation: str, url: str) -> Mapping[str, str]:
        """Return the headers of a request, signed at this moment, none of them ever used before."""
        del operation
        parts, now = self._parts, self._now().astimezone(UTC)
        transaction = hashlib.sha256(f"{self._begun}/{next(self._numbers)}".encode()).hexdigest()[:32]
        moment, unix = f"{now:%Y-%m-%d %H:%M:%S}.{now.microsecond // 1000:03}", str(int(now.timestamp()))
        keys = (parts["customerKey"], parts["partnerKey"])
        joined = (url, SENDER, parts["customerId"], moment, "EN", parts["organisationId"], transaction, unix, *keys)
        secret, text = ("&".join(each).encode("iso-8859-15", "replace") for each in (keys, joined))
        return {
            f"{MAC}Sender": SENDER,
            f"{MAC}CustomerId": parts["customerId"],
            f"{MAC}PartnerId": parts["partnerId"],
            f"{MAC}Timestamp": moment,
            f"{MAC}TimestampUnix": unix,
            f"{MAC}TransactionId": transaction,
            "X-Netvisor-Interface-Language": "EN",
            "X-Netvisor-Organisation-ID": parts["organisationId"],
            f"{MAC}MACHashCalculationAlgorithm": "HMACSHA256",
            f"{MAC}UseHTTPResponseStatusCodes": "1",
            f"{MAC}MAC": hmac.new(secret, text, hashlib.sha256).hexdigest(),
        }

    def learn(self, operation: str, answer: Answer) -> str:
        """Learn nothing: no call replaces a key."""
        return ""

    def values(self) -> Mapping[str, object]:
        """Return nothing: no path names the company."""
        return {}


class Procountor:
    """Procountor: an access token for an API key (OAuth 2.0 client credentials), asked for again when it has ended."""

    def __init__(self, credentials: Credentials, base: str, session: requests.Session, now: Clock) -> None:
        self._parts, self._base, self._session, self._now = credentials, base, session, now
        self._token, self._ends = "", 0.0

    def headers(self, operation: str, url: str) -> Mapping[str, str]:
        """Return the access token. Raises CannotEnter where the server gives none."""
        del operation, url
        if not self._token or self._now().timestamp() >= self._ends:
            self._ask()
        return {"Authorization": f"Bearer {self._token}"}

    def learn(self, operation: str, answer: Answer) -> str:
        """Forget the token where it was logged out, or is not accepted any more."""
        if operation == "logOut" or answer.status == requests.codes.unauthorized:
            self._token = ""
        return ""

    def values(self) -> Mapping[str, object]:
        """Return nothing: no path names the company."""
        return {}

    def _ask(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._parts["clientId"],
            "client_secret": self._parts["clientSecret"],
            "api_key": self._parts["apiKey"],
        }
        try:
            answer = self._session.post(f"{self._base}/api/oauth/token", data=form, timeout=SECONDS)
        except requests.RequestException as broken:
            raise CannotEnter(f"the server gives no access token: {type(broken).__name__}") from None
        if answer.status_code != requests.codes.ok:
            raise CannotEnter(f"the server gives no access token for these credentials: status {answer.status_code}")
        try:
            told = answer.json()
            token, seconds = str(told["access_token"]), int(told["expires_in"])
        except (ValueError, TypeError, KeyError):
            raise CannotEnter(
                "what the server answers where it gives access tokens is none; is that Procountor?"
            ) from None
        self._token, self._ends = token, self._now().timestamp() + seconds - SECONDS


class NetBaron:
    """NetBaron by the assumed contract: the organization, and the password of the module that is called."""

    def __init__(self, credentials: Credentials, base: str, session: requests.Session, now: Clock) -> None:
        del base, session, now
        self._parts = credentials

    def headers(self, operation: str, url: str) -> Mapping[str, str]:
        """Return the credentials of the module that ``url`` names after the organization."""
        del operation
        rest = urlsplit(url).path.partition("/nb-a/")[2].partition("/")[2]
        module, user = rest.partition("/")[0], self._parts["organization"]
        secret = self._parts.get(f"{module}Password", self._parts["invoicePassword"])
        return {"Authorization": "Basic " + b64encode(f"{user}:{secret}".encode()).decode()}

    def learn(self, operation: str, answer: Answer) -> str:
        """Learn nothing: no call replaces a password."""
        return ""

    def values(self) -> Mapping[str, object]:
        """Return what the path must say: whose it is, and a module instance that exists."""
        return {"organization": self._parts["organization"], "instance": 2}


NETVISOR_PARTS: Final = ("customerId", "customerKey", "partnerId", "partnerKey", "organisationId")
MODULES: Final = ("accounting", "customer", "invoice", "ledger", "payment")
NETBARON_PARTS: Final = ("organization", *(f"{module}Password" for module in MODULES))
DOORS: Final[Mapping[str, Needs]] = MappingProxyType(
    {
        "cfis": Needs(("token",), (PARTNER_TOKEN,), Cfis),
        "netvisor": Needs(NETVISOR_PARTS, (), Netvisor),
        "procountor": Needs(("clientId", "clientSecret", "apiKey"), (), Procountor),
        "netbaron": Needs(NETBARON_PARTS, ("invoice2Password",), NetBaron),
    }
)
"""The way into each system that can be verified."""


def missing(system: str, given: Credentials) -> tuple[str, ...]:
    """Return the names of the credentials that ``system`` needs and ``given`` does not have."""
    return tuple(name for name in DOORS[system].must if not given.get(name))


def foreign(system: str, given: Credentials) -> tuple[str, ...]:
    """Return the names in ``given`` that mean nothing to ``system``."""
    return tuple(sorted(given.keys() - {*DOORS[system].must, *DOORS[system].may}))
