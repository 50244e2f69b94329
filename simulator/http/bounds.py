"""What a JSON text may not be, found before it is converted: too deep, with endless numbers, with control characters.

One pass over the bytes tells that a text is harmless; only a text that may not be is looked at closely.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

DEPTH: Final = 64
"""Levels of lists and objects inside each other."""
NUMBER_CHARACTERS: Final = 40
"""Characters of one number, its sign and exponent included."""
EXPONENT: Final = 30
"""The largest power of ten, up or down, that a number may be written with."""

_OPENING: Final = ord("[")
_DIGIT: Final = ord("0")
_KINDS: Final = bytes(_OPENING if char in b"[{" else _DIGIT if char in b"0123456789" else 0 for char in range(256))
_ENDLESS: Final = b"0" * (NUMBER_CHARACTERS + 1)
_NOT_BRACKETS: Final = bytes(char for char in range(256) if char not in b"[]{}")
_STEP: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
"""A string, or all the rest after a quote that nothing closes: else every later quote would be tried as a beginning."""
_CONTROL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u00(?:0[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF])")
_HALF_PAIR: Final = re.compile(rb"(?<!\\)(?:\\\\)*(\\u[dD][89abAB][0-9a-fA-F]{2})(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})")
_CONTROL_PLAIN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def trespass(text: bytes) -> str | None:
    """Return what is wrong with a JSON text, as the rest of a sentence about it, or None.

    A text that is not JSON at all may pass; what reads it will say so.
    """
    kinds = text.translate(_KINDS)
    suspect = kinds.count(b"[") > DEPTH or _ENDLESS in kinds
    if suspect:
        bare = _STRING.sub(b"", text)
        if _is_deep(bare):
            return f"goes deeper than {DEPTH} levels"
        if _ENDLESS in bare.translate(_KINDS):
            return f"holds a number of more than {NUMBER_CHARACTERS} characters"
    if b"\\" in text and b"\\u00" in text and _CONTROL.search(text):
        return "holds a control character; of those only tab, line feed and carriage return may stand in a text"
    return None


def half_pair(text: bytes) -> str | None:
    """Return the first escape in a JSON text that is the first half of a surrogate pair whose second half is missing.

    Only for a text that could not be read: within a character set a reader may report it as the end of the text.
    """
    found = _HALF_PAIR.search(text)
    return None if found is None else found[1].decode("ascii")


def has_control_characters(text: str) -> bool:
    """Tell whether ``text`` holds control characters other than tab, line feed and carriage return."""
    return not text.isprintable() and _CONTROL_PLAIN.search(text) is not None


def _is_deep(bare: bytes) -> bool:
    brackets = bare.translate(None, _NOT_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > DEPTH
