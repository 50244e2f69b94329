"""Plays a story, step by step, to a client in a world, and notes all that is wrong.

`verbs` has what each step does, `expectations` what must be so. A story ends at the first thing that is wrong with a
Disagreement; a patient player notes it and goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import httpx2

from contracts.scenario import verbs
from contracts.scenario.asking import Asker
from contracts.scenario.client import Books, Client, ClientWorld, MakeClient
from contracts.scenario.document import Scenario, save
from contracts.scenario.expectations import unmet
from contracts.scenario.plane import NoSuchWorld, Plane
from contracts.scenario.recorder import Recorder, told
from contracts.scenario.story import Line, Step, Story, instant
from contracts.scenario.truth import Truth, disagreements
from contracts.scenario.turn import Turn
from contracts.scenario.watch import Counted, outcome

MOST_RUNS: Final = 5
MOST_TOLD: Final = 20
COMPARED: Final = ("today", "receivables", "payments", "allocations", "sync")

Result = TypeVar("Result")


def _nobody(_: Line) -> None:
    """Tell nobody of a step."""


class Manner(NamedTuple):
    """How a story is played.

    A ``patient`` player notes what is wrong in ``findings`` and goes on, where another raises Disagreement. A
    ``forgiving`` one leaves out of the story what the world does not let happen. ``records`` says whether turns and the
    journal are kept, which costs two requests a turn. ``on_step`` is told of every step before it is carried out.
    """

    patient: bool = False
    forgiving: bool = False
    records: bool = True
    on_step: Callable[[Line], None] = _nobody


RANDOM_LIVES: Final = Manner(forgiving=True, records=False)
"""How stories are played that nobody has written."""


class Access(NamedTuple):
    """How a player gets at a sandbox: the world that is played in as it is, instead of one of its own; the token."""

    inside: str | None = None
    control_token: str | None = None


OWN_WORLD: Final = Access()


class Disagreement(AssertionError):
    """The client is wrong; the message is the story, and what came of it."""

    def __init__(
        self, story: Story, findings: Sequence[str], path: Path | None = None, asked: Sequence[str] = ()
    ) -> None:
        self.story, self.findings, self.path, self.asked = story, list(findings), path, tuple(asked)
        said = "\n".join(f"  - {each}" for each in findings)
        journal = "".join(f"\n  {each}" for each in asked)
        meanwhile = f"\n\nMeanwhile the client asked{journal}" if asked else ""
        saved = f"\n\nSaved as {path}, which replays it." if path else ""
        super().__init__(f"\n\n{story.text}\n\nThen\n{said}{meanwhile}{saved}")

    def save(self) -> None:
        """Keep the story in its file, where it has one."""
        if self.path is not None:
            save(self.story, self.findings, self.path)


class Player:
    """One life: a world, a client, and the story so far.

    ``given`` is the beginning as a scenario has it, ``other`` the second creditor; ``base_url`` and ``transport`` lead
    to the sandbox. ``failures`` is the folder in which the story of a failure can be saved. Without a ``manner``, it
    plays as random lives want it.

    | attribute | is |
    |---|---|
    | ``story`` | the steps so far, and their lines in words |
    | ``turns`` | what the client was told to do, oldest first |
    | ``findings`` | what is wrong so far, in words |
    | ``comparisons`` | what each comparison of books found, oldest first |
    | ``belief`` | the client's books as it last told them |
    | ``invoices`` | the numbers of the invoices that the client was asked to hand in |
    | ``actions`` | the actions that it was asked to send, by invoice and code, with their number |
    | ``there_before`` | the numbers of invoices that the world had before the story |
    | ``documents`` | the identifiers of the documents for accounting that it was asked to hand in, by kind |
    """

    def __init__(
        self,
        make_client: MakeClient,
        given: Mapping[str, Any],
        *,
        base_url: str,
        transport: httpx2.BaseTransport,
        failures: Path | None = None,
        manner: Manner = RANDOM_LIVES,
        other: Mapping[str, Any] | None = None,
        access: Access = OWN_WORLD,
    ) -> None:
        self.manner, self._make, self._failures = manner, make_client, failures
        inside, token = access
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        control = httpx2.Client(base_url=base_url, transport=transport, headers=headers, timeout=None)
        self.plane = Plane(control, _plan(given, other), inside=inside)
        self._counted = Counted(transport)
        staging = self.plane.opened["cfis"]["staging"]
        creditor = staging["clients"][0]
        self.client_id: int = creditor["clientId"]
        planned = given.get("creditor", {}).get("accounting") or given.get("accounting", "netvisor")
        self.accounting: str = creditor.get("accounting") or planned
        self.world = ClientWorld(
            base_url=staging["baseUrl"],
            access_token=creditor["accessToken"],
            http=httpx2.Client(base_url=staging["baseUrl"], transport=self._counted),
            memory={},
            now=lambda: self.plane.now,
            wait=self._wait,
        )
        self.asker = Asker(self.plane, httpx2.Client(transport=transport), creditor["accessToken"])
        self.recorder = Recorder(self.plane) if self.manner.records else None
        self.invoices: list[int] = []
        self.actions: Counter[tuple[int, str]] = Counter()
        self.documents: dict[str, list[str]] = {}
        self.turns: list[Turn] = []
        self.findings: list[str] = []
        self.comparisons: list[list[str]] = []
        self.belief: Books | None = None
        self._here = ""
        self._events_before, self.there_before = 0, frozenset[int]()
        if inside is not None:
            self._begin_inside(inside, given)
        self.story = Story(given, self.plane.now)
        self._right_up_to = self._newest()
        self._taken: Counter[tuple[int, str]] = Counter()
        self._last_event = self._events_before
        self._client: Client | None = None
        self.manner.on_step(self.story.lines[0])
        self._client, trouble = self._outcome(lambda: make_client(self.world))
        try:
            self.found([trouble] if trouble else [])
        except Disagreement:
            self.end()
            raise

    def play(self, step: Step, where: str = "") -> None:
        """Carry one step out; ``where`` names it.

        Raises SandboxFailed, and Disagreement unless the player is patient.
        """
        ((verb, words),) = step.items()
        self._here = where
        self.manner.on_step(self.story.add(step, self.plane.now))
        verbs.VERBS[verb](self, words)

    def conclude(self, then: Sequence[Mapping[str, Any]], where: Callable[[int], str] = lambda _: "") -> None:
        """Look at everything that must be so in the end; ``where`` names each. Raises as ``play`` does."""
        wrong: list[str] = []
        for number, each in enumerate(then):
            wrong += [f"{where(number)}: {one}".removeprefix(": ") for one in unmet(self, each)]
        self.looked(wrong)

    def looked(self, wrong: Sequence[str]) -> None:
        """Note what came of looking at something; what was right up to here need not be told of later.

        Raises as ``found`` does.
        """
        self.found(wrong)
        self._right_up_to = self._newest()

    def found(self, wrong: Sequence[str]) -> None:
        """Note what is wrong, if anything. Raises Disagreement unless the player is patient."""
        self.findings += wrong
        if wrong and not self.manner.patient:
            raise self._failure(wrong)

    def refused(self, why: str | None, what: str) -> None:
        """Note that the world did not let something happen, unless ``why`` is None. Raises as ``found`` does."""
        if why is None:
            return
        if self.manner.forgiving:
            self.story.take_back()
            return
        self.found([self.placed(f"{what} was not possible: {why}")])

    def placed(self, finding: str) -> str:
        """Return what is wrong with the place of the step that showed it, where that is known."""
        return f"{self._here}: {finding}" if self._here else finding

    def turn(self, verb: str, words: Any, deed: Callable[[Client], Result]) -> Result | None:
        """Let the client do something in a turn of its own; None where it broke down. Raises as ``found`` does."""
        first, at = self._newest(), self.plane.now
        result, trouble = self._outcome(lambda: self._do(deed))
        self.turns.append(Turn(verb, words, at, first, self._newest(), trouble))
        self.found([trouble] if trouble else [])
        return result

    def restart(self) -> None:
        """Forget the client, and make one that knows what it stored."""
        first, at = self._newest(), self.plane.now
        self._client, trouble = self._outcome(lambda: self._make(self.world))
        self.turns.append(Turn("restart", None, at, first, self._newest(), trouble))
        self.found([trouble] if trouble else [])

    def compare(self) -> None:
        """Compare the client's books with what is so. Raises as ``play`` does."""
        self.looked(self.comparison())

    def comparison(self) -> list[str]:
        """Let the weather clear and the client run, until nothing happened in the world meanwhile; then compare.

        A client that waits lets time go by, and the agency does not wait for it. Returns what is wrong.
        """
        self.plane.clear_faults()
        self.turn("run", None, lambda client: client.run())
        books = self.books()
        for _attempt in range(MOST_RUNS):
            before = books
            self.turn("run", None, lambda client: client.run())
            books = self.books()
            if all(before.get(name) == books.get(name) for name in COMPARED):
                break
        self.believe()
        truth, belief = self.truth(books), self.belief
        wrong, trouble = self._outcome(lambda: disagreements(truth, belief))
        found = [trouble] if trouble else wrong or []
        self.comparisons.append(found)
        return found

    def believe(self) -> Books | None:
        """Ask the client for its books, and keep them; None where it has none to tell."""
        self.belief = self.turn("books", None, lambda client: client.books())
        return self.belief

    def truth(self, books: Mapping[str, Any] | None = None) -> Truth:
        """Return how things are. Raises SandboxFailed."""
        return Truth(
            books if books is not None else self.books(),
            self._actions_taken(),
            self.invoices,
            self.actions,
            self.documents,
        )

    def books(self) -> dict[str, Any]:
        """Return the world's books, as far as they are about the client and this story. Raises SandboxFailed."""
        told_of: dict[str, Any] = self.plane.ask("/books", clientId=self.client_id)
        if self.documents:
            queues = self.plane.ask("/books", limit=1)["sync"]
            told_of["sync"] = [each for each in queues if each["clientId"] == self.client_id]
        for name in ("receivables", "payments", "allocations"):
            told_of[name] = [each for each in told_of[name] if each["invoiceNumber"] not in self.there_before]
        return told_of

    def events(self) -> list[Mapping[str, Any]]:
        """Return everything that happened in the story's world, oldest first. Raises SandboxFailed."""
        return list(self.plane.pages("/events", "events", after=self._events_before))

    def exchanges(self) -> list[Mapping[str, Any]]:
        """Return the client's exchanges with CFIS, whole, oldest first. Raises SandboxFailed."""
        return self.recorder.exchanges() if self.recorder else []

    def lobby(self) -> list[Mapping[str, Any]]:
        """Return the client's exchanges that opened no world, whole, oldest first. Raises SandboxFailed."""
        return self.recorder.lobby() if self.recorder else []

    def end(self) -> None:
        """Let go of the world, if it was made for the story."""
        self.plane.drop()

    def _begin_inside(self, name: str, given: Mapping[str, Any]) -> None:
        """Bring a world that is there already to the beginning of the story. Raises NoSuchWorld."""
        begins = instant(given["now"])
        if self.plane.now > begins:
            now = self.plane.now.isoformat()
            raise NoSuchWorld(f"world {name} is at {now} already; the story begins at {begins.isoformat()}")
        self.plane.move({"to": begins.isoformat()})
        for each in self.plane.pages("/events", "events"):
            self._events_before = each["number"]
        self.there_before = frozenset(each["invoiceNumber"] for each in self.books()["receivables"])

    def _newest(self) -> int:
        return self.recorder.catch_up() if self.recorder else 0

    def _asked_meanwhile(self) -> list[str]:
        if self.recorder is None:
            return []
        return list(told(self.recorder.exchanges(after=self._right_up_to)))[-MOST_TOLD:]

    def _actions_taken(self) -> Counter[tuple[int, str]]:
        for each in self.plane.pages("/events", "events", after=self._last_event):
            self._last_event = each["number"]
            if each["kind"] == "Action" and each["because"] == "action received":
                self._taken[each["invoiceNumber"], each["note"].partition(":")[0]] += 1
        return self._taken

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.plane.advance(f"PT{ceil(seconds)}S")

    def _do(self, deed: Callable[[Client], Result]) -> Result:
        if self._client is None:
            raise NoClientError("it did not start")
        return deed(self._client)

    def _outcome(self, deed: Callable[[], Result]) -> tuple[Result | None, str | None]:
        """Let the client do something; return what came of it, and how it broke down, if it did."""
        result, trouble, cause = outcome(self._counted, deed)
        self._cause = cause or self._cause
        return result, trouble

    _cause: BaseException | None = None

    def _failure(self, wrong: Sequence[str]) -> Disagreement:
        path = self._failures / f"{self.plane.name}.yaml" if self._failures else None
        failure = Disagreement(self.story, wrong, path, self._asked_meanwhile())
        failure.__cause__ = self._cause
        return failure


