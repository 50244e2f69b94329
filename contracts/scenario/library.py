"""The stories that are shipped: found by name, listed by service and by weather."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from contracts.scenario.document import SERVICES, WEATHERS, Scenario, load

PACKAGE: Final = "scenarios"


class UnknownScenario(Exception):
    """There is no story of that name; the message says which was probably meant."""


def folder() -> Path:
    """Return the folder that the stories are in: one below it for each service."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise UnknownScenario("the library of scenarios is not installed")
    return Path(found.origin).parent


def files() -> list[Path]:
    """Return the files of all stories, by service in the order of the format, then by name."""
    return [path for service in SERVICES for path in sorted((folder() / service).glob("*.yaml"))]


def names() -> list[str]:
    """Return the names of all stories."""
    return [path.stem for path in files()]


def stories(service: str | None = None, weather: str | None = None) -> Iterator[Scenario]:
    """Yield the stories of a service and of a weather, or of all of them; by service, then weather, then name."""
    chosen = [load(path) for path in files() if service in (None, path.parent.name)]
    chosen.sort(key=lambda each: (list(SERVICES).index(each.service), WEATHERS.index(each.weather), each.name))
    return (each for each in chosen if weather in (None, each.weather))


def find(name: str) -> Scenario:
    """Return the story of that name. Raises UnknownScenario, UnreadableScenario."""
    for path in files():
        if path.stem == name:
            return load(path)
    near = nearest(name)
    meant = f"did you mean {near}?" if near else f"there are {', '.join(names())}"
    raise UnknownScenario(f"there is no scenario {name}; {meant}")


def nearest(name: str) -> str | None:
    """Return the name that was probably meant, if any."""
    near = get_close_matches(name, names(), 1)
    return near[0] if near else None
