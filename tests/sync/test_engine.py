"""What the sync promises, whatever goes wrong on the way: design section 7, each sentence as a property."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.core.carried import Carried
from simulator.core.carrying import Booked, Reason, Refused
from simulator.core.sync_document import SyncKind
from simulator.sync.engine import MOST_IN_A_ROW, Manner, sync
from simulator.sync.patience import Patience, drawn, wait_seconds
from simulator.sync.plan import plan
from simulator.sync.report import Report, Result
from tests.sync.vendor import PAUSE_SECONDS, POISON, UNWELL, Bad, Connection, Vendor
from tests.sync.waiting_room import Killed, Queue, invoice, ledger, payment

PATIENCE = Patience(first_seconds=60, longest_seconds=600, attempts=5)
RUNS = 60
"""More runs than any story needs."""
RUNNER = asyncio.Runner()
"""One loop for thousands of runs; each run is a process of its own in all other respects."""


@pytest.fixture(scope="module", autouse=True)
def _loop() -> Iterator[None]:
    yield
    RUNNER.close()


def manner(seed: str = "seed") -> Manner:
    return Manner(chance=lambda label: drawn(seed, label), patience=PATIENCE)


def run(queue: Queue, vendor: Vendor) -> Report:
    """One run, in a process of its own."""
    return RUNNER.run(sync(queue, Connection.to(vendor), manner()))


def to_the_end(queue: Queue, vendor: Vendor) -> None:
    """Run, and wait for what rests, until nothing is left."""
    for _ in range(RUNS):
        if queue.is_empty:
            return
        queue.wait()
        run(queue, vendor)
    raise AssertionError("the queue never empties")


def documents(texts: Sequence[str]) -> list[Carried]:
    """Return payments before their invoices and vouchers, as unhelpfully ordered as can be."""
    made: list[Carried] = []
    for number, text in enumerate(texts):
        made += [payment(f"p{number}", number), ledger(f"l{number}"), invoice(number, text)]
    return made


def queued(made: Sequence[Carried]) -> Queue:
    queue = Queue()
    for one in made:
        queue.add(one)
    return queue


def names(made: Sequence[Carried]) -> list[str]:
    return sorted(f"{one.kind}/{one.identifier}" for one in made)


FAULTS = st.lists(st.none() | st.sampled_from(Bad), max_size=30)
COUNTS = st.integers(1, 4)


@settings(deadline=None)
@given(count=COUNTS, faults=FAULTS)
def test_everything_is_booked_once_whatever_goes_wrong(count: int, faults: list[Bad | None]) -> None:
    made = documents([""] * count)
    queue, vendor = queued(made), Vendor([*faults])
    queue_patient(queue, vendor)
    assert sorted(vendor.booked) == names(made)
    assert set(vendor.booked.values()) == {1}


def queue_patient(queue: Queue, vendor: Vendor) -> None:
    """Run to the end, handing in anew what was given up meanwhile."""
    for _ in range(10):
        to_the_end(queue, vendor)
        failed = [each.document for each in queue.entries.values() if isinstance(each.outcome, Refused)]
        if not failed:
            return
        for one in failed:
            assert not isinstance(one, Refused)
            queue.add(one)
    raise AssertionError("what was handed in anew fails again and again")


@settings(deadline=None)
@given(count=COUNTS, faults=FAULTS, deaths=st.lists(st.integers(1, 12), max_size=6))
def test_a_process_that_dies_anywhere_and_starts_again_ends_in_the_same_books(
    count: int, faults: list[Bad | None], deaths: list[int]
) -> None:
    made = documents([""] * count)
    queue, vendor = queued(made), Vendor([*faults])
    for death in deaths:
        queue.dies_at = death
        queue.wait()
        with suppress(Killed):
            run(queue, vendor)
    queue.dies_at = -1
    queue_patient(queue, vendor)
    assert sorted(vendor.booked) == names(made)
    assert set(vendor.booked.values()) == {1}


@settings(deadline=None)
@given(count=COUNTS, faults=FAULTS, poisoned=st.sets(st.integers(0, 3)))
def test_carrying_out_the_plan_leaves_an_empty_plan(count: int, faults: list[Bad | None], poisoned: set[int]) -> None:
    made = documents([POISON if number in poisoned else "" for number in range(count)])
    queue, vendor = queued(made), Vendor([*faults])
    run(queue, vendor)
    assert plan(RUNNER.run(queue.gather())) == ()


@settings(deadline=None)
@given(texts=st.lists(st.sampled_from(["", POISON, UNWELL]), min_size=1, max_size=6))
def test_a_poisoned_document_never_blocks_the_rest(texts: list[str]) -> None:
    made = [ledger(str(number), text) for number, text in enumerate(texts)]
    queue, vendor = queued(made), Vendor()
    run(queue, vendor)
    assert sorted(vendor.booked) == names([one for one, text in zip(made, texts, strict=True) if not text])
    to_the_end(queue, vendor)
    for one, text in zip(made, texts, strict=True):
        outcome = queue.outcome(one.kind, one.identifier)
        reason = outcome.reason if isinstance(outcome, Refused) else None
        assert reason == {"": None, POISON: Reason.INVALID, UNWELL: Reason.GAVE_UP}[text]


def test_what_was_given_up_is_cured_by_handing_it_in_again() -> None:
    queue, vendor = queued([ledger("a", UNWELL)]), Vendor()
    to_the_end(queue, vendor)
    refusal = queue.outcome(SyncKind.LEDGER, "a")
    assert isinstance(refusal, Refused)
    assert "5 attempts" in refusal.message
    queue.add(ledger("a"))
    to_the_end(queue, vendor)
    assert vendor.booked == {"LEDGER/a": 1}


def test_a_lost_answer_is_found_at_the_next_attempt() -> None:
    queue, vendor = queued([ledger("a")]), Vendor([Bad.LOST_ANSWER])
    first = run(queue, vendor)
    assert first.lines[0].result is Result.PUT_OFF
    queue.wait()
    second = run(queue, vendor)
    assert second.lines[0].result is Result.WAS_THERE
    assert vendor.booked == {"LEDGER/a": 1}


def test_a_new_document_costs_one_request() -> None:
    queue, vendor = queued([ledger(str(number)) for number in range(10)]), Vendor()
    assert run(queue, vendor).is_clean
    assert vendor.requests == 10


def test_an_expired_token_is_renewed_once_for_a_whole_run() -> None:
    queue, vendor = queued([ledger(str(number)) for number in range(10)]), Vendor([Bad.EXPIRED])
    report = run(queue, vendor)
    assert report.is_clean
    assert (report.renewals, vendor.renewals) == (1, 1)
    assert vendor.requests == 12


def test_a_credential_that_opens_nothing_ends_the_run_and_is_named_in_the_end() -> None:
    queue, vendor = queued([ledger(str(number)) for number in range(10)]), Vendor()
    vendor.opens = False
    report = run(queue, vendor)
    assert "credential" in report.ended
    assert vendor.requests == 3
    assert report.counts == {Result.PUT_OFF: 10}
    to_the_end(queue, vendor)
    outcomes = {each.outcome.reason for each in queue.entries.values() if isinstance(each.outcome, Refused)}
    assert outcomes == {Reason.CREDENTIAL}
    assert vendor.requests <= 3 * PATIENCE.attempts * 10


def test_a_system_that_asks_for_a_pause_gets_it() -> None:
    queue, vendor = queued([ledger(str(number)) for number in range(10)]), Vendor([None, Bad.RATE_LIMIT])
    report = run(queue, vendor)
    assert vendor.requests == 2
    assert report.counts == {Result.BOOKED: 1, Result.PUT_OFF: 1, Result.HELD: 8}
    assert min(each.due for each in queue.entries.values() if each.outcome is None) >= PAUSE_SECONDS
    to_the_end(queue, vendor)
    assert len(vendor.booked) == 10


def test_a_system_that_is_down_is_left_alone_and_what_waited_goes_first_afterwards() -> None:
    queue = queued([ledger(f"{number:03}") for number in range(100)])
    vendor = Vendor([Bad.STATUS] * MOST_IN_A_ROW)
    report = run(queue, vendor)
    assert vendor.requests == MOST_IN_A_ROW
    assert report.counts == {Result.PUT_OFF: MOST_IN_A_ROW, Result.HELD: 80}
    to_the_end(queue, vendor)
    assert len(vendor.booked) == 100


def test_invoices_go_before_their_payments_and_before_credit_notes_on_them() -> None:
    made: list[Carried] = [payment("p", 1), invoice(2, credits=1), invoice(1)]
    queue, vendor = queued(made), Vendor()
    assert run(queue, vendor).is_clean
    assert vendor.order == ["INVOICE/1", "INVOICE/2", "PAYMENT/p"]


def test_a_payment_waits_for_as_long_as_its_invoice_does() -> None:
    queue, vendor = queued([payment("p", 1), payment("q", 2), invoice(1), invoice(2)]), Vendor([Bad.STATUS])
    assert run(queue, vendor).counts == {Result.PUT_OFF: 1, Result.HELD: 1, Result.BOOKED: 2}
    queue.now += 1
    assert [line.result for line in run(queue, vendor).lines] == []
    to_the_end(queue, vendor)
    assert vendor.booked == {"INVOICE/1": 1, "INVOICE/2": 1, "PAYMENT/p": 1, "PAYMENT/q": 1}


def test_a_payment_handed_in_while_its_invoice_rests_is_held_without_counting() -> None:
    queue, vendor = queued([invoice(1)]), Vendor([Bad.STATUS])
    run(queue, vendor)
    queue.add(payment("p", 1))
    report = run(queue, vendor)
    assert [line.result for line in report.lines] == [Result.HELD]
    held = queue.entries[SyncKind.PAYMENT, "p"]
    assert (held.attempts, held.in_doubt) == (0, False)
    assert held.due == queue.entries[SyncKind.INVOICE, "1"].due


def test_a_payment_on_an_invoice_that_was_refused_fails_with_a_reason() -> None:
    queue, vendor = queued([payment("p", 1), invoice(1, POISON)]), Vendor()
    run(queue, vendor)
    outcome = queue.outcome(SyncKind.PAYMENT, "p")
    assert outcome == Refused(Reason.UNKNOWN_INVOICE, "invoice")


def test_what_its_source_cannot_read_fails_without_a_request() -> None:
    queue, vendor = queued([ledger("a")]), Vendor()
    queue.entries[SyncKind.LEDGER, "a"].document = Refused(Reason.INVALID, "no rows")
    assert run(queue, vendor).counts == {Result.FAILED: 1}
    assert vendor.requests == 0


@given(attempts=st.integers(1, 50), chance=st.integers(min_value=0))
def test_a_wait_doubles_up_to_its_limit_and_lies_between_a_half_and_the_whole(attempts: int, chance: int) -> None:
    seconds = wait_seconds(PATIENCE, attempts, chance)
    whole = min(60 * 2 ** (attempts - 1), 600)
    assert whole // 2 <= seconds <= whole


def test_waits_follow_from_the_seed() -> None:
    once, again, other = (waits(seed) for seed in ("a", "a", "b"))
    assert once == again != other


def waits(seed: str) -> list[int]:
    queue, vendor = queued([ledger(str(number), UNWELL) for number in range(8)]), Vendor()
    RUNNER.run(sync(queue, Connection.to(vendor), manner(seed)))
    return [each.due for each in queue.entries.values()]


def test_a_report_tells_each_document_as_it_happens() -> None:
    told: list[str] = []
    queue, vendor = queued([ledger("a"), ledger("b", POISON)]), Vendor()
    heard = manner()._replace(tell=lambda line: told.append(f"{line.name} {line.result}"))
    report = RUNNER.run(sync(queue, Connection.to(vendor), heard))
    assert told == ["a booked", "b failed"]
    assert report.lines[0].target_id == "LEDGER/a"
    assert report.lines[1].reason is Reason.INVALID
    assert not report.is_clean


def test_an_answer_that_is_cut_short_is_no_answer() -> None:
    queue, vendor = queued([ledger("a")]), Vendor([Bad.TRUNCATED])
    assert run(queue, vendor).counts == {Result.PUT_OFF: 1}
    queue.wait()
    assert run(queue, vendor).counts == {Result.WAS_THERE: 1}
    assert isinstance(queue.outcome(SyncKind.LEDGER, "a"), Booked)


def test_a_bug_of_a_connector_is_not_hidden() -> None:
    class Broken(Connection):
        async def book(self, document: Carried) -> Refused:
            raise ZeroDivisionError

    queue = queued([ledger("a")])
    with pytest.raises(ZeroDivisionError):
        RUNNER.run(sync(queue, Broken.to(Vendor()), manner()))
