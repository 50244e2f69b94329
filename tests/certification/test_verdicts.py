"""What was seen, weighed: nothing that is seen wrong ever helps, and nothing depends on the order of stories."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.requirements import Level, Requirement, Service
from simulator.certification.result import RequirementResult, Seen, StoryResult, Verdict
from simulator.certification.verdicts import CERTIFIED, GRAVITY, Stories, rolled_up, weighed

STORIES = ("calm_day", "late_week", "broken_night")


def requirement(**changed: Any) -> Requirement:
    plain: dict[str, Any] = {
        "id": "SUB-01",
        "text": "Do it.",
        "level": Level.MUST,
        "evidence": "documented",
        "source": "Example source",
        "services": (Service.LIFECYCLE,),
        "mend": "Do it then.",
    }
    return Requirement(**{**plain, **changed})


def story(name: str, verdict: Verdict) -> StoryResult:
    return StoryResult(name, "Something happens", "It matters", "calm", verdict)


seen = st.builds(
    Seen,
    story=st.sampled_from(STORIES),
    right=st.booleans(),
    what=st.sampled_from(("this", "that")),
    exchanges=st.lists(st.integers(1, 4), max_size=2).map(tuple),
)
requirements = st.builds(
    requirement,
    level=st.sampled_from(Level),
    evidence=st.sampled_from(("documented", "derived", "analogy", "assumed")),
    not_tested=st.sampled_from((None, None, None, "it cannot be seen from outside")),
)
occasions = st.builds(
    Stories,
    all=st.just(STORIES),
    played=st.sets(st.sampled_from(STORIES)).map(frozenset),
    broken=st.sampled_from((frozenset[str](), frozenset({"calm_day"}))),
)


def came_out(wanted: Requirement, sights: list[Seen], stories: Stories) -> RequirementResult:
    return weighed(wanted, "Submitting", sights, stories)


@given(requirements, st.lists(seen), seen, occasions)
def test_a_wrong_sight_more_never_improves_a_verdict(
    wanted: Requirement, sights: list[Seen], more: Seen, stories: Stories
) -> None:
    wrong = Seen(more.story, False, more.what, more.exchanges)
    before, after = came_out(wanted, sights, stories), came_out(wanted, [*sights, wrong], stories)
    assert wrong in after.seen
    if sights or wanted.is_required:  # of a piece of advice that was not shown, a warning may come
        assert GRAVITY[after.verdict] >= GRAVITY[before.verdict]
    assert rolled_up([before], [])[0] in CERTIFIED or rolled_up([after], [])[0] not in CERTIFIED


@given(requirements, st.lists(seen), st.randoms(use_true_random=False), occasions)
def test_the_order_of_what_was_seen_does_not_matter(
    wanted: Requirement, sights: list[Seen], chance: Any, stories: Stories
) -> None:
    shuffled = list(sights)
    chance.shuffle(shuffled)
    assert came_out(wanted, shuffled, stories) == came_out(wanted, sights, stories)


@given(st.lists(seen), occasions)
def test_a_guess_never_fails_a_client(sights: list[Seen], stories: Stories) -> None:
    for evidence in ("assumed", "analogy"):
        result = came_out(requirement(evidence=evidence), sights, stories._replace(broken=frozenset()))
        assert result.verdict is not Verdict.FAIL
        assert rolled_up([result], [])[0] is Verdict.NOT_SHOWN


@pytest.mark.parametrize(
    ("changed", "rights", "verdict"),
    [
        ({}, [True, True], Verdict.PASS),
        ({}, [True, False], Verdict.FAIL),
        ({"evidence": "derived"}, [False], Verdict.FAIL),
        ({"evidence": "assumed"}, [False], Verdict.WARN),
        ({"evidence": "analogy"}, [False], Verdict.WARN),
        ({"level": Level.SHOULD}, [True, False], Verdict.WARN),
        ({}, [], Verdict.NOT_SHOWN),
        ({"not_tested": "nobody can see it"}, [], Verdict.NOT_TESTED),
    ],
)
def test_a_verdict_follows_from_level_and_evidence(
    changed: dict[str, Any], rights: list[bool], verdict: Verdict
) -> None:
    sights = [Seen("calm_day", right, f"sight {number}") for number, right in enumerate(rights)]
    assert came_out(requirement(**changed), sights, Stories(STORIES, STORIES, ())).verdict is verdict


def test_a_story_that_the_sandbox_broke_is_an_error_whatever_else_was_seen() -> None:
    stories = Stories(STORIES, STORIES, ("calm_day",))
    result = came_out(requirement(), [Seen("late_week", False, "wrong")], stories)
    assert result.verdict is Verdict.ERROR
    assert "calm_day" in result.because


def test_what_nobody_played_is_skipped_and_not_passed() -> None:
    result = came_out(requirement(), [], Stories(STORIES, (), ()))
    assert result.verdict is Verdict.SKIP
    assert rolled_up([result], []) == (Verdict.SKIP, "1 requirement not played")


def test_all_mistakes_are_kept_and_some_successes() -> None:
    sights = [Seen("calm_day", number % 2 == 0, f"sight {number}", (number,)) for number in range(40)]
    result = came_out(requirement(), sights, Stories(STORIES, STORIES, ()))
    assert [each.right for each in result.seen] == [False] * 20 + [True] * 3


@given(st.lists(st.tuples(requirements, st.lists(seen)), max_size=4), st.lists(st.sampled_from(Verdict), max_size=3))
def test_certified_is_only_who_passed_everything_that_is_required(
    drawn: list[tuple[Requirement, list[Seen]]], others: list[Verdict]
) -> None:
    results = [came_out(wanted, sights, Stories(STORIES, STORIES, ())) for wanted, sights in drawn]
    stories = [story(f"story {number}", verdict) for number, verdict in enumerate(others)]
    verdict, because = rolled_up(results, stories)
    required = [each for (wanted, _), each in zip(drawn, results, strict=True) if wanted.is_required]
    passed = bool(required) and all(each.verdict is Verdict.PASS for each in required)
    sound = not {Verdict.FAIL, Verdict.ERROR} & set(others)
    assert (verdict in CERTIFIED) == (passed and sound)
    assert because


def test_a_client_that_broke_down_is_not_certified_whatever_it_did_right() -> None:
    right = came_out(requirement(), [Seen("calm_day", True, "well done")], Stories(STORIES, STORIES, ()))
    assert rolled_up([right], [story("calm_day", Verdict.PASS)])[0] is Verdict.PASS
    assert rolled_up([right], [story("late_week", Verdict.FAIL)]) == (Verdict.FAIL, "failed: late_week")


def test_a_story_that_went_wrong_is_explained_by_what_was_seen_wrong_in_it_alone() -> None:
    both = (Seen("broken_night", right=False, what="this"), Seen("late_week", right=True, what="that"))
    failed = weighed(requirement(), "Group", both, Stories(STORIES, STORIES, ()))
    lost = [story("broken_night", Verdict.FAIL), story("late_week", Verdict.FAIL)]
    assert rolled_up([failed], lost) == (Verdict.FAIL, "failed: SUB-01, late_week")


def test_nobody_is_certified_who_leaves_out_a_story() -> None:
    met = came_out(requirement(), [Seen("calm_day", True, "right")], Stories(STORIES, STORIES[:1], ()))
    played = story("calm_day", Verdict.PASS)
    assert rolled_up([met], [played])[0] is Verdict.PASS
    left_out = [story("late_week", Verdict.SKIP), played]
    assert rolled_up([met], left_out) == (Verdict.SKIP, "1 story not played")
