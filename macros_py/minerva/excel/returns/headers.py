"""Finds the tables of a return and their columns: by header, then by content, never by position alone.

Headers stand on one row or on two or three, French and Dutch in one cell, in rows of their own, or in columns of their
own (irregularities 31, 32, 121, 142, 160, 161).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from minerva.excel.content.cells import LAST_ROW, Cell, CellKind, Sheet
from minerva.excel.content.package import Package
from minerva.excel.returns.column_content import by_content, two_languages
from minerva.excel.returns.column_place import by_place
from minerva.excel.returns.grid import Grid, stem_of
from minerva.excel.template_formulas import HELPERS
from minerva.layout.returns import ReturnLayout, TableLayout, return_layout
from minerva.model.record import LANGUAGES, Table
from minerva.model.submission import Notice
from minerva.parse.header import fold_header, match_header
from minerva.parse.year import names_other_year, years_in

HEADER_SEARCH_ROWS = 60
HIGHEST_HEADER = 3
LONGEST_HEADER = 160
LEAST_HEADERS = 5
LEAST_KNOWN = 3
OURS = ("language", "unit", "direction", "status", "declared", "justification")
"""Columns the template adds to those of the report; a file in the printed form has none of them."""

_BELOW = "\n \n"
_SLASH = re.compile(r"\s*(?:/|\n)\s*")

Columns = dict[int, str]


def find_grids(
    package: Package, layout: ReturnLayout, notices: list[Notice], *, from_template: bool = False, year: int = 0
) -> list[Grid]:
    """The tables of a return, in the order of the layout; none for a table that is missing or stands twice.

    A table is looked for in the sheet of its name; else in the others, of which several are read where none of their
    references is repeated, and there far below too: it may stand under the other table. `notices` takes what was
    recognised by its content only, or by its place in a file made `from_template`. A column whose title names another
    `year` is none of the return's (*Résultat 2019* in the report of 2020).
    """
    reserved = {name.lower() for name in (layout.cover.sheet, layout.findings_sheet)}
    reserved |= {name.lower() for name in (layout.lists_sheet, layout.metadata_sheet)}
    sheets = [sheet for sheet in package.sheets if sheet.name.lower() not in reserved]
    grids: list[Grid] = []
    for table in layout.tables.values():
        named = [sheet for sheet in sheets if sheet.name.lower() == table.table.value.lower()]
        found = [grid for sheet in named if (grid := _grid(sheet, table)) is not None]
        others = [sheet for sheet in sheets if sheet not in named]
        grids += (
            found or _unnamed(others, table, layout, HEADER_SEARCH_ROWS) or _unnamed(others, table, layout, LAST_ROW)
        )
    _end_above_the_next(grids)
    for grid in grids:
        _take_second_language(grid)
        _leave_other_years(grid, year)
        by_content(grid, notices)
        if from_template:
            by_place(grid, notices, year)
    return grids


def find_headers(sheet: Sheet, layout: TableLayout) -> tuple[int, Columns]:
    """The last row of the header and its columns, {column number: key}; (0, {}) where no row reads as a header."""
    _, bottom, columns = _find_block(sheet, layout)
    return bottom, columns


def repeats_header(grid: Grid, cells: dict[int, Cell]) -> bool:
    """Whether a row says the header again: tables printed over several pages do, and French above Dutch."""
    if len(cells) < max(3, len(grid.columns) // 3) or any(cell.kind is not CellKind.TEXT for cell in cells.values()):
        return False
    known = _header_letters(grid.table.table)
    again = sum(
        fold_header(cell.text) in known or cell.text == grid.sheet.text(grid.header_row, column)
        for column, cell in cells.items()
    )
    return 2 * again > len(cells)


def _take_second_language(grid: Grid) -> None:
    """Where the row below a header says it again, as in French above Dutch, it is part of the header."""
    below = {at: cell for (row, at), cell in grid.sheet.cells.items() if row == grid.header_row + 1}
    if below and repeats_header(grid, below):
        grid.header_row += 1


def _leave_other_years(grid: Grid, year: int) -> None:
    """Columns of last year's figures are not this year's."""
    titles = {column: grid.sheet.text(grid.header_row, column) for column in grid.columns}
    for column, title in titles.items():
        if names_other_year(title, year):
            del grid.columns[column]


def _grid(sheet: Sheet, table: TableLayout, lowest: int = HEADER_SEARCH_ROWS) -> Grid | None:
    top, bottom, columns = _find_block(sheet, table, lowest)
    return Grid(sheet, table, top, bottom, columns) if bottom else None


def _unnamed(sheets: list[Sheet], table: TableLayout, layout: ReturnLayout, lowest: int) -> list[Grid]:
    """The grids of sheets with other names: one, or several that share no reference (a sheet for each objective)."""
    found = [grid for sheet in sheets if (grid := _grid(sheet, table, lowest)) is not None and _is_of(grid, layout)]
    if len(found) < 2:
        return found
    references = [_reference_texts(grid) for grid in found]
    apart = sum(map(len, references)) == len(set().union(*references)) and all(references)
    return found if apart else []


def _reference_texts(grid: Grid) -> set[str]:
    columns = {column for column, key in grid.columns.items() if key == "ref"}
    below = ((place, cell) for place, cell in grid.sheet.cells.items() if place[0] > grid.header_row)
    return {cell.text for (_, column), cell in below if column in columns}


def _is_of(grid: Grid, layout: ReturnLayout) -> bool:
    """Whether the headers are those of this table rather than of the other one, and enough of them."""
    printed = [column.key for column in grid.table.columns if column.key not in OURS]
    keys = {key.removesuffix("_fr").removesuffix("_nl") for key in grid.columns.values()}
    if 2 * len(keys.intersection(printed)) < len(printed):
        return False
    others = [
        _find_block(grid.sheet, table, max(grid.header_row, HEADER_SEARCH_ROWS))
        for table in layout.tables.values()
        if table is not grid.table
    ]
    return all(len(columns) < len(grid.columns) or bottom != grid.header_row for _, bottom, columns in others)


def _end_above_the_next(grids: list[Grid]) -> None:
    """Where two tables stand in one sheet, the upper one ends above the header of the lower one."""
    for upper in grids:
        below = [other.top for other in grids if other.sheet is upper.sheet and other.top > upper.header_row]
        if below:
            upper.last_row = min(below) - 1


def _find_block(sheet: Sheet, layout: TableLayout, lowest: int = HEADER_SEARCH_ROWS) -> tuple[int, int, Columns]:
    """The header with most columns, as (first row, last row, columns): one row rather than two, the upper one first.

    (0, 0, {}) where none has at least five.
    """
    rows = _text_rows(sheet, lowest, layout.table)
    best: tuple[int, int, Columns] = (0, 0, {})
    for row, cells in rows.items():
        if len(cells) >= LEAST_HEADERS:
            columns = _matched(cells, layout)
            if len(columns) > len(best[2]):
                best = (row, row, columns)
            if len(columns) >= len(layout.all_columns):
                break
    printed = {column.key for column in layout.columns if column.key not in OURS}
    if not printed <= {stem_of(name, layout) for name in best[2].values()}:
        best = _taller(sheet, layout, rows, best)
    return (*best[:2], two_languages(sheet, layout, best[1], best[2])) if len(best[2]) >= LEAST_HEADERS else (0, 0, {})


def _text_rows(sheet: Sheet, lowest: int, table: Table) -> dict[int, list[tuple[int, str]]]:
    """The texts of the first rows, from left to right, and of rows below them that say headers letter for letter.

    Formulas are no headers. Further down only what is certain is looked at: a sheet may have a million rows.
    """
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= lowest and cell.kind is CellKind.TEXT and not cell.formula:
            rows.setdefault(row, []).append((column, cell.text))
    known = _header_letters(table)
    return {
        row: sorted(cells)
        for row, cells in sorted(rows.items())
        if row <= HEADER_SEARCH_ROWS or _says_headers(cells, known)
    }


def _says_headers(cells: list[tuple[int, str]], known: frozenset[str]) -> bool:
    texts = [text for _, text in cells if len(text) <= LONGEST_HEADER]
    return len(texts) >= LEAST_KNOWN and sum(fold_header(text) in known for text in texts) >= LEAST_KNOWN


def _taller(sheet: Sheet, layout: TableLayout, rows: dict, best: tuple) -> tuple[int, int, Columns]:
    """A header over two or three rows where that names more columns; all its rows hold short texts and nothing else."""
    tall = rows.keys() - {row for (row, _), cell in sheet.cells.items() if not _may_be_header(cell)}
    wide = {(top, left): range(left, right + 1) for top, left, _, right in sheet.merges if right > left}
    for top in rows:
        for bottom in range(top + 1, top + HIGHEST_HEADER):
            block = range(top, bottom + 1)
            if not tall.issuperset(block):
                break
            joined = _joined(block, rows, wide)
            columns = _matched(joined, layout)
            halves = _matched(_halves(joined), layout)
            columns |= {at: key for at, key in halves.items() if at not in columns and key not in columns.values()}
            if len(columns) > len(best[2]):
                best = (top, bottom, columns)
    return best


def _may_be_header(cell: Cell) -> bool:
    return cell.kind is CellKind.TEXT and not cell.formula and len(cell.text) <= LONGEST_HEADER


def _joined(
    block: range, rows: dict[int, list[tuple[int, str]]], wide: dict[tuple[int, int], range]
) -> list[tuple[int, str]]:
    """The texts of a block of rows, column by column; a cell merged over several columns counts in each of them.

    `wide` gives the columns of the merged cells.
    """
    texts: dict[int, list[str]] = {}
    for row in block:
        for column, text in rows[row]:
            for under in wide.get((row, column), (column,)):
                texts.setdefault(under, []).append(text)
    return [(column, _BELOW.join(parts)) for column, parts in sorted(texts.items())]


def _halves(joined: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The first half of each part: *Seuils / Drempels* above *rouge / rood* is *Seuils rouge*."""
    return [(column, " ".join(_SLASH.split(part)[0] for part in text.split(_BELOW))) for column, text in joined]


