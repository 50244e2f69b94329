"""What has changed between two certifications is found, named, and told in a sentence."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.certification.report.baseline import Incomparable, Kind, compare, in_words
from simulator.certification.result import Result, Verdict
from tests.certification.example import certified, refused, requirement


def of(**verdicts: Verdict) -> Result:
    """Return a result with these requirements."""
    told = tuple(requirement(name, verdict) for name, verdict in verdicts.items())
    return msgspec.structs.replace(certified(), requirements=told)


def test_a_result_compared_with_itself_has_not_changed() -> None:
    assert compare(refused(), refused()) == []
    assert in_words(compare(refused(), refused())) == "Nothing has changed since the last report."


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (Verdict.PASS, Verdict.FAIL, Kind.NEWLY_FAILING),
        (Verdict.NOT_SHOWN, Verdict.FAIL, Kind.NEWLY_FAILING),
        (Verdict.FAIL, Verdict.PASS, Kind.MENDED),
        (Verdict.WARN, Verdict.PASS, Kind.MENDED),
        (Verdict.NOT_SHOWN, Verdict.PASS, Kind.NEWLY_SHOWN),
        (Verdict.NOT_SHOWN, Verdict.WARN, Kind.NEWLY_SHOWN),
        (Verdict.PASS, Verdict.NOT_SHOWN, Kind.NO_LONGER_SHOWN),
        (Verdict.FAIL, Verdict.NOT_SHOWN, Kind.NO_LONGER_SHOWN),
        (Verdict.PASS, Verdict.WARN, Kind.OTHER),
        (Verdict.PASS, Verdict.SKIP, Kind.NOT_PLAYED),
        (Verdict.FAIL, Verdict.SKIP, Kind.NOT_PLAYED),
        (Verdict.NOT_SHOWN, Verdict.SKIP, Kind.NOT_PLAYED),
        (Verdict.SKIP, Verdict.PASS, Kind.NEWLY_SHOWN),
    ],
)
def test_another_verdict_is_a_change_of_its_kind(before: Verdict, after: Verdict, kind: Kind) -> None:
    (change,) = compare(of(a=before), of(a=after))
    assert (change.kind, change.subject) == (kind, "a")


@pytest.mark.parametrize("before", Verdict)
@pytest.mark.parametrize("after", Verdict)
def test_every_pair_of_verdicts_is_told_unless_it_is_one(before: Verdict, after: Verdict) -> None:
    assert len(compare(of(a=before), of(a=after))) == (before is not after)


def test_a_requirement_that_came_or_went_is_told() -> None:
    changes = compare(of(a=Verdict.PASS, b=Verdict.FAIL), of(b=Verdict.FAIL, c=Verdict.WARN))
    assert [(each.kind, each.subject) for each in changes] == [(Kind.NEW, "c"), (Kind.GONE, "a")]


def test_contracts_scenarios_and_the_verdict_are_compared_too() -> None:
    changes = compare(certified(), refused())
    assert [(each.kind.name, each.subject) for each in changes] == [
        ("VERDICT", "lifecycle"),
        ("NEWLY_FAILING", "SU-01"),
        ("NEW", "SU-02"),
        ("NEW", "RE-02"),
        ("GONE", "TO-01"),
        ("CONTRACT", "contracts/openapi/cfis.yaml"),
        ("SCENARIO", "scenarios/lifecycle/paid-late.yaml"),
        ("SCENARIO", "scenarios/x.yaml"),
    ]
    assert changes[0].text == "Certified for lifecycle before, not certified for lifecycle now"
    assert changes[5].text == "SHA-256 000000000000 before, 333333333333 now"
    assert in_words(changes) == (
        "Since the last report: 1 newly failing, 2 new requirements, 1 requirement gone, 1 contract changed, "
        "2 scenarios changed."
    )


def test_another_sandbox_is_told() -> None:
    later = msgspec.structs.replace(
        certified(), stand=msgspec.structs.replace(certified().stand, seed=2, sandbox="9.0.0")
    )
    assert [each.text for each in compare(certified(), later)] == ["0.1.0 before, 9.0.0 now", "1 before, 2 now"]


def test_services_are_not_compared_with_each_other() -> None:
    with pytest.raises(Incomparable, match="one certification is for lifecycle, the other for collection"):
        compare(certified(), msgspec.structs.replace(certified(), service="collection"))


VERDICTS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(Verdict))


@given(VERDICTS, VERDICTS)
def test_the_way_back_has_as_many_changes(before: dict[str, Verdict], after: dict[str, Verdict]) -> None:
    there, back = compare(of(**before), of(**after)), compare(of(**after), of(**before))
    assert {each.subject for each in there} == {each.subject for each in back}
    assert bool(there) == (before != after)
