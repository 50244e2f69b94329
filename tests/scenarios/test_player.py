"""The player carries out every verb of the format, and tells what is wrong in a way that leads to the mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import pytest

from contracts.reference_client.client import CfisClient
from contracts.scenario.client import ClientWorld
from contracts.scenario.document import parse
from contracts.scenario.expectations import KINDS_OF_EXPECTATION
from contracts.scenario.factory import reference_client
from contracts.scenario.in_process import InProcess
from contracts.scenario.mistakes import schema
from contracts.scenario.player import Access, Disagreement, Manner, Player, play, player_of
from contracts.scenario.story import EXPECTED, FAULTS, SENTENCES
from contracts.scenario.verbs import VERBS
from tests.clients.sandbox_in_process import URL, transport

EVERY_VERB = """\
version: 1
story: Many verbs
service: lifecycle
given:
  world: {accounting: netvisor, creditor: {steps: [{kind: REMINDER, afterDays: 10}, {kind: DEMAND, afterDays: 14}]}}
  other: {service: COLLECTION}
when:
  - submit:
      {number: 1001, total: 100.00 EUR, buyer: BUSINESS, date: 2026-01-02, due: 2026-01-16, method: PRINT,
       approval: true, reference: '1009', with: {invoice: {header: {description: Made up}}}}
  - expect: {books: {receivables: [{invoiceNumber: 1001, stage: PENDING_APPROVAL}]}}
  - approve: {invoice: 1001}
  - advance: P1D
  - deliver: {invoice: 1001, outcome: DELIVERED}
  - submit:
      {number: 1002, total: 50.00 SEK, buyer: BUSINESS, date: 2026-01-03, due: 2026-01-16, method: EMAIL,
       accounting: true}
  - deliver: {invoice: 1002, outcome: FAILED, reason: Mailbox full}
  - action: {code: COMMENT, invoice: 1001, comment: Hello}
  - ledger: {key: L-1, date: 2026-01-03, amount: 12.40 EUR}
  - ledger: {key: L-2, date: 2026-01-03, rows: [{account: 1701, amount: 124.00}, {account: 3000, amount: -124.00}]}
  - booking: {key: P-1, date: 2026-01-03, amount: 10.00 EUR, invoice: 1001}
  - sync:
  - run:
  - expect:
      books: {sync: [{pending: 0}], accounting: [{system: netvisor}]}
  - expect:
      believed: {ledgers: [{key: L-1, state: SYNCED}]}
  - lock: {until: 2026-01-31}
  - lock: {until: null}
  - call:
      as: other
      method: POST
      path: /invoice
      submit: {number: 7001, total: 10.00 EUR, buyer: BUSINESS, date: 2026-01-03, due: 2026-01-20, method: EMAIL}
      expect: {status: 200}
  - call: {method: GET, path: /invoice/case, query: {invoiceNumber: 7001}, expect: {status: 404}}
  - call: {as: first, method: GET, path: /validate, expect: {status: 200, headers: {content-type: application/json}}}
  - call: {method: GET, path: /settlements, headers: {X-Api-Key: wrong}, expect: {body: {message: Unauthorized}}}
  - advance: {until: {invoice: 1001, stage: OVERDUE}}
  - debtor: {does: objection, invoice: 1001, reason: Made up}
  - advance: P3D
  - debtor: {does: objection-answer, invoice: 1001}
  - debtor: {does: payment-plan, invoice: 1001, instalments: 3, first: 2026-02-15}
  - advance: {until: next-event}
  - advance: {to: 2026-02-14}
  - debtor: {does: returned-letter, invoice: 1001}
  - debtor: {does: unreachable, invoice: 1001}
  - pay: {reference: '1009', amount: 30.00 EUR, payer: Made-up Payer}
  - token: {expires: 2026-02-15}
  - fault: {fault: delay, seconds: 0.01}
  - fault: {operation: getCase, fault: vary, variation: extra-members}
  - restart:
  - advance: P1D
  - run:
  - compare:
