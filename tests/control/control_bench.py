"""A control plane in this process, driven over HTTP messages; every answer is held against the contract."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

import httpx2

from contracts.documents import load
from simulator.control.app import ControlApp, control_app
from simulator.control.plane import ControlSettings
from simulator.control.running import here
from simulator.core.debtor import DebtorKind
from simulator.core.money import Money
from simulator.core.receivable import InvoiceType, Receivable
from simulator.core.records import Client
from simulator.core.references import make_finnish_reference
from simulator.http.codec import Codecs
from simulator.http.contract import Contract
from simulator.http.faults import Faults
from simulator.http.journal import Journals
from simulator.world.memory import MemoryStore
from simulator.world.sql import SqlStore
from simulator.world.store import Store
from simulator.world.submission import NewInvoice, submit
from simulator.world.worlds import Worlds

T = TypeVar("T")

START = "2026-01-05T09:00:00+02:00"
"""A Monday morning in Finland, at which worlds begin."""
STORES = ("memory", "sqlite")
CONTRACT = Contract.of(load("control"))
CODECS = Codecs()
ROOT = "http://sandbox.test"


class Answer(NamedTuple):
    """A status and what came with it: decoded JSON, or bytes."""

    status: int
    body: Any
    headers: httpx2.Headers

    @property
    def error(self) -> Any:
        """The refusal."""
        return self.body["error"]

    @property
    def fields(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {one["field"]: one["message"] for one in self.error["errors"]}


class Bench:
    """A control plane over one store. ``call`` sends one request at a time; ``play`` runs a story of several."""

    def __init__(self, store: Store, settings: ControlSettings) -> None:
        self.store, self.worlds, self.journals = store, Worlds(store), Journals()
        self.faults = Faults({"cfis": frozenset({"createInvoice", "getCase"})})
        self._thread = ThreadPoolExecutor(1)
        self._loop = asyncio.new_event_loop()
        run = self._hop if store.blocking else here
        self.app: ControlApp = control_app(self.worlds, self.journals, self.faults, run, settings)

    def close(self) -> None:
        """Let go of the loop and the thread."""
        self._loop.close()
        self._thread.shutdown()

    def play(self, story: Awaitable[T]) -> T:
        """Return what a story of several requests comes to."""

        async def told() -> T:
            return await story

        return self._loop.run_until_complete(told())

    def call(self, method: str, path: str, json: Any = None, **more: Any) -> Answer:
        """Send one request and return the answer."""
        return self.play(self.ask(method, path, json, **more))

    async def ask(
        self, method: str, path: str, json: Any = None, *, headers: dict[str, Any] | None = None, content: bytes = b""
    ) -> Answer:
        """Send one request and return the answer, which keeps the contract."""
        transport = httpx2.ASGITransport(app=self.app)
        given = dict(headers or {})
        if json is not None:
            content, _ = CODECS.write(json, ["application/json"])
            given.setdefault("Content-Type", "application/json")
        async with httpx2.AsyncClient(transport=transport, base_url=ROOT) as client:
            got = await client.request(method, path, content=content, headers=given)
        answer = Answer(got.status_code, decoded(got), got.headers)
        check(method, path.partition("?")[0], answer)
        return answer

    def get(self, path: str, **more: Any) -> Any:
        """Return what a GET answers, which is a success."""
        answer = self.call("GET", path, **more)
        assert answer.status == 200, answer.body
        return answer.body

    def post(self, path: str, json: Any = None, **more: Any) -> Any:
        """Return what a POST answers, which is a success."""
        answer = self.call("POST", path, json, **more)
        assert answer.status in (200, 201), answer.body
        return answer.body

    def world(self, name: str = "demo", **more: Any) -> Any:
        """Make a world and return what is told of it."""
        return self.post("/worlds", {"name": name, "now": START, **more})

    def invoice(self, number: int = 1, world: str = "demo", **more: Any) -> Receivable:
        """Hand in an invoice as a client of ``world`` would."""
        with self.worlds.open(world) as opened:
            client = opened.find(Client, str(more.pop("client", 1001)))
            return submit(opened, client, new_invoice(number, opened.today, **more))

    def advance(self, length: str, world: str = "demo") -> Any:
        """Move ``world`` forward and return what happened."""
        return self.post(f"/worlds/{world}/clock", {"advance": length})

    def books(self, world: str = "demo") -> Any:
        """Return the books of ``world``."""
        return self.get(f"/worlds/{world}/books")

    async def _hop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def decoded(got: httpx2.Response) -> Any:
    """Return the body of an answer: JSON with exact decimals, or bytes."""
    if got.headers.get("content-type", "") == "application/json":
        return CODECS.read(got.content, "application/json", ["application/json"])
    return got.content


def check(method: str, path: str, answer: Answer) -> None:
    """Hold an answer against the contract."""
    assert answer.headers["cache-control"] == "no-store"
    if answer.status in (404, 405) and answer.error["code"] in ("no_such_address", "method_not_allowed"):
        return
    if answer.status == 401:
        return
    terms, _ = CONTRACT.find(method, path)
    assert terms.promises(answer.status), f"{terms.id} answers {answer.status}"
    rule = terms.reply_rule(answer.status)
    if rule is not None and not isinstance(answer.body, bytes):
        assert rule.findings(answer.body) == (), terms.id


def new_invoice(
    number: int, today: date, *, total: str = "124.00", days: int = 14, debtor: str = "Debtor One Oy", **more: Any
) -> NewInvoice:
    """Return an invoice to a made-up business, due in so many ``days``."""
    return NewInvoice(
        number=number,
        type=InvoiceType.INVOICE,
        dated=today,
        due=today + timedelta(days=days),
        total=Money.of(Decimal(total)),
        reference=make_finnish_reference(str(10_000 + number)),
        debtor_name=debtor,
        debtor_key=debtor,
        debtor=DebtorKind.BUSINESS,
        document=b"{}",
        **more,
    )


@contextmanager
def a_bench(kind: str, settings: ControlSettings) -> Iterator[Bench]:
    """Give a bench over a new store of ``kind``, one of STORES."""
    with TemporaryDirectory() as folder:
        store: Store = MemoryStore() if kind == "memory" else SqlStore(Path(folder) / "worlds.sqlite")
        bench = Bench(store, settings)
        try:
            yield bench
        finally:
            bench.close()
            store.close()


def instant(text: str) -> datetime:
    """Return an instant as the control plane writes it."""
    return datetime.fromisoformat(text).astimezone(UTC)