def _matched(cells: Iterable[tuple[int, str]], layout: TableLayout) -> Columns:
    """Column number -> key.

    Two headers that read alike are the French and the Dutch column of one text where one is French and the other Dutch;
    else the one in the words of the template counts, the one without a year (*Résultat 2019* is another), or the left
    one; the other stays unknown.
    """
    exact, wordings = _exact_headers(layout.table), _wordings(layout.table)
    columns: Columns = {}
    texts: dict[int, str] = {}
    for column, text in sorted(cells):
        key = exact.get(text)
        if key is None and text not in HELPERS and fold_header(text):
            key = _synonyms(layout.table).get(fold_header(text)) or match_header(text, wordings)
        if key is not None:
            columns[column], texts[column] = key, text
    return _without_twins(columns, texts, layout)


def _without_twins(columns: Columns, texts: dict[int, str], layout: TableLayout) -> Columns:
    """Each key once, or once for each language; a header of the report comes before another name for the column."""
    named = {column for column in columns if fold_header(texts[column]) in _synonyms(layout.table)}
    printed = {key for column, key in columns.items() if column not in named}
    columns = {column: key for column, key in columns.items() if column not in named or key not in printed}
    places: dict[str, list[int]] = {}
    for column, key in columns.items():
        places.setdefault(key, []).append(column)
    settled: Columns = {}
    for key, found in places.items():
        languages = [_language_of(texts[column], key, layout) for column in found]
        if len(found) == 2 and sorted(languages) == sorted(LANGUAGES) and not layout.column(key).shared:
            settled |= {column: f"{key}_{language}" for column, language in zip(found, languages, strict=True)}
        else:
            settled[min(found, key=lambda column: _rank(texts[column], layout))] = key
    return dict(sorted(settled.items()))


