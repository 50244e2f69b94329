"""The driver ``exec:CMD``: the command is run once for each turn, with the instruction on its standard input.

It answers with one JSON object on its standard output. Credentials go by the environment and by standard input, never
by the command line, which every user of a machine can read.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Thread
from typing import IO, Final

from contracts.scenario.client import ClientTrouble, ClientWorld
from simulator.certification.drivers.driver import CannotDrive, Driver, Stage
from simulator.certification.drivers.patience import Hourglass, TooSlow, in_time
from simulator.certification.drivers.telling import MOST_BYTES, Instruction, telling

MOST_SAID: Final = 2000
"""Of what a command says on standard error, so many characters of the end are kept."""
SHOWN: Final = 4
SECONDS_TO_END: Final = 5.0


def process_driver(command: str) -> Driver:
    """Return a driver for a command, split as a shell does, without a shell. Raises CannotDrive."""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        raise CannotDrive(f"exec:{command}: {problem}") from None
    if not words:
        raise CannotDrive("exec: needs a command, such as exec:'python my_client.py'")
    return Driver(
        f"exec:{command}",
        needs_address=True,
        begin=lambda stage: telling(stage, lambda instruction, world: _turn(words, stage, instruction, world)),
    )


class Run:
    """One run of the command."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it. Raises ClientTrouble."""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - it is the caller's own command, without a shell
                words,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # so that all that it starts can be ended with it
            )
        except (OSError, ValueError) as problem:
            raise ClientTrouble(f"{words[0]} cannot be started: {problem}") from None
        self.said = ""
        self._listener = Thread(target=self._listen, name="standard error of a client", daemon=True)
        self._listener.start()

    def answer(self, instruction: bytes) -> tuple[bytes, int]:
        """Hand the instruction over, and return what came back and the exit status."""
        with suppress(OSError):  # a command need not read it
            _stream(self._process.stdin).write(instruction)
        with suppress(OSError):
            _stream(self._process.stdin).close()
        answered = _stream(self._process.stdout).read(MOST_BYTES + 1)
        if len(answered) > MOST_BYTES:
            return answered, 0
        return answered, self._process.wait()

    def end(self) -> None:
        """End the command and all that it started, whatever it is doing."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._listener.join(SECONDS_TO_END)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):
                _stream(stream).close()

    def _listen(self) -> None:
        with suppress(OSError, ValueError):
            while said := _stream(self._process.stderr).read1(MOST_SAID):  # type: ignore[attr-defined]
                self.said = (self.said + said.decode("utf-8", "replace"))[-MOST_SAID:]


def _turn(words: Sequence[str], stage: Stage, instruction: Instruction, world: ClientWorld) -> bytes:
    run = Run(words, _environment(stage, instruction, world))
    hourglass = Hourglass(stage, world)
    try:
        answered, status = in_time(lambda: run.answer(instruction.encoded), seconds=stage.seconds, tick=hourglass.tick)
        trouble = f"the command ended with exit status {status}" if status else None
    except TooSlow:
        stage.over.set()
        answered, trouble = b"", f"the command did not end within {stage.seconds:g} seconds, and was stopped"
    finally:
        run.end()
    if trouble:
        raise ClientTrouble(trouble + _complaint(run.said, stage, instruction))
    return answered


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


def _complaint(said: str, stage: Stage, instruction: Instruction) -> str:
    """Return what was said on standard error, without the token and without where this machine keeps things."""
    text = said.strip().replace(instruction.api_key, f"{instruction.api_key[:SHOWN]}…")
    text = text.replace(str(stage.folder), "$SANDBOX_STATE_DIR")
    return f"; on standard error it said: {text}" if text else ""


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # all three are pipes
    return stream
