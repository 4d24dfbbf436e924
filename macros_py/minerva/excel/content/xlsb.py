"""Reads .xlsb workbooks: the package of .xlsx with binary parts.

Own code because no library tells number formats: a stored 0.85 shown as 85 % must be read as 85 %.
"""

from __future__ import annotations

import struct
from decimal import InvalidOperation
from xml.parsers.expat import ExpatError

from minerva.excel.content.biff12 import Brt, records, rich_string, rk_number, wide_string
from minerva.excel.content.cells import (
    ERRORS,
    LAST_COLUMN,
    LAST_ROW,
    MOST_CELLS,
    Cell,
    CellKind,
    Lookup,
    Package,
    Sheet,
    hide_columns,
    number_cell,
    text_cell,
)
from minerva.excel.content.comments import read_comments, without_author
from minerva.excel.content.fills import Palette, telling, tinted
from minerva.excel.content.intake import Archive, Refused
from minerva.excel.content.number_formats import PLAIN, number_style
from minerva.excel.content.sheet_package import SheetPackage
from minerva.excel.content.xlsx_styles import Looks
from minerva.excel.content.xml_parts import Relation, relations
from minerva.model.submission import Refusal

_WRONG = (struct.error, ExpatError, KeyError, IndexError, ValueError, OverflowError, InvalidOperation)
_STATES = ("visible", "hidden", "veryHidden")
_VALUES = range(Brt.CELL_RK, Brt.FMLA_ERROR + 1)
_SHORT_TO_LONG = Brt.SHORT_BLANK - Brt.CELL_BLANK
_SOLID = b"\x01\0\0\0"
_BY_INDEX, _BY_RGB, _BY_THEME, _FULL_TINT = 1, 2, 3, 32767
_STRIKEOUT, _ROW_HIDDEN, _COLUMN_HIDDEN = 0x0008, 0x10, 0x0001


def read_xlsb(archive: Archive, workbook: str) -> Package:
    """The cells of a package whose workbook is that part. Raises Refused for whatever is not a sound package."""
    try:
        return _Reader(archive, workbook).read()
    except _WRONG as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error


class _Reader(SheetPackage):
    ending = "bin"

    def __init__(self, archive: Archive, workbook: str):
        super().__init__(archive, workbook)
        self.struck_fonts: set[int] = set()

    def _sheet_names(self) -> tuple[list[tuple[str, str, str]], bool]:
        names: list[tuple[str, str, str]] = []
        date1904 = False
        for kind, data in records(self.archive.read(self.workbook)):
            if kind == Brt.BUNDLE_SH:
                relation, place = wide_string(data, 8)
                names.append((wide_string(data, place)[0], _STATES[data[0]], relation))
            elif kind == Brt.WB_PROP:
                date1904 = bool(data[0] & 1)
        return names, date1904

    def _styles(self, part: str) -> Looks:
        custom: dict[int, str] = {}
        looks = Looks([], set(), {})
        fonts = 0
        fills: list[bytes] = []
        filled: list[int] = []
        indexed: list[str] = []
        inside = False
        for kind, data in records(self.archive.read(part)) if part in self.archive else ():
            if kind == Brt.FMT:
                custom[struct.unpack_from("<H", data)[0]] = wide_string(data, 2)[0]
            elif kind == Brt.FONT:
                if struct.unpack_from("<H", data, 2)[0] & _STRIKEOUT:
                    self.struck_fonts.add(fonts)
                fonts += 1
            elif kind == Brt.FILL:
                fills.append(data[4:12] if data[:4] == _SOLID else b"")
            elif kind == Brt.INDEXED_COLOR and len(indexed) < 64:
                indexed.append(data[:3].hex().upper())
            elif kind in (Brt.BEGIN_CELL_XFS, Brt.END_CELL_XFS):
                inside = kind == Brt.BEGIN_CELL_XFS
            elif kind == Brt.XF and inside:
                number_format, font, fill = struct.unpack_from("<HHH", data, 2)
                if font in self.struck_fonts:
                    looks.struck.add(len(looks.numbers))
                looks.numbers.append(number_style(number_format, custom))
                filled.append(fill)
        palette = Palette(self._theme, indexed)
        colours = dict(enumerate(_colour(fill, palette) for fill in fills))
        return looks._replace(fills=telling(colours.get(fill, "") for fill in filled))

    def _strings(self, part: str) -> tuple[list[Cell | None], set[int]]:
        strings: list[Cell | None] = []
        struck: set[int] = set()
        for kind, data in records(self.archive.read(part)) if part in self.archive else ():
            if kind == Brt.SST_ITEM:
                text, fonts = rich_string(data)
                if fonts & self.struck_fonts:
                    struck.add(len(strings))
                strings.append(text_cell(text))
        return strings, struck

    def _read_sheet(self, part: str, sheet: Sheet, lookup: Lookup) -> None:
        row = column = -1
        hidden: list[range] = []
        for kind, data in records(self.archive.read(part)):
            if kind == Brt.ROW_HDR:
                row, column = _row(data, sheet), -1
            elif kind <= Brt.FMLA_ERROR or kind == Brt.CELL_R_STRING:
                column, style = struct.unpack_from("<II", data)
                self._keep(sheet, (row, column), kind, style & 0xFFFFFF, data[8:], lookup)
            elif kind <= Brt.SHORT_ISST:
                column += 1
                (style,) = struct.unpack_from("<I", data)
                self._keep(sheet, (row, column), kind - _SHORT_TO_LONG, style & 0xFFFFFF, data[4:], lookup)
            elif kind == Brt.MERGE_CELL:
                top, bottom, left, right = struct.unpack_from("<4I", data)
                sheet.merges.append((*_place(top, left), *_place(bottom, right)))
            elif kind == Brt.COL_INFO:
                first, last, _, _, flags = struct.unpack_from("<4IH", data)
                if flags & _COLUMN_HIDDEN:
                    hidden.append(range(first + 1, last + 2))
        hide_columns(sheet, hidden)
        beside = relations(self.archive, part)
        if beside:
            read_comments(self.archive, beside, sheet)
            self._read_notes(beside, sheet)
            self.outside.look_at(beside)

    def _keep(self, sheet: Sheet, place: tuple[int, int], kind: int, style: int, data: bytes, lookup: Lookup) -> None:
        row, column = _place(*place)
        if kind not in _VALUES and kind != Brt.CELL_R_STRING:
            return
        cell = _cell(kind, data, style, lookup)
        if cell is None:
            return
        self.filled += 1
        if self.filled > MOST_CELLS:
            raise Refused(Refusal.UNSAFE, f"> {MOST_CELLS}")
        sheet.cells[row, column] = cell
        struck = style in lookup.struck_styles
        if kind == Brt.CELL_ISST:
            struck = struck or struct.unpack_from("<I", data)[0] in lookup.struck_strings
        elif kind == Brt.CELL_R_STRING:
            struck = struck or bool(rich_string(data)[1] & self.struck_fonts)
        if struck:
            sheet.struck.add((row, column))
        if colour := lookup.fills.get(style):
            sheet.fills[row, column] = colour

    def _read_notes(self, found: list[Relation], sheet: Sheet) -> None:
        """Notes in their binary part; a thread that was read before is not replaced by what stands for it."""
        for relation in found:
            if (
                relation.kind != "comments"
                or not relation.target.endswith(".bin")
                or relation.target not in self.archive
            ):
                continue
            authors: list[str] = []
            place, author = (1, 1), ""
            for kind, data in records(self.archive.read(relation.target)):
                if kind == Brt.COMMENT_AUTHOR:
                    authors.append(wide_string(data)[0])
                elif kind == Brt.BEGIN_COMMENT:
                    number, top, _, left = struct.unpack_from("<4I", data)
                    place, author = _place(top, left), authors[number] if number < len(authors) else ""
                elif kind == Brt.COMMENT_TEXT and (text := without_author(rich_string(data)[0], author)):
                    sheet.notes.setdefault(place, text)


