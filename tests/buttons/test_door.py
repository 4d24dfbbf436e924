"""How a button is called: by RunPython, on a server, and what it loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from buttons.opened import COLUMNS, FINDINGS, from_file, in_both, listed, sample
from minerva.layout.returns import return_layout
from xlwings_openpyxl import open_book


@pytest.fixture
def calling(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.Book]:
    """The book a button is clicked in, as RunPython leaves it to `Book.caller()`."""
    book = open_book(sample(samples, "bruxelles-connectit"))
    book.set_mock_caller()
    yield book
    del xw.Book._mock_caller


def test_without_a_book_the_calling_one_is_meant(calling: xw.Book, samples: Path):
    exec("from minerva import buttons; buttons.check()", {})
    assert listed(calling) == from_file(sample(samples, "bruxelles-connectit"))


def test_the_module_loads_nothing_heavy():
    asked = "import sys, minerva.buttons; print(*({'pandas', 'openpyxl', 'xlsxwriter', 'xlwings'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


REMOTE = """
import json, sys
import xlwings as xw
from minerva import buttons
book = xw.Book(json=json.load(sys.stdin))
buttons.check(book)
buttons.consolidate(book)
print(json.dumps(book.json()["actions"]))
"""


def test_on_a_server_the_same_function_finds_the_same(samples: Path):
    """xlwings' remote engine: values only, and what to do is sent back as actions."""
    path = sample(samples, "bruxelles-connectit")
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial"}
    done = subprocess.run(
        [sys.executable, "-c", REMOTE],
        input=json.dumps(payload(path)),
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    actions = json.loads(done.stdout)
    written = next(action["values"] for action in actions if action["func"] == "setValues")
    found = [(row[COLUMNS.index("code")], row[COLUMNS.index("place")]) for row in written]
    assert found == from_file(path)
    sheet = openpyxl.load_workbook(path, read_only=True).sheetnames.index(FINDINGS)
    assert {a["sheet_position"] for a in actions if a["sheet_position"] is not None} == {sheet}
    shown = [action["args"][0] for action in actions if action["func"] == "alert"]
    assert [in_both("button.consolidate.no_console", book=path.name)[0] in text for text in shown] == [False, True]


def payload(path: Path) -> dict:
    """What Office.js sends of a workbook that Excel has calculated."""
    book, formats = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    for table, layout in return_layout().tables.items():
        sheet = book[table.value]
        head = {cell.value: cell.column for cell in sheet[return_layout().header_row]}
        for column in layout.columns:
            for row in range(return_layout().first_row, sheet.max_row + 1, 2):
                cell = sheet.cell(row, layout.position(column.key))
                if column.kind == "figure" and isinstance(cell.value, int | float):
                    percent = "%" in formats[sheet.title][cell.coordinate].number_format
                    sheet.cell(row, head[f"{column.key}_n"]).value = round(cell.value * (100 if percent else 1), 6)
    return {
        "client": "Office.js",
        "version": xw.__version__,
        "book": {"name": path.name, "active_sheet_index": 0, "selection": "A1", "calculation": "Automatic"},
        "names": [],
        "sheets": [sent(sheet) for sheet in book],
    }


def sent(sheet) -> dict:
    empty = {key: [] for key in ("notes", "pictures", "shapes", "charts", "pivot_tables", "tables")}
    values = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
    shown = {"visibility": "Visible", "show_gridlines": True, "print_area": None, "notes_supported": True}
    return {"name": sheet.title, "values": values or [[""]], **shown, **empty}
