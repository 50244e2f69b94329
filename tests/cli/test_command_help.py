"""Every command explains itself, with an example, and quickly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import chain

import click
import pytest
from click.testing import CliRunner

from simulator.cli.failures import EXIT_CODES
from simulator.cli.main import COMMANDS, cli

HEAVY = {"httpx2", "msgspec", "yaml", "starlette", "uvicorn", "jsonschema_rs", "simulator.core.policy"}


def every_command() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command of the tree with the words that name it."""
    yield from below((), cli)


def below(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from below((*words, name), child)


COMMAND_TREE = [pytest.param(words, command, id=" ".join(words) or "-") for words, command in every_command()]


@pytest.mark.parametrize(("words", "command"), COMMAND_TREE)
def test_every_command_says_what_it_is_for_and_shows_an_example(words: tuple[str, ...], command: click.Command) -> None:
    result = CliRunner().invoke(cli, [*words, "--help"])
    assert result.exit_code == 0, result.output
    first, _, rest = (command.help or "").partition("\n")
    assert first[0].isupper()
    assert first.endswith(".")
    assert "Example:" in rest
    assert f"cfis-sandbox {' '.join(words)}".strip() in rest
    assert f"cfis-sandbox {' '.join(words)}".strip() in result.output


@pytest.mark.parametrize(("words", "command"), COMMAND_TREE)
def test_every_option_and_argument_is_explained(words: tuple[str, ...], command: click.Command) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{words}: {parameter.name}"
        else:
            assert (parameter.metavar or parameter.human_readable_name).strip("[].") in (command.help or ""), (
                f"{words}: {parameter.name}"
            )


@pytest.mark.parametrize(("words", "command"), COMMAND_TREE)
def test_no_line_of_help_is_wider_than_a_terminal(words: tuple[str, ...], command: click.Command) -> None:
    result = CliRunner().invoke(cli, [*words, "--help"], terminal_width=100)
    assert max(len(line) for line in result.output.splitlines()) <= 100


def test_the_list_of_commands_says_what_the_commands_say() -> None:
    context = click.Context(cli)
    for name, entry in chain.from_iterable(section.items() for section in COMMANDS.values()):
        command = cli.get_command(context, name)
        assert command is not None
        assert (command.help or "").partition("\n")[0] == entry.short
        assert command.name == name


@pytest.mark.parametrize(("words", "command"), COMMAND_TREE)
def test_no_command_is_told_of_by_half_a_sentence(words: tuple[str, ...], command: click.Command) -> None:
    output = CliRunner().invoke(cli, [*words, "--help"], terminal_width=80).output
    cut = [line for line in output.splitlines() if line.endswith("...") and not line.startswith("Usage:")]
    assert cut == [], command.name


@pytest.mark.parametrize(
    ("words", "meant"),
    [(("severe",), "'serve'"), (("wrld",), "'world'"), (("xyzzy",), "")],
    ids=["serve", "world", "-"],
)
def test_a_slip_in_the_name_of_a_command_is_told_with_what_was_meant(words: tuple[str, ...], meant: str) -> None:
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert ("Did you mean" in result.output) is bool(meant)
    assert meant in result.output


def test_the_exit_codes_are_in_the_help() -> None:
    output = CliRunner().invoke(cli, ["--help"]).output
    assert all(f"\n  {code} " in output for code, _ in EXIT_CODES)


def test_the_help_loads_nothing_heavy() -> None:
    assert loaded_by("--help").isdisjoint(HEAVY)


def test_starting_a_server_does_not_load_the_client_of_the_control_plane() -> None:
    assert "httpx2" not in loaded_by("serve", "--database", "none")


def test_an_unknown_command_is_wrong_use() -> None:
    result = CliRunner().invoke(cli, ["fly"])
    assert result.exit_code == 2
    assert "No such command 'fly'" in result.stderr


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(cli, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("cfis-sandbox ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_told_how_to_complete_and_where_to_put_it(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])
    assert result.exit_code == 0
    assert result.output.startswith("# ")
    assert "_CFIS_SANDBOX_COMPLETE" in result.output


def test_bash_understands_what_it_is_told() -> None:
    source = CliRunner().invoke(cli, ["completion", "bash"]).output
    checked = subprocess.run(["bash", "-n"], input=source, text=True, capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_completion_offers_the_commands() -> None:
    wanted = {"_CFIS_SANDBOX_COMPLETE": "bash_complete", "COMP_WORDS": "cfis-sandbox cl", "COMP_CWORD": "1"}
    result = CliRunner().invoke(cli, [], prog_name="cfis-sandbox", env=wanted)
    assert result.output.splitlines() == ["plain,clock"]


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a fresh process has loaded once it has run the command."""
    script = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from simulator.cli.main import main\n"
        f"sys.argv = ['cfis-sandbox', *{list(arguments)!r}]\n"
        "main()\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return set(ran.stderr.split())
