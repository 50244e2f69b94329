"""What is promised: contract documents, their evidence, and how a client is held to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contracts.machine.suite import client_suite

__all__ = ["client_suite"]


def __getattr__(name: str) -> Any:
    """Load the suite when it is first asked for: it needs Hypothesis, which a server does without."""
    if name == "client_suite":
        from contracts.machine.suite import client_suite  # noqa: PLC0415

        return client_suite
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
