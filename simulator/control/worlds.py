"""Make, list, look at and drop worlds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from simulator.control import plans, wire
from simulator.control.naming import made
from simulator.control.opened import world_opened
from simulator.control.plane import Ask, Plane
from simulator.core.credential import SystemCredential
from simulator.core.errors import NotFound
from simulator.core.payment import Payment, Settlement
from simulator.core.policy import DEFAULT, Policy
from simulator.core.receivable import Receivable
from simulator.core.records import Client, Record, Token, WorldInfo
from simulator.http.endpoint import Reply
from simulator.world.founding import Credential, found
from simulator.world.system_credentials import credentials_in
from simulator.world.world import World

AGENDA_SHOWN: Final = 20
"""Things to come that are shown, the first ones."""
WORLDS_AT_A_TIME: Final = 50
COUNTED: Final[Mapping[str, type[Record]]] = MappingProxyType(
    {"clients": Client, "receivables": Receivable, "payments": Payment, "settlements": Settlement}
)
"""The records that are counted, by what they are called where the counts are shown."""


class ClientShape(wire.Shape, frozen=True):
    """A client as it may be shown to anybody: tokens by their first characters."""

    client_id: int
    environment: str
    name: str
    service: str
    business_code: str
    customer_code: str
    payment_reference_prefix: str
    accounting: str
    tokens: list[wire.TokenShape]


class DueShape(wire.Shape, frozen=True):
    """Something to come."""

    at: datetime
    what: str
    key: str


class WorldShape(wire.BriefShape, frozen=True):
    """Everything about a world but its books. ``policy`` has what differs from the built-in choices, by name."""

    seed: str
    today: date
    strict: bool
    guarded: bool
    settlement_shape: plans.SettlementShape
    accounting: str
    moving: bool
    counts: dict[str, int]
    clients: list[ClientShape]
    provisioning_tokens: list[wire.TokenShape]
    agenda: list[DueShape]
    policy: dict[str, Any]


async def create_world(plane: Plane, ask: Ask) -> Reply:
    """Found a world with its clients."""
    wanted = ask.read(plans.NewWorld)
    info, credentials, systems = await plane.run(partial(_found, plane, wanted))
    if info.rate:
        plane.live.watch(info.world)
    location = {"Location": f"{ask.root}/sandbox/worlds/{info.world}"}
    return Reply(201, world_opened(info, credentials, systems, ask.root), location)


async def list_worlds(plane: Plane, ask: Ask) -> Reply:
    """List the worlds, some at a time, so that many do not keep others waiting."""
    names = await plane.run(plane.worlds.store.worlds)
    told: list[wire.BriefShape] = []
    for start in range(0, len(names), WORLDS_AT_A_TIME):
        told += await plane.run(partial(_in_brief, plane, names[start : start + WORLDS_AT_A_TIME]))
        await plane.rest()
    return Reply(200, {"worlds": told})


async def get_world(plane: Plane, ask: Ask) -> Reply:
    """Tell what a world is like, even while it moves."""
    moving = plane.worlds.is_under_way(ask.world)
    return Reply(200, await plane.amid(ask.world, partial(_shape, moving=moving)))


async def delete_world(plane: Plane, ask: Ask) -> Reply:
    """Drop a world and everything that is kept beside it."""
    async with plane.alone(ask.world):
        await plane.amid(ask.world, lambda world: world.id)
        await plane.run(partial(plane.worlds.store.drop, ask.world))
    for forget in (plane.journals.forget, plane.faults.forget, plane.settings.forget):
        forget(ask.world)
    return Reply(204)


def _found(plane: Plane, wanted: plans.NewWorld) -> tuple[WorldInfo, list[Credential], list[SystemCredential]]:
    clients = plans.clients_of(wanted, plane.settings)
    store = plane.worlds.store
    name, credentials = made(
        plane,
        wanted.name,
        lambda world: found(store, plans.planned(wanted, world, plane.settings), clients, plane.settings.companies),
    )
    rate = plane.settings.rate if wanted.rate is None else float(wanted.rate)
    with plane.worlds.open(name) as world:
        if rate:
            world.change(replace(world.info, rate=rate))
        return world.info, credentials, credentials_in(world)


def _in_brief(plane: Plane, names: list[str]) -> list[wire.BriefShape]:
    told = []
    for name in names:
        try:
            with plane.worlds.open(name, moving=True) as world:
                told.append(_brief(world.info))
        except NotFound:  # dropped since the names were read
            continue
    return told


def _brief(info: WorldInfo) -> wire.BriefShape:
    return wire.BriefShape(
        world=info.world, name=info.name, now=info.now, created=info.created, profile=info.profile, rate=info.rate
    )


def _shape(world: World, *, moving: bool) -> WorldShape:
    info = world.info
    tokens = [token(one) for one in world.shelf.all(Token)]
    return WorldShape(
        world=info.world,
        name=info.name,
        now=info.now,
        created=info.created,
        profile=info.profile,
        rate=info.rate,
        seed=info.seed,
        today=world.today,
        strict=info.strict,
        guarded=info.guarded,
        settlement_shape=plans.SettlementShape.OLD if info.old_settlements else plans.SettlementShape.NEW,
        accounting=info.accounting,
        moving=moving,
        counts=_counts(world),
        clients=[_client(client, info, tokens) for client in world.shelf.all(Client)],
        provisioning_tokens=[one for one in tokens if one.client_id is None],
        agenda=[DueShape(at=due.at, what=due.what, key=due.key) for due in world.shelf.agenda(AGENDA_SHOWN)],
        policy=_differences(info.policy),
    )


def token(of: Token) -> wire.TokenShape:
    """Return a token as it may be shown."""
    return wire.TokenShape(
        hint=f"{of.hint}…",
        environment=of.environment,
        client_id=of.client_id,
        issued=of.issued,
        expires=of.until,
        ended=of.ended,
    )


def _counts(world: World) -> dict[str, int]:
    counts = {name: world.shelf.count(kind) for name, kind in COUNTED.items()}
    return {**counts, "events": world.shelf.last_event()}


def _client(client: Client, info: WorldInfo, tokens: list[wire.TokenShape]) -> ClientShape:
    return ClientShape(
        client_id=client.client_id,
        environment=client.environment,
        name=client.name,
        service=client.service,
        business_code=client.business_code,
        customer_code=client.customer_code,
        payment_reference_prefix=client.payment_reference_prefix,
        accounting=client.accounting or info.accounting,
        tokens=[one for one in tokens if one.client_id == client.client_id],
    )


def _differences(policy: Policy) -> dict[str, Any]:
    plain, builtin = msgspec.to_builtins(policy), msgspec.to_builtins(DEFAULT)
    return {name: value for name, value in plain.items() if value != builtin[name]}
