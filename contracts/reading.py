"""Read contract documents, overlays and examples from files, as plain JSON values, and quickly.

Scalars follow YAML 1.2, as OpenAPI asks: ``NO`` is a country and not false, a date is a string. Parsing the documents
takes fifty times longer than reading the same values as JSON, so the parsed form of a shipped document is kept in
``__pycache__`` beside it, under a name that contains the hash of its text, much as Python keeps compiled modules.
"""

from __future__ import annotations

import importlib.util
import os
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

JsonObject: TypeAlias = dict[str, Any]
"""An object of a contract document: arbitrary JSON, whose numbers are int and float, as jsonschema-rs wants them."""


class ContractError(Exception):
    """A contract document, overlay or example that cannot be used; the message names the file and the place."""


def read_yaml(path: Path) -> JsonObject:
    """Return the object that the YAML or JSON file at ``path`` holds; refuse anything else with ContractError."""
    return _parsed(read_text(path), path)


def read_shipped(path: Path) -> tuple[str, JsonObject]:
    """Return the text and the object of a shipped YAML document, the object from its kept form when there is one."""
    text = read_text(path)
    kept = _kept(path, text)
    try:
        return text, msgspec.json.decode(kept.read_bytes(), type=JsonObject)
    except (OSError, msgspec.DecodeError):
        value = _parsed(text, path)
    _keep(kept, value)
    return text, value


def read_example(path: Path) -> object:
    """Return the value of an example: JSON with exact decimals, or the text of a document that is not JSON."""
    text = read_text(path)
    if path.suffix != ".json":
        return text
    try:
        return msgspec.json.Decoder(float_hook=Decimal).decode(text)
    except msgspec.DecodeError as error:
        raise ContractError(f"{path}: not JSON: {error}") from None


def read_text(path: Path) -> str:
    """Return the text of the file at ``path``; a file that is missing or not UTF-8 is a ContractError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(f"{path}: cannot be read: {error}") from None


def _parsed(text: str, path: Path) -> JsonObject:
    try:
        value = msgspec.json.decode(text) if path.suffix == ".json" else _from_yaml(text)
    except (ValueError, msgspec.DecodeError) as error:
        raise ContractError(f"{path}: not {'JSON' if path.suffix == '.json' else 'YAML'}: {error}") from None
    if not isinstance(value, dict):
        raise ContractError(f"{path}: holds {type(value).__name__}, expected an object")
    # A key such as 200 becomes "200" here, as it is in JSON, whether or not the kept form is used.
    return msgspec.json.decode(msgspec.json.encode(value), type=JsonObject)


def _kept(path: Path, text: str) -> Path:
    cache = Path(importlib.util.cache_from_source(str(path))).parent
    return cache / f"{path.stem}.{sha256(text.encode()).hexdigest()[:16]}.json"


def _keep(kept: Path, value: JsonObject) -> None:
    partial = kept.with_suffix(f".{os.getpid()}")
    try:
        kept.parent.mkdir(exist_ok=True)
        partial.write_bytes(msgspec.json.encode(value))
        partial.replace(kept)
        for older in kept.parent.glob(f"{kept.name.split('.')[0]}.*.json"):
            if older != kept:
                older.unlink(missing_ok=True)
    except OSError:
        return  # An installation that cannot be written to parses at every start, and works all the same.


def _from_yaml(text: str) -> object:
    # Imported here, since a start that finds the kept forms needs no YAML.
    from contracts.yaml_1_2 import parse_yaml  # noqa: PLC0415

    return parse_yaml(text)
