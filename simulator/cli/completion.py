"""``cfis-sandbox completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click
from click.shell_completion import get_completion_class

VARIABLE: Final = "_CFIS_SANDBOX_COMPLETE"
"""The variable by which the shell asks the command for completions, as Click derives it from its name."""

INSTALLED_BY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bash": 'add to ~/.bashrc:  eval "$(cfis-sandbox completion bash)"',
        "zsh": 'add to ~/.zshrc:  eval "$(cfis-sandbox completion zsh)"',
        "fish": "run once:  cfis-sandbox completion fish > ~/.config/fish/completions/cfis-sandbox.fish",
    }
)


@click.command()
@click.argument("shell", type=click.Choice(tuple(INSTALLED_BY)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes your shell complete commands.

    For SHELL, which is bash, zsh or fish. The first line of the output is a comment that says where it belongs.

    \b
    Example:
      eval "$(cfis-sandbox completion bash)"
    """
    kind = get_completion_class(shell)
    assert kind is not None, "Click knows the shells offered"
    source = kind(ctx.find_root().command, {}, "cfis-sandbox", VARIABLE)
    click.echo(f"# {INSTALLED_BY[shell]}")
    click.echo(source.source_template % source.source_vars())
