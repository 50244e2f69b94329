"""How a world begins: its record, its clients and their credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from simulator.core.credential import SystemCredential
from simulator.core.errors import AlreadyExists, FieldError, InvalidDocument
from simulator.core.policy import Policy
from simulator.core.records import Client, Environment, Profile, Service, Token, WorldInfo
from simulator.core.steps import Step, Weekday, check_steps
from simulator.world import tokens
from simulator.world.books_opening import CompanyPlan, open_companies
from simulator.world.identities import customer_code
from simulator.world.store import Shelf, Store
from simulator.world.system_credentials import Chosen, credentials_in
from simulator.world.world import World

_FIRST_CLIENT: Final = 1001
_FIRST_PREFIX: Final = 2516


class WorldPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a new world shall be like; ``systems`` are chosen parts of accounting systems' credentials, by system."""

    world: str
    name: str
    seed: str
    now: datetime
    profile: Profile = Profile.FAITHFUL
    policy: Policy = Policy()
    guarded: bool = False
    strict: bool = False
    old_settlements: bool = False
    accounting: str = "netvisor"
    systems: Mapping[str, Chosen] = {}


class ClientPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a new client shall be like; ``expires`` is when its first token ends."""

    name: str = "Demo Creditor Oy"
    business_code: str = "0646115-8"
    service: Service = Service.LIFECYCLE
    partner_code: str = "DEMO"
    iban: str = ""
    bic: str = ""
    steps: tuple[Step, ...] | None = None
    settlement_weekdays: tuple[Weekday, ...] | None = None
    legal_collection: bool | None = None
    accounting: str | None = None
    controls_payments: bool = True
    approves_by_hand: bool = False
    sends_by: str | None = None
    document: bytes = b"{}"
    expires: datetime | None = None


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it is handed out, once. Without a client it is the partner's provisioning token."""

    environment: Environment
    token: str
    client: Client | None = None


def found(
    store: Store, plan: WorldPlan, clients: Sequence[ClientPlan], companies: Sequence[CompanyPlan] = ()
) -> list[Credential]:
    """Make a world with ``clients``, each in staging and in production, and return every credential of theirs.

    Every accounting system in ``companies`` opens its company; ``credentials_in`` tells what opens those.

    The world is made whole or, however this ends, not at all. Raises AlreadyExists for a name that is taken,
    InvalidDocument for a client that cannot be, naming its fields after its place: ``clients[1].steps[0].kind``.
    """
    given: list[Credential] = []

    def furnish(shelf: Shelf) -> None:
        info = WorldInfo(
            world=plan.world,
            name=plan.name,
            seed=plan.seed,
            now=plan.now,
            created=plan.now,
            profile=plan.profile,
            policy=plan.policy,
            guarded=plan.guarded,
            strict=plan.strict,
            old_settlements=plan.old_settlements,
            accounting=plan.accounting,
        )
        world = World(shelf, info)
        world.put(info, because="world founded")
        open_companies(world, store, companies, plan.systems)
        given.extend(_credentials(world, store, clients))

    store.create(plan.world, furnish)
    return given


def _credentials(world: World, store: Store, clients: Sequence[ClientPlan]) -> Iterator[Credential]:
    for environment in Environment:
        partner = tokens.issue(world, store, environment, None)
        yield Credential(environment=environment, token=partner)
        for place, client in enumerate(clients):
            try:
                yield register(world, store, environment, client)
            except InvalidDocument as wrong:
                fields = [FieldError(f"clients[{place}].{field}", message) for field, message in wrong.errors]
                raise InvalidDocument(fields) from None


def register(world: World, store: Store, environment: Environment, plan: ClientPlan) -> Credential:
    """Make a client with its first token.

    Raises AlreadyExists for a second one of the same code and service, InvalidDocument for steps that no case could
    go through and for no weekday to be paid on.
    """
    check_steps(plan.steps or ())
    if plan.settlement_weekdays == ():
        raise InvalidDocument([FieldError("settlementWeekdays", "at least one weekday is needed to be paid on")])
    code = f"{environment}/{plan.service}/{plan.business_code}"
    if world.shelf.select(Client, "business", code):
        raise AlreadyExists("client", f"{plan.business_code} ({plan.service})")
    number = world.next_number("client", first=_FIRST_CLIENT)
    client = Client(
        client_id=number,
        environment=environment,
        name=plan.name,
        business_code=plan.business_code,
        service=plan.service,
        partner_code=plan.partner_code,
        customer_code=customer_code(world, number),
        payment_reference_prefix=str(_FIRST_PREFIX + number - _FIRST_CLIENT),
        iban=plan.iban,
        bic=plan.bic,
        steps=plan.steps,
        settlement_weekdays=plan.settlement_weekdays,
        legal_collection=plan.legal_collection,
        accounting=plan.accounting,
        controls_payments=plan.controls_payments,
        approves_by_hand=plan.approves_by_hand,
        sends_by=plan.sends_by,
        document=plan.document,
    )
    world.put(client, because="client created", note=client.name)
    token = tokens.issue(world, store, environment, number, expires=plan.expires)
    return Credential(environment=environment, token=token, client=client)


def reissue(world: World, store: Store, companies: Sequence[CompanyPlan] = ()) -> list[Credential]:
    """Give every client and partner of a copied world new credentials; those it was copied with open it no more.

    The same goes for the companies of its accounting systems, and one it has not yet is opened.
    """
    for known in credentials_in(world):
        world.shelf.remove(SystemCredential, known.key)
    open_companies(world, store, companies)
    for token in list(world.shelf.all(Token)):
        world.shelf.remove(Token, token.key)
    given = [
        Credential(environment=environment, token=tokens.issue(world, store, environment, None))
        for environment in Environment
    ]
    for client in list(world.shelf.all(Client)):
        secret = tokens.issue(world, store, client.environment, client.client_id)
        given.append(Credential(environment=client.environment, token=secret, client=client))
    return given
