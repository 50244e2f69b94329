"""Which operation a method and a path mean, and what was probably meant when none does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final, NamedTuple

from simulator.http.endpoint import NO_VALUES
from simulator.http.refusals import Refused

LONGEST_PATH_COMPARED: Final = 200
LEAST_LIKENESS: Final = 0.4
_PARAMETER: Final = re.compile(r"\{([^{}/]+)\}")
_SLASHES: Final = re.compile(r"//+")


class Way(NamedTuple):
    """One method and path template of a contract."""

    method: str
    path: str
    operation: str


class _Template(NamedTuple):
    """A path with parameters, as a pattern."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    literal: int
    way: Way


class Routes:
    """The paths of one system, below its root. A trailing or a doubled slash changes nothing."""

    def __init__(self, ways: Iterable[Way]) -> None:
        self._ways = tuple(ways)
        self._exact = {(way.method, _plain(way.path)): way.operation for way in self._ways if "{" not in way.path}
        templates = [_template(way) for way in self._ways if "{" in way.path]
        self._templates = sorted(templates, key=lambda template: (len(template.names), -template.literal))

    def find(self, method: str, path: str) -> tuple[str, Mapping[str, str]]:
        """Return the operation id and the path's parameters, as text.

        Raises Refused: 405, naming what the path does allow, or 404, naming the nearest operation.
        """
        operation = self._exact.get((method, path))
        if operation is not None:
            return operation, NO_VALUES
        plain = _plain(path)
        operation = self._exact.get((method, plain))
        if operation is not None:
            return operation, NO_VALUES
        for template in self._templates:
            matched = template.pattern.fullmatch(plain) if template.way.method == method else None
            if matched is not None:
                return template.way.operation, dict(zip(template.names, matched.groups(), strict=True))
        raise self._missed(method, plain)

    def _missed(self, method: str, path: str) -> Refused:
        allowed = sorted(self._methods_of(path))
        if allowed:
            listed = ", ".join(allowed)
            return Refused(
                405,
                f"{path[:LONGEST_PATH_COMPARED]} does not answer {method[:20]}; it answers {listed}",
                headers={"Allow": listed},
                explanation={"expected": listed, "seen": method[:20]},
            )
        seen = f"{method} {path}"[:LONGEST_PATH_COMPARED]
        known = [f"{way.method} {way.path}" for way in self._ways]
        nearest = next(iter(get_close_matches(seen, known, 1, LEAST_LIKENESS)), None)
        hint = f"; the nearest there is: {nearest}" if nearest else ""
        return Refused(404, f"nothing answers {seen}{hint}", explanation={"seen": seen, "nearest": nearest})

    def _methods_of(self, path: str) -> set[str]:
        exact = {method for method, known in self._exact if known == path}
        return exact | {template.way.method for template in self._templates if template.pattern.fullmatch(path)}


def _plain(path: str) -> str:
    """Return ``path`` with single slashes and none at its end."""
    if "//" in path:
        path = _SLASHES.sub("/", path)
    return path.rstrip("/") or "/"


def _template(way: Way) -> _Template:
    pieces = _PARAMETER.split(_plain(way.path))
    literals, names = pieces[::2], tuple(pieces[1::2])
    pattern = "([^/]+)".join(re.escape(literal) for literal in literals)
    return _Template(re.compile(pattern), names, sum(map(len, literals)), way)
