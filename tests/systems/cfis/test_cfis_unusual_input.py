"""What is unusual and right all the same: it is read, and the journal tells what might have been meant otherwise."""

from __future__ import annotations

import json

import pytest

from tests.systems.cfis.desk import INVOICE, PARTNER, Desk, invoice, written

INVOICES, PAYMENTS, LEDGERS = f"{PARTNER}/invoice", f"{PARTNER}/payments", f"{PARTNER}/accounting/ledger"
PLAIN = written(invoice())


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=UTF-8",
        'application/json;charset="utf-8"',
        "application/vnd.partner+json",
        "text/json",
    ],
)
def test_json_by_any_of_its_names_is_read(desk: Desk, content_type: str) -> None:
    assert desk.ask("POST", INVOICES, PLAIN, headers={"content-type": content_type}).status == 200


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "iso-8859-1"])
def test_a_name_survives_every_charset_that_is_read(desk: Desk, charset: str) -> None:
    body = json.dumps(invoice(name="Käyttäjä Öy"), ensure_ascii=False).encode(charset)
    named = charset.replace("utf-16-le", "utf-16le")
    content_type = f"application/json; charset={named}"
    assert desk.ask("POST", INVOICES, body, headers={"content-type": content_type}).status == 200
    assert desk.books()["receivables"][0]["debtor"] == "Käyttäjä Öy"


def test_a_byte_order_mark_is_passed_over(desk: Desk) -> None:
    assert desk.ask("POST", INVOICES, b"\xef\xbb\xbf" + PLAIN).status == 200


def test_of_members_that_stand_twice_the_last_counts_and_the_journal_tells(desk: Desk) -> None:
    twice = PLAIN.replace(b'"totalAmount":1000', b'"totalAmount":1,"totalAmount":2')
    assert desk.ask("POST", INVOICES, twice).status == 200
    assert desk.books()["receivables"][0]["claimed"]["capital"] == 2
    entry = desk.told("/journal", whole="true")["entries"][0]
    assert any("'totalAmount' stands twice" in note for note in entry["notes"])


def test_whole_numbers_may_be_written_with_decimals(desk: Desk) -> None:
    body = PLAIN.replace(str(INVOICE).encode(), b"202600145.0").replace(b":1000", b":1.0e3")
    assert desk.ask("POST", INVOICES, body).json["invoiceNumber"] == INVOICE


@pytest.mark.parametrize("path", [f"{PAYMENTS}/", f"/{PAYMENTS}", PAYMENTS.replace("/v1/", "/v1//")])
def test_slashes_too_many_change_nothing(desk: Desk, path: str) -> None:
    assert desk.ask("GET", path).status == 200


def test_a_body_on_a_reading_is_passed_over(desk: Desk) -> None:
    """The page of the ledger prints a body on its GET."""
    for body in (b"{}", b"{nonsense", b"\xff"):
        assert desk.ask("GET", LEDGERS, body).status == 204


def test_queries_that_mean_nothing_are_passed_over_and_noted(desk: Desk) -> None:
    assert desk.get("/payments", colour="blue").json == []
    assert "'colour'" in desk.told("/journal", whole="true")["entries"][0]["notes"][0]


def test_of_a_query_that_stands_twice_the_last_counts(desk: Desk) -> None:
    assert desk.get("/invoice/distribution", fetchType=["SOME", "FAILED"]).status == 400
    told = desk.driver.send(
        "GET",
        f"/cfis{PARTNER}/invoice/distribution",
        key=desk.client.key,
        query=[("fetchType", "SOME"), ("fetchType", "FAILED")],
    )
    assert told is not None
    assert told.status == 200


@pytest.mark.parametrize("code", ["123 45", "12345"])
def test_a_swedish_postal_code_may_have_a_blank(desk: Desk, code: str) -> None:
    desk.hand_in(address={"postalCode": code, "countryCode": "SE"})


@pytest.mark.parametrize("address", [{"postalCode": "SW1A 1AA", "countryCode": "GB"}, {"postalCode": "whatever"}])
def test_postal_codes_of_other_countries_or_of_none_are_not_checked(desk: Desk, address: dict[str, str]) -> None:
    desk.hand_in(address=address)
