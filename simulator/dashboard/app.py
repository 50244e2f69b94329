"""The dashboard's routes: which path leads to which page, to its twin, and to what its forms do.

The routes stand before the control plane's in the application they are part of, so that a browser that opens the
address of a journal entry, which a refusal names, sees the page of that entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from simulator.control.plane import Plane
from simulator.core.records import Environment
from simulator.dashboard.accounting import accounting_page
from simulator.dashboard.asking import TWIN, path_of, wants_html
from simulator.dashboard.deeds import act, move
from simulator.dashboard.journal import entry_page, journal_page
from simulator.dashboard.life import life_page
from simulator.dashboard.overview import Places, overview
from simulator.dashboard.pages import HEADERS, SEE_OTHER, Pages
from simulator.dashboard.view import Deed, Look
from simulator.dashboard.world import world_page
from simulator.http.journal import LOBBY

STATIC: Final = Path(__file__).with_name("static")
FILES: Final[Mapping[str, str]] = MappingProxyType(
    {"dashboard.css": "text/css; charset=utf-8", "dashboard.svg": "image/svg+xml"}
)
WORLD: Final = "/worlds/{world}"


class Page(NamedTuple):
    """A page: where it is, what it shows, and what its forms do."""

    path: str
    look: Look
    deed: Deed | None = None


class Dashboard(NamedTuple):
    """``routes`` go before all others, ``lost`` after them: it answers browsers that ask for what is nowhere."""

    routes: Sequence[BaseRoute]
    lost: BaseRoute


class ForBrowsers(Route):
    """A route for whoever asks for HTML; programs at the same path go on to whatever else is there."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return no match for programs."""
        if scope["type"] == "http" and wants_html(Headers(scope=scope)):
            return super().matches(scope)
        return Match.NONE, {}


def dashboard(plane: Plane, mounts: Mapping[str, tuple[str, Environment]], titles: Mapping[str, str]) -> Dashboard:
    """Return the dashboard over ``plane``.

    ``mounts`` tell where the systems are, by the first segment of their paths; ``titles`` name each of them as people
    do.
    """
    pages = Pages(plane)
    shown = (
        Page(WORLD, world_page, move),
        Page(WORLD + "/invoices/{client}/{number}", life_page, act),
        Page(WORLD + "/accounting", partial(accounting_page, titles=titles)),
        Page(WORLD + "/journal", journal_page),
        Page(WORLD + "/journal/{entry}", entry_page),
    )
    first = partial(overview, places=Places(mounts, titles))
    routes: list[BaseRoute] = [
        *(Route(f"/{name}", _file) for name in FILES),
        Route("/", partial(pages.show, first)),
        *(Route(path, partial(pages.show, first, twin=True)) for path in ("/index.json", "/.json")),
        Route("/sign-in", pages.sign_in, methods=["POST"]),
        Route("/sign-out", pages.sign_out, methods=["POST"]),
        Route(f"/worlds/{LOBBY}", _to_the_lobby),
        *(route for page in shown for route in _routes(pages, page)),
        ForBrowsers("/sandbox" + WORLD + "/journal/{entry}", _to_the_entry),
    ]
    return Dashboard(routes, ForBrowsers("/{path:path}", pages.lost))


def _routes(pages: Pages, page: Page) -> list[Route]:
    routes = [
        Route(page.path + TWIN, partial(pages.show, page.look, twin=True)),
        Route(page.path, partial(pages.show, page.look)),
    ]
    if page.deed is not None:
        routes.append(Route(page.path, partial(pages.do, page.look, page.deed), methods=["POST"]))
    return routes


async def _file(request: Request) -> Response:
    name = path_of(request).strip("/")
    return Response((STATIC / name).read_bytes(), headers=dict(HEADERS), media_type=FILES[name])


async def _to_the_lobby(request: Request) -> Response:
    """Lead from the lobby, which is no world, to its journal."""
    return RedirectResponse(f"/worlds/{LOBBY}/journal", SEE_OTHER, HEADERS)


async def _to_the_entry(request: Request) -> Response:
    """Lead from an entry of the journal as the control plane tells it to the page about it."""
    return RedirectResponse(path_of(request).removeprefix("/sandbox"), SEE_OTHER, HEADERS)
