"""The routes of a batch: send files, start a task, watch it, fetch what it wrote."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from minerva.layout.labels import LANGUAGES
from minerva.serve.answers import NotServed, as_json, json_answer
from minerva.serve.batches import SINGLE, Batch, checked_name
from minerva.serve.bodies import read_json, receive_file
from minerva.serve.settings import MEGABYTE
from minerva.serve.work import Task

if TYPE_CHECKING:
    from minerva.serve.app import Desk

TASKS = ("check", "consolidate", "feedback", "templates")
NEED_REGISTER = ("consolidate", "templates")
SENT_AT_ONCE = MEGABYTE // 16
MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".zip": "application/zip",
}
_YEARS = range(2000, 2101)
_NAMES = {"register": "register.xlsx", "last-year": "last-year.xlsx", "rules": "rules.toml"}


def batch_routes(desk: Desk) -> list[BaseRoute]:
    """All of them."""
    at = _BatchRoutes(desk)
    return [
        Route("/batches", at.new, methods=["POST"]),
        Route("/batches/{batch}", at.show, methods=["GET"]),
        Route("/batches/{batch}", at.forget, methods=["DELETE"]),
        *(Route(f"/batches/{{batch}}/{kind}", partial(at.put_single, kind), methods=["PUT"]) for kind in SINGLE),
        *(Route(f"/batches/{{batch}}/{kind}", partial(at.delete_single, kind), methods=["DELETE"]) for kind in SINGLE),
        Route("/batches/{batch}/returns/{name}", at.put_return, methods=["PUT"]),
        Route("/batches/{batch}/returns/{name}", at.delete_return, methods=["DELETE"]),
        Route("/batches/{batch}/tasks", at.cancel, methods=["DELETE"]),
        Route("/batches/{batch}/tasks/{kind}", at.begin, methods=["POST"]),
        Route("/batches/{batch}/downloads/{name}", at.download, methods=["GET"]),
    ]


class _BatchRoutes:
    def __init__(self, desk: Desk):
        self._desk = desk
        self._limits = desk.settings.limits

    def _batch(self, request: Request) -> Batch:
        return self._desk.batches.batch(request.path_params["batch"])

    def _idle(self, request: Request) -> Batch:
        """The batch, in which nothing may change while a task reads it. Raises NotServed."""
        batch = self._batch(request)
        if batch.is_busy:
            raise NotServed(409, "serve.error.busy")
        return batch

    async def new(self, request: Request) -> Response:
        await read_json(request, self._limits.options)
        batch = await asyncio.to_thread(self._desk.batches.new)
        return json_answer({"batch": batch.id}, 201)

    async def show(self, request: Request) -> Response:
        return await _shown(self._batch(request))

    async def forget(self, request: Request) -> Response:
        await self._desk.forget(self._batch(request))
        return json_answer({})

    async def put_return(self, request: Request) -> Response:
        batch, name = self._idle(request), checked_name(request.path_params["name"])
        if len(batch.files["returns"]) >= self._limits.files and name not in batch.files["returns"]:
            raise NotServed(413, "serve.error.files", number=self._limits.files)
        return json_answer({"name": name, "size": await self._receive(request, batch, "returns", name)}, 201)

    async def put_single(self, kind: str, request: Request) -> Response:
        batch = self._idle(request)
        name = checked_name(_asked_name(request) or _NAMES[kind], kind)
        return json_answer({"name": name, "size": await self._receive(request, batch, kind, name)}, 201)

    async def _receive(self, request: Request, batch: Batch, kind: str, name: str) -> int:
        return await receive_file(request, batch, kind, name, self._limits)

    async def delete_return(self, request: Request) -> Response:
        return await self._delete(self._idle(request), "returns", request.path_params["name"])

    async def delete_single(self, kind: str, request: Request) -> Response:
        batch = self._idle(request)
        return await self._delete(batch, kind, next(iter(batch.files[kind]), ""))

    async def _delete(self, batch: Batch, kind: str, name: str) -> Response:
        if name not in batch.files[kind]:
            raise NotServed(404, "serve.error.file")
        batch.path(kind, name).unlink(missing_ok=True)
        batch.note(kind, name, None)
        return json_answer({})

    async def begin(self, request: Request) -> Response:
        batch, kind = self._idle(request), request.path_params["kind"]
        if kind not in TASKS:
            raise NotServed(404, "serve.error.route")
        options = _options(await read_json(request, self._limits.options))
        if kind in NEED_REGISTER and not batch.files["register"]:
            raise NotServed(400, "serve.error.no_register")
        if kind != "templates" and not batch.files["returns"]:
            raise NotServed(400, "serve.error.no_returns")
        if batch.is_busy:  # another request was quicker while this one's body came
            raise NotServed(409, "serve.error.busy")
        names = () if kind == "templates" else tuple(sorted(batch.files["returns"]))
        batch.task = self._desk.work.give(Task(kind, batch.folder, options, names))
        return await _shown(batch, 202)

    async def cancel(self, request: Request) -> Response:
        batch = self._batch(request)
        if batch.task is not None:
            await asyncio.to_thread(self._desk.work.cancel, batch.task)
        return json_answer({})

    async def download(self, request: Request) -> Response:
        batch, name = self._batch(request), request.path_params["name"]
        if name not in await asyncio.to_thread(batch.downloads):
            raise NotServed(404, "serve.error.file")
        path = batch.path("out", name)
        try:
            source = await asyncio.to_thread(path.open, "rb")
        except OSError:
            raise NotServed(404, "serve.error.file") from None
        size = os.fstat(source.fileno()).st_size
        headers = {"Content-Length": str(size), "Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_parts(source), headers=headers, media_type=MEDIA_TYPES.get(path.suffix))


async def _shown(batch: Batch, status: int = 200) -> Response:
    """Everything the page knows of a batch; the result stands there as the work process wrote it."""
    task = batch.task
    is_done = task is not None and task.state == "done"  # asked first: what it wrote is only told when it is over
    how_far = task.as_json() if task is not None else None
    single = {kind: [{"name": name, "size": size} for name, size in batch.files[kind].items()] for kind in SINGLE}
    downloads = await asyncio.to_thread(batch.downloads)
    told = {
        "batch": batch.id,
        **{kind.replace("-", "_"): next(iter(found), None) for kind, found in single.items()},
        "returns": [{"name": name, "size": size} for name, size in sorted(batch.files["returns"].items())],
        "task": how_far,
        "downloads": [{"name": name, "size": size} for name, size in downloads.items()],
    }
    result = await asyncio.to_thread(_result, task) if is_done else b"null"
    content = as_json(told)[:-1] + b',"result":' + result + b"}"
    return Response(content, status, media_type="application/json")


def _result(task: Task) -> bytes:
    try:
        return task.result.read_bytes()
    except FileNotFoundError:  # the next task has begun just now
        return b"null"


def _asked_name(request: Request) -> str:
    """The name of a file in the query, '' for none. Raises NotServed for what is no text."""
    try:
        fields = parse_qs(request.scope["query_string"].decode("ascii"), errors="strict", max_num_fields=4)
    except ValueError:
        raise NotServed(400, "serve.error.name") from None
    return fields.get("name", [""])[0]


def _options(asked: dict) -> dict[str, object]:
    """The options of a task; what is not known is not passed on. Raises NotServed for one of another kind."""
    options = {"language": "fr", "final": False, "personal_data": True, "year": None}
    options |= {key: value for key, value in asked.items() if key in options}
    right = (
        options["language"] in LANGUAGES,
        isinstance(options["final"], bool),
        isinstance(options["personal_data"], bool),
        options["year"] is None or (type(options["year"]) is int and options["year"] in _YEARS),
    )
    if not all(right):
        raise NotServed(400, "serve.error.options")
    return options


async def _parts(source: BinaryIO) -> AsyncIterator[bytes]:
    with source:
        while part := await asyncio.to_thread(source.read, SENT_AT_ONCE):
            yield part
