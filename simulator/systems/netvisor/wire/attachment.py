"""Attachments of invoices and vouchers: taken in as they come, and given back on demand."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterable
from typing import Final

import msgspec

from simulator.systems.netvisor.refusals import Refusal, invalid
from simulator.systems.netvisor.wire.xml import Element, Node, leaf

LONGEST_DESCRIPTION: Final = 100
LONGEST_NAME: Final = 255
MOST_ATTACHED: Final = 50
"""Attachments of one document (assumed)."""


class Attachment(msgspec.Struct, frozen=True):
    """A file: its media type, description and name, and its content in Base64."""

    mime: str
    description: str
    name: str
    data: str


def attachments(holder: Element | None, one: str) -> tuple[Attachment, ...]:
    """Return the attachments that stand in ``holder``, in elements called ``one``. Raises Refusal."""
    every = [] if holder is None else list(holder.every(one))
    if len(every) > MOST_ATTACHED:
        raise Refusal("INVALID_DATA_SIZE", f"At most {MOST_ATTACHED} attachments, not {len(every)}")
    return tuple(_attachment(each) for each in every)


def attachment_nodes(kept: Iterable[Attachment]) -> Node:
    """Return the attachments of an invoice as ``getsalesinvoice.nv`` shows them."""
    return Node("SalesInvoiceAttachments", *(_node(each) for each in kept))


def _attachment(element: Element) -> Attachment:
    data, name, description = (
        element.said("documentdata"),
        element.said("filename"),
        element.said("attachmentdescription"),
    )
    if not (element.said("mimetype") and name and data):
        raise invalid("XML message validation failed: mimetype, filename and documentdata are compulsory")
    if len(description) > LONGEST_DESCRIPTION or len(name) > LONGEST_NAME:
        raise Refusal("INVALID_DATA_SIZE", "An attachment's description has 100, its file name 255 characters at most")
    try:
        b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise invalid(f"Attachment {name[:40]!r} is not valid Base64") from None
    return Attachment(element.said("mimetype"), description, name, data)


def _node(each: Attachment) -> Node:
    return Node(
        "SalesInvoiceAttachment",
        leaf("MimeType", each.mime),
        leaf("AttachmentDescription", each.description),
        leaf("FileName", each.name),
        leaf("DocumentData", each.data),
    )
