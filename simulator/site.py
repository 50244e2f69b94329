"""What the process answers besides systems and control plane: its health, and the contracts as it holds to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from contracts.documents import Document, as_json, as_yaml
from simulator.world.store import Store

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def site(store: Store, documents: Mapping[str, Document], more: list[BaseRoute], lifespan: Lifespan) -> Starlette:
    """Return the application for every path that no system has; ``lifespan`` is that of the whole process."""

    async def alive(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        return JSONResponse({"status": "ok", "worlds": len(store.worlds())})

    async def contract(request: Request) -> Response:
        name, _, form = request.path_params["file"].rpartition(".")
        document = documents.get(name)
        if document is None or form not in ("yaml", "json"):
            known = ", ".join(f"/contracts/{each}.yaml" for each in documents)
            return PlainTextResponse(f"There is no such contract; there are {known} (or .json).\n", 404)
        if form == "json":
            return Response(as_json(document), media_type="application/json")
        return Response(as_yaml(document), media_type="application/yaml")

    routes: list[BaseRoute] = [
        Route("/healthz", alive),
        Route("/readyz", ready),
        Route("/contracts/{file}", contract),
        *more,
    ]
    return Starlette(routes=routes, lifespan=lifespan)
