"""The result as SARIF 2.1.0, which code hosts show beside the code: what failed, what is a warning, what is open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

import msgspec

from simulator.certification.report.words import ended, is_required, is_sure, line, numbered, printable, sentence
from simulator.certification.result import RequirementResult, Result, Seen, Verdict

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION: Final = "2.1.0"
CATALOGUE: Final = "contracts/requirements.yaml"
"""What a finding points to where no story shows it."""
PAGES: Final = "https://developer-partnerapi.confirmafinance.com/"
"""Where the pages of documentation stand that the catalogue names as sources."""
_PAGE: Final = re.compile(r"[a-z0-9-]+-\d+[a-z]\d")
_LEVELS: Final[Mapping[Verdict, str]] = MappingProxyType({Verdict.FAIL: "error", Verdict.WARN: "warning"})


def to_bytes(result: Result) -> bytes:
    """Return ``result`` as a SARIF log with one run, members sorted.

    A requirement that must be met and was not shown is a result of the kind *open*: it stands in the way of the
    certification, and nobody knows whether anything is wrong.
    """
    log = {"$schema": SCHEMA, "version": VERSION, "runs": [_run(result)]}
    return msgspec.json.format(msgspec.json.encode(log, order="sorted"), indent=2) + b"\n"


def _run(result: Result) -> dict[str, Any]:
    files = {story.name: story.file for story in result.stories}
    return {
        "tool": {
            "driver": {
                "name": "cfis-sandbox",
                "version": line(result.stand.sandbox),
                "rules": [_rule(requirement) for requirement in result.requirements],
            }
        },
        "automationDetails": {"id": f"cfis-sandbox/certification/{line(result.service)}/"},
        "invocations": [{"executionSuccessful": result.verdict is not Verdict.ERROR}],
        "columnKind": "unicodeCodePoints",
        "results": [
            finding
            for index, requirement in enumerate(result.requirements)
            for finding in _findings(index, requirement, files)
        ],
        "properties": {
            "certified": result.certified,
            "because": printable(result.because),
            "client": printable(result.client),
            "seed": result.stand.seed,
        },
    }


def _rule(requirement: RequirementResult) -> dict[str, Any]:
    guess = "" if is_sure(requirement) else " A guess: it warns, and fails nobody."
    source = f"{requirement.level}, {requirement.evidence}: {ended(line(requirement.source))}{guess}"
    text = sentence(line(requirement.text))
    page = {"helpUri": PAGES + requirement.source} if _PAGE.fullmatch(requirement.source) else {}
    return {
        **page,
        "id": line(requirement.id),
        "shortDescription": {"text": text},
        "fullDescription": {"text": f"{text} {source}"},
        "help": {"text": sentence(line(requirement.mend)) or source},
        "defaultConfiguration": {"level": "error" if is_required(requirement) else "warning"},
        "properties": {"tags": [line(requirement.group)], "evidence": requirement.evidence, "level": requirement.level},
    }


def _findings(index: int, requirement: RequirementResult, files: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    level = _LEVELS.get(requirement.verdict)
    if level is not None:
        wrong = [seen for seen in requirement.seen if not seen.right]
        for seen in wrong:
            place = files.get(seen.story) or CATALOGUE
            yield {**_finding(index, requirement, level, _what(seen), place), "properties": _shown(seen)}
        if not wrong:
            yield _finding(index, requirement, level, requirement.because, CATALOGUE)
    elif requirement.verdict is Verdict.NOT_SHOWN and is_required(requirement):
        told = f"not shown: {requirement.because}"
        yield {**_finding(index, requirement, "none", told, CATALOGUE), "kind": "open"}


def _finding(index: int, requirement: RequirementResult, level: str, what: str, place: str) -> dict[str, Any]:
    return {
        "ruleId": line(requirement.id),
        "ruleIndex": index,
        "level": level,
        "message": {"text": sentence(line(what)) or "Nothing is said about it."},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": quote(line(place))}, "region": {"startLine": 1}}}
        ],
    }


def _what(seen: Seen) -> str:
    where = ", ".join(filter(None, [f"story {seen.story}", numbered(seen.exchanges)]))
    return f"{seen.what} ({where})"


def _shown(seen: Seen) -> dict[str, Any]:
    return {"story": printable(seen.story), "exchanges": list(seen.exchanges)}
