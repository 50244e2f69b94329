"""Files that belong to an invoice or a voucher of an accounting system."""

from __future__ import annotations

from datetime import datetime

from simulator.core.filing import by_name, by_number
from simulator.core.records import Indexes, Record


class Attachment(Record, frozen=True, kw_only=True):
    """What is known of a file; its contents are kept apart, as the Document of this record's key.

    ``reference`` names the kind of thing it belongs to in the vendor's words, ``target`` that thing's identity.
    ``size`` is in bytes.
    """

    system: str
    attachment_id: int
    name: str
    reference: str
    target: int
    media: str
    size: int
    created: datetime
    sends: bool = False

    @property
    def key(self) -> str:
        return f"{self.system}/attachment/{self.attachment_id}"

    def indexes(self) -> Indexes:
        return (
            ("id", by_number(self.system, self.attachment_id)),
            ("target", by_name(self.system, f"{self.reference}/{self.target}")),
        )
