"""Whose page has made a request: one of this server's, or one of another site that a person happens to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import SplitResult, urlsplit

SAME_SITE: Final = frozenset({"same-origin", "none"})
"""What a browser says of a request that one of our own pages, or the person in front of it, has made."""


def comes_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether a page of another site has made the request with these ``headers``.

    Browsers name the site themselves and scripts cannot change it; what is no browser sends nothing and may pass, as
    nobody's cookies come with it. Source: Fetch Metadata Request Headers, W3C; RFC 6454, section 7.
    """
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site is not None:
        return site not in SAME_SITE
    return origin is not None and parts_of(origin).netloc != headers.get("host")


def parts_of(address: str) -> SplitResult:
    """Return the parts of an address, all of them empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
