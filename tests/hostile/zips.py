"""Zips that swell, lie, climb, repeat, break or nest."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator

from hostile.workbook import EITHER, OO, READ, SST, Case, case, good, packed, parts, with_parts
from minerva.model.submission import Refusal as R

MB = 1_000_000


def zip_cases() -> Iterator[Case]:
    """All of them."""
    for name, content, *expected in (*_bombs(), *_names(), *_lies(), *_broken(), *_nested()):
        yield case("zip", f"{name}.xlsx", content, *expected)


def _bombs():
    def spaces(name: str) -> bytes:
        return packed(parts() | {name: parts()[name].replace(b"><", b">" + b" " * 3 * MB + b"<", 1)})

    yield "bomb in a sheet", lambda: spaces(OO), R.SWELLS
    yield "bomb in the strings", lambda: spaces(SST), R.SWELLS
    yield "bomb in the styles", lambda: spaces("xl/styles.xml"), R.SWELLS
    yield "bomb in the workbook", lambda: spaces("xl/workbook.xml"), R.SWELLS
    yield "bomb in the relationships", lambda: spaces("xl/_rels/workbook.xml.rels"), R.SWELLS
    yield "bomb in the properties", lambda: spaces("docProps/core.xml"), R.SWELLS
    yield "bomb nobody needs", lambda: with_parts(xl__media__image1_png=b"\0" * 5 * MB), READ
    yield "three parts of 90 MB", _three_large_sheets, R.SWELLS, R.TOO_HEAVY
    yield "many parts", lambda: packed(parts() | {f"x/{i}": b"" for i in range(1100)}), R.UNSAFE
    yield "twenty thousand parts", lambda: packed(parts() | {f"{i}": b"" for i in range(20_000)}), R.UNSAFE
    yield "parts that overlap", _overlapping, R.UNSAFE


def _three_large_sheets() -> bytes:
    dice = random.Random(1)
    line = b"<!--" + b"x" * 973 + b"%s-->"
    comment = b"".join(line % dice.randbytes(10).hex().encode() for _ in range(90_000))
    large = {f"xl/worksheets/sheet{n}.xml": comment for n in (2, 3, 4)}
    return packed({name: part + large.get(name, b"") for name, part in parts().items()})


def _overlapping() -> bytes:
    """Every entry of the directory shows the bytes of the last part (as in Fifield's bomb)."""
    content = packed(parts())
    start = content.index(b"PK\x01\x02")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        last = max(info.header_offset for info in archive.infolist())
    directory = bytearray(content[start:])
    place = 0
    while directory[place : place + 4] == b"PK\x01\x02":
        struct.pack_into("<I", directory, place + 42, last)
        place += 46 + sum(struct.unpack_from("<HHH", directory, place + 28))
    return content[:start] + bytes(directory)


def _names():
    for name in ("../../evil.xml", "xl/../../evil.xml", "..\\..\\evil.xml", "/etc/passwd", "C:/evil.xml", "C:evil.xml"):
        yield f"name {name.replace('/', '∕').replace(':', '')}", packed(parts() | {name: b"x"}), R.UNSAFE
    yield "name of a server", packed(parts() | {"\\\\server\\share\\x.xml": b"x"}), R.UNSAFE
    yield "name with a zero", packed(parts() | {"xl/aXb.xml": b""}).replace(b"xl/aXb.xml", b"xl/a\0b.xml"), R.UNSAFE
    yield "twin in capitals", packed(parts() | {"XL/WORKBOOK.XML": parts()["xl/workbook.xml"]}), R.UNSAFE
    yield (
        "same name twice",
        packed(parts() | {"xl/worksheets/sheetX.xml": parts()[OO]}).replace(b"sheetX", b"sheet2"),
        (R.UNSAFE),
    )
    yield "long name", packed(parts() | {"x" * 60_000: b""}), READ
    yield "other local name", good().replace(b"xl/workbook.xml", b"xl/workbooX.xml", 1), R.DAMAGED


def _lies():
    yield "says it is small", _directory(24, 100), R.DAMAGED
    yield "says it is large", _directory(24, 4_000_000_000), READ
    yield "says it is long", _directory(20, 20 * MB), R.UNSAFE
    yield "says it is short", _directory(20, 10), R.DAMAGED
    yield "wrong checksum", _directory(16, 1), R.DAMAGED
    yield "wrong checksum nobody needs", _directory(16, 1, "xl/theme/theme1.xml"), READ
    yield "wrong place", _directory(42, 3), R.DAMAGED, R.UNSAFE
    yield "place outside", _directory(42, 4_000_000_000), R.DAMAGED, R.UNSAFE
    for method in (1, 6, 9, 12, 14, 95, 99):
        yield f"method {method}", _directory(10, method, size="<H"), R.DAMAGED
    yield "lzma", packed(parts(), zipfile.ZIP_LZMA), R.DAMAGED
    yield "bzip2", packed(parts(), zipfile.ZIP_BZIP2), R.DAMAGED
    yield "stored", packed(parts(), zipfile.ZIP_STORED), READ
    yield "encrypted", _directory(8, 1, size="<H"), R.ENCRYPTED
    yield "entries miscounted", _end(10, 3), EITHER
    yield "directory elsewhere", _end(16, 10), R.DAMAGED, R.UNSAFE


def _directory(place: int, value: int, part: str = OO, size: str = "<I") -> bytes:
    """The good return with a field of the central directory changed for one part."""
    content = bytearray(good())
    start = content.index(b"PK\x01\x02")
    entry = content.rindex(b"PK\x01\x02", start, content.index(part.encode(), start))
    struct.pack_into(size, content, entry + place, value)
    return bytes(content)


def _end(place: int, value: int) -> bytes:
    content = bytearray(good())
    struct.pack_into("<H", content, content.rindex(b"PK\x05\x06") + place, value)
    return bytes(content)


def _broken():
    size = len(good())
    for share in (10, 30, 50, 70, 90, 99):
        yield f"cut at {share} percent", good()[: size * share // 100], R.DAMAGED
    yield "without its end", good()[:-10], R.DAMAGED
    yield "without its beginning", b"PK" + good()[1000:], R.DAMAGED, R.UNSAFE
    yield "with a long comment", good()[:-2] + struct.pack("<H", 65_535) + b"c" * 65_535, READ
    yield "with rubbish behind", good() + b"\0" * 500, EITHER
    yield "with a program in front", b"MZ" + b"\0" * 510 + good(), R.NOT_A_WORKBOOK
    dice = random.Random(3)
    for number in range(20):
        content = bytearray(good())
        for _ in range(4):
            content[dice.randrange(len(content))] = dice.randrange(256)
        yield f"four bytes changed {number:02}", bytes(content), EITHER


def _nested():
    content = packed({"rapport.xlsx": good(), "logo.png": b"\x89PNG\r\n"})
    yield "zip with a return", content, READ
    for depth in (2, 3, 4, 20):
        content = good()
        for level in range(depth):
            content = packed({f"level{level}.zip" if level else "return.xlsx": content})
        yield f"zip in zip {depth}", content, READ if depth <= 3 else R.ARCHIVE
    yield "zip of bombs", lambda: packed({f"{i}.bin": b"\0" * MB for i in range(220)}), R.SWELLS
    yield "zip of zips of zips", _tree, R.SWELLS, R.ARCHIVE
    yield (
        "zip without workbook",
        packed({"logo.png": b"\x89PNG\r\n", "lisez-moi.txt": b"voir plus tard"}),
        (R.NO_WORKBOOK_INSIDE),
    )
    yield "empty zip", packed({}), R.NO_WORKBOOK_INSIDE
    yield "zip of a damaged return", packed({"return.xlsx": good()[:9000]}), R.DAMAGED
    yield "zip with a climbing return", packed({"../return.xlsx": good()}), R.UNSAFE
    yield "zip of folders", packed({f"{i}/": b"" for i in range(50)} | {"a/return.xlsx": good()}), READ


def _tree() -> bytes:
    """Sixteen in sixteen in sixteen in sixteen."""
    content = packed({"bottom.bin": b"\0" * MB})
    for _ in range(4):
        content = packed({f"{i}.zip": content for i in range(16)})
    return content
