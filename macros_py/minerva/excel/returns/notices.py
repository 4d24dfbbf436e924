"""What a workbook holds beside values: comments, struck-through and hidden content, macros, links to the outside.

Nothing of it changes a value; the rules tell of it (rules/notices.py, rules/security.py). The template's own hidden
columns and sheets are not news, nor are its titles and language tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from minerva.excel.content.cells import Sheet, position
from minerva.excel.content.package import Package
from minerva.excel.own_notes import without_own_note
from minerva.excel.template_formulas import HELPERS
from minerva.layout.returns import return_layout
from minerva.model.record import Source
from minerva.model.submission import Notice, NoticeKind
from minerva.parse.language import language_tag
from minerva.rules.cells import cell_range

EMBEDDINGS = "/embeddings/"

Place = tuple[int, int]


def notices_of(package: Package) -> list[Notice]:
    """Everything worth telling about a workbook, sheet by sheet, then what concerns the whole file."""
    notices = [notice for sheet in package.sheets for notice in _of_sheet(sheet)]
    if package.macros:
        notices.append(Notice(NoticeKind.MACROS))
    for name in package.external:
        embedded = EMBEDDINGS in f"/{name.lower()}"
        notices.append(Notice(NoticeKind.EMBEDDED if embedded else NoticeKind.EXTERNAL_LINK, text=name))
    return notices


def _of_sheet(sheet: Sheet) -> Iterator[Notice]:
    for (row, column), note in sorted(sheet.notes.items()):
        text = without_own_note(note)
        if text or not note:
            yield Notice(NoticeKind.COMMENT, Source(sheet.name, row, column), text)
    for (row, column), formula in sorted(sheet.formulas.items()):
        yield Notice(NoticeKind.ACTIVE_FORMULA, Source(sheet.name, row, column), formula)
    layout = return_layout()
    own = (layout.lists_sheet, layout.metadata_sheet, layout.findings_sheet)
    if sheet.name.lower() in {name.lower() for name in own}:
        return
    if sheet.struck:
        yield from _struck(sheet)
    if sheet.state != "visible":
        yield from _hidden_sheet(sheet)
        return
    if sheet.hidden_rows:
        yield from _hidden_rows(sheet)
    if sheet.hidden_columns:
        yield from _hidden_columns(sheet)


def _struck(sheet: Sheet) -> Iterator[Notice]:
    for row, column in sorted(sheet.struck):
        cell = sheet.cells.get((row, column))
        if cell is None or not cell.text:
            continue
        above = row - 1, column
        if cell.formula and above in sheet.struck and sheet.text(*above) == cell.text:
            continue  # the Dutch row of the template shows the value of the French row, strike and all
        yield Notice(NoticeKind.STRUCK_THROUGH, Source(sheet.name, row, column), cell.text)


def _hidden_sheet(sheet: Sheet) -> Iterator[Notice]:
    typed = _typed(sheet)
    if typed:
        yield _hidden(NoticeKind.HIDDEN_SHEET, sheet, typed)


def _hidden_rows(sheet: Sheet) -> Iterator[Notice]:
    """One notice for each block of hidden rows, whether its inner rows are filled or not."""
    block: list[Place] = []
    for place in _typed(sheet):
        if place[0] not in sheet.hidden_rows:
            continue
        if block and not sheet.hidden_rows.issuperset(range(block[-1][0], place[0])):
            yield _hidden(NoticeKind.HIDDEN_ROW, sheet, block)
            block = []
        block.append(place)
    if block:
        yield _hidden(NoticeKind.HIDDEN_ROW, sheet, block)


def _hidden_columns(sheet: Sheet) -> Iterator[Notice]:
    head = return_layout().header_row
    unknown = {column for column in sheet.hidden_columns if sheet.text(head, column) not in HELPERS}
    by_column: dict[int, list[Place]] = {}
    for row, column in _typed(sheet) if unknown else ():
        if column in unknown:
            by_column.setdefault(column, []).append((row, column))
    helpers = _helper_columns(sheet) if by_column else set()
    for column, places in sorted(by_column.items()):
        if column not in helpers:
            yield _hidden(NoticeKind.HIDDEN_COLUMN, sheet, places)


def _helper_columns(sheet: Sheet) -> set[int]:
    """The columns that open with the name of a helper column of the template, wherever its header has moved to."""
    first: dict[int, int] = {}
    for row, column in sheet.cells:
        first[column] = min(row, first.get(column, row))
    return {column for column, row in first.items() if sheet.text(row, column) in HELPERS}


def _hidden(kind: NoticeKind, sheet: Sheet, places: list[Place]) -> Notice:
    sources = [Source(sheet.name, row, column) for row, column in places]
    return Notice(kind, sources[0], sheet.text(*places[0]), cell_range(sources))


def _typed(sheet: Sheet) -> list[Place]:
    """The cells a person filled, in reading order: no formulas, and none of the template's own texts."""
    name, layout = sheet.name.lower(), return_layout()
    if name == layout.cover.sheet.lower():
        inputs = [position(address) for address in layout.cover.inputs.values()]
        return sorted(place for place in inputs if sheet.text(*place))
    head = layout.header_row if name in {table.value.lower() for table in layout.tables} else 0
    titles = _titles()
    return sorted(
        (row, column)
        for (row, column), cell in sheet.cells.items()
        if cell.text
        and not cell.formula
        and cell.text not in titles
        and (column > 1 or row >= head)  # the template's own title lines stand in column A
        and language_tag(cell.text) is None
    )


@cache
def _titles() -> frozenset[str]:
    """The column titles of the template, and the names of its helper columns."""
    tables = return_layout().tables.values()
    return frozenset(HELPERS) | {table.column_title(c.key) for table in tables for c in table.all_columns}
