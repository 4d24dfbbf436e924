"""Cells and sheets of a workbook as read, and what the stored text of a cell means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from operator import itemgetter
from typing import NamedTuple

from minerva.excel.content.intake import Refused
from minerva.excel.content.number_formats import PLAIN, NumberStyle, date_text, iso_date_text
from minerva.model.submission import Refusal

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONGEST_TEXT = 32_767

MOST_CELLS = 1_000_000
MOST_SHEETS = 256

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The errors of Excel by the byte its binary formats store for them."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FRACTION = re.compile(r"\.[0-9]+")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


class CellKind(Enum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"


class Cell(NamedTuple):
    """A filled cell. `text` is what a person sees: `85`, `85%`, `30/11/2020`, the text itself, or `#REF!`.

    A formula without a stored value has the text ''.
    """

    text: str
    kind: CellKind = CellKind.TEXT
    percent: bool = False
    formula: bool = False


@dataclass(slots=True)
class Sheet:
    """A sheet: filled cells by (row, column) counted from 1, in reading order of the file.

    `merges` are (first row, first column, last row, last column). `hidden_columns` ends where the filled cells end.
    `notes` are comments and threads by cell, without their authors; `struck` the cells whose text is struck through;
    `fills` the colour (RRGGBB) of the filled cells that were painted in one that says something; `formulas` only the
    formulas that reach outside the workbook (other files, DDE, web), as typed.
    """

    name: str
    state: str = "visible"
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, '' where it is empty."""
        cell = self.cells.get((row, column))
        return cell.text if cell is not None else ""


