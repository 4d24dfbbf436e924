"""Decides whether a received file may be opened, before anything parses it, and takes one consistent copy of it.

The limits are far above any real return; each refusal has a reason and a remedy in the user's language
(`refusal.<reason>`). What a file is, its content says, never its name. The file itself is only read.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path, PureWindowsPath

from minerva.excel.content.compound import SIGNATURE, names_in
from minerva.model.submission import Refusal, SourceFile

MEGABYTE = 1024 * 1024
LARGEST_FILE = 25 * MEGABYTE
LARGEST_TOTAL = 200 * MEGABYTE
LARGEST_PART = 100 * MEGABYTE
HIGHEST_RATIO = 100
MOST_PARTS = 1000
CHUNK = 1 << 18

_LOCAL_HEADER = 30
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class Kind(StrEnum):
    """The workbooks there are; XLSX is also .xlsm, and templates of either."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"


class Refused(Exception):
    """A file that is not opened, with the reason and a detail in no language (a number, a name of a part)."""

    def __init__(self, refusal: Refusal, detail: str = ""):
        super().__init__(f"{refusal.value} {detail}".strip())
        self.refusal = refusal
        self.detail = detail


def take(path: Path, name: str, largest: int = LARGEST_FILE) -> tuple[SourceFile, bytes]:
    """The content of a received file and what identifies it. Raises Refused; `largest` is in bytes.

    A file that changes while it is read is read a second time, then refused. Links, pipes and devices are refused.
    """
    for _ in range(2):
        before, content, after = _read_once(path, largest)
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(content) == after.st_size:
            return source_file(name, content), content
    raise Refused(Refusal.CHANGED)


def source_file(name: str, content: bytes) -> SourceFile:
    """What identifies a content."""
    return SourceFile(name, len(content), sha256(content).hexdigest())


def check_file_size(size: int, largest: int = LARGEST_FILE) -> None:
    """Raises Refused for more bytes than a file may have."""
    if size > largest:
        raise Refused(Refusal.TOO_LARGE, f"{size / MEGABYTE:.0f} MB > {largest // MEGABYTE} MB")


