"""What a client was told to do in a story, when, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple


class Turn(NamedTuple):
    """One turn of a client.

    ``verb`` is submit, action, ledger, booking, run, restart or books; ``told`` has the words of the step, and is None
    where it has none. ``at`` is the virtual time at which it began. The journal entries that were made meanwhile have
    numbers above ``first``, up to and including ``last``. ``trouble`` says how the client broke down, if it did.
    """

    verb: str
    told: Any
    at: datetime
    first: int
    last: int
    trouble: str | None = None
