"""How counts are written: one request and two requests, once and three times."""

from __future__ import annotations


def counted(many: int, one: str, more: str | None = None) -> str:
    """Return a number with its noun: ``counted(2, "story", "stories")`` is *2 stories*."""
    return f"{many} {one if many == 1 else more or one + 's'}"


def times(many: int) -> str:
    """Return how often something was: *once*, *2 times*."""
    return "once" if many == 1 else f"{many} times"


def every(many: int, one: str) -> str:
    """Return all of so many, at least one: *the only request*, *all 2 requests*."""
    return f"the only {one}" if many == 1 else f"all {counted(many, one)}"
