"""Two generations of answers: fields carry keys for a credential that reads them, and are plain for all others."""

from __future__ import annotations

import pytest

from tests.systems.driver import Driver
from tests.systems.netvisor.desk import Desk, example
from tests.systems.netvisor.test_netvisor_money import invoice, pay

GENERATIONS = [
    ({}, None, None),
    ({"generation": "classic"}, None, None),
    ({"generation": "current"}, "1", "2"),
    ({"invoiceNumber": "current"}, "1", None),
    ({"voucherClass": "current"}, None, "2"),
    ({"generation": "current", "voucherClass": "classic"}, "1", None),
]


@pytest.mark.parametrize(("choices", "invoice_key", "class_key"), GENERATIONS)
def test_the_credential_of_a_new_world_reads_the_generation_that_was_chosen(
    driver: Driver, choices: dict[str, str], invoice_key: str | None, class_key: str | None
) -> None:
    desk = Desk(driver, systems={"netvisor": choices})
    key = pay(desk, invoice(desk), "1,00").key
    listed = desk.get("salespaymentlist").root.find("SalesPaymentList/SalesPayment/InvoiceNumber")
    assert listed is not None
    assert (listed.text, listed.get("NetvisorKey")) == ("1", invoice_key)
    voucher = desk.get("accountingledger", netvisorkey=key + 1).root.find("Vouchers/Voucher/VoucherClass")
    assert voucher is not None
    assert (voucher.text, voucher.get("netvisorkey")) == ("MS Myyntisuoritus", class_key)


def test_a_generation_is_chosen_while_the_world_lives(desk: Desk) -> None:
    key = desk.post("accounting", example("addVoucher.request")).key
    path = f"/sandbox/worlds/{desk.world}/systems/netvisor/credentials/demo"
    seen = []
    for body in (b"{}", b'{"choices": {"generation": "current"}}'):
        desk.driver.send("PUT", path, body)
        found = desk.get("accountingledger", netvisorkey=key).root.find("Vouchers/Voucher/VoucherClass")
        assert found is not None
        seen.append(found.get("netvisorkey"))
    assert seen == [None, "13"]


def test_an_unallocated_payment_has_no_key_of_an_invoice_in_either_generation(driver: Driver) -> None:
    desk = Desk(driver, systems={"netvisor": {"generation": "current"}})
    assert desk.post("salespayment", example("addPayment.request.reference")).failure == ""
    listed = desk.get("salespaymentlist").root.find("SalesPaymentList/SalesPayment/InvoiceNumber")
    assert listed is not None
    assert (listed.text, dict(listed.attrib)) == (None, {})
