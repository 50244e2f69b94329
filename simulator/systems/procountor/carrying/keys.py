"""The sender's key within a text, where it is seen again: the last word, in square brackets."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

LONGEST_KEY: Final = 60


def keyed(text: str, identifier: str, longest: int) -> str:
    """Return ``text`` with the key of ``identifier`` behind it, at most ``longest`` characters in all."""
    key = _key(identifier)
    return f"{text[: longest - len(key) - 1].strip()} {key}".strip()


def bears(text: str, identifier: str) -> bool:
    """Tell whether ``text`` ends in the key of ``identifier``."""
    key = _key(identifier)
    return text == key or text.endswith(f" {key}")


def _key(identifier: str) -> str:
    is_plain = 0 < len(identifier) <= LONGEST_KEY and identifier.isascii() and identifier.isprintable()
    return f"[{identifier if is_plain else sha256(identifier.encode()).hexdigest()[:40]}]"
