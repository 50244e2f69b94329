"""Evidence is weighed again without the client: it shows what the result says, or the difference is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from simulator.certification.report import bundle
from simulator.certification.report.bundle import Bundle
from simulator.certification.report.weighing import differences, other_stand
from simulator.certification.report.writing import reports_of
from simulator.certification.result import Result, Seen, Verdict
from simulator.certification.stories import stand_of
from simulator.cli.certify import certify
from tests.certification.leading import led, plan
from tests.clients.sandbox_in_process import reference_client

STORY = "paid_on_time"


@pytest.fixture(scope="module")
def packed() -> bytes:
    wanted = plan()
    others = {each.scenario.name for each in wanted.stories} - {STORY}
    made = led(reference_client, wanted._replace(left_out=frozenset(others)))
    return bundle.to_bytes(made.result, made.exhibits, reports_of(made.result))


@pytest.fixture(scope="module")
def honest(packed: bytes) -> Bundle:
    return bundle.read(packed)


def told(honest: Bundle, result: Result) -> list[str]:
    return list(differences(honest._replace(result=result)))


def requirement_with(honest: Bundle, **changed: Any) -> Result:
    """Return the result in which somebody changed the first requirement."""
    first, *rest = honest.result.requirements
    return msgspec.structs.replace(honest.result, requirements=(msgspec.structs.replace(first, **changed), *rest))


def story_with(honest: Bundle, **changed: Any) -> Result:
    """Return the result in which somebody changed the story that was played."""
    stories = (
        msgspec.structs.replace(each, **changed) if each.name == STORY else each for each in honest.result.stories
    )
    return msgspec.structs.replace(honest.result, stories=tuple(stories))


def seen_instead(honest: Bundle, *seen: Seen) -> tuple[Result, str]:
    """Return the result with other sights of its first requirement, and that one's id."""
    first, *rest = honest.result.requirements
    changed = (msgspec.structs.replace(first, seen=(*first.seen, *seen)), *rest)
    return msgspec.structs.replace(honest.result, requirements=changed), first.id


def test_the_evidence_of_a_certification_shows_what_its_result_says(honest: Bundle) -> None:
    assert differences(honest) == []


def test_a_mistake_that_was_made_up_is_found(honest: Bundle) -> None:
    result, id = seen_instead(honest, Seen(STORY, False, "made up", (1, 2)))
    assert told(honest, result) == [f"{id}: no evidence shows that made up ({STORY}, exchanges 1, 2)"]


def test_a_mistake_that_was_kept_silent_is_found(honest: Bundle) -> None:
    shown = honest.exhibits[STORY]
    entries = [{**each, "headers": {**each["headers"], "content-type": "text/plain"}} for each in shown.journal]
    changed = honest._replace(exhibits={STORY: replace(shown, journal=entries)})
    assert [each for each in differences(changed) if "the result does not say that" in each]


def test_evidence_that_is_missing_is_found(honest: Bundle) -> None:
    assert f"there is no evidence of {STORY}" in differences(honest._replace(exhibits={}))


def test_a_requirement_that_was_left_out_is_found(honest: Bundle) -> None:
    first, *rest = honest.result.requirements
    result = msgspec.structs.replace(honest.result, requirements=tuple(rest))
    verdict = first.verdict.value
    assert f"requirements: {first.id}: not in the result, {verdict} by the evidence" in told(honest, result)


def test_a_certificate_that_nothing_earned_is_found(honest: Bundle) -> None:
    forged = msgspec.structs.replace(honest.result, certified=True, verdict=Verdict.PASS, because="all is well")
    assert [each.partition(":")[0] for each in told(honest, forged)] == ["because", "certified", "verdict"]


@pytest.mark.parametrize(
    "changed", [{"verdict": Verdict.FAIL}, {"text": "Do as you like."}, {"level": "SHOULD"}, {"evidence": "assumed"}]
)
def test_a_requirement_that_somebody_changed_is_found(honest: Bundle, changed: Mapping[str, Any]) -> None:
    (member,) = changed
    assert any(f", {member}: " in each for each in told(honest, requirement_with(honest, **changed)))


@pytest.mark.parametrize(
    "changed",
    [{"verdict": Verdict.FAIL}, {"exchanges": ()}, {"moments": ()}, {"why": "no reason"}, {"weather": "calm!"}],
)
def test_a_story_that_somebody_changed_is_found(honest: Bundle, changed: Mapping[str, Any]) -> None:
    (member,) = changed
    assert any(f"{STORY}, {member}: " in each for each in told(honest, story_with(honest, **changed)))


