"""Kinds of records are told in words."""

import pytest

from simulator.core.kinds import KINDS
from simulator.core.record_names import NAMES, record_name


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Receivable", "receivable"),
        ("SalesInvoice", "sales invoice"),
        ("LedgerVoucher", "voucher"),
        ("SyncDocument", "for accounting"),
        ("WorldInfo", "world"),
    ],
)
def test_a_kind_is_called_what_people_call_it(kind: str, name: str) -> None:
    assert record_name(kind) == name


def test_no_two_kinds_are_called_alike_and_every_name_is_of_a_kind() -> None:
    assert len({record_name(kind) for kind in KINDS}) == len(KINDS)
    assert NAMES.keys() <= KINDS.keys()
