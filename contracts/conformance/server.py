"""The server that is verified: its address, the way in, and one connection for all requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from msgspec import structs

from contracts.conformance.answers import ANSWER_SECONDS, Answer, Wait, send
from contracts.conformance.doors import DOORS, CannotEnter, Clock, Credentials, foreign, missing
from contracts.conformance.findings import Exchange
from contracts.documents import Operation

NAMES: Final = frozenset({"organization", "organisationId", "clientId", "customerId", "partnerId"})
"""Credentials that are no secrets."""


class Unreachable(Exception):
    """Nothing answers at the address."""


class Server:
    """One server of one system. Use as a context, so that the connection is closed."""

    def __init__(self, system: str, base: str, credentials: Credentials, *, now: Clock, wait: Wait) -> None:
        """``now`` is this machine's time, and ``wait`` sleeps for so many seconds.

        Raises CannotEnter for credentials that do not fit the system, and Unreachable where nothing answers.
        """
        _check(system, credentials)
        self.system, self.base = system, base.rstrip("/")
        self.session: Final = requests.Session()
        self.session.trust_env = not _is_here(self.base)
        self._credentials, self._wait = credentials, wait
        self._secrets = tuple(text for name, text in credentials.items() if name not in NAMES)
        self.renewed = ""
        """The credential that has replaced the one that was given, if one has."""
        ahead = self._ahead(now())
        self.now: Final[Clock] = lambda: now() + ahead
        """The server's time: a sandbox has its own, and signatures are dated."""
        self.door = DOORS[system].make(credentials, self.base, self.session, self.now)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def has(self, credential: str) -> bool:
        """Tell whether a credential that may be missing was given."""
        return bool(self._credentials.get(credential))

    def send(self, operation: Operation, parts: Mapping[str, Any]) -> Answer:
        """Return the answer to a request for ``operation``, made of the parts that `requests.Request` takes."""
        name = operation.operation_id
        answer = send(self.session, parts, lambda url: self.door.headers(name, url), self._wait)
        learned = self.door.learn(name, answer)
        if learned:
            self.renewed, self._secrets = learned, (*self._secrets, learned)
        return answer._replace(exchange=self._masked(answer.exchange))

    def stranger(self) -> Server:
        """Return the same server for somebody whose every secret is wrong."""
        wrong = {name: text if name in NAMES else f"wrong{text[5:]}" for name, text in self._credentials.items()}
        return Server(self.system, self.base, wrong, now=self.now, wait=self._wait)

    def present(self) -> Server:
        """Return the same server for somebody who keeps the token that is live now, whatever replaces it."""
        present = {**self._credentials, **({"token": self.renewed} if self.renewed else {})}
        return Server(self.system, self.base, present, now=self.now, wait=self._wait)

    def close(self) -> None:
        """Close the connection."""
        self.session.close()

    def _masked(self, exchange: Exchange) -> Exchange:
        url, body, answer = exchange.url, exchange.body, exchange.answer
        for secret in self._secrets:
            hidden = f"{secret[:4]}****"
            url, body, answer = (text.replace(secret, hidden) for text in (url, body, answer))
        return structs.replace(exchange, url=url, body=body, answer=answer)

    def _ahead(self, here: datetime) -> timedelta:
        try:
            told = self.session.get(self.base, timeout=ANSWER_SECONDS, allow_redirects=False).headers.get("date", "")
        except requests.RequestException as broken:
            raise Unreachable(f"nothing answers at {self.base} ({type(broken).__name__})") from None
        try:
            return parsedate_to_datetime(told) - here
        except (ValueError, TypeError):
            return timedelta()


def _check(system: str, credentials: Credentials) -> None:
    if system not in DOORS:
        raise CannotEnter(f"{system} cannot be verified; there are {', '.join(DOORS)}")
    unknown, lacking = foreign(system, credentials), missing(system, credentials)
    needs = DOORS[system]
    if unknown:
        known = ", ".join((*needs.must, *needs.may))
        raise CannotEnter(f"{system} knows no credential {', '.join(unknown)}; it knows {known}")
    if lacking:
        raise CannotEnter(f"{system} needs {', '.join(lacking)}")


def _is_here(url: str) -> bool:
    """Tell whether ``url`` is on this machine, so that no proxy of the environment can help to reach it."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost")
