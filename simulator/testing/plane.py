"""The control plane of a sandbox as tests see it: one request, one answer, and refusals as exceptions that explain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import msgspec

from contracts.reaching import http_client

CONFLICT: Final = 409
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class SandboxError(Exception):
    """The sandbox cannot be used as it was; the message says what was wrong and what would be right."""


class SandboxRefused(SandboxError):
    """The control plane refused a request. ``status`` is the HTTP status, ``code`` stays the same for one reason."""

    def __init__(self, message: str, *, status: int, code: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class ControlPlane:
    """Everything below ``/sandbox`` of one sandbox."""

    def __init__(self, url: str, token: str | None = None) -> None:
        """``url`` is the address of the sandbox, ``token`` its control token. Raises SandboxError for no address."""
        self.url = checked_url(url)
        if token is not None and not (token.isascii() and token.isprintable()):
            raise SandboxError("the control token has characters that no header can carry; expected printable ASCII")
        self.token = token
        self._http = http_client(self.url, token=token, below="/sandbox")

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """Return what is at ``path`` below ``/sandbox``, decimals exact; members that are None are left out."""
        return self._answer("GET", path, params=given(query))

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send ``body`` as JSON, without the members that are None, and return the answer, decimals exact."""
        content = _ENCODER.encode(given(body or {}))
        return self._answer("POST", path, content=content, headers={"Content-Type": "application/json"})

    def delete(self, path: str) -> None:
        """Take away what is at ``path``."""
        self._answer("DELETE", path)

    def _answer(self, method: str, path: str, **request: Any) -> Any:
        try:
            response = self._http.request(method, path.lstrip("/"), **request)
        except httpx2.TransportError as problem:
            why = str(problem) or type(problem).__name__
            raise SandboxError(
                f"no sandbox answers at {self.url} ({why}); start one with 'cfis-sandbox serve'"
            ) from None
        if response.is_error:
            raise self._refusal(response)
        try:
            return json.loads(response.content, parse_float=Decimal) if response.content else None
        except ValueError:
            raise SandboxError(
                f"{response.url} answered {response.status_code} without JSON; is that a sandbox?"
            ) from None

    def _refusal(self, response: httpx2.Response) -> SandboxError:
        status = response.status_code
        try:
            fault = response.json()["error"]
            message, code, fields = fault["message"], fault["code"], fault["errors"]
        except (ValueError, KeyError, TypeError):
            return SandboxError(f"{response.url} answered {status} without saying why; is that a sandbox?")
        if status == 401:
            problem = "another one than was given" if self.token is not None else "and none was given"
            return SandboxRefused(f"{self.url} wants its control token, {problem}", status=status, code=code)
        more = [f"\n  {each['field']}: {each['message']}" for each in fields if each["message"] not in message]
        return SandboxRefused(message + "".join(more), status=status, code=code)


def checked_url(url: str) -> str:
    """Return the address of a sandbox without what may follow it. Raises SandboxError for what is no address."""
    plain = url.strip().rstrip("/").removesuffix("/sandbox")
    parts = urlsplit(plain)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise SandboxError(f"{url!r} is no address of a sandbox; expected one such as http://127.0.0.1:8080")
    return plain


def given(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``members`` without those that are None."""
    return {name: value for name, value in members.items() if value is not None}