def _rank(title: str, layout: TableLayout) -> tuple[bool, int]:
    """Which of the titles that read alike comes first: the template's own, one without a year, the latest year."""
    years = years_in(title)
    return title not in _exact_headers(layout.table), -max(years) if years else -9999


def _language_of(text: str, key: str, layout: TableLayout) -> str:
    """The one language a header is written in, '' for both or neither."""
    wordings = {language: (layout.header(key, language),) for language in LANGUAGES}
    return match_header(text, wordings) or ""


@cache
def _wordings(table: Table) -> dict[str, tuple[str, ...]]:
    """What each column is called in the report."""
    layout = return_layout().tables[table]
    return {
        column.key: tuple(layout.header(column.key, language) for language in LANGUAGES)
        for column in layout.all_columns
    }


@cache
def _header_letters(table: Table) -> frozenset[str]:
    """The letters of all headers of a table, in one language or in both."""
    found = {fold_header(title) for title in _exact_headers(table)}
    found |= {fold_header(word) for words in _wordings(table).values() for word in words}
    return frozenset(found | _synonyms(table).keys())


@cache
def _synonyms(table: Table) -> dict[str, str]:
    """Names other forms give a column, as folded letters -> key; only letter for letter, they are short."""
    return {fold_header(word): key for key, words in return_layout().names(table).items() for word in words}


@cache
def _exact_headers(table: Table) -> dict[str, str]:
    layout = return_layout().tables[table]
    return {layout.column_title(column.key): column.key for column in layout.all_columns}