then:
  - books: agree
  - books: {totals: [{currency: EUR}], unmatched: []}
  - journal: {operation: submitLedger, atLeast: 2, atMost: 2}
  - events: [{kind: Receivable, because: submitted, invoiceNumber: 1001}, 'disputed: Made up']
"""
HEAD = "version: 1\nstory: A story\nwhen:\n"
SUBMIT = (
    "  - submit: {number: 1001, total: 100.00 EUR, buyer: CONSUMER, date: 2026-01-02, due: 2026-01-16, method: EMAIL}\n"
)


@pytest.fixture(scope="module")
def way() -> Iterator[InProcess]:
    way = transport()
    yield way
    way.close()


class Crashes:
    """Works, but for its second piece of periodic work."""

    def __init__(self, world: ClientWorld) -> None:
        self._right: Any = reference_client(world)
        self.create_invoice, self.send_action = self._right.create_invoice, self._right.send_action
        self._runs = 0

    def run(self) -> None:
        self._runs += 1
        if self._runs == 2:
            raise RuntimeError("no such table")
        self._right.run()

    def books(self) -> Any:
        return self._right.books()


class TellsNothing(Crashes):
    """Has no books that it could tell."""

    def run(self) -> None:
        self._right.run()

    def books(self) -> None:
        return None


def wrong(way: InProcess, text: str, make: Any = reference_client, **how: Any) -> Disagreement:
    scenario = parse(HEAD + text, origin="a.yaml")
    player = player_of(scenario, make, base_url=URL, transport=way, **how)
    with pytest.raises(Disagreement) as told:
        play(player, scenario)
    player.end()
    return told.value


def patient(way: InProcess, text: str, make: Any) -> Player:
    scenario = parse(HEAD + text)
    player = player_of(scenario, make, base_url=URL, transport=way, manner=Manner(patient=True))
    play(player, scenario)
    return player


def test_every_verb_is_carried_out_and_told(way: InProcess) -> None:
    scenario = parse(EVERY_VERB, name="every_verb")
    lines = []
    manner = Manner(on_step=lambda line: lines.append(line.text))
    player = player_of(scenario, reference_client, base_url=URL, transport=way, manner=manner)
    play(player, scenario)
    player.end()
    assert {verb for step in scenario.steps for verb in step} == VERBS.keys()
    assert lines == [line.text for line in player.story.lines]
    assert len(lines) == len(scenario.steps) + 1
    assert {turn.verb for turn in player.turns} == {"submit", "action", "ledger", "booking", "run", "restart", "books"}
    assert all(turn.trouble is None and turn.first <= turn.last for turn in player.turns)
    assert player.comparisons == [[], []]


def test_format_player_and_words_know_the_same_verbs() -> None:
    rules = schema()["$defs"]
    assert VERBS.keys() == SENTENCES.keys() == rules["step"]["properties"].keys()
    assert KINDS_OF_EXPECTATION.keys() == EXPECTED.keys() == rules["expectation"]["properties"].keys()
    assert FAULTS.keys() == set(rules["fault"]["properties"]["fault"]["enum"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  - pay: {invoice: 5}\n", "a.yaml:4: the payment was not possible: invoice '1001/5' is not known"),
        (SUBMIT + "  - advance: {until: {invoice: 1001, stage: LEGALL}}\n", "LEGALL"),
        ("  - call: {method: GET, path: /validate, expect: {status: 401}}\n", "GET /validate: status: expected 401"),
        (SUBMIT + "  - expect: {books: {receivables: []}}\n", "books.receivables: expected none, seen 1"),
        ("  - expect: {case: {invoice: 1, summary: {}}}\n", "case of invoice 1: CFIS answers 404"),
        ("  - expect: {events: [world fonded]}\n", "did you mean 'world founded'? What happened"),
        ("  - expect: {events: [xyzzy]}\n", 'a.yaml:4: events: "xyzzy" did not happen. What happened'),
        ("  - expect: {events: [token issued, world founded]}\n", "happened, but not after what is named before it"),
        ("  - expect: {journal: {operation: renewToken}}\n", "expected at least 1 request of"),
        (SUBMIT + "  - expect: {journal: {status: 2, atMost: 0}}\n", "expected at most 0 requests"),
        ("  - expect: {believed: {invoices: [{invoiceNumber: 1}]}}\n", "the client's books.invoices: expected one"),
    ],
)
def test_what_is_wrong_is_told(way: InProcess, text: str, told: str) -> None:
    assert told in str(wrong(way, text))


def test_everything_that_must_be_so_in_the_end_is_looked_at(way: InProcess) -> None:
    then = "then:\n  - events: [a]\n  - books: agree\n  - events: [b]\n"
    failure = wrong(way, SUBMIT + then)
    assert [finding.partition(" ")[0] for finding in failure.findings] == ["a.yaml:6:", "a.yaml:8:"]
    assert any("POST /api/v1/partner/invoice -> 200" in each for each in failure.asked)


def test_what_was_asked_before_something_right_is_not_told_again(way: InProcess) -> None:
    failure = wrong(way, SUBMIT + "  - expect: {events: [submitted]}\n  - run:\n  - expect: {events: [b]}\n")
    assert failure.asked
    assert not any("POST" in each for each in failure.asked)


def test_a_patient_player_notes_trouble_and_goes_on(way: InProcess) -> None:
    player = patient(way, SUBMIT + "  - run:\n  - run:\n  - pay: {invoice: 7}\n  - run:\n", Crashes)
    assert [turn.trouble for turn in player.turns] == [
        None, None, "the client broke down in run: RuntimeError: no such table", None,
    ]  # fmt: skip
    assert len(player.findings) == 2
    entries = {each["number"]: each["operation"] for each in player.exchanges()}
    submit = player.turns[0]
    assert [entries[number] for number in range(submit.first + 1, submit.last + 1)] == ["createInvoice"]
    player.end()


def test_a_client_that_cannot_be_made_has_trouble_in_every_turn(way: InProcess) -> None:
    def make(world: ClientWorld) -> CfisClient:
        raise OSError("no such file")

    player = patient(way, SUBMIT + "then: [{books: agree}]\n", make)
    assert player.findings[0] == "the client broke down in make: OSError: no such file"
    assert all("it did not start" in str(turn.trouble) for turn in player.turns)
    player.end()
    before = way_worlds(way)
    with pytest.raises(Disagreement, match="no such file"):
        player_of(parse(HEAD + SUBMIT), make, base_url=URL, transport=way)
    assert way_worlds(way) == before


def test_of_a_client_that_tells_no_books_the_world_alone_is_judged(way: InProcess) -> None:
    player = patient(way, SUBMIT + "then: [{books: agree}]\n", TellsNothing)
    assert player.comparisons == [[]]
    player.end()


def test_calls_of_the_player_are_not_the_clients(way: InProcess) -> None:
    text = "  - call: {method: GET, path: /validate}\n  - call: {method: GET, path: /x, headers: {X-Api-Key: no}}\n"
    player = patient(way, text + SUBMIT, reference_client)
    assert [each["operation"] for each in player.exchanges()] == ["createInvoice"]
    assert player.lobby() == []
    player.end()


def test_a_story_keeps_out_of_what_a_world_had_before(way: InProcess) -> None:
    first = patient(way, SUBMIT, reference_client)
    later = parse(
        "version: 1\nstory: Later\ngiven: {world: {now: 2026-02-01}}\nwhen:\n  - run:\nthen: [{books: agree}]\n"
    )
    player = player_of(later, reference_client, base_url=URL, transport=way, access=Access(first.plane.name))
    play(player, later)
    assert player.there_before == {1001}
    assert player.truth().books["receivables"] == []
    assert all(each["because"] != "submitted" for each in player.events())
    player.end()
    assert first.plane.name in way_worlds(way)
    first.end()


def way_worlds(way: InProcess) -> list[str]:
    told: Mapping[str, Any] = httpx2.Client(base_url=URL, transport=way).get("/sandbox/worlds").json()
    return [each["world"] for each in told["worlds"]]
