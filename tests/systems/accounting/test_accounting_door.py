"""Whom every accounting system lets in: nobody but who holds a live credential of that very world."""

from __future__ import annotations

from tests.systems.accounting.adapter import START, Adapter, Told, change, standing
from tests.systems.driver import Driver


def turned_away(of: Adapter, told: Told) -> None:
    """Hold a refusal to its promises: the vendor's words, explained to testers, and no secret in it."""
    assert told.refusal, told
    assert told.answer.status < 500
    assert told.answer.headers["content-type"] == of.MEDIA
    assert "x-sandbox-explain" in told.answer.headers
    assert of.keys[of.SECRET] not in told.answer.body.decode()


def test_the_right_credential_is_let_in(of: Adapter) -> None:
    told = of.read()
    assert told.refusal == ""
    assert told.answer.headers["content-type"] == of.MEDIA


def test_a_wrong_secret_is_turned_away(of: Adapter) -> None:
    before = standing(of)
    turned_away(of, of.read({**of.keys, of.SECRET: "wrong"}))
    turned_away(of, of.read({**of.keys, of.SECRET: of.keys[of.SECRET][:-1]}))
    assert standing(of) == before


def test_a_credential_that_nobody_has_is_turned_away(of: Adapter) -> None:
    turned_away(of, of.read({name: f"unknown-{name}" for name in of.keys}))


def test_an_expired_credential_is_turned_away_until_it_lives_again(of: Adapter) -> None:
    path = f"/systems/{of.NAME}/credentials/demo"
    change(of, path, {"expires": START})
    turned_away(of, of.read())
    change(of, path, {"expires": None})
    assert of.read().refusal == ""


def test_the_credential_of_another_world_opens_that_world_alone(of: Adapter, driver: Driver) -> None:
    other = type(of)(driver)
    assert other.keys[of.SECRET] != of.keys[of.SECRET]
    turned_away(of, of.read({**of.keys, of.SECRET: other.keys[of.SECRET]}))
    assert other.bill(7001, "1.00").refusal == ""
    assert of.listed() == []


def test_an_armed_expiry_ends_the_credential(of: Adapter) -> None:
    order = {"system": of.NAME, "fault": "expire-token", "times": 2}  # where a token is asked for first, it ends then
    armed = of.driver.post(f"/sandbox/worlds/{of.world}/faults", order)
    assert armed is not None
    assert armed.status == 201, armed.body
    turned_away(of, of.read())
