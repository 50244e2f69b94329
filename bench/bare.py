"""The least that the same framework on the same server can do: a bare Starlette app, to compare with.

``python -m bench.bare PORT`` serves it.
"""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def read(_: Request) -> JSONResponse:
    """Answer with a small document."""
    return JSONResponse({"success": True, "message": "Token is valid"})


async def write(request: Request) -> JSONResponse:
    """Read and parse a document, and answer with a small one."""
    document = await request.json()
    return JSONResponse({"message": "Invoice accepted", "members": len(document)})


app = Starlette(routes=[Route("/json", read), Route("/json", write, methods=["POST"])])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
