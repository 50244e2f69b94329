"""The result as JUnit XML and as SARIF: one entry a requirement, in the shape that their readers ask for."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.certification.report import junit, sarif
from simulator.certification.result import RequirementResult, Result, Seen, Verdict
from tests.certification.example import certified, refused, requirement

ATTRIBUTES: Final = {
    "testsuites": {"name", "tests", "failures", "errors", "time", "disabled"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package"},
    "testcase": {"name", "classname", "time", "status"},
    "properties": set(),
    "property": {"name", "value"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message", "type"},
    "system-out": set(),
}
"""What junit-10.xsd of Jenkins' xUnit plugin lets each element carry, as far as we write it."""
CHILDREN: Final = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase"],
    "testcase": ["skipped", "error", "failure", "system-out"],
    "properties": ["property"],
}
ESSENTIALS: Final = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "shortDescription", "help"],
                                            "properties": {
                                                "shortDescription": {"$ref": "#/$defs/message"},
                                                "fullDescription": {"$ref": "#/$defs/message"},
                                                "help": {"$ref": "#/$defs/message"},
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "invocations": {"items": {"required": ["executionSuccessful"]}},
                    "automationDetails": {"required": ["id"]},
                    "results": {
                        "items": {
                            "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
                                "message": {"$ref": "#/$defs/message"},
                                "locations": {
                                    "minItems": 1,
                                    "items": {
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {"uri": {"format": "uri-reference"}}
                                                    },
                                                    "region": {"properties": {"startLine": {"minimum": 1}}},
                                                },
                                            }
                                        }
                                    },
                                },
                            },
                        }
                    },
                },
            },
        },
    },
    "$defs": {"message": {"required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}},
}
"""What sarif-schema-2.1.0.json and GitHub's code scanning ask of the members that we write."""
HOSTILE: Final = st.text(st.characters(codec=None)) | st.sampled_from(
    ["<script>alert(1)</script>", "]]>", "a\r\nb", "\x00\x1b[2J", "\udcff", "&amp;\"'", "\ufffe", "\u202e", ""]
)


def suites(result: Result) -> ET.Element:
    return ET.fromstring(junit.to_bytes(result))


def log(result: Result) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(sarif.to_bytes(result))["runs"][0]
    return run


def hostile(text: str) -> Result:
    """Return a result in which everything that others write is ``text``, and what we write holds it."""
    told = [
        msgspec.structs.replace(
            requirement(f"XX-{place}{text}", verdict, Seen(text, False, text, (1,))),
            **{"group": text, "source": text, "text": f"It holds. {text}", "mend": text, "because": text},
        )
        for place, verdict in enumerate(Verdict)
    ]
    stories = tuple(msgspec.structs.replace(story, name=text, file=text) for story in refused().stories)
    return msgspec.structs.replace(refused(), client=text, because=text, requirements=tuple(told), stories=stories)


def in_shape(element: ET.Element) -> None:
    """Check what may stand in an element, in which order, and what must be there."""
    assert element.attrib.keys() <= ATTRIBUTES[element.tag], element.tag
    names = [child.tag for child in element]
    allowed = CHILDREN.get(element.tag, [])
    assert set(names) <= set(allowed)
    assert names == sorted(names, key=allowed.index)
    if element.tag in ("testsuite", "testcase"):
        assert element.get("name") is not None
    for child in element:
        in_shape(child)


@pytest.mark.parametrize("result", [certified(), refused()])
def test_junit_xml_has_the_shape_that_its_readers_ask_for(result: Result) -> None:
    in_shape(suites(result))


def test_every_requirement_is_a_test_case_in_the_suite_of_its_group() -> None:
    found = {suite.get("name"): [case.get("name") for case in suite.iter("testcase")] for suite in suites(refused())}
    assert [each.split()[0] for each in found["submitting"] if each] == ["SU-01", "SU-02"]
    assert list(found) == ["submitting", "resilience", "authentication and tokens", "security", "verdict"]


def test_the_counts_are_those_of_the_elements() -> None:
    root = suites(refused())
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("6", "2", "0")
    for suite in root:
        assert suite.get("failures") == str(len(list(suite.iter("failure"))))
        assert suite.get("skipped") == str(len(list(suite.iter("skipped"))))
        assert suite.get("tests") == str(len(list(suite.iter("testcase"))))


def test_a_failure_tells_what_was_seen_and_how_to_mend_it() -> None:
    failure = next(suites(refused()).iter("failure"))
    assert failure.get("message") == "wrong on 2 of 3 occasions"
    assert failure.text == (
        "MUST, documented: Example source, section 1\n"
        "wrong in paid-late, exchanges 1, 2: invoice 1001 was handed in twice\n"
        "wrong in paid-late, exchanges 3, 4: invoice 1002 was handed in twice\n"
        "right in lost-answer, exchange 1: asked once, and waited\n"
        "to mend it: Ask for the invoice by its number before you hand it in again."
    )


def test_what_was_not_shown_or_not_tested_is_skipped_with_its_reason() -> None:
    reasons = [each.get("message") for each in suites(refused()).iter("skipped")]
    assert reasons == ["not shown: the client never met a 429", "not tested: a sandbox cannot see a log file"]


def test_a_client_that_has_not_shown_what_it_must_is_not_green() -> None:
    unseen = msgspec.structs.replace(certified(), certified=False, because="RE-02 was not shown")
    (failure,) = suites(unseen).iter("failure")
    assert (failure.get("message"), failure.text) == ("Not certified for lifecycle", "RE-02 was not shown")
    assert list(suites(certified()).iter("failure")) == []


def test_a_sandbox_that_broke_is_an_error_and_no_failure() -> None:
    broken = msgspec.structs.replace(certified(), certified=False, verdict=Verdict.ERROR)
    assert [each.tag for each in suites(broken).iter() if each.tag in ("failure", "error")] == ["error"]
    assert log(broken)["invocations"] == [{"executionSuccessful": False}]


@given(HOSTILE)
def test_no_text_of_a_client_breaks_the_xml(text: str) -> None:
    in_shape(suites(hostile(text)))


@given(HOSTILE)
def test_no_text_of_a_client_breaks_the_sarif(text: str) -> None:
    validator = jsonschema_rs.validator_for(ESSENTIALS, validate_formats=True)
    told = json.loads(sarif.to_bytes(hostile(text)))
    assert [str(error) for error in validator.iter_errors(told)] == []
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", json.dumps(told, ensure_ascii=False)) is None


@pytest.mark.parametrize("result", [certified(), refused()])
def test_the_same_result_is_always_the_same_bytes(result: Result) -> None:
    assert junit.to_bytes(result) == junit.to_bytes(result)
    assert sarif.to_bytes(result) == sarif.to_bytes(result)


def test_sarif_has_a_rule_for_every_requirement_and_a_result_for_every_mistake() -> None:
    run = log(refused())
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["SU-01", "SU-02", "RE-02", "AU-01", "SE-09"]
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [
        ("SU-01", "error"),
        ("SU-01", "error"),
        ("SU-02", "warning"),
        ("RE-02", "none"),
    ]
    assert run["results"][0]["message"]["text"] == (
        "Invoice 1001 was handed in twice (story paid-late, exchanges 1, 2)."
    )
    assert all(run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_a_rule_of_sarif_leads_to_the_page_that_it_comes_from_where_that_is_one_page() -> None:
    sources = ("authentication-358739m0", "authentication-358739m0, renew-access-token-4087230e0", "RFC 9110")
    told = tuple(msgspec.structs.replace(requirement("AU-01", Verdict.PASS), source=source) for source in sources)
    rules = log(msgspec.structs.replace(certified(), requirements=told))["tool"]["driver"]["rules"]
    assert [rule.get("helpUri") for rule in rules] == [f"{sarif.PAGES}authentication-358739m0", None, None]


def test_sarif_points_at_the_file_of_the_story() -> None:
    (place,) = log(refused())["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "scenarios/lifecycle/paid-late.yaml"}


def test_what_was_not_shown_is_open_in_sarif_when_it_must_be_met_and_left_out_otherwise() -> None:
    assert [(each["ruleId"], each["kind"]) for each in log(refused())["results"] if "kind" in each] == [
        ("RE-02", "open")
    ]
    assert log(certified())["results"] == []


@given(HOSTILE)
def test_a_file_name_is_quoted_in_sarif(text: str) -> None:
    story = msgspec.structs.replace(refused().stories[0], file=f"scenarios/{text}.yaml")
    result = msgspec.structs.replace(refused(), stories=(story,))
    uri = log(result)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", uri)
    assert unquote(uri).startswith("scenarios/")


def test_a_failure_without_a_mistake_seen_is_told_all_the_same() -> None:
    crashed: RequirementResult = requirement("RE-01", Verdict.FAIL, because="the client crashed at every turn")
    (told,) = log(msgspec.structs.replace(refused(), requirements=(crashed,)))["results"]
    assert told["message"]["text"] == "The client crashed at every turn."
