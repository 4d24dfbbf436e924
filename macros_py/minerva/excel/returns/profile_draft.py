"""Proposes how the columns of an unknown layout become ours, for the cell to correct.

Columns are matched by the wordings of the report and of the profiles already known, then by what stands in them. What
is only likely is said to be so: a draft is a proposal, and nothing is read by it until somebody has looked at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from minerva.excel.content.cells import Cell, Sheet
from minerva.excel.returns.draft_columns import (
    MOST,
    DraftColumn,
    by_place,
    column_of,
    each_key_once,
    is_measure,
    share,
    wordings_of,
)
from minerva.excel.returns.profiles import is_email, is_figure, is_prose
from minerva.layout.profiles import NEVER_LACKING, YEAR, Profile, packaged_profiles
from minerva.layout.returns import return_layout
from minerva.model.record import Table
from minerva.parse.header import fold_header

SEARCHED_ROWS = 40
SAMPLED_ROWS = 200
LONGEST_TITLE = 120
HIGHEST_HEADER = 4


@dataclass(frozen=True)
class Draft:
    """What was understood of a sheet. `doubts` are tails of labels `draft.doubt.<doubt>` about the whole layout."""

    sheet: Sheet
    top: int
    depth: int
    columns: tuple[DraftColumn, ...]
    tables: tuple[Table, ...]
    language: str
    guidance: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    about: tuple[tuple[str, bool], ...] = ()
    doubts: tuple[str, ...] = ()

    @staticmethod
    def all_keys(table: Table) -> tuple[str, ...]:
        """The keys a layout has a column for, or lacks."""
        return tuple(c.key for c in return_layout().tables[table].columns if c.kind not in NEVER_LACKING)


def draft_of(sheets: Iterable[Sheet], known: Sequence[Profile] = ()) -> Draft | None:
    """The draft for the sheet that looks most like a table of records; None where no sheet does."""
    found = [(score, sheet, top) for sheet in sheets for score, top in [_header(sheet)] if score]
    if not found:
        return None
    _, sheet, top = max(found, key=lambda one: one[0])
    return _draft(sheet, top, (*known, *packaged_profiles()))


def _header(sheet: Sheet) -> tuple[int, int]:
    """(score, row) of the row that looks most like a header: many short texts, each with filled cells below."""
    best = (0, 0)
    for row, titles in _title_rows(sheet).items():
        below = {column for other, column in sheet.cells if row < other <= row + SAMPLED_ROWS}
        rows = {other for other, _ in sheet.cells if row < other <= row + SAMPLED_ROWS}
        score = len(titles.keys() & below)
        if score >= 2 and len(rows) >= 2 and score > best[0]:
            best = (score, row)
    return best


def _title_rows(sheet: Sheet) -> dict[int, dict[int, str]]:
    """The first rows that hold short texts and nothing else, by row and column."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= SEARCHED_ROWS and cell.text:
            rows.setdefault(row, {})[column] = cell
    return {
        row: {column: cell.text for column, cell in cells.items()}
        for row, cells in sorted(rows.items())
        if all(_may_be_title(cell) for cell in cells.values())
    }


def _may_be_title(cell: Cell) -> bool:
    return is_prose(cell) and len(cell.text) <= LONGEST_TITLE and not is_email(cell) and bool(_letters(cell.text))


def _letters(header: str) -> str:
    return fold_header(header.replace(YEAR, ""))


def _draft(sheet: Sheet, row: int, known: Sequence[Profile]) -> Draft:
    titles = _title_rows(sheet)
    top, bottom = _block(sheet, titles, row)
    headers: dict[int, list[str]] = {}
    for line in range(top, bottom + 1):
        for column, text in titles.get(line, {}).items():
            headers.setdefault(column, []).append(text)
    guidance = _guidance(sheet, bottom)
    first = bottom + 1 + bool(guidance)
    cells = _columns_below(sheet, first)
    wordings = wordings_of(known)
    columns = [
        column_of(number, headers.get(number, []), cells.get(number, []), wordings)
        for number in sorted(headers.keys() | cells.keys())
        if number in headers
    ]
    doubts = ["no_header"] if cells.keys() - headers.keys() else []
    doubts += ["guidance"] if guidance else []
    columns = each_key_once(columns)
    tables, columns, more = _tables(columns, cells)
    spoken = {column.language for column in columns if _is_text(column) and column.language}
    own, about = _above(sheet, top, known)
    return Draft(
        sheet=sheet,
        top=top,
        depth=bottom - top + 1,
        columns=tuple(columns),
        tables=tables,
        language=spoken.pop() if len(spoken) == 1 else "" if spoken else "fr",
        guidance=guidance,
        own_words=own,
        about=about,
        doubts=(*doubts, *more, *(["language"] if not spoken and not any(c.language for c in columns) else [])),
    )


