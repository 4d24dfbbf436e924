"""What Excel's task pane asks of the server: the client it loads, its buttons, its functions for cells.

All of it needs the package xlwings-server and a key of xlwings in the environment; where one of them is missing, the
pane says so and everything else works.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from minerva.layout.consoles import console_name
from minerva.layout.returns import return_layout
from minerva.model.record import Table
from minerva.problems import Problem
from minerva.serve.answers import NotServed, Sentences, json_answer, problem_said, said
from minerva.serve.batches import Batch
from minerva.serve.bodies import parts, read_json
from minerva.serve.client import client_files, client_folder, functions_code
from minerva.serve.manifest import manifest
from minerva.serve.public import TYPES, Public
from minerva.serve.settings import HOST, MEGABYTE, Settings
from minerva.serve.work import Task

if TYPE_CHECKING:
    from minerva.serve.app import Desk

KEY = "XLWINGS_LICENSE_KEY"
CALL = "/xlwings/custom-functions-call"
SCRIPTS = "/xlwings/custom-scripts-call/{name}"
OPEN_BOOK = ("check", "clear", "colour")
"""The buttons that need nothing but the open book."""
CONSOLE = ("templates", "consolidate", "coverage", "feedback")
"""The buttons of the console, which need the files that were sent beside it."""
NEED_RETURNS = ("consolidate", "feedback")
LARGEST_CALL = MEGABYTE
RUNTIMES = ("1.1", "1.2", "1.3", "1.4")
"""What a client may say of the functions it knows; from the last on it takes error values in a range."""
LOOKED_EVERY = 1.0
"""Seconds between two looks whether the pane still waits."""


def missing() -> str:
    """What the pane lacks to work in Excel: `package`, `key`, "" for nothing."""
    if client_folder() is None:
        return "package"
    return "" if os.environ.get(KEY) else "key"


def office_public(settings: Settings) -> dict[str, Public]:
    """What anyone may get for the pane, by path; little where something is missing."""
    lacking = missing()
    found = {
        "/manifest.xml": Public(manifest(f"https://{HOST}:{settings.port}").encode(), TYPES[".xml"]),
        "/xlwings/office.json": _json({"missing": lacking, "marks": _marks()}),
        "/xlwings/custom-scripts-meta.json": _json([]),
    }
    if lacking:
        return found
    from xlwings.server import custom_functions_meta

    from minerva.serve.functions import NAMES

    folder = client_folder()
    code = Public(functions_code(folder, CALL, NAMES), TYPES[".js"])
    meta = _json(custom_functions_meta(_functions()))
    paths = {"/xlwings/custom-functions-meta.json": meta, "/xlwings/custom-functions-code.js": code}
    return {**found, **paths, **client_files(folder)}


def _marks() -> dict[str, object]:
    """What tells a return, one of its sheets, and a console, a name in it."""
    sheets = {table.value.lower() for table in Table} | {return_layout().metadata_sheet.lower()}
    return {"return": sorted(sheets), "console": console_name("register")}


def _json(content: object) -> Public:
    return Public(json.dumps(content, ensure_ascii=False).encode(), TYPES[".json"])


@cache
def _functions() -> ModuleType:
    from minerva.serve.functions import functions

    return functions


def office_routes(desk: Desk) -> list[BaseRoute]:
    """What needs the token: the buttons and the functions."""
    at = _OfficeRoutes(desk)
    return [Route(CALL, at.call, methods=["POST"]), Route(SCRIPTS, at.press, methods=["POST"])]


class _OfficeRoutes:
    def __init__(self, desk: Desk):
        self._desk = desk
        self._missing = missing()

    def _require_office(self) -> None:
        if self._missing:
            raise NotServed(503, f"pane.missing_{self._missing}")

    async def call(self, request: Request) -> Response:
        """One function for one or many cells; in a thread, for it is short and reads no file."""
        self._require_office()
        asked = await read_json(request, LARGEST_CALL)
        return json_answer({"result": await asyncio.to_thread(_result, asked)})

    async def press(self, request: Request) -> Response:
        """One button, in a process of its own; the answer is what is to be done in the open book."""
        name = request.path_params["name"]
        if name not in (*OPEN_BOOK, *CONSOLE):
            raise NotServed(404, "serve.error.route")
        self._require_office()
        if name in CONSOLE:
            return await self._pressed(request, name, self._console_batch(request, name))
        batch = await asyncio.to_thread(self._desk.batches.new)
        try:
            return await self._pressed(request, name, batch)
        finally:
            await self._desk.forget(batch)

    def _console_batch(self, request: Request, name: str) -> Batch:
        """The batch with the files a button of the console needs. Raises NotServed."""
        batch = self._desk.batches.batch(request.query_params.get("batch", ""))
        if batch.is_busy:
            raise NotServed(409, "serve.error.busy")
        if not batch.files["register"]:
            raise NotServed(400, "serve.error.no_register")
        if name in NEED_RETURNS and not batch.files["returns"]:
            raise NotServed(400, "serve.error.no_returns")
        return batch

    async def _pressed(self, request: Request, name: str, batch: Batch) -> Response:
        payload = batch.path("arriving", secrets.token_hex(8))
        try:
            await _write(payload, request, self._desk.settings.limits.payload)
            if batch.is_busy:  # another request was quicker while this one's body came
                raise NotServed(409, "serve.error.busy")
            options = {"name": name, "payload": f"arriving/{payload.name}", "files": name in CONSOLE}
            names = tuple(sorted(batch.files["returns"])) if name in NEED_RETURNS else ()
            batch.task = self._desk.work.give(Task("script", batch.folder, options, names))
            return await self._answered(request, batch.task)
        finally:
            payload.unlink(missing_ok=True)

    async def _answered(self, request: Request, task: Task) -> Response:
        """What the button gives, once it is over; it is stopped where nobody waits for it any more."""
        over = asyncio.wrap_future(task.over)
        while not (await asyncio.wait({over}, timeout=LOOKED_EVERY))[0]:
            if await request.is_disconnected():
                await asyncio.to_thread(self._desk.work.cancel, task)
        if task.state != "done":
            raise _Failed(task.problem or said("pane.stopped"))
        return Response(await asyncio.to_thread(task.result.read_bytes), media_type=TYPES[".json"])


class _Failed(NotServed):
    """A button or a function that cannot do its work, in the words it gave."""

    def __init__(self, sentences: Sentences):
        super().__init__(400, "serve.error.json")
        self.said = sentences


async def _write(path: Path, request: Request, limit: int) -> None:
    """Keep the body, JSON of the open book, unread: it is for the work process."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise NotServed(415, "serve.error.type")
    try:
        with path.open("xb") as target:
            async for part in parts(request, limit):
                await asyncio.to_thread(target.write, part)
    except OSError:
        raise NotServed(507, "serve.error.full") from None


def _result(asked: dict) -> object:
    """What a function gives for the arguments of a call. Raises NotServed."""
    from xlwings.server import custom_functions_call

    from minerva.serve.functions import NAMES

    name, ranges = asked.get("func_name"), asked.get("args")
    if name not in NAMES or not isinstance(ranges, list):
        raise NotServed(400, "serve.error.json")
    runtime = asked.get("runtime")
    known = {"client": "Office.js", "version": "", "runtime": runtime if runtime in RUNTIMES else RUNTIMES[0]}
    try:
        return asyncio.run(custom_functions_call({**known, "func_name": name, "args": ranges}, _functions()))
    except Problem as problem:
        raise _Failed(problem_said(problem)) from problem
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NotServed(400, "serve.error.json") from None
