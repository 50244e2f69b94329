"""A configuration is read whole, and every mistake in it is told with its line."""

from __future__ import annotations

import pytest

from simulator.core.carried import Use
from simulator.sync.config import Accounts, Clock, ConfigError, Style, read_config
from simulator.sync.patience import Patience

GOOD = """\
version: 1
from:
  key: ${KEY}
  book: vouchers
  accounts: {bank: '1911'}
to:
  url: http://127.0.0.1:8080/netvisor
  clock: machine
  credentials:
    customerId: a-${KEY}-b
    organisationId: 0646115-8
tables:
  accounts: {'1701': '1700'}
  vat-percents: {'25.5': KOMY}
  uses: {bank: '1910', credit_loss: '8700'}
patience: {attempts: 2}
"""
SMALL = "version: 1\nfrom: {key: k}\nto:\n  url: http://x\n  credentials: {}\n"
ENVIRONMENT = {"KEY": "secret"}


def told(text: str, *credentials: str) -> str:
    """Return what is told of a configuration that cannot be used."""
    with pytest.raises(ConfigError) as refusal:
        read_config(text, file="sync.yaml", environment=ENVIRONMENT, credentials=credentials)
    return str(refusal.value)


def test_everything_that_is_said_is_read() -> None:
    config = read_config(GOOD, file="sync.yaml", environment=ENVIRONMENT, credentials=("customerId",))
    assert (config.source.key, config.source.book) == ("secret", Style.VOUCHERS)
    assert config.source.accounts == Accounts(bank="1911")
    assert config.to.credentials == {"customerId": "a-secret-b", "organisationId": "0646115-8"}
    assert config.to.clock is Clock.MACHINE
    assert config.tables.account("1701") == "1700"
    assert config.tables.account_for(Use.CREDIT_LOSS) == "8700"
    assert config.patience.patience == Patience(2, 60, 2)


def test_what_is_not_said_has_a_default() -> None:
    config = read_config(SMALL, file="sync.yaml", environment={})
    assert (config.source.book, config.to.clock) == (Style.PAYMENTS, Clock.SOURCE)
    assert config.patience.patience == Patience(2, 60, 4)


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("book: vouchers", "book: vuchers", 4, "vuchers"),
        ("  accounts: {bank: '1911'}", "  accounts: {till: '1911'}", 5, "from.accounts.till is not known here"),
        ("http://127", "ftp://127", 7, "to.url"),
        ("    customerId: a-${KEY}-b", "    customerId: 5", 10, "to.credentials.customerId: expected `str`"),
        ("a-${KEY}-b", "${NOWHERE}", 10, "environment variable NOWHERE"),
        ("uses: {bank", "uses: {till", 15, "tables.uses"),
        ("attempts: 2", "attempts: 0", 16, "patience.attempts"),
        ("version: 1", "version: 2", 1, "version"),
        ("patience:", "patient:", 16, "patient is not known here"),
        ("  key: ${KEY}\n", "", 2, "from: "),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, line: int, word: str) -> None:
    text = told(GOOD.replace(old, new))
    assert text.startswith(f"sync.yaml:{line}: "), text
    assert word in text


def test_what_is_no_yaml_is_told_with_its_line() -> None:
    assert told("version: 1\nfrom: {key: [}\n").startswith("sync.yaml:2: this is not YAML")


@pytest.mark.parametrize("text", ["", "[]", "7"])
def test_a_document_that_is_no_mapping_is_told(text: str) -> None:
    assert "the document" in told(text)


def test_credentials_that_the_connector_needs_are_named() -> None:
    text = told(GOOD, "customerId", "customerKey", "partnerId")
    assert (
        text == "sync.yaml:9: to.credentials lacks customerKey, partnerId; it needs customerId, customerKey, partnerId"
    )
