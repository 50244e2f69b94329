"""Weigh the evidence of a bundle again, without the client and without a sandbox: does it show what the result says?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from contracts.checks.exhibit import Exhibit
from contracts.checks.table import CHECKS
from contracts.requirements import load_requirements
from simulator.certification.report.bundle import Bundle, stood_on
from simulator.certification.report.words import line, numbered
from simulator.certification.result import RequirementResult, Seen, StoryResult, Verdict

UNPLAYED: Final = frozenset({Verdict.SKIP, Verdict.ERROR})
"""Stories of which there is no evidence."""


def differences(bundle: Bundle) -> Sequence[str]:
    """Return in words where the exhibits of a bundle show something else than its result says; nothing where not.

    The checks are those of this installation; that it has the very files that the result stood on is looked at first.
    """
    return [*_other_files(bundle), *_missing(bundle), *_other_sights(bundle)]


def _other_files(bundle: Bundle) -> Iterator[str]:
    stand = bundle.result.stand
    for name in sorted(stand.contracts.keys() - stood_on(stand).keys()):
        yield f"{line(name)} is not here, or is another one than the certification stood on"


def _missing(bundle: Bundle) -> Iterator[str]:
    for story in bundle.result.stories:
        if story.name not in bundle.exhibits and _was_played(story):
            yield f"there is no evidence of {line(story.name)}"


def _was_played(story: StoryResult) -> bool:
    return story.verdict not in UNPLAYED


def _other_sights(bundle: Bundle) -> Iterator[str]:
    known = {each.id: each for each in bundle.result.requirements}
    for requirement in load_requirements().of(bundle.result.service):
        if requirement.id not in known:
            yield f"{requirement.id} is not in the result"
        elif requirement.is_tested:
            yield from _compared(known[requirement.id], _seen(requirement.id, bundle.exhibits))


def _seen(id: str, exhibits: Mapping[str, Exhibit]) -> set[Seen]:
    return {Seen(name, *sight) for name, exhibit in exhibits.items() for sight in CHECKS[id](exhibit)}


def _compared(requirement: RequirementResult, seen: set[Seen]) -> Iterator[str]:
    """Yield what the result makes up and which mistakes it keeps silent about; not every success is in it."""
    for each in sorted(set(requirement.seen) - seen, key=_place):
        yield f"{requirement.id}: no evidence shows that {_told(each)}"
    for each in sorted({each for each in seen if not each.right} - set(requirement.seen), key=_place):
        yield f"{requirement.id}: the result does not say that {_told(each)}"


def _place(seen: Seen) -> tuple[str, tuple[int, ...], str]:
    return seen.story, seen.exchanges, seen.what


def _told(seen: Seen) -> str:
    where = ", ".join(filter(None, [line(seen.story), numbered(seen.exchanges)]))
    return f"{line(seen.what)} ({where})"
