"""Clients that hand in and act wrongly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from contracts.reference_client.client import CfisClient
from contracts.reference_client.connection import Answer, Unanswered
from contracts.reference_client.memory import Entry, Invoice
from contracts.reference_client.sending import Sender, number_of
from tests.zoo.animal import QUICKLY, Animal, made_of


class ActsAgain(Sender):
    def _acted(self, entry: Entry) -> bool:
        self._note(entry, self._connection.post("/invoice/action", bytes(entry.document), repeatable=True))
        return True


class Renumbers(Sender):
    def _hand_in(self, entry: Entry) -> None:
        invoice = self._notebook.memory.invoices[number_of(entry)]
        try:
            answer = self._connection.post("/invoice", bytes(entry.document), repeatable=False)
        except Unanswered as unanswered:
            if not unanswered.maybe_done:
                raise
            document = msgspec.json.decode(entry.document)
            document["invoice"]["header"]["number"] += 100_000
            answer = self._connection.post("/invoice", msgspec.json.encode(document), repeatable=True)
        self._conclude(invoice, answer)


class BelievesTheRefusal(Sender):
    def _is_there(self, number: int) -> bool:
        return False


class WaitsForSomebody(Sender):
    def send_all(self) -> None:
        if all(each.state != "REFUSED" for each in self._notebook.memory.invoices.values()):
            super().send_all()


class TriesForEver(Sender):
    def send_all(self) -> None:
        memory = self._notebook.memory
        refused = [number for number, each in memory.invoices.items() if each.state == "REFUSED"]
        waiting = {number_of(each) for each in memory.outbox if each.kind == "invoice"}
        memory.outbox += [self._sent[number] for number in refused if number in self._sent.keys() - waiting]
        super().send_all()

    def _hand_in(self, entry: Entry) -> None:
        self._sent[number_of(entry)] = entry
        super()._hand_in(entry)

    @property
    def _sent(self) -> dict[int, Entry]:
        sent: dict[int, Entry] = self.__dict__.setdefault("sent", {})
        return sent


class EmptiesTheOutbox(Sender):
    def send_all(self) -> None:
        try:
            super().send_all()
        except Unanswered:
            self._notebook.memory.outbox.clear()
            self._notebook.save()
            raise


class AddsTheTax(Sender):
    def _hand_in(self, entry: Entry) -> None:
        document = msgspec.json.decode(entry.document)
        amounts = document["invoice"]["amounts"]
        net = round(amounts["totalAmount"] / 1.255, 2)
        amounts["totalAmount"] = round(net * 1.255, 4)
        super()._hand_in(msgspec.structs.replace(entry, document=msgspec.Raw(msgspec.json.encode(document))))


class CutsCents(Sender):
    def _hand_in(self, entry: Entry) -> None:
        document = msgspec.json.decode(entry.document)
        amounts = document["invoice"]["amounts"]
        amounts["totalAmount"] = int(amounts["totalAmount"] * 100) / 100
        super()._hand_in(msgspec.structs.replace(entry, document=msgspec.Raw(msgspec.json.encode(document))))


class KeepsNoOutbox(CfisClient):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._notebook.memory.outbox.clear()


class IgnoresCreditNotes(CfisClient):
    def create_invoice(self, document: Mapping[str, Any]) -> None:
        if document["invoice"]["header"]["type"] != "CREDIT_NOTE":
            super().create_invoice(document)


class MovesTheDueDate(Sender):
    def _note(self, entry: Entry, answer: Answer) -> None:
        super()._note(entry, answer)
        for each in msgspec.json.decode(entry.document)["actions"] if answer.is_done else ():
            if each["code"] == "DUEDATE":
                invoice = self._invoice(each["data"]["invoiceNumber"])
                invoice.due = date.fromisoformat(each["data"]["dueDate"])

    def _invoice(self, number: int) -> Invoice:
        return self._notebook.memory.invoices[number]


class KnowsNoRefusal(Sender):
    def _conclude(self, invoice: Invoice, answer: Answer) -> None:
        invoice.state, invoice.reason = "ACCEPTED", None


class TakesItForReceived(Sender):
    def _note(self, entry: Entry, answer: Answer) -> None:
        super()._note(entry, answer)
        memory = self._notebook.memory
        memory.actions_sent += memory.actions_refused
        memory.actions_refused.clear()


class RoundsToEuros(CfisClient):
    def send_action(self, document: Mapping[str, Any]) -> None:
        actions = [{**each, "data": self._rounded(each["data"])} for each in document["actions"]]
        super().send_action({**document, "actions": actions})

    def _rounded(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**told, "amount": round(told["amount"])} if "amount" in told else told


class WatchesEverything(CfisClient):
    def create_invoice(self, document: Mapping[str, Any]) -> None:
        super().create_invoice({**document, "processing": {"paymentControlEnabled": True}})


class Forgets(CfisClient):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "store": {}})


class LetsTroubleOut(CfisClient):
    def _take(self, *turns: Callable[[], None]) -> None:
        for turn in turns:
            turn()


SENDERS = (
    Animal(
        "books twice after a lost answer",
        "Sends an action again when its answer was lost, without looking: a direct payment counts twice.",
        "RES-02",
        made_of(sender=ActsAgain),
        "it was asked for once",
        found_within=200,
    ),
    Animal(
        "takes a new number after a lost answer",
        "Hands an invoice whose answer was lost in again under another number.",
        "RES-01",
        made_of(sender=Renumbers),
        "that nobody handed in",
        found_within=QUICKLY,
    ),
    Animal(
        "believes the second refusal",
        "Takes the refusal of a number that is there already, after a lost answer, for a refusal of the invoice.",
        "RES-01",
        made_of(sender=BelievesTheRefusal),
        "the client does not know it",
        found_within=QUICKLY,
    ),
    Animal(
        "stops at a refused invoice",
        "Sends nothing more once an invoice was refused, until somebody looks at it.",
        "RES-09",
        made_of(sender=WaitsForSomebody),
        "still waits to be sent",
        found_within=QUICKLY,
    ),
    Animal(
        "retries a refusal for ever",
        "Sends an invoice that was refused again at every run, unchanged.",
        "RES-10",
        made_of(sender=TriesForEver),
        "although it was refused",
        found_within=QUICKLY,
    ),
    Animal(
        "empties the outbox at an error",
        "Throws away what waits to be sent when CFIS does not answer.",
        "RES-03",
        made_of(sender=EmptiesTheOutbox),
        "still waits to be sent",
        found_within=QUICKLY,
    ),
    Animal(
        "keeps its outbox in memory",
        "Stores everything but what waits to be sent, which a restart loses.",
        "RES-05",
        made_of(client=KeepsNoOutbox),
        "still waits to be sent",
        found_within=500,
    ),
    Animal(
        "sends a third decimal",
        "Works the total out of net and tax, and sends it unrounded.",
        "DATA-01",
        made_of(sender=AddsTheTax),
        "breaks the contract",
        found_within=QUICKLY,
    ),
    Animal(
        "cuts cents off",
        "Turns an amount into cents by cutting, so that 19.99 becomes 19.98.",
        "DATA-03",
        made_of(sender=CutsCents),
        "was handed in",
        found_within=320,
    ),
    Animal(
        "ignores credit notes",
        "Sends invoices only: a credit note is for the bookkeeper.",
        "SUB-04",
        made_of(client=IgnoresCreditNotes),
        "knows nothing of it",
        found_within=QUICKLY,
    ),
    Animal(
        "confuses the due date of the case with that of the invoice",
        "Moves the due date of the invoice when the agency allows more time for the case.",
        "CASE-04",
        made_of(sender=MovesTheDueDate),
        "the dueDate of invoice",
    ),
    Animal(
        "knows no refusal",
        "Takes an invoice for accepted as soon as there is an answer.",
        "SUB-03",
        made_of(sender=KnowsNoRefusal),
        "the client believes that CFIS has invoice",
        found_within=QUICKLY,
    ),
    Animal(
        "takes every action for received",
        "Counts an action as taken in, whatever the answer says.",
        "CASE-06",
        made_of(sender=TakesItForReceived),
        "as taken in",
        found_within=QUICKLY,
    ),
    Animal(
        "rounds a direct payment to euros",
        "Tells the agency of a direct payment without its cents.",
        "CASE-05",
        made_of(client=RoundsToEuros),
        "which nobody wanted",
        found_within=QUICKLY,
    ),
    Animal(
        "has every invoice watched",
        "Fills the switches of an invoice in from a template, with payment control for all.",
        "SUB-05",
        made_of(client=WatchesEverything),
        "paymentControlEnabled",
        found_within=320,
    ),
    Animal(
        "forgets everything",
        "Keeps what it knows in memory, which a restart empties.",
        "RES-05",
        made_of(client=Forgets),
        "the client does not know it",
        found_within=QUICKLY,
    ),
    Animal(
        "lets trouble out",
        "Breaks down when CFIS does not answer.",
        "RES-11",
        made_of(client=LetsTroubleOut),
        "broke down",
        found_within=QUICKLY,
    ),
)
