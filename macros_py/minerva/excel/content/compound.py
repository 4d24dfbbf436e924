"""The names in an OLE compound file, the envelope of .xls, .doc, .msg and of workbooks with a password.

Only the directory is walked (MS-CFB 2.6), every step bounded: a chain that turns in a circle ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import Struct, error

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = Struct("<30xH16xI16xII109I")
_ENTRY = Struct("<64sHBxIII48x")
_LAST = 0xFFFFFFFA  # numbers from here on are ends and free sectors
_MOST_SECTORS = 4096
_ENTRIES = re.compile(b"(?:[\x20-\x7e]\x00){4,31}")


def names_in(content: bytes) -> tuple[frozenset[str], bool]:
    """What stands at the top of a compound file: `Workbook`, `EncryptedPackage`, `WordDocument`, …; is it sound?

    Where the directory is damaged, every name that looks like one of an entry.
    """
    try:
        entries = list(_directory(content))
        return frozenset(_children(entries, entries[0][3])), True
    except (error, IndexError):
        return frozenset(found[0].decode("utf-16-le") for found in _ENTRIES.finditer(content)), False


def _directory(content: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """The entries in order: name, left and right neighbour, first child."""
    shift, sector, extra, _, *table = _HEADER.unpack_from(content)
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
            name, length, _, left, right, child = _ENTRY.unpack_from(content, place)
            yield name[: max(0, min(length, 64) - 2)], left, right, child
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


def _children(entries: list[tuple[bytes, int, int, int]], first: int) -> Iterator[str]:
    """The names of one level of the directory, a tree of left and right neighbours."""
    waiting, seen = [first], set()
    while waiting:
        number = waiting.pop()
        if number >= _LAST or number in seen:
            continue
        seen.add(number)
        name, left, right, _ = entries[number]
        yield name.decode("utf-16-le", "replace")
        waiting += [left, right]
