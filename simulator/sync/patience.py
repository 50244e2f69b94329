"""How long to wait before the next attempt: twice as long each time, up to a limit, and never all at once."""

from __future__ import annotations

import hashlib
from typing import NamedTuple


class Patience(NamedTuple):
    """``attempts`` is how often one document is tried before it is given up; the others are seconds."""

    first_seconds: int = 300
    longest_seconds: int = 14_400
    attempts: int = 8


def wait_seconds(patience: Patience, attempts: int, chance: int) -> int:
    """Return how long to wait after ``attempts`` (from 1) came to nothing: from a half to the whole of the interval.

    ``chance`` is any number that is not negative; the same one gives the same wait. Never less than a second.
    """
    whole = min(patience.first_seconds << min(attempts - 1, 32), patience.longest_seconds)
    least = max(whole // 2, 1)
    return least + chance % max(whole - least + 1, 1)


def drawn(seed: str, label: str) -> int:
    """Return a number that follows from ``seed`` and ``label`` alone, so that a run can be repeated."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{label}".encode()).digest()[:8])
