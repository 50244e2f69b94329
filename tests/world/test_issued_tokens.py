"""Tokens of an accounting system work from when they are handed out until their time has come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simulator.core.errors import CredentialExpired, NotAuthenticated
from simulator.core.issued import IssuedToken, TokenUse
from simulator.world.issued_tokens import hand_out, held, live, revoke, use_up
from simulator.world.world import World
from tests.world.play import Play

SYSTEM = "toy"


@pytest.fixture
def play() -> Play:
    return Play()


def test_a_token_works_for_its_use_and_system_and_only_its_digest_is_kept(play: Play) -> None:
    with play.world() as world:
        token = hand_out(world, SYSTEM, TokenUse.KEY, "secret", credential="demo")
        assert live(world, SYSTEM, TokenUse.KEY, "secret") == token
        assert "secret" not in repr(token)
        for system, use in ((SYSTEM, TokenUse.ACCESS), ("other", TokenUse.KEY)):
            with pytest.raises(NotAuthenticated):
                live(world, system, use, "secret")


def test_a_token_ends_at_its_instant_and_is_forgotten_later(play: Play) -> None:
    def count(world: World) -> int:
        return len(list(world.shelf.all(IssuedToken)))

    with play.world() as world:
        hand_out(world, SYSTEM, TokenUse.ACCESS, "a", credential="demo", expires=world.now + timedelta(seconds=1))
        live(world, SYSTEM, TokenUse.ACCESS, "a")
    with play.world() as world:
        world.move_to(world.now + timedelta(seconds=1))
        with pytest.raises(CredentialExpired):
            live(world, SYSTEM, TokenUse.ACCESS, "a")
        assert count(world) == 1
        hand_out(world, SYSTEM, TokenUse.ACCESS, "b", credential="demo")
        assert count(world) == 1


def test_a_code_is_used_up_once(play: Play) -> None:
    with play.world() as world:
        hand_out(world, SYSTEM, TokenUse.CODE, "code", credential="demo", redirect="https://client.example/")
        assert use_up(world, SYSTEM, TokenUse.CODE, "code").redirect == "https://client.example/"
        with pytest.raises(NotAuthenticated):
            use_up(world, SYSTEM, TokenUse.CODE, "code")


def test_tokens_of_one_instant_are_told_in_the_order_in_which_they_were_handed_out(play: Play) -> None:
    with play.world() as world:
        made = [hand_out(world, SYSTEM, TokenUse.REFRESH, str(each), credential="demo") for each in range(20)]
        hand_out(world, SYSTEM, TokenUse.REFRESH, "another", credential="spare")
        assert held(world, SYSTEM, TokenUse.REFRESH, "demo") == made
        revoke(world, made[3])
        assert held(world, SYSTEM, TokenUse.REFRESH, "demo") == [*made[:3], *made[4:]]
