"""A company begins with a chart that serves every use, open years, and a credential that follows from the seed."""

from datetime import timedelta

import pytest

from simulator.core.chart import KITSAS
from simulator.core.company import Company
from simulator.core.credential import SystemCredential
from simulator.core.errors import AlreadyExists, CredentialExpired, InvalidValue, NotAuthenticated
from simulator.core.finnish_chart import FINNISH_CHART
from simulator.world import books
from simulator.world.books_opening import open_companies, open_company
from simulator.world.memory import MemoryStore
from simulator.world.store import Store
from simulator.world.system_credentials import (
    credential_of,
    credentials_in,
    expire_credential,
    issue_credential,
    locating,
)
from tests.world.ledger import OPEN_DAY, PLAN, SCHEME, SYSTEM, opened


def secrets(store: Store, name: str = "demo", *, guarded: bool = False) -> tuple[tuple[str, str], ...]:
    opened(store, name, guarded=guarded)
    with store.open(name) as shelf:
        (known,) = shelf.all(SystemCredential)
        return known.parts


def test_the_chart_has_an_account_for_every_use_and_no_number_twice() -> None:
    numbers = [account.number for account in FINNISH_CHART]
    assert set(KITSAS.values()) <= set(numbers)
    assert len(numbers) == len(set(numbers))


def test_a_company_begins_with_open_years_a_bank_account_and_nothing_on_any_account(store: Store) -> None:
    with opened(store).world() as world:
        company = books.company(world, SYSTEM)
        assert [year.name for year in company.years] == ["2025", "2026", "2027"]
        assert company.banks[0].account == "1910"
        assert [account.number for account in books.accounts(world, SYSTEM)] == [one.number for one in FINNISH_CHART]
        assert all(sides.balance.is_zero for _, sides in books.balances(world, SYSTEM, OPEN_DAY))
        with pytest.raises(AlreadyExists, match="company 'toy'"):
            open_company(world, store, PLAN)


def test_a_use_without_an_account_is_refused() -> None:
    company = Company(system=SYSTEM, name="Made-up Company", business_code="1234567-1")
    with pytest.raises(InvalidValue, match="a use that the chart has a number for"):
        company.account(next(iter(KITSAS)))


def test_credentials_follow_from_the_seed_and_the_world_unless_it_is_guarded() -> None:
    first = secrets(MemoryStore())
    assert secrets(MemoryStore()) == first
    assert secrets(MemoryStore(), "other") != first
    guarded = [secrets(MemoryStore(), guarded=True) for _ in range(2)]
    assert guarded[0] != guarded[1]


def test_a_credential_leads_to_its_world_until_it_expires(store: Store) -> None:
    with opened(store).world() as world:
        (known,) = credentials_in(world)
        user = known.part("user")
        assert store.world_of(locating(SYSTEM, user)) == "demo"
        assert credential_of(world, SYSTEM, user) == known
        with pytest.raises(NotAuthenticated, match="nobo… is not known to toy"):
            credential_of(world, SYSTEM, "nobody at all")
        expire_credential(world, known, world.now + timedelta(hours=1))
        assert credential_of(world, SYSTEM, user).expires is not None
        expire_credential(world, known, world.now)
        with pytest.raises(CredentialExpired, match="of toy expired"):
            credential_of(world, SYSTEM, user)


def test_a_company_without_a_credential_gets_one_and_one_that_has_it_keeps_it(store: Store) -> None:
    with opened(store).world() as world:
        (known,) = credentials_in(world)
        open_companies(world, store, [PLAN])
        assert credentials_in(world) == [known]
        world.shelf.remove(SystemCredential, known.key)
        open_companies(world, store, [PLAN])
        assert [one.name for one in credentials_in(world)] == ["demo"]
        issue_credential(world, store, SYSTEM, SCHEME, name="second")
        assert [one.name for one in credentials_in(world)] == ["demo", "second"]
