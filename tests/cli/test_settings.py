"""Settings come from flags, then from the environment, then from defaults, and say what is wrong with them."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import FrozenInstanceError, fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.errors import InvalidValue
from simulator.core.policy import DEFAULT, replaced
from simulator.core.records import Profile
from simulator.settings import SETTINGS, Settings, SettingsError, is_loopback, policy_change, read, speed


def test_without_flags_and_variables_the_defaults_hold() -> None:
    assert read({}, {}) == Settings()


def test_every_field_has_a_setting_and_only_the_refused_database_has_no_field() -> None:
    assert set(SETTINGS) - {field.name for field in fields(Settings)} == {"database"}
    assert {field.name for field in fields(Settings)} <= set(SETTINGS)


def test_every_variable_is_named_alike_and_only_once() -> None:
    names = [setting.variable for setting in SETTINGS.values()]
    assert len(set(names)) == len(names)
    assert all(name.startswith("CFIS_SANDBOX_") for name in names)


def test_a_flag_wins_over_its_variable() -> None:
    assert read({"port": "9000"}, {"CFIS_SANDBOX_PORT": "9001"}).port == 9000
    assert read({"port": None}, {"CFIS_SANDBOX_PORT": "9001"}).port == 9001


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert read({}, {"CFIS_SANDBOX_PORT": " ", "CFIS_SANDBOX_EXPOSE": ""}) == Settings()


def test_settings_do_not_change_once_they_are_read() -> None:
    settings = read({}, {})
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_every_flag_arrives() -> None:
    settings = read(
        {
            "host": "0.0.0.0",
            "port": "0",
            "data": "worlds",
            "live_rate": "86400",
            "profile": "Harsh",
            "expose": ["netvisor=8082", "cfis = 8083"],
            "overlays": ["a.yaml", "b.yaml"],
            "control_token": "made-up-secret",
            "policy": ["morning_hour=6", "agency_code=99"],
        },
        {},
    )
    assert settings == Settings(
        host="0.0.0.0",
        port=0,
        data=Path("worlds"),
        live_rate=86400.0,
        profile=Profile.HARSH,
        expose=settings.expose,
        overlays=(Path("a.yaml"), Path("b.yaml")),
        control_token="made-up-secret",
        policy=settings.policy,
    )
    assert dict(settings.expose) == {"netvisor": 8082, "cfis": 8083}
    assert dict(settings.policy) == {"morning_hour": 6, "agency_code": "99"}


def test_variables_hold_lists_too() -> None:
    settings = read(
        {},
        {
            "CFIS_SANDBOX_EXPOSE": "netvisor=8082,cfis=8083",
            "CFIS_SANDBOX_OVERLAY": os.pathsep.join(["a.yaml", "my overlays/b.yaml"]),
            "CFIS_SANDBOX_POLICY": "settlement_weekdays_collection=MON,FRI; morning_hour=6",
        },
    )
    assert dict(settings.expose) == {"netvisor": 8082, "cfis": 8083}
    assert settings.overlays == (Path("a.yaml"), Path("my overlays/b.yaml"))
    assert dict(settings.policy) == {"settlement_weekdays_collection": ["MON", "FRI"], "morning_hour": 6}


@pytest.mark.parametrize(
    ("flags", "environment", "said"),
    [
        ({"port": "70000"}, {}, "--port: port '70000' is not valid"),
        ({}, {"CFIS_SANDBOX_PORT": "eighty"}, "CFIS_SANDBOX_PORT: port 'eighty' is not valid"),
        ({"expose": ["netvisor"]}, {}, "expected SYSTEM=PORT"),
        ({"expose": ["netvisor=8080"]}, {}, "port 8080 is asked for 2 times"),
        ({"profile": "cruel"}, {}, "lenient, faithful, harsh"),
        ({"live_rate": "fast"}, {}, "--live: rate 'fast' is not valid"),
        ({"live_rate": "NaN"}, {}, "--live: rate 'NaN' is not valid"),
        ({"database": "postgresql://db/worlds"}, {}, "--database cannot be used yet"),
        ({"host": "0.0.0.0"}, {}, "give --control-token or set CFIS_SANDBOX_TOKEN"),
        ({"host": "sandbox.example"}, {}, "can be reached by others"),
        ({"policy": ["morning_hour"]}, {}, "expected NAME=VALUE"),
        ({"policy": ["mourning_hour=6"]}, {}, "such as morning_hour"),
        ({"policy": ["morning_hour=early"]}, {}, "Expected `int`, got `str`"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(flags: dict[str, str], environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(flags, environment)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_bad_control_token_is_not_quoted() -> None:
    with pytest.raises(SettingsError) as refused:
        read({"control_token": "kurz"}, {})
    assert "kurz" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_this_machine_alone_needs_no_token(host: str) -> None:
    assert is_loopback(host)
    assert read({"host": host}, {}).control_token is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "localhost.example", ""])
def test_anything_else_is_for_others_too(host: str) -> None:
    assert not is_loopback(host)


def test_a_clock_that_is_off_stands() -> None:
    assert speed("off") == 0
    assert speed("86400") == 86400


@pytest.mark.parametrize("text", ["-1", "1e12", "inf", "", "1,5"])
def test_a_clock_never_runs_backwards_nor_beyond_reason(text: str) -> None:
    with pytest.raises(InvalidValue):
        speed(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("morning_hour=6", 6),
        ("legal_collection=true", True),
        ("agency_code=12", "12"),
        ("settlement_weekdays_collection=MON,FRI", ["MON", "FRI"]),
        ('settlement_weekdays_collection=["MON"]', ["MON"]),
        (
            'lifecycle_steps=[{"kind": "REMINDER", "after_days": 10}]',
            [{"kind": "REMINDER", "after_days": 10}],
        ),
    ],
)
def test_a_policy_change_has_the_kind_that_the_policy_has(text: str, value: object) -> None:
    name, change = policy_change(text)
    assert change == value
    assert replaced(DEFAULT, {name: change}, origin="test") != DEFAULT


def test_a_decimal_in_a_policy_is_never_rounded_to_fit() -> None:
    with pytest.raises(InvalidValue, match="got `decimal`"):
        policy_change(f"default_period_days={Decimal('1.5')}")


@given(st.text(max_size=30))
def test_no_text_whatever_fails_with_anything_but_a_sentence(text: str) -> None:
    for name in ("port", "live_rate", "profile", "policy", "expose", "control_token"):
        with suppress(SettingsError):
            assert isinstance(read({name: text}, {}), Settings)
