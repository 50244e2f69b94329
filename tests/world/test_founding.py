"""A world begins with clients in both environments and credentials that follow from its seed, or not at all."""

from typing import NoReturn

import pytest

from simulator.core.errors import AlreadyExists, InvalidDocument
from simulator.core.records import Environment, Service, Token
from simulator.core.steps import Step, StepKind
from simulator.world import tokens
from simulator.world.founding import ClientPlan, Credential, WorldPlan, found, reissue
from simulator.world.memory import MemoryStore
from simulator.world.worlds import Worlds
from tests.world.play import START


def plan(world: str = "demo", *, seed: str = "seed", guarded: bool = False) -> WorldPlan:
    return WorldPlan(world=world, name="Demo", seed=seed, now=START, guarded=guarded)


def secrets(given: list[Credential]) -> list[str]:
    return [each.token for each in given]


def test_every_client_is_made_in_staging_and_in_production_beside_a_provisioning_token() -> None:
    store = MemoryStore()
    given = found(store, plan(), [ClientPlan(), ClientPlan(service=Service.COLLECTION)])
    told = [(each.environment, each.client and each.client.service) for each in given]
    assert told == [
        (environment, service)
        for environment in Environment
        for service in (None, Service.LIFECYCLE, Service.COLLECTION)
    ]
    clients = [each.client for each in given if each.client]
    assert [client.client_id for client in clients] == [1001, 1002, 1003, 1004]
    assert [client.customer_code for client in clients][:2] == ["CF001001", "CF001002"]
    assert len({client.payment_reference_prefix for client in clients}) == 4


def test_every_credential_opens_its_world_in_its_environment_only() -> None:
    store = MemoryStore()
    given = found(store, plan(), [ClientPlan()])
    assert len(set(secrets(given))) == 4
    with Worlds(store).open("demo") as world:
        for each in given:
            assert store.world_of(tokens.digest(each.token)) == "demo"
            token = tokens.verify(world, each.token, each.environment)
            assert token.client_id == (each.client.client_id if each.client else None)


def test_the_same_seed_gives_the_same_credentials_and_another_gives_others() -> None:
    first = secrets(found(MemoryStore(), plan(), [ClientPlan()]))
    assert secrets(found(MemoryStore(), plan(), [ClientPlan()])) == first
    assert not set(secrets(found(MemoryStore(), plan(seed="other"), [ClientPlan()]))) & set(first)
    assert not set(secrets(found(MemoryStore(), plan("other"), [ClientPlan()]))) & set(first)


def test_a_guarded_world_has_credentials_that_nobody_can_foresee() -> None:
    one, other = (secrets(found(MemoryStore(), plan(guarded=True), [ClientPlan()])) for _ in range(2))
    assert not set(one) & set(other)


def test_a_name_is_taken_once_and_the_world_that_has_it_stays() -> None:
    store = MemoryStore()
    found(store, plan(), [])
    with pytest.raises(AlreadyExists, match="world 'demo'"):
        found(store, plan(), [])
    assert store.worlds() == ["demo"]


BACKWARDS = (Step(StepKind.DEMAND, 14), Step(StepKind.REMINDER, 14))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            ClientPlan(steps=BACKWARDS),
            r"^clients\[1\]\.steps\[1\]\.kind: REMINDER cannot come here: stage DEMANDED does not accept",
        ),
        (ClientPlan(steps=(Step(StepKind.LEGAL, 1),)), r"^clients\[1\]\.steps\[0\]\.kind: LEGAL cannot come here"),
        (ClientPlan(steps=(Step(StepKind.REMINDER, -1),)), r"^clients\[1\]\.steps\[0\]\.afterDays: -1 is not"),
        (
            ClientPlan(steps=(Step(StepKind.REMINDER, 10**9),)),
            r"^clients\[1\]\.steps\[0\]\.afterDays: 1000000000 is not",
        ),
        (ClientPlan(settlement_weekdays=()), r"^clients\[1\]\.settlementWeekdays: at least one weekday"),
    ],
)
def test_a_world_with_a_client_that_cannot_be_is_not_made(wrong: ClientPlan, message: str) -> None:
    store = MemoryStore()
    with pytest.raises(InvalidDocument, match=message):
        found(store, plan(), [ClientPlan(), wrong])
    assert store.worlds() == []
    assert all(store.world_of(tokens.digest(secret)) is None for secret in secrets(found(MemoryStore(), plan(), [])))


def test_a_world_comes_to_be_in_one_unit_of_work() -> None:
    class Closed(MemoryStore):
        def open(self, world: str) -> NoReturn:
            raise AssertionError(f"{world} is opened before it is whole")

    store = Closed()
    found(store, plan(), [ClientPlan()])
    assert store.worlds() == ["demo"]


def test_a_company_is_a_client_once_for_each_service() -> None:
    store = MemoryStore()
    with pytest.raises(AlreadyExists, match=r"client '0646115-8 \(LIFECYCLE\)'"):
        found(store, plan(), [ClientPlan(), ClientPlan(name="The same")])


def test_a_copied_world_gives_everybody_new_credentials() -> None:
    store = MemoryStore()
    given = found(store, plan(), [ClientPlan()])
    with Worlds(store).open("demo") as world:
        again = reissue(world, store)
        assert not set(secrets(again)) & set(secrets(given))
        assert [(each.environment, each.client) for each in again if each.client] == [
            (each.environment, each.client) for each in given if each.client
        ]
        assert sum(each.client is None for each in again) == 2
        assert len(list(world.shelf.all(Token))) == 4
