"""One world of a sandbox in the hands of a test: where a client finds it, and what the test does to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Self

from simulator.testing.plane import ControlPlane, SandboxError

LISTS_OF_BOOKS: Final = ("receivables", "payments", "allocations", "settlements", "unmatched")
PAGE: Final = 1000

Told = dict[str, Any]
"""An answer of the control plane, as its contract says; amounts with decimals are Decimal."""


@dataclass(frozen=True)
class Creditor:
    """A client of CFIS, and the token that it starts with."""

    client_id: int
    customer_code: str
    business_code: str
    payment_reference_prefix: str
    access_token: str


@dataclass(frozen=True)
class Cfis:
    """One environment of CFIS. ``base_url`` is what a client puts before ``/api/v1/partner``."""

    base_url: str
    provisioning_token: str
    clients: tuple[Creditor, ...]

    @property
    def client(self) -> Creditor:
        """The first client, the only one unless the world was planned with several. Raises SandboxError."""
        if not self.clients:
            raise SandboxError("this world was made without clients; leave 'clients' out to have one")
        return self.clients[0]

    @property
    def access_token(self) -> str:
        """The token that the first client starts with."""
        return self.client.access_token


@dataclass(frozen=True)
class AccountingSystem:
    """An accounting system. The names of its credentials are the vendor's, such as ``customerId`` of Netvisor."""

    base_url: str
    credentials: Mapping[str, str]


