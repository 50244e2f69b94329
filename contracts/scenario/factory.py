"""Finds the client that somebody names: a factory in a module, or the reference client where nobody is named."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from contracts.scenario.client import Client, ClientWorld, MakeClient

PREFIX: Final = "python:"


class NoFactory(Exception):
    """What was named makes no client; the message says why, and what would be right."""


def factory(spec: str) -> MakeClient:
    """Return the factory that ``python:MODULE:FACTORY`` names; it may stand in the working directory.

    Raises NoFactory.
    """
    module_name, _, name = spec.removeprefix(PREFIX).partition(":")
    if not (module_name and name):
        raise NoFactory(f"{spec}: expected python:MODULE:FACTORY, such as python:my_client:make_client")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        made = getattr(import_module(module_name), name)
    except ImportError as problem:
        raise NoFactory(f"{spec}: {problem}") from None
    except AttributeError:
        raise NoFactory(f"{spec}: {module_name} has no {name}") from None
    if not callable(made):
        raise NoFactory(f"{spec}: {name} cannot be called; a factory takes a ClientWorld and returns a Client")
    found: MakeClient = made
    return found


def reference_client(world: ClientWorld) -> Client:
    """Make the reference client, for stories to which nobody brings a client."""
    # Imported here, since who brings a client does without.
    from contracts.reference_client.client import CfisClient  # noqa: PLC0415

    return CfisClient(world.http, token=world.access_token, store=world.memory, today=world.today, wait=world.wait)
