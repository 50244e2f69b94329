"""What every command that talks to a sandbox shares: where it is, which world is meant, who reads the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar
from urllib.parse import quote

import click

from simulator.cli.remote import TOKEN_VARIABLE, URL_VARIABLE, Answer, Remote
from simulator.cli.shape import as_json

T = TypeVar("T")

DEFAULT_URL: Final = "http://127.0.0.1:8080"
DEFAULT_WORLD: Final = "demo"
WORLD_VARIABLE: Final = "CFIS_SANDBOX_WORLD"

WORLD: Final = click.argument("world", default=DEFAULT_WORLD, envvar=WORLD_VARIABLE)
"""For the commands that are about worlds themselves: the world as an argument that may be left out."""

CLIENT: Final = click.option(
    "--client",
    type=int,
    metavar="NUMBER",
    help="Whose invoice it is, where several clients have one of that number.",
)
"""For the commands that name an invoice by its number."""


@dataclass(frozen=True, slots=True)
class Session:
    """One command's conversation with one sandbox about one world; ``json`` says that a program reads the answer."""

    remote: Remote
    world: str
    json: bool

    def here(self, path: str = "") -> str:
        """Return the path of ``path`` within the world, below ``/sandbox``."""
        return f"/worlds/{quoted(self.world)}{path}"

    def show(self, answer: Answer, kind: type[T], told: Callable[[T], str]) -> None:
        """Print ``answer`` raw for programs, or as ``told`` puts it for people."""
        click.echo(answer.text if self.json else told(answer.read(kind)))


def at_most(shown: int, what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command ``--limit``, which is ``shown`` unless given; ``what`` completes "At most so many"."""
    return click.option(
        "--limit",
        type=click.IntRange(min=1),
        metavar="NUMBER",
        default=shown,
        show_default=True,
        help=f"At most so many {what}.",
    )


def quoted(name: str) -> str:
    """Return ``name`` as one step of a path."""
    return quote(name, safe="")


def with_sandbox(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--url``, ``--control-token`` and ``--json``, and hand it a Session as its first argument."""

    @wraps(command)
    def run(url: str, control_token: str | None, json: bool, world: str = DEFAULT_WORLD, **arguments: Any) -> None:
        with Remote(url, control_token) as remote:
            command(Session(remote, world, json), **arguments)

    for option in (
        as_json,
        click.option(
            "--control-token", metavar="SECRET", envvar=TOKEN_VARIABLE, show_envvar=True, help="The server's secret."
        ),
        click.option(
            "--url",
            metavar="URL",
            default=DEFAULT_URL,
            envvar=URL_VARIABLE,
            show_envvar=True,
            show_default=True,
            help="Where the sandbox is.",
        ),
    ):
        run = option(run)
    return run


def with_world(command: Callable[..., None]) -> Callable[..., None]:
    """Do what `with_sandbox` does, and give the command ``--world`` besides."""
    return click.option(
        "--world",
        metavar="WORLD",
        default=DEFAULT_WORLD,
        envvar=WORLD_VARIABLE,
        show_envvar=True,
        show_default=True,
        help="The world that is meant.",
    )(with_sandbox(command))
