"""Decides whether a received file may be opened, before anything parses it, and takes one consistent copy of it.

The limits are far above any real return; each refusal has a reason and a remedy in the user's language
(`refusal.<reason>`). The file itself is only read.
"""

from __future__ import annotations

import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PureWindowsPath

from minerva.model.submission import Refusal, SourceFile

MEGABYTE = 1024 * 1024
LARGEST_FILE = 25 * MEGABYTE
LARGEST_TOTAL = 200 * MEGABYTE
LARGEST_PART = 100 * MEGABYTE
HIGHEST_RATIO = 100
MOST_PARTS = 1000
CHUNK = 1 << 18

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError, ValueError)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Refused(Exception):
    """A file that is not opened, with the reason and a detail in no language (a number, a name of a part)."""

    def __init__(self, refusal: Refusal, detail: str = ""):
        super().__init__(f"{refusal.value} {detail}".strip())
        self.refusal = refusal
        self.detail = detail


def take(path: Path, name: str) -> tuple[SourceFile, bytes]:
    """The content of a received file and what identifies it. Raises Refused.

    A file that changes while it is read is read a second time, then refused. Links, pipes and devices are refused.
    """
    for _ in range(2):
        before, content, after = _read_once(path)
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(content) == after.st_size:
            return SourceFile(name, len(content), sha256(content).hexdigest()), content
    raise Refused(Refusal.CHANGED)


def _read_once(path: Path) -> tuple[os.stat_result, bytes, os.stat_result]:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
        with os.fdopen(handle, "rb") as file:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                raise Refused(Refusal.NOT_READABLE)
            if before.st_size > LARGEST_FILE:
                raise Refused(Refusal.TOO_LARGE, f"{before.st_size / MEGABYTE:.0f} MB > {LARGEST_FILE // MEGABYTE} MB")
            content = file.read(LARGEST_FILE + 1)
            return before, content, os.fstat(handle)
    except OSError as error:
        raise Refused(Refusal.NOT_READABLE, error.strerror or "") from error


class Archive:
    """A zip whose parts are inflated under the limits, counted while inflating and never believed from headers."""

    def __init__(self, content: bytes):
        self._refuse_other_kinds(content)
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Refused(Refusal.DAMAGED, "zip") from error
        self._inflated = 0
        self._parts = self._checked_parts()

    @staticmethod
    def _refuse_other_kinds(content: bytes) -> None:
        if not content:
            raise Refused(Refusal.EMPTY)
        if content.startswith(_OLE):
            raise Refused(Refusal.ENCRYPTED if _ENCRYPTED in content else Refusal.OLD_FORMAT)
        if not content.startswith(b"PK"):
            raise Refused(Refusal.NOT_A_WORKBOOK)

    def _checked_parts(self) -> dict[str, zipfile.ZipInfo]:
        """The parts by name; a package with twin, absolute or climbing names, or too many of them, is refused."""
        infos = self._zip.infolist()
        if len(infos) > MOST_PARTS:
            raise Refused(Refusal.UNSAFE, f"{len(infos)} > {MOST_PARTS}")
        names = [info.filename for info in infos]
        if len({name.lower() for name in names}) != len(names):
            raise Refused(Refusal.UNSAFE, "zip")
        for info in infos:
            path = PureWindowsPath(info.filename)
            if path.anchor or ".." in path.parts:
                raise Refused(Refusal.UNSAFE, "zip")
            if info.flag_bits & 1:
                raise Refused(Refusal.ENCRYPTED)
        return {info.filename: info for info in infos}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The inflated content of a part, piece by piece. Raises Refused when it is damaged or swells past a limit."""
        info, size = self._parts[name], 0
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(CHUNK):
                    size += len(chunk)
                    self._inflated += len(chunk)
                    self._check_size(info, size)
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            lzma.LZMAError,
            EOFError,
            NotImplementedError,
            OSError,
            ValueError,
        ) as error:
            raise Refused(Refusal.DAMAGED, name) from error

    def _check_size(self, info: zipfile.ZipInfo, size: int) -> None:
        if size > LARGEST_PART or self._inflated > LARGEST_TOTAL:
            raise Refused(Refusal.UNSAFE, info.filename)
        if size > MEGABYTE and size > HIGHEST_RATIO * max(1, info.compress_size):
            raise Refused(Refusal.UNSAFE, info.filename)

    def read(self, name: str) -> bytes:
        """The whole inflated content of a part."""
        return b"".join(self.chunks(name))
