"""``cfis-sandbox scenario``: stories of invoices, money and time, told and played."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

from simulator.cli.failures import CannotRun, Refused
from simulator.cli.remote import TOKEN_VARIABLE, URL_VARIABLE
from simulator.cli.shape import as_json, print_json
from simulator.cli.tables import Column, plain, table

if TYPE_CHECKING:
    from contracts.scenario.client import MakeClient
    from contracts.scenario.document import Scenario
    from contracts.scenario.played import Played
    from contracts.scenario.story import Line
    from simulator.cli.stage import Stage

SERVICES: Final = ("intermediation", "lifecycle", "collection", "accounting")
WEATHERS: Final = ("calm", "late", "disputed", "broken")
COLUMNS: Final = (Column("SCENARIO"), Column("SERVICE"), Column("WEATHER"), Column("STORY"))


class Name(click.ParamType[str]):
    """A scenario by its name in the library, or the path of a file."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the names of the library and the files that there are."""
        from contracts.scenario import library

        known = [CompletionItem(each) for each in library.names() if each.startswith(incomplete)]
        return known or [CompletionItem(incomplete, type="file")]


def _narrowed(command: Any) -> Any:
    for name, options in (("--weather", WEATHERS), ("--service", SERVICES)):
        command = click.option(name, type=click.Choice(options), help=f"Only stories of this {name[2:]}.")(command)
    return command


@click.group()
def scenario() -> None:
    """Tell and play stories of invoices, money and time.

    A story is a YAML file: what it starts with, what happens step by step, and what must be so in the end. Those of the
    library have names; your own are files.

    \b
    Example:
      cfis-sandbox scenario run paid_on_time
    """


@scenario.command("list")
@_narrowed
@as_json
def show_all(service: str | None, weather: str | None, json: bool) -> None:
    """List the stories of the library.

    \b
    Example:
      cfis-sandbox scenario list
      cfis-sandbox scenario list --service lifecycle --weather late
    """
    from contracts.scenario import library

    with _plainly():
        found = list(library.stories(service, weather))
    if json:
        print_json([_brief(each) for each in found])
    else:
        click.echo(table(COLUMNS, [(each.name, each.service, each.weather, each.story) for each in found]))


@scenario.command()
@click.argument("name", type=Name())
@as_json
def show(name: str, json: bool) -> None:
    """Tell a story in words.

    NAME is that of a story of the library, or the path of a file.

    \b
    Example:
      cfis-sandbox scenario show paid_late_with_reminder
    """
    from contracts.scenario.telling import told

    with _plainly():
        found = _found(name)
    if json:
        print_json({**_brief(found), "given": found.given, "when": found.steps, "then": found.then})
    else:
        click.echo("\n".join(plain(line) for line in told(found)))


@scenario.command()
@click.argument("names", metavar="NAME...", type=Name(), nargs=-1)
@_narrowed
@click.option(
    "--url",
    metavar="URL",
    envvar=URL_VARIABLE,
    show_envvar=True,
    help="The sandbox to play in; one of its own for the run unless given.",
)
@click.option("--control-token", metavar="SECRET", envvar=TOKEN_VARIABLE, show_envvar=True, help="The server's secret.")
@click.option("--world", metavar="WORLD", help="Play in this world of that sandbox, as it is, not in one of its own.")
@click.option(
    "--client", metavar="python:MODULE:FACTORY", help="The client that is played to; the reference client unless given."
)
@as_json
def run(
    names: tuple[str, ...],
    service: str | None,
    weather: str | None,
    client: str | None,
    json: bool,
    url: str | None,
    control_token: str | None,
    world: str | None,
) -> None:
    """Play stories to a client, and tell what came of them.

    NAME is that of a story of the library, or the path of a file; without any, all that --service and --weather leave.
    Each step is told as it is taken. It ends with exit code 1 when one of the stories did not come true.

    \b
    Example:
      cfis-sandbox scenario run paid_on_time my_story.yaml
      cfis-sandbox scenario run --service lifecycle --client python:my_client:make_client
      cfis-sandbox scenario run paid_on_time --url http://127.0.0.1:8080 --world demo
    """
    from simulator.cli.stage import stage_at

    if world is not None and url is None:
        raise click.UsageError("--world is a world of the sandbox at --url; give that as well")
    with _plainly():
        chosen = _chosen(names, service, weather)
        make = _client(client)
        with stage_at(url, control_token, world, listens=client is not None) as stage:
            results = [_played(each, make, stage, json=json) for each in chosen]
    if json:
        print_json(results)
    _end(results)


