"""Requests to pages, and pages to responses: markup for people, JSON for programs, and for both why it was refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from simulator.control.plane import Plane
from simulator.control.refusals import refuse
from simulator.core.errors import DomainError, NotAuthenticated, NotFound
from simulator.dashboard.asking import address_of, ask_of, form_of, path_of, wants_json
from simulator.dashboard.door import Door, check_origin, own_path
from simulator.dashboard.engine import Engine
from simulator.dashboard.view import Deed, Look, View
from simulator.http.codec import JSON_MEDIA, Json
from simulator.http.endpoint import Reply
from simulator.http.transport import ClientGone

HTML_MEDIA: Final = "text/html; charset=utf-8"
HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
            " frame-ancestors 'none'"
        ),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept, Cookie",
    }
)
"""On every page. No page holds a script, and none may load anything from elsewhere."""
TITLES: Final[Mapping[int, str]] = MappingProxyType(
    {400: "That cannot be", 403: "Not from there", 404: "There is no such thing here", 409: "Not now"}
)
SEE_OTHER: Final = 303
WRONG_TOKEN: Final = "this is not the control token that the server was started with"  # noqa: S105 - a sentence


class Pages:
    """Shows the pages of one process to whoever may see them."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._door = Door(plane.settings.token)
        self._engine = Engine()
        self._write = Json().write

    async def show(self, look: Look, request: Request, *, twin: bool = False) -> Response:
        """Answer a request for a page, or for its twin."""
        twin = twin or wants_json(request.headers)
        try:
            self._door.let_in(request.headers, request.cookies)
            view = await look(self._plane, ask_of(request))
        except DomainError as error:
            return self._twin(refuse(error)) if twin else await self._refused(request, error)
        return self._twin(Reply(200, view.data)) if twin else await self._page(request, view)

    async def do(self, look: Look, deed: Deed, request: Request) -> Response:
        """Carry out a form, and go on to a page; where it is refused, show the page again with the reason."""
        try:
            check_origin(request.headers)
            self._door.let_in(request.headers, request.cookies)
            ask = ask_of(request, await form_of(request))
            try:
                return RedirectResponse(await deed(self._plane, ask), SEE_OTHER, HEADERS)
            except DomainError as problem:
                return await self._page(request, await look(self._plane, ask), problem=problem)
        except DomainError as error:
            return await self._refused(request, error)
        except ClientGone:
            return Response(status_code=400)

    async def sign_in(self, request: Request) -> Response:
        """Take the control token from the form, and let its bearer in from now on."""
        try:
            check_origin(request.headers)
            form = await form_of(request)
        except DomainError as error:
            return await self._refused(request, error)
        except ClientGone:
            return Response(status_code=400)
        go_on = own_path(form.get("path", "/"))
        response = RedirectResponse(go_on, SEE_OTHER, HEADERS)
        if self._door.is_guarded:
            if not self._door.opens(form.get("token", "")):
                return await self._sign_in_page(request, go_on, WRONG_TOKEN)
            secure = request.url.scheme == "https"
            response.set_cookie(
                self._door.cookie, self._door.ticket, path="/", httponly=True, samesite="strict", secure=secure
            )
        return response

    async def sign_out(self, request: Request) -> Response:
        """Forget who signed in."""
        try:
            check_origin(request.headers)
        except DomainError as error:
            return await self._refused(request, error)
        response = RedirectResponse("/", SEE_OTHER, HEADERS)
        if self._door.is_guarded:
            response.delete_cookie(self._door.cookie, path="/", httponly=True, samesite="strict")
        return response

    async def lost(self, request: Request) -> Response:
        """Answer a browser that asks for what no page is at."""
        path = path_of(request)
        if path != "/" and path.endswith("/"):
            return RedirectResponse(own_path("/" + path.strip("/")), SEE_OTHER, HEADERS)
        return await self._refused(request, NotFound("address", path))

    async def _refused(self, request: Request, error: DomainError) -> Response:
        """Say on a page why there is nothing else to see."""
        if isinstance(error, NotAuthenticated):
            tried = "authorization" in request.headers or "x-sandbox-token" in request.headers
            way_back = address_of(request) if request.method == "GET" else "/"
            return await self._sign_in_page(request, own_path(way_back), str(error) if tried else "")
        status = refuse(error).status
        data = {
            "title": TITLES.get(status, "That did not work"),
            "message": str(error),
            "nearest": _nearest(request, error),
            "world": request.path_params.get("world"),
            "is_about_world": isinstance(error, NotFound) and error.what == "world",
        }
        return await self._page(request, View("refusal.html", data), status=status)

    async def _sign_in_page(self, request: Request, go_on: str, problem: str) -> Response:
        return await self._page(request, View("sign_in.html", {"problem": problem, "path": go_on}), status=401)

    async def _page(
        self, request: Request, view: View, *, status: int = 200, problem: DomainError | None = None
    ) -> Response:
        facts = {
            **view.drawn,
            "data": view.data,
            "may_sign_out": self._door.is_guarded and status != 401,
            "twin": address_of(request, twin=True) if status == 200 else None,
            "problem": None if problem is None else str(problem),
        }
        text = await self._engine.page(view.template, facts)
        return Response(text, status if problem is None else refuse(problem).status, HEADERS, HTML_MEDIA)

    def _twin(self, reply: Reply) -> Response:
        return Response(self._write(reply.body), reply.status, {**HEADERS, **reply.headers}, JSON_MEDIA)


def _nearest(request: Request, error: DomainError) -> str | None:
    """Return the address of what was probably meant."""
    if not isinstance(error, NotFound) or error.closest is None:
        return None
    if error.what == "world":
        return f"/worlds/{error.closest}"
    if error.what == "invoice":
        return "/worlds/{world}/invoices/{client}/{0}".format(error.closest, **request.path_params)
    return None
