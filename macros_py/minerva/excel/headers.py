"""Finds the two tables in a return and their columns, by header and never by position alone."""

from __future__ import annotations

from functools import cache

from minerva.excel.cells import CellKind, Sheet
from minerva.excel.package import Package
from minerva.excel.template_formulas import HELPERS
from minerva.layout.returns import ReturnLayout, TableLayout, return_layout
from minerva.model.record import LANGUAGES, Table
from minerva.parse.header import fold_header, match_header

HEADER_SEARCH_ROWS = 30
LEAST_HEADERS = 5


def table_sheets(package: Package, layout: ReturnLayout) -> dict[Table, Sheet | None]:
    """The sheet of each table: by its name, else the first unnamed one whose headers are those of the table."""
    sheets = {table: package.sheet(table.value) for table in layout.tables}
    taken = {layout.cover.sheet, layout.findings_sheet, layout.lists_sheet, layout.metadata_sheet}
    taken |= {sheet.name for sheet in sheets.values() if sheet is not None}
    others = [sheet for sheet in package.sheets if sheet.name not in taken]
    for table, sheet in sheets.items():
        if sheet is None:
            found = [other for other in others if _is_table(other, layout.tables[table])]
            sheets[table] = found[0] if len(found) == 1 else None
    return sheets


def _is_table(sheet: Sheet, layout: TableLayout) -> bool:
    """Whether most headers of this table, its own last column among them, stand in one row of the sheet."""
    _, columns = find_headers(sheet, layout)
    own = {Table.OBJECTIVES: "actions", Table.INDICATORS: "weight"}[layout.table]
    return len(columns) >= len(layout.columns) // 2 and own in columns.values()


@cache
def _wordings(table: Table) -> dict[str, tuple[str, ...]]:
    layout = return_layout().tables[table]
    return {
        column.key: tuple(layout.header(column.key, language) for language in LANGUAGES)
        for column in layout.all_columns
    }


@cache
def _exact_headers(table: Table) -> dict[str, str]:
    layout = return_layout().tables[table]
    return {layout.column_title(column.key): column.key for column in layout.all_columns}


def find_headers(sheet: Sheet, layout: TableLayout) -> tuple[int, dict[int, str]]:
    """The header row and its columns: (row, {column number: key}); (0, {}) where no row reads as a header."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= HEADER_SEARCH_ROWS and cell.kind is CellKind.TEXT and not cell.formula:
            rows.setdefault(row, []).append((column, cell.text))
    best: tuple[int, dict[int, str]] = (0, {})
    for row, cells in sorted(rows.items()):
        if len(cells) >= LEAST_HEADERS:
            columns = _matched(cells, layout.table)
            if len(columns) > len(best[1]):
                best = (row, columns)
            if len(columns) >= len(layout.columns):
                break
    return best if len(best[1]) >= LEAST_HEADERS else (0, {})


def _matched(cells: list[tuple[int, str]], table: Table) -> dict[int, str]:
    """Column number -> key; where two headers read alike the left one counts, the right one stays unknown."""
    exact, wordings = _exact_headers(table), _wordings(table)
    columns: dict[int, str] = {}
    for column, text in sorted(cells):
        key = exact.get(text)
        if key is None and text not in HELPERS and fold_header(text):
            key = match_header(text, wordings)
        if key is not None and key not in columns.values():
            columns[column] = key
    return columns
