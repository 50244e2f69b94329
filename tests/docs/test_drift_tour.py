"""The demonstration of drift is typed in against the service that the page describes, and goes as the page says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.drift.questions import GUARDS
from simulator.http.fitting import ABSENT, STANDS_FOR
from tests.docs.console import ROOT, WRITTEN_URL, Running, blocks_of, running, type_in

TEXT = (ROOT / "docs" / "drift.md").read_text("utf-8")
OTHER_URL = "http://127.0.0.1:8081"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Running]:
    """The service of the page."""
    (block,) = blocks_of(TEXT, "yaml")
    overlay = tmp_path / "another.yaml"
    overlay.write_text(block, "utf-8")
    yield from running("--overlay", str(overlay))


def test_the_demonstration_goes_as_the_page_says(other: Running, tmp_path: Path) -> None:
    type_in(TEXT.replace(OTHER_URL, WRITTEN_URL), other, tmp_path)


def test_the_page_names_what_is_guarded_and_the_words_of_overlays() -> None:
    for _, operation in GUARDS:
        assert f"`{operation}`" in TEXT
    assert f"`{STANDS_FOR}: 401`" in TEXT
    assert f"`{ABSENT}: true`" in TEXT
