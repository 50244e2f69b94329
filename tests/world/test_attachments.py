"""Files keep their contents, byte by byte, until they are removed."""

import pytest

from simulator.core.errors import NotFound
from simulator.world import attachments
from simulator.world.attachments import NewAttachment
from simulator.world.store import Store
from tests.world.ledger import SYSTEM, opened

FILE = NewAttachment("report.pdf", "INVOICE", 7, "application/pdf", bytes(range(256)))


def test_a_file_comes_back_as_it_was_and_is_found_by_what_it_belongs_to(store: Store) -> None:
    with opened(store).world() as world:
        made = attachments.attach(world, SYSTEM, FILE)
        attachments.attach(world, SYSTEM, FILE._replace(target=8))
        assert attachments.contents(world, made) == FILE.contents
        assert attachments.attachments_of(world, SYSTEM, "INVOICE", 7) == [made]
        assert [one.target for one in attachments.attachments_between(world, SYSTEM, 1, 9)] == [7, 8]
        renamed = attachments.rename(world, made, "other.pdf")
        assert attachments.attachment(world, SYSTEM, made.attachment_id) == renamed


def test_a_removed_file_is_gone_with_its_contents(store: Store) -> None:
    with opened(store).world() as world:
        made = attachments.attach(world, SYSTEM, FILE)
        attachments.detach(world, made)
        with pytest.raises(NotFound):
            attachments.attachment(world, SYSTEM, made.attachment_id)
        with pytest.raises(NotFound):
            attachments.contents(world, made)
