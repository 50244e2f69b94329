"""Servers that are verified and looked at: applications on free ports, some of which change their answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import uvicorn

from contracts.conformance.doors import DOORS
from tests.cli.desk import MONDAY


def opened(url: str, **plan: Any) -> Any:
    return httpx2.post(f"{url}/sandbox/worlds", json=plan, trust_env=False).json()


def of_cfis(world: Any) -> list[str]:
    staging = world["cfis"]["staging"]
    token, partner = staging["clients"][0]["accessToken"], staging["provisioningToken"]
    entry = ["--token", token, "--credential", f"provisioningToken={partner}"]
    return ["--system", "cfis", "--base-url", staging["baseUrl"], *entry]


def of_system(world: Any, system: str) -> list[str]:
    if system == "cfis":
        return of_cfis(world)
    told = world["systems"][system]
    known = (*DOORS[system].must, *DOORS[system].may)
    given = [f"--credential={name}={value}" for name, value in told["credentials"].items() if name in known]
    return ["--system", system, "--base-url", told["baseUrl"], *given]


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve ``app`` on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", date_header=False))
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()


def changing(app: Any, path: str, change: Callable[[int, bytes], tuple[int, bytes]], *, media: str = "") -> Any:
    """The application ``app``, but what it answers below ``path`` is changed on its way, and called ``media``."""

    async def changed(scope: Any, receive: Any, send: Any) -> None:
        started: dict[str, Any] = {}

        async def altered(message: Any) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
                return
            status, body = change(started["status"], message.get("body", b""))
            dropped = (b"content-length", b"content-type") if media else (b"content-length",)
            headers = [each for each in started["headers"] if each[0].lower() not in dropped]
            headers += [(b"content-type", media.encode())] if media else []
            length = (b"content-length", str(len(body)).encode())
            await send({**started, "status": status, "headers": [*headers, length]})
            await send({**message, "body": body})

        is_meant = scope["type"] == "http" and scope["path"].endswith(path)
        await app(scope, receive, altered if is_meant else send)

    return changed


def lived_in(url: str, **plan: Any) -> Any:
    """A world in which an invoice was handed in, delivered, reminded, and paid in part."""
    world = opened(url, **{"now": MONDAY, "seed": "lived-in", **plan})
    staging, plane = world["cfis"]["staging"], f"{url}/sandbox/worlds/{world['world']}"
    header = {"number": 1001, "type": "INVOICE", "date": "2026-10-05", "dueDate": "2026-10-19", "currencyCode": "EUR"}
    buyer = {"entityType": "CONSUMER", "name": "Made-Up Customer 1", "contact": {"email": "buyer@example.com"}}
    document = {
        "processing": {"paymentControlEnabled": True, "accountingInvoiceEnabled": True},
        "distribution": {"method": "EMAIL", "enabled": True},
        "invoice": {
            "header": header,
            "parties": {"sellerParty": {"name": "Example Oy"}, "buyerParty": buyer},
            "amounts": {"totalAmount": 100},
        },
    }
    calls = [
        (f"{staging['baseUrl']}/api/v1/partner/invoice", document),
        (f"{plane}/clock", {"advance": "P20D"}),
        (f"{plane}/bank/payments", {"invoiceNumber": 1001, "amount": 40.5}),
        (f"{plane}/clock", {"advance": "P3D"}),
    ]
    key = staging["clients"][0]["accessToken"]
    for address, body in calls:
        answer = httpx2.post(address, json=body, headers={"X-Api-Key": key}, trust_env=False)
        assert answer.is_success, answer.text
    return world
