"""The sender's key within a text, where it is seen again: the last word, in square brackets."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

LONGEST_KEY: Final = 60
PARTING: Final = frozenset(" []")
"""What would make a key more than one word, or look like the end of one."""


def keyed(text: str, identifier: str, longest: int) -> str:
    """Return ``text`` with the key of ``identifier`` behind it, at most ``longest`` characters in all."""
    key = key_of(identifier)
    return f"{text[: longest - len(key) - 1].strip()} {key}".strip()


def last_word(text: str) -> str:
    """Return the last word of a text, which is its key where it has one."""
    return text.rpartition(" ")[2]


def bears(text: str, identifier: str) -> bool:
    """Tell whether ``text`` ends in the key of ``identifier``."""
    return last_word(text) == key_of(identifier)


def key_of(identifier: str) -> str:
    """Return the key of an identifier: itself where it is one short word, else a digest of it."""
    is_plain = 0 < len(identifier) <= LONGEST_KEY and identifier.isascii() and identifier.isprintable()
    if is_plain and PARTING.isdisjoint(identifier):
        return f"[{identifier}]"
    return f"[{sha256(identifier.encode()).hexdigest()[:40]}]"
