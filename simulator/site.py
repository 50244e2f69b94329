"""What the process answers besides systems: its health, the contracts as it holds to them, and then all the rest.

The rest, pages and control plane, is put together at the first request to any of it, or as soon as clocks run.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from simulator.http.transport import Application, Receive, Scope, Send, send_answer
from simulator.world.store import Store

if TYPE_CHECKING:
    from contracts.documents import Document

CONTRACTS: Final = "/contracts/"
READ: Final = ("GET", "HEAD")
JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=utf-8"


class Rest(NamedTuple):
    """The application that is loaded late, and what has to be kept open for as long as it is served."""

    app: Application
    running: Callable[[], AbstractAsyncContextManager[None]]


class Page(NamedTuple):
    """An answer of this module's own."""

    body: bytes
    media: str = JSON
    status: int = 200


class Site:
    """The application for every path that no system has. ``rest`` makes what answers all but a few of them."""

    def __init__(self, store: Store, documents: Mapping[str, Document], rest: Callable[[], Rest]) -> None:
        self._store, self._documents, self._make = store, documents, rest
        self._rest: Application | None = None
        self._open: AsyncExitStack | None = None
        self._loading = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        page = self._page(scope["path"]) if scope["method"] in READ else None
        if page is None:
            await (self._rest or await self._loaded())(scope, receive, send)
            return
        headers = [(b"content-type", page.media.encode()), (b"content-length", str(len(page.body)).encode())]
        await send_answer(send, page.status, headers, b"" if scope["method"] == "HEAD" else page.body)

    @asynccontextmanager
    async def serving(self, *, at_once: bool) -> AsyncIterator[None]:
        """Keep open whatever the rest needs to be, from when it is loaded: ``at_once``, or when it is asked."""
        async with AsyncExitStack() as self._open:
            if at_once:
                await self._loaded()
            yield
        self._open = None

    async def _loaded(self) -> Application:
        """Load the rest in a thread, so that whoever asks a system meanwhile does not wait for it."""
        async with self._loading:
            if self._rest is None:
                rest = await asyncio.to_thread(self._make)
                if self._open is not None:
                    await self._open.enter_async_context(rest.running())
                self._rest = rest.app
            return self._rest

    def _page(self, path: str) -> Page | None:
        if path == "/healthz":
            return Page(msgspec.json.encode({"status": "ok"}))
        if path == "/readyz":
            return Page(msgspec.json.encode({"status": "ok", "worlds": len(self._store.worlds())}))
        file = path.removeprefix(CONTRACTS)
        return None if file == path or "/" in file else self._contract(file)

    def _contract(self, file: str) -> Page:
        # Whoever asks for a contract pays for the code that writes one.
        from contracts.documents import as_json, as_yaml  # noqa: PLC0415

        name, _, form = file.rpartition(".")
        document = self._documents.get(name)
        if document is None or form not in ("yaml", "json"):
            known = ", ".join(f"/contracts/{each}.yaml" for each in self._documents)
            told = f"There is no such contract; there are {known} (or .json).\n"
            return Page(told.encode(), TEXT, 404)
        if form == "json":
            return Page(as_json(document))
        return Page(as_yaml(document).encode(), "application/yaml")
