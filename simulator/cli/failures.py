"""How a command ends when it does not succeed: one sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

from typing import Final

import click

OK: Final = 0
REFUSED: Final = 1
CANNOT_RUN: Final = 2
INTERRUPTED: Final = 130

EXIT_CODES: Final = (
    (OK, "it worked"),
    (REFUSED, "the sandbox refused, and said why; or a file or a server that was checked is not right"),
    (CANNOT_RUN, "wrong use, or it could not run: no server, a port in use, a file that cannot be read"),
    (INTERRUPTED, "stopped with Ctrl-C before it was done"),
)
"""Every exit code and what it means, for the help and its test."""


class Refused(click.ClickException):
    """The sandbox understood what was asked and said no."""

    exit_code = REFUSED


class CannotRun(click.ClickException):
    """The command never got as far as an answer."""

    exit_code = CANNOT_RUN
