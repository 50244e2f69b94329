"""Where a caller finds our resources, and in which language it reads them."""

from __future__ import annotations

from simulator.http.endpoint import Incoming


def language_of(request: Incoming) -> str:
    """Return the language that a caller reads: FI, EN or SE."""
    return request.headers.get("x-netvisor-interface-language", "EN").upper()


def root_of(request: Incoming) -> str:
    """Return the address of the folder that the resource of a request lies in, with its slash."""
    return request.url.partition("?")[0].rpartition("/")[0] + "/"
