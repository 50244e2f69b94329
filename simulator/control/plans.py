"""What a tester asks a new world to be like, and the plan that follows from it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import msgspec

from simulator.control.moments import instant
from simulator.control.plane import ControlSettings
from simulator.core.errors import FieldError, InvalidDocument, InvalidValue
from simulator.core.policy import Policy, replaced
from simulator.core.records import Profile, Service
from simulator.core.steps import Step, StepKind, Weekday, check_steps
from simulator.world.books_opening import CompanyPlan
from simulator.world.founding import ClientPlan, WorldPlan

DEFAULT_ACCOUNTING: Final = "netvisor"


class SettlementShape(StrEnum):
    """Which of the two printed shapes settlements have."""

    NEW = "new"
    OLD = "old"


class NewStep(msgspec.Struct, frozen=True, rename="camel"):
    """One step of collection: see ``core.steps.Step``."""

    kind: StepKind
    after_days: int
    charge: bool = True


class NewClient(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A client as asked for."""

    name: str = "Demo Creditor Oy"
    business_code: str = "0646115-8"
    service: Service = Service.LIFECYCLE
    partner_code: str = "DEMO"
    iban: str = ""
    bic: str = ""
    steps: tuple[NewStep, ...] | None = None
    settlement_weekdays: tuple[Weekday, ...] | None = None
    legal_collection: bool | None = None
    accounting: str | None = None
    token_expires: str | None = None


class NewWorld(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A world as asked for; what it does not say is as the server's settings say."""

    name: str | None = None
    seed: str | int | None = None
    now: str | None = None
    profile: Profile | None = None
    services: tuple[Service, ...] | None = None
    accounting: str = DEFAULT_ACCOUNTING
    clients: tuple[NewClient, ...] | None = None
    policy: dict[str, Any] = {}
    strict: bool = False
    settlement_shape: SettlementShape = SettlementShape.NEW
    rate: int | Decimal | None = None
    systems: dict[str, dict[str, str]] = {}


def planned(wanted: NewWorld, world: str, settings: ControlSettings) -> WorldPlan:
    """Return the plan of a world called ``world``. Raises InvalidValue and InvalidDocument."""
    _check_accounting(wanted.accounting, "accounting", settings)
    for system in wanted.systems:
        company_of(system, settings)
    return WorldPlan(
        world=world,
        name=wanted.name or world,
        seed=str(wanted.seed) if wanted.seed is not None else world,
        now=settings.real_now() if wanted.now is None else instant(wanted.now, "now"),
        profile=wanted.profile or settings.profile,
        policy=_policy(wanted, settings),
        guarded=settings.token is not None,
        strict=wanted.strict,
        old_settlements=wanted.settlement_shape is SettlementShape.OLD,
        accounting=wanted.accounting,
        systems=wanted.systems,
    )


def company_of(system: str, settings: ControlSettings) -> CompanyPlan:
    """Return how the company of an accounting system is made. Raises InvalidValue for a system that has none."""
    for plan in settings.companies:
        if plan.system == system:
            return plan
    raise InvalidValue("system", system, f"one of {', '.join(plan.system for plan in settings.companies)}")


def clients_of(wanted: NewWorld, settings: ControlSettings) -> list[ClientPlan]:
    """Return the clients of a new world: those asked for, else a demo creditor for each service asked for."""
    if wanted.clients is None:
        return [ClientPlan(service=service) for service in wanted.services or (Service.LIFECYCLE,)]
    if wanted.services is not None:
        message = "is for the demo creditor; where clients are given, each names its own service"
        raise InvalidDocument([FieldError("services", message)])
    return [_client(client, f"clients[{place}]", settings) for place, client in enumerate(wanted.clients)]


def _client(wanted: NewClient, place: str, settings: ControlSettings) -> ClientPlan:
    if wanted.accounting is not None:
        _check_accounting(wanted.accounting, f"{place}.accounting", settings)
    return ClientPlan(
        name=wanted.name,
        business_code=wanted.business_code,
        service=wanted.service,
        partner_code=wanted.partner_code,
        iban=wanted.iban,
        bic=wanted.bic,
        steps=_steps(wanted.steps, place),
        settlement_weekdays=wanted.settlement_weekdays,
        legal_collection=wanted.legal_collection,
        accounting=wanted.accounting,
        expires=_expiry(wanted.token_expires, f"{place}.tokenExpires"),
    )


def _steps(wanted: tuple[NewStep, ...] | None, place: str) -> tuple[Step, ...] | None:
    if wanted is None:
        return None
    steps = tuple(Step(one.kind, one.after_days, one.charge) for one in wanted)
    check_steps(steps, place=f"{place}.steps")
    return steps


def _expiry(text: str | None, what: str) -> datetime | None:
    return None if text is None else instant(text, what)


def _policy(wanted: NewWorld, settings: ControlSettings) -> Policy:
    if not wanted.policy:
        return settings.default_policy
    return replaced(settings.default_policy, wanted.policy, origin="policy")


def _check_accounting(system: str, what: str, settings: ControlSettings) -> None:
    if system not in settings.accounting:
        raise InvalidValue(what, system, f"one of {', '.join(settings.accounting)}")
