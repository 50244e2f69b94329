"""The made-up system as the shell sees it: post a voucher, read a balance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import msgspec
from simulator.systems.seventh.introduction import NAME, SEVENTH

from simulator.core.errors import DomainError, NotAuthenticated
from simulator.core.ledger import LedgerLine
from simulator.core.money import Money
from simulator.http.endpoint import Call, Grant, Incoming, Reply, System
from simulator.world import books
from simulator.world.store import Store
from simulator.world.system_credentials import credential_of, expire_credential, locating
from simulator.world.world import World


class Line(msgspec.Struct):
    """One side of a voucher; debit is positive."""

    account: str
    amount: Decimal


class Voucher(msgspec.Struct):
    """A voucher as it is sent."""

    day: date
    lines: list[Line]


def post_voucher(call: Call) -> Reply:
    """Post a voucher."""
    said = call.read(Voucher)
    lines = [LedgerLine(one.account, Money.of(one.amount)) for one in said.lines]
    posted = books.post(call.world, NAME, books.NewVoucher("memo", said.day, lines))
    return Reply(200, {"voucher": posted.voucher_id})


def get_balance(call: Call) -> Reply:
    """Tell what stands on an account today."""
    known = books.account(call.world, NAME, call.path["account"])
    return Reply(200, {"balance": books.balance(call.world, NAME, known.number, call.world.today).balance.decimal})


def key_of(request: Incoming) -> str:
    """Return the key of a request."""
    return request.headers.get("x-seventh-key", "")


def locate(request: Incoming, store: Store) -> str:
    """Return the world that the key opens."""
    world = store.world_of(locating(NAME, key_of(request)))
    if world is None:
        raise NotAuthenticated("the key opens nothing")
    return world


def admit(request: Incoming, world: World, operation: str) -> Grant:
    """Let in whoever has a live key."""
    return Grant(None, credential_of(world, NAME, key_of(request)).name)


def refuse(error: DomainError, operation: str, world: World | None, request: Incoming) -> Reply:
    """Refuse in one word and a sentence."""
    return Reply(401 if isinstance(error, NotAuthenticated) else 422, {"no": error.code, "why": str(error)})


def unwell(status: int, message: str) -> Reply:
    """Return the body for a status of the shell."""
    return Reply(status, {"no": "unwell", "why": message})


def expire(request: Incoming, world: World) -> None:
    """Let the key of a request end now."""
    expire_credential(world, credential_of(world, NAME, key_of(request)), world.now)


ENDPOINTS: Final[Any] = MappingProxyType({"postVoucher": post_voucher, "getBalance": get_balance})
SYSTEM: Final = System(
    name=NAME,
    endpoints=ENDPOINTS,
    locate=locate,
    admit=admit,
    refuse=refuse,
    unwell=unwell,
    expire=expire,
    company=SEVENTH.company,
)
