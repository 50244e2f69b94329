"""Plays a story, step by step, to a client in a world, and compares the books."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import httpx2

from contracts.scenario import bodies
from contracts.scenario.client import Client, ClientWorld, MakeClient
from contracts.scenario.document import save
from contracts.scenario.plane import Plane, SandboxFailed
from contracts.scenario.story import Step, Story
from contracts.scenario.truth import Truth, disagreements

MOST_REQUESTS: Final = 300
"""Requests that a client may make in one step; one that makes more would never end."""
MOST_RUNS: Final = 5
COMPARED: Final = ("today", "receivables", "payments", "allocations")
PAGE: Final = 1000

Result = TypeVar("Result")


class Disagreement(AssertionError):
    """The client is wrong; the message is the story, and what came of it."""

    def __init__(self, story: Story, findings: list[str], path: Path) -> None:
        self.story, self.findings, self.path = story, findings, path
        said = "\n".join(f"  - {each}" for each in findings)
        super().__init__(f"\n\n{story.text}\n\nThen\n{said}\n\nSaved as {path}, which replays it.")

    def save(self) -> None:
        """Keep the story in its file."""
        save(self.story, self.findings, self.path)


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


class Player:
    """One life: a world, a client, and the story so far.

    ``given`` is the beginning as a scenario has it; ``base_url`` and ``transport`` lead to the sandbox. ``failures`` is
    the folder in which the story of a failure is saved.
    """

    def __init__(
        self,
        make_client: MakeClient,
        given: Mapping[str, Any],
        *,
        base_url: str,
        transport: httpx2.BaseTransport,
        failures: Path,
    ) -> None:
        self.story = Story(given)
        self._make, self._failures = make_client, failures
        self.plane = Plane(httpx2.Client(base_url=base_url, transport=transport), _plan(given))
        self._counted = Counted(transport)
        staging = self.plane.opened["cfis"]["staging"]
        creditor = staging["clients"][0]
        self.client_id = creditor["clientId"]
        self.world = ClientWorld(
            base_url=staging["baseUrl"],
            access_token=creditor["accessToken"],
            http=httpx2.Client(base_url=staging["baseUrl"], transport=self._counted),
            memory={},
            now=lambda: self.plane.now,
            wait=self._wait,
        )
        self._invoices: list[int] = []
        self._actions: Counter[tuple[int, str]] = Counter()
        self._taken: Counter[tuple[int, str]] = Counter()
        self._last_event = 0
        self._client: Client = self._guarded(lambda: make_client(self.world))

    def play(self, step: Step) -> None:
        """Carry one step out. Raises Disagreement, SandboxFailed."""
        ((verb, told),) = step.items()
        self.story.add(step, self.world.today())
        VERBS[verb](self, told)

    def hand_in(self, told: Any) -> None:
        """Let the client hand in an invoice or a credit note."""
        self._invoices.append(told["number"])
        self._guarded(lambda: self._client.create_invoice(bodies.invoice(told)))

    def act(self, told: Any) -> None:
        """Let the client ask for an action."""
        self._actions[told["invoice"], told["code"]] += 1
        self._guarded(lambda: self._client.send_action(bodies.action(told)))

    def pay(self, told: Any) -> None:
        """Let a debtor pay; what cannot be paid is not."""
        self.plane.do("/bank/payments", bodies.payment(told))

    def deliver(self, told: Any) -> None:
        """Decide a delivery, where it is not decided yet."""
        self.plane.do(f"/distributions/{told['invoice']}", {"outcome": told["outcome"]})

    def advance(self, told: Any) -> None:
        """Let time go by."""
        self.plane.advance(told)

    def set_token(self, told: Any) -> None:
        """Let the client's token expire at an instant."""
        self.plane.do("/tokens", {"clientId": self.client_id, **told})

    def arm(self, told: Any) -> None:
        """Let something go wrong with requests to come."""
        self.plane.do("/faults", {"system": "cfis", **told})

    def run(self, _: Any = None) -> None:
        """Let the client do its work."""
        self._guarded(self._client.run)

    def restart(self, _: Any) -> None:
        """Forget the client, and make one that knows what it stored."""
        self._client = self._guarded(lambda: self._make(self.world))

    def compare(self, _: Any = None) -> None:
        """Let the weather clear and the client run, until nothing happened in the world meanwhile; then compare.

        A client that waits lets time go by, and the agency does not wait for it.
        """
        self.plane.clear_faults()
        self.run()
        books = self._books()
        for _attempt in range(MOST_RUNS):
            before = books
            self.run()
            books = self._books()
            if all(before[name] == books[name] for name in COMPARED):
                break
        truth = Truth(books, self._actions_taken(), self._invoices, self._actions)
        belief = self._guarded(self._client.books)
        found = self._guarded(lambda: disagreements(truth, belief))
        if found:
            raise self._failure(found)

    def end(self) -> None:
        """Let go of the world."""
        self.plane.drop()

    def _books(self) -> Any:
        return self.plane.ask("/books", clientId=self.client_id)

    def _actions_taken(self) -> Counter[tuple[int, str]]:
        while True:
            told = self.plane.ask("/events", after=self._last_event, limit=PAGE)
            for each in told["events"]:
                self._last_event = each["number"]
                if each["kind"] == "Action" and each["because"] == "action received":
                    self._taken[each["invoiceNumber"], each["note"].partition(":")[0]] += 1
            if not told["more"]:
                return self._taken

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.plane.advance(f"PT{ceil(seconds)}S")

    def _guarded(self, deed: Callable[[], Result]) -> Result:
        """Let the client do something; whatever it raises is a failure of its own. Raises Disagreement."""
        self._counted.left = MOST_REQUESTS
        try:
            return deed()
        except SandboxFailed:
            raise
        except Endless:
            raise self._failure([f"the client made {MOST_REQUESTS} requests in one step and would not end"]) from None
        except Exception as broken:
            where = traceback.extract_tb(broken.__traceback__)[-1]
            what = f"{type(broken).__name__}: {broken}".rstrip(": ")
            raise self._failure([f"the client broke down in {where.name}: {what}"]) from broken

    def _failure(self, findings: list[str]) -> Disagreement:
        return Disagreement(self.story, findings, self._failures / f"{self.plane.name}.yaml")


VERBS: Final[Mapping[str, Callable[[Player, Any], None]]] = MappingProxyType(
    {
        "submit": Player.hand_in,
        "action": Player.act,
        "pay": Player.pay,
        "deliver": Player.deliver,
        "advance": Player.advance,
        "token": Player.set_token,
        "fault": Player.arm,
        "run": Player.run,
        "restart": Player.restart,
        "compare": Player.compare,
    }
)


def failure_of(player: Callable[[], Player], steps: Sequence[Step]) -> Disagreement | None:
    """Play a whole story, and return what is wrong in the end, if anything."""
    playing = None
    try:
        playing = player()
        for step in steps:
            playing.play(step)
    except Disagreement as failure:
        return failure
    finally:
        if playing is not None:
            playing.end()
    return None


def _plan(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the beginning of a story as the plan of a world."""
    creditor = {"name": "Made-up Creditor Oy", "service": given["service"]}
    kept = {name: given[name] for name in ("name", "seed", "now", "profile", "settlementShape")}
    return {**kept, "clients": [creditor]}
