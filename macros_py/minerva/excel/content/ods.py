"""Reads .ods workbooks (OpenDocument 1.2 and later) in one pass over their content.

Values come from their typed attributes, never from what the file shows of them, but for texts and errors. Names of
elements and attributes are those of OASIS OpenDocument part 3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import InvalidOperation
from xml.parsers.expat import ExpatError

from minerva.excel.content.cells import (
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_SHEETS,
    Cell,
    Package,
    Sheet,
    hide_columns,
)
from minerva.excel.content.fills import rgb_of
from minerva.excel.content.intake import Archive, Refused
from minerva.excel.content.ods_values import cell_of
from minerva.excel.content.outside import MOST_NAMED, outward_formula, place_named
from minerva.excel.content.xml_parts import element_text, parse_named
from minerva.model.submission import Refusal
from minerva.parse.colour import read_light

_WRONG = (ExpatError, KeyError, IndexError, ValueError, OverflowError, InvalidOperation)
_SPACE = re.compile("[ \t\r\n]+")
_FILE = re.compile("'([^']+)'#")
_SHEETS = "application/vnd.oasis.opendocument.spreadsheet"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_ASIDE = ("table:shapes", "table:dde-link", "table:tracked-changes")
_HIDDEN = ("collapse", "filter")
_BACKGROUND = "xsl-fo-compatible:background-color"
_SOURCES = ("table:table-source", "table:cell-range-source", "office:dde-source", "text:dde-connection-decl")
_DATABASES = ("table:database-source-sql", "table:database-source-table", "table:database-source-query")


def read_ods(archive: Archive) -> Package:
    """The cells of an OpenDocument spreadsheet. Raises Refused for whatever is not a sound one."""
    try:
        if "mimetype" in archive and not archive.read("mimetype").decode("ascii").startswith(_SHEETS):
            raise Refused(Refusal.NOT_A_WORKBOOK)
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive else b""
        if b"encryption-data" in manifest:
            raise Refused(Refusal.ENCRYPTED)
        reader = _Reader()
        for part in ("styles.xml", "content.xml"):
            if part in archive:
                parse_named(archive.chunks(part), reader.start, reader.end, reader.text)
        if not reader.is_spreadsheet:
            raise Refused(Refusal.NOT_A_WORKBOOK)
        macros = any(name.startswith(("Basic/", "Scripts/")) for name in archive.names)
        return Package(reader.sheets, element_text(archive, "meta.xml", "date"), macros, tuple(reader.external))
    except _WRONG as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error


@dataclass(slots=True)
class _Row:
    """A row while it is read: cells, notes, what is struck and filled by column, to be repeated."""

    repeated: int = 1
    hidden: bool = False
    style: str = ""
    cells: dict[int, Cell] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    formulas: dict[int, str] = field(default_factory=dict)
    struck: set[int] = field(default_factory=set)
    fills: dict[int, str] = field(default_factory=dict)


class _Reader:
    """Follows the elements of a document: styles, then sheets, rows and cells."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.external: dict[str, None] = {}
        self.is_spreadsheet = False
        self.filled = 0
        self.style = ""
        self.parents: dict[str, str] = {}
        self.struck_styles: dict[str, bool] = {}
        self.filled_styles: dict[str, str] = {}
        self.hidden_tables: set[str] = set()
        self.aside = 0
        self.sheet = Sheet("")
        self.row_number = self.column = 0
        self.row = _Row()
        self.columns: list[tuple[int, int, str]] = []
        self.hidden_rows: list[tuple[int, int]] = []
        self.hidden_columns: list[range] = []
        self.cell: dict[str, str] | None = None
        self.in_table = self.in_note = self.listening = self.struck = False
        self.pieces: list[str] = []
        self.note: list[str] = []
        self.paragraphs = [0, 0]

    # -- elements

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """The beginning of an element."""
        if tag in _SOURCES or tag in _DATABASES:
            self._source(attributes)
        elif self._is_aside(tag):
            self.aside += 1
            self._drawn(tag, attributes)
        elif self.aside:
            return
        elif tag in _CELLS:
            self._start_cell(attributes)
        elif self.cell is not None:
            self._inside_cell(tag, attributes)
        elif tag == "table:table-row":
            hidden = attributes.get("table:visibility") in _HIDDEN
            self.row = _Row(
                _times(attributes, "table:number-rows-repeated"),
                hidden,
                attributes.get("table:default-cell-style-name", ""),
            )
            self.column = 0
        elif tag == "table:table-column":
            self._columns(attributes)
        elif tag == "table:table":
            self._start_table(attributes)
        elif tag.startswith("style:"):
            self._style(tag, attributes)
        elif tag == "office:spreadsheet":
            self.is_spreadsheet = True

    def end(self, tag: str) -> None:
        """The end of an element."""
        if self.aside and self._is_aside(tag):
            self.aside -= 1
        elif self.aside:
            return
        elif tag in _CELLS:
            self._end_cell()
        elif tag == "text:p":
            self.listening = False
        elif tag == "office:annotation":
            self.in_note = False
        elif tag == "table:table-row":
            self._end_row()
        elif tag == "table:table":
            self._end_table()

    def _is_aside(self, tag: str) -> bool:
        """Whether an element holds no cells of the sheet: drawings, what was changed, tables inside others."""
        return tag.startswith("draw:") or tag in _ASIDE or (tag == "table:table" and (self.in_table or self.aside > 0))

    def text(self, data: str) -> None:
        """Text: white space counts once, and not at the beginning of a paragraph."""
        if not self.listening or self.aside:
            return
        pieces = self.note if self.in_note else self.pieces
        data = _SPACE.sub(" ", data)
        if data[0] == " " and (not pieces or pieces[-1] == "\n" or pieces[-1].endswith(" ")):
            data = data[1:]
        if data:
            pieces.append(data)

    # -- styles

    def _style(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("style:style", "style:default-style"):
            self.style = attributes.get("style:name", "")
            self.parents[self.style] = attributes.get("style:parent-style-name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden_tables.add(self.style)
        elif tag == "style:table-cell-properties" and _BACKGROUND in attributes:
            colour = rgb_of(attributes[_BACKGROUND])
            self.filled_styles[self.style] = colour if read_light(colour) else ""
        elif tag == "style:text-properties":
            line = attributes.get("style:text-line-through-style") or attributes.get("style:text-line-through-type")
            if line is not None:
                self.struck_styles[self.style] = line != "none"

    def _strikes(self, style: str) -> bool:
        """Whether a style strikes through, itself or by the one it is based on."""
        return self.struck_styles.get(self._deciding(style, self.struck_styles), False)

    def _fill(self, style: str) -> str:
        """The colour a style fills a cell with, where it says something, itself or by the one it is based on."""
        return self.filled_styles.get(self._deciding(style, self.filled_styles), "")

    def _deciding(self, style: str, known: Mapping[str, object]) -> str:
        """The style that decides: the style itself, or the nearest it is based on."""
        for _ in range(20):
            if style in known or not style:
                break
            style = self.parents.get(style, "")
        return style

    # -- sheets, columns, rows

    def _start_table(self, attributes: dict[str, str]) -> None:
        self.in_table = True
        if len(self.sheets) >= MOST_SHEETS:
            raise Refused(Refusal.UNSAFE, f"> {MOST_SHEETS}")
        hidden = attributes.get("table:style-name", "") in self.hidden_tables
        self.sheet = Sheet(attributes.get("table:name", ""), "hidden" if hidden else "visible")
        self.row_number = self.column = 0
        self.columns, self.hidden_rows, self.hidden_columns = [], [], []

    def _end_table(self) -> None:
        self.in_table = False
        last = max((row for row, _ in self.sheet.cells), default=0)
        for first, end in self.hidden_rows:
            self.sheet.hidden_rows.update(range(first, min(end, last) + 1))
        hide_columns(self.sheet, self.hidden_columns)
        self.sheets.append(self.sheet)

    def _columns(self, attributes: dict[str, str]) -> None:
        first = self.column + 1
        self.column = min(self.column + _times(attributes, "table:number-columns-repeated"), LAST_COLUMN)
        if attributes.get("table:visibility") in _HIDDEN:
            self.hidden_columns.append(range(first, self.column + 1))
        style = attributes.get("table:default-cell-style-name", "")
        if self._strikes(style) or self._fill(style):
            self.columns.append((first, self.column, style))

    def _end_row(self) -> None:
        row, first = self.row, self.row_number + 1
        self.row_number += row.repeated
        if row.hidden:
            self.hidden_rows.append((first, self.row_number))
        if not row.cells and not row.notes:
            return
        self._count(len(row.cells) * row.repeated)
        if self.row_number > LAST_ROW:
            raise ValueError(self.row_number)
        for number in range(first, self.row_number + 1):
            self.sheet.cells.update({(number, column): cell for column, cell in row.cells.items()})
            self.sheet.struck.update((number, column) for column in row.struck)
            self.sheet.fills.update({(number, column): colour for column, colour in row.fills.items()})
            self.sheet.formulas.update({(number, column): text for column, text in row.formulas.items()})
        self.sheet.notes.update({(first, column): text for column, text in row.notes.items()})

    def _count(self, cells: int) -> None:
        self.filled += cells
        if self.filled > MOST_CELLS:
            raise Refused(Refusal.UNSAFE, f"> {MOST_CELLS}")

    # -- cells

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cell = attributes
        self.struck = self.in_note = self.listening = False
        self.pieces, self.note, self.paragraphs = [], [], [0, 0]

    def _inside_cell(self, tag: str, attributes: dict[str, str]) -> None:
        pieces = self.note if self.in_note else self.pieces
        if tag == "text:p":
            if self.paragraphs[self.in_note]:
                pieces.append("\n")
            self.paragraphs[self.in_note] += 1
            self.listening = True
        elif tag == "text:s":
            pieces.append(" " * min(_times(attributes, "text:c"), LONGEST_TEXT))
        elif tag == "text:tab":
            pieces.append("\t")
        elif tag == "text:line-break":
            pieces.append("\n")
        elif tag == "text:span":
            self.struck = self.struck or (not self.in_note and self._strikes(attributes.get("text:style-name", "")))
        elif tag == "office:annotation":
            self.in_note = True

    def _end_cell(self) -> None:
        attributes, self.cell = self.cell or {}, None
        times = _times(attributes, "table:number-columns-repeated")
        first = self.column + 1
        self.column += times
        cell = cell_of(attributes, "".join(self.pieces))
        note = "".join(self.note).strip()[:LONGEST_TEXT]
        if note:
            self.row.notes[first] = note
        if "table:number-columns-spanned" in attributes:
            self._merge(attributes, first)
        if cell is None:
            return
        if self.column > LAST_COLUMN:
            raise ValueError(self.column)
        columns = range(first, self.column + 1)
        self.row.cells.update(dict.fromkeys(columns, cell))
        style = attributes.get("table:style-name") or self._style_around(first)
        if self.struck or self._strikes(style):
            self.row.struck.update(columns)
        if colour := self._fill(style):
            self.row.fills.update(dict.fromkeys(columns, colour))
        outward = outward_formula(attributes.get("table:formula", "").partition("=")[2])
        if outward:
            self.row.formulas.update(dict.fromkeys(columns, outward))
            for target in _FILE.findall(outward):
                self._name(target)

    def _style_around(self, column: int) -> str:
        """The style a cell without one takes from its row, or from its column."""
        return self.row.style or next((style for first, last, style in self.columns if first <= column <= last), "")

    def _merge(self, attributes: dict[str, str], column: int) -> None:
        wide, high = _times(attributes, "table:number-columns-spanned"), _times(attributes, "table:number-rows-spanned")
        row = self.row_number + 1
        if wide > 1 or high > 1:
            self.sheet.merges.append((row, column, min(row + high - 1, LAST_ROW), min(column + wide - 1, LAST_COLUMN)))

    # -- what leads outside

    def _source(self, attributes: dict[str, str]) -> None:
        target = attributes.get("xlink:href", "")
        if "office:dde-application" in attributes:
            target = f"DDE {attributes['office:dde-application']}|{attributes.get('office:dde-topic', '')}"
        self._name(target or attributes.get("table:database-name", ""))

    def _drawn(self, tag: str, attributes: dict[str, str]) -> None:
        """An embedded object, or a picture that is fetched from elsewhere."""
        target = attributes.get("xlink:href", "")
        if tag in ("draw:object", "draw:object-ole", "draw:applet", "draw:plugin") or "://" in target:
            self._name(target)

    def _name(self, target: str) -> None:
        if target and len(self.external) < MOST_NAMED:
            self.external[target if target.startswith("DDE ") else place_named(target)] = None


def _times(attributes: dict[str, str], name: str) -> int:
    """A number of repetitions, 1 where none is given. Raises ValueError below 1."""
    times = int(attributes.get(name, "1"))
    if times < 1:
        raise ValueError(times)
    return times
