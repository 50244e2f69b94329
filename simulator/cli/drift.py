"""``cfis-sandbox drift``: where a server's answers differ from its contract, and an overlay that follows them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from simulator.cli.failures import CannotRun, Refused
from simulator.cli.server_options import credentials_of, reaching, server_options
from simulator.cli.shape import as_json, print_json
from simulator.cli.tables import facts

if TYPE_CHECKING:
    from contracts.drift.differences import Difference
    from contracts.drift.look import Looked

NAME_WIDTH: Final = 28


class Drift(NamedTuple):
    """What a program is told."""

    system: str
    base_url: str
    operations: tuple[Looked, ...]
    differences: tuple[Difference, ...]


@click.command()
@server_options("cfis")
@click.option(
    "--draft",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write an overlay that makes the sandbox answer as the server did.",
)
@as_json
def drift(token: str | None, given: tuple[str, ...], json: bool, draft: Path | None, **options: Any) -> None:
    """Show where a server's answers differ from its contract.

    Nothing is sent but reads that change nothing, and a few that are refused on purpose: no token, a wrong one, an
    unknown case, a bad date. A difference from a rule that is documented is told first; one from a rule that is only
    assumed is a lesson.

    \b
    Example:
      cfis-sandbox drift --base-url https://staging.example --token TOKEN --draft seen.yaml
      cfis-sandbox serve --overlay seen.yaml
    """
    with reaching():
        found, text = _looked(credentials_of(token, given), json=json, **options)
    if json:
        print_json({**found._asdict(), "differences": [_whole(each) for each in found.differences]})
    else:
        click.echo("\n".join(report(found.differences)))
    if found.differences and draft is not None:
        _write(draft, text, options["system"], options["overlays"])
    if found.differences:
        raise Refused(f"the server does not answer as its contract says: {_counted(found.differences)}")


def _looked(
    credentials: dict[str, str], *, json: bool, system: str, base_url: str, overlays: tuple[Path, ...]
) -> tuple[Drift, str]:
    """Look, and say how each operation was found as soon as it is known; return that and the text of a draft."""
    from contracts.conformance.server import Server
    from contracts.documents import load
    from contracts.drift.draft import draft
    from contracts.drift.look import Look
    from simulator.world.timeline import real_now

    document = load(system, overlays)
    operations: list[Looked] = []
    with Server(system, base_url, credentials, now=real_now, wait=time.sleep) as server:
        look = Look(server, document)
        for each in look:
            operations.append(each)
            click.echo(line(each), err=json)
        differences = look.differences()
    return Drift(system, base_url, tuple(operations), differences), draft(system, base_url, look.day, differences)


def line(looked: Looked) -> str:
    """Return how one operation was found, as one line."""
    name = looked.name.ljust(NAME_WIDTH)
    if looked.untested:
        return f"untested  {name}  {looked.untested}"
    return f"{looked.grade.ljust(8)}  {name}  {looked.sent} sent, {looked.accepted} granted"


def report(differences: Sequence[Difference]) -> Iterator[str]:
    """Yield the differences, those from surer rules first, and at the end how many there are."""
    for each in sorted(differences, key=lambda one: one.grade):
        yield ""
        yield f"{each.operation} {each.grade}: {each.kind}"
        yield facts(_facts(each), indent="  ")
    yield ""
    yield _counted(differences) if differences else "no difference"


def _facts(each: Difference) -> Iterable[tuple[str, object]]:
    told = (
        ("at", each.place),
        ("saw", each.saw),
        ("expected", each.expected),
        ("evidence", f"{each.evidence}: {each.source}"),
        ("sent", f"{each.exchange.method} {each.exchange.url}"),
        ("beyond", each.words),
    )
    return ((name, value) for name, value in told if value)


def _counted(differences: Sequence[Difference]) -> str:
    grades = [each.grade for each in differences]
    places = "1 difference" if len(grades) == 1 else f"{len(grades)} differences"
    return f"{places}, {grades.count('breaks')} from surer rules and {grades.count('differs')} from assumed ones"


def _whole(each: Difference) -> dict[str, Any]:
    """Return a difference for programs, with how much it weighs."""
    from msgspec import to_builtins

    return {"grade": each.grade, **to_builtins(each)}


def _write(path: Path, text: str, system: str, overlays: tuple[Path, ...]) -> None:
    """Write the draft, and see that it can be used. Raises CannotRun where it cannot be written."""
    from contracts.documents import load

    try:
        path.write_text(text, "utf-8")
    except OSError as problem:
        raise CannotRun(f"{path} cannot be written: {problem.strerror}") from None
    load(system, (*overlays, path))
    click.echo(f"wrote {path}; read it before you use it", err=True)
