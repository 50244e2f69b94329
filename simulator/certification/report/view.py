"""What the page of a certification shows, before a template puts it there: everything counted, sorted and linked."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from simulator.certification.report.baseline import Changes
from simulator.certification.report.picture import Picture, draw
from simulator.certification.report.words import (
    GRAVEST_FIRST,
    by_group,
    in_the_way,
    is_required,
    stories_in_the_way,
    tally,
)
from simulator.certification.result import Exchange, RequirementResult, Result, Seen, StoryResult, Verdict

MOST_ROWS: Final = 150
"""Exchanges of a story that the page lists; those that a finding names are listed in any case."""
OPEN: Final = frozenset({Verdict.FAIL, Verdict.ERROR})
"""Stories with such a verdict show their exchanges at once."""


class Finding(NamedTuple):
    """A mistake as its story tells it."""

    requirement: RequirementResult
    seen: Seen


class StoryView(NamedTuple):
    """A story with its anchor, its picture, the mistakes seen in it, and the exchanges to list."""

    anchor: str
    story: StoryResult
    picture: Picture | None
    findings: Sequence[Finding]
    rows: Sequence[Exchange]
    left_out: int
    is_open: bool


class Group(NamedTuple):
    """A group of requirements with its anchor, and how many came out how."""

    anchor: str
    title: str
    requirements: Sequence[RequirementResult]
    counts: Mapping[Verdict, int]


class View(NamedTuple):
    """Everything on the page. ``anchors`` has those of the stories by name, ``listed`` the exchanges that have one."""

    result: Result
    tally: Sequence[tuple[Verdict, int]]
    columns: Sequence[Verdict]
    in_the_way: Sequence[RequirementResult]
    stories_in_the_way: Sequence[StoryResult]
    changes: Changes | None
    groups: Sequence[Group]
    not_shown: Sequence[RequirementResult]
    not_tested: Sequence[RequirementResult]
    stories: Sequence[StoryView]
    anchors: Mapping[str, str]
    listed: frozenset[tuple[str, int]]
    repeat: str


def view_of(result: Result, changes: Changes | None = None) -> View:
    """Return what the page shows of ``result``, and what has ``changes``d since another one.

    Stories in which something went wrong come first; otherwise they keep the order in which they were played.
    """
    anchors = _anchors([story.name for story in result.stories])
    in_order = sorted(result.stories, key=lambda story: GRAVEST_FIRST.index(story.verdict))
    stories = [_story(result, story, anchors[story.name]) for story in in_order]
    groups = [
        Group(f"group-{place}", title, requirements, _counts(requirements))
        for place, (title, requirements) in enumerate(by_group(result.requirements).items(), 1)
    ]
    there = {each.verdict for each in result.requirements}
    not_shown = [each for each in result.requirements if each.verdict is Verdict.NOT_SHOWN]
    return View(
        result=result,
        tally=tally(result),
        columns=[verdict for verdict in GRAVEST_FIRST if verdict in there],
        in_the_way=in_the_way(result),
        stories_in_the_way=stories_in_the_way(result),
        changes=changes,
        groups=groups,
        not_shown=sorted(not_shown, key=lambda each: not is_required(each)),
        not_tested=[each for each in result.requirements if each.verdict is Verdict.NOT_TESTED],
        stories=stories,
        anchors=anchors,
        listed=frozenset((each.story.name, row.number) for each in stories for row in each.rows),
        repeat=_repeat(result),
    )


def _repeat(result: Result) -> str:
    """Return the command that runs this certification again."""
    options = {"service": result.service, "client": result.client, "seed": str(result.stand.seed)}
    return " ".join(["cfis-sandbox certify", *(f"--{name} {shlex.quote(value)}" for name, value in options.items())])


def _counts(requirements: Sequence[RequirementResult]) -> Mapping[Verdict, int]:
    return {verdict: sum(each.verdict is verdict for each in requirements) for verdict in Verdict}


def _anchors(names: Sequence[str]) -> Mapping[str, str]:
    """Return an anchor for each name, made of its letters and digits, no two alike."""
    anchors: dict[str, str] = {}
    for name in names:
        wanted = "story-" + (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "unnamed")
        taken = set(anchors.values())
        anchors[name] = next(
            one
            for place in range(1, len(names) + 2)
            if (one := wanted if place == 1 else f"{wanted}--{place}") not in taken
        )
    return anchors


def _story(result: Result, story: StoryResult, anchor: str) -> StoryView:
    findings = [
        Finding(requirement, seen)
        for requirement in result.requirements
        for seen in requirement.seen
        if seen.story == story.name and not seen.right
    ]
    named = {
        number
        for each in result.requirements
        for seen in each.seen
        if seen.story == story.name
        for number in seen.exchanges
    }
    rows = [each for place, each in enumerate(story.exchanges) if place < MOST_ROWS or each.number in named]
    return StoryView(
        anchor=anchor,
        story=story,
        picture=draw(story),
        findings=findings,
        rows=rows,
        left_out=len(story.exchanges) - len(rows),
        is_open=story.verdict in OPEN or bool(findings),
    )
