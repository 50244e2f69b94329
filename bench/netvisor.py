"""The import of a voucher of ten lines into Netvisor, each request signed and with a transaction id of its own."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

VOUCHER: Final = "Netvisor voucher, 10 lines"
SENDER: Final = "bench"
STAMP: Final = "2025-12-01 09:00:00.000"
DAY: Final = "2025-12-01"
SIDES: Final = (("1910", "10.00"), ("1889", "-10.00")) * 5


def voucher_xml() -> bytes:
    """Return the message."""
    lines = "".join(
        f'<voucherline><linesum type="net">{amount.replace(".", ",")}</linesum><description>Row {place}</description>'
        f'<accountnumber>{account}</accountnumber><vatpercent vatcode="NONE">0</vatpercent></voucherline>'
        for place, (account, amount) in enumerate(SIDES, start=1)
    )
    head = f'<calculationmode>net</calculationmode><voucherdate format="ansi">{DAY}</voucherdate>'
    kind = "<description>Made-up remittance</description><voucherclass>Muistiotosite</voucherclass>"
    return f"<root><voucher>{head}{kind}{lines}</voucher></root>".encode()


def voucher_json() -> bytes:
    """Return the same as JSON, for a server that parses that."""
    rows = [
        {"lineSum": float(amount), "description": f"Row {place}", "accountNumber": account, "vatCode": "NONE", "vat": 0}
        for place, (account, amount) in enumerate(SIDES, start=1)
    ]
    head = {"calculationMode": "net", "voucherDate": DAY, "description": "Made-up remittance", "class": "Muistiotosite"}
    return msgspec.json.encode({"voucher": {**head, "voucherLines": rows}})


def signed_vouchers(port: int, path: str, keys: Mapping[str, str], now: str) -> Callable[[int], bytes]:
    """Return what makes the n-th request: only its transaction id and its MAC differ from the others."""
    body, unix = voucher_xml(), str(int(datetime.fromisoformat(now).timestamp()))
    url = f"http://127.0.0.1:{port}{path}/accounting.nv"
    prefix = "X-Netvisor-Authentication-"
    named = {
        "Host": f"127.0.0.1:{port}",
        f"{prefix}Sender": SENDER,
        f"{prefix}CustomerId": keys["customerId"],
        f"{prefix}PartnerId": keys["partnerId"],
        f"{prefix}Timestamp": STAMP,
        f"{prefix}TimestampUnix": unix,
        "X-Netvisor-Interface-Language": "EN",
        "X-Netvisor-Organisation-ID": keys["organisationId"],
        f"{prefix}MACHashCalculationAlgorithm": "HMACSHA256",
        f"{prefix}UseHTTPResponseStatusCodes": "1",
        "Content-Length": str(len(body)),
    }
    head = f"POST {path}/accounting.nv HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in named.items())
    before = "&".join((url, SENDER, keys["customerId"], STAMP, "EN", keys["organisationId"])).encode()
    after = "&".join((unix, keys["customerKey"], keys["partnerKey"])).encode()
    key, first = f"{keys['customerKey']}&{keys['partnerKey']}".encode(), head.encode()

    def request(turn: int) -> bytes:
        transaction = b"turn-%d" % turn
        mac = hmac.digest(key, b"&".join((before, transaction, after)), "sha256").hex().encode()
        own = b"%bTransactionId: %b\r\n%bMAC: %b\r\n\r\n" % (prefix.encode(), transaction, prefix.encode(), mac)
        return first + own + body

    return request
