"""Journals move accounts from approval on, balance with the tax they imply, and are changed by their latest version."""

from typing import Any

import pytest

from tests.systems.procountor.desk import Desk
from tests.systems.procountor.paperwork import done, entry, journal, lock, standing


def made(desk: Desk, *rows: dict[str, object], **changed: object) -> Any:
    return desk.post("/ledgerreceipts", journal(*rows, **changed)).ok


def test_a_journal_moves_no_account_before_it_is_approved(desk: Desk) -> None:
    kept = made(desk)
    assert (kept["status"], kept["receiptNumber"]) == ("UNFINISHED", 1)
    assert standing(desk) == {}
    done(desk, f"/ledgerreceipts/{kept['id']}/approve")
    assert standing(desk) == {"1910": 243.47, "8420": 7.53, "1701": -251}
    done(desk, f"/ledgerreceipts/{kept['id']}/unfinished")
    assert standing(desk) == {}
    done(desk, f"/ledgerreceipts/{kept['id']}/invalidate")
    assert desk.get(f"/ledgerreceipts/{kept['id']}").ok["status"] == "INVALIDATED"


def test_the_tax_of_a_journal_is_implied_by_its_rows(desk: Desk) -> None:
    rows = [entry("1910", 243.47), entry("8420", 6, 25.5, vatType="PURCHASE", vatStatus=1), entry("1701", -251)]
    kept = made(desk, *rows)
    done(desk, f"/ledgerreceipts/{kept['id']}/approve")
    assert standing(desk) == {"1910": 243.47, "8420": 6, "1763": 1.53, "1701": -251}


def test_a_half_deductible_tax_stays_on_the_account_that_it_is_on(desk: Desk) -> None:
    rows = [entry("8420", 100, 25.5, vatType="PURCHASE", vatStatus=1, vatDeductionPercent=50), entry("1910", -125.5)]
    kept = made(desk, *rows)
    done(desk, f"/ledgerreceipts/{kept['id']}/approve")
    assert standing(desk) == {"8420": 112.75, "1763": 12.75, "1910": -125.5}


def test_a_journal_that_does_not_balance_is_kept_and_refused_when_it_is_to_be_approved(desk: Desk) -> None:
    kept = made(desk, entry("1910", 100), entry("1701", -99.99))
    refused = desk.put(f"/ledgerreceipts/{kept['id']}/approve")
    assert refused.errors == [(400, "INVALID_RECEIPT_BALANCE", "transactions")]
    assert standing(desk) == {}


def test_cents_that_are_left_by_rounding_get_a_row_of_their_own_on_request(desk: Desk) -> None:
    rows = journal(entry("1910", 100), entry("1701", -99.99))
    kept = desk.post("/ledgerreceipts", rows, createReconciliation="true").ok
    added = kept["transactions"][2]
    assert (added["transactionType"], added["account"], added["accountingValue"]) == (
        "RECONCILIATION_ENTRY",
        "8570",
        -0.01,
    )
    done(desk, f"/ledgerreceipts/{kept['id']}/approve")


def test_every_wrong_row_is_told_in_the_vendors_words_and_nothing_is_kept(desk: Desk) -> None:
    rows = [
        entry("9999", 100),
        entry("1910", 10, 25.5),
        entry("3000", -10, 25.5, vatStatus=12),
        entry("3000", 1, 17, vatStatus=1),
        entry("3000", 1, dimensionItemValues=[{"dimensionId": 1, "itemId": 99, "value": 1}]),
    ]
    wrong = "ERROR_LEDGERACCOUNT_VATPERCENTAGE_COMBINATION"
    refused = desk.post("/ledgerreceipts", journal(*rows, vatStatus=1))
    assert refused.errors == [
        (400, wrong, "transactions[0].account"),
        (400, wrong, "transactions[1].account"),
        (400, "ERROR_VATSTATUS_VATPERC", "transactions[2].vatStatus"),
        (400, "INVALID_VAT_PERCENT", "transactions[3].vatPercent"),
        (
            400,
            "DIMENSION_OR_DIMENSION_ITEM_IDENTIFIERS_DOES_NOT_MATCH_THOSE_STORED_IN_DATABASE",
            "transactions[4].dimensionItemValues",
        ),
    ]
    assert desk.get("/ledgerreceipts").ok["results"] == []


