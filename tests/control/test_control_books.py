"""The books are the truth: every part adds up, page by page and in total, whatever happened."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from control_bench import Bench, a_bench, new_invoice
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.control.plane import ControlSettings
from simulator.core.action import ActionCode
from simulator.core.errors import Conflict
from simulator.core.money import Money
from simulator.core.receivable import InvoiceType
from simulator.core.records import Client
from simulator.world.actions import NewAction, accept
from simulator.world.submission import NewInvoice, submit
from tests.tries import tries

PARTS = ("capital", "interest", "costs", "total")
ZERO = Decimal(0)


def summed(shapes: list[dict[str, Any]], name: str) -> dict[str, Decimal]:
    """Return the sum of one balance over receivables, part by part."""
    return {part: sum((shape[name][part] for shape in shapes), ZERO) for part in PARTS}


def check_that_it_adds_up(books: dict[str, Any]) -> None:
    """Hold the books of one world, on one page and in one currency, against each other."""
    receivables, payments = books["receivables"], books["payments"]
    for receivable in receivables:
        check_a_receivable(receivable, [one for one in payments if one["invoiceNumber"] == receivable["invoiceNumber"]])
    if not books["totals"]:
        assert not receivables
        assert not payments
        return
    (totals,) = books["totals"]
    for name in ("claimed", "paid", "writtenOff", "open"):
        assert totals[name] == summed(receivables, name)
    assert totals["credited"] == sum(one["credited"] for one in receivables)
    assert (totals["receivables"], totals["payments"]) == (len(receivables), len(payments))
    inside = ("settled", "unsettled", "overpaid", "returned", "unmatched")
    assert totals["received"] == sum(totals[name] for name in inside)
    received = [one for one in payments if not one["direct"] and one["state"] != "EXPECTED"]
    assert totals["received"] == sum(one["amount"] for one in received)
    assert totals["paid"]["total"] == totals["settled"] + totals["unsettled"] + totals["direct"]
    assert totals["settled"] == sum(one["amount"] for one in books["settlements"])
    assert totals["settled"] == sum(one["total"] for one in books["allocations"])
    assert books["unmatched"] == [one for one in payments if one["state"] == "UNMATCHED"]


def check_a_receivable(receivable: dict[str, Any], payments: list[dict[str, Any]]) -> None:
    for part in PARTS:
        credited = receivable["credited"] if part in ("capital", "total") else ZERO
        gone = receivable["paid"][part] + credited + receivable["writtenOff"][part]
        assert receivable["claimed"][part] == gone + receivable["open"][part]
    for part in PARTS[:3]:
        split = [one[part] for one in payments if one[part] is not None]
        assert receivable["paid"][part] == sum(split, ZERO)


def test_books_of_nothing_are_empty(bench: Bench) -> None:
    bench.world()
    books = bench.books()
    assert (books["receivables"], books["payments"], books["totals"], books["more"]) == ([], [], [], False)
    assert (books["world"], books["now"], books["today"]) == ("demo", "2026-01-05T07:00:00Z", "2026-01-05")


def test_a_story_of_many_kinds_adds_up(bench: Bench) -> None:
    bench.world()
    for number in (1, 2, 3, 4):
        bench.invoice(number, total="1000.00")
    check_that_it_adds_up(bench.books())
    bench.advance("P20D")
    bench.post("/worlds/demo/bank/payments", {"invoiceNumber": 1, "amount": 400})
    bench.post("/worlds/demo/bank/payments", {"invoiceNumber": 2, "amount": Decimal("1100.10")})
    bench.post("/worlds/demo/bank/payments", {"reference": "123", "amount": 7})
    bench.post("/worlds/demo/bank/payments", {"invoiceNumber": 3, "amount": 5, "paymentDate": "2026-06-01"})
    check_that_it_adds_up(bench.books())
    for length in ("P7D", "P60D", "P1Y"):
        bench.advance(length)
        check_that_it_adds_up(bench.books())
    (totals,) = bench.books()["totals"]
    assert totals["received"] == Decimal("1512.10")
    assert totals["open"]["total"] == 0
    assert totals["writtenOff"]["capital"] > 0


def test_credit_notes_and_direct_payments_are_in_the_books(bench: Bench) -> None:
    bench.world()
    bench.invoice(1)
    bench.invoice(2)
    with bench.worlds.open("demo") as world:
        submit(world, world.find(Client, "1001"), credit_note(3, 1, world.today, "50.00"))
    bench.advance("PT1H")
    with bench.worlds.open("demo") as world:
        action = NewAction(code=ActionCode.DIRECTPAYMENT, invoice_number=2, amount=Money.of("24.00"))
        accept(world, world.find(Client, "1001"), [action])
    bench.advance("PT1H")
    books = bench.books()
    check_that_it_adds_up(books)
    (totals,) = books["totals"]
    assert (totals["credited"], totals["direct"], totals["received"]) == (50, 24, 0)
    assert [one["type"] for one in books["receivables"]] == ["INVOICE", "INVOICE", "CREDIT_NOTE"]


def credit_note(number: int, credited: int, today: date, total: str) -> NewInvoice:
    """Return a credit note for an invoice of the same client."""
    return replace(new_invoice(number, today, total=total), type=InvoiceType.CREDIT_NOTE, credits=credited)


def test_currencies_have_totals_of_their_own(memory: Bench) -> None:
    memory.world()
    memory.post("/worlds/demo/bank/payments", {"reference": "123", "amount": 1, "currency": "SEK"})
    memory.post("/worlds/demo/bank/payments", {"reference": "123", "amount": 2})
    totals = memory.books()["totals"]
    assert [(one["currency"], one["unmatched"], one["claimed"]["total"]) for one in totals] == [
        ("EUR", 2, 0),
        ("SEK", 1, 0),
    ]


def test_pages_come_to_the_whole_and_only_the_first_has_totals(bench: Bench) -> None:
    bench.world()
    for number in range(1, 8):
        bench.invoice(number)
    bench.advance("PT1H")
    for number in (2, 6):
        bench.post("/worlds/demo/bank/payments", {"invoiceNumber": number, "amount": 10})
    bench.post("/worlds/demo/bank/payments", {"reference": "123", "amount": 7})
    bench.advance("P7D")
    whole = bench.books()
    met = [bench.get("/worlds/demo/books?limit=3")]
    while met[-1]["more"]:
        met.append(bench.get(f"/worlds/demo/books?limit=3&after={met[-1]['next']}"))
    assert [len(page["receivables"]) for page in met] == [3, 3, 1]
    assert ["totals" in page for page in met] == [True, False, False]
    assert met[0]["totals"] == whole["totals"]
    for name in ("receivables", "payments", "allocations", "settlements", "unmatched"):
        gathered = [one for page in met for one in page[name]]
        unlike = [one for place, one in enumerate(gathered) if one not in gathered[:place]]
        assert sorted(unlike, key=str) == sorted(whole[name], key=str), name
    assert "next" not in whole


def test_the_books_of_one_client_have_nothing_of_another(bench: Bench) -> None:
    bench.world()
    bench.invoice(1)
    bench.invoice(2, client=1002)
    bench.advance("PT1H")
    for number in (1, 2):
        bench.post("/worlds/demo/bank/payments", {"invoiceNumber": number, "amount": 10 * number})
    bench.post("/worlds/demo/bank/payments", {"reference": "123", "amount": 7})
    books = bench.get("/worlds/demo/books?clientId=1002")
    check_that_it_adds_up(books)
    assert [one["invoiceNumber"] for one in books["receivables"]] == [2]
    assert [one["amount"] for one in books["payments"]] == [20]
    assert books["totals"][0]["received"] == 20


def test_looking_at_the_books_changes_nothing(bench: Bench) -> None:
    bench.world()
    bench.invoice()
    bench.advance("P40D")
    before = bench.get("/worlds/demo")
    assert bench.books() == bench.books()
    assert bench.get("/worlds/demo") == before


def test_long_books_let_others_in(memory: Bench) -> None:
    memory.world()
    memory.world("other")
    for number in range(1, 101):
        memory.invoice(number)
    ticks = iter(range(10**9))
    plane = memory.app.plane
    plane.settings = plane.settings._replace(stopwatch=lambda: next(ticks))  # every look at it finds time gone by

    async def story() -> int:
        books = asyncio.create_task(memory.ask("GET", "/worlds/demo/books"))
        turns = 0
        while not books.done():
            assert (await memory.ask("GET", "/worlds/other/faults")).status == 200
            turns += 1
            await asyncio.sleep(0)
        assert len((await books).body["receivables"]) == 100
        return turns

    assert memory.play(story()) >= 100


def test_what_cannot_be_asked_of_the_books_is_told(memory: Bench) -> None:
    memory.world()
    for query, field in (
        ("limit=0", "query.limit"),
        ("limit=1001", "query.limit"),
        ("after=-1", "query.after"),
        ("clientId=x", "query.clientId"),
        ("client=1001", "query.client"),
    ):
        assert field in memory.call("GET", f"/worlds/demo/books?{query}").fields


numbers = st.integers(1, 3)
amounts = st.integers(1, 400_00).map(lambda cents: Decimal(cents) / 100)
deeds = st.one_of(
    st.tuples(st.just("pay"), numbers, amounts, st.integers(-30, 30)),
    st.tuples(st.just("settle"), numbers),
    st.tuples(st.just("lose"), amounts),
    st.tuples(st.just("credit"), numbers, amounts),
    st.tuples(st.just("direct"), numbers, amounts),
    st.tuples(st.just("wait"), st.integers(0, 40)),
)


def carry_out(bench: Bench, place: int, deed: tuple[Any, ...]) -> None:
    """Do one thing; what the present state forbids is refused and changes nothing."""
    match deed:
        case ("pay", number, amount, days):
            today = date.fromisoformat(bench.get("/worlds/demo")["today"])
            wanted = {"invoiceNumber": number, "amount": amount, "paymentDate": str(today + timedelta(days=days))}
            bench.call("POST", "/worlds/demo/bank/payments", wanted)
        case ("settle", number):
            bench.call("POST", "/worlds/demo/bank/payments", {"invoiceNumber": number})
        case ("lose", amount):
            bench.call("POST", "/worlds/demo/bank/payments", {"reference": "123", "amount": amount})
        case ("credit", number, amount):
            with bench.worlds.open("demo") as world:
                client = world.find(Client, "1001")
                submit(world, client, credit_note(100 + place, number, world.today, str(amount)))
        case ("direct", number, amount):
            with suppress(Conflict), bench.worlds.open("demo") as world:
                paid = NewAction(code=ActionCode.DIRECTPAYMENT, invoice_number=number, amount=Money.of(amount))
                accept(world, world.find(Client, "1001"), [paid])
        case ("wait", days):
            bench.advance(f"P{days}D")


@settings(max_examples=tries(40), deadline=None)
@given(st.lists(deeds, max_size=12))
def test_whatever_happens_adds_up(story: list[tuple[Any, ...]]) -> None:
    with a_bench("memory", ControlSettings()) as bench:
        bench.world()
        for number in (1, 2, 3):
            bench.invoice(number, days=10 * number)
        bench.advance("PT1H")
        for place, deed in enumerate(story):
            carry_out(bench, place, deed)
            check_that_it_adds_up(bench.books())
        bench.advance("P2Y")
        check_that_it_adds_up(bench.books())
