"""The address below which a caller finds our resources."""

from __future__ import annotations

from simulator.http.endpoint import Incoming


def root_of(request: Incoming) -> str:
    """Return the address of the folder that the resource of a request lies in, with its slash."""
    return request.url.partition("?")[0].rpartition("/")[0] + "/"
