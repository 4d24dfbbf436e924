"""What the client of the pane sends of an open workbook: the values of its sheets, its names, where notes are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import xlwings
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def payload(path: Path) -> dict:
    """The payload of a workbook as it was last calculated."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        "client": "Office.js",
        "version": xlwings.__version__,
        "book": {"name": path.name, "active_sheet_index": 0, "selection": "A1", "calculation": "Automatic"},
        "names": list(_names(book)),
        "sheets": [_sheet(sheet) for sheet in book.worksheets],
    }


def _names(book: Workbook):
    for name, defined in book.defined_names.items():
        sheet, address = next(iter(defined.destinations), (None, None))
        yield {
            "name": name,
            "refers_to": f"={defined.attr_text}",
            "type": "Range",
            "sheet_index": book.sheetnames.index(sheet) if sheet in book.sheetnames else None,
            "address": address.replace("$", "") if address else None,
            "scope_sheet_name": None,
            "scope_sheet_index": None,
            "book_scope": True,
        }


def _sheet(sheet: Worksheet) -> dict:
    rows = [[_value(cell.value) for cell in row] for row in sheet.iter_rows()] or [[""]]
    return {
        "name": sheet.title,
        "visibility": {"visible": "Visible", "hidden": "Hidden"}.get(sheet.sheet_state, "VeryHidden"),
        "show_gridlines": True,
        "print_area": None,
        "notes": [{"address": cell.coordinate} for row in sheet.iter_rows() for cell in row if cell.comment],
        "notes_supported": True,
        "used_range_address": f"A1:{get_column_letter(len(rows[0]))}{len(rows)}",
        "used_range_row_count": len(rows),
        "used_range_column_count": len(rows[0]),
        "values": rows,
        **{key: [] for key in ("pictures", "shapes", "charts", "pivot_tables", "tables")},
    }


def _value(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return "" if value is None else value
