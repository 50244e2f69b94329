"""What has changed between two certifications of one service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from contracts.words import counted
from simulator.certification.report.words import WORDS, headline
from simulator.certification.result import RequirementResult, Result, Verdict


class Incomparable(Exception):
    """Two results that are about different services; the message names them."""


class Kind(StrEnum):
    """What sort of change it is."""

    VERDICT = "certification"
    NEWLY_FAILING = "newly failing"
    MENDED = "mended"
    NEWLY_SHOWN = "newly shown"
    NO_LONGER_SHOWN = "no longer shown"
    OTHER = "another verdict"
    NEW = "new requirement"
    GONE = "requirement gone"
    CONTRACT = "contract changed"
    SCENARIO = "scenario changed"
    SANDBOX = "sandbox changed"
    NOT_PLAYED = "not played now"


TONES: Final[Mapping[Kind, str]] = MappingProxyType(
    {Kind.NEWLY_FAILING: "bad", Kind.NO_LONGER_SHOWN: "late", Kind.MENDED: "good", Kind.NEWLY_SHOWN: "good"}
)
"""Kinds that are good or bad news, as the colour in which they are written."""


class Change(NamedTuple):
    """One change: what it is about (an id, a file, a service), and what became of it in words."""

    kind: Kind
    subject: str
    text: str


Changes = Sequence[Change]
"""All changes, the most important kinds first, each kind in the order of the result after."""


def compare(before: Result, after: Result) -> Changes:
    """Return what has changed from ``before`` to ``after``; nothing where they say the same. Raises Incomparable."""
    if before.service != after.service:
        raise Incomparable(f"one certification is for {before.service}, the other for {after.service}")
    found = [
        *_whole(before, after),
        *_requirements(before, after),
        *_files(Kind.CONTRACT, before.stand.contracts, after.stand.contracts),
        *_files(Kind.SCENARIO, before.stand.scenarios, after.stand.scenarios),
        *_sandbox(before, after),
    ]
    order = list(Kind)
    return sorted(found, key=lambda change: order.index(change.kind))


def in_words(changes: Changes) -> str:
    """Return what has changed in one sentence."""
    if not changes:
        return "Nothing has changed since the last report."
    kinds = [change.kind for change in changes]
    parts = [
        _PHRASES[kind](kinds.count(kind)) for kind in Kind if kind in kinds and kind in _PHRASES
    ]  # fmt: skip
    return f"Since the last report: {', '.join(parts)}." if parts else "Since the last report the verdict has changed."


def _whole(before: Result, after: Result) -> Iterator[Change]:
    if before.certified != after.certified:
        yield Change(Kind.VERDICT, after.service, f"{headline(before)} before, {_lowered(headline(after))} now")


def _requirements(before: Result, after: Result) -> Iterator[Change]:
    known = {requirement.id: requirement for requirement in before.requirements}
    for requirement in after.requirements:
        if requirement.id not in known:
            yield Change(Kind.NEW, requirement.id, f"{WORDS[requirement.verdict]}: {requirement.text}")
        elif known[requirement.id].verdict is not requirement.verdict:
            yield _other_verdict(known[requirement.id], requirement)
    still = {requirement.id for requirement in after.requirements}
    for gone in before.requirements:
        if gone.id not in still:
            yield Change(Kind.GONE, gone.id, f"{WORDS[gone.verdict]} before: {gone.text}")


def _other_verdict(before: RequirementResult, after: RequirementResult) -> Change:
    text = f"{WORDS[before.verdict]} before, {WORDS[after.verdict]} now: {after.because}"
    return Change(_kind(before.verdict, after.verdict), after.id, text)


def _kind(before: Verdict, after: Verdict) -> Kind:
    if after is Verdict.SKIP:
        return Kind.NOT_PLAYED
    if after is Verdict.FAIL:
        return Kind.NEWLY_FAILING
    if after is Verdict.PASS and before in (Verdict.FAIL, Verdict.WARN):
        return Kind.MENDED
    if before in (Verdict.NOT_SHOWN, Verdict.SKIP) and after in (Verdict.PASS, Verdict.WARN):
        return Kind.NEWLY_SHOWN
    return Kind.NO_LONGER_SHOWN if after is Verdict.NOT_SHOWN else Kind.OTHER


def _files(kind: Kind, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            yield Change(kind, name, "was not there before")
        elif name not in after:
            yield Change(kind, name, "is not there any more")
        elif before[name] != after[name]:
            yield Change(kind, name, f"SHA-256 {before[name][:12]} before, {after[name][:12]} now")


def _sandbox(before: Result, after: Result) -> Iterator[Change]:
    for what, was, now in (
        ("version", before.stand.sandbox, after.stand.sandbox),
        ("seed", before.stand.seed, after.stand.seed),
    ):
        if was != now:
            yield Change(Kind.SANDBOX, what, f"{was} before, {now} now")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


_PHRASES: Final[Mapping[Kind, Callable[[int], str]]] = MappingProxyType(
    {
        Kind.NEWLY_FAILING: lambda many: f"{many} newly failing",
        Kind.MENDED: lambda many: f"{many} mended",
        Kind.NEWLY_SHOWN: lambda many: f"{many} newly shown",
        Kind.NO_LONGER_SHOWN: lambda many: f"{many} no longer shown",
        Kind.OTHER: lambda many: f"{many} with another verdict",
        Kind.NEW: lambda many: counted(many, "new requirement"),
        Kind.GONE: lambda many: f"{counted(many, 'requirement')} gone",
        Kind.CONTRACT: lambda many: f"{counted(many, 'contract')} changed",
        Kind.SCENARIO: lambda many: f"{counted(many, 'scenario')} changed",
        Kind.SANDBOX: lambda _: "another stand of the sandbox",
        Kind.NOT_PLAYED: lambda many: f"{many} not played now",
    }
)
