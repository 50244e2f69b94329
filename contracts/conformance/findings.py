"""What a verification reports: findings with the exchange that shows them, and how each operation came through."""

from __future__ import annotations

from typing import Final

import msgspec

BREAKS: Final = "breaks"
DIFFERS: Final = "differs"
"""A finding against a rule that is only assumed: the server may be right, and the contract wrong."""
ASSUMED: Final = "assumed"
SHOWN_CHARACTERS: Final = 600
"""How much of a body a report shows."""


class Exchange(msgspec.Struct, frozen=True, rename="camel"):
    """What was sent and what came; bodies are cut, and credentials are left out."""

    method: str
    url: str
    body: str
    status: int
    answer: str


class Finding(msgspec.Struct, frozen=True, rename="camel"):
    """One way in which a server does not do what its contract says.

    ``place`` is where in the answer, ``expected`` the rule in words; ``evidence`` and ``source`` say how sure it is.
    """

    operation: str
    check: str
    place: str
    saw: str
    expected: str
    evidence: str
    source: str
    exchange: Exchange

    @property
    def grade(self) -> str:
        """How much it weighs: ``breaks`` or ``differs``."""
        return DIFFERS if self.evidence == ASSUMED else BREAKS


class Outcome(msgspec.Struct, frozen=True, rename="camel"):
    """How one operation or one journey came through: requests sent, how many had a success, and what was found.

    ``untested`` says why nothing was sent, and is empty where something was.
    """

    name: str
    sent: int = 0
    accepted: int = 0
    findings: tuple[Finding, ...] = ()
    untested: str = ""

    @property
    def breaks(self) -> bool:
        """Tell whether a rule that is more than assumed is broken."""
        return any(finding.grade == BREAKS for finding in self.findings)


def shown(body: object) -> str:
    """Return a body as a report shows it: as text, cut."""
    text = body.decode(errors="replace") if isinstance(body, bytes) else str(body or "")
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]} ... ({len(text)} characters)"