@scenario.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def new(file: Path) -> None:
    """Write a story to start from, with every verb explained.

    FILE must not be there yet; without an ending it gets .yaml. The schema of the format is put beside it, so that an
    editor can help.

    \b
    Example:
      cfis-sandbox scenario new stories/my_story.yaml
    """
    from contracts.scenario.mistakes import SCHEMA_FILE, schema_text
    from contracts.scenario.telling import template

    file = file if file.suffix else file.with_suffix(".yaml")
    schema = file.with_name(SCHEMA_FILE.name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(template(file.stem))
        schema.write_text(schema_text(), "utf-8")
    except FileExistsError:
        raise CannotRun(f"{file} is there already; choose another name") from None
    except OSError as problem:
        raise CannotRun(f"{file} cannot be written: {problem}") from None
    click.echo(f"wrote {file} and {schema}; play it with: cfis-sandbox scenario run {file}")


@scenario.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors.

    \b
    Example:
      cfis-sandbox scenario schema > scenario.schema.json
    """
    from contracts.scenario.mistakes import schema_text

    click.echo(schema_text(), nl=False)


def _chosen(names: tuple[str, ...], service: str | None, weather: str | None) -> list[Scenario]:
    from contracts.scenario import library

    if names and (service or weather):
        raise click.UsageError("give either names, or --service and --weather")
    found = [_found(name) for name in names] if names else list(library.stories(service, weather))
    if not found:
        raise click.UsageError("there is no such story")
    return found


def _found(name: str) -> Scenario:
    """Return the story of a name, or of a file where the name looks like one or is one."""
    from contracts.scenario import library
    from contracts.scenario.document import load

    path = Path(name)
    return load(path) if path.suffix in (".yaml", ".yml") or path.is_file() else library.find(name)


def _client(spec: str | None) -> MakeClient:
    from contracts.scenario.factory import factory, reference_client

    return reference_client if spec is None else factory(spec)


def _played(scenario: Scenario, make: MakeClient, stage: Stage, *, json: bool) -> Played:
    """Play one story, and tell each step as it is taken; programs have it on stderr."""

    def tell(line: Line) -> None:
        click.echo(f"{line.at:%Y-%m-%d %H:%M}  {plain(line.text)}", err=json)

    click.echo(f"{scenario.name}: {plain(scenario.story)}", err=json)
    result = stage.play(scenario, make, tell)
    for finding in result.findings:
        click.echo(f"  - {plain(finding)}", err=json)
    if result.asked:
        click.echo("  the client asked since what was right last:", err=json)
    for asked in result.asked:
        click.echo(f"    {plain(asked)}", err=json)
    click.echo(f"{scenario.name}: {'came true' if result.came_true else 'did not come true'}\n", err=json)
    return result


def _end(results: list[Played]) -> None:
    wrong = [each.scenario for each in results if not each.came_true]
    if wrong:
        raise Refused(f"{len(wrong)} of {len(results)} did not come true: {', '.join(wrong)}")


def _brief(scenario: Scenario) -> dict[str, Any]:
    return {
        "scenario": scenario.name,
        "story": scenario.story,
        "why": scenario.why,
        "service": scenario.service,
        "weather": scenario.weather,
        "requirements": list(scenario.requirements),
    }


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn whatever keeps a story from being played into a sentence."""
    from contracts.scenario.factory import NoFactory
    from contracts.scenario.library import UnknownScenario
    from contracts.scenario.mistakes import UnreadableScenario
    from contracts.scenario.plane import NoSuchWorld, SandboxFailed

    try:
        yield
    except (NoFactory, UnknownScenario, UnreadableScenario, NoSuchWorld, SandboxFailed) as problem:
        raise CannotRun(str(problem)) from None
