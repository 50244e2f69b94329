"""A story in words before it is played, and a story to start from."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill
from typing import Final

from contracts.scenario.document import Scenario
from contracts.scenario.mistakes import SCHEMA_FILE, schema
from contracts.scenario.story import beginning, expectation, sentence

WIDTH: Final = 120


def told(scenario: Scenario) -> Iterator[str]:
    """Yield the lines of a story: what it is about, what it starts with, each step, and what must be so."""
    yield scenario.story
    if scenario.why:
        yield f"Why: {scenario.why}"
    yield f"Service: {scenario.service}. Weather: {scenario.weather}."
    if scenario.requirements:
        yield f"Requirements: {', '.join(scenario.requirements)}."
    yield ""
    yield f"Given, on {scenario.given['now']}"
    yield f"  {beginning(scenario.given)}"
    if scenario.other is not None:
        yield "  There is another creditor as well."
    yield ""
    yield "When"
    for number, step in enumerate(scenario.steps, 1):
        yield f"  {number}. {sentence(step)}"
    if scenario.then:
        yield ""
        yield "Then"
        for each in scenario.then:
            yield f"  - {expectation(each)}"


def template(name: str) -> str:
    """Return the text of a new file: a story that comes true, and every verb with what it does."""
    verbs = schema()["$defs"]["step"]["properties"]
    kinds = schema()["$defs"]["expectation"]["properties"]
    return TEMPLATE.format(
        schema=SCHEMA_FILE.name,
        name=name,
        verbs="\n".join(_explained(verb, rule) for verb, rule in verbs.items()),
        kinds="\n".join(_explained(kind, rule) for kind, rule in kinds.items()),
    )


def _explained(word: str, rule: dict[str, str]) -> str:
    if "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rpartition("/")[2]]
    return fill(
        f"{word}: {rule['description']}",
        WIDTH,
        initial_indent="  # ",
        subsequent_indent="  #   ",
        break_on_hyphens=False,
    )


TEMPLATE: Final = """\
# yaml-language-server: $schema={schema}
# Play it with: cfis-sandbox scenario run {name}.yaml
version: 1
story: An invoice is sent and paid in two parts
why: The books of the client must show what is open after each part.
service: lifecycle        # intermediation, lifecycle, collection or accounting
weather: calm             # calm, late, disputed or broken

# What the world is like; everything has a default, so all of it may be left out.
given:
  world: {{seed: 1, now: 2026-01-02T09:00:00Z, profile: faithful, settlementShape: new}}

# What happens, in order. The verbs:
{verbs}
when:
  - submit: {{number: 1001, total: 100.00 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-16, method: EMAIL}}
  - advance: P1D
  - run:
  - pay: {{invoice: 1001, amount: 40.00 EUR}}
  - advance: P7D
  - run:
  - expect:
      books: {{receivables: [{{invoiceNumber: 1001, open: {{total: 60.00}}}}]}}
  - pay: {{invoice: 1001}}
  - advance: P7D

# What must be so in the end. The kinds of expectations:
{kinds}
then:
  - books: agree
  - case: {{invoice: 1001, summary: {{status: CLOSED}}}}
  - events: [payment booked, paid, settled]
"""
