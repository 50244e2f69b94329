"""Who owes: the kind of debtor decides which part of the law applies."""

from __future__ import annotations

from enum import StrEnum


class DebtorKind(StrEnum):
    """A consumer is protected by more rules than a business or a public body.

    Source: Debt Collection Act 513/1999, sections 10 a and 10 e; Interest Act 633/1982, sections 4 and 4 a.
    """

    CONSUMER = "CONSUMER"
    BUSINESS = "BUSINESS"
    PUBLIC = "PUBLIC"
