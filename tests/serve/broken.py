"""An application with routes that hold our own mistakes."""

from __future__ import annotations

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from minerva.serve.app import create_app
from minerva.serve.guard import Guard
from minerva.serve.settings import Settings


async def _before(request) -> Response:
    raise ZeroDivisionError("secret")


async def _half():
    yield b"half of it"
    raise ZeroDivisionError("secret")


async def _middle(request) -> Response:
    return StreamingResponse(_half(), headers={"Content-Length": "1000"})


def broken_app(settings: Settings) -> Guard:
    """The application with two more routes."""
    return create_app(
        settings, routes=[lambda desk: [Route("/broken/before", _before), Route("/broken/middle", _middle)]]
    )
