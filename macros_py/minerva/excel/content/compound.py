"""What is in an OLE compound file, the envelope of .xls, .doc, .msg, of workbooks with a password and of VBA projects.

Every step is bounded (MS-CFB 2): a chain that turns in a circle ends. Of what was received only the directory is
walked; the streams are read of files we trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import Struct, error
from typing import NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = Struct("<30xH16xI8xI4xII109I")
_ENTRY = Struct("<64sHBxIII36xIQ")
_STORAGE, _STREAM = 1, 2
_SMALL, _SMALL_SECTOR = 4096, 64  # a shorter stream lies in small sectors of the stream of the root
_LAST = 0xFFFFFFFA  # numbers from here on are ends and free sectors
_MOST_SECTORS = 4096
_DEEPEST = 4
_ENTRIES = re.compile(b"(?:[\x20-\x7e]\x00){4,31}")


class _Entry(NamedTuple):
    """An entry of the directory: a storage or a stream, and its neighbours in the tree of its level."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def names_in(content: bytes) -> tuple[frozenset[str], bool]:
    """What stands at the top of a compound file: `Workbook`, `EncryptedPackage`, `WordDocument`, …; is it sound?

    Where the directory is damaged, every name that looks like one of an entry.
    """
    try:
        entries = list(_directory(content))
        return frozenset(entry.name for entry in _children(entries, entries[0].child)), True
    except (error, IndexError):
        return frozenset(found[0].decode("utf-16-le") for found in _ENTRIES.finditer(content)), False


def streams_in(content: bytes) -> dict[str, bytes]:
    """The streams of a sound compound file by path (`VBA/dir`). Raises IndexError or struct.error for another."""
    shift, _, small_table, _, _, *table = _HEADER.unpack_from(content)
    entries = list(_directory(content))
    size = 1 << shift
    small = b"".join(_sectors(content, table, entries[0].start, size))
    links = b"".join(_sectors(content, table, small_table, size))
    found: dict[str, bytes] = {}
    for path, entry in _streams(entries, entries[0].child, ""):
        if entry.size < _SMALL:
            sectors = _small_sectors(small, links, entry.start)
        else:
            sectors = _sectors(content, table, entry.start, size)
        found[path] = b"".join(sectors)[: entry.size]
    return found


def _streams(entries: list[_Entry], first: int, prefix: str) -> Iterator[tuple[str, _Entry]]:
    """Path and entry of every stream below a level; a file of ours or of xlwings is two levels deep."""
    for entry in _children(entries, first):
        if entry.kind == _STREAM:
            yield prefix + entry.name, entry
        elif entry.kind == _STORAGE and prefix.count("/") < _DEEPEST:
            yield from _streams(entries, entry.child, f"{prefix}{entry.name}/")


def _sectors(content: bytes, table: list[int], sector: int, size: int) -> Iterator[bytes]:
    """The sectors of a chain in order."""
    for _ in range(_MOST_SECTORS):
        if sector >= _LAST:
            return
        yield content[(sector + 1) * size : (sector + 2) * size]
        sector = _next(content, table, sector, size)


def _small_sectors(small: bytes, links: bytes, sector: int) -> Iterator[bytes]:
    """The small sectors of a chain in order; `links` is their allocation table."""
    for _ in range(_MOST_SECTORS):
        if sector >= _LAST:
            return
        yield small[sector * _SMALL_SECTOR : (sector + 1) * _SMALL_SECTOR]
        sector = int.from_bytes(links[sector * 4 : sector * 4 + 4], "little")


def _directory(content: bytes) -> Iterator[_Entry]:
    """The entries in order."""
    shift, sector, _, extra, _, *table = _HEADER.unpack_from(content)
    if shift not in (9, 12):
        raise IndexError(shift)
    size = 1 << shift
    if extra < _LAST:
        table += _longer_table(content, extra, size)
    for _ in range(_MOST_SECTORS):
        if sector >= _LAST:
            return
        start = (sector + 1) * size
        for place in range(start, start + size, _ENTRY.size):
            name, length, kind, *rest = _ENTRY.unpack_from(content, place)
            name = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield _Entry(name, kind, *rest)
        sector = _next(content, table, sector, size)


def _longer_table(content: bytes, sector: int, size: int) -> list[int]:
    """The rest of the list of allocation tables, in files above 7 MB."""
    words = Struct(f"<{size // 4}I")
    table: list[int] = []
    for _ in range(_MOST_SECTORS):
        if sector >= _LAST:
            break
        *more, sector = words.unpack_from(content, (sector + 1) * size)
        table += more
    return table


def _next(content: bytes, table: list[int], sector: int, size: int) -> int:
    per_sector = size // 4
    place = (table[sector // per_sector] + 1) * size + sector % per_sector * 4
    return int.from_bytes(content[place : place + 4], "little") if place + 4 <= len(content) else _LAST


def _children(entries: list[_Entry], first: int) -> Iterator[_Entry]:
    """The entries of one level of the directory, a tree of left and right neighbours."""
    waiting, seen = [first], set()
    while waiting:
        number = waiting.pop()
        if number >= _LAST or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        yield entry
        waiting += [entry.left, entry.right]
