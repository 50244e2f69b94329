"""The configuration of a sync between two addresses: YAML, checked whole, every mistake told with its line.

version: 1
from:
  key: ${CFIS_API_KEY}             # a client's access token; ${NAME} is taken from the environment
  book: payments                   # payments on invoices (default), or vouchers
to:
  url: https://isvapi.netvisor.fi/ # the root of the accounting system
  clock: source                    # whose time requests bear: source (default), or machine
  credentials:                     # what they are called: see the system's connector
    customerId: ${NETVISOR_CUSTOMER}
tables:                            # only what differs from the connector's defaults
  accounts: {'1701': '1700'}
  uses: {bank: '1910', interest: '9170', fees: '3990'}
patience: {first-seconds: 2, longest-seconds: 60, attempts: 4}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

import msgspec
import yaml
from msgspec import Meta

from contracts.yaml_1_2 import parse_yaml
from simulator.core.tables import Tables
from simulator.sync.patience import Patience

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PLACE: Final = re.compile(r"(.*?)(?: - at (?:`key` in )?`\$(.*)`)?", re.DOTALL)
_QUOTED: Final = re.compile(r"'([^']*)'")
_UNKNOWN: Final = re.compile(r"unknown field `([^`]*)`")

Seconds = Annotated[int, Meta(ge=1, le=86_400)]


class Style(StrEnum):
    """As what a settlement is booked."""

    PAYMENTS = "payments"
    """Each allocation as a payment on its invoice, which the accounting system's sales ledger has."""
    VOUCHERS = "vouchers"
    """Each settlement as one voucher, where the sales ledger is kept elsewhere."""


class Clock(StrEnum):
    """Whose time requests to the accounting system bear."""

    SOURCE = "source"
    """That of CFIS, as it tells it: right wherever both are one sandbox, whose time is its own, or both are real."""
    MACHINE = "machine"
    """That of this machine: for a real accounting system behind a sandboxed CFIS."""


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A part of the configuration; members that nobody knows are mistakes."""


class Accounts(Section, frozen=True, kw_only=True):
    """The accounts of vouchers for settlements. The numbers go through the tables as every account does."""

    bank: str = "1910"
    receivable: str = "1701"
    interest: str = "9170"
    fees: str = "3990"


class From(Section, frozen=True, kw_only=True):
    """How to get into CFIS, and what to make of what it shows."""

    key: Annotated[str, Meta(min_length=1)]
    book: Style = Style.PAYMENTS
    accounts: Accounts = Accounts()


class To(Section, frozen=True, kw_only=True):
    """Where the accounting system is, and what opens it. ``clock`` is whose time requests bear."""

    url: Annotated[str, Meta(pattern="^https?://.+")]
    credentials: Mapping[str, str]
    clock: Clock = Clock.SOURCE


class Waits(Section, frozen=True, kw_only=True):
    """How long to wait, in real time, before what came to nothing is tried again, and how often at most."""

    first_seconds: Seconds = 2
    longest_seconds: Seconds = 60
    attempts: Annotated[int, Meta(ge=1, le=20)] = 4

    @property
    def patience(self) -> Patience:
        """The same as the engine wants it."""
        return Patience(self.first_seconds, self.longest_seconds, self.attempts)


class Config(Section, frozen=True, kw_only=True):
    """All of it."""

    version: Literal[1]
    source: From = msgspec.field(name="from")
    to: To
    tables: Tables = Tables()
    patience: Waits = Waits()


class ConfigError(Exception):
    """A configuration that cannot be used. ``line`` counts from 1, and is 0 where none is to blame."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file, self.line, self.problem = file, line, problem
        super().__init__(f"{file}:{line}: {problem}" if line else f"{file}: {problem}")


def read_config(text: str, *, file: str, environment: Mapping[str, str], credentials: tuple[str, ...] = ()) -> Config:
    """Return what ``text`` says. ``credentials`` are those that the connector cannot do without. Raises ConfigError."""
    try:
        value, lines = parse_yaml(text), dict(_lines(yaml.compose(text, yaml.SafeLoader), ""))
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(file, _line_of(error), f"this is not YAML: {error}".splitlines()[0]) from None
    filled = _filled(value, "", file, lines, environment)
    try:
        config = msgspec.convert(filled, Config)
    except msgspec.ValidationError as error:
        raise _explained(str(error), file, lines, filled) from None
    missing = [name for name in credentials if not config.to.credentials.get(name)]
    if missing:
        problem = f"to.credentials lacks {', '.join(missing)}; it needs {', '.join(credentials)}"
        raise ConfigError(file, lines.get(".to.credentials", 0), problem)
    return config


def _line_of(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else 0


def _lines(node: yaml.Node | None, place: str) -> Iterator[tuple[str, int]]:
    """Yield the line of everything in a document by its place, such as ``.to.url``."""
    if node is None:
        return
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{place}.{key.value}"
            yield from _lines(value, inner)
            yield inner, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(item, f"{place}[{number}]")


def _filled(value: Any, place: str, file: str, lines: Mapping[str, int], environment: Mapping[str, str]) -> Any:
    """Return ``value`` with every ``${NAME}`` in its texts replaced. Raises ConfigError for a name that is not set."""
    if isinstance(value, dict):
        return {key: _filled(each, f"{place}.{key}", file, lines, environment) for key, each in value.items()}
    if not isinstance(value, str):
        return value
    for name in _VARIABLE.findall(value):
        if not environment.get(name):
            raise ConfigError(file, lines.get(place, 0), f"{place[1:]} needs the environment variable {name}")
    return _VARIABLE.sub(lambda found: environment[found[1]], value)


def _first_that_is_no_text(place: str, value: Any) -> str:
    """Return the place of what is wrong in a table of texts, which msgspec names only as a whole."""
    for step in place.split(".")[1:]:
        value = value[step]
    return next((f"{place}.{key}" for key, each in value.items() if not isinstance(each, str)), place)


def _explained(message: str, file: str, lines: Mapping[str, int], value: Any) -> ConfigError:
    found = _PLACE.fullmatch(message)
    problem, place = (found[1], found[2] or "") if found else (message, "")
    if place.endswith("[...]"):
        place = _first_that_is_no_text(place.removesuffix("[...]"), value)
    elif "`key`" in message and (named := _QUOTED.search(problem)):
        place = f"{place}.{named[1]}"
    unknown = _UNKNOWN.search(problem)
    if unknown is not None:
        place = f"{place}.{unknown[1]}"
        problem = f"{place[1:]} is not known here"
    else:
        problem = f"{place[1:] or 'the document'}: {problem[:1].lower()}{problem[1:]}"
    while place and place not in lines:
        place = place.rpartition(".")[0]
    return ConfigError(file, lines.get(place, 1), problem)
