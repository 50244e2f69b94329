"""The closing words of a certification in a terminal: the verdict, what stands in its way, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from types import MappingProxyType
from typing import Final

from contracts.words import counted
from simulator.certification.report.baseline import TONES as CHANGE_TONES
from simulator.certification.report.baseline import Changes, Kind, in_words
from simulator.certification.report.words import (
    TONES,
    WORDS,
    headline,
    in_the_way,
    line,
    numbered,
    sentence,
    stories_in_the_way,
    tally,
)
from simulator.certification.result import RequirementResult, Result, Verdict

WIDTH: Final = 100
MOST_MISTAKES: Final = 3
"""Mistakes that are told of one requirement; the report has all."""
MOST_CHANGES: Final = 20
MOST_UNSEEN: Final[Mapping[Verdict, int]] = MappingProxyType({Verdict.NOT_SHOWN: 3, Verdict.SKIP: 0})
"""Of requirements that nobody saw so many are told in full, if there are no more."""
WHY_UNSEEN: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.NOT_SHOWN: "the client did not come that far, or no story led there",
        Verdict.SKIP: "none of the stories that lead there was played",
    }
)
Paint = Callable[[str, str], str]
"""Colours a text by its tone: good, bad, late, waiting or quiet. The words say the same without it."""


def closing(result: Result, changes: Changes | None = None, *, width: int = WIDTH, paint: Paint | None = None) -> str:
    """Return the closing words, lines of at most ``width`` characters where words allow it."""
    colour = paint or (lambda text, _: text)
    return "\n".join([*_lines(result, changes, width, colour), ""])


def _lines(result: Result, changes: Changes | None, width: int, colour: Paint) -> Iterator[str]:
    yield from _reasons(result, width, colour)
    yield from _warnings(result, width, colour)
    if changes is not None:
        yield from _changes(changes, width, colour)
    counts = ", ".join(f"{count} {WORDS[verdict]}" for verdict, count in tally(result))
    yield f"{counted(len(result.requirements), 'requirement')}: {counts}."
    yield colour(f"{headline(result).upper()}.", "good" if result.certified else "bad")
    yield from _wrapped(sentence(line(result.because)), width, "")


def _reasons(result: Result, width: int, colour: Paint) -> Iterator[str]:
    reasons, stories = in_the_way(result), stories_in_the_way(result)
    if reasons or stories:
        yield "What stands in the way:"
    for story in stories:
        yield f"  {colour(WORDS[story.verdict].upper(), TONES[story.verdict])}  story {line(story.name)}"
        for trouble in story.trouble[:MOST_MISTAKES]:
            yield from _wrapped(f"- {line(trouble)}", width, "    ")
    for verdict, same in groupby(reasons, lambda each: each.verdict):
        yield from _alike(verdict, list(same), width, colour)
    if reasons or stories:
        yield ""


def _alike(verdict: Verdict, requirements: Sequence[RequirementResult], width: int, colour: Paint) -> Iterator[str]:
    """Yield requirements of one verdict; what nobody saw is told in short, so that mistakes do not drown in it."""
    most = MOST_UNSEEN.get(verdict, len(requirements))
    if len(requirements) <= most:
        for requirement in requirements:
            yield from _requirement(requirement, width, colour)
        return
    word = colour(WORDS[verdict].upper(), TONES[verdict])
    yield f"  {word}  {counted(len(requirements), 'requirement')}: {WHY_UNSEEN[verdict]}"
    if most:
        yield from _wrapped(", ".join(line(each.id) for each in requirements), width, "    ")


def _warnings(result: Result, width: int, colour: Paint) -> Iterator[str]:
    warned = [each for each in result.requirements if each.verdict is Verdict.WARN]
    if warned:
        yield "Warnings, which fail nobody:"
    for requirement in warned:
        yield from _requirement(requirement, width, colour)
    if warned:
        yield ""


def _requirement(requirement: RequirementResult, width: int, colour: Paint) -> Iterator[str]:
    word = colour(WORDS[requirement.verdict].upper(), TONES[requirement.verdict])
    yield f"  {word}  {line(requirement.id)} ({requirement.level}, {requirement.evidence})"
    yield from _wrapped(line(requirement.text), width, "    ")
    wrong = [each for each in requirement.seen if not each.right]
    for seen in wrong[:MOST_MISTAKES]:
        where = ", ".join(filter(None, [line(seen.story), numbered(seen.exchanges)]))
        yield from _wrapped(f"- {line(seen.what)} ({where})", width, "    ")
    if len(wrong) > MOST_MISTAKES:
        yield f"    - and {len(wrong) - MOST_MISTAKES} more"
    if not wrong:
        yield from _wrapped(f"- {line(requirement.because)}", width, "    ")
    if requirement.mend and requirement.verdict is not Verdict.NOT_SHOWN:
        yield from _wrapped(f"=> {line(requirement.mend)}", width, "    ")


def _changes(changes: Changes, width: int, colour: Paint) -> Iterator[str]:
    yield from _wrapped(in_words(changes), width, "")
    told = [each for each in changes if each.kind is not Kind.NOT_PLAYED]
    for change in told[:MOST_CHANGES]:
        kind = colour(change.kind.value, CHANGE_TONES.get(change.kind, "quiet"))
        yield from _wrapped(f"{kind}: {line(change.subject)}: {line(change.text)}", width, "  ")
    if len(told) > MOST_CHANGES:
        yield f"  and {len(told) - MOST_CHANGES} more"
    yield ""


def _wrapped(text: str, width: int, margin: str) -> list[str]:
    """Return ``text`` in lines that begin with ``margin``; those after the first are set in a little further."""
    return wrap(text, width, initial_indent=margin, subsequent_indent=f"{margin}  ", break_on_hyphens=False)