def test_a_story_that_is_hushed_up_is_found(honest: Bundle) -> None:
    skipped = story_with(honest, verdict=Verdict.SKIP)
    assert any(f"{STORY}, verdict: 'skip' in the result" in each for each in told(honest, skipped))
    rest = tuple(each for each in honest.result.stories if each.name != STORY)
    dropped = msgspec.structs.replace(honest.result, stories=rest)
    assert any(f"stories: {STORY}: not in the result" in each for each in told(honest, dropped))


def test_trouble_that_the_result_is_silent_about_is_found(honest: Bundle) -> None:
    shown = honest.exhibits[STORY]
    changed = honest._replace(exhibits={STORY: replace(shown, disagreements=[["the client forgot invoice 1001"]])})
    assert f"story {STORY}: the result does not say that the client forgot invoice 1001" in differences(changed)


def test_evidence_of_another_run_or_story_is_found(honest: Bundle) -> None:
    shown = honest.exhibits[STORY]
    other = replace(shown, scenario=shown.scenario._replace(given={**shown.scenario.given, "seed": "2-1"}))
    said = f"the evidence of {STORY} is of another story, or of a run with another seed"
    assert said in differences(honest._replace(exhibits={STORY: other}))
    more = differences(honest._replace(exhibits={STORY: shown, "made_up": shown}))
    assert "there is evidence of made_up, and no such story in this certification" in more


@pytest.mark.parametrize("change", ["deleted", "reordered", "answered"])
def test_a_journal_that_somebody_changed_is_found(honest: Bundle, change: str) -> None:
    shown = honest.exhibits[STORY]
    entries = list(shown.journal)
    if change == "deleted":
        del entries[4]
    elif change == "reordered":
        entries[3:5] = reversed(entries[3:5])
    else:
        entries[3] = {**entries[3], "status": 500}
    found = differences(honest._replace(exhibits={STORY: replace(shown, journal=entries)}))
    assert any(f"{STORY}, exchanges" in each for each in found)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("report.html", b"<h1>Certified</h1>", "report.html does not say what the result says"),
        (f"journal/{STORY}.har", b"{}", f"journal/{STORY}.har does not say what the result says"),
        ("junit.xml", None, "junit.xml is missing from the bundle"),
        ("setup.exe", b"MZ", "setup.exe does not belong in the bundle"),
        ("contracts/requirements.yaml", b"made up", "contracts/requirements.yaml does not say what the result says"),
    ],
)
def test_a_file_that_is_not_what_the_result_comes_to_is_found(
    honest: Bundle, name: str, content: bytes | None, said: str
) -> None:
    files = {each: text for each, text in honest.files.items() if each != name}
    files |= {} if content is None else {name: content}
    assert said in differences(honest._replace(files=files))


@pytest.mark.parametrize("wrong", [5, [{}], [{"headers": None}], [{"at": "yesterday", "headers": {}}]])
def test_evidence_that_has_not_the_shape_of_evidence_is_refused(honest: Bundle, wrong: Any) -> None:
    changed = honest._replace(exhibits={STORY: replace(honest.exhibits[STORY], journal=wrong)})
    with pytest.raises(bundle.UnreadableBundle, match="not of the shape"):
        differences(changed)


def test_a_run_on_other_contracts_is_told_apart_from_one_that_is_wrong(honest: Bundle) -> None:
    assert other_stand(honest.result) == []
    stand = msgspec.structs.replace(honest.result.stand, contracts={"contracts/requirements.yaml": "0" * 64})
    found = other_stand(msgspec.structs.replace(honest.result, stand=stand))
    assert any(f"contracts/requirements.yaml: '{'0' * 64}' in the result" in each for each in found)


def test_a_run_with_an_overlay_is_weighed_with_it(honest: Bundle, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("made up")
    result = msgspec.structs.replace(honest.result, stand=stand_of(plan().stories, 1, [overlay]))
    assert other_stand(result)
    assert other_stand(result, [overlay]) == []


def test_the_command_says_that_the_evidence_holds(packed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(packed)
    said = CliRunner().invoke(certify, ["--weigh", str(path)])
    assert said.exit_code == 0, said.output
    assert said.output.endswith("The evidence of 1 story shows exactly that.\n")


def test_the_command_cannot_weigh_what_is_no_bundle_and_refuses_what_does_not_hold(
    honest: Bundle, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(b"made up")
    assert CliRunner().invoke(certify, ["--weigh", str(path)]).exit_code == 2
    result, _ = seen_instead(honest, Seen(STORY, False, "made up"))
    path.write_bytes(bundle.to_bytes(result, honest.exhibits, reports_of(result)))
    said = CliRunner().invoke(certify, ["--weigh", str(path)])
    assert said.exit_code == 1, said.output
    assert "does not show what its result says" in said.output
