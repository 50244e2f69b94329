"""The tour of accounting is typed into a real sandbox and answers what it says; its configuration is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.core.carrying import Reason
from simulator.core.policy import DEFAULT
from simulator.sync.config import Config, read_config
from simulator.systems.netvisor import client
from tests.docs.console import ROOT, Running, blocks_of, running, type_in

TEXT = (ROOT / "docs" / "accounting.md").read_text("utf-8")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    yield from running()


def test_the_tour_goes_as_the_page_says(sandbox: Running, tmp_path: Path) -> None:
    type_in(TEXT, sandbox, tmp_path)


def test_the_configuration_on_the_page_is_complete_and_can_be_read() -> None:
    (block,) = blocks_of(TEXT, "yaml")
    environment = dict.fromkeys(
        ("CFIS_API_KEY", "NETVISOR_CUSTOMER", "NETVISOR_CUSTOMER_KEY", "NETVISOR_PARTNER", "NETVISOR_PARTNER_KEY"), "x"
    )
    config = read_config(block, file="sync.yaml", environment=environment, credentials=client.CREDENTIALS)
    assert isinstance(config, Config)
    assert config.to.credentials["customerId"] == "x"


def test_every_number_that_the_page_names_is_policy() -> None:
    named = [name for name in DEFAULT.__struct_fields__ if name.startswith("accounting_")]
    assert named
    assert all(name in TEXT for name in named)


def test_the_reasons_that_the_page_names_are_reasons() -> None:
    for reason in (Reason.UNKNOWN_ACCOUNT, Reason.CLOSED_PERIOD, Reason.UNKNOWN_INVOICE, Reason.CURRENCY):
        assert reason.value in TEXT
