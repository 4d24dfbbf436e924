"""The records of the binary parts of an .xlsb package, and the pieces they are made of. Facts from [MS-XLSB]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum


class Brt(IntEnum):
    """The records that matter to a reader, by the numbers of [MS-XLSB] 2.3.2."""

    ROW_HDR = 0
    CELL_BLANK = 1
    CELL_RK = 2
    CELL_ERROR = 3
    CELL_BOOL = 4
    CELL_REAL = 5
    CELL_ST = 6
    CELL_ISST = 7
    FMLA_STRING = 8
    FMLA_NUM = 9
    FMLA_BOOL = 10
    FMLA_ERROR = 11
    SHORT_BLANK = 12
    SHORT_ISST = 18
    SST_ITEM = 19
    FONT = 43
    FMT = 44
    FILL = 45
    XF = 47
    COL_INFO = 60
    CELL_R_STRING = 62
    WB_PROP = 153
    BUNDLE_SH = 156
    MERGE_CELL = 176
    INDEXED_COLOR = 475
    BEGIN_CELL_XFS = 617
    END_CELL_XFS = 618
    COMMENT_AUTHOR = 632
    BEGIN_COMMENT = 635
    COMMENT_TEXT = 637


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: number and content. Raises ValueError where one runs past the end."""
    place, end = 0, len(part)
    while place < end:
        kind, place = _packed(part, place, 2)
        size, place = _packed(part, place, 4)
        if place + size > end:
            raise ValueError(f"{place} + {size} > {end}")
        yield kind, part[place : place + size]
        place += size


def _packed(part: bytes, place: int, most: int) -> tuple[int, int]:
    """A number in 7 bits a byte, the lowest first, and the place behind it."""
    value = 0
    for shift in range(0, 7 * most, 7):
        byte = part[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return value, place


def wide_string(data: bytes, place: int = 0) -> tuple[str, int]:
    """A string behind its length, and the place behind it; no length (0xFFFFFFFF) is ''. Raises ValueError."""
    (length,) = struct.unpack_from("<I", data, place)
    place += 4
    if length == 0xFFFFFFFF:
        return "", place
    end = place + 2 * length
    if end > len(data):
        raise ValueError(f"{end} > {len(data)}")
    return data[place:end].decode("utf-16-le", "replace"), end


def rich_string(data: bytes, place: int = 0) -> tuple[str, set[int]]:
    """A string with runs of fonts: the text, and the numbers of the fonts. Raises ValueError."""
    flags = data[place]
    text, place = wide_string(data, place + 1)
    if not flags & 1:
        return text, set()
    (runs,) = struct.unpack_from("<I", data, place)
    if place + 4 + 4 * runs > len(data):
        raise ValueError(runs)
    return text, {struct.unpack_from("<H", data, place + 6 + 4 * run)[0] for run in range(runs)}


def rk_number(rk: int) -> float:
    """A number packed in 32 bits: 30 bits of an integer or of a double, perhaps to be divided by 100."""
    if rk & 2:
        value = float((rk - (1 << 32) if rk & 0x80000000 else rk) >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (rk & 0xFFFFFFFC) << 32))
    return value / 100 if rk & 1 else value
