"""Prism, the best-known mock server for OpenAPI documents, on the same contract, to compare with.

It is installed by npm into a folder that is thrown away, and skipped where there is no npm.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from contracts.documents import HERE

PACKAGE: Final = "@stoplight/prism-cli@5"
INSTALL_SECONDS: Final = 300
CONTRACT: Final = HERE / "openapi" / "cfis.yaml"


class Unavailable(Exception):
    """There is no Prism to compare with; the message says why."""


@contextmanager
def installed() -> Iterator[Path]:
    """Install Prism, give its command, and remove it. Raises Unavailable."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not installed")
    with TemporaryDirectory(prefix="prism-") as folder:
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, PACKAGE]
        try:
            done = subprocess.run(install, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise Unavailable(f"npm took longer than {INSTALL_SECONDS} seconds to install it") from None
        command = Path(folder, "node_modules", ".bin", "prism")
        if done.returncode or not command.exists():
            raise Unavailable(
                "npm could not install it: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            )
        yield command


def command(prism: Path, port: int) -> list[str]:
    """Return the command line that serves the CFIS contract on ``port``."""
    return [str(prism), "mock", "--host", "127.0.0.1", "--port", str(port), "--verboseLevel", "fatal", str(CONTRACT)]
