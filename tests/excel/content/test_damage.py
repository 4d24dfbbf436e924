"""Bytes changed at random: whatever a file has become, it is read or refused, and nothing else happens."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from excel.content.every_kind import write
from excel.content.test_ods import STYLES, document, row, table, text, value
from excel.content.test_xlsb import ALL
from excel.content.xlsb_writer import Writer
from minerva.excel.content.cells import Package
from minerva.excel.content.intake import Refused
from minerva.excel.content.package import read_package

TIMES = 250


def xlsx(tmp_path: Path) -> bytes:
    """Every kind of cell, as openpyxl writes it."""
    return write(tmp_path / "a.xlsx").read_bytes()


def xls(_: Path) -> bytes:
    """The same, as LibreOffice wrote it in the old format."""
    return Path(__file__).with_name("small.xls").read_bytes()


def xlsb(_: Path) -> bytes:
    """Every kind of cell in binary parts."""
    return Writer().package(ALL)


def ods(_: Path) -> bytes:
    """Some cells of each kind."""
    cells = (text("a", "b"), value("percentage", "0.5"), value("date", "2020-11-30"), value("time", "PT1H00M00S"))
    return document(table(row(*cells, attributes='table:number-rows-repeated="3"')), styles=STYLES)


def flipped(content: bytes, chance: random.Random) -> bytes:
    """One to four bytes changed, now and then a piece taken out."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    if chance.random() < 0.2:
        start = chance.randrange(len(changed) + 1)
        del changed[start : start + chance.randint(1, 40)]
    return bytes(changed)


def flipped_inside(content: bytes, chance: random.Random) -> bytes:
    """A sound zip, one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        unlucky = chance.choice([name for name in old.namelist() if old.getinfo(name).file_size])
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, flipped(part, chance) if name == unlucky else part)
    return file.getvalue()


def read_or_refused(content: bytes) -> bool:
    """Whether a content was read; any other end than reading and refusing is an error."""
    try:
        return isinstance(read_package(content), Package)
    except Refused:
        return False


@pytest.mark.parametrize("make", [xlsx, xls, xlsb, ods])
def test_changed_bytes_are_read_or_refused(make: Callable[[Path], bytes], tmp_path: Path):
    content = make(tmp_path)
    assert read_or_refused(content)
    chance = random.Random(2020)
    spoil = [flipped] if make is xls else [flipped, flipped_inside, flipped_inside]
    ends = [read_or_refused(spoil[turn % len(spoil)](content, chance)) for turn in range(TIMES)]
    assert 0 < sum(ends) < TIMES


@pytest.mark.parametrize("make", [xlsx, xls, xlsb, ods])
def test_any_beginning_is_read_or_refused(make: Callable[[Path], bytes], tmp_path: Path):
    content = make(tmp_path)
    ends = [read_or_refused(content[:size]) for size in range(0, len(content), max(1, len(content) // 60))]
    assert not any(ends[:-3])
