"""What can be seen to be wrong before a server is built: a port that is taken, a directory nobody can write to."""

from __future__ import annotations

import errno
import os
import socket
import tempfile
from pathlib import Path

from simulator.cli.failures import CannotRun
from simulator.settings import Settings


def check_before_start(settings: Settings) -> None:
    """Raise CannotRun, with what to do about it, where the server could not start."""
    for system in settings.expose:
        check_system(system)
    for flag, port in (("--port", settings.port), *((f"--expose {s}", p) for s, p in settings.expose.items())):
        if port:
            check_port(settings.host, port, flag)
    if settings.data is not None:
        check_directory(settings.data, "--data")
    for overlay in settings.overlays:
        if not overlay.is_file():
            raise CannotRun(f"--overlay {overlay}: there is no such file")


def check_system(name: str) -> None:
    """Raise CannotRun unless ``name`` is a system that can be exposed."""
    from simulator.asgi import SYSTEMS  # the server itself, which only starting one should load

    if name not in SYSTEMS:
        raise CannotRun(f"--expose {name}: there is no such system; there are {', '.join(SYSTEMS)}")


def check_port(host: str, port: int, flag: str) -> None:
    """Raise CannotRun where ``port`` of ``host`` cannot be listened on; ``flag`` is what asked for it."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":  # elsewhere this would let two servers share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise CannotRun(f"--host {host}: no such address is known here") from None
    except OSError as problem:
        raise CannotRun(_about_port(host, port, flag, problem)) from None


def check_directory(path: Path, flag: str) -> None:
    """Make ``path`` where it does not exist; raise CannotRun where nothing can be written there.

    ``flag`` is what asked for it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as problem:
        raise CannotRun(f"{flag} {path}: cannot be written to ({problem.strerror or problem})") from None


def _about_port(host: str, port: int, flag: str, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use; stop what uses it, or give {flag} another one"
    if problem.errno == errno.EADDRNOTAVAIL:
        return f"--host {host}: this machine has no such address"
    return f"port {port} of {host} cannot be listened on ({problem.strerror or problem}); give {flag} another one"
