"""What was seen, weighed: requirements and sights in, verdicts out. Pure, and the order of stories does not matter.

A wrong sight fails a requirement that must be met and is documented or derived; of a SHOULD, and of what is only
assumed or an analogy, it warns. What no story led to is not shown, which is no pass. A story that the sandbox broke
proves nothing about anybody: that is an error, and graver than everything else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from contracts.requirements import SURE, Level, Requirement
from contracts.words import counted, times
from simulator.certification.result import RequirementResult, Seen, StoryResult, Verdict

MOST_SUCCESSES: Final = 3
"""Of what was right, so many examples are kept for each requirement; of what was wrong, everything."""
MOST_NAMES: Final = 8
GRAVITY: Final[Mapping[Verdict, int]] = MappingProxyType(
    {
        Verdict.NOT_TESTED: 0,
        Verdict.PASS: 1,
        Verdict.WARN: 2,
        Verdict.SKIP: 3,
        Verdict.NOT_SHOWN: 4,
        Verdict.FAIL: 5,
        Verdict.ERROR: 6,
    }
)
CERTIFIED: Final = frozenset({Verdict.PASS, Verdict.WARN, Verdict.NOT_TESTED})


class Stories(NamedTuple):
    """The stories that give occasion to show a requirement: all, those that were played, those the sandbox broke."""

    all: Sequence[str]
    played: Collection[str]
    broken: Collection[str]


def weighed(requirement: Requirement, group: str, sights: Collection[Seen], stories: Stories) -> RequirementResult:
    """Return how a requirement came out; ``group`` is the title of its group."""
    wrong = _in_order(each for each in sights if not each.right)
    right = _in_order(each for each in sights if each.right)
    verdict, because = _verdict(requirement, wrong, right, stories)
    return RequirementResult(
        id=requirement.id,
        group=group,
        level=requirement.level,
        evidence=requirement.evidence,
        source=requirement.source,
        text=requirement.text,
        verdict=verdict,
        because=because,
        seen=(*wrong, *right[:MOST_SUCCESSES]),
        mend=requirement.mend,
        stories=tuple(stories.all),
    )


def is_required(result: RequirementResult) -> bool:
    """Whether a certificate needs this requirement to pass: it must be met, is not guessed, and can be tested."""
    sure = result.level == Level.MUST and result.evidence in SURE
    return sure and result.verdict is not Verdict.NOT_TESTED


def rolled_up(requirements: Sequence[RequirementResult], stories: Sequence[StoryResult]) -> tuple[Verdict, str]:
    """Return what it all comes to, and why: the gravest verdict of what is required, and of the stories' own."""
    found = [(each.verdict, each.id) for each in requirements if is_required(each)]
    failed = (each for each in requirements if each.verdict is Verdict.FAIL)
    explained = {seen.story for each in failed for seen in each.seen if not seen.right}
    for each in stories:
        if each.verdict is Verdict.ERROR or (each.verdict is Verdict.FAIL and each.name not in explained):
            found.append((each.verdict, each.name))
    if not found:
        return Verdict.NOT_SHOWN, "nothing that is required was played"
    gravest = max((verdict for verdict, _ in found), key=GRAVITY.__getitem__)
    left_out = [each.name for each in stories if each.verdict is Verdict.SKIP]
    if gravest in CERTIFIED and left_out:  # else a client would be certified that leaves out the story it fails in
        return Verdict.SKIP, f"{counted(len(left_out), 'story', 'stories')} not played"
    if gravest in CERTIFIED:
        return gravest, f"all {len(found)} requirements that must be met were seen to be met"
    return gravest, "; ".join(_names(found, verdict) for verdict in _graver(found))


def _verdict(
    requirement: Requirement, wrong: Sequence[Seen], right: Sequence[Seen], stories: Stories
) -> tuple[Verdict, str]:
    if requirement.not_tested is not None:
        return Verdict.NOT_TESTED, requirement.not_tested
    if stories.broken:
        return Verdict.ERROR, f"the sandbox broke in {', '.join(sorted(stories.broken))}"
    if wrong:
        return _broken(requirement, wrong)
    if right:
        return Verdict.PASS, f"seen right {_times(right)}"
    if stories.all and not stories.played:
        return Verdict.SKIP, "none of the stories that lead there was played"
    return Verdict.NOT_SHOWN, "no story led the client there"


def _broken(requirement: Requirement, wrong: Sequence[Seen]) -> tuple[Verdict, str]:
    seen = f"seen wrong {_times(wrong)}"
    if requirement.can_fail:
        return Verdict.FAIL, seen
    why = "it is advice" if requirement.evidence in SURE else f"its evidence is {requirement.evidence}"
    return Verdict.WARN, f"{seen}; a warning only, since {why}"


def _in_order(sights: Iterable[Seen]) -> list[Seen]:
    return sorted(set(sights), key=lambda each: (each.story, each.exchanges, each.what))


def _times(sights: Sequence[Seen]) -> str:
    stories = sorted({each.story for each in sights})
    where = stories[0] if len(stories) == 1 else f"{len(stories)} stories"
    return f"{times(len(sights))}, in {where}"


SAID: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.ERROR: "the sandbox broke in",
        Verdict.FAIL: "failed:",
        Verdict.NOT_SHOWN: "not shown:",
        Verdict.SKIP: "not played:",
    }
)
"""What the names are told with; of what is not played only their number is, since whoever left it out knows it."""


def _graver(found: Iterable[tuple[Verdict, str]]) -> list[Verdict]:
    return sorted({verdict for verdict, _ in found if verdict in SAID}, key=GRAVITY.__getitem__, reverse=True)


def _names(found: Iterable[tuple[Verdict, str]], wanted: Verdict) -> str:
    names = [name for verdict, name in found if verdict is wanted]
    if wanted is Verdict.SKIP:
        return f"{counted(len(names), 'requirement')} not played"
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{SAID[wanted]} {', '.join(names[:MOST_NAMES])}{more}"
