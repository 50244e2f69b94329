"""Weigh the evidence of a bundle again, without the client: does all that the result says follow from it?

The checks look at the exhibits again, verdicts follow from what they see, and everything else in the bundle from both.
Nobody can see in an exhibit that it was made up as a whole: that shows when the certification is run again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from contracts.checks.exhibit import Exhibit, encode
from contracts.checks.table import CHECKS
from contracts.requirements import load_requirements
from simulator.certification.playing import Act
from simulator.certification.report import bundle
from simulator.certification.report.bundle import Bundle, UnreadableBundle
from simulator.certification.report.difference import Sides, differing
from simulator.certification.report.words import line, numbered
from simulator.certification.report.writing import reports_of
from simulator.certification.result import RequirementResult, Result, Seen, StoryResult, Verdict
from simulator.certification.session import Plan, Shown, judged
from simulator.certification.stories import Chosen, stand_of, stories_for

SIDES: Final = Sides("in the result", "by the evidence")
HERE: Final = Sides("in the result", "here")
UNUSABLE: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""How a check breaks down over an exhibit that is not shaped as one."""


def other_stand(result: Result, overlays: Sequence[Path] = ()) -> Sequence[str]:
    """Return in words where a result stood on something else than this installation and ``overlays``.

    What comes of weighing it here would then say nothing about it.
    """
    here = stand_of(stories_for(result.service, result.stand.seed), result.stand.seed, overlays)
    return list(differing(result, msgspec.structs.replace(result, stand=here), HERE))


def differences(packed: Bundle) -> Sequence[str]:
    """Return in words where a bundle shows something else than its result says; nothing where it shows just that.

    Raises UnreadableBundle for exhibits that no check can look at.
    """
    try:
        return _found(packed)
    except UNUSABLE as problem:
        why = ascii(f"{type(problem).__name__}: {problem}")
        raise UnreadableBundle(f"the evidence is not of the shape that evidence has: {why}") from None


def _found(packed: Bundle) -> Sequence[str]:
    claimed, stories = packed.result, stories_for(packed.result.service, packed.result.stand.seed)
    shown = {each.scenario.name: _shown(packed, each) for each in stories}
    found = [*_of_exhibits(packed, stories)]
    plan = Plan(claimed.service, stories, claimed.stand)
    known = {name: each for name, each in shown.items() if each is not None}
    weighed = judged(plan, claimed.client, load_requirements(), known)
    found += _of_sights(claimed, weighed, known)
    found += differing(_bare(claimed), _bare(weighed), SIDES)
    return found or list(_of_files(packed))


def _shown(packed: Bundle, chosen: Chosen) -> Shown | None:
    """Return what the evidence shows of a story; None where it was not played."""
    name = chosen.scenario.name
    told = _told_of(packed.result, name)
    exhibit = packed.exhibits.get(name)
    if exhibit is None:
        if told is None or told.verdict is not Verdict.ERROR:
            return None
        return Shown(Act(name, told.lines, error="; ".join(told.trouble)), None, {})
    requirements = [each for each in load_requirements().of(packed.result.service) if each.is_tested]
    seen = {each.id: [Seen(name, *sight) for sight in CHECKS[each.id](exhibit)] for each in requirements}
    broke_down = any(turn.trouble for turn in exhibit.turns)
    stopped = broke_down and told is not None and told.verdict is Verdict.FAIL
    lines, trouble = ((), ()) if told is None else (told.lines, told.trouble)
    return Shown(Act(name, lines, trouble, broke_down, stopped), exhibit, seen)


def _told_of(result: Result, name: str) -> StoryResult | None:
    return next((each for each in result.stories if each.name == name), None)


def _of_exhibits(packed: Bundle, stories: Sequence[Chosen]) -> Iterator[str]:
    """Yield which exhibits are of another story or run, and what they hold that the result is silent about."""
    known = {each.scenario.name: each.scenario for each in stories}
    for name, exhibit in packed.exhibits.items():
        if name not in known:
            yield f"there is evidence of {line(name)}, and no such story in this certification"
        elif encode(exhibit) != encode(replace(exhibit, scenario=known[name])):
            yield f"the evidence of {line(name)} is of another story, or of a run with another seed"
        told = _told_of(packed.result, name)
        for trouble in _troubles(exhibit):
            if told is not None and not any(trouble in each for each in told.trouble):
                yield f"story {line(name)}: the result does not say that {line(trouble)}"
    for told in packed.result.stories:
        if told.name not in packed.exhibits and told.verdict not in (Verdict.SKIP, Verdict.ERROR):
            yield f"there is no evidence of {line(told.name)}"


def _troubles(exhibit: Exhibit) -> Iterator[str]:
    yield from (turn.trouble for turn in exhibit.turns if turn.trouble)
    yield from (each for found in exhibit.disagreements for each in found)


def _of_sights(claimed: Result, weighed: Result, shown: Mapping[str, Shown]) -> Iterator[str]:
    """Yield what the result makes up and which mistakes it keeps silent about; not every success is in it."""
    there = {each.id: each for each in claimed.requirements}
    for each in weighed.requirements:
        if each.id in there and there[each.id].seen != each.seen:
            seen = {sight for one in shown.values() for sight in one.seen.get(each.id, ())}
            yield from _compared(there[each.id], seen) or [
                f"{each.id}: the result has other examples of what was right"
            ]


def _compared(requirement: RequirementResult, seen: set[Seen]) -> list[str]:
    made_up = sorted(set(requirement.seen) - seen, key=_place)
    silent = sorted({each for each in seen if not each.right} - set(requirement.seen), key=_place)
    return [
        *(f"{requirement.id}: no evidence shows that {_told(each)}" for each in made_up),
        *(f"{requirement.id}: the result does not say that {_told(each)}" for each in silent),
    ]


def _place(seen: Seen) -> tuple[str, tuple[int, ...], str]:
    return seen.story, seen.exchanges, seen.what


def _told(seen: Seen) -> str:
    where = ", ".join(filter(None, [line(seen.story), numbered(seen.exchanges)]))
    return f"{line(seen.what)} ({where})"


def _bare(result: Result) -> Result:
    """Return a result without sights, which are compared by themselves, and without what only its maker has seen.

    That is what was open at a moment; nobody looks at it again.
    """
    requirements = tuple(msgspec.structs.replace(each, seen=()) for each in result.requirements)
    stories = tuple(
        msgspec.structs.replace(each, moments=tuple(msgspec.structs.replace(one, open=None) for one in each.moments))
        for each in result.stories
    )
    return msgspec.structs.replace(result, requirements=requirements, stories=stories)


def _of_files(packed: Bundle) -> Iterator[str]:
    """Yield the files of a bundle that are not what its result and its exhibits come to."""
    due = bundle.contents(packed.result, packed.exhibits, reports_of(packed.result))
    for name in sorted(due.keys() | packed.files.keys()):
        if name not in packed.files:
            yield f"{line(name)} is missing from the bundle"
        elif name not in due:
            yield f"{line(name)} does not belong in the bundle"
        elif packed.files[name] != due[name]:
            yield f"{line(name)} does not say what the result says"
