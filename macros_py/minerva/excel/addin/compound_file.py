"""Writes a small OLE compound file (MS-CFB, version 3): streams, some of them in storages one level deep.

Laid out as: header, streams in the order given, the small ones together, their allocation table, the directory, the
allocation table of all sectors. No times, no identifiers: the same streams give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from struct import pack

from minerva.excel.content.compound import SIGNATURE

SECTOR, SMALL_SECTOR, SMALL = 512, 64, 4096
FREE, END, TABLE, NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5

_NUMBERS = SECTOR // 4  # how many numbers of sectors fit into one
_TABLES = 109  # how many allocation tables the header itself can name: 7 MB
_ENTRY_SIZE = 128
_BLACK = 1


@dataclass
class _Entry:
    """A line of the directory."""

    name: str
    kind: int
    content: bytes = b""
    members: list[int] = field(default_factory=list)
    left: int = NOBODY
    right: int = NOBODY
    child: int = NOBODY
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        """The 128 bytes of the line."""
        name = self.name.encode("utf-16-le") + b"\0\0"
        head = pack("<64sHBBIII", name, len(name), self.kind, _BLACK, self.left, self.right, self.child)
        return (head + b"\0" * 36 + pack("<IQ", self.start, self.size)).ljust(_ENTRY_SIZE, b"\0")


class _Sectors:
    """The sectors of a file and their allocation table, as they are given out."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.table: list[int] = []

    def put(self, content: bytes) -> int:
        """Put content into sectors of its own; returns the first, or END where there is nothing."""
        first, number = len(self.table), _parts(len(content), SECTOR)
        if not number:
            return END
        self.content += content.ljust(number * SECTOR, b"\0")
        self.table += [*range(first + 1, first + number), END]
        return first


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The file that holds these streams: path (`PROJECT`, `VBA/dir`) -> content."""
    entries = _entries(streams)
    sectors, small, small_table = _Sectors(), bytearray(), []
    for entry in entries:
        if entry.kind == STREAM:
            entry.size = len(entry.content)
            entry.start = _put_stream(entry.content, sectors, small, small_table)
    root = entries[0]
    root.start, root.size = sectors.put(bytes(small)), len(small)
    small_tables = sectors.put(_numbers(small_table))
    directory = sectors.put(_directory(entries))
    tables = _put_tables(sectors)
    header = _header(tables, directory, small_tables, _parts(len(small_table), _NUMBERS))
    return header + bytes(sectors.content)


def _entries(streams: Mapping[str, bytes]) -> list[_Entry]:
    """The root, the storages and the streams, each level linked into a tree."""
    entries = [_Entry("Root Entry", ROOT)]
    storages: dict[str, int] = {"": 0}
    for path, content in streams.items():
        storage, _, name = path.rpartition("/")
        if storage not in storages:
            storages[storage] = _add(entries, 0, _Entry(storage, STORAGE))
        _add(entries, storages[storage], _Entry(name, STREAM, content))
    for entry in entries:
        entry.child = _tree(entries, sorted(entry.members, key=lambda number: _place(entries[number])))
    return entries


def _add(entries: list[_Entry], parent: int, entry: _Entry) -> int:
    entries.append(entry)
    entries[parent].members.append(len(entries) - 1)
    return len(entries) - 1


def _place(entry: _Entry) -> tuple[int, str]:
    """The order of names on a level (MS-CFB 2.6.4): shorter before longer, then by capitals."""
    return len(entry.name), entry.name.upper()


def _tree(entries: list[_Entry], numbers: Sequence[int]) -> int:
    """Link entries in order into a balanced tree, all of it black; returns its top."""
    if not numbers:
        return NOBODY
    middle = len(numbers) // 2
    top = entries[numbers[middle]]
    top.left, top.right = _tree(entries, numbers[:middle]), _tree(entries, numbers[middle + 1 :])
    return numbers[middle]


def _put_stream(content: bytes, sectors: _Sectors, small: bytearray, small_table: list[int]) -> int:
    """Where a stream begins: a short one among the small sectors, which one stream of the file holds."""
    if len(content) >= SMALL or not content:
        return sectors.put(content)
    first, number = len(small_table), _parts(len(content), SMALL_SECTOR)
    small += content.ljust(number * SMALL_SECTOR, b"\0")
    small_table += [*range(first + 1, first + number), END]
    return first


def _directory(entries: Sequence[_Entry]) -> bytes:
    """All lines, filled up to whole sectors with unused ones."""
    unused = _Entry("", 0).packed()
    unused = unused[:64] + b"\0\0" + unused[66:]
    lines = [entry.packed() for entry in entries]
    return b"".join(lines) + unused * (-len(lines) % (SECTOR // _ENTRY_SIZE))


def _put_tables(sectors: _Sectors) -> range:
    """Add the allocation table of all sectors, its own included; returns its sectors."""
    number = 1
    while number * _NUMBERS < len(sectors.table) + number:
        number += 1
    if number > _TABLES:
        raise ValueError("the streams do not fit into one header")
    first = len(sectors.table)
    sectors.content += _numbers([*sectors.table, *[TABLE] * number])
    return range(first, first + number)


def _numbers(table: Iterable[int]) -> bytes:
    """Numbers of sectors, filled up to whole sectors."""
    numbers = list(table)
    numbers += [FREE] * (-len(numbers) % _NUMBERS)
    return pack(f"<{len(numbers)}I", *numbers)


def _header(tables: range, directory: int, small_tables: int, small_number: int) -> bytes:
    start = pack("<8s16xHHHHH6x", SIGNATURE, 0x3E, 3, 0xFFFE, 9, 6)
    counts = pack("<IIIIIIIII", 0, len(tables), directory, 0, SMALL, small_tables, small_number, END, 0)
    return start + counts + pack(f"<{_TABLES}I", *tables, *[FREE] * (_TABLES - len(tables)))


def _parts(length: int, size: int) -> int:
    return -(-length // size)
