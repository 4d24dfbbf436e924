"""A workbook open in the Excel double, in a page of a real browser with the real pane."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, Route

DOUBLE = Path(__file__).with_name("excel_double.js")


def seed(path: Path, language: str) -> dict[str, Any]:
    """What stands in a workbook as it was last calculated, for the double."""
    book = openpyxl.load_workbook(path, data_only=True)
    states = {"visible": "Visible", "hidden": "Hidden", "veryHidden": "VeryHidden"}
    return {
        "name": path.name,
        "language": f"{language}-BE",
        "names": [{"name": name, "formula": f"={one.attr_text}"} for name, one in book.defined_names.items()],
        "sheets": [
            {
                "name": sheet.title,
                "visibility": states[sheet.sheet_state],
                "values": [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()],
                "notes": [
                    {"address": cell.coordinate, "text": cell.comment.text}
                    for row in sheet.iter_rows()
                    for cell in row
                    if cell.comment
                ],
            }
            for sheet in book.worksheets
        ],
    }


def open_in_excel(page: Page, address: str, path: Path, language: str) -> None:
    """Open the pane of a server beside a workbook."""
    page.add_init_script(f"window.excelSeed = {json.dumps(seed(path, language), default=str)};")
    page.route("**/client/office-js/office.js", _double)
    page.goto(f"{address}/pane")


def _double(route: Route) -> None:
    route.fulfill(path=DOUBLE, content_type="text/javascript")


def dump(page: Page) -> dict[str, Any]:
    """What is in the double now: cells, looks and notes by sheet."""
    return page.evaluate("window.excel.dump()")
