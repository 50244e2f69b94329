"""Moves of a document's status: what stands in their way is answered with 403, a closed period too.

Source: OpenAPI document 26.04: "invalid invoice status" and a closed fiscal year on status moves are 403.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from simulator.core.errors import AlreadyExists, Conflict, DomainError, InvalidDocument, InvalidValue, PeriodLocked
from simulator.http.endpoint import Reply
from simulator.systems.procountor.refusals import Refusal, invalid
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire.document import InfoMessage

DONE: Final = Reply(200, InfoMessage("OK"))
"""The answer to an action; its wording has not been seen (assumed)."""
WRONG_STATUS: Final = "Invalid status"
"""What is said of a document in a status that forbids the move (assumed wording)."""


@contextmanager
def moving() -> Iterator[None]:
    """Refuse a move that the present status or a closed period forbids, or that would leave the books unbalanced."""
    try:
        yield
    except (AlreadyExists, InvalidDocument):
        raise
    except PeriodLocked as error:
        raise forbidden(codes.CLOSED_PERIOD, error) from error
    except Conflict as error:
        raise forbidden(WRONG_STATUS, error) from error
    except InvalidValue as error:
        raise invalid(codes.INVALID_BALANCE, "transactions", explained=str(error)) from error


def forbidden(sentence: str, why: DomainError | str) -> Refusal:
    """Return the refusal of a move; ``why`` is told in the journal only."""
    refusal = Refusal(403, (sentence, ""))
    refusal.add_note(str(why))
    return refusal


def check_version(given: str | None, current: str) -> None:
    """Refuse a change of something that was changed meanwhile. Raises Refusal."""
    if given != current:
        raise invalid(codes.INVALID_VERSION, "version", explained=f"it is {current}; the request says {given}")
