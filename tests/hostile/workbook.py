"""A good return in parts, and the ways to spoil one of them. A case says what must become of the file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import workbooks
from minerva.model.submission import Refusal

READ = "read"
EITHER = "either"
"""Read or refused with any reason but that the reader broke, or needed too much."""

OO, SST, STYLES, BOOK = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
RELS, CORE = "xl/_rels/workbook.xml.rels", "docProps/core.xml"
Parts = dict[str, bytes]


@dataclass(frozen=True)
class Case:
    """A hostile file: its family, its name, what makes it, and what may become of it (`read`, a reason, `either`)."""

    family: str
    name: str
    make: Callable[[Path], object]
    expected: frozenset[str]

    @property
    def path(self) -> str:
        """Where it stands below the folder of all cases."""
        return f"{self.family}/{self.name}"


def case(family: str, name: str, content: bytes | Callable[[], bytes], *expected: str | Refusal) -> Case:
    """A case that is one file with these bytes."""

    def make(path: Path) -> None:
        path.write_bytes(content() if callable(content) else content)

    return Case(family, name, make, frozenset(map(str, expected)))


@cache
def good() -> bytes:
    """A return in which everything is right."""
    with TemporaryDirectory() as folder:
        return workbooks.filled(Path(folder) / "good.xlsx").read_bytes()


def parts() -> Parts:
    """Its parts."""
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as archive:
        for name, part in content.items():
            archive.writestr(zipfile.ZipInfo(name), part, method, compresslevel=1)
    return file.getvalue()


def with_parts(**more: bytes) -> bytes:
    """The return with parts replaced or added; `__` in a name is a slash."""
    return packed(parts() | {name.replace("__", "/"): part for name, part in more.items()})


def changed(name: str, *changes: tuple[str | bytes, str | bytes]) -> bytes:
    """The return with replacements in one part, each of which must find something."""
    part = parts()[name]
    for old, new in changes:
        old, new = (text.encode() if isinstance(text, str) else text for text in (old, new))
        assert old in part, (name, old)
        part = part.replace(old, new, 1)
    return packed(parts() | {name: part})


def with_cell(xml: str, address: str = "M7", more: Mapping[str, bytes] = {}) -> bytes:
    """The return with one cell of the objectives written as given; `@` is its address and format."""
    part = parts()[OO].decode()
    found = re.search(rf'<c r="{address}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)', part)
    assert found, address
    cell = xml.replace("@", f'r="{address}"{found[1] or ""}')
    return packed(parts() | {OO: (part[: found.start()] + cell + part[found.end() :]).encode()} | dict(more))


def with_text(text: str, address: str = "M7") -> bytes:
    """The return with a text typed into one cell."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return with_cell(f'<c @ t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>', address)


def with_rows(rows: str | bytes) -> bytes:
    """The return with more rows at the end of the objectives."""
    rows = rows.encode() if isinstance(rows, str) else rows
    return changed(OO, (b"</sheetData>", rows + b"</sheetData>"))
