"""The overlay that makes a sandbox answer as was seen, as a text that a person reads before anybody uses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from contracts.drift.differences import Action, Difference

HEAD: Final = """\
# A draft: what a server answered, where that is not what the contract says. Read it before you use it.
# `cfis-sandbox serve --overlay FILE` makes the sandbox answer so; `cfis-sandbox drift --overlay FILE` looks again.
"""


def draft(system: str, base_url: str, day: str, differences: Sequence[Difference]) -> str:
    """Return the overlay as YAML; ``day`` is the day on which it was seen, by the server's clock."""
    actions = list(_distinct(differences))
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": f"What {place_of(base_url)} answered on {day}", "version": day},
        "extends": f"{system}.yaml",
        "actions": actions,
    }
    return HEAD + "".join(_words(differences)) + _text(overlay)


def place_of(base_url: str) -> str:
    """Return an address without what may be secret in it."""
    parts = urlsplit(base_url)
    return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _distinct(differences: Sequence[Difference]) -> Iterator[dict[str, Any]]:
    """Yield every action once, with what it is for."""
    seen: list[Action] = []
    for one in differences:
        for action in one.actions:
            if action in seen:
                continue
            seen.append(action)
            why = f"{one.operation}: {one.kind} {one.place}".strip()
            told = {"target": action.target, "description": f"{why}; expected {one.expected} ({one.evidence})"}
            yield {**told, "remove": True} if action.remove else {**told, "update": _plain(action.update)}


def _words(differences: Sequence[Difference]) -> Iterator[str]:
    """Yield what no document can say, as comments."""
    told = [f"#   {one.operation} {one.place}".rstrip() + f": {one.words}" for one in differences if one.words]
    if told:
        yield "# What the document cannot say:\n"
        yield from dict.fromkeys("".join(each if each.isprintable() else " " for each in one) + "\n" for one in told)


def _text(overlay: dict[str, Any]) -> str:
    # Whatever is not ASCII is escaped: names of members come from a server, and some characters end a line in YAML.
    return yaml.safe_dump(overlay, sort_keys=False, allow_unicode=False, width=110)


def _plain(value: Any) -> Any:
    """Return a copy without anything shared, so that the text needs no anchors."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
