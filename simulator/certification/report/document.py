"""The result of a certification as a JSON document: the same result is always the same bytes, and has a schema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from contracts.requirements import Service
from simulator.certification.result import VERSION, Moment, Result

SCHEMA: Final = Path(__file__).with_name("result.schema.json")
SCHEMA_ID: Final = "urn:cfis-sandbox:certification-result:1"


MOST_SEED: Final = 1 << 63
"""A seed is smaller, whichever sign it has."""
MOST_DIGITS: Final = 30
"""An amount has no more digits on either side of its point."""
YEARS: Final = range(1900, 9000)
"""Virtual clocks stand in one of these years."""


class UnreadableResult(Exception):
    """A document that is no result of a certification; the message says why."""


def to_bytes(result: Result) -> bytes:
    """Return ``result`` as JSON, members sorted and indented by two, with a line feed at its end.

    Amounts are JSON numbers with the decimals that they have. A character that cannot be written in UTF-8, half of a
    pair, is spelt out.
    """
    encoder = msgspec.json.Encoder(order="sorted", decimal_format="number")
    try:
        written = encoder.encode(result)
    except UnicodeEncodeError:
        written = encoder.encode(_spelt_out(msgspec.to_builtins(result, builtin_types=(msgspec.Raw,))))
    return msgspec.json.format(written, indent=2) + b"\n"


def read(document: bytes) -> Result:
    """Return the result in ``document``. Raises UnreadableResult."""
    try:
        result = msgspec.json.decode(document, type=Result)
    except (msgspec.DecodeError, UnicodeError) as problem:
        raise UnreadableResult(f"this is no result of a certification: {problem}") from None
    except RecursionError:
        raise UnreadableResult("this is no result of a certification: it is nested too deeply") from None
    if result.version != VERSION:
        raise UnreadableResult(f"a result of version {result.version} is not known here; version {VERSION} is")
    for wrong in _impossible(result):
        raise UnreadableResult(f"this is no result of a certification: {wrong}")
    return result


def _impossible(result: Result) -> Iterator[str]:
    """Yield what no certification ends in, and what nobody could reckon with."""
    if result.service not in tuple(Service):
        yield f"there is no service {result.service[:MOST_DIGITS]!a}; there are {', '.join(Service)}"
    if not -MOST_SEED < result.stand.seed < MOST_SEED:
        yield "its seed is too large a number"
    for story in result.stories:
        ats = [each.at for each in story.lines]
        ats += [*(each.at for each in story.moments), *(each.at for each in story.exchanges)]
        if not all(map(_is_virtual, ats)):
            yield f"no virtual clock stands where it says in story {story.name!a}"
        if not all(map(_is_written_out, story.moments)):
            yield f"an amount in story {story.name!a} is no amount"


def _is_virtual(at: datetime) -> bool:
    return at.tzinfo is not None and at.year in YEARS


def _is_written_out(moment: Moment) -> bool:
    """Whether amounts are numbers of a size that can be written without an exponent."""
    return all(_is_amount(each) for each in (moment.amount, moment.open) if each is not None)


def _is_amount(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -MOST_DIGITS and value.adjusted() <= MOST_DIGITS


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what ``to_bytes`` writes and ``read`` takes."""
    made = msgspec.json.schema(Result)
    definitions = {name: _described(name, definition) for name, definition in made["$defs"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Result of a certification of cfis-sandbox",
        "$ref": made["$ref"],
        "$defs": definitions,
    }


def schema_bytes() -> bytes:
    """Return the schema as it is published."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"


def _described(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    """Return a definition with its words on one line, its members explained, and amounts as the numbers they are."""
    described = dict(definition)
    if "description" in described:
        described["description"] = " ".join(described["description"].replace("``", "`").split())
    if "properties" in described:
        described["properties"] = {
            member: _explained(f"{name}.{member}", rules) for member, rules in described["properties"].items()
        }
    return described


def _explained(member: str, rules: dict[str, Any]) -> dict[str, Any]:
    explained = _numbers(rules)
    return {**explained, "description": MEMBERS[member]} if member in MEMBERS else explained


def _numbers(rules: Any) -> Any:
    """Return ``rules`` with decimals as JSON numbers, which is how this document has them."""
    if isinstance(rules, list):
        return [_numbers(each) for each in rules]
    if not isinstance(rules, dict):
        return rules
    if rules.get("format") == "decimal":
        return {"type": "number"}
    return {name: _numbers(value) for name, value in rules.items()}


def _spelt_out(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {_spelt_out(name): _spelt_out(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_spelt_out(each) for each in value]
    return value


MEMBERS: Final = {
    "Result.service": "What was certified: intermediation, lifecycle, collection or accounting.",
    "Result.client": "The client, as the command was told to reach it.",
    "Result.certified": "True only when every requirement that must be met was seen to be met.",
    "Result.verdict": "The worst verdict among the requirements that must be met, or error where the sandbox broke.",
    "Result.because": "The verdict in words.",
    "Result.stand": "What the run stood on; with the same stand and the same client it ends in the same bytes.",
    "Result.requirements": "The requirements of the catalogue that apply to the service, in the catalogue's order.",
    "Result.stories": "The scenarios that were played, in the order in which they were.",
    "Result.version": "The version of this format.",
    "Seen.story": "The name of the story in which it was seen.",
    "Seen.right": "Whether the client did right.",
    "Seen.what": "What was seen, in words.",
    "Seen.exchanges": "The numbers of the story's exchanges that show it.",
    "RequirementResult.id": "The id in the catalogue, which never changes.",
    "RequirementResult.group": "What the requirement is about, such as resilience.",
    "RequirementResult.level": "MUST or SHOULD.",
    "RequirementResult.evidence": "How sure the requirement is: documented, derived, analogy or assumed.",
    "RequirementResult.source": "Where the requirement comes from.",
    "RequirementResult.text": "The requirement in words.",
    "RequirementResult.verdict": "How it came out over all stories.",
    "RequirementResult.because": "Why the verdict is what it is.",
    "RequirementResult.seen": "All mistakes, and some of what was right.",
    "RequirementResult.mend": "What to do about a failure; empty where the catalogue does not say.",
    "RequirementResult.stories": "The names of the stories that give occasion to show it.",
    "Line.at": "The virtual instant at which the step was played.",
    "Line.text": "The step in words.",
    "Moment.at": "The virtual instant.",
    "Moment.invoiceNumber": "The invoice that it happened to.",
    "Moment.kind": "What happened, as the event log says it.",
    "Moment.amount": "The amount that it was about.",
    "Moment.currency": "The currency of the amounts, by ISO 4217.",
    "Moment.open": "What was open on the invoice afterwards, where that is known.",
    "Exchange.number": "The number of the entry in the journal of the story's world.",
    "Exchange.at": "The virtual instant of the request.",
    "Exchange.method": "The method of the request.",
    "Exchange.path": "The path of the request, without the query.",
    "Exchange.operation": "The operation of the contract; null where the contract has none like it.",
    "Exchange.status": "The status of the answer; 0 where none was given.",
    "Exchange.fault": "What was broken on purpose about this exchange.",
    "Exchange.refusal": "Why the request was refused.",
    "StoryResult.name": "The name of the scenario.",
    "StoryResult.title": "The story in one sentence.",
    "StoryResult.why": "Why it matters to an integrator.",
    "StoryResult.weather": "calm, late, disputed or broken.",
    "StoryResult.verdict": "How the client came out of it, or error where the sandbox broke.",
    "StoryResult.file": "Where the scenario stands below the root of the repository; empty where it is nowhere there.",
    "StoryResult.trouble": "What went wrong, in words.",
    "StoryResult.lines": "The steps, in order.",
    "StoryResult.moments": "What happened to the invoices, in order.",
    "StoryResult.exchanges": "The requests of the client, in order.",
    "Stand.seed": "The seed from which identity and chance came.",
    "Stand.sandbox": "The version of cfis-sandbox.",
    "Stand.contracts": "SHA-256 in hexadecimal of each contract document, by its place below the root.",
    "Stand.scenarios": "SHA-256 in hexadecimal of each scenario, by its place below the root.",
}
"""What each member of the document means, by the name of its definition and its own."""
