"""The requests that servers are measured with, as bytes, and the servers that they are meant for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import msgspec

from bench.load import Workload
from bench.netvisor import VOUCHER, signed_vouchers, voucher_json
from bench.procountor import RECEIPT, receipt_json, receipt_request
from contracts.documents import HERE

PARTNER: Final = "/api/v1/partner"
EXAMPLE: Final = HERE / "examples" / "cfis" / "createInvoice.request.completed.json"
EXAMPLE_NUMBER: Final = b"251601000"
FIRST_NUMBER: Final = 300_000_000
INVOICE_BYTES: Final = 3000

VALIDATE: Final = "GET validate"
CASE: Final = "GET case"
OTHER_CASES: Final = "GET case, each time another"
INVOICE: Final = "POST invoice, 3 kB"
REFUSED: Final = "POST invoice, refused"
NAMES: Final = (VALIDATE, CASE, OTHER_CASES, INVOICE, REFUSED, VOUCHER, RECEIPT)


class Target(NamedTuple):
    """A server under load, and its workloads by name; what it does not know is not among them."""

    name: str
    port: int
    workloads: dict[str, Workload]


def invoice_template() -> bytes:
    """Return the documented complete invoice, compact, with enough free text to weigh three kilobytes."""
    compact = msgspec.json.format(EXAMPLE.read_bytes(), indent=-1)
    missing = INVOICE_BYTES - len(compact) + len("null") - len('""')
    text = (b"Made-up work, as agreed. " * (missing // 25 + 1))[: max(missing, 0)]
    return compact.replace(b'"additionalInformation":null', b'"additionalInformation":"' + text + b'"', 1)


def numbered(template: bytes, number: int) -> bytes:
    """Return the invoice ``template`` with another number, which has nine digits, too."""
    return template.replace(EXAMPLE_NUMBER, b"%d" % number, 1)


def get(path: str, token: str = "") -> bytes:
    """Return a GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Api-Key: {token}\r\nAccept: */*\r\n\r\n".encode()


def post(path: str, token: str, body: bytes) -> bytes:
    """Return a POST request with a JSON body."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Api-Key: {token}\r\nAccept: */*\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def always(request: bytes) -> Callable[[int], bytes]:
    """Return what sends the same request every time."""
    return lambda _: request


def cfis(name: str, port: int, base: str, token: str, *, known: range, refusal: int) -> Target:
    """Return a server that speaks CFIS below ``base``; ``known`` are the numbers of invoices with a case."""
    path = f"{base}{PARTNER}"
    template = invoice_template()
    wrong = template.replace(EXAMPLE_NUMBER, b'"none"', 1)

    def fresh(turn: int) -> bytes:
        return post(f"{path}/invoice", token, numbered(template, FIRST_NUMBER + turn))

    def case(turn: int) -> bytes:
        return get(f"{path}/invoice/case?invoiceNumber={known[turn % len(known)]}", token)

    workloads = (
        Workload(VALIDATE, always(get(f"{path}/validate", token)), 200),
        Workload(CASE, always(case(0)), 200),
        Workload(OTHER_CASES, case, 200),
        Workload(INVOICE, fresh, 200),
        Workload(REFUSED, always(post(f"{path}/invoice", token, wrong)), refusal),
    )
    return Target(name, port, {each.name: each for each in workloads})


def with_vouchers(target: Target, path: str, keys: Mapping[str, str], now: str) -> Target:
    """Return ``target`` with vouchers for the Netvisor below ``path``, whose world stands at ``now``."""
    vouchers = Workload(VOUCHER, signed_vouchers(target.port, path, keys, now), 200)
    return target._replace(workloads={**target.workloads, VOUCHER: vouchers})


def with_receipts(target: Target, path: str, token: str) -> Target:
    """Return ``target`` with ledger receipts for the Procountor below ``path``."""
    receipts = Workload(RECEIPT, always(receipt_request(path, token)), 200)
    return target._replace(workloads={**target.workloads, RECEIPT: receipts})


def bare(port: int) -> Target:
    """Return the bare app, which answers every GET and every POST alike."""
    read = always(get("/json"))
    write = always(post("/json", "", invoice_template()))
    voucher = always(post("/json", "", voucher_json()))
    receipt = always(post("/json", "", receipt_json()))
    reads, writes = (VALIDATE, CASE, OTHER_CASES), (INVOICE, REFUSED)
    requests = {VOUCHER: voucher, RECEIPT: receipt} | dict.fromkeys(reads, read) | dict.fromkeys(writes, write)
    return Target("bare app", port, {name: Workload(name, request, 200) for name, request in requests.items()})
