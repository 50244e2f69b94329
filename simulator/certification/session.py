"""A certification from its first story to its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from threading import Event
from typing import Final, NamedTuple

from contracts.checks.exhibit import Exhibit
from contracts.checks.table import CHECKS
from contracts.requirements import Catalogue, Requirement, load_requirements
from contracts.scenario.story import Line
from simulator.certification.abreast import in_order
from simulator.certification.account import told, untold
from simulator.certification.drivers.driver import TURN_SECONDS, CannotDrive, Driver
from simulator.certification.keeping import Keeping
from simulator.certification.playing import Act, OpenSandbox, act_of
from simulator.certification.result import RequirementResult, Result, Seen, Stand, StoryResult
from simulator.certification.stories import Chosen
from simulator.certification.verdicts import CERTIFIED, Stories, rolled_up, weighed

MOST_STOPS: Final = 3
LEFT_ALONE: Final = "the client had to be stopped again and again, and is told no more stories"


class Plan(NamedTuple):
    """What is to be certified. ``stories`` are all of the service; those named in ``left_out`` are not played."""

    service: str
    stories: Sequence[Chosen]
    stand: Stand
    left_out: frozenset[str] = frozenset()
    turn_seconds: float = TURN_SECONDS


def _nobody(_: str) -> None:
    """Tell nobody."""


class Watcher(NamedTuple):
    """Who is told how it goes: that a story begins, each step of it, and how it went with all that was seen.

    What is remarkable about the whole run is told to ``note``. Where several stories are played at once, they begin and
    go on in threads of their own. They end in order.
    """

    begins: Callable[[Chosen], None]
    step: Callable[[Chosen, Line], None]
    ended: Callable[[StoryResult, Sequence[Seen]], None]
    note: Callable[[str], None] = _nobody


class Shown(NamedTuple):
    """A story that was played: the exhibit, unless the sandbox broke, and what the checks see, by requirement."""

    act: Act
    exhibit: Exhibit | None
    seen: Mapping[str, Sequence[Seen]]


class Certification(NamedTuple):
    """The result, and the exhibits by the names of their stories, on which it rests."""

    result: Result
    exhibits: Mapping[str, Exhibit]


def certify(
    plan: Plan, driver: Driver, open_sandbox: OpenSandbox, keeping: Keeping, watcher: Watcher, *, jobs: int = 1
) -> Certification:
    """Play what is not played yet, each story in a sandbox of its own, and weigh what was seen.

    A client that had to be stopped in MOST_STOPS stories is told no more of them: each would cost a turn's whole time.
    Up to ``jobs`` stories are played at once, which changes nothing about the result. Raises CannotDrive where the
    client cannot be led through several at once, CannotKeep.
    """
    if jobs > 1 and driver.one_at_a_time:
        raise CannotDrive(f"{driver.spec} is led through one story after the other: {driver.one_at_a_time}")
    catalogue, halted = load_requirements(), Event()
    stories = [each for each in plan.stories if each.scenario.name not in plan.left_out]
    shown: dict[str, Shown] = {}

    def act(chosen: Chosen) -> Act:
        watcher.begins(chosen)
        known = keeping.played(chosen.scenario.name)
        return known or _played(plan, chosen, driver, open_sandbox, keeping, watcher, halted)

    with closing(in_order(act, stories, jobs, halted)) as acts:
        for chosen, played in zip(stories, acts, strict=False):
            name = chosen.scenario.name
            shown[name] = looked_at(catalogue.of(plan.service), played)
            watcher.ended(
                _story(catalogue, chosen, shown[name]), [one for each in shown[name].seen.values() for one in each]
            )
            if sum(each.act.stopped for each in shown.values()) >= MOST_STOPS:
                watcher.note(LEFT_ALONE)
                break
    exhibits = {name: each.exhibit for name, each in shown.items() if each.exhibit is not None}
    return Certification(judged(plan, driver.spec, catalogue, shown), exhibits)


def looked_at(requirements: Sequence[Requirement], act: Act) -> Shown:
    """Return what the checks of some requirements see in a story."""
    exhibit = act.exhibit
    if exhibit is None:
        return Shown(act, None, {})
    seen = {
        each.id: [Seen(act.name, *sight) for sight in CHECKS[each.id](exhibit)]
        for each in requirements
        if each.is_tested
    }
    return Shown(act, exhibit, seen)


def judged(plan: Plan, client: str, catalogue: Catalogue, shown: Mapping[str, Shown]) -> Result:
    """Return what stories come to, by name, in whichever order they were played."""
    requirements = tuple(_requirement(catalogue, each, plan, shown) for each in catalogue.of(plan.service))
    stories = tuple(
        _story(catalogue, each, shown[each.scenario.name]) if each.scenario.name in shown else untold(each)
        for each in plan.stories
    )
    verdict, because = rolled_up(requirements, stories)
    return Result(
        service=plan.service,
        client=client,
        certified=verdict in CERTIFIED,
        verdict=verdict,
        because=because,
        stand=plan.stand,
        requirements=requirements,
        stories=stories,
    )


def _played(
    plan: Plan,
    chosen: Chosen,
    driver: Driver,
    open_sandbox: OpenSandbox,
    keeping: Keeping,
    watcher: Watcher,
    halted: Event,
) -> Act:
    with open_sandbox(driver.needs_address) as sandbox:
        act = act_of(
            chosen.scenario,
            driver,
            sandbox,
            folder=keeping.client_folder(chosen.scenario.name),
            seconds=plan.turn_seconds,
            on_step=lambda line: watcher.step(chosen, line),
            is_halted=halted.is_set,
        )
    keeping.keep(act)
    return act


def _requirement(
    catalogue: Catalogue, requirement: Requirement, plan: Plan, shown: Mapping[str, Shown]
) -> RequirementResult:
    seen = [one for each in shown.values() for one in each.seen.get(requirement.id, ())]
    shows = {each.story for each in seen}
    names = [
        each.scenario.name
        for each in plan.stories
        if requirement.id in each.scenario.requirements or each.scenario.name in shows
    ]
    played = [name for name in names if name in shown]
    broken = [name for name in played if shown[name].act.error]
    return weighed(requirement, catalogue.groups[requirement.group], seen, Stories(names, played, broken))


def _story(catalogue: Catalogue, chosen: Chosen, shown: Shown) -> StoryResult:
    broken = [id for id, sights in shown.seen.items() if not all(each.right for each in sights)]
    wrong = any(catalogue.by_id[id].can_fail for id in broken)
    return told(chosen, shown.act, shown.exhibit, wrong=wrong, warned=bool(broken))
