"""Lines of vouchers are set against each other as open items, all of a message or none."""

from __future__ import annotations

from tests.systems.netvisor.desk import Desk, Told, voucher
from tests.systems.netvisor.test_netvisor_money import invoice, pay


def allocate(desk: Desk, *pairs: tuple[int, int], action: str = "attach") -> Told:
    rows = "".join(
        f"<transactionallocation action='{action}'>"
        f"<allocationfromvoucherlinenetvisorkey>{source}</allocationfromvoucherlinenetvisorkey>"
        f"<allocationtovoucherlinenetvisorkey>{target}</allocationtovoucherlinenetvisorkey></transactionallocation>"
        for source, target in pairs
    )
    body = f"<root><transactionallocations>{rows}</transactionallocations></root>"
    return desk.post("settransactionallocation", body)


def shown(desk: Desk, line: int) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the status of a line and what it is set against: how, which line and which voucher."""
    told = desk.get("accountingledger", changedsince="2026-01-01", includetransactionallocations="1").root
    row = next(one for one in told.iter("VoucherLine") if one.findtext("NetvisorKey") == str(line))
    others = [
        (one.get("type") or "", one.findtext("VoucherLineNetvisorKey") or "", one.findtext("VoucherNetvisorKey") or "")
        for one in row.iter("TransactionAllocation")
    ]
    return row.findtext("TransactionFollowUpStatus") or "", others


def receivable_lines(desk: Desk) -> tuple[int, int]:
    """Return the lines on 1701 of an invoice and of a payment of a part of it."""
    pay(desk, invoice(desk), "100,00")
    told = desk.get("accountingledger", changedsince="2026-01-01").root
    keys = [one.findtext("NetvisorKey") for one in told.iter("VoucherLine") if one.findtext("AccountNumber") == "1701"]
    first, second = (int(key or 0) for key in keys)
    return first, second


def test_a_payment_is_set_against_a_claim_and_taken_off_again(desk: Desk) -> None:
    claim, paid = receivable_lines(desk)
    assert shown(desk, paid) == ("Open", [])
    assert allocate(desk, (paid, claim)).failure == ""
    assert shown(desk, paid) == ("Closed", [("allocatedto", str(claim), "1")])
    assert shown(desk, claim) == ("Open", [("allocatedby", str(paid), "2")])
    assert allocate(desk, (paid, claim)).code == "INVALID_DATA"
    assert allocate(desk, (paid, claim), action="detach").failure == ""
    assert (shown(desk, paid), shown(desk, claim)) == (("Open", []), ("Open", []))
    assert allocate(desk, (paid, claim), action="detach").code == "INVALID_DATA"


def test_lines_of_two_accounts_or_of_one_side_are_not_set_against_each_other(desk: Desk) -> None:
    claim, paid = receivable_lines(desk)
    desk.post("accounting", voucher(("1701", "5,00"), ("1910", "-5,00")))
    for pair in ((paid, paid), (claim, claim + 1), (paid, 9999), (paid, paid - 1)):
        assert allocate(desk, pair).code == "INVALID_DATA"
    assert allocate(desk, (paid, claim), (paid, 9999)).code == "INVALID_DATA"
    assert shown(desk, paid) == ("Open", [])
    assert allocate(desk).code == "INVALID_DATA"
    assert allocate(desk, (paid, claim), action="move").code == "INVALID_DATA"


def test_the_ledger_is_silent_about_allocations_unless_asked(desk: Desk) -> None:
    claim, paid = receivable_lines(desk)
    allocate(desk, (paid, claim))
    told = desk.get("accountingledger", changedsince="2026-01-01").root
    assert list(told.iter("TransactionAllocations")) == []