def test_a_closed_period_is_400_for_a_document_and_403_for_a_move(desk: Desk) -> None:
    kept = made(desk)
    lock(desk, "2026-06-05")
    assert desk.post("/ledgerreceipts", journal()).errors == [(400, "CLOSED_FISCAL_PERIOD", "")]
    assert desk.put(f"/ledgerreceipts/{kept['id']}/approve").errors == [(403, "CLOSED_FISCAL_PERIOD", "")]
    lock(desk, None)
    done(desk, f"/ledgerreceipts/{kept['id']}/approve")


def test_a_stale_version_is_refused_and_the_latest_one_changes_the_journal(desk: Desk) -> None:
    kept = made(desk)
    changed = {**kept, "name": "Another name"}
    fresh = desk.put(f"/ledgerreceipts/{kept['id']}", changed).ok
    assert (fresh["name"], fresh["version"] > kept["version"]) == ("Another name", True)
    assert [row["id"] for row in fresh["transactions"]] == [row["id"] for row in kept["transactions"]]
    assert desk.put(f"/ledgerreceipts/{kept['id']}", changed).errors == [(400, "INVALID_VERSION", "version")]


def test_an_approved_journal_is_made_unfinished_before_it_is_changed(desk: Desk) -> None:
    kept = made(desk)
    done(desk, f"/ledgerreceipts/{kept['id']}/approve")
    latest = desk.get(f"/ledgerreceipts/{kept['id']}").ok
    assert desk.put(f"/ledgerreceipts/{kept['id']}", latest).status == 403
    assert desk.put(f"/ledgerreceipts/{kept['id']}/approve").status == 403


def test_dimensions_of_one_row_are_replaced_and_must_add_up(desk: Desk) -> None:
    kept = made(desk)
    row = kept["transactions"][1]["id"]
    path = f"/ledgerreceipts/{kept['id']}/transactions/{row}/dimensions"
    value = {"dimensionId": 1, "itemId": 1, "value": 7.53}
    told = desk.put(path, {"dimensionItemValues": [value]}).ok
    assert told["transactions"][1]["dimensionItemValues"] == [value]
    short = {"dimensionItemValues": [{**value, "value": 7.5}]}
    assert desk.put(path, short).errors == [(400, "INVALID_DIMENSION_SUM", "transactions[1].dimensionItemValues")]
    cleared = desk.put(path, {"dimensionItemValues": []}).ok
    assert "dimensionItemValues" not in cleared["transactions"][1]


def test_receipts_are_read_in_batches_and_found_by_day_type_and_status(desk: Desk) -> None:
    first, second = made(desk), made(desk, receiptDate="2026-06-09", name="Later")
    done(desk, f"/ledgerreceipts/{second['id']}/approve")
    both = desk.get(f"/ledgerreceipts/{second['id']},{first['id']},{first['id']},999").ok
    assert [one["id"] for one in both] == [first["id"], second["id"]]
    assert desk.get("/ledgerreceipts/999").status == 404

    def found(**query: object) -> list[int]:
        return [row["id"] for row in desk.get("/ledgerreceipts", **query).ok["results"]]

    assert found() == [second["id"], first["id"]]
    assert found(startDate="2026-06-09") == [second["id"]]
    assert found(status="UNFINISHED,SENT") == [first["id"]]
    assert found(types="SALES_INVOICE") == []
    assert found(orderById="asc", previousId=first["id"]) == [second["id"]]
    assert found(orderByDate="ASC", size=1) == [first["id"]]
    assert desk.get("/ledgerreceipts", status="NEVER").status == 400


@pytest.mark.parametrize("paging", ["previousId", "page"])
def test_paging_through_a_long_list_meets_every_receipt_once_and_ends(desk: Desk, paging: str) -> None:
    made_ids = [made(desk)["id"] for _ in range(7)]
    seen: list[int] = []
    query: dict[str, object] = {"size": 3, "orderById": "ASC"}
    for turn in range(4):
        rows = desk.get("/ledgerreceipts", **query).ok["results"]
        seen += [row["id"] for row in rows]
        query[paging] = seen[-1] if paging == "previousId" else turn + 1
    assert seen == made_ids


def test_only_journals_are_created_and_moved_by_themselves(desk: Desk) -> None:
    assert desk.post("/ledgerreceipts", journal(type="SALES_INVOICE")).errors == [(400, "INVALID_TYPE", "type")]
    blank = desk.post("/ledgerreceipts", journal(name=""))
    assert blank.errors == [(400, "Value of the 'name' cannot be blank.", "name")]
