"""What a run would do, found out without changing anything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import httpx2
import msgspec

from simulator.core.carried import Carried
from simulator.core.carrying import Booked, Expired, Found, Later, NotThere, Refused
from simulator.core.sync_document import SyncKind
from simulator.sync.plan import Deed, Step
from simulator.sync.ports import Target


class Prospect(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What would be done with one document, and why."""

    kind: SyncKind
    name: str
    deed: str
    message: str = ""


async def preview(steps: Sequence[Step], target: Target) -> AsyncIterator[Prospect]:
    """Yield what each step would do; documents in doubt are looked for in the system."""
    for step in steps:
        deed, message = await _prospect(step, target)
        yield Prospect(kind=step.waiting.kind, name=step.waiting.name, deed=deed, message=message)


async def _prospect(step: Step, target: Target) -> tuple[str, str]:
    document = step.waiting.document
    if isinstance(document, Refused):
        return Deed.FAIL, f"{document.reason}: {document.message}"
    if step.deed is Deed.HOLD:
        return Deed.HOLD, f"waits for invoice {step.after}"
    if step.deed is Deed.LOOK_FIRST:
        return _told(await _found(document, target))
    return Deed.BOOK, ""


async def _found(document: Carried, target: Target) -> Found:
    """Return what looking for a document comes to; a credential that ran out is renewed."""
    try:
        found = await target.find(document)
        if not isinstance(found, Expired):
            return found
        refusal = await target.renew()
        return await target.find(document) if refusal is None else refusal
    except httpx2.HTTPError as error:
        return Later(f"no answer: {type(error).__name__} {error}".rstrip())


def _told(found: Found) -> tuple[str, str]:
    match found:
        case NotThere():
            return Deed.BOOK, ""
        case Booked():
            return "skip", f"is there already as {found.target_id}"
        case Refused():
            return Deed.FAIL, f"{found.reason}: {found.message}"
        case Later() | Expired():
            return "unknown", found.message