@dataclass(slots=True)
class Package:
    """A workbook once read. `modified` is the time stored inside it, in one form whatever program wrote it, or ''.

    `macros` tells of a macro project, `external` names the other files, servers and embedded objects it refers to;
    none of them is opened.
    """

    sheets: list[Sheet]
    modified: str = ""
    macros: bool = False
    external: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.modified = moment(self.modified)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet with that name, capitals aside."""
        return next((sheet for sheet in self.sheets if sheet.name.lower() == name.lower()), None)


def moment(stored: str) -> str:
    """A stored time to the second: `2020-11-30T14:30:00Z`, in UTC, or without Z where it tells no zone; '' for none."""
    try:
        read = datetime.fromisoformat(_FRACTION.sub("", stored))
        if read.tzinfo is None:
            return read.isoformat(timespec="seconds")
        return read.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except (ValueError, OverflowError):
        return ""


FORMULA = Cell("", formula=True)
"""A formula without a stored value."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the cells of all sheets refer to: shared strings, cell formats, the calendar of the workbook.

    `struck_strings` and `struck_styles` are the numbers of those that are struck through, `fills` gives the colours of
    the formats that are filled in one that says something.
    """

    strings: list[Cell | None]
    styles: list[NumberStyle]
    date1904: bool = False
    struck_strings: frozenset[int] = frozenset()
    struck_styles: frozenset[int] = frozenset()
    fills: Mapping[int, str] = field(default_factory=dict)

    def cell(self, raw: str, kind: str, style: str, formula: bool) -> Cell | None:
        """The cell with a stored text, type (`n`, `s`, `str`, …) and format number; None where it shows nothing.

        Raises ValueError or IndexError where the file contradicts itself.
        """
        if not raw:
            return FORMULA if formula else None
        if kind == "s":
            return self.strings[place(raw)]
        if kind == "n":
            if not raw.strip():
                return FORMULA if formula else None
            return number_cell(float(raw), self.styles[place(style)] if self.styles else PLAIN, formula, self.date1904)
        if kind in ("inlineStr", "str"):
            return text_cell(unescape(raw), formula)
        if kind == "b":
            return Cell("TRUE" if raw.strip() == "1" else "FALSE", CellKind.BOOLEAN, formula=formula)
        if kind == "d":
            return Cell(iso_date_text(raw), CellKind.DATE, formula=formula)
        return Cell(raw, CellKind.ERROR, formula=formula)


def number_cell(value: float, style: NumberStyle, formula: bool = False, date1904: bool = False) -> Cell:
    """A number as its format shows it; what is not finite, which Excel never writes, is an error cell."""
    if not isfinite(value):
        return Cell("#NUM!", CellKind.ERROR, formula=formula)
    number = decimal_of(value)
    if style.sections:
        style = style.chosen(number)
    if style.percent:
        return Cell(f"{plain(number * 100)}%", CellKind.NUMBER, percent=True, formula=formula)
    if style.date:
        shown = date_text(value, style.clock, date1904)
        if shown:
            return Cell(shown, CellKind.DATE, formula=formula)
    return Cell(plain(number), CellKind.NUMBER, formula=formula)


def text_cell(text: str, formula: bool = False) -> Cell | None:
    """A text as a cell; white space alone shows nothing.

    Raises Refused for more than a cell can hold: no spreadsheet program writes that, and it is never cut.
    """
    if len(text) > LONGEST_TEXT:
        raise Refused(Refusal.UNSAFE, f"{len(text)} > {LONGEST_TEXT}")
    if text.strip():
        return Cell(text, formula=formula)
    return FORMULA if formula else None


def decimal_of(number: float) -> Decimal:
    """The decimal a cell shows: Excel keeps 15 significant digits, the rest is noise of binary floats."""
    if number in (float("inf"), float("-inf")) or number != number:
        raise ValueError("not a finite number")
    return Decimal(f"{number + 0.0:.15g}")  # -0 is 0


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros after the last decimal."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unescape(text: str) -> str:
    """Excel writes characters XML does not allow as _xHHHH_; half a pair of surrogates becomes a non-character."""
    if "_x" not in text:
        return text
    whole = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).encode("utf-16-le", "surrogatepass")
    return _HALF_PAIR.sub("\uffff", whole.decode("utf-16-le", "surrogatepass"))


class _Columns(dict[str, int]):
    """Column letters -> number, each worked out once."""

    def __missing__(self, letters: str) -> int:
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        if column > LAST_COLUMN:
            raise ValueError(letters)
        self[letters] = column
        return column


COLUMNS = _Columns()


def row_number(digits: str) -> int:
    """A row as a number. Raises ValueError outside a sheet."""
    row = int(digits)
    if not 1 <= row <= LAST_ROW:
        raise ValueError(digits)
    return row


def place(digits: str) -> int:
    """A place in a list of the file. Raises ValueError for one counted from the end, which Python would accept."""
    number = int(digits)
    if number < 0:
        raise ValueError(digits)
    return number


def position(address: str) -> tuple[int, int]:
    """(row, column) of an address such as J23. Raises ValueError outside a sheet."""
    match = _ADDRESS.match(address)
    if match is None:
        raise ValueError(address)
    return row_number(match[2]), COLUMNS[match[1]]


def area(reference: str) -> tuple[int, int, int, int]:
    """(first row, first column, last row, last column) of a range such as A1:F30."""
    first, _, last = reference.partition(":")
    return (*position(first), *position(last or first))


def column_span(first: str, last: str) -> range:
    """The columns from one number to another, as written. Raises ValueError outside a sheet."""
    span = range(int(first), min(int(last), LAST_COLUMN) + 1)
    if span.start < 1:
        raise ValueError(first)
    return span


def hide_columns(sheet: Sheet, spans: Iterable[range]) -> None:
    """Note hidden columns, as far as the sheet has filled cells; spans that overlap cost nothing."""
    ordered = sorted(spans, key=lambda span: span.start)
    last = max(map(itemgetter(1), sheet.cells), default=0) if ordered else 0
    reached = 1
    for span in ordered:
        sheet.hidden_columns.update(range(max(span.start, reached), min(span.stop, last + 1)))
        reached = max(reached, span.stop)
