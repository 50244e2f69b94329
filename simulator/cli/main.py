"""The command ``cfis-sandbox``: which commands there are, and how each of them ends.

Commands are loaded when they are needed, so that starting a server does not pay for the client of the control plane.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, NamedTuple

import click

from simulator.cli.failures import EXIT_CODES, INTERRUPTED


class Entry(NamedTuple):
    """A command before it is loaded: the module of this package that holds it, its name there, its first sentence."""

    module: str
    name: str
    short: str


COMMANDS: Final[Mapping[str, Mapping[str, Entry]]] = MappingProxyType(
    {
        "Start it": {
            "serve": Entry("serve", "serve", "Run the sandbox until Ctrl-C."),
        },
        "Worlds and their time": {
            "world": Entry("world", "world", "Make, look at, copy and drop worlds."),
            "clock": Entry("clock", "clock", "Show a world's clock, and move it forward."),
        },
        "What people do": {
            "pay": Entry("pay", "pay", "Let a debtor pay at the bank."),
            "assign": Entry("pay", "assign", "Find out which invoice an unmatched payment is for."),
            "debtor": Entry("debtor", "debtor", "Let a debtor do something besides paying."),
            "deliver": Entry("deliver", "deliver", "Decide whether an invoice reaches its recipient."),
            "approve": Entry("deliver", "approve", "Let an invoice go that waits for approval."),
        },
        "What goes wrong, on purpose": {
            "fault": Entry("fault", "fault", "Arm, list and clear faults."),
            "token": Entry("token", "token", "Let a client's tokens expire, or issue one more."),
            "lock": Entry("accounting", "lock", "Lock the books of an accounting system, as an accountant does."),
            "weather": Entry("weather", "weather", "Show what goes wrong by itself in a harsh world."),
        },
        "What happened": {
            "events": Entry("events", "events", "Tell what happened in a world, in order."),
            "journal": Entry(
                "journal", "journal", "Show the requests a world received, and why they ended as they did."
            ),
            "books": Entry("books", "books", "Show the truth: what is owed, paid and settled."),
            "accounting": Entry("accounting", "accounting", "Show what the accounting systems hold."),
        },
        "To the books": {
            "sync": Entry("sync", "sync", "Carry documents to the accounting system."),
        },
        "Stories": {
            "scenario": Entry("scenario", "scenario", "Tell and play stories of invoices, money and time."),
        },
        "What is promised": {
            "contracts": Entry("contracts", "contracts", "Read and check the contracts of the systems."),
            "certify": Entry(
                "certify",
                "certify",
                "Certify a client: lead it through stories of money and time, and hold it to what is required.",
            ),
            "verify": Entry("verify", "verify", "Check whether a server does what its contract says."),
            "drift": Entry("drift", "drift", "Show where a server's answers differ from its contract."),
        },
        "Your shell": {
            "completion": Entry("completion", "completion", "Print what makes your shell complete commands."),
        },
    }
)
"""Every command below a heading of the help."""


class Commands(click.Group):
    """A group whose commands stand in COMMANDS and are imported when one of them is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the help."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        for section in COMMANDS.values():
            if cmd_name in section:
                entry = section[cmd_name]
                command = getattr(import_module(f"simulator.cli.{entry.module}"), entry.name)
                assert isinstance(command, click.Command)
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that ``args`` name. Raises UsageError, which names the one that was probably meant."""
        from difflib import get_close_matches

        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as unknown:
            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"{unknown.message}{meant}", unknown.ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings without loading them, and after them what the exit codes mean."""
        width = max(len(name) for name in self.list_commands(ctx))
        for heading, section in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), entry.short) for name, entry in section.items()])
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code).ljust(width), meaning) for code, meaning in EXIT_CODES])


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version  # 20 ms that the other commands need not pay

    try:
        click.echo(f"cfis-sandbox {version('cfis-sandbox')}")
    except PackageNotFoundError:
        click.echo("cfis-sandbox (run from a checkout, not installed)")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version and leave."
)
def cli() -> None:
    """Run a sandbox for the Confirma Finance Integrations API, and play in it.

    One process stands in for CFIS, the agency that collects, the debtors' bank and the accounting systems, all on one
    virtual clock. Start it in one terminal, and use the other commands in another.

    \b
    Example:
      cfis-sandbox serve
      cfis-sandbox clock advance P14D
      cfis-sandbox pay 1001 40.00
    """


def main() -> None:
    """Run one command and leave with its exit code."""
    try:
        code = cli.main(prog_name="cfis-sandbox", standalone_mode=False)
    except click.ClickException as failure:
        failure.show()
        sys.exit(failure.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)
