"""Tables for people: aligned columns, amounts to the right. Programs ask for ``--json`` instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

GAP: Final = "  "


class Column(NamedTuple):
    """A heading, and whether what stands under it is a number that is read from the right."""

    heading: str
    right: bool = False


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]], *, indent: str = "") -> str:
    """Return ``rows`` below ``columns`` as lines without trailing blanks; None is shown as nothing.

    A table without rows is its headings. Lines are not cut: a terminal wraps them, and a pipe keeps them whole.
    """
    shown = [[plain(cell) for cell in row] for row in rows]
    lines = [[column.heading for column in columns], *shown]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    return "\n".join(
        (indent + GAP.join(_placed(*cell) for cell in zip(line, columns, widths, strict=True))).rstrip()
        for line in lines
    )


def facts(pairs: Iterable[tuple[str, object]], *, indent: str = "") -> str:
    """Return names and values below each other, values aligned; a value of None or of no text is left out."""
    given = [(name, plain(value)) for name, value in pairs if plain(value)]
    width = max((len(name) for name, _ in given), default=0)
    return "\n".join(f"{indent}{name.ljust(width)}{GAP}{value}" for name, value in given)


def amount(value: Decimal | int | None, currency: str | None = None) -> str:
    """Return an amount with two decimals, and its currency where one is given; no amount is no text."""
    if value is None:
        return ""
    text = f"{Decimal(value):.2f}"
    return f"{text} {currency}" if currency else text


def plain(value: object) -> str:
    """Return ``value`` as one line of text in which nothing can steer a terminal."""
    text = "" if value is None else str(value)
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _placed(text: str, column: Column, width: int) -> str:
    return text.rjust(width) if column.right else text.ljust(width)