def _read_once(path: Path, largest: int) -> tuple[os.stat_result, bytes, os.stat_result]:
    """The state before, the content, the state after. What is no regular file is told before it is opened too: opening
    a device may already do something, and Windows cannot open a link without following it."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        _refuse_special(path.lstat())
        handle = os.open(path, flags)
        with os.fdopen(handle, "rb") as file:
            before = os.fstat(handle)
            _refuse_special(before)
            check_file_size(before.st_size, largest)
            content = file.read(largest + 1)
            return before, content, os.fstat(handle)
    except OSError as error:
        raise Refused(Refusal.NOT_READABLE) from error


def _refuse_special(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise Refused(Refusal.LINK)


def kind_of(content: bytes) -> Kind:
    """Which workbook a content is. Raises Refused with the reason for everything else."""
    return recognised(content)[0]


def recognised(content: bytes) -> tuple[Kind, Archive | None]:
    """Which workbook a content is, and the package it is, for all but .xls. Raises Refused for everything else."""
    if not content:
        raise Refused(Refusal.EMPTY)
    if content.startswith(SIGNATURE):
        return _compound_kind(content), None
    if content.startswith(b"PK"):
        archive = Archive(content)
        return _zip_kind(archive), archive
    for refusal, start in _STARTS:
        if re.match(start, content, re.DOTALL):
            raise Refused(refusal)
    raise Refused(Refusal.TEXT if is_text(content) else Refusal.NOT_A_WORKBOOK)


# Tried in order on the first bytes; a web page may begin with a byte order mark, spaces or comments.
_STARTS = (
    (Refusal.PDF, rb"[\s\x00-\x1f\xef\xbb\xbf]{0,64}%PDF-"),
    (Refusal.PICTURE, rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\x00{4}|II\*\x00|MM\x00\*|RIFF.{4}WEBP"),
    (Refusal.PICTURE, rb".{4}ftyp(?:heic|mif1|avif)"),
    (Refusal.ARCHIVE, rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\x1f\x8b|BZh[1-9]|\xfd7zXZ\x00|.{257}ustar"),
    (Refusal.MESSAGE, rb"\x78\x9f\x3e\x22"),
    (Refusal.OTHER_DOCUMENT, rb"\{\\rtf|%!PS"),
    (Refusal.OLD_FORMAT, rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00"),
    (Refusal.WEB_PAGE, rb"(?i)(?:\xef\xbb\xbf)?\s{0,256}<(?:\?xml|!doctype|!--|html|head|meta|style|body|table)"),
    (Refusal.WEB_PAGE, rb"(?i)\xff\xfe(?:\s\x00){0,256}<\x00[?!ht]\x00"),
    (Refusal.OUR_OWN, rb'\{\s{1,9}"minerva":'),  # the manifest beside a regional workbook
    (Refusal.WEB_PAGE, rb"(?:[!-9;-~]{1,80}:[^\r\n]{0,1000}\r?\n){1,10}X-Document-Type: Workbook"),
)


def is_text(content: bytes) -> bool:
    """Whether a content is text a person could read in an editor, in any of the usual encodings."""
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head)


def _compound_kind(content: bytes) -> Kind:
    """Workbook or Book stands at the top of an .xls; a document or a mail may hold one further below."""
    names, sound = names_in(content)
    if "EncryptedPackage" in names:
        raise Refused(Refusal.ENCRYPTED)
    if names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        if _has_password(content):
            raise Refused(Refusal.ENCRYPTED)
        return Kind.XLS
    if any(name.startswith("__") for name in names):
        raise Refused(Refusal.MESSAGE)
    if names & {"WordDocument", "PowerPoint Document", "VisioDocument", "Quill"}:
        raise Refused(Refusal.OTHER_DOCUMENT)
    raise Refused(Refusal.NOT_A_WORKBOOK if names and sound else Refusal.DAMAGED)


def _has_password(content: bytes) -> bool:
    """Whether a record FILEPASS (0x2F) follows the beginning of the workbook (MS-XLS 2.4.117)."""
    start = re.search(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00", content)
    if start is None:
        return False
    place = start.start()
    for _ in range(12):
        place += 4 + int.from_bytes(content[place + 2 : place + 4], "little")
        if content[place : place + 2] == b"\x2f\x00":
            return True
    return False


def _zip_kind(archive: Archive) -> Kind:
    names = {name.lower() for name in archive.names}
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if any(name.startswith("xl/") for name in names) or _declares_workbook(archive):
        return Kind.XLSX
    if "mimetype" in archive:
        return _open_document_kind(archive)
    if any(name.startswith(("word/", "ppt/", "visio/", "index/document.iwa")) for name in names):
        raise Refused(Refusal.OTHER_DOCUMENT)
    raise Refused(Refusal.NOT_A_WORKBOOK if "[content_types].xml" in names else Refusal.ARCHIVE)


def _declares_workbook(archive: Archive) -> bool:
    """Whether the list of content types names a workbook, wherever it stands in the package."""
    types = next((name for name in archive.names if name.lower() == "[content_types].xml"), "")
    return bool(types) and b"spreadsheetml.sheet.main+xml" in archive.read(types)


def _open_document_kind(archive: Archive) -> Kind:
    if not archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise Refused(Refusal.OTHER_DOCUMENT)
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise Refused(Refusal.ENCRYPTED)
    return Kind.ODS


def _slashed(info: zipfile.ZipInfo) -> str:
    """The name of a part; some programs write it with the slashes of Windows."""
    return info.filename.replace("\\", "/")


class Archive:
    """A zip whose parts are inflated under the limits, counted while inflating and never believed from headers."""

    def __init__(self, content: bytes):
        if not content.startswith(b"PK"):
            raise Refused(Refusal.NOT_A_WORKBOOK if content else Refusal.EMPTY)
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except _DAMAGE as error:
            raise Refused(Refusal.DAMAGED, "zip") from error
        self._inflated = 0
        self._parts = self._checked_parts()

    def _checked_parts(self) -> dict[str, zipfile.ZipInfo]:
        """The parts by name; a package with twin, absolute or climbing names, or too many of them, is refused."""
        infos = self._zip.infolist()
        if len(infos) > MOST_PARTS:
            raise Refused(Refusal.UNSAFE, f"{len(infos)} > {MOST_PARTS}")
        names = [_slashed(info) for info in infos]
        if len({name.lower() for name in names}) != len(names):
            raise Refused(Refusal.UNSAFE, "zip")
        for info in infos:
            path = PureWindowsPath(info.filename)
            if path.anchor or ".." in path.parts or "\0" in info.orig_filename:
                raise Refused(Refusal.UNSAFE, "zip")
            if info.flag_bits & 1:
                raise Refused(Refusal.ENCRYPTED)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                # Excel writes no other, and their sizes cannot be bounded while inflating.
                raise Refused(Refusal.DAMAGED, f"zip {info.compress_type}")
        self._refuse_overlaps(infos)
        return dict(zip(names, infos, strict=True))

    def _refuse_overlaps(self, infos: list[zipfile.ZipInfo]) -> None:
        """Parts that share their bytes, or say they are longer than they are, hide how much they swell."""
        places = sorted((info.header_offset, info.compress_size, info.filename) for info in infos)
        ends = [*(start for start, _, _ in places), self._zip.start_dir]
        for (start, size, name), (_, end) in zip(places, pairwise(ends), strict=True):
            if start + _LOCAL_HEADER + size > end:
                raise Refused(Refusal.UNSAFE, name)

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
        except _DAMAGE as error:
            raise Refused(Refusal.DAMAGED, name) from error

    def _check_size(self, info: zipfile.ZipInfo, size: int) -> None:
        if size > LARGEST_PART or self._inflated > LARGEST_TOTAL:
            raise Refused(Refusal.SWELLS, info.filename)
        if size > MEGABYTE and size > HIGHEST_RATIO * max(1, info.compress_size):
            raise Refused(Refusal.SWELLS, info.filename)

    def read(self, name: str) -> bytes:
        """The whole inflated content of a part."""
        return b"".join(self.chunks(name))
