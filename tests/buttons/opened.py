"""What the tests of the buttons ask of an open book."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import xlwings as xw
from openpyxl import Workbook

from minerva import tasks
from minerva.buttons.findings import PENCIL
from minerva.excel.findings_sheet import FINDING_COLUMNS
from minerva.layout.consoles import console_layout, console_name
from minerva.layout.labels import labels
from minerva.layout.returns import return_layout
from xlwings_openpyxl import alerts

FINDINGS = return_layout().findings_sheet
FIRST = return_layout().findings_header_row + 1
COLUMNS = [key for key, _ in FINDING_COLUMNS]
SAMPLES = ("actiris", "brussels-international", "bruxelles-connectit", "bruxelles-mobilite", "bruxelles-synergie")
RETURNED = ("actiris", "bruxelles-connectit")
MISSING = ("bruxelles-mobilite", "innoviris")
"""Who returns something in the year of the tests, and who does not."""


def sample(folder: Path, name: str) -> Path:
    return folder / f"{name}-2020.xlsx"


def listed(book: xw.Book) -> list[tuple[str, str]]:
    """(code, place) of each row of the findings sheet."""
    sheet = book.sheets[FINDINGS]
    last = sheet.used_range.last_cell.row
    if last < FIRST:
        return []
    rows = sheet.range((FIRST, 1), (last, len(COLUMNS))).options(ndim=2).value
    code, place = COLUMNS.index("code"), COLUMNS.index("place")
    return [(row[code], (row[place] or "").removesuffix(PENCIL)) for row in rows if any(row)]


def from_file(path: Path) -> list[tuple[str, str]]:
    return [(finding.code, finding.place) for finding in tasks.check([path])[0].findings]


def said(book: xw.Book) -> str:
    """The one message that was shown."""
    (alert,) = alerts(book)
    return alert.prompt


def in_both(key: str, **params: object) -> list[str]:
    return [labels(language)(key, **params) for language in ("fr", "nl")]


def described(sheet) -> dict[str, object]:
    """What a person or Excel can see of a sheet."""
    rules = [(str(r.sqref), r.type, r.formula1, r.errorStyle, r.prompt) for r in sheet.data_validations.dataValidation]
    colours = {str(c.sqref): [(r.formula, r.priority) for r in c.rules] for c in sheet.conditional_formatting}
    widths = {key: (column.width, column.hidden) for key, column in sheet.column_dimensions.items()}
    return {
        "state": sheet.sheet_state,
        "protected": sheet.protection.sheet,
        "cells": looks(sheet),
        "validations": rules,
        "colours": colours,
        "widths": widths,
        "frozen": sheet.freeze_panes,
    }


def looks(sheet, **bounds: int) -> dict[str, tuple]:
    cells = (cell for row in sheet.iter_rows(**bounds) for cell in row)
    return {
        c.coordinate: (
            c.value,
            c.number_format,
            colour(c.fill.fgColor),
            c.font.b,
            colour(c.font.color),
            c.alignment.wrap_text,
        )
        for c in cells
        if c.value is not None or c.has_style
    }


def colour(given) -> tuple | None:
    return None if given is None else (given.type, given.value)


def named(book: xw.Book, key: str) -> xw.Range:
    return book.names[console_name(key)].refers_to_range


def results(book: xw.Book) -> dict[str, object]:
    return dict(zip(console_layout().results.keys, named(book, "result").value, strict=True))


def rows_of(book: xw.Book, key: str) -> list[list]:
    """The rows of a list of the console."""
    header = named(book, key)
    last = header.sheet.used_range.last_cell.row
    if last == header.row:
        return []
    return header.offset(1, 0).resize(last - header.row, header.shape[1]).options(ndim=2).value


def seen(path: Path) -> dict[str, object]:
    """All that a person sees of a workbook: the cells with their looks, links and notes, and the names."""
    book = openpyxl.load_workbook(path)
    nothing = _cell(Workbook().active["A1"])
    found: dict[str, object] = {"sheets": book.sheetnames, "active": book.active.title}
    found |= {name: defined.attr_text for name, defined in book.defined_names.items()}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if (shown := _cell(cell)) != nothing:
                    found[f"{sheet.title}!{cell.coordinate}"] = shown
    return found


def _cell(cell) -> tuple:
    link = cell.hyperlink and (cell.hyperlink.location, cell.hyperlink.target)
    font = (cell.font.b, cell.font.sz, cell.font.u, cell.font.color and cell.font.color.value)
    fill = (cell.fill.fill_type, str(cell.fill.fgColor.value)[-6:])
    look = (cell.number_format, font, fill, bool(cell.alignment.wrap_text), cell.alignment.vertical)
    return cell.value, link, cell.comment and cell.comment.text, look, cell.quotePrefix
