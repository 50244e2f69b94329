"""How verdicts, services and texts of clients are written in a report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from unicodedata import category

from contracts.requirements import SURE, Level
from simulator.certification.result import RequirementResult, Result, StoryResult, Verdict

WORDS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.PASS: "passed",
        Verdict.FAIL: "failed",
        Verdict.WARN: "warning",
        Verdict.SKIP: "skipped",
        Verdict.ERROR: "sandbox error",
        Verdict.NOT_SHOWN: "not shown",
        Verdict.NOT_TESTED: "not tested",
    }
)
"""Each verdict in a word or two."""
TONES: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.PASS: "good",
        Verdict.FAIL: "bad",
        Verdict.WARN: "late",
        Verdict.SKIP: "quiet",
        Verdict.ERROR: "bad",
        Verdict.NOT_SHOWN: "waiting",
        Verdict.NOT_TESTED: "quiet",
    }
)
"""Each verdict as the colour in which it is written; the word always stands there too."""
GRAVEST_FIRST: Final = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.NOT_SHOWN,
    Verdict.WARN,
    Verdict.PASS,
    Verdict.SKIP,
    Verdict.NOT_TESTED,
)


_PLAIN_WORD: Final = re.compile(r"[a-z]+(?=[ :,;.]|$)(?!\.\w)")


def printable(text: str) -> str:
    r"""Return ``text`` with every character that does not print spelt out: an escape becomes ``\x1b``.

    That is what steers a terminal, turns text round or stands in no XML; tabs and line feeds stay.
    """
    if text.isprintable():
        return text
    return "".join(each if _shows(each) else ascii(each)[1:-1] for each in text)


def _shows(character: str) -> bool:
    return character in "\t\n" or character.isprintable() or category(character) == "Zs"


def line(text: str) -> str:
    """Return ``text`` on one line."""
    return " ".join(printable(text).split())


def headline(result: Result) -> str:
    """Return the verdict of a whole certification."""
    if result.certified:
        return f"Certified for {result.service}"
    if result.verdict is Verdict.ERROR:
        return f"Not certified for {result.service}: the sandbox broke"
    return f"Not certified for {result.service}"


def tally(result: Result) -> Sequence[tuple[Verdict, int]]:
    """Return how many requirements came out how, the gravest first, without those of which there are none."""
    counts = dict.fromkeys(GRAVEST_FIRST, 0)
    for requirement in result.requirements:
        counts[requirement.verdict] += 1
    return [(verdict, count) for verdict, count in counts.items() if count]


def is_sure(requirement: RequirementResult) -> bool:
    """Tell whether the evidence is good enough to fail a client."""
    return requirement.evidence in SURE


def is_required(requirement: RequirementResult) -> bool:
    """Tell whether a certificate needs this requirement to be seen right."""
    return requirement.level == Level.MUST and is_sure(requirement) and requirement.verdict is not Verdict.NOT_TESTED


def in_the_way(result: Result) -> Sequence[RequirementResult]:
    """Return what stands in the way of the certificate, the gravest first."""
    found = [each for each in result.requirements if is_required(each) and each.verdict is not Verdict.PASS]
    return sorted(found, key=lambda each: GRAVEST_FIRST.index(each.verdict))


def stories_in_the_way(result: Result) -> Sequence[StoryResult]:
    """Return the stories that went wrong in a way that no failed requirement tells of, or where the sandbox broke."""
    failed = (each for each in result.requirements if each.verdict is Verdict.FAIL)
    told = {seen.story for each in failed for seen in each.seen if not seen.right}
    return [
        each
        for each in result.stories
        if each.verdict is Verdict.ERROR or (each.verdict is Verdict.FAIL and each.name not in told)
    ]


def by_group(requirements: Sequence[RequirementResult]) -> Mapping[str, Sequence[RequirementResult]]:
    """Return requirements by what they are about, groups and requirements in the order in which they come."""
    groups: dict[str, list[RequirementResult]] = {}
    for requirement in requirements:
        groups.setdefault(requirement.group, []).append(requirement)
    return groups


def sentence(text: str) -> str:
    """Return ``text`` as a sentence: with a full stop at its end, and a capital where it starts with a plain word."""
    stripped = text.strip()
    starts_plainly = _PLAIN_WORD.match(stripped) is not None
    return ended(stripped[0].upper() + stripped[1:] if starts_plainly else stripped)


def ended(text: str) -> str:
    """Return ``text`` with a full stop, unless it has an end of its own or is empty."""
    return text if not text or text[-1] in ".!?:" else f"{text}."


def numbered(exchanges: Sequence[int]) -> str:
    """Return exchanges as they are named in a text: *exchange 1*, *exchanges 1, 2*; nothing where there is none."""
    if not exchanges:
        return ""
    return f"exchange{'s' if len(exchanges) > 1 else ''} {', '.join(map(str, exchanges))}"
