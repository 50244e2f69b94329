"""Another right client: nothing of it is the reference client's, and its habits can be others in many ways.

It notes what it is handed and sends it when it does its work, in its own order; what can be gathered goes in one
request. A certification that refused it would ask for more than the requirements say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Final

from contracts.scenario.client import ClientWorld, MakeClient
from tests.certification.nightly_line import DECODE, ENCODE, V1, Habits, Later, Line, Row

PAGES: Final = "/api/v2/partner/invoice/distribution"
PAGE_SIZE: Final = 50
OVERLAP: Final = timedelta(days=3)
WAITING: Final = "WAITING"


class NightlyClient:
    """A client that keeps a page of JSON, and does what is to be done when it is told to run."""

    def __init__(self, world: ClientWorld, habits: Habits) -> None:
        today = world.today().isoformat()
        kept = world.memory.get("page")
        lists: Row = {"invoices": {}, "actions": [], "ledger": {}, "payment": {}, "booked": {}, "news": [], "known": []}
        first: Row = {"token": world.access_token, "renewed": today, "settled": today, **lists}
        self._memory: Row = first if kept is None else DECODE(kept)
        self._world, self._habits = world, habits
        self._line = Line(world, self._memory, self._keep, habits)

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        header = document["invoice"]["header"]
        known = self._memory["invoices"].get(str(header["number"]), {"state": "REFUSED"})
        if known["state"] == "REFUSED":
            told = {"document": document, "date": header["date"], "due": header["dueDate"]}
            self._memory["invoices"][str(header["number"])] = {
                **told, "currency": header["currencyCode"], "state": WAITING, "open": None, "case": None,
                "delivery": None, "watched": False, "closed": 0,
            }  # fmt: skip
        self._noted(self._send_invoices)

    def send_action(self, document: Mapping[str, Any]) -> None:
        self._memory["actions"].append({"document": document, "state": WAITING, "unsure": False})
        self._noted(self._send_actions)

    def submit_ledger(self, document: Mapping[str, Any]) -> None:
        self._take("ledger", document["ledgers"]["ledgerIdentifier"], document["ledgers"])

    def submit_payment(self, document: Mapping[str, Any]) -> None:
        for each in document["payments"]:
            self._take("payment", each["paymentIdentifier"], each)

    def run(self) -> None:
        """Ask for money first, then for the rest; what CFIS does not answer is left to the next run."""
        old = self._world.today() - date.fromisoformat(self._memory["renewed"])
        if self._habits.days_of_a_token and old.days >= self._habits.days_of_a_token:
            self._do(self._line.renew)
        if self._habits.validates == "daily":
            self._do(self._line.validate)
        self._do(self._read_settlements)
        self._do(self._read_deliveries)
        self._do(self._send_documents)
        self._do(self._send_invoices)
        self._do(self._read_deliveries_of_new_ones)
        self._do(self._read_cases)
        self._do(self._send_actions)
        self._do(self._read_payments)
        self._do(self._read_documents)

    def books(self) -> Row:
        invoices = [
            {
                "invoiceNumber": int(number),
                "state": each["state"],
                "dueDate": each["due"],
                "currency": each["currency"],
                "delivery": each["delivery"],
                "caseId": each["case"],
                "open": each["open"],
            }
            for number, each in self._memory["invoices"].items()
        ]
        carried = {"ledgers": "ledger", "accountingPayments": "payment"}
        documents = {
            listed: [{"key": key, "state": each["state"]} for key, each in self._memory[kind].items()]
            for listed, kind in carried.items()
        }
        news = {"payments": self._memory["news"]} if self._habits.payments else {}
        return {
            "invoices": invoices,
            "bookings": list(self._memory["booked"].values()),
            "actions": [{"document": each["document"], "state": each["state"]} for each in self._memory["actions"]],
            **documents,
            **news,
        }

    # Sending.

    def _take(self, kind: str, key: str, document: Any) -> None:
        known = self._memory[kind].get(key, {"state": None})
        if known["state"] in (None, "REFUSED", "FAILED"):
            again = known["state"] == "FAILED"
            self._memory[kind][key] = {"document": document, "state": WAITING, "unsure": False, "again": again}
        self._noted(self._send_documents)

    def _send_invoices(self) -> None:
        """Send what waits; a number that is refused may be refused because it arrived before."""
        for number, each in self._memory["invoices"].items():
            if each["state"] != WAITING:
                continue
            status, _ = self._line.tell(f"{V1}/invoice", each["document"], again=True)
            right = status == 200 or (status == 402 and self._is_there(number))
            each["state"] = "ACCEPTED" if right else "REFUSED"

    def _is_there(self, number: str) -> bool:
        _, told = self._line.ask(f"{V1}/invoice/distribution", invoiceNumber=number)
        return any(int(each["invoiceNumber"]) == int(number) for each in told["invoices"] or ())

    def _send_actions(self) -> None:
        waiting = [each for each in self._memory["actions"] if each["state"] == WAITING]
        left = []
        for each in waiting:
            arrived = self._arrived(each["document"]["actions"][0]) if each["unsure"] else False
            if arrived:
                each["state"] = "ACCEPTED"
            elif arrived is False:
                left.append(each)
        for together in [left] if self._habits.gathers and left else [[each] for each in left]:
            self._send(f"{V1}/invoice/action", "actions", together)

    def _arrived(self, action: Row) -> bool | None:
        """Look on the case for an action whose answer was lost; None where nothing tells of it."""
        status, told = self._line.ask(f"{V1}/invoice/case", invoiceNumber=action["data"]["invoiceNumber"])
        listed = told["case"].get("actions") if status == 200 else None
        if listed is None:
            return None
        new = [each["actionId"] for each in listed if each["code"] == action["code"]]
        new = [each for each in new if each not in self._memory["known"]]
        self._memory["known"] += new[:1]
        return bool(new)

    def _send_documents(self) -> None:
        for kind, listed in (("ledger", "ledgers"), ("payment", "payments")):
            waiting = {key: each for key, each in self._memory[kind].items() if each["state"] == WAITING}
            for key, each in waiting.items():
                states = self._states(kind, key) if each["unsure"] else {}
                if key in states and not (each["again"] and states[key] == 2):
                    each["state"] = "ACCEPTED"
            left = [each for each in waiting.values() if each["state"] == WAITING]
            is_one = kind == "payment" and self._habits.gathers and left
            for together in [left] if is_one else [[each] for each in left]:
                self._send(f"{V1}/accounting/{kind}", listed, together)

    def _states(self, kind: str, key: str) -> dict[str, int]:
        _, told = self._line.ask(f"{V1}/accounting/{kind}", **{f"{kind}Identifier": key})
        rows = (told or {}).get(f"{kind}s") or ()
        return {each["sourceIdentifier"]: each["status"] for each in rows}

    def _send(self, path: str, listed: str, together: list[Row]) -> None:
        """Send several as one; where that is refused, each alone, since one bad document spoils the request."""
        self._unsure(together, unsure=True)
        inside = [one for each in together for one in each["document"].get(listed, [each["document"]])]
        body = {listed: inside[0] if listed == "ledgers" else inside}
        try:
            status, told = self._line.tell(path, body, again=False)
        except Later as later:
            self._unsure(together, unsure=later.maybe_done)
            raise
        self._unsure(together, unsure=False)
        if status == 200:
            self._memory["known"] += [each["actionId"] for each in told.get("actions") or ()]
        if status != 200 and len(together) > 1:
            for each in together:
                self._send(path, listed, [each])
            return
        for each in together:
            each["state"] = "ACCEPTED" if status == 200 else "REFUSED"

    def _unsure(self, together: Iterable[Row], *, unsure: bool) -> None:
        for each in together:
            each["unsure"] = unsure
        self._keep()

    # Asking.

    def _read_deliveries_of_new_ones(self) -> None:
        if any(each["delivery"] is None for each in self._followed().values()):
            self._read_deliveries()

    def _read_deliveries(self) -> None:
        followed = self._followed()
        if not followed:
            return
        for number, status, is_watched in self._records(followed):
            invoice = self._memory["invoices"].get(str(int(number)))
            if invoice is not None:
                invoice["delivery"] = status or invoice["delivery"]
                invoice["watched"] = invoice["watched"] or is_watched

    def _records(self, followed: Mapping[str, Row]) -> Iterable[tuple[Any, str | None, bool]]:
        period = {
            "fromInvDate": min(each["date"] for each in followed.values()),
            "toInvDate": max(self._world.today().isoformat(), *(each["date"] for each in followed.values())),
        }
        if self._habits.deliveries == "pages":
            yield from self._pages(period)
            return
        questions = [{"invoiceNumber": each} for each in followed] if self._habits.deliveries == "each" else [period]
        for question in questions:
            _, told = self._line.ask(f"{V1}/invoice/distribution", **question)
            for each in told["invoices"] or ():
                yield each["invoiceNumber"], (each.get("distribution") or {}).get("status"), bool(each.get("cases"))

    def _pages(self, period: Row) -> Iterable[tuple[Any, str | None, bool]]:
        left = 1
        for page in count(1):
            _, told = self._line.ask(PAGES, **period, page=page, pageSize=PAGE_SIZE)
            left = told["meta"]["totalCount"] if page == 1 else left
            for each in told["data"]:
                yield each["invoiceNumber"], each["distributionStatus"], each["caseId"] is not None
            left -= len(told["data"])
            if left <= 0 or not told["data"]:
                return

    def _read_cases(self) -> None:
        """Ask by the invoice, and by the case once it is known from there; once more after it was closed."""
        for number, each in self._followed().items():
            if each["watched"]:
                question = {"invoiceNumber": number} if each["case"] is None else {"caseId": each["case"]}
                _, told = self._line.ask(f"{V1}/invoice/case", **question)
                case = told["case"]
                each["open"], each["case"] = _cents(case["balance"]["totalAmount"]), int(case["summary"]["caseId"])
                each["closed"] += case["summary"].get("closedAt") is not None

    def _read_payments(self) -> None:
        """Ask for sixty days in as many questions as it is used to."""
        parts, today = self._habits.payments, self._world.today()
        found: list[Row] = []
        for part in range(parts):
            last = today - timedelta(days=60 // parts * part)
            first = last - timedelta(days=60 // parts - 1)
            _, told = self._line.ask(f"{V1}/payments", fromDate=first.isoformat(), toDate=last.isoformat())
            found += [
                {
                    "invoiceNumber": int(each["invoiceNumber"]),
                    "paymentDate": each["paymentDate"][:10],
                    "amount": _cents(each["amount"]),
                    "currency": each["currency"],
                }
                for each in told or ()
            ]
        self._memory["news"] = found

    def _read_settlements(self) -> None:
        today = self._world.today()
        since = date.fromisoformat(self._memory["settled"]) - OVERLAP
        questions = [{"fromDate": since.isoformat(), "toDate": today.isoformat()}]
        if self._habits.settlements == "all":
            questions = [{"fromDate": "2020-01-01", "toDate": today.isoformat()}]
        if self._habits.settlements == "unfetched":
            questions.append({"unfetchedOnly": "true"})
        for question in questions:
            _, told = self._line.ask(f"{V1}/settlements", **question)
            for settlement in (told or {}).get("settlements") or ():
                for each in settlement["allocations"]:
                    self._memory["booked"][str(each["allocationId"])] = _booking(settlement, each)
        self._memory["settled"] = today.isoformat()

    def _read_documents(self) -> None:
        for kind in ("ledger", "payment"):
            for key, each in self._memory[kind].items():
                if each["state"] == "ACCEPTED":
                    known = {1: "SYNCED", 2: "FAILED"}
                    each["state"] = known.get(self._states(kind, key).get(key, 0), each["state"])

    def _followed(self) -> Mapping[str, Row]:
        return {
            number: each
            for number, each in self._memory["invoices"].items()
            if each["state"] == "ACCEPTED" and each["closed"] < 2
        }

    def _noted(self, send: Callable[[], None]) -> None:
        self._keep()
        if self._habits.hurried:
            self._do(send)

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Later:
            return
        finally:
            self._keep()

    def _keep(self) -> None:
        self._world.memory["page"] = ENCODE(self._memory)


def _cents(value: Any) -> Decimal:
    return Decimal(value or 0).quantize(Decimal("0.01"))


def _booking(settlement: Row, allocation: Row) -> Row:
    parts = {each["type"]: _cents(each["amount"]) for each in allocation.get("breakdown") or allocation["events"]}
    return {
        "settlementId": int(settlement["settlementId"]),
        "allocationId": int(allocation["allocationId"]),
        "invoiceNumber": int(allocation["originalInvoiceNumber"]),
        "currency": allocation["currency"],
        "capital": parts.get("CAPITAL", _cents(0)),
        "interest": parts.get("INTEREST", _cents(0)),
        "costs": parts.get("FEES", _cents(0)),
    }


def nightly(habits: Habits) -> MakeClient:
    """Return how to make a client of some habits."""
    return lambda world: NightlyClient(world, habits)
