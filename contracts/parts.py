"""Put a contract document together that is written in several files: its own, and one for each group of resources."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from contracts.reading import ContractError, JsonObject, read_shipped

MEMBERS: Final = frozenset({"paths", "components"})
"""What a part may hold; everything else is said once, in the document's own file."""


def with_part(document: JsonObject, path: Path) -> JsonObject:
    """Return ``document`` with the paths and components of the part at ``path``; ``document`` stays as it is.

    Raises ContractError for a member that a part may not have, and for a name that stands in two files.
    """
    _, part = read_shipped(path)
    foreign = sorted(part.keys() - MEMBERS)
    if foreign:
        raise ContractError(f"{path}: a part holds paths and components, not {', '.join(foreign)}")
    components = dict(document.get("components", {}))
    for kind, named in part.get("components", {}).items():
        components[kind] = _joined(components.get(kind, {}), named, path)
    paths = _joined(document.get("paths", {}), part.get("paths", {}), path)
    return {**document, "paths": paths, "components": components}


def _joined(known: JsonObject, more: JsonObject, path: Path) -> JsonObject:
    twice = sorted(known.keys() & more.keys())
    if twice:
        raise ContractError(f"{path}: {', '.join(twice)} stands in another file as well")
    return {**known, **more}
