"""One run of a command: the instruction goes in, what it says comes out, and whatever it leaves behind holds up nobody.

Its streams are never waited for longer than asked. A child of the command may outlive it in a session of its own and
keep them open; the run is over when the command itself is.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import IO, Final

from contracts.scenario.client import ClientTrouble
from simulator.certification.drivers.telling import MOST_BYTES

MOST_SAID: Final = 8000
"""Of what a command says on standard error, so many bytes of the end are kept."""
AT_ONCE: Final = 65536
"""Bytes that are read or written in one go; a pipe holds no more."""


class Run:
    """One run of a command. ``answered`` is what it said on standard output so far, ``said`` the end of its complaints.

    Raises ClientTrouble where it cannot be started.
    """

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], instruction: bytes) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - it is the caller's own command, without a shell
                words,
                bufsize=0,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # so that all that it starts can be ended with it
            )
        except (OSError, ValueError) as problem:
            raise ClientTrouble(f"{words[0]} cannot be started: {problem}") from None
        self.answered, self.said = bytearray(), bytearray()
        self._left = memoryview(instruction)
        self._selector = DefaultSelector()
        self._watch(self._process.stdin, EVENT_WRITE, self._tell)
        self._watch(self._process.stdout, EVENT_READ, self._hear)
        self._watch(self._process.stderr, EVENT_READ, self._hear_complaint)

    @property
    def status(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def carry(self, seconds: float) -> bool:
        """Carry what there is to carry, waiting at most so long for it; return whether the run is over."""
        ended = self.status is not None  # before anything is read, so that nothing of what it said is missed
        heard = len(self.answered)
        for key, _ in self._selector.select(0 if ended or self._is_silent else seconds):
            key.data()
        if self._is_silent and not ended:  # most often it is about to end
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        return len(self.answered) > MOST_BYTES or (ended and len(self.answered) == heard)

    def end(self) -> None:
        """End the command and all that it started in its session, whatever it is doing."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            _stream(stream).close()

    @property
    def _is_silent(self) -> bool:
        """Whether it has closed its standard output."""
        return _stream(self._process.stdout).closed

    def _watch(self, stream: IO[bytes] | None, event: int, work: Callable[[IO[bytes]], None]) -> None:
        watched = _stream(stream)
        os.set_blocking(watched.fileno(), False)
        self._selector.register(watched, event, lambda: work(watched))

    def _leave(self, stream: IO[bytes]) -> None:
        self._selector.unregister(stream)
        stream.close()

    def _tell(self, stream: IO[bytes]) -> None:
        try:
            self._left = self._left[os.write(stream.fileno(), self._left[:AT_ONCE]) :]
        except BlockingIOError:
            return
        except OSError:  # a command need not read it
            self._left = self._left[:0]
        if not self._left:
            self._leave(stream)

    def _hear(self, stream: IO[bytes]) -> None:
        self.answered += self._part(stream)

    def _hear_complaint(self, stream: IO[bytes]) -> None:
        self.said = (self.said + self._part(stream))[-MOST_SAID:]

    def _part(self, stream: IO[bytes]) -> bytes:
        """Return what has come by a stream, which is left where nothing will come any more."""
        try:
            part = os.read(stream.fileno(), AT_ONCE)
        except BlockingIOError:
            return b""
        if not part:
            self._leave(stream)
        return part


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # all three are pipes
    return stream
