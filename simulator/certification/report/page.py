"""The report for eyes and for paper: one HTML file that needs nothing else, no script and no address outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from contracts.words import counted
from simulator.certification.report import baseline, words
from simulator.certification.report.baseline import Changes
from simulator.certification.report.requests import outcome
from simulator.certification.report.view import view_of
from simulator.certification.result import Result, Verdict
from simulator.dashboard.words import amount, count, day, instant, moment, plain

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).with_name("templates")
_CODE: Final = re.compile(r"`([^`]+)`")


def to_bytes(result: Result, changes: Changes | None = None) -> bytes:
    """Return the page of ``result`` in UTF-8; with ``changes``, also what they are.

    Whatever a client wrote is escaped, and what does not print is spelt out.
    """
    template = _environment().get_template("report.html")
    css = (TEMPLATES / "report.css").read_text("utf-8")
    return template.render(view=view_of(result, changes), css=css).encode("utf-8", "backslashreplace")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - most commands need no template

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    made.filters.update(FILTERS)
    return made


def _printable(value: Any) -> Any:
    """Spell out what does not print; what is markup already is ours."""
    return words.printable(value) if type(value) is str else value


def _code(text: str) -> Any:
    """Return ``text`` as markup, with what stands between grave accents as code."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - comes with Jinja

    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(words.printable(text)))))  # noqa: S704 - escaped


FILTERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "amount": amount,
        "change_tone": lambda kind: baseline.TONES.get(kind, "quiet"),
        "changed": baseline.in_words,
        "code": _code,
        "count": count,
        "counted": counted,
        "day": day,
        "ended": words.ended,
        "headline": words.headline,
        "instant": instant,
        "is_required": words.is_required,
        "is_sure": words.is_sure,
        "moment": moment,
        "outcome": outcome,
        "plain": plain,
        "sentence": words.sentence,
        "tone": lambda verdict: words.TONES[Verdict(verdict)],
        "verdict": lambda verdict: words.WORDS[Verdict(verdict)],
    }
)
