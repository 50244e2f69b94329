"""Addresses that are valid for their country, and names that belong to nobody.

Streets, towns and first names come from faker with a fixed seed, so they look as they do in their country; every
surname and company says in its own language that it is an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from hypothesis import strategies as st

from contracts.reading import JsonObject

SEED: Final = 20260105
MANY: Final = 20
"""Addresses that are made up for each country."""


class Country(NamedTuple):
    """What a country's names are made of: faker's locale, the surname, the word and the ending of a company."""

    locale: str
    surname: str
    example: str
    company: str
    language: str


COUNTRIES: Final[Mapping[str, Country]] = MappingProxyType(
    {
        "FI": Country("fi_FI", "Esimerkki", "Esimerkki", "Oy", "FI"),
        "SE": Country("sv_SE", "Exempelsson", "Exempel", "AB", "SV"),
        "NO": Country("no_NO", "Eksempelsen", "Eksempel", "AS", "NO"),
        "DK": Country("da_DK", "Eksempelsen", "Eksempel", "ApS", "DA"),
    }
)
"""The countries whose postal codes the contract checks."""


class Sample(NamedTuple):
    """One address and one first name."""

    street: str
    postal_code: str
    town: str
    first_name: str


@cache
def samples(country: str) -> tuple[Sample, ...]:
    """Return the made-up addresses of a country, always the same."""
    from faker import Faker  # noqa: PLC0415  slow to load

    fake = Faker(COUNTRIES[country].locale)
    fake.seed_instance(SEED)
    return tuple(Sample(fake.street_address(), fake.postcode(), fake.city(), fake.first_name()) for _ in range(MANY))


def countries() -> st.SearchStrategy[str]:
    """ISO codes of the Nordic countries, Finland first."""
    return st.sampled_from(tuple(COUNTRIES))


@cache
def addresses(country: str | None = None) -> st.SearchStrategy[JsonObject]:
    """Addresses in ``country``, or in any of them."""
    if country is None:
        return countries().flatmap(addresses)
    return _drawn(country).map(lambda sample: _address(sample, country))


@cache
def person_names(country: str = "FI") -> st.SearchStrategy[str]:
    """Names of people who are plainly made up."""
    return _drawn(country).map(lambda sample: f"{sample.first_name} {COUNTRIES[country].surname}")


@cache
def company_names(country: str = "FI") -> st.SearchStrategy[str]:
    """Names of companies that are plainly made up, in every case with their legal form."""
    known = COUNTRIES[country]
    plain = st.just(f"{known.example} {known.company}")
    return plain | _drawn(country).map(lambda sample: f"{sample.town} {known.example} {known.company}")


@cache
def _drawn(country: str) -> st.SearchStrategy[Sample]:
    return st.deferred(lambda: st.sampled_from(samples(country)))


def _address(sample: Sample, country: str) -> JsonObject:
    return {
        "street": sample.street,
        "postalCode": sample.postal_code,
        "postalDistrict": sample.town,
        "countryCode": country,
    }
