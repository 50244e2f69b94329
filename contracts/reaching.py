"""How a sandbox is reached: whether it is on this machine, and with what patience it is asked."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS: Final = 10.0
"""How long to wait for a connection. An answer may take as long as it likes: years of virtual time need a while."""


def is_here(url: str) -> bool:
    """Tell whether ``url`` is on this machine, so that no proxy of the environment can help to reach it."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost")


def http_client(url: str, *, token: str | None, below: str = "") -> httpx2.Client:
    """Return a client for the sandbox at ``url``, which shows its control token; paths are ``below`` that address.

    Raises ValueError for what is no address.
    """
    import httpx2  # noqa: PLC0415  slow to load, and commands that ask nobody do without

    try:
        return httpx2.Client(
            base_url=f"{url}{below}",
            headers={} if token is None else {"Authorization": f"Bearer {token}"},
            timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
            trust_env=not is_here(url),
            # Loading the certificates takes 100 ms, and plain HTTP has no use for them.
            verify=url.lower().startswith("https:"),
        )
    except httpx2.InvalidURL as problem:
        raise ValueError(str(problem)) from None
