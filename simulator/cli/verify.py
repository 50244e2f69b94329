"""``cfis-sandbox verify``: hold a server to its contract, the sandbox itself or a real staging environment."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from simulator.cli.failures import Refused
from simulator.cli.server_options import credentials_of, reaching, server_options
from simulator.cli.shape import as_json, print_json
from simulator.cli.tables import facts, plain

if TYPE_CHECKING:
    from contracts.conformance.findings import Finding, Outcome
    from contracts.conformance.server import Server

EXAMPLES: Final = 10
NAME_WIDTH: Final = 28


class Verified(NamedTuple):
    """What a program is told."""

    system: str
    base_url: str
    outcomes: tuple[Outcome, ...]


@click.command()
@server_options()
@click.option("--read-only", is_flag=True, help="Send nothing but safe reads.")
@click.option("--without", metavar="OPERATION", multiple=True, help="Leave an operation out; may be repeated.")
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    default=EXAMPLES,
    show_default=True,
    help="Requests for each operation and kind.",
)
@click.option("--strict", is_flag=True, help="Fail for rules that are only assumed, too.")
@as_json
def verify(token: str | None, given: tuple[str, ...], strict: bool, json: bool, base_url: str, **options: Any) -> None:
    """Check whether a server does what its contract says.

    Every operation is asked with requests that fit the contract and with bodies that do not; then several things are
    done in a row. Without --read-only it writes made-up records and replaces the token: never point it at production.

    \b
    Example:
      cfis-sandbox verify --system cfis --base-url http://127.0.0.1:8080/cfis --token TOKEN
      cfis-sandbox verify --system cfis --base-url https://staging.example --token TOKEN --read-only
    """
    with reaching():
        made = _verified(base_url, credentials_of(token, given), json=json, **options)
    if json:
        print_json(made._asdict())
    else:
        click.echo("\n".join(report(made.outcomes)))
    _end(made.outcomes, strict=strict)


def _verified(
    base_url: str,
    credentials: dict[str, str],
    *,
    json: bool,
    system: str,
    overlays: tuple[Path, ...],
    without: tuple[str, ...],
    **plan: Any,
) -> Verified:
    """Verify, and say how each operation came through as soon as it is known."""
    from contracts.conformance.server import Server
    from contracts.conformance.suite import Plan, verify
    from contracts.documents import load
    from simulator.world.timeline import real_now

    document = load(system, overlays)
    _check_names(without, [operation.operation_id for operation in document.operations])
    outcomes: list[Outcome] = []
    with Server(system, base_url, credentials, now=real_now, wait=time.sleep) as server:
        for outcome in verify(server, document, Plan(without=frozenset(without), **plan)):
            outcomes.append(outcome)
            click.echo(line(outcome), err=json)
        _tell_renewed(server)
    return Verified(system, base_url, tuple(outcomes))


def line(outcome: Outcome) -> str:
    """Return how one operation came through, as one line."""
    name = outcome.name.ljust(NAME_WIDTH)
    if outcome.untested:
        return f"untested  {name}  {outcome.untested}"
    return f"{_grade(outcome).ljust(8)}  {name}  {outcome.sent} sent, {outcome.accepted} granted".rstrip()


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the findings, each with what was sent, what came and what the contract says; at the end the counts."""
    from contracts.conformance.findings import BREAKS

    for outcome in outcomes:
        for finding in outcome.findings:
            yield ""
            verb = "breaks" if finding.grade == BREAKS else "differs from"
            yield f"{finding.operation} {verb} its contract ({finding.check})"
            yield facts(_facts(finding), indent="  ")
    grades = [_grade(outcome) if not outcome.untested else "untested" for outcome in outcomes]
    yield ""
    yield ", ".join(f"{grades.count(grade)} {grade}" for grade in ("ok", "differs", "breaks", "untested"))


def _facts(finding: Finding) -> Iterable[tuple[str, object]]:
    exchange = finding.exchange
    return (
        ("sent", f"{exchange.method} {exchange.url}"),
        ("body", exchange.body),
        ("came", f"{exchange.status} {exchange.answer}"),
        ("at", finding.place),
        ("saw", finding.saw),
        ("expected", finding.expected),
        ("evidence", f"{finding.evidence}: {finding.source}"),
    )


def _grade(outcome: Outcome) -> str:
    if outcome.breaks:
        return "breaks"
    return "differs" if outcome.findings else "ok"


def _check_names(wanted: Iterable[str], known: Sequence[str]) -> None:
    for name in wanted:
        if name not in known:
            raise click.UsageError(f"--without {plain(name)}: there is no such operation; there are {', '.join(known)}")


def _tell_renewed(server: Server) -> None:
    """Say which token is live now: the one that was given is not."""
    if server.renewed:
        click.echo(f"the token was replaced; from now on it is {server.renewed}", err=True)


def _end(outcomes: Sequence[Outcome], *, strict: bool) -> None:
    bad = [outcome.name for outcome in outcomes if outcome.breaks or (strict and outcome.findings)]
    if bad:
        raise Refused(f"the server does not do what its contract says: {', '.join(bad)}")
