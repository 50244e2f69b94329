"""Where the command line plays stories: in a sandbox of this process, or in one that runs at an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpx2

from contracts.scenario.client import MakeClient
from contracts.scenario.document import Scenario
from contracts.scenario.in_process import InProcess
from contracts.scenario.played import Played, played
from contracts.scenario.player import Access, Manner
from contracts.scenario.story import Line
from simulator.cli.failures import CannotRun

NOWHERE = "http://sandbox"
"""The address of a sandbox that is called in this process."""


class Stage(NamedTuple):
    """A sandbox, and how to get at it."""

    url: str
    transport: httpx2.BaseTransport
    access: Access

    def play(self, scenario: Scenario, make: MakeClient, tell: Callable[[Line], None]) -> Played:
        """Play a story, and tell each step before it is taken. Raises SandboxFailed, NoSuchWorld, CannotRun."""
        try:
            return played(
                scenario,
                make,
                base_url=self.url,
                transport=self.transport,
                manner=Manner(on_step=tell),
                access=self.access,
            )
        except (httpx2.TransportError, httpx2.UnsupportedProtocol, httpx2.InvalidURL) as problem:
            why = str(problem) or type(problem).__name__
            raise CannotRun(
                f"no sandbox answers at {self.url} ({why}); start one with 'cfis-sandbox serve', or leave --url out"
            ) from None


@contextmanager
def stage_at(url: str | None, control_token: str | None, world: str | None, *, listens: bool) -> Iterator[Stage]:
    """Yield the sandbox at ``url``; without one, a sandbox of this process for as long as the block lasts.

    One that ``listens`` has an address, for clients that bring their own HTTP library.
    """
    if url is not None:
        plain = url.rstrip("/").removesuffix("/sandbox")
        with httpx2.HTTPTransport(verify=plain.lower().startswith("https:")) as transport:
            yield Stage(plain, transport, Access(world, control_token))
    elif listens:
        # Imported here: a server takes long to load, and only who brings a client has use for it.
        from simulator.testing.sandbox import own_sandbox

        with own_sandbox() as sandbox, httpx2.HTTPTransport(verify=False) as transport:
            yield Stage(sandbox.url, transport, Access())
    else:
        from simulator.asgi import build
        from simulator.settings import Settings

        way = InProcess(build(Settings()).app)
        try:
            yield Stage(NOWHERE, way, Access())
        finally:
            way.close()
