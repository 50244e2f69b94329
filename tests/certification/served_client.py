"""The reference client behind an address, as a creditor's own server would be: it keeps its clients in memory."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import msgspec

from contracts.reference_client.__main__ import done
from contracts.reference_client.client import CfisClient


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers instructions; what a client must not forget is in ``stores``, by story."""

    stores: dict[str, dict[str, bytes]]

    def do_POST(self) -> None:
        instruction = json.loads(self.rfile.read(int(self.headers["Content-Length"])), parse_float=Decimal)
        with httpx2.Client(base_url=instruction["baseUrl"]) as cfis:
            client = CfisClient(
                cfis,
                token=instruction["apiKey"],
                store=self.stores.setdefault(instruction["story"], {}),
                today=lambda: finnish_day(instruction),
                wait=rest,
            )
            answer = done(client, instruction["do"], instruction["document"])
        content = msgspec.json.Encoder(decimal_format="number").encode(answer)
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def rest(seconds: float) -> None:
    Event().wait(seconds)


def finnish_day(instruction: Mapping[str, Any]) -> date:
    return datetime.fromisoformat(instruction["now"]).astimezone(ZoneInfo("Europe/Helsinki")).date()


@contextmanager
def serving_the_reference_client() -> Iterator[str]:
    """Yield the address of a server for as long as the block lasts."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Served", (Handler,), {"stores": {}}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
