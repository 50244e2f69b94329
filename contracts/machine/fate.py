"""What becomes of a life: one choice after another, all of which follow from one number.

Hypothesis draws the number and no more. Left to draw every choice itself, it leads five of six lives as copies of
another one with a change or two, which show hardly anything new and take as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, TypeVar

T = TypeVar("T")
SHARES: Final = (1, 2, 3)
"""Of so many of three parts of what there is a life knows."""


class Fate:
    """Chooses evenly, again and again; the same number chooses the same."""

    def __init__(self, number: int) -> None:
        self._number, self._choices = number, 0

    def between(self, first: int, last: int) -> int:
        """Return a number; both ends are possible."""
        self._choices += 1
        digest = blake2b(f"{self._number}/{self._choices}".encode(), digest_size=8).digest()
        return first + int.from_bytes(digest, "big") % (last - first + 1)

    def one_of(self, several: Sequence[T]) -> T:
        """Return one of ``several``."""
        return several[self.between(0, len(several) - 1)]

    def some_of(self, several: Sequence[T]) -> list[T]:
        """Return a third of ``several``, two thirds or all, more or less, and one at least, in their order."""
        share = self.one_of(SHARES)
        chosen = [each for each in several if self.between(1, max(SHARES)) <= share]
        return chosen or [self.one_of(several)]
