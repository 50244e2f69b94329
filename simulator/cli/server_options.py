"""The options of commands that ask a server about its contract: which it is, who asks, what is known better."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from simulator.cli.failures import CannotRun

Command = TypeVar("Command", bound=Callable[..., Any])


def server_options(system: str | None = None) -> Callable[[Command], Command]:
    """Return a decorator that adds the options; ``system`` is whose contract it is where nobody says."""
    # A default of None would count as given, and --system as needed no more.
    unless_given: dict[str, Any] = {"required": True} if system is None else {"default": system, "show_default": True}
    contract = click.option(
        "--system", metavar="SYSTEM", help="Whose contract: cfis, netvisor, procountor, netbaron.", **unless_given
    )
    options = (
        contract,
        click.option("--base-url", metavar="URL", required=True, help="The root of that system."),
        click.option("--token", metavar="SECRET", help="For cfis: a client's access token."),
        click.option(
            "--credential",
            "given",
            metavar="NAME=VALUE",
            multiple=True,
            help="One credential; may be repeated. See docs/verify.md.",
        ),
        click.option(
            "--overlay",
            "overlays",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            multiple=True,
            help="Change the contract first, as 'serve --overlay' does; may be repeated.",
        ),
    )

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def credentials_of(token: str | None, given: tuple[str, ...]) -> dict[str, str]:
    """Return the credentials by name. Raises UsageError for one that has none."""
    return dict(_credential(each) for each in given) | ({} if token is None else {"token": token})


@contextmanager
def reaching() -> Iterator[None]:
    """Say why it could not be asked, where it could not. Raises CannotRun."""
    try:
        from contracts.conformance.doors import CannotEnter
        from contracts.conformance.server import Unreachable
    except ModuleNotFoundError as missing:
        raise CannotRun(f"{missing.name} is not installed; pip install 'cfis-sandbox[suite]'") from None
    from contracts.reading import ContractError

    try:
        yield
    except (CannotEnter, Unreachable, ContractError) as problem:
        raise CannotRun(str(problem)) from None


def _credential(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError("--credential: expected NAME=VALUE")
    return name, value