def _block(sheet: Sheet, titles: dict[int, dict[int, str]], row: int) -> tuple[int, int]:
    """The rows of the header: those next to the best one that name further columns."""
    below = {column for other, column in sheet.cells if other > row}
    covered, top, bottom = set(titles[row]), row, row
    for step in (-1, 1):
        line = row + step
        while line in titles and bottom - top + 1 < HIGHEST_HEADER:
            more = (titles[line].keys() & below) - covered
            if not more:
                break
            covered |= titles[line].keys()
            top, bottom = min(top, line), max(bottom, line)
            line += step
    return top, bottom


def _guidance(sheet: Sheet, bottom: int) -> tuple[str, ...]:
    """The texts of the row right below the header, where it is the only row without a figure in a column of figures."""
    cells = _columns_below(sheet, bottom + 1)
    first = {column: cell for (row, column), cell in sheet.cells.items() if row == bottom + 1 and cell.text}
    figures = [c for c, found in cells.items() if share(found, is_figure) >= MOST and is_measure(found)]
    if not first or not figures or not all(is_prose(cell) for cell in first.values()):
        return ()
    return () if any(column in first for column in figures) else tuple(cell.text for cell in first.values())


def _columns_below(sheet: Sheet, first: int) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = {}
    for (row, column), cell in sheet.cells.items():
        if first <= row <= first + SAMPLED_ROWS and cell.text:
            found.setdefault(column, []).append(cell)
    return found


def _tables(
    columns: list[DraftColumn], cells: dict[int, list[Cell]]
) -> tuple[tuple[Table, ...], list[DraftColumn], list[str]]:
    """Which tables the layout fills: those for which it has a title or a reference of the record itself."""
    held = {table: {c.keys[table] for c in columns if table in c.keys} for table in Table}
    tables = [table for table in Table if held[table] & {"title", "ref"}]
    doubts: list[str] = []
    if len(tables) == 2 and _repeats_objectives(columns, cells):
        tables, doubts = [Table.INDICATORS], ["several_indicators"]
    tables = tables or [Table.OBJECTIVES]
    if len(tables) == 1:
        columns = by_place(columns, cells, tables[0])
    if not any(c.keys.get(table) in ("title", "ref") for c in columns for table in tables):
        doubts = ["no_title"]
    columns = [replace(c, keys={t: key for t, key in c.keys.items() if t in tables}) for c in columns]
    if not any("result" in c.keys.values() for c in columns):
        doubts.append("no_result")
    return tuple(tables), columns, doubts


def _repeats_objectives(columns: list[DraftColumn], cells: dict[int, list[Cell]]) -> bool:
    """Whether an objective stands on several rows, one for each indicator: the figures are those of the indicators."""
    of = [c for c in columns if c.keys.get(Table.INDICATORS) == "objective_ref"]
    texts = [cell.text for column in of for cell in cells.get(column.number, [])]
    return len(set(texts)) < len(texts)


def _is_text(column: DraftColumn) -> bool:
    return any(return_layout().tables[table].column(key).kind == "text" for table, key in column.keys.items())


def _above(sheet: Sheet, top: int, known: Sequence[Profile]) -> tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]:
    """The texts above the header that are the layout's own, and the words beside which a value stands."""
    labels = {fold_header(about.beside): about.personal for profile in known for about in profile.about}
    own, about, values = [], [], set()
    for (row, column), cell in sorted(sheet.cells.items()):
        if row >= top or not cell.text or (row, column) in values:
            continue
        own.append(cell.text)
        if sheet.text(row, column + 1) and fold_header(cell.text) in labels:
            about.append((cell.text, labels[fold_header(cell.text)]))
            values.add((row, column + 1))
    return tuple(dict.fromkeys(own)), tuple(about)
