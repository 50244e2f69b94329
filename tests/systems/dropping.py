"""The sandbox in process, as a transport for HTTP clients that takes a dropped connection for what it is."""

from __future__ import annotations

import httpx2


class Dropping(httpx2.ASGITransport):
    """The application in process; a connection that it drops is one that httpx2 says was dropped."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except ConnectionResetError as error:
            raise httpx2.ReadError(str(error)) from None
