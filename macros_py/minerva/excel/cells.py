"""Cells and sheets of a workbook as read, and what the stored text of a cell means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONGEST_TEXT = 32_767

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAYS_BEFORE_1904 = 1462
_LAST_DAY = 2_958_466  # 31/12/9999


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

    `merges` are (first row, first column, last row, last column). `notes` are comments and threads by cell, without
    their authors; `struck` the cells whose text is struck through; `formulas` only the formulas that reach outside the
    workbook (other files, DDE, web), as typed.
    """

    name: str
    state: str = "visible"
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, '' where it is empty."""
        cell = self.cells.get((row, column))
        return cell.text if cell is not None else ""


FORMULA = Cell("", formula=True)
"""A formula without a stored value."""


class NumberStyle(NamedTuple):
    """What a cell format makes of a number."""

    percent: bool = False
    date: bool = False


PLAIN = NumberStyle()


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the cells of all sheets refer to: shared strings, cell formats, the calendar of the workbook."""

    strings: list[Cell | None]
    styles: list[NumberStyle]
    date1904: bool = False

    def cell(self, raw: str, kind: str, style: str, formula: bool) -> Cell | None:
        """The cell with a stored text, type (`n`, `s`, `str`, …) and format number; None where it shows nothing.

        Raises ValueError or IndexError where the file contradicts itself.
        """
        if not raw:
            return FORMULA if formula else None
        if kind == "s":
            return self.strings[place(raw)]
        if kind == "n":
            return self._number(raw, formula, self.styles[place(style)] if self.styles else PLAIN)
        if kind in ("inlineStr", "str"):
            return text_cell(unescape(raw), formula)
        if kind == "b":
            return Cell("TRUE" if raw.strip() == "1" else "FALSE", CellKind.BOOLEAN, formula=formula)
        return Cell(raw, CellKind.DATE if kind == "d" else CellKind.ERROR, formula=formula)

    def _number(self, raw: str, formula: bool, style: NumberStyle) -> Cell | None:
        if not raw.strip():
            return FORMULA if formula else None
        number = decimal_of(float(raw))
        if style.percent:
            return Cell(f"{plain(number * 100)}%", CellKind.NUMBER, percent=True, formula=formula)
        if style.date and 0 < number < _LAST_DAY:
            return Cell(_date(number, self.date1904), CellKind.DATE, formula=formula)
        return Cell(plain(number), CellKind.NUMBER, formula=formula)


def text_cell(text: str, formula: bool = False) -> Cell | None:
    """A text as a cell; white space alone shows nothing. Raises ValueError for more than a cell can hold."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{len(text)} > {LONGEST_TEXT}")
    if text.strip():
        return Cell(text, formula=formula)
    return FORMULA if formula else None


def number_style(number_format: int, custom: Mapping[int, str]) -> NumberStyle:
    """Built-in formats 9 and 10 are percentages, 14 to 22 and 45 to 47 dates and times; others by their code."""
    code = _QUOTED.sub("", custom.get(number_format, "")).lower()
    percent = number_format in (9, 10) or "%" in code
    letters = any(letter in code for letter in "dyhs") or ("m" in code and "#" not in code and "0" not in code)
    date = 14 <= number_format <= 22 or 45 <= number_format <= 47 or (letters and code != "general")
    return NumberStyle(percent, date and not percent)


def decimal_of(number: float) -> Decimal:
    """The decimal a cell shows: Excel keeps 15 significant digits, the rest is noise of binary floats."""
    if number in (float("inf"), float("-inf")) or number != number:
        raise ValueError("not a finite number")
    return Decimal(f"{number:.15g}")


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros after the last decimal."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(serial: Decimal, date1904: bool) -> str:
    """A date as Belgians write it: 30/11/2020, with the time only where there is one."""
    days = float(serial) + (_DAYS_BEFORE_1904 if date1904 else 0)
    moment = datetime(1899, 12, 30) + timedelta(days=days)
    if moment.hour or moment.minute:
        return f"{moment:%d/%m/%Y %H:%M}"
    return f"{moment:%d/%m/%Y}"


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
