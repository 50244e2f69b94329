"""A small client of the control plane: one request, one answer, and failures in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import msgspec

from contracts.reaching import http_client
from simulator.cli.failures import CannotRun, Refused

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

URL_VARIABLE: Final = "CFIS_SANDBOX_URL"
TOKEN_VARIABLE: Final = "CFIS_SANDBOX_TOKEN"  # noqa: S105  the name of a variable, no secret


class FieldAtFault(msgspec.Struct, frozen=True):
    """One wrong member of a request."""

    field: str
    message: str


class Fault(msgspec.Struct, frozen=True):
    """Why the control plane refused."""

    message: str
    code: str = ""
    errors: tuple[FieldAtFault, ...] = ()


class Refusal(msgspec.Struct, frozen=True):
    """The body of every refusal of the control plane."""

    error: Fault


class Answer(NamedTuple):
    """An answer as it came."""

    url: str
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode(errors="replace")

    def read(self, kind: type[T]) -> T:
        """Return the body as ``kind``, decimals exact. Raises CannotRun where something else answered."""
        try:
            return msgspec.json.decode(self.content, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise CannotRun(f"{self.url} answered what this command does not understand ({problem})") from None


class Remote:
    """The control plane of one sandbox. Use as a context, so that the connection is closed."""

    def __init__(self, url: str, token: str | None) -> None:
        """``url`` is the address of the sandbox without ``/sandbox``; ``token`` its control token, if it has one."""
        if token is not None and not (token.isascii() and token.isprintable()):
            raise CannotRun("--control-token: expected printable ASCII characters")
        self.url = url.rstrip("/").removesuffix("/sandbox")
        try:
            self._client = http_client(self.url, token=token, below="/sandbox")
        except ValueError as problem:
            raise CannotRun(f"--url {url}: {problem}; expected an address such as http://127.0.0.1:8080") from None

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, query: Mapping[str, Any] | None = None, *, accept: str = "application/json") -> Answer:
        """Ask for what is at ``path`` below ``/sandbox``; members of ``query`` that are None are left out."""
        return self._answer("GET", path, params=_given(query), headers={"Accept": accept})

    def post(self, path: str, body: object = None, query: Mapping[str, Any] | None = None) -> Answer:
        """Send ``body`` as JSON, in which decimals keep their digits, or as it is where it is bytes."""
        if isinstance(body, bytes):
            kind, content = "application/octet-stream", body
        else:
            kind, content = "application/json", msgspec.json.Encoder(decimal_format="number").encode(body or {})
        return self._answer("POST", path, params=_given(query), content=content, headers={"Content-Type": kind})

    def put(self, path: str, body: object) -> Answer:
        """Set what is at ``path`` to ``body``, sent as JSON."""
        return self._answer(
            "PUT", path, content=msgspec.json.encode(body), headers={"Content-Type": "application/json"}
        )

    def delete(self, path: str) -> Answer:
        """Take away what is at ``path``."""
        return self._answer("DELETE", path)

    def lines(self, path: str, query: Mapping[str, Any] | None = None) -> Iterator[str]:
        """Yield the data of server-sent events until the server closes the stream."""
        with (
            self._failures(),
            self._client.stream(
                "GET", path.lstrip("/"), params=_given(query), headers={"Accept": "text/event-stream"}
            ) as response,
        ):
            if response.is_error:
                response.read()
                self._refuse(response)
            for line in response.iter_lines():
                if line.startswith("data:"):
                    yield line.removeprefix("data:").strip()

    def _answer(self, method: str, path: str, **request: Any) -> Answer:
        with self._failures():
            response = self._client.request(method, path.lstrip("/"), **request)
        if response.is_error:
            self._refuse(response)
        return Answer(str(response.url), response.content)

    def _refuse(self, response: httpx2.Response) -> None:
        """Raise what an answer with an error status means."""
        if response.status_code == 401:
            raise Refused(
                f"the control plane at {self.url} wants its token: give --control-token or set {TOKEN_VARIABLE}"
            )
        try:
            fault = msgspec.json.decode(response.content, type=Refusal).error
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise CannotRun(
                f"{response.url} answered {response.status_code} without saying why; is that a sandbox?"
            ) from None
        if fault.code == "not_found" and fault.message.startswith("world "):
            fault = msgspec.structs.replace(
                fault, message=f"{fault.message}; 'cfis-sandbox world list' tells which are"
            )
        fields = [f"  {each.field}: {each.message}" for each in fault.errors if each.message not in fault.message]
        raise Refused("\n".join([fault.message, *fields]))

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn a failure to reach the sandbox into a sentence that says how to go on."""
        import httpx2

        try:
            yield
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise CannotRun(
                f"no sandbox answers at {self.url}; start one with 'cfis-sandbox serve',"
                f" or say where it is with --url or {URL_VARIABLE}"
            ) from None
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL):
            raise CannotRun(f"--url {self.url}: expected an address such as http://127.0.0.1:8080") from None
        except httpx2.TransportError as problem:
            why = str(problem) or type(problem).__name__
            raise CannotRun(f"the connection to {self.url} broke off ({why})") from None


def _given(query: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (query or {}).items() if value is not None}
