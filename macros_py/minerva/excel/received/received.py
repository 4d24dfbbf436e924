"""What was received: the files of a folder, and the workbooks inside archives (.zip) and saved e-mails (.eml).

Nothing is unpacked to disk. A workbook in a container is named by the way to it, `mails/monday.eml/return.xlsx`, and is
evidence by its own bytes. Whatever may be the return, a PDF, a document, a scan, is listed too, and so is what nobody
can tell. Left out, by content and size and never because a mail shows them in its text (Apple Mail does that with every
picture, a scan as well), are only the trimmings of mails and archives:

- pictures up to 100 kB: logos, portraits, banners;
- texts and web pages up to 2 kB: covering words, disclaimers;
- signatures (PGP, and S/MIME where it does not hold the message), keys, visiting cards and invitations, whatever their
  size;
- what systems leave in folders (Thumbs.db, ~$return.xlsx).

A container with nothing else in it is one unusable file.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from minerva.excel.content.intake import (
    LARGEST_TOTAL,
    MEGABYTE,
    Archive,
    Refused,
    check_file_size,
    kind_of,
    source_file,
)
from minerva.model.submission import Refusal, SourceFile

LARGEST_CONTAINER = 50 * MEGABYTE
DEEPEST = 3
MOST_MEMBERS = 1000
WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".ots", ".csv")

# What the system, an open Excel or LibreOffice, or a running consolidation leaves in a folder.
_SYSTEM_FILES = re.compile(
    r"~\$.*|\.~lock\..*|\._.*|\.ds_store|\.localized|\.directory|(?:eh)?thumbs\.db|desktop\.ini|icon\r|\..*\.lock", re.I
)
_SYSTEM_FOLDERS = re.compile(
    r"__macosx|\.spotlight-v100|\.trashes|\.fseventsd|\.temporaryitems|\$recycle\.bin|system volume information"
    r"|\..*\.new-.*",
    re.I,
)
LARGEST_TRIMMING = {Refusal.PICTURE: 100 * 1024, Refusal.TEXT: 2 * 1024, Refusal.WEB_PAGE: 2 * 1024}
"""Up to how many bytes a picture, a text or a web page beside a return is no return."""

_CARDS_AND_SIGNATURES = re.compile(
    rb"\s{0,16}(?:BEGIN:V(?:CARD|CALENDAR)|-----BEGIN (?:PGP|PKCS7|CERTIFICATE))", re.IGNORECASE
)
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # the object identifier 1.2.840.113549.1.7.2 (RFC 5652)
_LARGEST_SIGNATURE = 20 * 1024  # an S/MIME signature that holds the whole signed mail is larger than one of it alone


@dataclass(frozen=True, slots=True)
class Received:
    """A file on disk; `name` is how findings call it. `refusal` says why it is not to be opened at all."""

    path: Path
    name: str
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """One file to read, on disk or in a container: what it is, its bytes, and why it is refused where it is."""

    file: SourceFile
    content: bytes = b""
    refused: Refused | None = None


def received_in(folder: Path) -> list[Received]:
    """All files below a folder in the order of their names, except those the system leaves there.

    Links, hidden files and folders that cannot be opened are in the list, with their refusal; links are not followed.
    """
    return sorted(_below(folder.resolve(), ""), key=lambda received: received.name)


def received_file(path: Path) -> Received:
    """A single file, named without its folder."""
    return Received(path, shown(path.name))


def shown(name: str) -> str:
    """A name as text that can be written anywhere: bytes that are no character and control characters by number."""
    text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: f"\\x{ord(found[0]):02x}", text)


def _below(folder: Path, prefix: str) -> Iterator[Received]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        yield Received(folder, prefix.rstrip("/"), Refusal.NOT_READABLE)
        return
    for entry in entries:
        path, name = Path(entry.path), prefix + shown(entry.name)
        is_folder = entry.is_dir(follow_symlinks=False)
        if (_SYSTEM_FOLDERS if is_folder else _SYSTEM_FILES).fullmatch(entry.name):
            continue
        if entry.is_symlink() or _is_junction(entry):
            yield Received(path, name, Refusal.LINK)
        elif entry.name.startswith("."):
            yield Received(path, name, Refusal.HIDDEN)
        elif is_folder:
            yield from _below(path, f"{name}/")
        else:
            yield Received(path, name)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows' link from folder to folder, which would be walked like any folder, in circles if it leads upwards."""
    tag = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return tag is not None and getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == tag


