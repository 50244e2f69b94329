"""A credential opens one world, in one environment, until its time has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
import pytest

from simulator.core.errors import CredentialExpired, NotAuthenticated
from simulator.core.records import Environment, Token
from simulator.world import tokens
from simulator.world.memory import MemoryStore
from simulator.world.store import Store
from simulator.world.world import World
from simulator.world.worlds import Worlds
from tests.world.specimens import HOUR, START, info

STAGING, PRODUCTION = Environment.STAGING, Environment.PRODUCTION


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    store.create("demo", lambda shelf: shelf.put(info()))
    with Worlds(store).open("demo") as opened:
        yield opened


def issued(*, world: str = "demo", seed: str = "seed", guarded: bool = False) -> list[str]:
    """Return the first three tokens of a new world."""
    store = MemoryStore()
    store.create(world, lambda shelf: shelf.put(info(world, seed=seed, guarded=guarded)))
    with Worlds(store).open(world) as opened:
        return [tokens.issue(opened, store, environment, 1001) for environment in (STAGING, PRODUCTION, STAGING)]


def test_a_token_opens_its_world_for_its_client(world: World, store: Store) -> None:
    secret = tokens.issue(world, store, STAGING, 1001)
    assert store.world_of(tokens.digest(secret)) == "demo"
    assert tokens.verify(world, secret, STAGING) == Token(
        digest=tokens.digest(secret), hint=secret[:4], environment=STAGING, client_id=1001, issued=START
    )


def test_a_partners_token_names_no_client(world: World, store: Store) -> None:
    secret = tokens.issue(world, store, PRODUCTION, None)
    assert tokens.verify(world, secret, PRODUCTION).client_id is None
    assert [token.hint for token in world.shelf.select(Token, "client", "0")] == [secret[:4]]


@pytest.mark.parametrize(("of", "at"), [(STAGING, PRODUCTION), (PRODUCTION, STAGING)])
def test_each_environment_has_its_own_tokens(world: World, store: Store, of: Environment, at: Environment) -> None:
    secret = tokens.issue(world, store, of, 1001)
    with pytest.raises(NotAuthenticated, match=f"belongs to {of}; this address is {at}"):
        tokens.verify(world, secret, at)
    with pytest.raises(NotAuthenticated, match="belongs to"):
        tokens.renew(world, store, secret, at)
    assert tokens.verify(world, secret, of).ended is None


def test_an_unknown_token_is_refused_by_its_first_characters_only(world: World, store: Store) -> None:
    secret = "0123456789" * 4
    with pytest.raises(NotAuthenticated, match="token 0123… is not known") as refusal:
        tokens.verify(world, secret, STAGING)
    assert secret[:5] not in str(refusal.value)
    with pytest.raises(NotAuthenticated, match="not known"):
        tokens.renew(world, store, secret, STAGING)


def test_a_token_ends_exactly_when_it_expires(world: World, store: Store) -> None:
    secret = tokens.issue(world, store, STAGING, 1001, expires=START + HOUR)
    world.move_to(START + HOUR - timedelta(microseconds=1))
    assert tokens.verify(world, secret, STAGING).expires == START + HOUR
    world.move_to(START + HOUR)
    with pytest.raises(CredentialExpired, match="expired at 2026-01-05T08:00:00"):
        tokens.verify(world, secret, STAGING)


def test_a_token_without_an_end_has_none(world: World, store: Store) -> None:
    secret = tokens.issue(world, store, STAGING, 1001)
    world.move_to(START + timedelta(days=36500))
    assert tokens.verify(world, secret, STAGING).expires is None


@pytest.mark.parametrize("expires", [None, START + 2 * HOUR])
def test_a_token_that_is_cut_short_is_dead_and_its_successor_lives_as_long_as_it_should_have(
    world: World, store: Store, expires: datetime | None
) -> None:
    old = tokens.issue(world, store, STAGING, 1001, expires=expires)
    world.move_to(START + HOUR)
    tokens.expire(world, tokens.verify(world, old, STAGING))
    assert world.find(Token, tokens.digest(old)).until == START + HOUR
    with pytest.raises(CredentialExpired, match="expired at 2026-01-05T08:00:00"):
        tokens.verify(world, old, STAGING)
    new = tokens.renew(world, store, old, STAGING)
    assert tokens.verify(world, new, STAGING).until == (None if expires is None else expires + HOUR)


def test_a_token_that_has_expired_is_cut_no_earlier(world: World, store: Store) -> None:
    secret = tokens.issue(world, store, STAGING, 1001, expires=START + HOUR)
    world.move_to(START + 2 * HOUR)
    tokens.expire(world, tokens.renewable(world, secret, STAGING))
    assert tokens.renewable(world, secret, STAGING).until == START + HOUR


def test_a_renewed_token_follows_the_old_one_which_ends(world: World, store: Store) -> None:
    old = tokens.issue(world, store, STAGING, 1001, expires=START + 2 * HOUR)
    world.move_to(START + HOUR)
    new = tokens.renew(world, store, old, STAGING)
    token = tokens.verify(world, new, STAGING)
    assert (token.client_id, token.issued, token.expires) == (1001, START + HOUR, START + 3 * HOUR)
    assert store.world_of(tokens.digest(new)) == "demo"
    with pytest.raises(CredentialExpired, match="was replaced at 2026-01-05T08:00:00"):
        tokens.verify(world, old, STAGING)
    with pytest.raises(CredentialExpired, match="was replaced"):
        tokens.renew(world, store, old, STAGING)


def test_an_expired_token_may_still_be_renewed(world: World, store: Store) -> None:
    old = tokens.issue(world, store, STAGING, None, expires=START + HOUR)
    world.move_to(START + 5 * HOUR)
    new = tokens.renew(world, store, old, STAGING)
    assert tokens.verify(world, new, STAGING).expires == START + 6 * HOUR


def test_what_follows_a_token_made_to_expire_lives_a_minute_at_least(world: World, store: Store) -> None:
    old = tokens.issue(world, store, STAGING, 1001, expires=START)
    new = tokens.renew(world, store, old, STAGING)
    assert tokens.verify(world, new, STAGING).expires == START + timedelta(minutes=1)


def test_a_token_without_an_end_is_followed_by_another(world: World, store: Store) -> None:
    new = tokens.renew(world, store, tokens.issue(world, store, STAGING, 1001), STAGING)
    assert tokens.verify(world, new, STAGING).expires is None


def test_the_same_seed_and_world_give_the_same_tokens() -> None:
    assert issued() == issued()
    assert len({*issued(), *issued(seed="other"), *issued(world="other")}) == 9


def test_guarded_worlds_give_out_tokens_nobody_can_foretell() -> None:
    assert len({*issued(guarded=True), *issued(guarded=True)}) == 6


def test_tokens_are_forty_characters_that_no_header_needs_to_quote() -> None:
    for secret in (*issued(), *issued(guarded=True)):
        assert len(secret) == 40
        assert set(secret) <= set("0123456789abcdef")


def test_a_world_keeps_digests_and_no_secret(world: World, store: Store) -> None:
    old = tokens.issue(world, store, STAGING, 1001)
    new = tokens.renew(world, store, old, STAGING)
    kept = msgspec.json.encode((list(world.shelf.all(Token)), world.shelf.events(0, 99))).decode()
    for secret in (old, new):
        assert tokens.digest(secret) in kept
        assert secret not in kept
        assert secret[:5] not in kept.replace(tokens.digest(secret), "")
        assert store.world_of(secret) is None


def test_every_change_of_a_token_is_told(world: World, store: Store) -> None:
    old = tokens.issue(world, store, STAGING, 1001)
    new = tokens.renew(world, store, old, STAGING)
    tokens.expire(world, tokens.verify(world, new, STAGING))
    assert [event.because for _, event in world.shelf.events(0, 9)] == [
        "token issued",
        "token renewed",
        "token issued",
        "token cut short",
    ]
