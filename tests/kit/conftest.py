"""The image as its Dockerfile says, carried out on this machine, and servers that are started from it."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.docs.console import LAST_LINE
from tests.kit.dockerfile import ROOT, Carried, Stage, bare, lend_packages, read

TOKEN = "made-up-secret"
Start = Callable[..., "Server"]


class Image(NamedTuple):
    """What was built: the stages of the file, and the place where the last one was carried out."""

    stages: list[Stage]
    carried: Carried

    @property
    def final(self) -> Stage:
        return self.stages[-1]

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a container."""
        around = bare()
        said = {name: self.carried.placed(value) for name, value in self.final.environment().items()}
        said["PATH"] = said["PATH"].replace("$PATH", around["PATH"])
        return {**around, **said, **more}


class Server(NamedTuple):
    """A server of the image, and what its healthcheck says: 0 when it is well."""

    url: str
    banner: str
    health: Callable[[], int]


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    folder = tmp_path_factory.mktemp("image")
    stages = read((ROOT / "Dockerfile").read_text("utf-8"))
    carried = Carried(folder, ROOT, offline)
    carried.build(stages)
    lend_packages(carried.below("/venv"))
    return Image(stages, carried)


@pytest.fixture(scope="session")
def wheel(image: Image) -> Path:
    (built,) = (image.carried.root.parent / "earlier" / "build" / "wheels").glob("*.whl")
    return built


def offline(command: str) -> str:
    """Return a command of pip that does without an index: what it would fetch is installed beside the tests."""
    built = re.sub(r"\bpip wheel\b", "pip wheel --no-build-isolation", command)
    return re.sub(r"\bpip (--python \S+ )?install\b", r"\g<0> --no-deps --no-compile", built)


@pytest.fixture
def start(image: Image) -> Iterator[Start]:
    with ExitStack() as running:

        def started(**more: str) -> Server:
            return running.enter_context(serving(image, **more))

        yield started


@contextmanager
def serving(image: Image, **more: str) -> Iterator[Server]:
    """Run what a container would run, on a free port, until the block ends."""
    environment = image.environment(CFIS_SANDBOX_PORT=free_port(), **more)
    command = [*image.final.last("ENTRYPOINT").words, *image.final.last("CMD").words]
    program = shutil.which(command[0], path=environment["PATH"])
    assert program is not None
    assert Path(program).is_relative_to(image.carried.root)
    process = subprocess.Popen(
        [program, *command[1:]], env=environment, cwd=image.carried.root, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or (lines[-1] and lines[-1].strip() != LAST_LINE):
        lines.append(process.stdout.readline())

    def health() -> int:
        check = image.final.last("HEALTHCHECK").said.partition("CMD ")[2]
        return subprocess.run(["sh", "-c", check], env=environment, check=False, capture_output=True).returncode

    try:
        yield Server(f"http://127.0.0.1:{environment['CFIS_SANDBOX_PORT']}", "".join(lines), health)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return str(listening.getsockname()[1])
