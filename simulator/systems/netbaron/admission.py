"""Who is let in: an organization with the password of a module instance, from an allowed address, by an open method.

A wrong organization, password or instance number gets the same answer. What is public: each module has its own
password, addresses and methods, and a wrong instance number fails authentication. That it is HTTP Basic is assumed.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from hmac import compare_digest
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.credential import SystemCredential
from simulator.core.errors import NotAuthenticated, NotPermitted, shown
from simulator.http.endpoint import Grant, Incoming
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.refusals import Refusal
from simulator.world.books_opening import CompanyPlan
from simulator.world.store import Store
from simulator.world.system_credentials import Scheme, credential_of, locating
from simulator.world.world import World

METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "customer": "GET POST DELETE",
        "invoice": "GET PUT",
        "accounting": "GET",
        "ledger": "GET POST",
        "payment": "GET POST",
        "invoice2": "GET",
    }
)
"""The module instances that an organization has, and the methods that are opened unless a tester chooses others."""
ANY: Final = "any"
NOTHING: Final = "nothing"
LISTS: Final = (ANY, "127.0.0.0/8", "192.0.2.0/24")
"""What a tester may allow: every address, this machine, or a network where nobody is."""
OPERATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("listCustomers", "saveCustomer", "deleteCustomer"), "customer"),
        **dict.fromkeys(("listInvoices", "createInvoice", "getInvoice"), "invoice"),
        **dict.fromkeys(("createLedger", "getLedger"), "ledger"),
        **dict.fromkeys(("createPayment", "getPayment"), "payment"),
    }
)
"""The module of an operation; those that are missing belong to accounting, or to a parallel instance of invoicing."""
AT_INSTANCE: Final = "AtInstance"
PARALLEL: Final = re.compile(r"/(invoice[^/]+)")


class Basic(NamedTuple):
    """What the Authorization header says."""

    user: str
    password: str


def _parts(world: World, name: str) -> Mapping[str, str]:
    passwords = {f"{each}Password": world.secret(f"{NAME}/{name}/{each}")[:24] for each in METHODS}
    organization = f"org-{world.secret(f'{NAME}/{name}/organization')[:12]}"
    return {"organization": organization, **passwords}


def _method_choices() -> dict[str, tuple[str, ...]]:
    """Return what may be opened of each instance: all that its module has, reading only, or nothing."""
    return {f"{each}Methods": tuple(dict.fromkeys((_of_module(each), "GET", NOTHING))) for each in METHODS}


def _of_module(instance: str) -> str:
    return METHODS[instance.rstrip("0123456789")]


CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {**_method_choices(), **{f"{each}Addresses": LISTS for each in METHODS}}
)
"""What a tester may choose for a credential: methods and addresses of each module instance."""
COMPANY: Final = CompanyPlan(system=NAME, scheme=Scheme("organization", _parts, CHOICES))
"""The company that a world has here, and the credential that opens it."""


def locate(request: Incoming, store: Store) -> str:
    """Return the world that the organization of a request belongs to."""
    user = _basic(request).user
    world = store.world_of(locating(NAME, user))
    if world is None:
        raise NotAuthenticated(f"organization {shown(user)} is not known in this sandbox")
    return world


def admit(request: Incoming, world: World, operation: str) -> Grant:
    """Let a request in that has the password of its module instance, an allowed address and an opened method."""
    known = credential(request, world)
    instance = _instance(request, operation)
    _check_identity(request, known, instance)
    _check_address(request.peer, known.part(f"{instance}Addresses"), instance)
    opened = (known.part(f"{instance}Methods") or METHODS[instance]).removeprefix(NOTHING).split()
    if request.method not in opened:
        listed = ", ".join(opened)
        message = f"{instance} does not have {request.method} opened; it has {listed or NOTHING}"
        raise Refusal("METHOD_NOT_ALLOWED", message, {"Allow": listed})
    return Grant(None, known.name)


def credential(request: Incoming, world: World) -> SystemCredential:
    """Return the credential of a request. Raises NotAuthenticated, CredentialExpired."""
    return credential_of(world, NAME, _basic(request).user)


def _basic(request: Incoming) -> Basic:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise NotAuthenticated("no organization; send Authorization: Basic with organization and module password")
    try:
        user, colon, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError, ValueError):
        raise NotAuthenticated("the Authorization header is not base64 of organization:password in UTF-8") from None
    if not colon:
        raise NotAuthenticated("the Authorization header has no colon between organization and password")
    return Basic(user, password)


def _instance(request: Incoming, operation: str) -> str:
    """Return the module instance that a request is for; the contract's operation knows the module."""
    if operation.endswith(AT_INSTANCE):
        found = PARALLEL.search(request.path)
        return found.group(1) if found else "invoice"
    return OPERATIONS.get(operation, "accounting")


def _check_identity(request: Incoming, known: SystemCredential, instance: str) -> None:
    organization = known.part("organization")
    if organization not in request.path.split("/"):
        raise NotAuthenticated(f"the path does not name the organization {organization}, which is the user")
    if instance not in METHODS:
        raise NotAuthenticated(f"there is no instance {shown(instance)}; there are {', '.join(METHODS)}")
    password = _basic(request).password
    if not compare_digest(password.encode(), known.part(f"{instance}Password").encode()):
        raise NotAuthenticated(f"password {password[:4]}… is not that of {instance}")


def _check_address(peer: str, allowed: str, instance: str) -> None:
    if allowed in ("", ANY):
        return
    from ipaddress import ip_address, ip_network  # noqa: PLC0415 - only a list of addresses needs it

    try:
        is_in = ip_address(peer) in ip_network(allowed)
    except ValueError:
        is_in = False
    if not is_in:
        raise NotPermitted(f"address {peer or 'unknown'} is not on the list of {instance}, which allows {allowed}")