def contents(name: str, content: bytes) -> list[Content]:
    """The files to read of one received file: itself, or the workbooks it contains, in order. Never empty."""
    try:
        found = list(_Unpacking().files(name, content, 0))
    except Refused as refused:
        return [Content(source_file(name, content), refused=refused)]
    if [one.file.name for one in found] == [name]:
        return found
    container = source_file(name, content)
    inside = [replace(one, file=replace(one.file, inside=container)) for one in found]
    return inside or [Content(container, refused=Refused(Refusal.NO_WORKBOOK_INSIDE))]


def _is_trimming(name: str, content: bytes, refusal: Refusal) -> bool:
    """Whether a member of a container is surely no return; one that claims to be a workbook by its name may be one."""
    name = PurePosixPath(name).name.lower()
    if _SYSTEM_FILES.fullmatch(name):
        return True
    if name.endswith(WORKBOOK_NAMES):
        return False
    if len(content) <= LARGEST_TRIMMING.get(refusal, -1) or _CARDS_AND_SIGNATURES.match(content):
        return True
    return content.startswith(b"0") and _SIGNED_DATA in content[:32] and len(content) <= _LARGEST_SIGNATURE


class _Unpacking:
    """Opens one received file as far as it goes, counting members and bytes over all its containers."""

    def __init__(self) -> None:
        self.members = 0
        self.size = 0

    def files(self, name: str, content: bytes, depth: int) -> Iterator[Content]:
        """The file, or what it contains. Raises Refused where that is beyond the limits."""
        try:
            kind_of(content)
            check_file_size(len(content))
            yield Content(source_file(name, content), content)
        except Refused as refused:
            members = self._members(content, refused)
            if members is not None and depth < DEEPEST:
                yield from self._all(name, members, depth)
            elif depth == 0 or not _is_trimming(name, content, refused.refusal):
                yield Content(source_file(name, content), refused=refused)

    def _all(self, name: str, members: Iterator[tuple[str, bytes]], depth: int) -> Iterator[Content]:
        taken: set[str] = set()
        for inner, content in members:
            self._count(content)
            inner = _free_name(shown(inner), taken)
            yield from self._inside(f"{name}/{inner}", content, depth + 1)

    def _inside(self, name: str, content: bytes, depth: int) -> Iterator[Content]:
        """A container in a container that is refused is one refused member; the rest is read all the same."""
        try:
            yield from list(self.files(name, content, depth))
        except Refused as refused:
            yield Content(source_file(name, content), refused=refused)

    def _count(self, content: bytes) -> None:
        self.members += 1
        self.size += len(content)
        if self.members > MOST_MEMBERS or self.size > LARGEST_TOTAL:
            raise Refused(Refusal.SWELLS, f"> {MOST_MEMBERS} / {LARGEST_TOTAL // MEGABYTE} MB")

    @staticmethod
    def _members(content: bytes, refused: Refused) -> Iterator[tuple[str, bytes]] | None:
        """The members of a container by name; None for what is none."""
        if refused.refusal is Refusal.ARCHIVE and content.startswith(b"PK"):
            return _zip_members(content)
        if refused.refusal is Refusal.TEXT:
            from minerva.excel.received.mail import attachments, is_mail

            return attachments(content) if is_mail(content) else None
        return None


def _zip_members(content: bytes) -> Iterator[tuple[str, bytes]]:
    archive = Archive(content)
    for member in sorted(archive.names):
        path = PurePosixPath(member.replace("\\", "/"))
        folders = any(_SYSTEM_FOLDERS.fullmatch(part) for part in path.parts[:-1])
        if not member.endswith("/") and not folders and not _SYSTEM_FILES.fullmatch(path.name):
            yield path.as_posix(), archive.read(member)


def _free_name(name: str, taken: set[str]) -> str:
    """The name, or with a number where the container has another member of that name."""
    path, free, number = PurePosixPath(name), name, 1
    while free in taken:
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}").as_posix()
    taken.add(free)
    return free
