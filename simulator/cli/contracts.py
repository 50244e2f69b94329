"""``cfis-sandbox contracts``: read and check what the systems promise. Needs no server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from contracts.documents import Document, Operation, load, marks, systems
from contracts.evidence import EVIDENCE
from contracts.reading import ContractError
from simulator.cli.contract_fields import Field, answer_fields, request_fields
from simulator.cli.failures import CannotRun, Refused
from simulator.cli.shape import as_json, print_json
from simulator.cli.tables import Column, facts, table

OVERLAYS = click.option(
    "--overlay", "overlays", type=click.Path(path_type=Path), multiple=True, help="Apply this overlay; may be repeated."
)


@click.group()
def contracts() -> None:
    """Read and check the contracts of the systems.

    Every rule carries its evidence: documented, derived, analogy or assumed. Needs no running server.

    \b
    Example:
      cfis-sandbox contracts show cfis createInvoice
    """


@contracts.command("list")
@as_json
def show_all(json: bool) -> None:
    """List the systems, and how sure their rules are.

    The numbers below the evidence words count the rules marked so.

    \b
    Example:
      cfis-sandbox contracts list
    """
    documents = [_loaded(name, ()) for name in systems()]
    counted = [(each, Counter(mark.evidence for _, mark in marks(each))) for each in documents]
    if json:
        print_json(
            [
                {
                    "system": document.name,
                    "title": document.raw["info"]["title"],
                    "operations": [operation.operation_id for operation in document.operations],
                    "evidence": {word: counts[word] for word in EVIDENCE},
                }
                for document, counts in counted
            ]
        )
        return
    columns = [Column("SYSTEM"), Column("OPERATIONS", True), *(Column(word.upper(), True) for word in EVIDENCE)]
    rows = [(each.name, len(each.operations), *(counts[word] for word in EVIDENCE)) for each, counts in counted]
    click.echo(table(columns, rows))


@contracts.command()
@click.argument("system")
@click.argument("operation", required=False)
@OVERLAYS
@as_json
def show(system: str, operation: str | None, overlays: tuple[Path, ...], json: bool) -> None:
    """Show the operations of SYSTEM, or all about one OPERATION.

    \b
    Example:
      cfis-sandbox contracts show cfis
      cfis-sandbox contracts show cfis createInvoice --overlay ours.yaml
    """
    document = _loaded(system, overlays)
    if operation is None:
        _show_operations(document, json=json)
    else:
        _show_operation(document, _found(document, operation), json=json)


@contracts.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--system", help="The system that overlays are for, where it is neither cfis nor named in them.")
@as_json
def check(files: tuple[Path, ...], system: str | None, json: bool) -> None:
    """Load contracts or overlays, and say what is wrong with them.

    Each FILE is checked as a server would read it, an overlay against the contract that it extends. Leaves with exit
    code 1 where anything is wrong, and 2 where a file cannot be read.

    \b
    Example:
      cfis-sandbox contracts check ours.yaml --system cfis
    """
    from simulator.cli.contract_check import check_file  # the schema compiler, which reading does without

    try:
        verdicts = [(path, check_file(path, system)) for path in files]
    except ContractError as problem:
        raise CannotRun(str(problem)) from None
    wrong = sum(len(verdict.problems) for _, verdict in verdicts)
    if json:
        print_json([{"file": str(path), **verdict._asdict()} for path, verdict in verdicts])
    else:
        for path, verdict in verdicts:
            said = "fine" if not verdict.problems else f"{len(verdict.problems)} wrong"
            click.echo(f"{path}: {verdict.kind} for {verdict.system}: {said}")
            for sentence in verdict.problems:
                click.echo(f"  {sentence}")
    if wrong:
        raise Refused(f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong")


def _show_operations(document: Document, *, json: bool) -> None:
    if json:
        print_json([_in_brief(each) for each in document.operations])
        return
    columns = [Column("OPERATION"), Column("METHOD"), Column("PATH"), Column("EVIDENCE"), Column("SOURCE")]
    click.echo(table(columns, [(e.operation_id, e.method, e.path, e.evidence, e.source) for e in document.operations]))


def _show_operation(document: Document, operation: Operation, *, json: bool) -> None:
    good = min((status for status in operation.responses if status < 300), default=None)
    request = list(request_fields(document, operation))
    answer = list(answer_fields(document, operation, good)) if good is not None else []
    if json:
        parameters = [
            {"name": p.name, "in": p.location, "required": p.required, "schema": p.schema, "evidence": p.evidence}
            for p in operation.parameters
        ]
        bodies = {"request": [each._asdict() for each in request], "answer": [each._asdict() for each in answer]}
        print_json({**_in_brief(operation), "statuses": list(operation.responses), "parameters": parameters, **bodies})
        return
    head = [
        ("operation", f"{operation.operation_id}: {operation.method} {operation.path}"),
        ("evidence", operation.evidence),
        ("source", operation.source),
        ("request", ", ".join(operation.request_media)),
        ("statuses", ", ".join(str(status) for status in operation.responses)),
    ]
    click.echo(facts(head))
    if operation.parameters:
        columns = [Column("PARAMETER"), Column("IN"), Column(""), Column("EVIDENCE")]
        rows = [(p.name, p.location, "required" if p.required else "", p.evidence) for p in operation.parameters]
        click.echo("\n" + table(columns, rows))
    _show_fields("REQUEST", request)
    _show_fields(f"ANSWER {good}", answer)


def _show_fields(title: str, fields: Sequence[Field]) -> None:
    if fields:
        columns = [Column(title), Column("HOLDS"), Column(""), Column("EVIDENCE"), Column("SOURCE")]
        rows = [(f.path, f.kind, "required" if f.required else "", f.evidence, f.source) for f in fields]
        click.echo("\n" + table(columns, rows))


def _in_brief(operation: Operation) -> dict[str, object]:
    return {
        "operationId": operation.operation_id,
        "method": operation.method,
        "path": operation.path,
        "evidence": operation.evidence,
        "source": operation.source,
    }


def _loaded(system: str, overlays: Sequence[Path]) -> Document:
    try:
        return load(system, overlays)
    except ContractError as problem:
        raise CannotRun(str(problem)) from None


def _found(document: Document, operation_id: str) -> Operation:
    for operation in document.operations:
        if operation.operation_id == operation_id:
            return operation
    known = ", ".join(operation.operation_id for operation in document.operations)
    raise CannotRun(f"{document.name} has no operation {operation_id!r}; it has {known}")
