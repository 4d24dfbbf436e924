"""Three readers of one workbook that share no code: ours, openpyxl and python-calamine, each as cells by sheet.

Figures are compared to Excel's 15 digits, dates by day and minute where they have one, white space alone is no cell.
python-calamine gives '' for all error cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from minerva.excel.content.cells import Cell, CellKind
from minerva.excel.content.intake import Refused, take
from minerva.excel.content.package import Package, read_package
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_sheets
from minerva.model.submission import Unusable

Value = tuple[str, str | float | bool]  # kind, and what of it is compared
Cells = dict[tuple[int, int], Value]
Sheets = dict[str, Cells]


@dataclass
class Reading:
    """What one reader made of one file: `read`, `refused`, or how it failed; with the filled cells by sheet."""

    outcome: str
    reason: str = ""
    detail: str = ""
    as_return: str = ""
    sheets: Sheets = field(default_factory=dict)
    seconds: float = 0.0
    megabytes: float = 0.0


def by_us(path: Path) -> Reading:
    """Intake, package, and the reading of a return that is held against nothing."""
    try:
        file, content = take(path, path.name)
        package = read_package(content)
    except Refused as refused:
        return Reading("refused", refused.refusal.value, refused.detail)
    outcome = read_sheets(file, package, Expectation())
    as_return = outcome.refusal.value if isinstance(outcome, Unusable) else "records"
    return Reading("read", as_return=as_return, sheets=_our_cells(package))


def _our_cells(package: Package) -> Sheets:
    return {sheet.name: {at: _ours(cell) for at, cell in sheet.cells.items() if cell.text} for sheet in package.sheets}


def _ours(cell: Cell) -> Value:
    if cell.kind is CellKind.NUMBER:
        return "number", _figure(float(Decimal(cell.text.rstrip("%")) / (100 if cell.percent else 1)))
    if cell.kind is CellKind.BOOLEAN:
        return "boolean", cell.text == "TRUE"
    if cell.kind is CellKind.DATE:
        return _our_date(cell.text)
    return cell.kind.value, cell.text


def _our_date(text: str) -> Value:
    for form in ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"):
        try:
            return _moment(datetime.strptime(text, form))
        except ValueError:
            continue
    return "date", ""


def by_openpyxl(path: Path) -> Reading:
    """The stored values as openpyxl gives them."""
    with path.open("rb") as file:
        workbook = load_workbook(file, data_only=True)
    # Its own dictionary: walking the rows would visit every empty cell before a far one.
    sheets = {sheet.title: {at: _openpyxls(cell) for at, cell in sheet._cells.items()} for sheet in workbook.worksheets}
    return Reading("read", sheets=_filled(sheets))


def _openpyxls(cell: object) -> Value | None:
    return ("error", str(cell.value)) if getattr(cell, "data_type", "") == "e" else _value(cell.value)


def by_calamine(path: Path) -> Reading:
    """The stored values as python-calamine gives them."""
    workbook = CalamineWorkbook.from_path(str(path))
    sheets = {}
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        rows = enumerate(sheet.to_python(skip_empty_area=True), top + 1)
        sheets[name] = {(row, c): _value(value) for row, line in rows for c, value in enumerate(line, left + 1)}
    return Reading("read", sheets=_filled(sheets))


def _value(value: object) -> Value | None:
    """A value of a library as kind and content; None for nothing."""
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int | float):
        return "number", _figure(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return _moment(datetime(value.year, value.month, value.day))
    if value is None or not str(value).strip():
        return None
    return ("text", value) if isinstance(value, str) else ("date", "")


def _filled(sheets: dict[str, dict[tuple[int, int], Value | None]]) -> Sheets:
    return {name: {at: value for at, value in cells.items() if value is not None} for name, cells in sheets.items()}


def _figure(number: float) -> float:
    return float(f"{number:.15g}")


def _moment(moment: datetime) -> Value:
    """A day and minute; times without a day, and the days before March 1900 that are counted differently, have none."""
    moment += timedelta(microseconds=500_000)  # 10:59:59.9999 is 11:00 in a number of 15 digits
    return ("date", f"{moment:%Y-%m-%d %H:%M}") if moment > datetime(1900, 3, 1) else ("date", "")


READERS: dict[str, Callable[[Path], Reading]] = {"us": by_us, "openpyxl": by_openpyxl, "calamine": by_calamine}
