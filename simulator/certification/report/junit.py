"""The result as JUnit XML, which tools of continuous integration read: one test case a requirement, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from simulator.certification.report.words import by_group, headline, line, numbered, printable
from simulator.certification.result import RequirementResult, Result, Verdict

NAME: Final = "cfis-sandbox certification"
CLASS: Final = "cfis.certification"
VERDICT_SUITE: Final = "verdict"
SKIPPED: Final = frozenset({Verdict.NOT_SHOWN, Verdict.NOT_TESTED, Verdict.SKIP})
_COUNTED: Final = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))


def to_bytes(result: Result) -> bytes:
    """Return ``result`` as JUnit XML in UTF-8.

    A requirement that was not shown is skipped. So that a client that has not shown what it must is not green either,
    the last suite has one test case more: the certification itself. Nothing says how long anything took, so that the
    same result is always the same bytes.
    """
    root = ET.Element("testsuites", name=f"{NAME}: {line(result.service)}")
    for group, requirements in by_group(result.requirements).items():
        _suite(root, result, line(group), [_case(result, each) for each in requirements])
    _suite(root, result, VERDICT_SUITE, [_whole(result)])
    for name, tag in (("tests", "testcase"), *_COUNTED[:2]):
        root.set(name, str(len(root.findall(f".//{tag}"))))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(root: ET.Element, result: Result, name: str, cases: Sequence[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", name=name, tests=str(len(cases)))
    properties = ET.SubElement(suite, "properties")
    for what, value in (
        ("service", result.service),
        ("client", result.client),
        ("seed", str(result.stand.seed)),
        ("sandbox", result.stand.sandbox),
    ):
        ET.SubElement(properties, "property", name=what, value=line(value))
    suite.extend(cases)
    for count, tag in _COUNTED:
        suite.set(count, str(len(suite.findall(f"testcase/{tag}"))))


def _case(result: Result, requirement: RequirementResult) -> ET.Element:
    case = ET.Element(
        "testcase",
        classname=f"{CLASS}.{line(result.service)}.{line(requirement.group).replace(' ', '_')}",
        name=f"{line(requirement.id)} {line(requirement.text)}",
    )
    if requirement.verdict in SKIPPED:
        why = requirement.verdict.value.replace("-", " ")
        ET.SubElement(case, "skipped", message=f"{why}: {line(requirement.because)}")
    elif requirement.verdict is Verdict.FAIL:
        _failed(case, "failure", requirement)
    elif requirement.verdict is Verdict.ERROR:
        _failed(case, "error", requirement)
    else:
        ET.SubElement(case, "system-out").text = told(requirement)
    return case


def _failed(case: ET.Element, tag: str, requirement: RequirementResult) -> None:
    kind = f"{requirement.level}, {requirement.evidence}"
    failure = ET.SubElement(case, tag, type=line(kind), message=line(requirement.because))
    failure.text = told(requirement)


def _whole(result: Result) -> ET.Element:
    case = ET.Element("testcase", classname=f"{CLASS}.{line(result.service)}", name="Certified")
    if not result.certified:
        tag = "error" if result.verdict is Verdict.ERROR else "failure"
        failure = ET.SubElement(case, tag, type="certification", message=line(headline(result)))
        failure.text = printable(result.because)
    return case


def told(requirement: RequirementResult) -> str:
    """Return what was seen of a requirement, one line each, and how a mistake is mended."""
    lines = [f"{requirement.level}, {requirement.evidence}: {line(requirement.source)}"]
    if requirement.verdict is Verdict.WARN:
        lines.append(f"warning: {line(requirement.because)}")
    for seen in requirement.seen:
        where = ", ".join(filter(None, [line(seen.story), numbered(seen.exchanges)]))
        lines.append(f"{'right' if seen.right else 'wrong'} in {where}: {line(seen.what)}")
    if requirement.mend and requirement.verdict in (Verdict.FAIL, Verdict.WARN):
        lines.append(f"to mend it: {line(requirement.mend)}")
    return "\n".join(map(printable, lines))
