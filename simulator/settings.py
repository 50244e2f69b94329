"""Process settings: read once from flags and environment, checked, and frozen.

A flag wins over its environment variable, and that over the default. Everything arrives as the text that people wrote.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec

from simulator.core.errors import DomainError, InvalidValue
from simulator.core.policy import DEFAULT, EVIDENCE, replaced
from simulator.core.records import Profile

LARGEST_PORT: Final = 65535
FASTEST: Final = Decimal(10**9)
"""The fastest a live clock may run, in virtual seconds for each real second: thirty years a second."""


class SettingsError(Exception):
    """Settings with which no server can run; the message is one sentence that says what would have been right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How one server process runs.

    ``port`` 0 asks the operating system for a free one. ``data`` is a directory that keeps the worlds; without it they
    live in memory. ``live_rate`` is virtual seconds per real second at which clocks run by themselves, 0 while they
    stand until they are moved. ``expose`` names the systems that also get a port of their own. ``policy`` holds
    changes to the assumed numbers by name, checked, to be applied after those that ``overlays`` make.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    data: Path | None = None
    live_rate: float = 0.0
    profile: Profile = Profile.FAITHFUL
    expose: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    overlays: tuple[Path, ...] = ()
    control_token: str | None = None
    policy: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


class Setting(NamedTuple):
    """One setting: the environment variable that gives it, and what its text means.

    ``separator`` is set where a setting may be given several times, and parts them within the variable.
    """

    variable: str
    read: Callable[[str], Any]
    separator: str | None = None


def read(flags: Mapping[str, str | Sequence[str] | None], environment: Mapping[str, str]) -> Settings:
    """Return the settings that ``flags`` (by name, None or empty where absent) and ``environment`` ask for.

    Raises SettingsError, which names the flag or the variable that is wrong.
    """
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        given, where = _given(name, setting, flags.get(name), environment)
        if given:
            values[name] = _read(setting, given, where)
    if "database" in values:
        raise SettingsError("--database cannot be used yet; worlds live in memory, or in SQLite files with --data DIR")
    settings = Settings(**{name: _gathered(name, value) for name, value in values.items()})
    _check_together(settings)
    return settings


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``, a name or an address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def policy_change(text: str) -> tuple[str, object]:
    """Return the name and the value of ``NAME=VALUE``, such as ``morning_hour=6``.

    Values are JSON, plain words, or words parted by commas where the policy holds several, as in
    ``settlement_weekdays_collection=MON,FRI``. Raises InvalidValue.
    """
    name, value = _pair(text, "a policy", "NAME=VALUE, such as morning_hour=6")
    if name not in EVIDENCE:
        closest = get_close_matches(name, EVIDENCE, n=3) or tuple(EVIDENCE)
        raise InvalidValue("policy", name, f"a known one, such as {', '.join(closest)}")
    known = getattr(DEFAULT, name)
    change = value if isinstance(known, str) else _json_or_text(value)
    if isinstance(known, tuple) and isinstance(change, str):
        change = [part.strip() for part in change.split(",") if part.strip()]
    try:
        replaced(DEFAULT, {name: change}, origin=name)
    except DomainError as refusal:
        raise InvalidValue("policy", text, f"a value of the kind that it has ({_first_sentence(refusal)})") from None
    return name, change


def speed(text: str) -> float:
    """Return virtual seconds per real second, 0 for ``off``. Raises InvalidValue."""
    if text == "off":
        return 0.0
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 <= rate <= FASTEST:
        raise InvalidValue("rate", text, "virtual seconds per real second, such as 1 or 86400, or off")
    return float(rate)


def _check_together(settings: Settings) -> None:
    """Refuse settings each of which is right, but not beside the others."""
    if not is_loopback(settings.host) and settings.control_token is None:
        raise SettingsError(
            f"--host {settings.host} can be reached by others, so the control plane needs a secret:"
            f" give --control-token or set {SETTINGS['control_token'].variable}"
        )
    taken = [port for port in (settings.port, *settings.expose.values()) if port]
    for port in taken:
        if taken.count(port) > 1:
            raise SettingsError(f"port {port} is asked for {taken.count(port)} times by --port and --expose")


def _given(
    name: str, setting: Setting, flag: str | Sequence[str] | None, environment: Mapping[str, str]
) -> tuple[Sequence[str], str]:
    """Return the texts that a setting was given as, and the name of what gave them."""
    if flag:
        return ([flag] if isinstance(flag, str) else flag), "--" + name.removesuffix("_rate").replace("_", "-")
    text = environment.get(setting.variable, "").strip()
    if not text or setting.separator is None:
        return ([text] if text else []), setting.variable
    return [part for part in text.split(setting.separator) if part.strip()], setting.variable


def _read(setting: Setting, given: Sequence[str], where: str) -> Any:
    try:
        values = [setting.read(text.strip()) for text in given]
    except InvalidValue as refusal:
        raise SettingsError(f"{where}: {refusal}") from None
    return values[-1] if setting.separator is None else tuple(values)


def _gathered(name: str, value: Any) -> Any:
    """Return pairs as a mapping, and anything else as it is."""
    return MappingProxyType(dict(value)) if name in ("expose", "policy") else value


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > LARGEST_PORT:
        raise InvalidValue("port", text, f"a whole number from 0 (any free port) to {LARGEST_PORT}")
    return int(text)


def _exposed(text: str) -> tuple[str, int]:
    system, port = _pair(text, "expose", "SYSTEM=PORT, such as netvisor=8082")
    return system, _port(port)


def _profile(text: str) -> Profile:
    try:
        return Profile(text.lower())
    except ValueError:
        raise InvalidValue("profile", text, ", ".join(Profile)) from None


def _token(text: str) -> str:
    if len(text) < 8 or not text.isascii() or not text.isprintable() or " " in text:
        # The value is a secret, so the message does not quote it.
        raise InvalidValue("token", "(not shown)", "at least 8 printable ASCII characters without a blank")
    return text


def _pair(text: str, what: str, expected: str) -> tuple[str, str]:
    name, sign, value = (part.strip() for part in text.partition("="))
    if not (name and sign and value):
        raise InvalidValue(what, text, expected)
    return name, value


def _first_sentence(refusal: DomainError) -> str:
    """Return what is wrong, without the list of every name that follows it."""
    return str(refusal).partition(";")[0]


def _json_or_text(value: str) -> object:
    try:
        return msgspec.json.Decoder(float_hook=Decimal).decode(value)
    except msgspec.DecodeError:
        return value


SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType(
    {
        "host": Setting("CFIS_SANDBOX_HOST", str),
        "port": Setting("CFIS_SANDBOX_PORT", _port),
        "data": Setting("CFIS_SANDBOX_DATA", Path),
        "database": Setting("CFIS_SANDBOX_DATABASE", str),
        "live_rate": Setting("CFIS_SANDBOX_LIVE", speed),
        "profile": Setting("CFIS_SANDBOX_PROFILE", _profile),
        "expose": Setting("CFIS_SANDBOX_EXPOSE", _exposed, ","),
        "overlays": Setting("CFIS_SANDBOX_OVERLAY", Path, os.pathsep),
        "control_token": Setting("CFIS_SANDBOX_TOKEN", _token),
        "policy": Setting("CFIS_SANDBOX_POLICY", policy_change, ";"),
    }
)
"""Every setting by the name of its field (``database`` is refused), in the order of the help."""
