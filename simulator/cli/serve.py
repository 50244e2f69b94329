"""``cfis-sandbox serve``: from flags and environment to a running server."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import Any

import click

from simulator.cli.failures import OK, CannotRun
from simulator.settings import SETTINGS, SettingsError, read

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def setting(flag: str, field: str, metavar: str, meaning: str, **more: Any) -> Decorator:
    """Return an option that is handed on as it was written, with its environment variable in its help."""
    multiple = SETTINGS[field].separator is not None
    text = f"{meaning}  [env var: {SETTINGS[field].variable}]"
    return click.option(flag, field, metavar=metavar, multiple=multiple, help=text, **more)


@click.command()
@setting("--host", "host", "ADDRESS", "The address to listen on; 127.0.0.1 unless given.")
@setting("--port", "port", "PORT", "The port to listen on; 8080 unless given, 0 for any free one.")
@setting("--data", "data", "DIR", "Keep worlds in this directory, as SQLite files; without it they live in memory.")
@setting("--database", "database", "URL", "Keep worlds in a database server (not there yet; refused).")
@setting(
    "--live",
    "live_rate",
    "[RATE]",
    "Let clocks run by themselves, RATE virtual seconds each real second (1 if no RATE).",
    is_flag=False,
    flag_value="1",
)
@setting("--profile", "profile", "PROFILE", "How kind the demo world is: lenient, faithful (unless given) or harsh.")
@setting("--expose", "expose", "SYSTEM=PORT", "Give one system a port of its own; may be repeated.")
@setting("--overlay", "overlays", "FILE", "Apply an OpenAPI Overlay to the contracts; may be repeated.")
@setting("--control-token", "control_token", "SECRET", "Ask for this secret at /sandbox; required off loopback.")
@setting("--policy", "policy", "NAME=VALUE", "Set an assumed number, such as morning_hour=6; may be repeated.")
@click.pass_context
def serve(ctx: click.Context, /, **flags: Any) -> None:
    """Run the sandbox until Ctrl-C.

    Prints the base URLs and credentials of the demo world, which are the same at every start. A flag wins over its
    environment variable.

    \b
    Example:
      cfis-sandbox serve
      cfis-sandbox serve --port 9000 --data ./worlds --live 86400
      cfis-sandbox serve --host 0.0.0.0 --control-token "$SECRET" --expose netvisor=8082
    """
    # Imported here so that looking at the help stays quick.
    from contracts.reading import ContractError
    from simulator.cli.preflight import check_before_start
    from simulator.core.errors import DomainError
    from simulator.world.store import StoreUnavailable

    try:
        settings = read(flags, os.environ)
        check_before_start(settings)
        gc.disable()  # nothing that is loaded goes away again; the server turns it on
        from simulator.serving import run

        code = run(settings)
    except KeyboardInterrupt:
        code = OK  # Ctrl-C is how people end it
    except (SettingsError, ContractError, DomainError, StoreUnavailable, OSError) as problem:
        raise CannotRun(str(problem)) from None
    finally:
        gc.enable()
    ctx.exit(code)
