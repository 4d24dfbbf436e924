"""What the cells of a column say about it, where its header does not: references, budget allocations, the language.

From line 382 of the report of 2020, where the references of the operational objectives stand under the title of the
strategic ones, and from line 344, where French and Dutch stand side by side under one title.
"""

from __future__ import annotations

from collections.abc import Callable

from minerva.excel.content.cells import Cell, CellKind, Sheet
from minerva.excel.returns.grid import Grid
from minerva.layout.returns import TableLayout
from minerva.model.record import LANGUAGES, Source, Table
from minerva.model.reference import ReferenceKind
from minerva.model.submission import Notice, NoticeKind
from minerva.parse.budget import read_budgets
from minerva.parse.language import language_of
from minerva.parse.reference import read_reference

MOST_SAMPLES = 200
LEAST_ALIKE = 0.8

_KINDS = {
    "strategic_ref": (ReferenceKind.STRATEGIC, ReferenceKind.TRANSVERSAL),
    "objective_ref": (ReferenceKind.OBJECTIVE,),
    "ref": (ReferenceKind.OBJECTIVE,),
}


def by_content(grid: Grid, notices: list[Notice]) -> None:
    """Name the reference and budget columns whose title is missing or belongs to another one, and say so.

    Only where exactly one column holds what is missing, and nearly nothing else.
    """
    wanted = _wanted(grid.table.table)
    if grid.stems.issuperset(wanted):
        return
    samples = _samples(grid)
    _rename_misnamed(grid, samples, notices)
    for key, holds in wanted.items():
        if key in grid.stems:
            continue
        found = [c for c, texts in samples.items() if c not in grid.columns and _mostly(texts, holds)]
        if len(found) == 1:
            _name(grid, found[0], key, notices)


def two_languages(sheet: Sheet, layout: TableLayout, header_row: int, columns: dict[int, str]) -> dict[int, str]:
    """The columns, with the nameless one at the right of a text column taken for its other language.

    Where the title is merged over both, or where one column is all French and the other all Dutch.
    """
    settled = dict(columns)
    texts = {column.key for column in layout.columns if column.kind == "text"}
    merged = {(row, left) for row, left, last, right in sheet.merges if right == left + 1 and row <= header_row <= last}
    for column, key in columns.items():
        beside = column + 1
        if key not in texts or beside in columns or sheet.text(header_row, beside).strip():
            continue
        spoken = [_language_of_column(sheet, header_row, c) for c in (column, beside)]
        alike = spoken[0] == spoken[1] != ""
        if set(spoken) == set(LANGUAGES) or ((header_row, column) in merged and not alike):
            order = LANGUAGES if spoken[0] != "nl" and spoken[1] != "fr" else LANGUAGES[::-1]
            settled |= {c: f"{key}_{language}" for c, language in zip((column, beside), order, strict=True)}
    return settled


def _language_of_column(sheet: Sheet, header_row: int, column: int) -> str:
    """The one language the texts of a column are in, '' where there is none or more than one."""
    cells = ((row, cell) for (row, at), cell in sheet.cells.items() if at == column and row > header_row)
    spoken = {language_of(cell.text) for _, cell in cells if cell.kind is CellKind.TEXT}
    spoken.discard(None)
    return spoken.pop() if len(spoken) == 1 else ""


def _samples(grid: Grid) -> dict[int, list[Cell]]:
    """The first filled cells of each column below the header."""
    samples: dict[int, list[Cell]] = {}
    for (row, column), cell in grid.sheet.cells.items():
        if grid.header_row < row <= grid.last_row and cell.text:
            texts = samples.setdefault(column, [])
            if len(texts) < MOST_SAMPLES:
                texts.append(cell)
    return samples


def _rename_misnamed(grid: Grid, samples: dict[int, list[Cell]], notices: list[Notice]) -> None:
    """The references of objectives under the title of the strategic ones, where nothing else holds them."""
    key = "objective_ref" if grid.table.table is Table.INDICATORS else "ref"
    column = grid.column_of("strategic_ref")
    if key in grid.stems or not column or not _mostly(samples.get(column, []), _is_reference(key)):
        return
    del grid.columns[column]
    _name(grid, column, key, notices)


def _wanted(table: Table) -> dict[str, Callable[[str], bool]]:
    keys = ("strategic_ref", "objective_ref") if table is Table.INDICATORS else ("strategic_ref", "ref")
    wanted = {key: _is_reference(key) for key in keys}
    return wanted if table is Table.INDICATORS else wanted | {"budget": _is_budget}


def _is_reference(key: str) -> Callable[[str], bool]:
    """Whether a text is a whole reference of the kind of a column, with its prefix: a bare number says nothing."""

    def holds(text: str) -> bool:
        reading = read_reference(text, ReferenceKind.INDICATOR).value
        return reading.certain and reading.kind in _KINDS[key]

    return holds


def _is_budget(text: str) -> bool:
    found = read_budgets(text).value
    return bool(found) and all(allocation.certain for allocation in found)


def _mostly(cells: list[Cell], holds: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(holds(cell.text) for cell in cells) >= LEAST_ALIKE * len(cells)


def _name(grid: Grid, column: int, key: str, notices: list[Notice]) -> None:
    grid.columns[column] = key
    place = Source(grid.sheet.name, grid.header_row, column)
    title = grid.sheet.text(grid.header_row, column)
    notices.append(Notice(NoticeKind.RECOGNISED_BY_CONTENT, place, title, f"@short.{key}"))
