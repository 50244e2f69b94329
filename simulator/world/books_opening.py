"""How the company of an accounting system begins: chart of accounts, fiscal years, bank account, dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.chart import KITSAS, Chart
from simulator.core.company import Company, CompanyBank, FiscalYear
from simulator.core.credential import SystemCredential
from simulator.core.dimension import Dimension, DimensionItem
from simulator.core.errors import AlreadyExists
from simulator.core.finnish_chart import FINNISH_CHART, ChartAccount
from simulator.core.ledger import Account
from simulator.world.store import Store
from simulator.world.system_credentials import NOTHING_CHOSEN, Chosen, Scheme, credentials_in, issue_credential
from simulator.world.world import World

COST_CENTRES: Final = ("Helsinki", "Kuopio")
"""The items of the dimension that a new company has."""
DIMENSION: Final = "Kustannuspaikka"


class CompanyPlan(NamedTuple):
    """What the company of one system shall be like, and how its credentials are made."""

    system: str
    scheme: Scheme
    name: str = "Demo Creditor Oy"
    business_code: str = "0646115-8"
    chart: Chart = KITSAS
    accounts: Sequence[ChartAccount] = FINNISH_CHART
    iban: str = "FI2112345600000785"
    bic: str = "NDEAFIHH"


def open_companies(
    world: World,
    store: Store,
    plans: Sequence[CompanyPlan],
    chosen: Mapping[str, Chosen] = MappingProxyType({}),
) -> None:
    """Open the company of every system that has none yet, and give each a credential where it has none.

    ``chosen`` are parts of those credentials, by system. Raises InvalidValue for what cannot be chosen.
    """
    known = {credential.system for credential in credentials_in(world)}
    for plan in plans:
        if world.look(Company, plan.system) is None:
            open_company(world, store, plan, chosen.get(plan.system, NOTHING_CHOSEN))
        elif plan.system not in known:
            choice = chosen.get(plan.system, NOTHING_CHOSEN)
            issue_credential(world, store, plan.system, plan.scheme, chosen=choice)


def open_company(world: World, store: Store, plan: CompanyPlan, chosen: Chosen = NOTHING_CHOSEN) -> SystemCredential:
    """Open the books of a system in a world, and return the credential that opens them. Raises AlreadyExists.

    The fiscal years are the calendar years before, of and after the world's day; days before them are locked.
    """
    if world.look(Company, plan.system) is not None:
        raise AlreadyExists("company", plan.system)
    years = _years(world, plan.system)
    uses = dict(plan.chart)
    bank = next(number for use, number in uses.items() if use == "bank")
    company = Company(
        system=plan.system,
        name=plan.name,
        business_code=plan.business_code,
        chart=tuple(uses.items()),
        years=years,
        banks=(CompanyBank(world.next_number(f"{plan.system}/bank"), "Pankkitili", plan.iban, plan.bic, bank),),
        locked=years[0].first - timedelta(days=1),
    )
    world.put(company, because="company opened", note=f"{plan.name} in {plan.system}")
    for each in plan.accounts:
        world.keep(
            Account(
                system=plan.system,
                account_id=world.next_number(f"{plan.system}/account"),
                number=each.number,
                name=each.name,
                english=each.english,
                group=each.group,
            )
        )
    world.keep(_dimension(world, plan.system))
    return issue_credential(world, store, plan.system, plan.scheme, chosen=chosen)


def _years(world: World, system: str) -> tuple[FiscalYear, ...]:
    this = world.today.year
    return tuple(
        FiscalYear(world.next_number(f"{system}/year"), str(year), date(year, 1, 1), date(year, 12, 31))
        for year in (this - 1, this, this + 1)
    )


def _dimension(world: World, system: str) -> Dimension:
    number = world.next_number(f"{system}/dimension")
    items = tuple(DimensionItem(world.next_number(f"{system}/dimension item"), name) for name in COST_CENTRES)
    return Dimension(system=system, number=number, name=DIMENSION, items=items)
