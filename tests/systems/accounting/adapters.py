"""The systems that pass the shared suite, each through the desk of its own tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from tests.systems.accounting.adapter import DAY, START, Adapter, Told
from tests.systems.driver import Answer, Driver
from tests.systems.netbaron import desk as netbaron
from tests.systems.netvisor import desk as netvisor
from tests.systems.procountor import desk as procountor
from tests.systems.procountor import paperwork


class Netvisor:
    """Netvisor: XML in an envelope, every request signed."""

    NAME: ClassVar[str] = "netvisor"
    FORMAT: ClassVar[str] = "xml"
    MEDIA: ClassVar[str] = "text/html; charset=utf-8"
    SECRET: ClassVar[str] = "customerKey"  # the name of a part, not a secret
    WRITES: ClassVar[tuple[str, ...]] = ("accounting", "salespayment", "salesinvoice", "customer")
    KEEPS_DRAFTS: ClassVar[bool] = False
    NUMBERS_INVOICES: ClassVar[bool] = False
    ROUNDS: ClassVar[bool] = False

    def __init__(self, driver: Driver) -> None:
        self.driver, self.desk = driver, netvisor.Desk(driver, now=START)
        self.world, self.keys = self.desk.world, dict(self.desk.keys)
        self._customer = 0

    def read(self, keys: Mapping[str, str] | None = None) -> Told:
        self.desk.keys = dict(keys or self.keys)
        try:
            return self._told(self.desk.get("accountingperiodlist"))
        finally:
            self.desk.keys = dict(self.keys)

    def bill(self, number: int, amount: str) -> Told:
        if not self._customer:
            example = netvisor.example("saveCustomer.request")
            self._customer = self.desk.post("customer", example, method="add").key
        return self._told(self.desk.post("salesinvoice", INVOICE.format(number, _comma(amount), self._customer)))

    def pay(self, number: int, amount: str) -> Told:
        return self._told(self.desk.post("salespayment", PAYMENT.format(number, _comma(amount))))

    def post(self, *lines: tuple[str, str], on: str = DAY) -> Told:
        written = [(account, _comma(amount)) for account, amount in lines]
        return self._told(self.desk.post("accounting", netvisor.voucher(*written, on=on)))

    def listed(self) -> list[int]:
        found: list[int] = []
        above = 0
        while True:
            told = self.desk.get("salesinvoicelist", invoicesabovenetvisorkey=above)
            keys = [int(text) for text in told.texts("SalesInvoiceList/SalesInvoice/NetvisorKey")]
            if not keys:
                return found
            above = keys[-1]
            found += [int(text) for text in told.texts("SalesInvoiceList/SalesInvoice/InvoiceNumber")]

    def send(self, write: str, body: bytes, media: str = "") -> Told:
        more = {"Content-Type": media or "text/xml"}
        return self._told(self.desk.send("POST", f"{write}.nv", body, more=more, method="add"))

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        return self.desk.headers(url)

    def told(self, answer: Answer) -> Told:
        return self._told(netvisor.Told(answer.status, answer.headers, answer.body))

    def _told(self, told: netvisor.Told) -> Told:
        statuses = told.texts("ResponseStatus/Status")
        assert told.root.tag == "Root"
        assert statuses[0] == "OK" or (len(statuses) == 2 and " :: " in statuses[1]), told.body
        return Told(Answer(told.http, told.headers, told.body), told.failure)


class NetBaron:
    """NetBaron by the assumed contract: JSON, a password for each module."""

    NAME: ClassVar[str] = "netbaron"
    FORMAT: ClassVar[str] = "json"
    MEDIA: ClassVar[str] = "application/json"
    SECRET: ClassVar[str] = "accountingPassword"  # the name of a part, not a secret
    WRITES: ClassVar[tuple[str, ...]] = ("ledger", "payment", "invoice", "customer")
    KEEPS_DRAFTS: ClassVar[bool] = False
    NUMBERS_INVOICES: ClassVar[bool] = False
    ROUNDS: ClassVar[bool] = False

    def __init__(self, driver: Driver) -> None:
        self.driver, self.desk = driver, netbaron.Desk(driver, now=START)
        self.world, self.keys = self.desk.world, dict(self.desk.keys)
        self._sent = 0

    def read(self, keys: Mapping[str, str] | None = None) -> Told:
        using = keys or self.keys
        headers = self.desk.headers("accounting", user=using["organization"], password=using["accountingPassword"])
        target = f"{self.desk.base}/nb-a/{using['organization']}/accounting/periods"
        answer = self.driver.send("GET", target, headers=headers)
        assert answer is not None
        return self.told(answer)

    def bill(self, number: int, amount: str) -> Told:
        row = {"articleName": "Made up", "quantity": 1, "unitPrice": json.loads(amount), "vatPercent": 0}
        more = {"invoiceDate": DAY, "dueDate": DAY, "paymentReference": None, "rows": [row]}
        return self.told(self.desk.ask("PUT", "invoice", netbaron.invoice(number, **more)))

    def pay(self, number: int, amount: str) -> Told:
        self._sent += 1
        more = {"invoiceNumber": str(number), "paymentDate": DAY, "paymentReference": None}
        return self.told(
            self.desk.ask("POST", "payment", netbaron.payment(json.loads(amount), f"P-{self._sent}", **more))
        )

    def post(self, *lines: tuple[str, str], on: str = DAY) -> Told:
        self._sent += 1
        rows = [(int(account), json.loads(amount)) for account, amount in lines]
        return self.told(self.desk.ask("POST", "ledger", netbaron.receipt(*rows, identifier=f"L-{self._sent}", on=on)))

    def listed(self) -> list[int]:
        return [int(one["invoiceNumber"]) for one in self.desk.get("invoice")]

    def send(self, write: str, body: bytes, media: str = "") -> Told:
        headers = {**self.desk.headers(write), "content-type": media or self.MEDIA}
        return self.told(self.desk.ask("PUT" if write == "invoice" else "POST", write, headers=headers, body=body))

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        module = urlsplit(url).path.split("/nb-a/")[-1].partition("/")[2].partition("/")[0]
        return self.desk.headers(module)

    def told(self, answer: Answer) -> Told:
        document = json.loads(answer.body)
        if answer.status == 200:
            return Told(answer, "")
        assert set(document) == {"error"}, document
        assert set(document["error"]) == {"code", "message"}
        return Told(answer, f"{document['error']['code']} {document['error']['message']}")


class Procountor:
    """Procountor: JSON behind an access token, documents that count once they are approved."""

    NAME: ClassVar[str] = "procountor"
    FORMAT: ClassVar[str] = "json"
    MEDIA: ClassVar[str] = "application/json"
    SECRET: ClassVar[str] = "clientSecret"  # the name of a part, not a secret
    WRITES: ClassVar[tuple[str, ...]] = ("invoices", "ledgerreceipts", "businesspartners", "products")
    KEEPS_DRAFTS: ClassVar[bool] = True
    NUMBERS_INVOICES: ClassVar[bool] = True
    ROUNDS: ClassVar[bool] = True

    def __init__(self, driver: Driver) -> None:
        self.driver, self.desk = driver, procountor.Desk(driver, now=START)
        self.world, self.keys = self.desk.world, dict(self.desk.keys)
        self._ids: dict[int, int] = {}

    def read(self, keys: Mapping[str, str] | None = None) -> Told:
        using = {**self.keys, **(keys or {})}
        names = {"client_id": "clientId", "client_secret": "clientSecret", "api_key": "apiKey"}
        asked = self.desk.ask_token(**{name: using[part] for name, part in names.items()})
        if asked.status != 200:
            return self._told(asked)
        token = {"authorization": f"Bearer {asked.json['access_token']}"}
        return self._told(self.desk.sent("GET", "/api/sessioninfo", headers=token))

    def bill(self, number: int, amount: str) -> Told:
        row = paperwork.row(quantity=1, unitPrice=json.loads(amount), vatPercent=0)
        said = {"date": DAY, "paymentInfo__dueDate": DAY, "originalInvoiceNumber": str(number), "vatStatus": 12}
        made = self._approved("invoices", paperwork.invoice(invoiceRows=[row], **said))
        if not made.refusal:
            self._ids[number] = self._last
        return made

    def pay(self, number: int, amount: str) -> Told:
        said = {"paymentDate": DAY, "amount": json.loads(amount), "currency": "EUR"}
        path = f"/invoices/{self._ids.get(number, 999_999)}/paymentevents/markpaid"
        return self._told(self.desk.put(path, said))

    def post(self, *lines: tuple[str, str], on: str = DAY) -> Told:
        rows = [paperwork.entry(account, json.loads(amount)) for account, amount in lines]
        return self._approved("ledgerreceipts", paperwork.journal(*rows, receiptDate=on))

    def listed(self) -> list[int]:
        found: list[int] = []
        query: dict[str, Any] = {"size": 3, "types": "SALES_INVOICE"}
        while True:
            page = self.desk.get("/invoices", **query).ok["results"]
            found += [int(self.desk.get(f"/invoices/{one['id']}").ok["originalInvoiceNumber"]) for one in page]
            if len(page) < 3:
                return found
            query["previousId"] = page[-1]["id"]

    def send(self, write: str, body: bytes, media: str = "") -> Told:
        headers = {**self.headers("POST", ""), "content-type": media or self.MEDIA}
        return self._told(self.desk.sent("POST", f"/api/{write}", body, headers=headers))

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        self.desk.renew()
        return {"authorization": f"Bearer {self.desk.token}"}

    def told(self, answer: Answer) -> Told:
        return self._told(procountor.Told(answer.status, answer.headers, answer.body))

    def _approved(self, kind: str, document: Any) -> Told:
        kept = self.desk.post(f"/{kind}", document)
        if kept.status != 200:
            return self._told(kept)
        self._last = int(kept.ok["id"])
        return self._told(self.desk.put(f"/{kind}/{self._last}/approve"))

    def _told(self, told: procountor.Told) -> Told:
        answer = Answer(told.status, told.headers, told.body)
        if told.status == 200:
            return Told(answer, "")
        return Told(answer, "; ".join(f"{field} {message}" for _, message, field in told.errors))


INVOICE = (
    "<root><salesinvoice><salesinvoicenumber>{0}</salesinvoicenumber>"
    f"<salesinvoicedate format='ansi'>{DAY}</salesinvoicedate>"
    "<salesinvoiceamount>{1}</salesinvoiceamount><salesinvoicestatus type='netvisor'>open</salesinvoicestatus>"
    "<invoicingcustomeridentifier type='netvisor'>{2}</invoicingcustomeridentifier>"
    "<paymenttermnetdays>14</paymenttermnetdays><expectpartialpayments>1</expectpartialpayments><invoicelines>"
    "<invoiceline><salesinvoiceproductline><productname>Made up</productname>"
    "<productunitprice type='net'>{1}</productunitprice>"
    "<productvatpercentage vatcode='NONE'>0</productvatpercentage>"
    "<salesinvoiceproductlinequantity>1</salesinvoiceproductlinequantity></salesinvoiceproductline></invoiceline>"
    "</invoicelines></salesinvoice></root>"
)
PAYMENT = (
    "<root><salespayment><sum currency='EUR'>{1}</sum>"
    f"<paymentdate>{DAY}</paymentdate>"
    "<targetidentifier type='invoicenumber' targettype='invoice'>{0}</targetidentifier>"
    "<sourcename>Made-Up Customer 1</sourcename>"
    "<paymentmethod type='alternative' overrideaccountingaccountnumber='1910'>Bank</paymentmethod>"
    "</salespayment></root>"
)


def _comma(amount: str) -> str:
    return amount.replace(".", ",")


ADAPTERS: tuple[type[Adapter], ...] = (Netvisor, Procountor, NetBaron)
"""Every accounting system; a test holds that none is missing."""
