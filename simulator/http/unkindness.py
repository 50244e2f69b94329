"""What goes wrong on purpose with one exchange: found out before it, done instead of it, or done to its reply."""

from __future__ import annotations

from typing import Final

from simulator.http.codec import Codecs
from simulator.http.endpoint import System
from simulator.http.faults import Fault, Kind
from simulator.http.journal import NEVER_ANSWERED
from simulator.http.shell import Happening, Rendered, Shell
from simulator.world.world import World

GATEWAY: Final = {502: "Bad Gateway", 504: "Gateway Time-out"}
"""Statuses that come from something in front of the server, with a page and not with the vendor's body."""


def before(shell: Shell, happening: Happening, world: World) -> Fault | None:
    """Count the request and return what goes wrong with it: an armed fault first, else the weather of a harsh world."""
    incoming, name = happening.incoming, shell.system.name
    armed = shell.faults.due(world.id, name, happening.operation)
    weather = None
    if world.is_harsh:
        same = (incoming.method, incoming.path, incoming.query, incoming.body)
        weather = shell.weather.due(world.info, name, happening.operation, same)
    fault = armed or weather
    if fault is not None:
        happening.note(f"{fault}: {'armed' if armed else 'the weather of a harsh world'}")
    return fault


def instead(system: System, codecs: Codecs, fault: Fault) -> Rendered | None:
    """Return what is answered in place of carrying the request out, or None where it is carried out all the same."""
    match fault.kind:
        case Kind.DROP:
            return Rendered(NEVER_ANSWERED, b"", "")
        case Kind.STATUS if fault.status in GATEWAY:
            title = f"{fault.status} {GATEWAY[fault.status]}"
            page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
            return Rendered(fault.status, page.encode(), "text/html")
        case Kind.STATUS | Kind.RATE_LIMIT:
            reply = system.unwell(fault.status, SENTENCES.get(fault.status, "the service is not well; try again later"))
            body, media = codecs.write(reply.body, (system.media,))
            retry = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return Rendered(fault.status, body, media, {**reply.headers, **retry})
        case _:
            return None


def reaches(fault: Fault | None) -> bool:
    """Tell whether the service itself answers in place of carrying a request out: no lost line, and no gateway."""
    return fault is not None and fault.kind is not Kind.DROP and fault.status not in GATEWAY


def malformed(body: bytes) -> bytes:
    """Return ``body`` cut in the middle, so that no reader can take it for whole; no body stays none."""
    return body[: len(body) // 2]


SENTENCES: Final = {
    429: "too many requests; wait as long as Retry-After says",
    500: "the service has failed",
    503: "the service is closed for a moment; try again",
}
