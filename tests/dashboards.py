"""The four dashboards of ConnectIT as workbooks, exactly as printed in the report of 2020."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from filling import shared_data

NAMES = ("SAE", "ITCO", "Arch", "DTO")


@cache
def dashboards() -> dict[str, dict[str, Any]]:
    """The dashboards by name, as transcribed."""
    content = json.loads(shared_data("2020", "bruxelles-connectit-dashboards.json").read_text(encoding="utf-8"))
    return {board["id"]: board for board in content["dashboards"]}


@cache
def header_rows(name: str) -> list[list[str]]:
    """The header rows of a dashboard, help texts included, as printed."""
    content = json.loads(shared_data("2020", "headers.json").read_text(encoding="utf-8"))
    return [row["cells"] for row in content["other_dashboards"] if row["name"].split()[0] == name]


def write_dashboard(sheet: Worksheet, name: str) -> int:
    """Write title, header rows and data rows of a dashboard; returns how many cells are filled below the header,
    with the author beside it."""
    board = dashboards()[name]
    author = (board["author"] or {}).get("value")
    sheet.append([board["title"]])
    for cells in header_rows(name):
        sheet.append([author if cell == "(auteur)" else cell or None for cell in cells])
    filled = 0
    for row in board["rows"]:
        sheet.append([cell or None for cell in row["cells"]])
        filled += sum(bool(cell) for cell in row["cells"])
    return filled + bool(author)


def dashboard(path: Path, *names: str, change: Callable[[Worksheet], object] | None = None) -> Path:
    """A workbook with a sheet for each of these dashboards; `change` edits each sheet before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        sheet = book.create_sheet(name)
        write_dashboard(sheet, name)
        if change is not None:
            change(sheet)
    book.save(path)
    return path
