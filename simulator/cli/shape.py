"""Whether a command answers people, in tables, or programs, in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click
import msgspec

F = TypeVar("F", bound=Callable[..., None])


def as_json(command: F) -> F:
    """Add ``--json`` to a command; it is handed on as ``json``."""
    return click.option("--json", is_flag=True, help="Print JSON, for programs.")(command)


def print_json(value: object) -> None:
    """Print ``value`` as JSON; decimals keep their digits."""
    encoded = msgspec.json.Encoder(decimal_format="number").encode(value)
    click.echo(msgspec.json.format(encoded, indent=2))
