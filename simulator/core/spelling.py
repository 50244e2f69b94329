"""How codes are spelled by people: with blanks and in lower case, none of which carries meaning."""

from __future__ import annotations


def compact(text: str) -> str:
    """Return ``text`` without blanks of any kind and in upper case.

    Text with a letter outside ASCII keeps its case: the upper case of a dotless i is a plain I, and would turn
    something that is no code into one.
    """
    blankless = "".join(text.split())
    return blankless.upper() if blankless.isascii() else blankless
