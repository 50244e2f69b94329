"""Files that belong to invoices and vouchers of an accounting system: keep, find, rename, remove."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from simulator.core.attachment import Attachment
from simulator.core.errors import NotFound
from simulator.core.filing import by_name, by_number
from simulator.core.records import Document
from simulator.world.world import World


class NewAttachment(NamedTuple):
    """A file as a client hands it in; ``reference`` and ``target`` name what it belongs to, in the vendor's words."""

    name: str
    reference: str
    target: int
    media: str
    contents: bytes
    sends: bool = False


def attach(world: World, system: str, new: NewAttachment) -> Attachment:
    """Keep a file."""
    made = Attachment(
        system=system,
        attachment_id=world.next_number(f"{system}/attachment"),
        name=new.name,
        reference=new.reference,
        target=new.target,
        media=new.media,
        size=len(new.contents),
        created=world.now,
        sends=new.sends,
    )
    world.keep(Document(owner=made.key, body=new.contents))
    world.put(made, because="file attached", note=f"{made.name}, {made.size} bytes")
    return made


def attachment(world: World, system: str, number: int) -> Attachment:
    """Return what is known of a file. Raises NotFound."""
    known = world.look(Attachment, f"{system}/attachment/{number}")
    if known is None:
        raise NotFound("attachment", number)
    return known


def contents(world: World, of: Attachment) -> bytes:
    """Return a file."""
    return world.find(Document, of.key).body


def attachments_of(world: World, system: str, reference: str, target: int) -> list[Attachment]:
    """Return the files that belong to one thing."""
    return world.shelf.select(Attachment, "target", by_name(system, f"{reference}/{target}"))


def attachments_between(world: World, system: str, first: int, last: int) -> list[Attachment]:
    """Return the files with identities from ``first`` to ``last``, both included."""
    return world.shelf.between(Attachment, "id", by_number(system, first), by_number(system, last))


def rename(world: World, of: Attachment, name: str) -> Attachment:
    """Give a file another name."""
    changed = replace(of, name=name)
    world.put(changed, because="file renamed", note=name)
    return changed


def detach(world: World, of: Attachment) -> None:
    """Remove a file for good."""
    world.put(replace(of, size=0), because="file removed", note=of.name)
    world.shelf.remove(Document, of.key)
    world.shelf.remove(Attachment, of.key)
