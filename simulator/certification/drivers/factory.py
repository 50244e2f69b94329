"""The driver ``python:MODULE:FACTORY``: the client is an object of this process.

``FACTORY`` takes a ``contracts.scenario.client.ClientWorld`` and returns a ``Client``. The client uses ``world.http``,
which needs no address; for one with an HTTP library of its own, ``python+http:MODULE:FACTORY`` puts the sandbox at one.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, TypeVar

from contracts.scenario.client import Books, Client, ClientTrouble, ClientWorld, MakeClient
from simulator.certification.drivers.driver import STOPPED, CannotDrive, Driver, Stage
from simulator.certification.drivers.patience import stopped

Result = TypeVar("Result")


class Hung(BaseException):
    """The time is up. Not an Exception, so that no client takes it for trouble with the network."""


def factory_driver(place: str, *, needs_address: bool = False) -> Driver:
    """Return a driver for a factory, which may stand in the working directory. Raises CannotDrive."""
    scheme = "python+http" if needs_address else "python"
    module_name, colon, name = place.partition(":")
    if not (module_name and colon and name) or module_name.startswith("."):
        raise CannotDrive(f"python:{place}: expected python:MODULE:FACTORY, such as python:my_client:make_client")
    return Driver(
        f"{scheme}:{place}",
        needs_address=needs_address,
        begin=watched(_found(module_name, name)),
        one_at_a_time="its client is an object of this process, where one turn has to end before another begins",
    )


def watched(make: MakeClient) -> Callable[[Stage], MakeClient]:
    """Return how a client that ``make`` makes is begun, so that no turn of it takes longer than it may."""

    def begin(stage: Stage) -> MakeClient:
        return lambda world: Watched(make, world, stage)

    return begin


class Watched:
    """A client whose turns end in time, and which cannot leave the process. Raises ClientTrouble."""

    def __init__(self, make: MakeClient, world: ClientWorld, stage: Stage) -> None:
        self._stage = stage
        self._client: Client = self._in_time(lambda: make(world))

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        """Let the client hand in an invoice."""
        self._in_time(lambda: self._client.create_invoice(document))

    def send_action(self, document: Mapping[str, Any]) -> None:
        """Let the client ask for actions."""
        self._in_time(lambda: self._client.send_action(document))

    def submit_ledger(self, document: Mapping[str, Any]) -> None:
        """Let the client hand in a ledger document."""
        self._in_time(lambda: self._able("submit_ledger")(document))

    def submit_payment(self, document: Mapping[str, Any]) -> None:
        """Let the client hand in accounting payments."""
        self._in_time(lambda: self._able("submit_payment")(document))

    def run(self) -> None:
        """Let the client do its periodic work."""
        self._in_time(self._client.run)

    def books(self) -> Books:
        """Ask the client what it believes."""
        return self._in_time(self._client.books)

    def _able(self, name: str) -> Any:
        if not hasattr(self._client, name):
            raise ClientTrouble(f"the client has no {name}, which a client with accounting needs")
        return getattr(self._client, name)

    def _in_time(self, deed: Callable[[], Result]) -> Result:
        if self._stage.over.is_set():
            raise ClientTrouble(STOPPED)
        try:
            with _alarm(self._stage.seconds):
                return deed()
        except Hung:
            raise stopped(self._stage, "the client") from None
        except SystemExit as left:
            raise ClientTrouble(f"the client wanted to leave the process with exit status {left.code}") from None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise Hung in the block after so many real seconds; where no signals come, in other threads, never."""
    if current_thread() is not main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise Hung


def _found(module_name: str, name: str) -> MakeClient:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    spec = f"python:{module_name}:{name}"
    try:
        module = import_module(module_name)
    except ImportError as problem:
        raise CannotDrive(f"{spec}: {problem}") from None
    except Exception as broken:
        what = f"{type(broken).__name__}: {broken}"
        raise CannotDrive(f"{spec}: {module_name} broke down when it was loaded: {what}") from broken
    if not hasattr(module, name):
        raise CannotDrive(f"{spec}: {module_name} has no {name}")
    make = getattr(module, name)
    if not callable(make):
        raise CannotDrive(f"{spec}: {name} is no factory; it cannot be called")
    made: MakeClient = make
    return made
