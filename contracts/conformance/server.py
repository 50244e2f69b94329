"""The server that is verified: its address, the way in, and one connection for all requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import requests
from msgspec import structs

from contracts.conformance.answers import ANSWER_SECONDS, Answer, Wait, send
from contracts.conformance.doors import DOORS, CannotEnter, Clock, Credentials, foreign, missing
from contracts.conformance.findings import Exchange
from contracts.documents import Operation
from contracts.reaching import is_here

NAMES: Final = frozenset({"organization", "organisationId", "clientId", "customerId", "partnerId"})
"""Credentials that are no secrets."""
CERTIFICATE: Final = re.compile(r"certificate verify failed: ([^(\"']+)")
OF_ONE_TIME: Final = timedelta(seconds=30)
"""Clocks that differ by less are one. Worlds of one sandbox have a time each, which only their own answers tell."""


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
        self.session.trust_env = not is_here(self.base)
        self._credentials, self._wait = credentials, wait
        self._secrets = tuple(text for name, text in credentials.items() if name not in NAMES)
        self.renewed = ""
        """The credential that has replaced the one that was given, if one has."""
        self._here = now
        self._ahead = self._told_ahead()
        self.now: Final[Clock] = lambda: now() + self._ahead
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
        answer = self._sent(name, parts)
        if not answer.is_success and self._was_late(answer):
            answer = self._sent(name, parts)
        learned = self.door.learn(name, answer)
        if learned:
            self.renewed, self._secrets = learned, (*self._secrets, learned)
        return answer._replace(exchange=self._masked(answer.exchange))

    def send_bare(self, parts: Mapping[str, Any]) -> Answer:
        """Return the answer to a request that bears no credentials at all."""
        return send(self.session, parts, lambda url: {}, self._wait)

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

    def _sent(self, name: str, parts: Mapping[str, Any]) -> Answer:
        return send(self.session, parts, lambda url: self.door.headers(name, url), self._wait)

    def _was_late(self, answer: Answer) -> bool:
        """Tell whether an answer comes from another time than requests are dated with, and keep that from now on."""
        told = None if answer.raw is None else date_of(answer.raw)
        if told is None or abs(told - self.now()) < OF_ONE_TIME:
            return False
        self._ahead = told - self._here()
        return True

    def _told_ahead(self) -> timedelta:
        try:
            told = date_of(self.session.get(self.base, timeout=ANSWER_SECONDS, allow_redirects=False))
        except requests.RequestException as broken:
            raise Unreachable(_unreachable(self.base, broken)) from None
        return timedelta() if told is None else told - self._here()


def date_of(response: requests.Response) -> datetime | None:
    """Return when a response says that it was made, if it says so, and no more than once."""
    try:
        told = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return told if told.tzinfo else None


def _check(system: str, credentials: Credentials) -> None:
    if system not in DOORS:
        raise CannotEnter(f"{system} cannot be verified; there are {', '.join(DOORS)}")
    unknown, lacking = foreign(system, credentials), missing(system, credentials)
    needs = DOORS[system]
    if unknown:
        known = ", ".join((*needs.must, *needs.may))
        raise CannotEnter(f"{system} knows no credential {', '.join(unknown)}; it knows {known}")
    if lacking:
        how = (
            "with --token, or --credential token=..." if lacking == ("token",) else "each with --credential NAME=VALUE"
        )
        raise CannotEnter(f"{system} needs {', '.join(lacking)}; give it {how}")


def _unreachable(base: str, broken: requests.RequestException) -> str:
    """Return the sentence about an address that could not be asked, and what to do about it."""
    if isinstance(broken, ValueError):  # as requests tells that an address is none
        return f"{base} is no address; expected one such as http://127.0.0.1:8080/cfis"
    if isinstance(broken, requests.exceptions.SSLError):
        why = CERTIFICATE.search(str(broken))
        reason = why[1].strip() if why else "no agreement on TLS"
        return (
            f"there is no safe way to {base} ({reason}); where an authority of your own has signed its certificate,"
            " name the file of that authority in the environment variable REQUESTS_CA_BUNDLE"
        )
    if isinstance(broken, requests.Timeout):
        return f"{base} has not answered within {ANSWER_SECONDS:.0f} seconds"
    return f"nothing answers at {base} ({type(broken).__name__}); is the address right, and does the server run?"
