"""A sandbox in this process, for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contracts.scenario.in_process import InProcess
from tests.clients.sandbox_in_process import transport


@pytest.fixture(scope="module")
def way() -> Iterator[InProcess]:
    way = transport()
    yield way
    way.close()
