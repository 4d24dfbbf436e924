"""What a Dutch row shows by formula: the French row again, or something else."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbooks
from minerva.excel.content.cells import Cell, CellKind
from minerva.excel.content.package import read_package
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_sheets
from minerva.model.submission import Aside, SourceFile

EXPECTATION = Expectation(workbooks.REGISTER.organisations, workbooks.YEAR)
FRENCH, DUTCH = (7, 12), (8, 12)


@pytest.mark.parametrize(
    ("typed", "shown", "contradicts"),
    [
        ("33.3333333333333%", "33.333333 %", False),
        ("66.6666666666667%", "66,666667 %", False),
        ("27.5%", "27,5 %", False),
        ("33.3333333333333%", "33.4 %", True),
        ("33.3333333333333%", "33.333333", True),
        ("85%", "onbekend %", True),
    ],
)
def test_a_third_of_a_hundred_is_repeated_rounded(tmp_path: Path, typed: str, shown: str, contradicts: bool):
    """A percentage without end, as the formula of the Dutch row shows it, is no other value."""
    package = read_package(workbooks.filled(tmp_path / "actiris-2020.xlsx").read_bytes())
    cells = package.sheet("KPI").cells
    cells[FRENCH] = Cell(typed, CellKind.NUMBER, percent=True)
    cells[DUTCH] = Cell(shown, formula=True)
    read = read_sheets(SourceFile("actiris-2020.xlsx", 1, ""), package, EXPECTATION)
    asides = [(aside.source.cell, aside.reason) for aside in read.set_aside]
    assert asides == ([("L8", Aside.COMPUTED_COLUMN)] if contradicts else [])


@pytest.mark.parametrize(
    ("french", "contradicts"),
    [
        (None, False),
        (Cell("N/A"), False),
        (Cell("27.5%", CellKind.NUMBER, percent=True), False),
        (Cell("0", CellKind.NUMBER), False),
        (Cell("85", CellKind.NUMBER), True),
    ],
)
def test_a_0_by_formula_is_nobodys_where_the_french_cell_is_empty_or_shown_as_a_text(
    tmp_path: Path, french: Cell | None, contradicts: bool
):
    package = read_package(workbooks.filled(tmp_path / "actiris-2020.xlsx").read_bytes())
    cells = package.sheet("KPI").cells
    cells.pop(FRENCH, None)
    if french is not None:
        cells[FRENCH] = french
    cells[DUTCH] = Cell("0", CellKind.NUMBER, formula=True)
    read = read_sheets(SourceFile("actiris-2020.xlsx", 1, ""), package, EXPECTATION)
    assert [aside.source.cell for aside in read.set_aside if aside.source.cell == "L8"] == ["L8"] * contradicts
    results = [record.fields.get("result") for record in read.indicators]
    assert not any(result and result.source.cell == "L8" for result in results)
