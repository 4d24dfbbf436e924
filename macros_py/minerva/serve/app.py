"""The routes of the page and the pane; `create_app` puts them together behind the guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router

from minerva.serve.answers import NotServed, said
from minerva.serve.batch_routes import batch_routes
from minerva.serve.batches import Batch, Batches
from minerva.serve.guard import Guard
from minerva.serve.office import office_public, office_routes
from minerva.serve.public import Public, public_files
from minerva.serve.settings import Settings
from minerva.serve.words import words_files
from minerva.serve.work import Work

SWEPT_EVERY = 60


class Desk:
    """What the routes share: settings, batches, work processes."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.batches = Batches(settings)
        self.work = Work(settings.limits)

    async def forget(self, batch: Batch) -> None:
        """End a batch's task and remove everything of it."""
        if batch.task is not None:
            await asyncio.to_thread(self.work.cancel, batch.task)
        await asyncio.to_thread(self.batches.forget, batch)


Routes = Callable[[Desk], Iterable[BaseRoute]]


def create_app(
    settings: Settings, *, public: Mapping[str, Public] | None = None, routes: Iterable[Routes] = ()
) -> Guard:
    """The application of one server. `public` adds to what anyone may get, `routes` to what needs the token."""
    desk = Desk(settings)
    said("serve.error.token")  # reads all labels now: later it would hold up who asks
    shown = {
        "/health": Public(b'{"ok":true}', "application/json"),
        **public_files(),
        **words_files(),
        **office_public(settings),
        **(public or {}),
    }
    listed = [Route(path, _showing(one), methods=["GET"]) for path, one in shown.items()]
    listed += [*batch_routes(desk), *(route for more in (office_routes, *routes) for route in more(desk))]
    router = Router(listed, redirect_slashes=False, default=_nothing_there, lifespan=lambda app: _open(desk))
    return Guard(router, settings, shown)


def _showing(one: Public) -> Callable:
    async def show(request: Request) -> Response:
        content = one.source if isinstance(one.source, bytes) else await asyncio.to_thread(one.source.read_bytes)
        return Response(content, media_type=one.media_type)

    return show


async def _nothing_there(scope, receive, send) -> None:
    raise NotServed(404, "serve.error.route")


@asynccontextmanager
async def _open(desk: Desk) -> AsyncIterator[None]:
    """From the first request to the last: work processes ready, and batches that are too old forgotten."""
    await asyncio.to_thread(desk.work.start)
    sweeping = asyncio.create_task(_sweep(desk))
    try:
        yield
    finally:
        sweeping.cancel()
        await asyncio.to_thread(desk.work.close)


async def _sweep(desk: Desk) -> None:
    while True:
        await asyncio.sleep(SWEPT_EVERY)
        for batch in desk.batches.old():
            await desk.forget(batch)
