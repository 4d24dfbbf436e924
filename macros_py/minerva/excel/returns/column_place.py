"""A renamed column of our own template, known by its place where nothing else can stand there.

From titles people changed in an otherwise untouched template: *Objectif 2020* above the green thresholds.
"""

from __future__ import annotations

from minerva.excel.content.cells import Cell
from minerva.excel.returns.grid import Grid
from minerva.excel.template_formulas import HELPERS
from minerva.layout.returns import Column
from minerva.model.figure import FigureKind
from minerva.model.record import Source
from minerva.model.submission import Notice, NoticeKind
from minerva.parse.figure import read_figure
from minerva.parse.year import names_other_year


def by_place(grid: Grid, notices: list[Notice], year: int) -> None:
    """Take the one unknown column for the one that is missing, where it stands at its very place; and say so.

    Its neighbours stand where the template has them, a column of figures holds figures, and its title names no other
    year.
    """
    missing = [column for column in grid.table.all_columns if column.key not in grid.stems]
    unknown = _unknown(grid)
    if len(missing) != 1 or len(unknown) != 1:
        return
    (column,), ((number, cells),) = missing, unknown.items()
    if number != grid.table.position(column.key) or not _among_its_own(grid, number) or not _may_hold(column, cells):
        return
    title = grid.sheet.text(grid.header_row, number)
    if names_other_year(title, year):
        return
    grid.columns[number] = column.key
    place = Source(grid.sheet.name, grid.header_row, number)
    notices.append(Notice(NoticeKind.RECOGNISED_BY_CONTENT, place, title, f"@short.{column.key}"))


def _unknown(grid: Grid) -> dict[int, list[Cell]]:
    """The columns filled from the header down that have no meaning yet, with what was typed below the header."""
    found: dict[int, list[Cell]] = {}
    for (row, number), cell in grid.sheet.cells.items():
        if number in grid.columns or cell.formula or not grid.top <= row <= grid.last_row:
            continue
        if row > grid.header_row:
            found.setdefault(number, []).append(cell)
        elif cell.text not in HELPERS:
            found.setdefault(number, [])
    return found


def _among_its_own(grid: Grid, number: int) -> bool:
    """Whether the columns on both sides are those of the template."""
    own = [column.key for column in grid.table.all_columns]
    beside = [place for place in (number - 1, number + 1) if 1 <= place <= len(own)]
    return all(grid.columns.get(place) == own[place - 1] for place in beside)


def _may_hold(column: Column, cells: list[Cell]) -> bool:
    if column.kind != "figure":
        return True
    figures = sum(read_figure(cell.text).value.kind is not FigureKind.TEXT for cell in cells)
    return 2 * figures >= len(cells)