class NoClientError(Exception):
    """There is no client that could be told anything."""


def player_of(scenario: Scenario, make_client: MakeClient, **how: Any) -> Player:
    """Return a player at the beginning of ``scenario``; ``how`` has the further arguments of Player.

    Raises SandboxFailed, NoSuchWorld, and Disagreement where the client cannot even be made.
    """
    player = Player(make_client, scenario.given, **{"other": scenario.other, "manner": Manner(), **how})
    taken = player.there_before & {step["submit"]["number"] for step in scenario.steps if "submit" in step}
    if taken:
        numbers = ", ".join(map(str, sorted(taken)))
        raise NoSuchWorld(f"world {player.plane.name} has invoices already that the story hands in: {numbers}")
    if scenario.other is not None and len(player.plane.opened["cfis"]["staging"]["clients"]) == 1:
        raise NoSuchWorld(f"world {player.plane.name} has one creditor; the story needs another one")
    return player


def play(player: Player, scenario: Scenario) -> None:
    """Play a scenario from its first step to its last expectation. Raises as ``Player.play`` does."""
    for number, step in enumerate(scenario.steps):
        player.play(step, scenario.where("when", number))
    player.conclude(scenario.then, lambda number: scenario.where("then", number))


def _plan(given: Mapping[str, Any], other: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the beginning of a story as the plan of a world."""
    creditor = {"name": "Made-up Creditor Oy", "service": given["service"], **given.get("creditor", {})}
    clients = [creditor]
    if other is not None:
        service = other.get("service", given["service"])
        clients.append({"name": "Another Made-up Creditor Oy", "service": service, "businessCode": OTHER_COMPANY})
    kept = {name: value for name, value in given.items() if name not in ("service", "creditor")}
    return {**kept, "clients": clients}


OTHER_COMPANY: Final = "1234567-1"
