"""Takes in what a request carries, never more than is allowed: refused by its length, else while it is counted."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.requests import Request

from minerva.serve.answers import NotServed
from minerva.serve.batches import Batch
from minerva.serve.settings import MEGABYTE, Limits

WRITTEN_AT_ONCE = MEGABYTE // 4


async def parts(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The body piece by piece. Raises NotServed as soon as it is longer than the limit, in bytes."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise _too_large(limit)
    count = 0
    async for part in request.stream():
        count += len(part)
        if count > limit:
            raise _too_large(limit)
        yield part


def _too_large(limit: int) -> NotServed:
    return NotServed(413, "serve.error.large", megabytes=f"{limit / MEGABYTE:.3g}")


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body of a request for programs. Raises NotServed for another type than JSON."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise NotServed(415, "serve.error.type")
    return b"".join([part async for part in parts(request, limit)])


async def read_json(request: Request, limit: int) -> dict:
    """The JSON object of a request. Raises NotServed for anything else, however deep."""
    content = await read_body(request, limit)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NotServed(400, "serve.error.json") from None
    if not isinstance(found, dict):
        raise NotServed(400, "serve.error.json")
    return found


async def receive_file(request: Request, batch: Batch, kind: str, name: str, limits: Limits) -> int:
    """Write the body into a batch's folder, under its name only when it is complete; its size."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/octet-stream":
        raise NotServed(415, "serve.error.type")
    path = batch.folder / "arriving" / secrets.token_hex(8)
    size = 0
    try:
        with path.open("xb") as target:
            async for block in _blocks(parts(request, limits.file)):
                size += len(block)
                batch.arriving += len(block)
                if batch.size > limits.batch:
                    raise NotServed(413, "serve.error.batch_large", megabytes=limits.batch // MEGABYTE)
                await asyncio.to_thread(target.write, block)
        _settle(path, batch, kind, name, size)
    except OSError:
        if batch.is_forgotten:
            raise NotServed(404, "serve.error.batch") from None
        raise NotServed(507, "serve.error.full") from None
    finally:
        batch.arriving -= size
        path.unlink(missing_ok=True)
    return size


async def _blocks(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Pieces put together to what is worth a write."""
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) >= WRITTEN_AT_ONCE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _settle(path: Path, batch: Batch, kind: str, name: str, size: int) -> None:
    """Give a complete file its name, in place of one of the same name, or of the only one of its kind."""
    if batch.is_forgotten:
        raise NotServed(404, "serve.error.batch")
    if batch.is_busy:
        raise NotServed(409, "serve.error.busy")
    for other in [one for one in batch.files[kind] if kind != "returns" and one != name]:
        batch.path(kind, other).unlink(missing_ok=True)
        batch.note(kind, other, None)
    path.replace(batch.path(kind, name))
    batch.note(kind, name, size)
