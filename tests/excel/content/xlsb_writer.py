"""A small writer of .xlsb packages for tests, from [MS-XLSB] alone; it shares no code with the product's reader."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MS = "application/vnd.ms-excel"
ERRORS = {"#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
ONE_PLUS_ONE = bytes.fromhex("1e01001e010003")


@dataclass
class Typed:
    """A cell: a value (text, number, truth, error such as "#N/A"), its format, how it is stored.

    `how` is "" for the usual way, "rk", "inline", "rich" (struck from the second letter), "formula" or "error". `fill`
    is the content of a record BrtFill up to its second colour, b"" for none.
    """

    value: object
    number_format: str | int = 0
    how: str = ""
    struck: bool = False
    fill: bytes = b""


@dataclass
class Page:
    """A sheet: cells by (row, column) from 0, what is hidden from 0, merges (top, bottom, left, right), notes."""

    name: str
    cells: Mapping[tuple[int, int], Typed]
    state: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


def record(kind: int, data: bytes = b"") -> bytes:
    """A record: number and size in 7 bits a byte, then the content."""
    return packed(kind) + packed(len(data)) + data


def packed(number: int) -> bytes:
    """A number in 7 bits a byte, the lowest first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def wide(text: str) -> bytes:
    """A string behind the number of its UTF-16 units."""
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


