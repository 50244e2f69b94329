"""Attachments: files of invoices and receipts, handed in as forms and read as a document and a file in one body."""

from __future__ import annotations

from collections.abc import Callable
from mimetypes import guess_type
from pathlib import PurePath
from typing import Any, Final

import msgspec

from simulator.core.attachment import Attachment
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.filing import by_name
from simulator.core.ledger import LedgerVoucher
from simulator.core.sales import Customer, SalesInvoice
from simulator.http.codec import Json
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes.attached import INVOICE, LEDGER_RECEIPT
from simulator.systems.procountor.routes.lists import moment, words
from simulator.systems.procountor.routes.paging import after_previous, asked, ids, told
from simulator.systems.procountor.wire import attachment as wire
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire.document import kept
from simulator.systems.procountor.wire.multipart import Part, mixed, parts_of
from simulator.world import attachments
from simulator.world.attachments import NewAttachment
from simulator.world.world import World

MOST_BYTES: Final = 10_000_000
"""Bytes of one file (documented)."""
PLAIN: Final = "application/octet-stream"
PARTNER: Final = "CUSTOMER_BUSINESS_PARTNER_REGISTER"
TYPES: Final = frozenset({INVOICE, LEDGER_RECEIPT, PARTNER})
"""What files may belong to here: what else the vendor lists is not kept."""


def add(call: Call) -> Reply:
    """Keep a file with what is told of it; what it belongs to must be there."""
    parts = parts_of(call.request.body, call.request.headers.get("content-type", ""))
    meta, file = parts.get("meta"), parts.get("file")
    if meta is None or file is None:
        missing = [name for name, part in (("meta", meta), ("file", file)) if part is None]
        raise InvalidDocument([FieldError(name, "is missing") for name in missing])
    said = _meta(meta)
    if len(file.body) > MOST_BYTES or not said.name:
        raise invalid(codes.INVALID_FILE, "file", explained=f"{len(file.body)} bytes; at most {MOST_BYTES} are kept")
    if said.reference_type not in TYPES:
        raise invalid(codes.INVALID_TYPE, "referenceType", explained=f"expected one of {', '.join(sorted(TYPES))}")
    if not _is_there(call.world, said.reference_type, said.reference_id):
        raise invalid(codes.INVALID_REFERENCE_ID, "referenceId", explained=f"{said.reference_id} is not known")
    new = NewAttachment(
        said.name,
        said.reference_type,
        said.reference_id,
        guess_type(said.name)[0] or PLAIN,
        file.body,
        said.send_with_invoice,
    )
    return Reply(200, wire.told(attachments.attach(call.world, NAME, new)))


def get(call: Call) -> Reply:
    """Read a file, behind what is told of it."""
    known = _known(call)
    file = Part(known.name, known.media, attachments.contents(call.world, known))
    body, media = mixed(kept(wire.told(known)), file)
    return Reply(200, body, {"content-type": media})


def remove(call: Call) -> Reply:
    """Remove a file."""
    attachments.detach(call.world, _known(call))
    return Reply(204)


class NewName(msgspec.Struct, frozen=True, gc=False):
    """What a file is to be called."""

    name: str


def rename(call: Call) -> Reply:
    """Give a file another name; its extension stays."""
    known, wanted = _known(call), call.read(NewName).name
    if PurePath(wanted).suffix.lower() != PurePath(known.name).suffix.lower():
        raise invalid(codes.INVALID_FILE, "name", explained=f"the extension of {known.name} must stay")
    return Reply(200, wire.told(attachments.rename(call.world, known, wanted)))


def search(call: Call) -> Reply:
    """List files that fit all that is asked for."""
    query = call.query
    page = asked(query, "CreatedDate", "Name", "Size")
    types, target = words(query, "type", TYPES), query.get("referenceId")
    since, until = moment(query, "createdStartDate"), moment(query, "createdEndDate", end=True)
    name = str(query.get("name", "")).lower()

    def fits(one: Attachment) -> bool:
        return (
            (not types or one.reference in types)
            and (target is None or one.target == target)
            and query.get("minSize", 0) <= one.size <= query.get("maxSize", MOST_BYTES)
            and (since is None or one.created >= since)
            and (until is None or one.created <= until)
            and name in one.name.lower()
        )

    def between(low: int, high: int) -> list[Attachment]:
        return attachments.attachments_between(call.world, NAME, low, high)

    if page.order == "Id":
        return told(filter(fits, ids(call.world, "attachment", page, between)), page, wire.told)
    rows = [one for one in between(0, 10**12 - 1) if fits(one)]
    rows.sort(key=ORDERS[page.order], reverse=not page.ascending)
    return told(after_previous(rows, page, lambda one: one.attachment_id), page, wire.told)


ORDERS: Final[dict[str, Callable[[Attachment], Any]]] = {
    "CreatedDate": lambda one: (one.created, one.attachment_id),
    "Name": lambda one: (one.name, one.attachment_id),
    "Size": lambda one: (one.size, one.attachment_id),
}


def _meta(part: Part) -> wire.Meta:
    document = Json().read(part.body)
    try:
        return msgspec.convert(document, wire.Meta, strict=False)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        raise InvalidDocument([FieldError(place.strip("`.") or "meta", f"cannot be read: {message}")]) from None


def _known(call: Call) -> Attachment:
    return attachments.attachment(call.world, NAME, int(call.path["id"]))


def _is_there(world: World, kind: str, number: int) -> bool:
    match kind:
        case "INVOICE":
            companion = by_name(NAME, f"invoice/{number}")
            known = world.look(SalesInvoice, f"{NAME}/invoice/{number}")
            return known is not None or bool(world.shelf.select(LedgerVoucher, "source", companion))
        case "LEDGERRECEIPT":
            return world.look(LedgerVoucher, f"{NAME}/voucher/{number}") is not None
        case _:
            return world.look(Customer, f"{NAME}/customer/{number}") is not None
