"""Lets a client do something, and says how it broke down if it did."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Final, Generic, NamedTuple, TypeVar

import httpx2

from contracts.scenario.client import ClientTrouble
from contracts.scenario.plane import SandboxFailed

MOST_REQUESTS: Final = 300
"""Requests that a client may make in one step; one that makes more would never end."""

Result = TypeVar("Result")


class Endless(BaseException):
    """The client asks and asks. Not an Exception, so that no client takes it for trouble with the network."""


class Counted(httpx2.BaseTransport):
    """Hands requests on, as many as one step may make."""

    def __init__(self, inner: httpx2.BaseTransport) -> None:
        self._inner, self.left = inner, MOST_REQUESTS

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand a request on. Raises Endless."""
        self.left -= 1
        if self.left < 0:
            raise Endless
        return self._inner.handle_request(request)


class Outcome(NamedTuple, Generic[Result]):
    """What came of something that a client was told to do: the result, or the trouble in words and its cause."""

    result: Result | None
    trouble: str | None = None
    cause: BaseException | None = None


def outcome(transport: Counted, deed: Callable[[], Result]) -> Outcome[Result]:
    """Let the client do ``deed``; whatever it raises is trouble of its own. Raises SandboxFailed."""
    transport.left = MOST_REQUESTS
    try:
        return Outcome(deed())
    except SandboxFailed:
        raise
    except Endless:
        return Outcome(None, f"the client made {MOST_REQUESTS} requests in one step and would not end")
    except ClientTrouble as broken:
        return Outcome(None, str(broken), broken)
    except Exception as broken:
        where = traceback.extract_tb(broken.__traceback__)[-1]
        what = f"{type(broken).__name__}: {broken}".rstrip(": ")
        return Outcome(None, f"the client broke down in {where.name}: {what}", broken)
