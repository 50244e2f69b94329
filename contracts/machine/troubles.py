"""What may befall the requests of a client: faults, and answers in another way that the contract allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

Trouble = Mapping[str, Any]

QUESTIONS: Final = ("getSettlements", "getCase", "getDistribution", "getPayments")
ALL_DAY: Final = 1000
"""How often in a row an outage comes that lasts until the weather clears."""
FAULTS: Final[Sequence[Trouble]] = (
    {"fault": "lost-answer"},
    {"fault": "status", "status": 503, "retryAfter": 30},
    {"fault": "rate-limit", "retryAfter": 5},
    {"fault": "drop"},
    {"fault": "expire-token"},
    {"fault": "status", "status": 500},
    {"fault": "status", "status": 502},
    {"fault": "truncate"},
    {"fault": "malformed"},
)
VARIATIONS: Final[Sequence[Trouble]] = tuple(
    {"fault": "vary", "variation": kind}
    for kind in (
        "new-values",
        "no-optionals",
        "number-form",
        "member-order",
        "extra-members",
        "nulls",
        "list-order",
        "long-strings",
        "instants",
        "other-shape",
    )
)
"""Lists that are empty all of a sudden are no variation of the truth, so they are not among these."""
ENDINGS: Final[Sequence[Trouble]] = (
    *({**each, "times": ALL_DAY} for each in VARIATIONS),
    {"fault": "truncate"},
    {"fault": "malformed"},
    {"fault": "lost-answer"},
)
"""What the questions of a client meet at the end of a life."""
AT_RENEWAL: Final = frozenset({"status", "rate-limit", "drop"})
"""What may happen to a renewal: a new token whose answer is lost would lock any client out."""
TIMES: Final = (1, 2, 5, ALL_DAY)
"""How often in a row."""


def may_befall(trouble: Trouble, operation: str) -> bool:
    """Tell whether a right client can come through it."""
    return operation != "renewToken" or trouble["fault"] in AT_RENEWAL
