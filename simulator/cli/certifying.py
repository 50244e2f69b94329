"""What ``cfis-sandbox certify`` is put together of: the client, the stories, the sandboxes, and whoever watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Final, NamedTuple

import click
import httpx2

from contracts.scenario.in_process import InProcess
from contracts.scenario.story import Line
from contracts.words import counted
from simulator.certification.drivers.driver import Driver
from simulator.certification.keeping import Keeping
from simulator.certification.playing import ADDRESS, Opened, OpenSandbox
from simulator.certification.report.words import WORDS, printable, sentence
from simulator.certification.result import Seen, StoryResult
from simulator.certification.session import Plan, Watcher
from simulator.certification.stories import Chosen, only, stand_of, stories_for

NAME_WIDTH: Final = 34
WIDEST: Final = 110
CLEAR_LINE: Final = "\r\x1b[K"


class Order(NamedTuple):
    """What the caller asks for."""

    service: str
    client: str
    seed: int
    names: tuple[str, ...]
    turn_seconds: float
    overlays: tuple[Path, ...]
    jobs: int = 1


def plan_of(order: Order) -> Plan:
    """Return which stories are played, and what the run stands on. Raises UnknownStory, UnreadableScenario."""
    stories = stories_for(order.service, order.seed)
    played = {each.scenario.name for each in only(stories, order.names)}
    return Plan(
        service=order.service,
        stories=stories,
        stand=stand_of(stories, order.seed, order.overlays),
        left_out=frozenset(each.scenario.name for each in stories) - played,
        turn_seconds=order.turn_seconds,
    )


def opening(overlays: Sequence[Path]) -> OpenSandbox:
    """Return how a sandbox is opened for a story, its contracts changed by ``overlays``."""

    @contextmanager
    def opened(needs_address: bool) -> Iterator[Opened]:
        from simulator.asgi import build
        from simulator.settings import Settings
        from simulator.testing.sandbox import own_sandbox

        settings = Settings(overlays=tuple(overlays))
        if needs_address:
            with own_sandbox(settings) as sandbox, httpx2.HTTPTransport(verify=False) as transport:
                yield Opened(sandbox.url, transport)
            return
        way = InProcess(build(settings).app)
        try:
            yield Opened(ADDRESS, way)
        finally:
            way.close()

    return opened


@contextmanager
def keeping_of(folder: Path | None, plan: Plan, driver: Driver) -> Iterator[Keeping]:
    """Yield where stories are kept: in ``folder``, or for as long as the block lasts. Raises CannotKeep."""
    key = {"service": plan.service, "client": driver.spec, "stand": plan.stand}
    if folder is not None:
        yield Keeping(folder, key)
        return
    with TemporaryDirectory(prefix="cfis-sandbox-") as temporary:
        yield Keeping(Path(temporary), key)


def watcher(plan: Plan, say: Callable[[str], None]) -> Watcher:
    """Return who tells the terminal: a line a story, and on a screen the step that is being played.

    Stories that are played at once take turns on that line.
    """
    played = [each.scenario.name for each in plan.stories if each.scenario.name not in plan.left_out]
    total = len(played)
    numbers = {name: number for number, name in enumerate(played, 1)}
    on_screen = sys.stderr.isatty()
    screen = Lock()

    def step(chosen: Chosen, line: Line) -> None:
        if on_screen:
            text = f"{numbers[chosen.scenario.name]}/{total}  {line.at.date()}  {printable(line.text)}"
            with screen:
                click.echo(f"{CLEAR_LINE}{text[:WIDEST]}", nl=False, err=True)

    def ended(story: StoryResult, seen: Sequence[Seen]) -> None:
        right = sum(each.right for each in seen)
        count = f"{right} of {counted(len(seen), 'sight')} right"
        place = f"{numbers[story.name]:>3}/{total}"
        with screen:
            if on_screen:
                click.echo(CLEAR_LINE, nl=False, err=True)
            say(f"{place}  {WORDS[story.verdict].ljust(13)} {story.name.ljust(NAME_WIDTH)}  {count}")
            for each in story.trouble:
                say(f"         {printable(each)}")

    return Watcher(lambda _: None, step, ended, lambda remark: say(f"  {sentence(remark)}"))
