"""What a request to the dashboard asks for: by its path, its query, its form, and the kind of answer it wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

from starlette.requests import Request

from simulator.control.plane import Ask
from simulator.core.errors import FieldError, InvalidDocument
from simulator.http.codec import JSON_MEDIA, parsed_content_type
from simulator.http.transport import take_body

TWIN: Final = ".json"
"""What the path of a page ends with when its twin is meant; that of the first page is ``/index.json``."""
FORM_MEDIA: Final = "application/x-www-form-urlencoded"
MOST_FORM: Final = 16_384
"""Bytes of a form."""
MOST_FIELDS: Final = 20


def wants_html(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks: they name HTML, and programs that take anything do not."""
    return "text/html" in headers.get("accept", "")


def wants_json(headers: Mapping[str, str]) -> bool:
    """Whether a program asks for the twin of a page."""
    return JSON_MEDIA in headers.get("accept", "") and not wants_html(headers)


def ask_of(request: Request, form: Mapping[str, str] | None = None) -> Ask:
    """Return what ``request`` asks for; of a parameter that is given twice the last value counts."""
    return Ask(
        world=request.path_params.get("world", ""),
        path=request.path_params,
        query=dict(request.query_params),
        body=form,
        headers=request.headers,
        root=str(request.base_url).rstrip("/"),
    )


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form. Raises InvalidDocument for anything else, and ClientGone."""
    media = parsed_content_type(request.headers.get("content-type", ""))[0]
    if media != FORM_MEDIA:
        raise _no_form(f"is {media or 'of no known kind'}; expected a form ({FORM_MEDIA})")
    body = await take_body(request.receive, MOST_FORM)
    if not body.is_whole:
        raise _no_form(f"is larger than {MOST_FORM} bytes")
    try:
        return dict(parse_qsl(body.data.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise _no_form(f"has more than {MOST_FIELDS} fields") from None


def path_of(request: Request) -> str:
    """Return the path that ``request`` is for, decoded."""
    path: str = request.scope["path"]
    return path


def address_of(request: Request, *, twin: bool = False) -> str:
    """Return path and query of ``request``, or those of the ``twin`` of its page, as they may stand in a link."""
    path = quote(path_of(request))
    ending = ("index" if path == "/" else "") + TWIN if twin else ""
    return path + ending + (f"?{request.url.query}" if request.url.query else "")


def _no_form(what: str) -> InvalidDocument:
    return InvalidDocument([FieldError("form", what)])
