"""A new world has a company in every emulated accounting system; its books are shown, and can be locked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from control_bench import Bench, a_bench

from simulator.control.accounting_books import NEWEST
from simulator.control.plane import ControlSettings
from simulator.core.ledger import LedgerLine
from simulator.core.money import Money
from simulator.core.sales import InvoiceStage
from simulator.world import books, books_payments
from simulator.world.books import NewVoucher
from simulator.world.books_payments import NewPayment
from simulator.world.system_credentials import credential_of, locating
from tests.world.ledger import PLAN, SYSTEM, invoice

SETTINGS = ControlSettings(companies=(PLAN,))


def the_books(bench: Bench, world: str) -> dict[str, Any]:
    (told,) = bench.get(f"/worlds/{world}/books")["accounting"]
    return dict(told)


def opened(bench: Bench, path: str = "/worlds", **body: Any) -> dict[str, Any]:
    answer = bench.call("POST", path, body)
    assert answer.status == 201, answer.body
    return dict(answer.body)


def test_a_new_world_tells_the_address_and_the_credential_of_every_system() -> None:
    with a_bench("memory", SETTINGS) as bench:
        told = opened(bench, name="one")["systems"][SYSTEM]
        assert told["baseUrl"].endswith("/toy")
        user = told["credentials"]["user"]
        assert bench.store.world_of(locating(SYSTEM, user)) == "one"
        with bench.worlds.open("one") as world:
            assert dict(credential_of(world, SYSTEM, user).parts) == told["credentials"]


def test_a_branch_has_the_books_and_a_credential_of_its_own() -> None:
    with a_bench("memory", SETTINGS) as bench:
        first = opened(bench, name="one")["systems"][SYSTEM]["credentials"]
        with bench.worlds.open("one") as world:
            invoice(world)
        branch = opened(bench, "/worlds/one/fork", name="two")["systems"][SYSTEM]["credentials"]
        assert branch["user"] != first["user"]
        assert bench.store.world_of(locating(SYSTEM, branch["user"])) == "two"
        assert bench.store.world_of(locating(SYSTEM, first["user"])) == "one"
        assert the_books(bench, "two") == the_books(bench, "one")


def test_the_books_show_what_the_company_has_and_add_up() -> None:
    with a_bench("sqlite", SETTINGS) as bench:
        opened(bench, name="one")
        with bench.worlds.open("one") as world:
            claim = invoice(world)
            books_payments.book(world, SYSTEM, NewPayment(Money(125_50), claim.dated, "1910", claim.invoice_id))
        told = the_books(bench, "one")
        assert [(one["stage"], one["total"], one["open"]) for one in told["invoices"]] == [
            (InvoiceStage.PAID, Decimal("125.50"), 0)
        ]
        assert [(one["invoiceId"], one["amount"]) for one in told["payments"]] == [(1, Decimal("125.50"))]
        assert [voucher["source"] for voucher in told["vouchers"]] == ["invoice/1", "payment/1"]
        assert {one["number"]: one["balance"] for one in told["accounts"]} == {
            "1701": 0,
            "1910": Decimal("125.50"),
            "2939": Decimal("-25.50"),
            "3000": Decimal("-100.00"),
        }
        assert sum(one["balance"] for one in told["accounts"]) == 0


def test_only_the_newest_of_many_are_shown_but_every_account_is_whole() -> None:
    with a_bench("memory", SETTINGS) as bench:
        opened(bench, name="one")
        sides = (LedgerLine("1910", Money(1)), LedgerLine("3000", Money(-1)))
        with bench.worlds.open("one") as world:
            for _ in range(NEWEST + 20):
                books.post(world, SYSTEM, NewVoucher("memo", date(2026, 1, 5), sides))
        told = the_books(bench, "one")
        assert [voucher["voucherId"] for voucher in told["vouchers"]] == list(range(21, NEWEST + 21))
        assert told["accounts"][0]["balance"] == Decimal("1.20")


def test_the_books_of_one_client_have_no_accounting_system_in_them() -> None:
    with a_bench("memory", SETTINGS) as bench:
        opened(bench, name="one")
        assert "accounting" not in bench.get("/worlds/one/books?clientId=1001")


def test_books_are_locked_and_opened_again() -> None:
    with a_bench("memory", SETTINGS) as bench:
        opened(bench, name="one")
        answer = bench.call("PUT", "/worlds/one/books/toy/lock", {"until": "2026-03-31"})
        assert (answer.status, answer.body) == (200, {"system": "toy", "until": "2026-03-31"})
        assert the_books(bench, "one")["locked"] == "2026-03-31"
        assert bench.call("PUT", "/worlds/one/books/toy/lock", {"until": None}).body["until"] is None
        assert the_books(bench, "one")["locked"] is None
        assert bench.call("PUT", "/worlds/one/books/nowhere/lock", {"until": None}).status == 404
        assert bench.call("PUT", "/worlds/one/books/toy/lock", {}).status == 400
