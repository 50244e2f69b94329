"""The driver ``exec:CMD``: the command is run once for each turn, with the instruction on its standard input.

It answers with one JSON object on its standard output. Credentials go by the environment and by standard input, never
by the command line, which every user of a machine can read.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from contracts.scenario.client import ClientTrouble, ClientWorld
from simulator.certification.drivers.command import Run
from simulator.certification.drivers.driver import CannotDrive, Driver, Stage
from simulator.certification.drivers.patience import Hourglass, TooSlow, kept_at, stopped
from simulator.certification.drivers.telling import Instruction, telling

MOST_TOLD: Final = 2000
"""Of what a command says on standard error, so many characters of the end are told."""
SHOWN: Final = 4


def process_driver(command: str) -> Driver:
    """Return a driver for a command, split as a shell does, without a shell.

    Raises CannotDrive for what is none, and where there is no such command.
    """
    try:
        words = shlex.split(command)
    except ValueError as problem:
        raise CannotDrive(f"exec:{command}: {problem}") from None
    if not words:
        raise CannotDrive("exec: needs a command, such as exec:'python my_client.py'")
    if shutil.which(words[0]) is None:
        raise CannotDrive(f"exec:{command}: {_why_not(words[0])}")
    return Driver(
        f"exec:{command}",
        needs_address=True,
        begin=lambda stage: telling(stage, lambda instruction, world: _turn(words, stage, instruction, world)),
    )


def _why_not(command: str) -> str:
    """Return why a command cannot be run, and what would be right."""
    path = Path(command)
    if path.is_dir():
        return f"{command} is a folder; expected a command"
    if path.is_file() and os.sep in command:
        return f"{command} is not executable; make it so, or name first the program that runs it"
    if path.is_file():
        return f"there is no command {command}; a file of this folder is run as exec:./{command}"
    return f"there is no command {command}"


def _turn(words: Sequence[str], stage: Stage, instruction: Instruction, world: ClientWorld) -> bytes:
    hourglass = Hourglass(stage, world)
    run = Run(words, _environment(stage, instruction, world), instruction.encoded)
    try:
        kept_at(run.carry, stage, tick=hourglass.tick)
        status = run.status
    except TooSlow:
        raise ClientTrouble(f"{stopped(stage, 'the command')}{_complaint(run.said, stage, instruction)}") from None
    finally:
        run.end()
    if status:
        complaint = _complaint(run.said, stage, instruction)
        raise ClientTrouble(f"the command {_ended(status)}{complaint}")
    return bytes(run.answered)


def _ended(status: int) -> str:
    if status > 0:
        return f"ended with exit status {status}"
    try:
        return f"was ended by the signal {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by the signal {-status}"


def _environment(stage: Stage, instruction: Instruction, world: ClientWorld) -> dict[str, str]:
    return {
        **os.environ,
        "CFIS_BASE_URL": instruction.base_url,
        "CFIS_PRODUCTION_BASE_URL": f"{world.base_url}-production",
        "CFIS_API_KEY": instruction.api_key,
        "SANDBOX_NOW": instruction.now,
        "SANDBOX_STORY": instruction.story,
        "SANDBOX_TURN": str(instruction.turn),
        "SANDBOX_STATE_DIR": str(stage.folder),
    }


def _complaint(said: bytearray, stage: Stage, instruction: Instruction) -> str:
    """Return what was said on standard error, without the token and without where this machine keeps things."""
    text = said.decode("utf-8", "replace").strip()[-MOST_TOLD:]
    text = text.replace(instruction.api_key, f"{instruction.api_key[:SHOWN]}…")
    text = text.replace(str(stage.folder), "$SANDBOX_STATE_DIR")
    return f"; on standard error it said: {text}" if text else ""
