"""The regional workbook as it stands on disk, read from its XML with the standard library: values and formulas."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from io import BytesIO
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple
from xml.etree import ElementTree

from minerva.excel.witness.plain import is_plain_package, is_plain_xml

Place = tuple[int, int]

LARGEST, DENSE, RATIO = 500_000_000, 50_000_000, 100
"""Bytes of a regional workbook once inflated, seven times one of four hundred returns; and how much a part of more than
`DENSE` bytes may swell. The workbook may have come by mail."""

TRUE, LOWEST = ("1", "true"), 3.0
"""How a switch is on; and the points below which a row is none to its reader."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALF = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MAIN = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
)


MALFORMED = (ElementTree.ParseError, KeyError, ValueError, IndexError, StopIteration)
"""What reading XML raises where a part, an element or a number is not as the format has it."""


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
    """A sheet: filled cells by (row, column) counted from 1; `part` is the name of its XML in the package.

    `hidden_rows` are those nobody sees, `around` what stands beside the rows: columns, merges, drawings, links.
    """

    name: str
    part: str
    cells: dict[Place, Written] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    around: list[ElementTree.Element] = field(default_factory=list)

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
    except _DAMAGE as error:
        raise NotAWorkbook(str(error)) from error
    return book_of(parts)


def book_of(parts: dict[str, bytes]) -> WrittenBook:
    """The workbook of an inflated package, its parts as the package relates them. Raises NotAWorkbook."""
    try:
        (main,) = (target for kind, target in related(parts, "").values() if kind == "officeDocument")
        targets = related(parts, main)
        tables = [target for kind, target in targets.values() if kind == "sharedStrings"]
        strings = _strings(parts[tables[0]]) if tables else []
        named = list(_sheet_parts(parts[main], {number: target for number, (_, target) in targets.items()}))
        sheets = [read_sheet(name, part, parts[part], strings) for name, part in named]
        if len(tables) > 1 or len({name.lower() for name, _ in named}) != len(named):
            raise NotAWorkbook("a part twice")
    except MALFORMED as error:
        raise NotAWorkbook(str(error)) from error
    return WrittenBook({sheet.name: sheet for sheet in sheets}, parts)


def _parts(content: bytes) -> dict[str, bytes]:
    """All parts, inflated. No header is believed: a part that is longer than it says is damaged."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        members = package.infolist()
        if sum(member.file_size for member in members) > LARGEST or any(map(_swells, members)):
            raise NotAWorkbook(f"> {LARGEST}")
        if len({name.lower() for name in package.namelist()}) != len(members):
            raise NotAWorkbook("a part twice")
        if not is_plain_package(content, package):
            raise NotAWorkbook("zip")
        return {member.filename: _inflated(package, member) for member in members}


def _swells(member: zipfile.ZipInfo) -> bool:
    return member.file_size > DENSE and member.file_size > RATIO * member.compress_size


def _inflated(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotAWorkbook(f"zip {member.compress_type}")
    with package.open(member) as part:
        return part.read(member.file_size + 1)


def related(parts: dict[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """What a part (or the package, '') relates to by id: the kind, and the name of the other part."""
    folder = dirname(part)
    xml = parts[join(folder, "_rels", f"{basename(part)}.rels")]
    found = {}
    for one in _parsed(xml).iter(f"{_RELATIONSHIPS}Relationship"):
        target = one.attrib["Target"]
        place = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[one.attrib["Id"]] = basename(one.attrib["Type"]), place
    return found


def _sheet_parts(book: bytes, targets: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet, in order."""
    for sheets in _parsed(book):
        for element in sheets if name_of(sheets.tag) == "sheets" else ():
            if name_of(element.tag) == "sheet":
                number = next(value for name, value in element.attrib.items() if name.endswith("}id"))
                yield element.attrib["name"], targets[number]


def _parsed(xml: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(_plain(xml))  # noqa: S314 - without a document type there are no entities


def _plain(xml: bytes) -> bytes:
    """XML that all programs read in one way, without a document type: entities are the way to harm a parser."""
    if b"<!DOCTYPE" in xml or not is_plain_xml(xml, name_of):
        raise NotAWorkbook("XML")
    return xml


@cache
def name_of(tag: str) -> str:
    """The name of an element of a workbook; '' for one of another vocabulary, which spreadsheet programs pass over."""
    return next((tag.removeprefix(main) for main in _MAIN if tag.startswith(main)), "")


def _strings(part: bytes) -> list[str]:
    if not part:
        return []
    return [_text(item) for item in _parsed(part) if name_of(item.tag) == "si"]


def _text(item: ElementTree.Element) -> str:
    """The text of a string, its runs joined, without the reading aids of Asian scripts."""
    pieces = []
    for child in item:
        name = name_of(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [text.text or "" for text in child if name_of(text.tag) == "t"]
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """Characters that XML does not allow stand in a workbook as _xHHHH_; half a pair of them is none."""
    if "_x" not in text:
        return text
    whole = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-16-le", "surrogatepass")
    return _HALF.sub("\uffff", whole.decode("utf-16-le", "surrogatepass"))


def read_sheet(name: str, part: str, xml: bytes, strings: list[str]) -> WrittenSheet:
    """The filled cells of one sheet: rows stand in its table, and nowhere else."""
    sheet, rows, last = WrittenSheet(name, part), 0, 0
    reader = ElementTree.iterparse(BytesIO(_plain(xml)))  # noqa: S314 - without a document type
    for _, element in reader:
        if name_of(element.tag) != "row":
            continue
        rows, number = rows + 1, int(element.get("r", 0))
        if number <= last:
            raise ValueError(f"{name}!{number}")
        last = number
        if element.get("hidden") in TRUE or float(element.get("ht", LOWEST)) < LOWEST:
            sheet.hidden_rows.add(number)
        for cell in element:
            written = _written(cell, strings) if name_of(cell.tag) == "c" else None
            if written is not None:
                place = position(cell.attrib["r"])
                if place[0] != number or place in sheet.cells:
                    raise ValueError(f"{name}!{cell.attrib['r']}")
                sheet.cells[place] = written
                sheet.rows.setdefault(number, []).append(place[1])
        element.clear()
    tables = [table for table in reader.root if name_of(table.tag) == "sheetData"]
    sheet.around = [one for one in reader.root if name_of(one.tag) != "sheetData"]
    if len(tables) > 1 or rows != sum(name_of(row.tag) == "row" for table in tables for row in table):
        raise ValueError(name)
    return sheet


def _written(cell: ElementTree.Element, strings: list[str]) -> Written | None:
    """A cell with a value or a formula; None for an empty one."""
    kind, raw, formula, inline = cell.get("t", "n"), "", "", ""
    if len(cell) > 1 and len({name_of(child.tag) or number for number, child in enumerate(cell)}) != len(cell):
        raise ValueError(f"{cell.get('r')}: 2")
    for child in cell:
        name = name_of(child.tag)
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
    elif kind == "b":
        value = {"1": "TRUE", "true": "TRUE"}.get(raw, "FALSE")
    elif kind in ("str", "e", "inlineStr"):
        value = inline if kind == "inlineStr" else unescaped(raw)
    else:
        raise ValueError(f"{cell.get('r')}: {kind}")
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
