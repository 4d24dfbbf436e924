"""Changes a regional workbook in its XML, cell by cell and row by row, as someone who hides something would.

Works on the inflated parts of the package, with the standard library alone; knows nothing of the product.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO

_ROW = re.compile(rb'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
Parts = dict[str, bytes]


@dataclass(frozen=True)
class Tampered:
    """A package with something changed; `sheet` and `cells` say where, any of which may be named."""

    sheet: str
    cells: tuple[str, ...]
    what: str


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The part of each sheet by its name."""
    book, related = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
    targets = dict(re.findall(r'Id="(rId\d+)"[^>]*Target="(worksheets/[^"]+)"', related))
    targets |= {
        number: target for target, number in re.findall(r'Target="(worksheets/[^"]+)"[^>]*Id="(rId\d+)"', related)
    }
    names = re.findall(r'<sheet name="([^"]+)" sheetId="\d+"[^>]*r:id="(rId\d+)"', book)
    return {name: f"xl/{targets[number]}" for name, number in names}


def cells_of(xml: bytes) -> Iterator[tuple[str, int]]:
    """Column letters and row of every filled cell, in order."""
    for _, _, body in _ROW.findall(xml):
        for letters, row, _, _, content in _CELL.findall(body):
            if content:
                yield letters.decode(), int(row)


def with_cell(xml: bytes, address: str, content: bytes, kind: str = "") -> bytes:
    """The sheet with other content in a cell that is there; `kind` is the type it is stored with."""
    pattern = re.compile(rb'<c r="' + address.encode() + rb'"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    typed = f' t="{kind}"'.encode() if kind else b""

    def cell(found: re.Match[bytes]) -> bytes:
        return b'<c r="' + address.encode() + b'"' + found[1] + typed + b">" + content + b"</c>"

    changed, times = pattern.subn(cell, xml, count=1)
    assert times == 1, address
    return changed


def with_text(xml: bytes, address: str, text: str) -> bytes:
    """The sheet with a text in a cell."""
    body = f'<is><t xml:space="preserve">{escape(text, quote=False)}</t></is>'
    return with_cell(xml, address, body.encode(), "inlineStr")


def with_number(xml: bytes, address: str, number: str) -> bytes:
    """The sheet with a number in a cell."""
    return with_cell(xml, address, f"<v>{number}</v>".encode())


def with_stored(xml: bytes, address: str, value: str) -> bytes:
    """The sheet with another stored value behind the formula of a cell."""
    pattern = re.compile(rb'(<c r="' + address.encode() + rb'"[^>]*>.*?<v>)(.*?)(</v>)', re.DOTALL)
    changed, times = pattern.subn(lambda found: found[1] + value.encode() + found[3], xml, count=1)
    assert times == 1, address
    return changed


def without_cell(xml: bytes, address: str) -> bytes:
    """The sheet with a cell emptied."""
    pattern = re.compile(rb'<c r="' + address.encode() + rb'"((?: s="\d+")?)[^>]*?>.*?</c>', re.DOTALL)
    changed, times = pattern.subn(lambda found: b'<c r="' + address.encode() + b'"' + found[1] + b"/>", xml, count=1)
    assert times == 1, address
    return changed


def _rows(xml: bytes) -> list[tuple[int, bytes]]:
    return [(int(found[1]), found[0]) for found in _ROW.finditer(xml)]


def _renumbered(row: bytes, number: int) -> bytes:
    """A row at another place; formulas that name its own row go along."""
    was = re.match(rb'<row r="(\d+)"', row)[1]
    row = re.sub(rb'^<row r="\d+"', f'<row r="{number}"'.encode(), row)
    row = re.sub(rb'<c r="([A-Z]+)' + was + rb'"', rb'<c r="\g<1>' + str(number).encode() + b'"', row)
    return re.sub(rb"(<f>[^<]*?)\b([A-Z]{1,2})" + was + rb"\b", rb"\g<1>\g<2>" + str(number).encode(), row)


def with_rows(xml: bytes, change: Callable[[list[tuple[int, bytes]]], list[bytes]], first: int) -> bytes:
    """The sheet with the rows from `first` on changed, and numbered anew from there."""
    rows = _rows(xml)
    kept = b"".join(row for number, row in rows if number < first)
    changed = change([(number, row) for number, row in rows if number >= first])
    later = b"".join(_renumbered(row, number) for number, row in enumerate(changed, first))
    return re.sub(
        rb"<sheetData>.*</sheetData>", lambda _: b"<sheetData>" + kept + later + b"</sheetData>", xml, flags=re.DOTALL
    )


def without_row(xml: bytes, number: int) -> bytes:
    """The sheet with a row deleted, those below moved up."""
    return with_rows(xml, lambda rows: [row for at, row in rows if at != number], number)


def with_row_twice(xml: bytes, number: int) -> bytes:
    """The sheet with a row copied below itself, those below moved down."""
    return with_rows(xml, lambda rows: [rows[0][1], *(row for _, row in rows)], number)


def with_rows_swapped(xml: bytes, number: int, other: int) -> bytes:
    """The sheet with two rows exchanged."""

    def swap(rows: list[tuple[int, bytes]]) -> list[bytes]:
        by_number = dict(rows)
        by_number[number], by_number[other] = by_number[other], by_number[number]
        return list(by_number.values())

    return with_rows(xml, swap, number)


def packed(parts: Parts) -> bytes:
    """The package of some parts."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()
