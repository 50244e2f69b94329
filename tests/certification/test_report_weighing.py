"""Evidence is weighed again without the client: it shows what the result says, or the difference is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from simulator.certification.report import bundle
from simulator.certification.report.bundle import Bundle
from simulator.certification.report.weighing import differences
from simulator.certification.result import Result, Seen
from simulator.cli.certify import certify
from tests.certification.leading import led, plan
from tests.clients.sandbox_in_process import reference_client

STORY = "paid_on_time"


@pytest.fixture(scope="module")
def packed() -> bytes:
    made = led(reference_client, plan(STORY))
    return bundle.to_bytes(made.result, made.exhibits, {})


@pytest.fixture(scope="module")
def honest(packed: bytes) -> Bundle:
    return bundle.read(packed)


def told(honest: Bundle, result: Result) -> list[str]:
    return list(differences(honest._replace(result=result)))


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
    assert told(honest, result) == [f"{first.id} is not in the result"]


def test_contracts_that_are_others_by_now_are_named(honest: Bundle) -> None:
    stand = msgspec.structs.replace(honest.result.stand, contracts={"contracts/requirements.yaml": "0" * 64})
    assert told(honest, msgspec.structs.replace(honest.result, stand=stand)) == [
        "contracts/requirements.yaml is not here, or is another one than the certification stood on"
    ]


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
    path.write_bytes(bundle.to_bytes(result, honest.exhibits, {}))
    said = CliRunner().invoke(certify, ["--weigh", str(path)])
    assert said.exit_code == 1
    assert "does not show what its result says" in said.output