class SandboxWorld:
    """A world of its own. Every method raises SandboxRefused where the control plane refuses, with the reason."""

    def __init__(self, plane: ControlPlane, opened: Told) -> None:
        """``opened`` is the answer to ``POST /sandbox/worlds``."""
        self.opened = opened
        self.name: str = opened["world"]
        self._plane = plane
        self._path = f"/worlds/{self.name}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    @property
    def url(self) -> str:
        """The address of the world in the control plane."""
        return f"{self._plane.url}/sandbox{self._path}"

    @property
    def cfis(self) -> Cfis:
        """CFIS, staging."""
        return _cfis(self.opened["cfis"]["staging"])

    @property
    def cfis_production(self) -> Cfis:
        """CFIS, production: the same API, and tokens of its own."""
        return _cfis(self.opened["cfis"]["production"])

    def __getattr__(self, name: str) -> AccountingSystem:
        """Return the accounting system of that name, such as ``netvisor``, ``procountor`` or ``netbaron``."""
        systems = self.__dict__.get("opened", {}).get("systems", {})
        if name not in systems:
            raise AttributeError(f"a world has no {name!r}; its accounting systems are {', '.join(systems)}")
        return AccountingSystem(systems[name]["baseUrl"], systems[name]["credentials"])

    @property
    def now(self) -> datetime:
        """What the world's clock shows, in UTC."""
        return datetime.fromisoformat(self._plane.get(self._path)["now"])

    def advance(self, duration: str) -> list[Told]:
        """Let time go by, such as ``P14D`` or ``PT36H``; return what happened, in order."""
        return self._move({"advance": duration})

    def advance_to(self, when: str | date | datetime) -> list[Told]:
        """Let time go by up to the start of a Finnish day, or to an instant; return what happened, in order."""
        return self._move({"to": when})

    def advance_until(self, stage: str, invoice_number: int, *, client_id: int | None = None) -> list[Told]:
        """Let time go by until an invoice reaches a stage, such as ``REMINDED``; return what happened, in order."""
        goal = {"invoiceNumber": invoice_number, "stage": stage}
        return self._move({"until": goal if client_id is None else {**goal, "clientId": client_id}})

    def pay(
        self,
        invoice_number: int | None = None,
        amount: Decimal | float | str | None = None,
        *,
        reference: str | None = None,
        payment_date: str | date | None = None,
        currency: str | None = None,
        payer: str | None = None,
        client_id: int | None = None,
    ) -> list[Told]:
        """Have a debtor pay at the bank, for an invoice, with a reference, or both; return the payments that it made.

        ``amount`` is in whole units with at most two decimals; without it exactly what is open is paid.
        """
        body: Told = {"invoiceNumber": invoice_number, "amount": _amount(amount), "reference": reference}
        body |= {"paymentDate": payment_date, "currency": currency, "payer": payer, "clientId": client_id}
        return self._list(self._plane.post(f"{self._path}/bank/payments", body), "payments")

    def deliver(self, invoice_number: int, *, failed: str | None = None, client_id: int | None = None) -> Told:
        """Have an invoice arrive, or not, for the reason ``failed``; return how it stands."""
        body = {"outcome": "DELIVERED" if failed is None else "FAILED", "reason": failed, "clientId": client_id}
        return self._told(self._plane.post(f"{self._path}/distributions/{invoice_number}", body), "receivable")

    def debtor(self, deed: str, invoice_number: int, **more: Any) -> Told:
        """Have a debtor do what ``POST .../debtors/{deed}`` has, such as ``objection``; return how the invoice stands.

        ``more`` has the further members, spelt as there, such as ``reason``, or ``instalments`` of a ``payment-plan``.
        """
        body = {"invoiceNumber": invoice_number, **more}
        return self._told(self._plane.post(f"{self._path}/debtors/{deed}", body), "receivable")

    def fault(
        self,
        system: str,
        fault: str,
        *,
        operation: str | None = None,
        turn: int | None = None,
        times: int | None = None,
        status: int | None = None,
        seconds: float | None = None,
        retry_after: int | None = None,
        **more: Any,
    ) -> Told:
        """Let something go wrong with requests to come, such as ``fault("cfis", "lost-answer")``.

        ``more`` has further members of ``POST .../faults``, spelt as there.
        """
        body: Told = {"system": system, "fault": fault, "operation": operation, "turn": turn, "times": times}
        body |= {"status": status, "seconds": seconds, "retryAfter": retry_after, **more}
        armed: Told = self._plane.post(f"{self._path}/faults", body)
        return armed

    def clear_faults(self) -> None:
        """Let nothing go wrong any more that was armed."""
        self._plane.delete(f"{self._path}/faults")

    def expire_tokens(self, client_id: int | None = None) -> None:
        """Let all tokens of a client expire now, or of every client; they can still be renewed."""
        state = self._plane.get(self._path)
        clients = [each["clientId"] for each in state["clients"]] if client_id is None else [client_id]
        for each in clients:
            self._plane.post(f"{self._path}/tokens", {"clientId": each, "expires": state["now"]})

    def sync(self) -> list[Told]:
        """Carry what waits for accounting to the accounting systems now; return what became of it, client by client."""
        return self._list(self._plane.post(f"{self._path}/sync"), "clients")

    def books(self, *, client_id: int | None = None) -> Told:
        """Return the truth about the money, all of its pages in one."""
        books: Told = self._plane.get(f"{self._path}/books", clientId=client_id)
        page = books
        while page["more"]:
            page = self._plane.get(f"{self._path}/books", clientId=client_id, after=page["next"])
            for name in LISTS_OF_BOOKS:
                books[name] += page[name]
        return {**books, "more": False}

    def journal(
        self,
        *,
        system: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        whole: bool = False,
    ) -> list[Told]:
        """Return the exchanges of clients with this world, the oldest first, in brief or whole.

        ``status`` is one, or a kind of them, such as 4 for all of 400 to 499.
        """
        query = {"system": system, "operation": operation, "status": status, "whole": "true" if whole else None}
        return self._pages("/journal", "entries", query)

    def events(self) -> list[Told]:
        """Return everything that happened in this world, in order."""
        return self._pages("/events", "events", {})

    def snapshot(self) -> str:
        """Save the world as it stands, its clock included, and return what to restore it by."""
        return str(self._plane.post(f"{self._path}/snapshots")["snapshot"])

    def restore(self, snapshot: str) -> None:
        """Let the world stand as it did."""
        self._plane.post(f"{self._path}/snapshots/{snapshot}/restore")

    def drop(self) -> None:
        """Let go of the world."""
        self._plane.delete(self._path)

    def _move(self, how: Told) -> list[Told]:
        return self._list(self._plane.post(f"{self._path}/clock", how), "events")

    def _pages(self, path: str, name: str, query: Told) -> list[Told]:
        found: list[Told] = []
        more = True
        while more:
            after = found[-1]["number"] if found else 0
            page = self._plane.get(f"{self._path}{path}", **query, after=after, limit=PAGE)
            found += page[name]
            more = page["more"]
        return found

    @staticmethod
    def _list(answer: Told, name: str) -> list[Told]:
        found: list[Told] = answer[name]
        return found

    @staticmethod
    def _told(answer: Told, name: str) -> Told:
        found: Told = answer[name]
        return found


def _cfis(environment: Told) -> Cfis:
    clients = tuple(
        Creditor(
            each["clientId"],
            each["customerCode"],
            each["businessCode"],
            each["paymentReferencePrefix"],
            each["accessToken"],
        )
        for each in environment["clients"]
    )
    return Cfis(environment["baseUrl"], environment["provisioningToken"], clients)


def _amount(amount: Decimal | float | str | None) -> Decimal | None:
    """Return an amount as it is sent. A float stands for the shortest decimal that means it, as when it is printed."""
    try:
        return None if amount is None else Decimal(str(amount))
    except ArithmeticError:
        raise SandboxError(
            f"amount {amount!r} is no number; expected one such as 40, '40.00' or Decimal('40.00')"
        ) from None
