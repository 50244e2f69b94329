"""Drive an ASGI application synchronously, one request at a time, without a server and without a client library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit


class Answer(NamedTuple):
    """What came back; a dropped connection is None in its place."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Driver:
    """Sends requests to one application in an event loop of its own."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def get(self, url: str, key: str = "", **query: Any) -> Answer | None:
        return self.send("GET", url, key=key, query=query)

    def post(self, url: str, document: Any = None, key: str = "") -> Answer | None:
        return self.send("POST", url, json.dumps(document).encode(), key=key)

    def send(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        *,
        key: str = "",
        query: Mapping[str, Any] | Sequence[tuple[str, Any]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | None:
        """Return the answer, or None where the connection was dropped."""
        sent = {"host": "sandbox", **({"content-type": "application/json"} if body else {}), **(headers or {})}
        if key:
            sent["x-api-key"] = key
        path = urlsplit(url).path
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": urlencode(query or {}).encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
            "scheme": "http",
            "server": ("sandbox", 80),
        }
        return self._loop.run_until_complete(self._exchanged(scope, body))

    async def _exchanged(self, scope: dict[str, Any], body: bytes) -> Answer | None:
        got: dict[str, Any] = {"status": 0, "headers": {}, "body": b""}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                got["status"] = message["status"]
                got["headers"] = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
            else:
                got["body"] += message.get("body", b"")

        try:
            await self.app(scope, receive, send)
        except ConnectionResetError:
            return None
        return Answer(got["status"], got["headers"], got["body"])
