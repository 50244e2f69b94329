"""Server processes under measurement: start, pin to a core, wait for the first answer, weigh, stop."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter, sleep
from typing import Final, NamedTuple

HOST: Final = "127.0.0.1"
LONGEST_START_SECONDS: Final = 300.0
STOP_SECONDS: Final = 15.0


class Server(NamedTuple):
    """A running server, and how long it took from its start to its first 200."""

    pid: int
    port: int
    seconds_to_answer: float

    @property
    def mebibytes(self) -> float:
        """The resident memory of the process; NaN where the system does not tell."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        except FileNotFoundError:
            return float("nan")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


class ServerDied(Exception):
    """A server ended before it answered; the message is what it wrote."""


class Cores(NamedTuple):
    """A core for the server and one for the load; None where a process is left to the scheduler."""

    server: int | None = None
    load: int | None = None

    def take_load_core(self) -> None:
        """Keep this process, which makes the load, off the server's core."""
        if self.load is not None:
            os.sched_setaffinity(0, {self.load})


def cores() -> Cores:
    """Return two of the cores that this process may use; none where there is one only, or no way to ask."""
    if sys.platform != "linux" or shutil.which("taskset") is None:
        return Cores()
    usable = sorted(os.sched_getaffinity(0))
    return Cores(usable[0], usable[1]) if len(usable) > 1 else Cores()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str], port: int, path: str, *, core: int | None = None, headers: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run ``command``, wait until GET ``path`` on ``port`` is answered with 200, and stop it at the end.

    Raises ServerDied.
    """
    pinned = list(command) if core is None else ["taskset", "-c", str(core), *command]
    with TemporaryFile() as output:
        started = perf_counter()
        process = subprocess.Popen(pinned, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_for_answer(process, port, path, headers or {})
            yield Server(process.pid, port, perf_counter() - started)
        except ServerDied:
            output.seek(0)
            raise ServerDied(f"{' '.join(command)}: {output.read().decode(errors='replace').strip()}") from None
        finally:
            _stop(process)


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, path: str, headers: Mapping[str, str]) -> None:
    until = perf_counter() + LONGEST_START_SECONDS
    while perf_counter() < until:
        if process.poll() is not None:
            break
        if _answers(port, path, headers):
            return
        sleep(0.002)
    raise ServerDied


def _answers(port: int, path: str, headers: Mapping[str, str]) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path, headers=dict(headers))
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
