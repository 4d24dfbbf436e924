"""The cells of a return as a stock library reads them: openpyxl, xlrd, python-calamine.

Only files whose hash is the one the manifest tells are given here: the intake has weighed them before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from minerva.excel.witness.written import Place, unescaped

MAGIC = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "compound"}
LARGEST_AREA = 3_000_000
"""Cells from the first filled one to the last; calamine gives the empty ones too, and a far one fills the memory."""
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_LETTERS = re.compile("[dmyhs]", re.IGNORECASE)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class NoWitness(Exception):
    """No stock library here reads this file; says why, as a label."""


@dataclass(slots=True)
class ReturnedSheet:
    """A sheet of a return: for each filled cell the texts a person may see there (one, but where the format of a number
    is not known or depends on its value), and the first cell of each merged range by every other cell of it. Where
    `shows_errors` is False, a cell with an error (#REF!) looks empty."""

    name: str
    cells: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    merged: dict[Place, Place] = field(default_factory=dict)
    shows_errors: bool = True


def read_returned(content: bytes) -> dict[str, ReturnedSheet]:
    """The sheets of a return by name. Raises NoWitness."""
    kind = MAGIC.get(content[:4])
    if kind == "compound":
        return _with_xlrd(content)
    if kind == "zip" and b"xl/workbook.xml" in content:
        try:
            sheets = _with_openpyxl(content)
        except Exception:  # what a library raises at a file it does not understand is its own affair
            sheets = {}
        if sheets:
            return sheets
    return _with_calamine(content)


def _with_openpyxl(content: bytes) -> dict[str, ReturnedSheet]:
    from openpyxl import load_workbook

    sheets = {}
    for sheet in load_workbook(BytesIO(content), data_only=True, keep_links=False).worksheets:
        found = ReturnedSheet(sheet.title)
        for place, cell in sheet._cells.items():  # the filled ones: rows and columns may be a million apart
            texts = shown(cell.value, cell.number_format)
            if texts:
                found.cells[place] = texts
        for area in sheet.merged_cells.ranges:
            _merge(found, area.min_row, area.min_col, area.max_row, area.max_col)
        sheets[sheet.title] = found
    return sheets


def _with_xlrd(content: bytes) -> dict[str, ReturnedSheet]:
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=BytesIO())
    except Exception as error:
        raise NoWitness("@verify.unread") from error
    sheets = {}
    for sheet in book.sheets():
        found = ReturnedSheet(sheet.name)
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                texts = _shown_by_xlrd(book, sheet.cell(row, column))
                if texts:
                    found.cells[row + 1, column + 1] = texts
        for first, last, left, right in sheet.merged_cells:
            _merge(found, first + 1, left + 1, last, right)
        sheets[sheet.name] = found
    return sheets


def _shown_by_xlrd(book: Any, cell: Any) -> tuple[str, ...]:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return (_ERRORS.get(cell.value, "#N/A"),)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), "")
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
            clock = shown(moment.time(), "") if cell.value < 1 else ()
            return clock + shown(moment, "") + shown(cell.value, "")
        except (ValueError, OverflowError):
            return shown(cell.value, "")
    code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str if cell.xf_index is not None else ""
    return shown(cell.value, code)


def _with_calamine(content: bytes) -> dict[str, ReturnedSheet]:
    """Without formats: a number may be shown as it is or as a percentage."""
    try:
        from python_calamine import CalamineWorkbook
    except ImportError as error:
        raise NoWitness("@verify.no_library") from error
    sheets = {}
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for name in book.sheet_names:
            found = sheets[name] = ReturnedSheet(name, shows_errors=False)
            sheet = book.get_sheet_by_name(name)
            if sheet.height * sheet.width > LARGEST_AREA:
                raise NoWitness("@verify.unread")
            for row, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
                for column, value in enumerate(values, 1):
                    texts = shown(value, "@")
                    if texts:
                        found.cells[row, column] = texts if texts[0] == value else (*texts, str(value))
            for (first, left), (last, right) in getattr(sheet, "merged_cell_ranges", None) or ():
                _merge(found, first + 1, left + 1, last + 1, right + 1)
    except BaseException as error:  # a damaged file makes it panic, which is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise NoWitness("@verify.unread") from error
    return sheets


def _merge(sheet: ReturnedSheet, top: int, left: int, bottom: int, right: int) -> None:
    if (bottom - top + 1) * (right - left + 1) > 100_000:
        return
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                sheet.merged[row, column] = (top, left)


def shown(value: object, code: str) -> tuple[str, ...]:
    """What a person may see of a stored value under a number format; () where nothing. `@`: the format is not known."""
    if value is None or value == "":
        return ()
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE",)
    if isinstance(value, int | float | Decimal):
        return tuple(_shown_number(value, code))
    if isinstance(value, datetime | date):
        return (_day(value),)
    if isinstance(value, time | timedelta):
        return (_clock(value),)
    # The library drops the sign that tells a code somebody typed (_x0041_) from one Excel wrote: either may be meant.
    return tuple(text for text in dict.fromkeys((unescaped(str(value)), str(value))) if text.strip())


def _shown_number(value: float, code: str) -> Iterator[str]:
    number = Decimal(f"{value + 0.0:.15g}") if isinstance(value, float) else Decimal(value)
    bare = _NOT_A_CODE.sub("", code or "")
    if "%" in bare or code == "@":
        yield f"{_digits(number * 100)}%"
    if "%" not in bare or ";" in bare:
        yield _digits(number)
    if code not in ("", "@", "General") and _DATE_LETTERS.search(bare) and "general" not in bare.lower():
        yield from _as_date(number)


def _as_date(days: Decimal) -> Iterator[str]:
    if 1 <= days < 2_958_466:
        yield _day(datetime(1899, 12, 30) + timedelta(days=float(days)))


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _day(moment: datetime | date) -> str:
    day = f"{moment.day:02}/{moment.month:02}/{moment.year:04}"
    if not isinstance(moment, datetime):
        return day
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    if not (moment.hour or moment.minute or moment.second):
        return day
    return f"{day} {moment:%H:%M}" + (f":{moment:%S}" if moment.second else "")


def _clock(moment: time | timedelta) -> str:
    if isinstance(moment, time):
        return f"{moment:%H:%M}" + (f":{moment:%S}" if moment.second else "")
    seconds = round(moment.total_seconds())
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
