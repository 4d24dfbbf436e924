"""The regional workbook as it stands on disk, read from its XML with the standard library: values and formulas."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import BytesIO
from posixpath import normpath
from typing import NamedTuple
from xml.etree import ElementTree

Place = tuple[int, int]

LARGEST = 2_000_000_000
"""Bytes of a regional workbook once inflated: a hundred times one of four hundred returns."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALF = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


class NotAWorkbook(Exception):
    """The file cannot be read as an Excel workbook; says why, in the words of the library."""


class Written(NamedTuple):
    """A filled cell: its value as text (a number in plain digits), its formula or '', and the number of its look."""

    value: str
    number: bool = False
    formula: str = ""
    look: str = ""


NOTHING = Written("")


@dataclass(slots=True)
class WrittenSheet:
    """A sheet: filled cells by (row, column) counted from 1; `part` is the name of its XML in the package."""

    name: str
    part: str
    cells: dict[Place, Written] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """The value of a cell as text, '' where it is empty."""
        return self.cells.get((row, column), NOTHING).value


@dataclass(slots=True)
class WrittenBook:
    """A workbook: its sheets by name in order, and the parts of its package, inflated."""

    sheets: dict[str, WrittenSheet]
    parts: dict[str, bytes]


def read_written(content: bytes) -> WrittenBook:
    """Read a workbook. Raises NotAWorkbook."""
    try:
        parts = _parts(content)
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise NotAWorkbook(str(error)) from error
    return book_of(parts)


def book_of(parts: dict[str, bytes]) -> WrittenBook:
    """The workbook of an inflated package. Raises NotAWorkbook."""
    try:
        strings = _strings(parts.get("xl/sharedStrings.xml", b""))
        sheets = [read_sheet(name, part, parts[part], strings) for name, part in _sheet_parts(parts)]
    except (ElementTree.ParseError, KeyError, ValueError, IndexError, StopIteration) as error:
        raise NotAWorkbook(str(error)) from error
    return WrittenBook({sheet.name: sheet for sheet in sheets}, parts)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        if sum(member.file_size for member in package.infolist()) > LARGEST:
            raise NotAWorkbook(f"> {LARGEST}")
        if len({name.lower() for name in package.namelist()}) != len(package.namelist()):
            raise NotAWorkbook("a part twice")
        return {member.filename: package.read(member) for member in package.infolist()}


def _sheet_parts(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """Name and part of each sheet, in order."""
    related = {
        one.get("Id"): normpath(f"xl/{one.get('Target')}".replace("xl//xl/", "xl/"))
        for one in _parsed(parts["xl/_rels/workbook.xml.rels"]).iter(f"{_RELATIONSHIPS}Relationship")
    }
    book = _parsed(parts["xl/workbook.xml"])
    found = []
    for element in book.iter():
        if _name(element.tag) == "sheet":
            number = next(value for name, value in element.attrib.items() if _name(name) == "id")
            found.append((element.attrib["name"], related[number]))
    return found


def _parsed(xml: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(_plain(xml))  # noqa: S314 - without a document type there are no entities


def _plain(xml: bytes) -> bytes:
    """XML without a document type, which no spreadsheet program writes: entities are the way to harm a parser."""
    if b"<!DOCTYPE" in xml or b"\0" in xml[:200]:
        raise NotAWorkbook("DOCTYPE")
    return xml


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _strings(part: bytes) -> list[str]:
    if not part:
        return []
    return [_text(item) for item in _parsed(part) if _name(item.tag) == "si"]


def _text(item: ElementTree.Element) -> str:
    """The text of a string, its runs joined, without the reading aids of Asian scripts."""
    pieces = []
    for child in item:
        name = _name(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [text.text or "" for text in child if _name(text.tag) == "t"]
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """Characters that XML does not allow stand in a workbook as _xHHHH_; half a pair of them is none."""
    if "_x" not in text:
        return text
    whole = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-16-le", "surrogatepass")
    return _HALF.sub("\uffff", whole.decode("utf-16-le", "surrogatepass"))


def read_sheet(name: str, part: str, xml: bytes, strings: list[str]) -> WrittenSheet:
    """The filled cells of one sheet."""
    sheet = WrittenSheet(name, part)
    for _, element in ElementTree.iterparse(BytesIO(_plain(xml))):  # noqa: S314 - without a document type
        if _name(element.tag) != "row":
            continue
        for cell in element:
            written = _written(cell, strings)
            if written is not None:
                place = position(cell.attrib["r"])
                if place in sheet.cells:
                    raise ValueError(f"{name}!{cell.attrib['r']}: 2")
                sheet.cells[place] = written
                sheet.rows.setdefault(place[0], []).append(place[1])
        element.clear()
    return sheet


def _written(cell: ElementTree.Element, strings: list[str]) -> Written | None:
    """A cell with a value or a formula; None for an empty one."""
    kind, raw, formula, inline = cell.get("t", "n"), "", "", ""
    for child in cell:
        name = _name(child.tag)
        if name == "v":
            raw = child.text or ""
        elif name == "f":
            formula = child.text or "="
        elif name == "is":
            inline = _text(child)
    if kind == "n":
        value = plain_number(raw)
    elif kind == "s":
        value = strings[int(raw)] if raw else ""
    else:
        value = inline if kind == "inlineStr" else unescaped(raw)
    return Written(value, kind == "n", formula, cell.get("s", "")) if value or formula else None


def plain_number(raw: str) -> str:
    """A stored number in plain digits, without the noise of binary floats: 15 significant digits where it has more."""
    if not raw:
        return ""
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        return raw
    if len(number.as_tuple().digits) > 16:
        number = Decimal(f"{float(number):.15g}")
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def position(address: str) -> Place:
    """(row, column) of an address such as J23. Raises ValueError for anything else."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
