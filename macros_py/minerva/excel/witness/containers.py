"""What archives and saved e-mails contain, unpacked with the standard library in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from hashlib import sha256
from io import BytesIO

DEEPEST = 4


def by_hash(content: bytes) -> dict[str, bytes]:
    """The files a container holds, at any depth, by the SHA-256 of each."""
    return {sha256(one).hexdigest(): one for one in _inside(content, 0)}


def _inside(content: bytes, depth: int) -> Iterator[bytes]:
    for one in _members(content):
        yield one
        if depth < DEEPEST:
            yield from _inside(one, depth + 1)


def _members(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"PK":
        yield from _of_archive(content)
    elif b":" in content[:200]:
        yield from _of_mail(content)


def _of_archive(content: bytes) -> Iterator[bytes]:
    """The members of an archive; a workbook is one too, and holds none of interest."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if "[Content_Types].xml" in package.namelist() or "mimetype" in package.namelist():
                return
            for member in package.infolist():
                if not member.is_dir():
                    yield package.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return


def _of_mail(content: bytes) -> Iterator[bytes]:
    try:
        message = message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n"))
        parts = list(message.walk()) if message.keys() else []
    except (MessageError, RecursionError, ValueError):
        return
    yield from filter(None, map(_decoded, parts))


def _decoded(part: Message) -> bytes:
    payload = None if part.is_multipart() else part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
