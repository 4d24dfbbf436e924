"""Reads .xls workbooks (BIFF5 to BIFF8) with xlrd, and from the records themselves what xlrd leaves out.

xlrd gives values, formats, merges, notes and what is hidden; it does not tell a formula from a constant, nor name the
files a workbook refers to. Record numbers are those of [MS-XLS].
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import xlrd
from xlrd.compdoc import CompDoc
from xlrd.formatting import XF
from xlrd.formula import FMLA_TYPE_CELL, decompile_formula

from minerva.excel.content.cells import (
    ERRORS,
    FORMULA,
    MOST_CELLS,
    MOST_SHEETS,
    Cell,
    CellKind,
    Package,
    Sheet,
    hide_columns,
    number_cell,
    text_cell,
)
from minerva.excel.content.comments import without_author
from minerva.excel.content.fills import telling
from minerva.excel.content.intake import Refused
from minerva.excel.content.number_formats import NumberStyle, number_style
from minerva.excel.content.outside import LONGEST_NAME, MOST_NAMED, outward_formula, place_named
from minerva.excel.content.xls_book import open_xls
from minerva.model.submission import Refusal

_FORMULA_RECORDS = (0x0006, 0x0206, 0x0406)
_BOUNDSHEET, _SUPBOOK, _EOF, _BOF = 0x0085, 0x01AE, 0x000A, 0x0809
_MACRO_SHEET = 1
_SOLID = 1
_NOTHING = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
_REFERENCE, _STRING, _FUNCTION, _IF = (0x24, 0x44, 0x64), 0x17, 0x42, b"\x01\x00"
# The bytes of the tokens a formula that only repeats cells is made of: comparisons, brackets, jumps, references, IF.
_SIZES = {**dict.fromkeys(range(0x09, 0x0F), 1), 0x15: 1, 0x19: 4, **dict.fromkeys(_REFERENCE, 5), _FUNCTION: 4}
_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_VBA = "_VBA_PROJECT".encode("utf-16-le")
_EMBEDDED = re.compile(rb"M\0B\0D\0(?:[0-9A-F]\0){8}")
_OUTWARD_FUNCTIONS = re.compile(rb"[\x22\x42\x62].\x67\x01|[\x22\x42\x62].[\x96\x94]\0|\x0b\x01|\x7b\x01", re.DOTALL)
_EXTERNAL = "<<external>>"  # how xlrd writes another workbook
_LAST_SAVED = 13  # PIDSI_LASTSAVE_DTM


def read_xls(content: bytes) -> Package:
    """The cells of a workbook in the format of before 2007. Raises Refused for whatever is not a sound one."""
    if _ENCRYPTED in content:
        raise Refused(Refusal.ENCRYPTED)
    try:
        with open_xls(content) as book:
            return _Reader(content, book).read()
    except Refused:
        raise
    except Exception as error:  # xlrd lets whatever a damaged file provokes through: IndexError, AssertionError, ...
        raise Refused(_reason(error), type(error).__name__) from error


def _reason(error: Exception) -> Refusal:
    said = str(error)
    if isinstance(error, xlrd.XLRDError) and "encrypted" in said:
        return Refusal.ENCRYPTED
    if isinstance(error, xlrd.XLRDError) and "Can't find workbook in OLE2" in said:
        return Refusal.NOT_A_WORKBOOK
    return Refusal.DAMAGED


class _Formula(NamedTuple):
    """A formula: its text where it reaches outside the workbook; the cells it repeats where it does nothing else."""

    outward: str
    repeats: frozenset[tuple[int, int]]


def repeated_cells(tokens: bytes) -> frozenset[tuple[int, int]]:
    """The cells (row, column), from 0, of a formula that only shows one of them or a text: `=B7`, `=IF(B7="","",B7)`.

    Empty for every other formula. `tokens` begin with their length ([MS-XLS] 2.5.198).
    """
    end, place, found = 2 + int.from_bytes(tokens[:2], "little"), 2, set()
    while place < min(end, len(tokens)):
        token = tokens[place]
        if token in _REFERENCE and place + 5 <= len(tokens):
            row, column = struct.unpack_from("<HH", tokens, place + 1)
            found.add((row, column & 0x3FFF))
        elif token == _FUNCTION and tokens[place + 2 : place + 4] != _IF:
            return frozenset()
        size = _string_size(tokens, place) if token == _STRING else _SIZES.get(token)
        if size is None:
            return frozenset()
        place += size
    return frozenset(found)


def _string_size(tokens: bytes, place: int) -> int:
    length, flags = tokens[place + 1 : place + 2] or b"\0", tokens[place + 2 : place + 3] or b"\0"
    return 3 + length[0] * (1 + (flags[0] & 1))


def _lost_its_text(found: xlrd.sheet.Sheet, row: int, column: int, repeats: frozenset[tuple[int, int]]) -> bool:
    """Whether a stored 0 stands for a text: LibreOffice writes it for every formula with a text that it saves as .xls
    without having calculated it. Told by formulas that only repeat cells, and those are all texts."""
    if found.cell_type(row, column) != xlrd.XL_CELL_NUMBER or found.cell_value(row, column) != 0:
        return False
    return bool(repeats) and all(
        at < found.nrows and of < found.row_len(at) and found.cell_type(at, of) == xlrd.XL_CELL_TEXT
        for at, of in repeats
    )


class _Reader:
    def __init__(self, content: bytes, book: xlrd.Book):
        self.content = content
        self.book = book
        self.filled = 0
        self.external: tuple[str, ...] = ()
        codes = {key: form.format_str for key, form in book.format_map.items() if form.format_str}
        self.styles: list[NumberStyle] = [number_style(look.format_key, codes) for look in book.xf_list]
        self.struck_fonts = {number for number, font in enumerate(book.font_list) if font.struck_out}
        self.fills = telling(_fill(look, book) for look in book.xf_list)

    def read(self) -> Package:
        if self.book.nsheets > MOST_SHEETS:
            raise Refused(Refusal.UNSAFE, f"{self.book.nsheets} > {MOST_SHEETS}")
        macros, self.external = self._globals()
        sheets = []
        for number in range(self.book.nsheets):
            sheets.append(self._sheet(number))
            self.book.unload_sheet(number)
        return Package(sheets, _modified(self.content), macros or _VBA in self.content, self.external)

    def _sheet(self, number: int) -> Sheet:
        found = self.book.sheet_by_index(number)
        sheet = Sheet(found.name, _STATES.get(found.visibility, "hidden"))
        formulas = self._formulas(self.book._sh_abs_posn[number])
        for row in range(found.nrows):
            for column, kind in enumerate(found.row_types(row)):
                formula = formulas.get((row, column))
                if kind not in _NOTHING and not (formula and _lost_its_text(found, row, column, formula.repeats)):
                    self._keep(sheet, found, row, column, formula is not None)
        for (row, column), formula in formulas.items():
            sheet.cells.setdefault((row + 1, column + 1), FORMULA)
            if formula.outward:
                sheet.formulas[row + 1, column + 1] = formula.outward
        sheet.merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in found.merged_cells]
        sheet.hidden_rows = {row + 1 for row, info in found.rowinfo_map.items() if info.hidden}
        hidden = [column + 1 for column, info in found.colinfo_map.items() if info.hidden]
        hide_columns(sheet, [range(column, column + 1) for column in hidden])
        for (row, column), note in found.cell_note_map.items():
            if text := without_author(note.text, note.author):
                sheet.notes[row + 1, column + 1] = text
        return sheet

    def _keep(self, sheet: Sheet, found: xlrd.sheet.Sheet, row: int, column: int, formula: bool) -> None:
        look = found.cell_xf_index(row, column)
        cell = self._cell(found.cell_type(row, column), found.cell_value(row, column), self.styles[look], formula)
        if cell is None:
            return
        self.filled += 1
        if self.filled > MOST_CELLS:
            raise Refused(Refusal.UNSAFE, f"> {MOST_CELLS}")
        sheet.cells[row + 1, column + 1] = cell
        fonts = {self.book.xf_list[look].font_index}
        fonts |= {font for _, font in found.rich_text_runlist_map.get((row, column), ())}
        if fonts & self.struck_fonts:
            sheet.struck.add((row + 1, column + 1))
        if look in self.fills:
            sheet.fills[row + 1, column + 1] = self.fills[look]

    def _cell(self, kind: int, value: str | float, style: NumberStyle, formula: bool) -> Cell | None:
        if kind == xlrd.XL_CELL_TEXT:
            return text_cell(value, formula)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return Cell("TRUE" if value else "FALSE", CellKind.BOOLEAN, formula=formula)
        if kind == xlrd.XL_CELL_ERROR:
            return Cell(ERRORS[value], CellKind.ERROR, formula=formula)
        return number_cell(value, style, formula, bool(self.book.datemode))

    def _formulas(self, start: int) -> dict[tuple[int, int], _Formula]:
        """The formulas of a sheet by their place, counted from 0."""
        places = {}
        depth = 0
        for kind, data in self._records(start):
            if kind in _FORMULA_RECORDS:
                row, column = struct.unpack_from("<HH", data)
                repeats = repeated_cells(data[20:]) if self.book.biff_version >= 80 else frozenset()
                places[row, column] = _Formula(self._outward(data, row, column), repeats)
            elif kind == _BOF:
                depth += 1
            elif kind == _EOF:
                depth -= 1
                if depth <= 0:
                    break
        return places

    def _outward(self, data: bytes, row: int, column: int) -> str:
        tokens = data[22:]
        if not self.external and not _OUTWARD_FUNCTIONS.search(tokens):
            return ""
        try:
            (length,) = struct.unpack_from("<H", data, 20)
            text = decompile_formula(self.book, tokens, length, FMLA_TYPE_CELL, row, column)
        except Exception:  # as in read_xls; the value of the cell is read all the same
            return ""
        name = self.external[0] if len(self.external) == 1 else "…"
        return outward_formula((text or "").replace(_EXTERNAL, f"[{name}]"))

    def _records(self, start: int) -> Iterator[tuple[int, bytes]]:
        stream = self.book.mem
        place = start
        while place + 4 <= len(stream):
            kind, size = struct.unpack_from("<HH", stream, place)
            yield kind, stream[place + 4 : place + 4 + size]
            place += 4 + size

    def _globals(self) -> tuple[bool, tuple[str, ...]]:
        """Whether there are macro sheets, and the names of the files and servers the workbook refers to."""
        macros = False
        named: dict[str, None] = {}
        for kind, data in self._records(self.book.base):
            if kind == _BOUNDSHEET and len(data) > 5 and data[5] == _MACRO_SHEET:
                macros = True
            elif kind == _SUPBOOK and (name := _book_named(data)):
                named[name] = None
            elif kind == _EOF:
                break
        if _EMBEDDED.search(self.content):
            named["OLE"] = None
        return macros, tuple(named)[:MOST_NAMED]


def _fill(look: XF, book: xlrd.Book) -> str:
    """The colour a cell format is filled with as RRGGBB, '' where it is not, or not plainly."""
    if look.background.fill_pattern != _SOLID:
        return ""
    rgb = book.colour_map.get(look.background.pattern_colour_index)
    return "" if rgb is None else bytes(rgb).hex().upper()


def _book_named(data: bytes) -> str:
    """The file or server a SUPBOOK record names, '' for this workbook itself and for functions of add-ins."""
    if len(data) < 5 or data[2:4] in (b"\x01\x04", b"\x01\x3a"):
        return ""
    (length,) = struct.unpack_from("<H", data, 2)
    wide = data[4] & 1
    text = data[5 : 5 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
    if "\x03" in text and not text.startswith("\x01"):
        return f"DDE {text.replace(chr(3), '|')}"[:LONGEST_NAME]
    return place_named(re.sub("[\x00-\x08]", "/", text.replace("\x01", "", 1)))


def _modified(content: bytes) -> str:
    """When the workbook was last saved, from its summary, ISO 8601 in UTC; '' where it does not say."""
    summary = CompDoc(content, logfile=io.StringIO()).get_named_stream("\x05SummaryInformation")
    try:
        (start,) = struct.unpack_from("<I", summary or b"", 44)
        (count,) = struct.unpack_from("<I", summary, start + 4)
        for number in range(min(count, 50)):
            key, offset = struct.unpack_from("<II", summary, start + 8 + number * 8)
            if key == _LAST_SAVED:
                (ticks,) = struct.unpack_from("<Q", summary, start + offset + 4)
                moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
                return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if ticks else ""
    except (struct.error, OverflowError, TypeError):
        return ""
    return ""
