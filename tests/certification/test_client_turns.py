"""A turn of a client ends in its time, whatever the client does, and leaves no thread and no descriptor behind."""

from __future__ import annotations

import gzip
import http.server
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest

from contracts.scenario.client import ClientTrouble
from simulator.certification.drivers.driver import Halted
from simulator.certification.drivers.patience import TICK_SECONDS, TooSlow, in_time, kept_at
from simulator.certification.drivers.table import driver_of
from simulator.certification.drivers.telling import MOST_BYTES
from tests.certification.test_client_drivers import INVOICE, NOBODY, puppet, stage, trouble_of, world

LONGEST_SECONDS = 15
"""Far less than what hangs here would take, and far more than a busy machine needs."""


def open_descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@contextmanager
def leaving_nothing_behind() -> Iterator[None]:
    """Look that a block ends soon, and that threads and descriptors are the same after it."""
    threads, descriptors, start = set(threading.enumerate()), open_descriptors(), time.monotonic()
    yield
    assert time.monotonic() - start < LONGEST_SECONDS
    assert set(threading.enumerate()) <= threads
    assert open_descriptors() <= descriptors


@pytest.fixture
def ends_daemons(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    os.kill(int((tmp_path / "daemon.pid").read_text()), signal.SIGKILL)


@pytest.mark.parametrize("how", ["hangs", "leaves-somebody-behind"])
def test_a_command_that_hangs_is_stopped_with_all_that_it_started_and_told_nothing_more(
    how: str, tmp_path: Path
) -> None:
    on = stage(tmp_path, seconds=0.5)
    client = puppet(how).begin(on)(world())
    with leaving_nothing_behind():
        with pytest.raises(
            ClientTrouble, match=r"the command did not end its turn within 0\.5 seconds, and was stopped"
        ):
            client.run()
        with pytest.raises(ClientTrouble, match="told nothing more"):
            client.run()
    assert on.over.is_set()


def test_a_daemon_that_keeps_the_streams_of_a_command_open_prolongs_no_turn(ends_daemons: Path) -> None:
    with leaving_nothing_behind():
        puppet("leaves-a-daemon-behind").begin(stage(ends_daemons))(world()).run()


def test_a_command_that_hangs_is_stopped_whatever_it_has_left_in_other_sessions(ends_daemons: Path) -> None:
    with leaving_nothing_behind():
        assert "did not end its turn" in trouble_of(puppet("hangs-with-a-daemon"), stage(ends_daemons, seconds=1))


@pytest.mark.parametrize("how", ["says-it-slowly", "does-not-listen"])
def test_an_answer_is_heard_whole_however_the_streams_are_closed(how: str, tmp_path: Path) -> None:
    large = {"invoice": {"text": "x" * 1_000_000}}
    with leaving_nothing_behind():
        puppet(how).begin(stage(tmp_path))(world()).create_invoice(large)


def test_a_turn_is_left_at_once_when_the_run_is_halted(tmp_path: Path) -> None:
    halted = Event()
    on = stage(tmp_path, seconds=600)._replace(is_halted=halted.is_set)
    threading.Timer(0.2, halted.set).start()
    client = puppet("hangs").begin(on)(world())
    with leaving_nothing_behind(), pytest.raises(Halted):
        client.run()


def test_a_half_second_is_told_of_when_it_has_passed(tmp_path: Path) -> None:
    ticks: list[float] = []
    start = time.monotonic()
    with pytest.raises(TooSlow):
        kept_at(
            lambda most: Event().wait(most),
            stage(tmp_path, seconds=1.2),
            tick=lambda: ticks.append(time.monotonic() - start),
        )
    assert len(ticks) == 2
    assert ticks[0] >= TICK_SECONDS
    assert ticks[1] >= 2 * TICK_SECONDS


def test_what_a_deed_raises_is_raised(tmp_path: Path) -> None:
    def deed() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        in_time(deed, stage(tmp_path), tick=lambda: None, stop=lambda: None)


class Awkward(http.server.BaseHTTPRequestHandler):
    """Answers in a way that the path names."""

    closing: Event

    def do_POST(self) -> None:
        self.asked_for = self.headers["Accept-Encoding"]
        self.rfile.read(int(self.headers["Content-Length"]))
        with suppress(OSError):  # whoever asked is gone
            {"/hang": self.hang, "/drip": self.drip, "/packed": self.packed, "/endless": self.endless}[self.path]()

    def hang(self) -> None:
        self.closing.wait(60)

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.closing.wait(0.1):
            self.wfile.write(b" ")

    def packed(self) -> None:
        self.send_response(200, "asked for")
        self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(gzip.compress(b"\0" * 1_000_000))

    def endless(self) -> None:
        self.send_response(200 if self.asked_for == "identity" else 500)
        self.end_headers()
        while not self.closing.is_set():
            self.wfile.write(b" " * 100_000)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def awkward() -> Iterator[str]:
    closing = Event()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Awkward,), {"closing": closing}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    closing.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_an_address_that_does_not_come_to_an_end_is_left(how: str, awkward: str, tmp_path: Path) -> None:
    on = stage(tmp_path, seconds=0.5)
    trouble = trouble_of(driver_of(f"http:{awkward}/{how}", NOBODY), on)
    assert trouble == "the client did not end its turn within 0.5 seconds, and was stopped"
    assert on.over.is_set()
    assert not [each for each in threading.enumerate() if each.name == "turn of a client"]


def test_an_answer_that_is_packed_is_refused_unopened(awkward: str, tmp_path: Path) -> None:
    trouble = trouble_of(driver_of(f"http:{awkward}/packed", NOBODY), stage(tmp_path))
    assert "Content-Encoding 'gzip'; an answer has to be plain JSON" in trouble


def test_an_answer_without_end_is_read_as_far_as_it_may_be_long(awkward: str, tmp_path: Path) -> None:
    trouble = trouble_of(driver_of(f"http:{awkward}/endless", NOBODY), stage(tmp_path))
    assert f"more than {MOST_BYTES} bytes" in trouble


def test_a_client_whose_turn_takes_a_second_is_told_so_in_the_singular(tmp_path: Path) -> None:
    client = puppet("hangs").begin(stage(tmp_path, seconds=1))(world())
    with pytest.raises(ClientTrouble, match="within 1 second, and"):
        client.create_invoice(INVOICE)
