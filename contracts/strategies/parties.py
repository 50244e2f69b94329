"""Who sells and who buys: creditors, consumers and businesses, with identifiers whose check digits are right.

No identifier belongs to anybody: business ids begin with 9, which none issued does (assumed), and identity codes are
of the range that is reserved for tests.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from hypothesis import strategies as st

from contracts.reading import JsonObject
from contracts.strategies.places import COUNTRIES, addresses, company_names, countries, person_names
from simulator.core.bank_accounts import make_finnish_iban
from simulator.core.errors import InvalidValue
from simulator.core.identifiers import business_id_of_vat_number, make_business_id, make_test_hetu, ovt, vat_number

FIRST_BUSINESS: Final = 9_000_000
LAST_BUSINESS: Final = 9_999_990
BANK: Final = "799779"
"""The first digits of made-up Finnish accounts."""


def business_ids() -> st.SearchStrategy[str]:
    """Finnish business ids with right check digits that belong to nobody."""
    return st.integers(FIRST_BUSINESS, LAST_BUSINESS).map(_business_id)


def identity_codes() -> st.SearchStrategy[str]:
    """Finnish personal identity codes with right check characters that belong to nobody."""
    born = st.dates(date(1930, 1, 1), date(2007, 12, 31))
    return st.builds(make_test_hetu, born, st.integers(900, 999))


def ibans() -> st.SearchStrategy[str]:
    """Finnish account numbers with right check digits of both kinds."""
    return st.integers(0, 9_999_999).map(lambda number: make_finnish_iban(f"{BANK}{number:07d}"))


def email_addresses() -> st.SearchStrategy[str]:
    """Addresses in a domain where nobody lives."""
    return st.integers(1, 999).map(lambda number: f"customer{number}@example.com")


@cache
def sellers() -> st.SearchStrategy[JsonObject]:
    """Creditors: ``sellerParty`` of an invoice."""
    return st.fixed_dictionaries(
        {"name": company_names()},
        optional={
            "businessId": business_ids(),
            "vatCode": business_ids().map(vat_number),
            "address": addresses("FI"),
            "paymentDetails": st.fixed_dictionaries({"iban": ibans()}),
        },
    ).map(_agreeing)


@cache
def consumers(country: str | None = None) -> st.SearchStrategy[JsonObject]:
    """Debtors who are people: ``buyerParty`` of an invoice, in ``country`` or in any Nordic one."""
    if country is None:
        return countries().flatmap(consumers)
    finnish = {"personalIdentityNumber": identity_codes()} if country == "FI" else {}
    return st.fixed_dictionaries(
        {"entityType": st.just("CONSUMER"), "name": person_names(country)},
        optional={**_reachable(country), **finnish},
    )


@cache
def businesses(country: str | None = None) -> st.SearchStrategy[JsonObject]:
    """Debtors who are businesses: ``buyerParty`` of an invoice, in ``country`` or in any Nordic one."""
    if country is None:
        return countries().flatmap(businesses)
    named = {"entityType": st.just("BUSINESS"), "name": company_names(country)}
    if country != "FI":
        return st.fixed_dictionaries(named, optional=_reachable(country))
    finnish = {
        **_reachable(country),
        "vatCode": business_ids().map(vat_number),
        "electronicInvoiceAccount": business_ids().map(ovt),
    }
    return st.fixed_dictionaries({**named, "businessId": business_ids()}, optional=finnish).map(_agreeing)


@cache
def buyers(country: str | None = None) -> st.SearchStrategy[JsonObject]:
    """Debtors of either kind."""
    return consumers(country) | businesses(country)


def _reachable(country: str) -> dict[str, st.SearchStrategy[object]]:
    return {
        "address": addresses(country),
        "contact": st.fixed_dictionaries({"email": email_addresses()}),
        "languageCode": st.just(COUNTRIES[country].language),
    }


def _agreeing(party: JsonObject) -> JsonObject:
    """Return ``party`` with the VAT number and the e-invoice address of its own business id, as far as it has them."""
    number = party.get("businessId")
    if number is None:
        return party if "vatCode" not in party else {**party, "businessId": business_id_of_vat_number(party["vatCode"])}
    made = {"vatCode": vat_number(number), "electronicInvoiceAccount": ovt(number)}
    return {**party, **{name: value for name, value in made.items() if name in party}}


def _business_id(number: int) -> str:
    """Return the business id of ``number``, or of the next one that has a check digit: one in eleven has none."""
    try:
        return make_business_id(number)
    except InvalidValue:
        return _business_id(number + 1)
