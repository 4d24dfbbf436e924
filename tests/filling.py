"""Fills a return template cell by cell at the addresses of `minerva layout`, as another program would, with openpyxl.

Knows nothing of the product but the JSON of the layout; counts what it finds without the product's reader.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from minerva import tasks

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
LANGUAGES = ("fr", "nl")
Value = str | float | int


class Percent(NamedTuple):
    """What Excel makes of a typed percentage: 85 % is 0.85 in percent format."""

    shown: float


Typed = Value | Percent


def shared_data(*parts: str) -> Path:
    """A file of the real figures beside the project; without it the test is skipped, or fails with required hosts."""
    path = DATA.joinpath(*parts)
    if path.is_file():
        return path
    reason = f"missing: the real figures, {'/'.join(('shared', 'data', *parts))} beside the project"
    if os.environ.get("MINERVA_REQUIRE_HOSTS") == "1":
        pytest.fail(f"{reason}, and MINERVA_REQUIRE_HOSTS=1 asks for it", pytrace=False)
    pytest.skip(reason)


@cache
def layout() -> dict:
    """The template layout, as `minerva layout` prints it."""
    return tasks.layout()


def place(sheet: str, order: int, key: str) -> str:
    """The address of a value of the record with that number, from 1: `title_fr`, `title_nl`, `red` (in the French row).

    `red_nl` is the cell of the Dutch row that repeats a shared value.
    """
    table = layout()["sheets"][sheet]
    stem, _, tail = key.rpartition("_")
    column, dutch = (stem, tail == "nl") if tail in LANGUAGES and stem else (key, False)
    row = table["first_row"] + (order - 1) * table["rows_per_record"] + dutch
    return f"{table['columns'][column]}{row}"


def choice(kind: str, code: str) -> str:
    """The word of a closed list as it stands in the cell; '' for a blank cell."""
    return layout()["choices"][kind][code] if code else ""


def typed(text: str) -> Value:
    """What Excel makes of a typed text: 85 is a number, everything else stays a text."""
    return int(text) if re.fullmatch(r"0|[1-9][0-9]*", text) else text


def fill(book: Workbook, sheet: str, order: int, values: Mapping[str, Typed | None]) -> int:
    """Type the values of one record; None and '' leave a cell empty. Returns how many cells were filled."""
    filled = 0
    for key, value in values.items():
        if value is None or value == "":
            continue
        cell = book[sheet][place(sheet, order, key)]
        if isinstance(value, Percent):
            cell.value, cell.number_format = value.shown, "0%"
        else:
            cell.value = value
        filled += 1
    return filled


def filled_copy(template: Path, target: Path, records: Mapping[str, Mapping[int, Mapping[str, Typed | None]]]) -> Path:
    """A copy of a template with records by sheet and number."""
    book = openpyxl.load_workbook(template)
    for sheet, rows in records.items():
        for order, values in rows.items():
            fill(book, sheet, order, values)
    book.save(target)
    return target


def filled_cells(path: Path, empty: Path) -> int:
    """How many cells a person filled: those of the visible sheets that hold a constant the empty template lacks there.

    A cell of the cover that stands as the template gives it (organisation, year, completeness) is filled too.
    """
    with_values, without = openpyxl.load_workbook(path), openpyxl.load_workbook(empty)
    cover = layout()["cover"]
    given = {address for name, address in cover.items() if name != "sheet"}
    count = 0
    for sheet in with_values:
        if sheet.sheet_state != "visible":
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None or cell.data_type == "f":
                    continue
                input_cell = sheet.title == cover["sheet"] and cell.coordinate in given
                count += input_cell or cell.value != without[sheet.title][cell.coordinate].value
    return count