def _colour(stored: bytes, palette: Palette) -> str:
    """A BrtColor ([MS-XLSB] 2.5.19) as RRGGBB, '' where there is none."""
    if len(stored) < 8:
        return ""
    kind, number, tint = struct.unpack_from("<BBh", stored)
    kind >>= 1
    if kind == _BY_THEME:
        return palette.of_theme(number, tint / _FULL_TINT)
    rgb = palette.of_index(number) if kind == _BY_INDEX else stored[4:7].hex().upper() if kind == _BY_RGB else ""
    return tinted(rgb, tint / _FULL_TINT)


def _row(data: bytes, sheet: Sheet) -> int:
    """The number of a row, from 0; it is noted where it is hidden."""
    (row,) = struct.unpack_from("<I", data)
    _place(row, 0)
    if data[11] & _ROW_HIDDEN:
        sheet.hidden_rows.add(row + 1)
    return row


def _place(row: int, column: int) -> tuple[int, int]:
    """A place counted from 1. Raises ValueError outside a sheet."""
    if not 0 <= row < LAST_ROW or not 0 <= column < LAST_COLUMN:
        raise ValueError(f"{row}, {column}")
    return row + 1, column + 1


def _cell(kind: int, data: bytes, style: int, lookup: Lookup) -> Cell | None:
    formula = Brt.FMLA_STRING <= kind <= Brt.FMLA_ERROR
    if kind == Brt.CELL_ISST:
        return lookup.strings[struct.unpack_from("<I", data)[0]]
    if kind in (Brt.CELL_RK, Brt.CELL_REAL, Brt.FMLA_NUM):
        value = rk_number(*struct.unpack_from("<I", data)) if kind == Brt.CELL_RK else struct.unpack_from("<d", data)[0]
        return number_cell(value, lookup.styles[style] if lookup.styles else PLAIN, formula, lookup.date1904)
    if kind in (Brt.CELL_ST, Brt.FMLA_STRING):
        return text_cell(wide_string(data)[0], formula)
    if kind == Brt.CELL_R_STRING:
        return text_cell(rich_string(data)[0])
    if kind in (Brt.CELL_BOOL, Brt.FMLA_BOOL):
        return Cell("TRUE" if data[0] else "FALSE", CellKind.BOOLEAN, formula=formula)
    return Cell(ERRORS[data[0]], CellKind.ERROR, formula=formula)
