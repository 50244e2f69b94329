"""E-invoice operators and printing services are the documented ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.core.bank_accounts import is_bic
from simulator.core.e_invoicing import OPERATORS, PRINT_ADDRESSES, is_print_address
from simulator.core.identifiers import is_ovt

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("vectors").joinpath("e_invoice_addresses.json").read_text("utf-8")
)
DOCUMENTED = {case["code"]: case for case in VECTORS["operators"]}
PRINTERS = {case["address"]: case["service"] for case in VECTORS["print_service_pseudo_addresses"]}


def test_no_operator_is_missing_and_none_is_invented() -> None:
    assert {code: case["operator"] for code, case in DOCUMENTED.items()} == OPERATORS


@pytest.mark.parametrize("code", DOCUMENTED)
def test_the_code_of_an_operator_has_the_documented_form(code: str) -> None:
    case = DOCUMENTED[code]
    assert is_ovt(code) is case.get("ovt_check_ok", False) is (case["form"] == "ovt")
    assert is_bic(code) or case["form"] != "bank_bic"


@pytest.mark.parametrize("address", PRINTERS)
def test_an_address_that_means_print_it_is_known(address: str) -> None:
    assert is_print_address(address)
    assert is_print_address(f" {address.swapcase()} ")
    assert PRINT_ADDRESSES[address.upper()] == PRINTERS[address]


def test_no_printing_service_is_invented() -> None:
    assert len(PRINT_ADDRESSES) == len(PRINTERS)


@pytest.mark.parametrize("address", ["", "003776543212", "PRINTER"])
def test_any_other_address_is_none(address: str) -> None:
    assert not is_print_address(address)
