"""What a system's operations are made of: a call comes in, a reply goes out. Plain data, no framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from simulator.core.errors import DomainError, FieldError, InvalidDocument
from simulator.core.records import Environment
from simulator.world.books_opening import CompanyPlan
from simulator.world.store import Store
from simulator.world.world import World

T = TypeVar("T")

NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})
NO_VALUES: Final[Mapping[str, Any]] = MappingProxyType({})


class Incoming(NamedTuple):
    """A request as it arrived. ``path`` is below the system's root, header names are lower case.

    ``peer`` is the address that it came from, empty where the server does not tell.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    url: str
    environment: Environment
    peer: str = ""

    @property
    def root(self) -> str:
        """The address of the whole sandbox as the caller wrote it, right or wrong, without a slash at its end."""
        return self.url[: self.url.find("/", self.url.find("//") + 2)]

    @property
    def whole_path(self) -> str:
        """The path as the caller wrote it, with that of the system's root."""
        return self.url[len(self.root) :].partition("?")[0]


class Grant(NamedTuple):
    """What a credential opens: one client's data, or (with no client) what a partner may do."""

    client_id: int | None
    credential: str


class Call(NamedTuple):
    """A request that was let in and keeps its contract.

    ``query`` and ``path`` hold the typed values of parameters by name, those that are absent left out unless the
    contract gives a default. ``body`` is decoded JSON (numbers are int when integral, else Decimal), the bytes as they
    came where the operation takes another kind of document, or None.
    """

    world: World
    store: Store
    grant: Grant
    request: Incoming
    query: Mapping[str, Any]
    body: Any
    path: Mapping[str, Any] = NO_VALUES

    def read(self, kind: type[T]) -> T:
        """Return the body as ``kind``; the contract has been checked, so members it does not name are passed over.

        Raises InvalidDocument for what the contract allows and this code does not know: the year 0 of its dates, or a
        value that an overlay has added.
        """
        try:
            return msgspec.convert(self.body, kind, strict=False)
        except msgspec.ValidationError as error:
            message, _, place = str(error).partition(" - at `$")
            field = place.strip("`.") or "body"
            raise InvalidDocument([FieldError(field, f"cannot be read here: {message}")]) from None


class Reply(NamedTuple):
    """An answer: ``body`` is anything the system's codec can write, bytes to be sent as they are, None for no body."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = NO_HEADERS


Endpoint = Callable[[Call], Reply]


def as_it_came(path: str) -> str:
    """Return a path below a system's root as it is."""
    return path


class System(NamedTuple):
    """Everything the shell needs to know of one emulated system.

    ``locate`` names the world that a request's credential opens, before anything else is looked at; ``admit`` says
    what the credential is worth in that world for one operation. Both raise NotAuthenticated or NotPermitted.
    ``refuse`` puts a domain error, for one operation and request, in the vendor's words; the unit of work has ended by
    then, so of the world only ``info``, ``now`` and what follows from them may be asked. ``unwell`` is the vendor's
    body for a status of the shell (500, 503, 429, 413, 415, 404, 405) and a sentence that says why. ``expire`` ends
    the credential that a request carries, in a unit of work of its own. ``company`` is what an accounting system keeps
    the books of in every new world. ``spend`` is what even a refused request uses up, such as an id that works once:
    it is called in a unit of work of its own after the refusal has undone everything, and raises DomainError where
    the request is not authentic, so that nothing is used up.
    ``place`` gives the path of a request as the contract has it, where a vendor answers the same below several.
    ``media`` is the content type of an answer for which the contract names none, such as one of ``unwell``.
    ``most_body_bytes`` is what a request's body may weigh, where that is not what the shell allows all systems.
    """

    name: str
    endpoints: Mapping[str, Endpoint]
    locate: Callable[[Incoming, Store], str]
    admit: Callable[[Incoming, World, str], Grant]
    refuse: Callable[[DomainError, str, World | None, Incoming], Reply]
    unwell: Callable[[int, str], Reply]
    expire: Callable[[Incoming, World], None]
    company: CompanyPlan | None = None
    spend: Callable[[Incoming, World], None] | None = None
    place: Callable[[str], str] = as_it_came
    media: str = "application/json"
    most_body_bytes: int | None = None
