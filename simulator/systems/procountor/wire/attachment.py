"""Attachments as they travel: what is told of a file, beside the file itself."""

from __future__ import annotations

from simulator.core.attachment import Attachment
from simulator.systems.procountor.wire.document import Wire


class Meta(Wire, frozen=True, kw_only=True, omit_defaults=False):
    """What is told of a file. A missing ``sendWithInvoice`` is no (it was added late; assumed)."""

    id: int | None = None
    name: str
    reference_type: str
    reference_id: int
    mime_type: str | None = None
    send_with_invoice: bool = False


def told(known: Attachment) -> Meta:
    """Return what is told of a file."""
    return Meta(
        id=known.attachment_id,
        name=known.name,
        reference_type=known.reference,
        reference_id=known.target,
        mime_type=known.media,
        send_with_invoice=known.sends,
    )
