"""``cfis-sandbox certify``: lead a client through the stories of a service, and say whether it may go live."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from simulator.cli.failures import CannotRun, Refused
from simulator.cli.known_clients import remember
from simulator.cli.shape import as_json
from simulator.cli.verifying import client_of, compare_with, known_result, stories_played
from simulator.cli.weighing import weigh

if TYPE_CHECKING:
    from simulator.certification.result import Result
    from simulator.certification.session import Certification, Plan
    from simulator.cli.certifying import Order

SERVICES: Final = ("intermediation", "lifecycle", "collection", "accounting")
SEED: Final = click.IntRange(-(1 << 63), 1 << 63, min_open=True, max_open=True)
TURN_SECONDS: Final = 120.0
FIRST_SEED: Final = 1
MOST_JOBS: Final = 64
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--service", type=click.Choice(SERVICES), help="What the client is certified for.")
@click.option("--client", metavar="DRIVER", help="How the client is reached; see above.")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write reports there.")
@click.option("--seed", type=SEED, metavar="NUMBER", help="Give every world other identities and other chance.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep each story there once it is played, and go on from there after an interruption.",
)
@click.option("--only", "names", metavar="STORY", multiple=True, help="Play this story alone; may be repeated.")
@click.option(
    "--baseline",
    type=click.Path(exists=True, path_type=Path),
    metavar="REPORT",
    help="An earlier report (a folder, its result.json or its evidence.zip); say what has changed since.",
)
@click.option(
    "--verify",
    "earlier",
    type=click.Path(exists=True, path_type=Path),
    metavar="REPORT",
    help="Repeat the certification of this report (a folder, its result.json or its evidence.zip) and compare. Its "
    "client is started if you have started it from this folder before, or name it with --client.",
)
@click.option(
    "--weigh",
    "bundle",
    type=click.Path(exists=True, path_type=Path),
    metavar="BUNDLE",
    help="Look whether an evidence.zip, or that of a folder, shows what its result says; starts nothing.",
)
@click.option(
    "--turn-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="NUMBER",
    default=TURN_SECONDS,
    show_default=True,
    help="How long a turn of the client may take, in real seconds.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=MOST_JOBS),
    metavar="NUMBER",
    default=1,
    show_default=True,
    help="Play so many stories at once; with exec: and http: only.",
)
@click.option("--overlay", "overlays", type=FILE, multiple=True, help="Change a contract first; may be repeated.")
@as_json
def certify(
    earlier: Path | None,
    bundle: Path | None,
    state: Path | None,
    report: Path | None,
    baseline: Path | None,
    json: bool,
    **options: Any,
) -> None:
    """Certify a client: lead it through stories of money and time, and hold it to what is required.

    \b
    DRIVER is one of
      exec:CMD                run at each turn, with an instruction on standard input
      http:URL                posted the same instructions
      python:MODULE:FACTORY   an object of this process
      python+http:...         the same, for one with an HTTP library of its own
      manual                  you do it, and are told what to do

    \b
    Exit codes:
      0  certified; with --verify, the result is the same; with --weigh, the evidence shows it
      1  not certified; with --verify, the result is another; with --weigh, the evidence shows another
      2  it could not be run, or the sandbox broke

    \b
    Example:
      cfis-sandbox certify --service lifecycle --client exec:'python my_client.py' --report report
      cfis-sandbox certify --verify report
    """
    if bundle is not None:
        weigh(bundle, options["overlays"])
        return
    known = known_result(earlier) if earlier is not None else None
    order = _order(known[1] if known else None, **options)
    before = _comparable(baseline, order.service) if baseline is not None else None
    if report is not None:
        from simulator.cli.preflight import check_directory

        check_directory(report, "--report")
    made = _certified(order, state, spec=known[1].client if known else None, json=json)
    _tell(made, report, before, json=json)
    if made.result.verdict == "error":
        raise CannotRun(f"the certification says nothing about the client: {made.result.because}")
    if known is not None:
        compare_with(*known, made.result)
    elif not made.result.certified:
        raise Refused(f"the client is not certified for {made.result.service}")


def _order(
    known: Result | None,
    *,
    service: str | None,
    client: str | None,
    seed: int | None,
    names: tuple[str, ...],
    **options: Any,
) -> Order:
    """Return what is asked for; what is not said is as in the earlier result. Raises UsageError."""
    from simulator.cli.certifying import Order

    if known is not None:
        service, client, names = service or known.service, client or client_of(known), names or stories_played(known)
        seed = known.stand.seed if seed is None else seed
    if service is None or client is None:
        raise click.UsageError("--service and --client say what is certified, and how it is reached")
    return Order(service, client, FIRST_SEED if seed is None else seed, names, **options)


def _comparable(baseline: Path, service: str) -> Result:
    """Return the earlier result that a certification for ``service`` is compared with. Raises CannotRun."""
    before = known_result(baseline)[1]
    if before.service != service:
        raise CannotRun(
            f"--baseline {baseline}: that certification is for {before.service}, and this one for {service}"
        )
    return before


def _certified(order: Order, state: Path | None, *, spec: str | None, json: bool) -> Certification:
    from contracts.reading import ContractError
    from contracts.scenario.mistakes import UnreadableScenario
    from simulator.certification.drivers.driver import CannotDrive
    from simulator.certification.drivers.person import Desk
    from simulator.certification.drivers.table import driver_of
    from simulator.certification.keeping import CannotKeep
    from simulator.certification.session import certify
    from simulator.certification.stories import UnknownStory
    from simulator.cli.certifying import keeping_of, opening, plan_of, watcher

    def say(line: str) -> None:
        click.echo(line, err=json)

    try:
        plan = plan_of(order)
        driver = driver_of(order.client, Desk(sys.stdin, say))
        remember(driver.spec)
        driver = driver._replace(spec=spec or driver.spec)
        say(_beginning(plan, driver.spec))
        with keeping_of(state, plan, driver) as keeping:
            return certify(plan, driver, opening(order.overlays), keeping, watcher(plan, say), jobs=order.jobs)
    except (CannotDrive, CannotKeep, ContractError, UnknownStory, UnreadableScenario) as problem:
        raise CannotRun(str(problem)) from None
    except Exception:  # left alone, it would end with exit code 1, which says that the client is not certified
        traceback.print_exc()
        raise CannotRun("that was a mistake of cfis-sandbox, and says nothing about the client") from None


def _beginning(plan: Plan, client: str) -> str:
    from contracts.words import counted

    stories = counted(len(plan.stories) - len(plan.left_out), "story", "stories")
    return f"Certifying {client} for {plan.service}: {stories}, seed {plan.stand.seed}."


def _tell(made: Certification, report: Path | None, before: Result | None, *, json: bool) -> None:
    """Write the reports, and tell what it comes to. Raises CannotRun."""
    from simulator.certification.report.baseline import compare
    from simulator.certification.report.document import to_bytes
    from simulator.certification.report.terminal import closing
    from simulator.certification.report.writing import write_reports

    changes = None if before is None else compare(before, made.result)
    try:
        if report is not None:
            write_reports(made.result, made.exhibits, report, before)
    except OSError as problem:
        raise CannotRun(f"--report {report}: {problem}") from None
    if json:
        click.echo(to_bytes(made.result), nl=False)
    else:
        click.echo(f"\n{closing(made.result, changes, paint=_painted)}", nl=False)
    if report is not None:
        click.echo(f"The reports are in {report}; begin with {report / 'report.html'}.", err=True)


COLOURS: Final = {"good": "green", "bad": "red", "late": "yellow"}


def _painted(text: str, tone: str) -> str:
    return click.style(text, fg=COLOURS.get(tone), bold=tone == "bad")
