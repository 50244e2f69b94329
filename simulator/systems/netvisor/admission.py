"""Who is let in: credentials by their headers, the MAC, the clock, and transaction ids that are used once.

Order of work as assumed: headers, world, keys, MAC, time, replay, company. What our side signed is told in the
journal, never the keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.credential import SystemCredential
from simulator.core.errors import NotAuthenticated, shown
from simulator.http.endpoint import Grant, Incoming
from simulator.systems.netvisor import NAME, replay, signing
from simulator.systems.netvisor.refusals import WRONG_KEYS, Refusal, in_netvisor_words, not_authenticated
from simulator.systems.netvisor.signing import Keys, Signed
from simulator.world.books_opening import CompanyPlan
from simulator.world.store import Store
from simulator.world.system_credentials import Scheme, credential_of, locating
from simulator.world.world import World

PREFIX: Final = "x-netvisor-authentication-"
LANGUAGE: Final = "x-netvisor-interface-language"
ORGANISATION: Final = "x-netvisor-organisation-id"
COMPULSORY: Final = (
    f"{PREFIX}sender",
    f"{PREFIX}customerid",
    f"{PREFIX}partnerid",
    f"{PREFIX}timestamp",
    f"{PREFIX}transactionid",
    f"{PREFIX}mac",
    LANGUAGE,
    ORGANISATION,
)
LANGUAGES: Final = frozenset({"FI", "EN", "SE"})
UNKNOWN_PARTNER: Final = "Integraatiokumppania ei löydy, katso dokumentaatio"
WRONG_MAC: Final = "URI-metodi ei kelpaa, katso dokumentaatio. Käytä MAC-tiivisteen laskentaan merkkijonoa: "


def _parts(world: World, name: str) -> Mapping[str, str]:
    return {
        "customerId": f"API-{world.secret(f'netvisor/{name}/customer')[:12].upper()}",
        "customerKey": world.secret(f"netvisor/{name}/customer key")[:32].upper(),
        "partnerId": f"cfi_{int(world.secret(f'netvisor/{name}/partner')[:8], 16) % 9000 + 1000}",
        "partnerKey": world.secret(f"netvisor/{name}/partner key")[:32].upper(),
        "organisationId": "0646115-8",
        "generation": "classic",
    }


GENERATIONS: Final = ("classic", "current")
"""The two generations of answers; clients of both are in use, and mixtures occur."""
CHOICES: Final = MappingProxyType(
    {**dict.fromkeys(("generation", "invoiceNumber", "voucherClass"), GENERATIONS), "rights": ("all", "read")}
)
"""What a tester may choose for a credential: the generation of answers or of one field, and what its user may do."""
CHANGING: Final = ("deletesales", "deletecustomer", "updatesales")
"""How resources begin that change something even when they are asked for with GET."""
COMPANY: Final = CompanyPlan(system=NAME, scheme=Scheme("customerId", _parts, CHOICES))
"""The company that a world has in Netvisor, and the credential that opens it."""


def wants_statuses(request: Incoming) -> bool:
    """Tell whether a caller asks for real HTTP statuses."""
    return request.headers.get(f"{PREFIX}usehttpresponsestatuscodes", "").strip() == "1"


def locate(request: Incoming, store: Store) -> str:
    """Return the world that the customer id of a request opens."""
    try:
        return _located(request, store)
    except Refusal as refusal:
        raise in_netvisor_words(refusal, with_status=wants_statuses(request)) from None


def admit(request: Incoming, world: World, operation: str) -> Grant:
    """Let a request in whose signature, time and transaction id are right."""
    try:
        return _admitted(request, world)
    except Refusal as refusal:
        raise in_netvisor_words(refusal, with_status=wants_statuses(request)) from None


def credential(request: Incoming, world: World) -> SystemCredential:
    """Return the credential of a request. Raises Refusal."""
    try:
        return credential_of(world, NAME, request.headers.get(f"{PREFIX}customerid", ""))
    except NotAuthenticated as error:
        raise not_authenticated(WRONG_KEYS, str(error)) from None


def _located(request: Incoming, store: Store) -> str:
    missing = [name for name in COMPULSORY if not request.headers.get(name)]
    if missing:
        raise not_authenticated(WRONG_KEYS, f"headers that are missing: {', '.join(missing)}")
    customer = request.headers[f"{PREFIX}customerid"]
    world = store.world_of(locating(NAME, customer))
    if world is None:
        raise not_authenticated(WRONG_KEYS, f"customer id {shown(customer[:12])} opens no world of this sandbox")
    return world


def spend(request: Incoming, world: World) -> None:
    """Use up the transaction id of a request that came to nothing. Raises Refusal for one that is not authentic.

    Source: support.netvisor.fi, "Authentication": uniqueness is checked over all requests; that refused ones count
    too, and those that were not let in do not, is assumed.
    """
    _authenticated(request, world)
    replay.use(world, request.headers[f"{PREFIX}partnerid"], request.headers[f"{PREFIX}transactionid"])


def _admitted(request: Incoming, world: World) -> Grant:
    headers = request.headers
    known = _authenticated(request, world)
    replay.use(world, headers[f"{PREFIX}partnerid"], headers[f"{PREFIX}transactionid"])
    if headers[ORGANISATION] != known.part("organisationId"):
        note = f"organisation {shown(headers[ORGANISATION])}; this credential is for {known.part('organisationId')}"
        raise not_authenticated(WRONG_KEYS, note)
    if known.part("rights") == "read" and _is_change(request):
        refusal = Refusal("SERVICE_ACCESS_ERROR", "The API user has no right to the resource")
        refusal.add_note("this credential was given the right to read alone; the control plane can choose otherwise")
        raise refusal
    return Grant(None, known.name)


def _is_change(request: Incoming) -> bool:
    resource = request.path.strip("/").lower()
    return request.method == "POST" or resource.startswith(CHANGING)


def _authenticated(request: Incoming, world: World) -> SystemCredential:
    headers = request.headers
    known = credential(request, world)
    partner = headers[f"{PREFIX}partnerid"]
    if partner != known.part("partnerId"):
        raise not_authenticated(UNKNOWN_PARTNER, f"partner id {shown(partner)}; expected {known.part('partnerId')}")
    if headers[LANGUAGE].upper() not in LANGUAGES:
        raise not_authenticated(WRONG_KEYS, f"language {shown(headers[LANGUAGE])}; expected FI, EN or SE")
    _check_mac(request, world, known)
    return known


def _check_mac(request: Incoming, world: World, known: SystemCredential) -> None:
    algorithm = request.headers.get(f"{PREFIX}machashcalculationalgorithm", "").strip().upper() or "MD5"
    accepted = (signing.HMAC,) if world.is_harsh else world.policy.netvisor_mac_schemes
    if algorithm not in accepted:
        raise not_authenticated(WRONG_KEYS, f"algorithm {shown(algorithm)} is not accepted; use {', '.join(accepted)}")
    signed, keys = _signed(request), Keys(known.part("customerKey"), known.part("partnerKey"))
    given = request.headers[f"{PREFIX}mac"]
    if not signing.is_signed(algorithm, given, signed, keys):
        text, expected = signing.shown(algorithm, signed, keys)
        raise not_authenticated(
            f"{WRONG_MAC}{text} :: {expected}",
            f"we signed, with {algorithm}: {text}",
            f"its MAC is {expected}, the request says {given[:64]}",
        )
    if algorithm == signing.HMAC and not world.is_lenient:
        _check_time(signed.timestamp_unix, world)


def _check_time(written: str, world: World) -> None:
    now = int(world.now.timestamp())
    if not (written.isascii() and written.isdigit() and len(written) < 13):
        raise not_authenticated(WRONG_KEYS, f"TimestampUnix is {shown(written)}; expected seconds since 1970")
    skew = world.policy.netvisor_clock_skew_seconds
    if abs(int(written) - now) > skew:
        raise not_authenticated(
            WRONG_KEYS,
            f"TimestampUnix is {written}; the world's clock says {now}, at most {skew} seconds apart is let in",
        )


def _signed(request: Incoming) -> Signed:
    headers = request.headers
    return Signed(
        url=_public(request),
        sender=headers[f"{PREFIX}sender"],
        customer_id=headers[f"{PREFIX}customerid"],
        timestamp=headers[f"{PREFIX}timestamp"],
        language=headers[LANGUAGE],
        organisation_id=headers[ORGANISATION],
        transaction_id=headers[f"{PREFIX}transactionid"],
        timestamp_unix=headers.get(f"{PREFIX}timestampunix", ""),
    )


def _public(request: Incoming) -> str:
    """Return the address as the caller wrote it, also through a proxy that says how it was called."""
    scheme, host = request.headers.get("x-forwarded-proto"), request.headers.get("x-forwarded-host")
    if not (scheme or host):
        return request.url
    seen_scheme, _, rest = request.url.partition("://")
    seen_host, slash, path = rest.partition("/")
    return f"{scheme or seen_scheme}://{host or seen_host}{slash}{path}"