class Writer:
    """Collects strings, formats and fonts while the sheets are written."""

    def __init__(self, date1904: bool = False, palette: Iterable[str] = ()):
        self.date1904 = date1904
        self.palette = tuple(palette)
        self.strings: dict[str, int] = {}
        self.formats: dict[str, int] = {}
        self.looks: dict[tuple[str | int, bool, bytes], int] = {(0, False, b""): 0}

    def package(self, *pages: Page, more: Mapping[str, bytes] | None = None) -> bytes:
        """The whole file; `more` replaces or adds parts."""
        sheets = {f"xl/worksheets/sheet{i}.bin": self.sheet(page) for i, page in enumerate(pages, 1)}
        parts: dict[str, bytes] = {
            "[Content_Types].xml": content_types(len(pages)),
            "_rels/.rels": rels(("rId1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": self.workbook(pages),
            "xl/_rels/workbook.bin.rels": rels(
                *((f"rId{i}", "worksheet", f"worksheets/sheet{i}.bin") for i in range(1, len(pages) + 1)),
                ("rId98", "styles", "styles.bin"),
                ("rId99", "sharedStrings", "sharedStrings.bin"),
            ),
            **sheets,
            "xl/styles.bin": self.styles(),
            "xl/sharedStrings.bin": self.shared_strings(),
        }
        for i, page in enumerate(pages, 1):
            if page.notes:
                parts[f"xl/worksheets/_rels/sheet{i}.bin.rels"] = rels(("rId1", "comments", f"../comments{i}.bin"))
                parts[f"xl/comments{i}.bin"] = comments(page.notes)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (parts | dict(more or {})).items():
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return file.getvalue()

    def workbook(self, pages: Iterable[Page]) -> bytes:
        """xl/workbook.bin."""
        bundle = b"".join(
            record(156, struct.pack("<II", page.state, i) + wide(f"rId{i}") + wide(page.name))
            for i, page in enumerate(pages, 1)
        )
        properties = record(153, struct.pack("<II", int(self.date1904), 0) + wide(""))
        return record(131) + properties + record(143) + bundle + record(144) + record(132)

    def sheet(self, page: Page) -> bytes:
        """A sheet: dimension, columns, rows and cells, merges."""
        rows = sorted({row for row, _ in page.cells} | page.hidden_rows)
        last = max((column for _, column in page.cells), default=0)
        out = [record(129), record(148, struct.pack("<4I", 0, rows[-1] if rows else 0, 0, last))]
        if page.hidden_columns:
            infos = (struct.pack("<4IH", c, c, 2048, 0, 1) for c in sorted(page.hidden_columns))
            out += [record(390), *(record(60, info) for info in infos), record(391)]
        out.append(record(145))
        for row in rows:
            hidden = 0x1000 if row in page.hidden_rows else 0
            out.append(record(0, struct.pack("<IIHHBI", row, 0, 300, hidden, 0, 0)))
            cells = sorted((column, cell) for (at, column), cell in page.cells.items() if at == row)
            out += [self.cell(column, cell) for column, cell in cells]
        out.append(record(146))
        if page.merges:
            out.append(record(177, struct.pack("<I", len(page.merges))))
            out += [*(record(176, struct.pack("<4I", *merge)) for merge in page.merges), record(178)]
        return b"".join([*out, record(130)])

    def cell(self, column: int, cell: Typed) -> bytes:
        """One cell in the record its value and `how` ask for."""
        look_of = cell.number_format, cell.struck, cell.fill
        head = struct.pack("<II", column, self.looks.setdefault(look_of, len(self.looks)))
        value, how = cell.value, cell.how
        if value is None:
            return record(1, head)
        if how == "formula":
            kind, stored = formula_value(value)
            return record(kind, head + stored + struct.pack("<HI", 0, len(ONE_PLUS_ONE)) + ONE_PLUS_ONE + bytes(4))
        if how == "error":
            return record(3, head + bytes([ERRORS[str(value)]]))
        if isinstance(value, bool):
            return record(4, head + bytes([value]))
        if how == "rk":
            return record(2, head + struct.pack("<I", round(float(value) * 100) << 2 & 0xFFFFFFFF | 3))
        if isinstance(value, (int, float)):
            return record(5, head + struct.pack("<d", value))
        if how == "inline":
            return record(6, head + wide(str(value)))
        if how == "rich":
            self.looks.setdefault((0, True, b""), len(self.looks))
            return record(62, head + b"\x01" + wide(str(value)) + struct.pack("<IHH", 1, 1, 1))
        return record(7, head + struct.pack("<I", self.strings.setdefault(str(value), len(self.strings))))

    def shared_strings(self) -> bytes:
        """xl/sharedStrings.bin."""
        items = b"".join(record(19, b"\x00" + wide(text)) for text in self.strings)
        return record(159, struct.pack("<II", len(self.strings), len(self.strings))) + items + record(160)

    def styles(self) -> bytes:
        """xl/styles.bin: formats, a plain and a struck font, the fills, one cell format for each look, a palette."""
        named = dict.fromkeys(number_format for number_format, _, _ in self.looks if isinstance(number_format, str))
        codes = {code: 164 + i for i, code in enumerate(named)}
        fills = {fill: i for i, fill in enumerate(dict.fromkeys(fill for _, _, fill in self.looks))}
        formats = [record(44, struct.pack("<H", number) + wide(code)) for code, number in codes.items()]
        looks = [look(codes.get(f, f), int(struck), fill=fills[fill]) for f, struck, fill in self.looks]
        groups = (
            (615, formats),
            (611, [font(0), font(0x0008)]),
            (603, [record(45, fill.ljust(68, b"\0")) for fill in fills]),
            (613, [record(46, bytes(51))]),
            (626, [look(0, 0, 0xFFFF)]),
            (617, looks),
            (565, [record(475, bytes.fromhex(rgb) + b"\xff") for rgb in self.palette]),
        )
        out = [record(278)]
        for begin, members in groups:
            out += [record(begin, struct.pack("<I", len(members))), *members, record(begin + 1)]
        return b"".join([*out, record(279)])


def formula_value(value: object) -> tuple[int, bytes]:
    """The record of a formula with a stored value, and the value in it."""
    if isinstance(value, bool):
        return 10, bytes([value])
    if isinstance(value, (int, float)):
        return 9, struct.pack("<d", value)
    if value in ERRORS:
        return 11, bytes([ERRORS[str(value)]])
    return 8, wide(str(value))


def font(flags: int) -> bytes:
    """A font of 11 points."""
    return record(43, struct.pack("<HHHHBBBB", 220, flags, 400, 0, 0, 2, 0, 0) + bytes(8) + b"\x00" + wide("Calibri"))


def look(number_format: int, font_number: int, parent: int = 0, fill: int = 0) -> bytes:
    """A cell format."""
    return record(47, struct.pack("<HHHHHBBHH", parent, number_format, font_number, fill, 0, 0, 0, 0x1000, 0x3F))


def comments(notes: Mapping[tuple[int, int], tuple[str, str]]) -> bytes:
    """A part of notes: (author, text) by (row, column) from 0."""
    authors = list(dict.fromkeys(author for author, _ in notes.values()))
    out = [record(628), record(630), *(record(632, wide(author)) for author in authors), record(631), record(633)]
    for (row, column), (author, text) in notes.items():
        area = struct.pack("<I4I", authors.index(author), row, row, column, column)
        out += [record(635, area + bytes(16)), record(637, b"\x00" + wide(text)), record(636)]
    return b"".join([*out, record(634), record(629)])


def rels(*found: tuple[str, str, str]) -> bytes:
    """A part of relations: id, kind, target."""
    lines = (f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in found)
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'.encode()


def content_types(sheets: int) -> bytes:
    """[Content_Types].xml."""
    parts = {"/xl/workbook.bin": f"{MS}.sheet.binary.macroEnabled.main"}
    parts |= {f"/xl/worksheets/sheet{i}.bin": f"{MS}.worksheet" for i in range(1, sheets + 1)}
    parts |= {"/xl/styles.bin": f"{MS}.styles", "/xl/sharedStrings.bin": f"{MS}.sharedStrings"}
    lines = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    rel = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{rel}"/><Default Extension="bin" ContentType="{MS}.sheet"/>'
        f"{lines}</Types>"
    ).encode()
