"""The scoreboard: every operation of every system, how sure it is, and who has shown it. Writes ``docs/coverage.md``.

``python -m contracts.scoreboard`` in a checkout of the repository. What it tells is read from the code, the contracts,
the examples and the record that tests of published clients keep; nothing is typed by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from contracts.documents import Document, Operation, examples, load
from contracts.evidence import EVIDENCE
from simulator.asgi import SYSTEMS

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "coverage.md"
RECORD: Final = ROOT / "docs" / "real_clients.json"
NONE: Final = "–"
OURS: Final = "ours"
"""An example that is shipped, and of which nobody says that a vendor printed it."""
Record = dict[str, dict[str, dict[str, list[str]]]]
"""System, client, test, and the operations that the client reached there."""
HEAD: Final = """\
# Coverage

What the sandbox emulates, operation by operation. This page is written by `python -m contracts.scoreboard` from the
code, the contracts, the examples and `docs/real_clients.json`; a test fails while it is out of date.

- **Evidence**: how sure the operation is, by the contract. `documented`: the vendor's public pages say so; `derived`:
  it follows from what they print; `analogy`: a sister interface has it; `assumed`: somebody had to choose.
- **Example**: the best evidence among the operation's examples in `contracts/examples`; `ours` was made up to show it.
- **Real client**: a published client, unmodified, has reached the operation with success over a socket. What each test
  reaches is read from the sandbox's own journal, recorded, and held to the record at every run.
"""


class Row(NamedTuple):
    """One operation."""

    operation: str
    address: str
    emulated: bool
    evidence: str
    example: str
    clients: tuple[str, ...]


class Board(NamedTuple):
    """One system."""

    system: str
    title: str
    rows: tuple[Row, ...]


def boards(record: Record) -> Iterator[Board]:
    """Yield the board of every system that the process serves."""
    for name, introduction in SYSTEMS.items():
        document = load(name)
        endpoints, shown, reached = introduction.load().endpoints, _shown(document), _reached(record.get(name, {}))
        rows = tuple(
            Row(
                operation=one.operation_id,
                address=f"{one.method} {one.path}",
                emulated=one.operation_id in endpoints,
                evidence=one.evidence,
                example=shown.get(one.operation_id, NONE),
                clients=tuple(sorted(client for client, found in reached.items() if one.operation_id in found)),
            )
            for one in document.operations
        )
        yield Board(name, document.raw["info"]["title"], rows)


def page(record: Record) -> str:
    """Return the scoreboard as Markdown."""
    told = tuple(boards(record))
    return "\n".join([HEAD, *_summary(told), *(line for board in told for line in _detail(board))]) + "\n"


def read_record(path: Path = RECORD) -> Record:
    """Return what the tests of published clients have recorded."""
    return msgspec.json.decode(path.read_bytes(), type=Record)


def _reached(clients: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, set[str]]:
    return {client: {name for found in tests.values() for name in found} for client, tests in clients.items()}


def _shown(document: Document) -> dict[str, str]:
    """Return the best evidence among the examples of each operation that has any."""
    found = {one.operation_id: OURS for one in examples(document.name, cut=True)}
    for operation in document.operations:
        marks = _marks(document, operation)
        if operation.operation_id in found and marks:
            found[operation.operation_id] = min(marks, key=EVIDENCE.index)
    return found


def _marks(document: Document, operation: Operation) -> list[str]:
    described = document.raw["paths"][operation.path][operation.method.lower()]
    return [mark for mark in dict(described.get("x-examples", {})).values() if mark in EVIDENCE]


def _summary(told: Iterable[Board]) -> Iterator[str]:
    yield from _line("system", "operations", "emulated", *EVIDENCE, "with an example", "reached by a real client")
    yield from _line(*["---"] * (5 + len(EVIDENCE)))
    for board in told:
        evidence = Counter(row.evidence for row in board.rows)
        yield from _line(
            f"[{board.system}](#{board.system})",
            len(board.rows),
            sum(row.emulated for row in board.rows),
            *(evidence[word] for word in EVIDENCE),
            sum(row.example != NONE for row in board.rows),
            sum(bool(row.clients) for row in board.rows),
        )


def _detail(board: Board) -> Iterator[str]:
    yield from ("", f"## {board.system}", "", f"{board.title}.", "")
    yield from _line("operation", "address", "emulated", "evidence", "example", "real client")
    yield from _line(*["---"] * 6)
    for row in board.rows:
        yield from _line(
            f"`{row.operation}`",
            f"`{row.address}`",
            "yes" if row.emulated else "no",
            row.evidence,
            row.example,
            ", ".join(row.clients) or NONE,
        )


def _line(*cells: object) -> Iterator[str]:
    yield "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(read_record()), "utf-8")
