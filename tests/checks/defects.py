"""Clients with one defect each, for requirements that no animal of the zoo breaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import httpx2
import msgspec

from contracts.reference_client.accounting import Accountant
from contracts.reference_client.answers import Json
from contracts.reference_client.client import CfisClient, Parts
from contracts.reference_client.connection import Answer, Connection
from contracts.reference_client.following import Follower
from contracts.reference_client.memory import CarriedKind, Entry, Invoice
from contracts.reference_client.sending import Sender, number_of
from contracts.scenario.client import ClientWorld, MakeClient

ACCOUNTING = "/accounting/"


class Defect(NamedTuple):
    """A wrong client, and the stories that show what is wrong with it."""

    make: MakeClient
    stories: tuple[str, ...]


class HasNoKeyForPayments(Connection):
    def _once(self, method: str, path: str, query: Mapping[str, Any], body: bytes | None) -> httpx2.Response | None:
        if path != "/payments":
            return super()._once(method, path, query, body)
        return self._http.request(method, f"/api/v1/partner{path}", params=dict(query))


class NeverAsksForDeliveries(Follower):
    def read_deliveries(self) -> None:
        return


class CountsUnwatchedMoney(CfisClient):
    def books(self) -> dict[str, Any]:
        told = super().books()
        for each in told["invoices"]:
            each["open"] = 10 if each["open"] is None else each["open"]
        return told


class AddsItsOwnFee(Follower):
    def _stand(self, invoice: Invoice, body: Json) -> None:
        super()._stand(invoice, body)
        if invoice.open and invoice.due < self._today():
            invoice.open += 7


class GuessesCases(Follower):
    def read_cases(self) -> None:
        for each in self._notebook.memory.invoices.values():
            if each.case_id is not None:
                self._connection.get("/invoice/case", caseId=each.case_id + 1)
        super().read_cases()


class LeavesSmallInvoicesOut(CfisClient):
    def create_invoice(self, document: Mapping[str, Any]) -> None:
        if document["invoice"]["amounts"]["totalAmount"] > 20:
            super().create_invoice(document)


class SendsEverythingDaily(Sender):
    def send_all(self) -> None:
        self._notebook.memory.outbox += self._sent
        super().send_all()

    def _hand_in(self, entry: Entry) -> None:
        super()._hand_in(entry)
        was_accepted = self._notebook.memory.invoices[number_of(entry)].state == "ACCEPTED"
        if was_accepted and entry not in self._sent:
            self._sent.append(entry)

    @property
    def _sent(self) -> list[Entry]:
        sent: list[Entry] = self.__dict__.setdefault("sent", [])
        return sent


def rewriting(path: str, change: Callable[[dict[str, Any]], None]) -> type[Connection]:
    """Return a connection that changes what is sent to a path."""

    class Rewrites(Connection):
        def post(self, to: str, body: bytes, *, repeatable: bool) -> Answer:
            if to == path:
                document = json.loads(body)
                change(document)
                body = json.dumps(document).encode()
            return super().post(to, body, repeatable=repeatable)

    return Rewrites


def numbered_by_text(document: dict[str, Any]) -> None:
    header = document["invoice"]["header"]
    header["number"] = str(header["number"])


def in_whole_euros(document: dict[str, Any]) -> None:
    for row in document["ledgers"]["ledgerRows"]:
        row["amount"] = row["netAmount"] = round(row["amount"])


def of_nobody(document: dict[str, Any]) -> None:
    for payment in document["payments"]:
        del payment["sourceName"]


class AsksForNoFate(Accountant):
    def read_fates(self) -> None:
        return


class TakesAllForSynced(Accountant):
    def told(self, kind: CarriedKind) -> list[dict[str, Any]]:
        return [{**each, "state": "SYNCED"} for each in super().told(kind)]


class LooksNowhere(Accountant):
    def _taken(self, entry: Entry, kind: CarriedKind) -> bool | None:
        return False


class KnowsNoFailure(Accountant):
    def told(self, kind: CarriedKind) -> list[dict[str, Any]]:
        known = {"FAILED": "ACCEPTED"}
        return [{**each, "state": known.get(each["state"], each["state"])} for each in super().told(kind)]


class SubmitsDaily(Accountant):
    def read_fates(self) -> None:
        for entry in self._sent:
            self._connection.post("/accounting/ledger", bytes(entry.document), repeatable=True)
        super().read_fates()

    def _handed_in(self, entry: Entry, kind: CarriedKind) -> bool:
        if kind == "ledger":
            self._sent.append(msgspec.structs.replace(entry))
        return super()._handed_in(entry, kind)

    @property
    def _sent(self) -> list[Entry]:
        sent: list[Entry] = self.__dict__.setdefault("sent", [])
        return sent


class WantsADocument(Connection):
    def _read(self, response: httpx2.Response | None) -> Answer | None:
        if response is not None and response.status_code == 204 and ACCOUNTING in response.url.path:
            return None
        return super()._read(response)


def made_of(client: type[CfisClient] = CfisClient, **parts: Any) -> MakeClient:
    """Return how to make the reference client with these parts."""

    def make(world: ClientWorld) -> CfisClient:
        return client(
            world.http,
            token=world.access_token,
            store=world.memory,
            today=world.today,
            wait=world.wait,
            parts=Parts(**parts),
        )

    return make


PAPERS = ("documents for accounting", "a document fails")

DEFECTS: Final[Mapping[str, Defect]] = MappingProxyType(
    {
        "AUTH-01": Defect(made_of(connection=HasNoKeyForPayments), ("paid on time",)),
        "SUB-01": Defect(made_of(LeavesSmallInvoicesOut), ("a delivery fails", "paid late")),
        "SUB-02": Defect(made_of(sender=SendsEverythingDaily), ("paid on time", "paid late")),
        "SUB-06": Defect(made_of(connection=rewriting("/invoice", numbered_by_text)), ("paid on time",)),
        "DIST-01": Defect(made_of(follower=NeverAsksForDeliveries), ("paid on time", "a delivery fails")),
        "DIST-06": Defect(made_of(CountsUnwatchedMoney), ("without control", "paid late")),
        "CASE-03": Defect(made_of(follower=AddsItsOwnFee), ("partly paid late",)),
        "SEC-04": Defect(made_of(follower=GuessesCases), ("paid on time", "paid late")),
        "ACC-01": Defect(made_of(connection=rewriting("/accounting/ledger", in_whole_euros)), PAPERS),
        "ACC-02": Defect(made_of(connection=rewriting("/accounting/payment", of_nobody)), PAPERS),
        "ACC-03": Defect(made_of(accountant=AsksForNoFate), PAPERS),
        "ACC-04": Defect(made_of(accountant=TakesAllForSynced), PAPERS),
        "ACC-05": Defect(made_of(accountant=LooksNowhere), (*PAPERS, "answers about documents are lost")),
        "ACC-06": Defect(made_of(accountant=KnowsNoFailure), PAPERS),
        "ACC-07": Defect(made_of(accountant=SubmitsDaily), PAPERS),
        "ACC-08": Defect(made_of(connection=WantsADocument), (*PAPERS, "documents never arrive")),
    }
)
"""A client for each of these requirements."""
