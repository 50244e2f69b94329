"""A company with its books in a world of any store, and what a book must always be."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from simulator.core.ledger import LedgerLine, VoucherState
from simulator.core.money import Money, total
from simulator.core.sales import SalesInvoice
from simulator.world import books, books_register, books_sales
from simulator.world.books import NewVoucher
from simulator.world.books_opening import CompanyPlan, open_company
from simulator.world.books_register import NewCustomer
from simulator.world.books_sales import NewInvoice, Sale
from simulator.world.store import Store
from simulator.world.system_credentials import Scheme
from simulator.world.world import World
from simulator.world.worlds import Worlds
from tests.world.specimens import info

SYSTEM = "toy"
SCHEME = Scheme("user", lambda world, name: {"user": world.secret(f"toy/{name}/user")[:8], "key": world.secret("key")})
PLAN = CompanyPlan(SYSTEM, SCHEME)
LAST_DAY = date(2027, 12, 31)
OPEN_DAY = date(2026, 1, 5)


class Ledger(NamedTuple):
    """A world with a company."""

    worlds: Worlds

    @contextmanager
    def world(self) -> Iterator[World]:
        with self.worlds.open("demo") as world:
            yield world


def opened(store: Store, name: str = "demo", *, guarded: bool = False) -> Ledger:
    """Make a world with a company in ``store``."""
    store.create(name)
    with store.open(name) as shelf:
        world = World(shelf, info(name, guarded=guarded))
        shelf.put(world.info)
        open_company(world, store, PLAN)
    return Ledger(Worlds(store))


def lines(*sides: tuple[str, int]) -> tuple[LedgerLine, ...]:
    """Return lines of account and cents."""
    return tuple(LedgerLine(account, Money(cents)) for account, cents in sides)


def memo(*sides: tuple[str, int], on: date = OPEN_DAY, number: int = 0) -> NewVoucher:
    """Return a voucher of account and cents."""
    return NewVoucher("memo", on, lines(*sides), number=number)


def invoice(world: World, net: int = 100_00, vat: int = 25_50, *, on: date = OPEN_DAY) -> SalesInvoice:
    """Keep an open invoice of so many cents, to a new customer."""
    buyer = books_register.add_customer(world, SYSTEM, NewCustomer("Made-up Buyer"))
    entry = books_sales.sales_entry(
        world, SYSTEM, [Sale("3000", Money(net), Money(vat), vat_code="KOMY", vat_percent=Decimal("25.5"))]
    )
    new = NewInvoice(buyer.customer_id, on, on, on, Money(net + vat), entry, "1701", accepts_partial=True)
    return books_sales.add_invoice(world, SYSTEM, new)


def standing(world: World) -> dict[str, int]:
    """Return the cents on every account that has any."""
    every = books.balances(world, SYSTEM, LAST_DAY)
    return {account.number: sides.balance.cents for account, sides in every if not sides.balance.is_zero}


def folded(world: World) -> dict[str, int]:
    """Return the cents on every account, counted from the vouchers."""
    cents: dict[str, int] = {}
    for voucher in books.vouchers(world, SYSTEM):
        if voucher.state is VoucherState.VALID:
            for line in voucher.lines:
                cents[line.account] = cents.get(line.account, 0) + line.amount.cents
    return {account: amount for account, amount in cents.items() if amount}


def check(world: World) -> None:
    """Hold a book to what is true of every book."""
    for voucher in books.vouchers(world, SYSTEM):
        if voucher.state is VoucherState.VALID:
            assert total(line.amount for line in voucher.lines).is_zero
    assert sum(standing(world).values()) == 0
    assert standing(world) == folded(world)
