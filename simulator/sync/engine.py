"""Carry out a plan: one document after the other, each to an end that its source remembers.

Nothing is sent before the source has remembered that it may have been; so whatever breaks, the next run looks for it
first and books nothing twice. What fails never stands in the way of the rest, unless the system itself asks for a
pause, lets nobody in, or fails for so many documents in a row that it can only be unwell.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from typing import Final, NamedTuple

import httpx2

from simulator.core.carried import Carried
from simulator.core.carrying import Booked, Expired, Later, NotThere, Outcome, Reason, Refused, Waiting
from simulator.core.sync_document import SyncKind
from simulator.sync.patience import Patience, wait_seconds
from simulator.sync.plan import Deed, Step, plan
from simulator.sync.ports import Source, Target
from simulator.sync.report import Line, Report, Result
from simulator.sync.wording import completed

AT_A_TIME: Final = 50
"""Documents of which the source remembers at once that they may have been sent."""
MOST_IN_A_ROW: Final = 20
"""After so many attempts in a row that came to nothing the system is unwell, and the run ends."""
MESSAGE_CHARACTERS: Final = 300


async def nothing() -> None:
    """Pause not at all."""


class Manner(NamedTuple):
    """How a run behaves. ``chance`` draws a number for a label; ``pause`` lets others in after every document.

    ``tell`` hears what became of each document, as it happens.
    """

    chance: Callable[[str], int]
    patience: Patience = Patience()
    pause: Callable[[], Awaitable[None]] = nothing
    tell: Callable[[Line], None] = lambda _: None


async def sync(source: Source, target: Target, manner: Manner) -> Report:
    """Carry everything that waits; what came to nothing rests in the source until its next attempt."""
    return await carry_out(plan(await source.gather()), source, target, manner)


async def carry_out(steps: Sequence[Step], source: Source, target: Target, manner: Manner) -> Report:
    """Carry out the steps of a plan, in their order."""
    run = _Run(source, target, manner)
    remaining = iter(steps)
    while batch := list(islice(remaining, AT_A_TIME)):
        if not run.ended:
            await source.begin([step.waiting for step in batch if step.deed in SENT])
        for step in batch:
            await run.take(step)
            await manner.pause()
    return Report(lines=tuple(run.lines), renewals=run.renewals, ended=run.ended, denied=run.denied)


SENT: Final = frozenset({Deed.BOOK, Deed.LOOK_FIRST})
"""Deeds that send a document."""


class _Run:
    """What one run knows: what is not settled, whether the credential was renewed, and why it ended, if it did."""

    def __init__(self, source: Source, target: Target, manner: Manner) -> None:
        self._source, self._target, self._manner = source, target, manner
        self._unsettled: dict[str, int] = {}
        self._in_a_row = 0
        self._rest_seconds = 0
        self.denied = False
        self.renewals = 0
        self.ended = ""
        self.lines: list[Line] = []

    async def take(self, step: Step) -> None:
        """Bring one step to an end."""
        waiting = step.waiting
        if isinstance(waiting.document, Refused):
            await self._fail(waiting, waiting.document)
        elif step.deed is Deed.HOLD:
            await self._hold(waiting, step.hold_seconds, f"waits for invoice {step.after}")
        elif self.ended:
            await self._left_over(waiting)
        elif step.after in self._unsettled:
            await self._hold(waiting, self._unsettled[step.after], f"waits for invoice {step.after}")
        else:
            outcome = await self._sent(step.deed, waiting.document)
            await self._end(waiting, completed(outcome, waiting.document) if isinstance(outcome, Refused) else outcome)

    async def _sent(self, deed: Deed, document: Carried) -> Outcome:
        """Return what sending comes to; a credential that ran out is renewed, once in a run."""
        outcome = await self._attempt(deed, document)
        if not isinstance(outcome, Expired):
            return outcome
        if not self.renewals:
            self.renewals += 1
            refusal = await self._renewal()
            if refusal is not None:
                return refusal
            outcome = await self._attempt(deed, document)
        return outcome

    async def _attempt(self, deed: Deed, document: Carried) -> Outcome:
        try:
            if deed is Deed.LOOK_FIRST:
                found = await self._target.find(document)
                if not isinstance(found, NotThere):
                    return found
            return await self._target.book(document)
        except httpx2.HTTPError as error:
            return Later(f"no answer: {type(error).__name__} {error}".rstrip())

    async def _renewal(self) -> Refused | Later | None:
        try:
            refusal = await self._target.renew()
        except httpx2.HTTPError as error:
            return Later(f"no answer to a renewal: {type(error).__name__}")
        return Refused(Reason.CREDENTIAL, refusal.message) if isinstance(refusal, Refused) else refusal

    async def _end(self, waiting: Waiting, outcome: Outcome) -> None:
        match outcome:
            case Booked():
                self._in_a_row = 0
                await self._source.done(waiting, outcome)
                result = Result.WAS_THERE if outcome.was_there else Result.BOOKED
                self._say(waiting, result, target_id=outcome.target_id)
            case Refused(reason=Reason.CREDENTIAL) | Expired():
                self.denied = True
                self.ended = f"the credential is not accepted: {outcome.message}"
                await self._put_off(waiting, outcome.message)
            case Refused():
                self._in_a_row = 0
                await self._fail(waiting, outcome)
            case Later():
                await self._came_to_nothing(waiting, outcome)

    async def _came_to_nothing(self, waiting: Waiting, outcome: Later) -> None:
        self._in_a_row += 1
        self._rest_seconds = max(outcome.after_seconds, self._manner.patience.first_seconds)
        if outcome.after_seconds:
            self.ended = f"the system asks for a pause of {outcome.after_seconds} s: {outcome.message}"
        elif self._in_a_row >= MOST_IN_A_ROW:
            self.ended = f"{self._in_a_row} attempts in a row came to nothing: {outcome.message}"
        await self._put_off(waiting, outcome.message, at_least=outcome.after_seconds)

    async def _left_over(self, waiting: Waiting) -> None:
        """Put off what the run did not come to; a credential that opens nothing is an attempt for all of them."""
        if self.denied:
            await self._put_off(waiting, self.ended)
        else:
            await self._hold(waiting, self._rest_seconds, self.ended)

    async def _put_off(self, waiting: Waiting, message: str, *, at_least: int = 0) -> None:
        """Let an attempt count, and give up after the last."""
        attempts, patience = waiting.attempts + 1, self._manner.patience
        told = message[:MESSAGE_CHARACTERS]
        if attempts >= patience.attempts:
            reason = Reason.CREDENTIAL if self.denied else Reason.GAVE_UP
            await self._fail(waiting, Refused(reason, f"{attempts} attempts came to nothing; the last: {told}"))
            return
        chance = self._manner.chance(f"{waiting.kind}/{waiting.name}/{attempts}")
        seconds = max(wait_seconds(patience, attempts, chance), at_least)
        await self._source.put_off(waiting, seconds, told, counts=True)
        self._not_settled(waiting, seconds)
        self._say(waiting, Result.PUT_OFF, told)

    async def _hold(self, waiting: Waiting, seconds: int, message: str) -> None:
        await self._source.put_off(waiting, max(seconds, 1), message[:MESSAGE_CHARACTERS], counts=False)
        self._not_settled(waiting, seconds)
        self._say(waiting, Result.HELD, message)

    async def _fail(self, waiting: Waiting, refusal: Refused) -> None:
        await self._source.done(waiting, refusal)
        self._say(waiting, Result.FAILED, refusal.message, reason=refusal.reason)

    def _not_settled(self, waiting: Waiting, seconds: int) -> None:
        if waiting.kind is SyncKind.INVOICE:
            self._unsettled[waiting.name] = seconds

    def _say(
        self, waiting: Waiting, result: Result, message: str = "", *, reason: Reason | None = None, target_id: str = ""
    ) -> None:
        line = Line(
            kind=waiting.kind, name=waiting.name, result=result, message=message, reason=reason, target_id=target_id
        )
        self.lines.append(line)
        self._manner.tell(line)
