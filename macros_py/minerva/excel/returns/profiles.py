"""Finds the tables of sheets that have a foreign layout, by the profiles that describe such layouts.

A sheet has the layout of a profile only where its whole header stands there and the cells below hold what the columns
should hold: figures in figure columns, dates in date columns. In doubt it has not: a wrong figure is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from minerva.excel.content.cells import Cell, CellKind, Sheet
from minerva.excel.content.package import Package
from minerva.excel.returns.grid import Grid
from minerva.layout.profiles import YEAR, Profile, packaged_profiles
from minerva.layout.returns import return_layout
from minerva.model.figure import FigureKind
from minerva.parse.absence import is_none, is_not_applicable
from minerva.parse.figure import read_figure
from minerva.parse.header import fold_header, match_header
from minerva.parse.text import fold_words

LONGEST_REFERENCE = 60
LONGEST_HEADER = 200

_YEARS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_DATE = re.compile(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}.*")


def profiled_grids(package: Package, year: int | None, profiles: Sequence[Profile] = ()) -> list[Grid]:
    """The tables of all sheets whose layout a profile describes, in the order of the sheets.

    `profiles` are those of the cell, which come before the packaged ones; `year` completes wordings such as
    `Final 2020`, None or 0 where it is not known. One sheet may hold both tables in the same rows.
    """
    known = (*profiles, *packaged_profiles())
    grids = [grid for sheet in package.sheets for grid in sheet_grids(sheet, known, year or 0)]
    return [grid for grid in grids if not _stands_twice(grid, grids)]


def _stands_twice(grid: Grid, grids: list[Grid]) -> bool:
    """Whether another sheet of the same layout holds a record of this one: which of the two counts is not known."""
    same = [other for other in grids if other.profile == grid.profile and other.sheet is not grid.sheet]
    return any(_names(grid) & _names(other) for other in same if other.table is grid.table)


def _names(grid: Grid) -> set[str]:
    """What the records are known by: references, where there are some, else titles."""
    keys = set(grid.columns.values())
    key = next((key for key in ("ref", "title_fr", "title_nl", "title") if key in keys), "")
    column = grid.column_of(key)
    below = (cell.text for (row, at), cell in grid.sheet.cells.items() if at == column and row > grid.header_row)
    return {fold_words(text) for text in below} - grid.guidance


def sheet_grids(sheet: Sheet, profiles: Iterable[Profile], year: int = 0) -> list[Grid]:
    """The tables of one sheet by the profile that explains most of its columns; [] where none fits, or two do.

    Where a profile of the cell fits, the packaged ones do not count.
    """
    if not sheet.cells:
        return []
    known = tuple(profiles)
    rows = _header_rows(sheet, max((profile.within + profile.depth for profile in known), default=0))
    found = [(profile, head) for profile in known for head in [_find(sheet, rows, profile, year)] if head is not None]
    found = [one for one in found if not one[0].packaged] or found
    most = max((len(head.columns) for _, head in found), default=0)
    best = [(profile, head) for profile, head in found if len(head.columns) == most]
    if len(best) != 1:
        return []
    profile, head = best[0]
    return list(_grids(sheet, profile, head))


def _header_rows(sheet: Sheet, last: int) -> dict[int, dict[int, str]]:
    """The short texts of the first rows, by row and column: where a header may stand."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= last and cell.kind is CellKind.TEXT and len(cell.text) <= LONGEST_HEADER:
            rows.setdefault(row, {})[column] = cell.text
    return rows


@dataclass(frozen=True, slots=True)
class _Head:
    """A header that was found: its rows, and the column of each place of the profile by name."""

    top: int
    bottom: int
    columns: dict[str, int]


def _find(sheet: Sheet, rows: dict[int, dict[int, str]], profile: Profile, year: int) -> _Head | None:
    """The first place in the sheet where the whole header stands and the cells below agree with it."""
    for top in sorted(row for row in rows if row <= profile.within):
        head = _as_printed(rows, top, profile) if profile.printed else _by_wording(rows, top, profile, year)
        if head is not None and _content_agrees(sheet, profile, head):
            return head
    return None


def _as_printed(rows: dict[int, dict[int, str]], top: int, profile: Profile) -> _Head | None:
    """A header whose cells all stand in the columns of the profile, from row `top` on."""
    for row, wordings in enumerate(profile.printed, top):
        cells = rows.get(row, {})
        for column, wording in enumerate(wordings, 1):
            if wording and fold_header(cells.get(column, "")) != fold_header(wording):
                return None
    return _Head(top, top + profile.depth - 1, {name: place.at for name, place in profile.places})


def _by_wording(rows: dict[int, dict[int, str]], top: int, profile: Profile, year: int) -> _Head | None:
    """A header whose wordings all stand in the rows from `top` on, each once and all in different columns."""
    wordings = {name: place.header for name, place in profile.places}
    distinct = {"|".join(words): words for words in wordings.values()}
    found: dict[str, int] = {}
    fitting = cache(lambda years: _of_years(years, distinct, year))
    for row in range(top, top + profile.depth):
        for column, text in rows.get(row, {}).items():
            word = match_header(text, fitting(years_in_header(text)))
            if word is None:
                continue
            if word in found:
                return None
            found[word] = column
    if len(found) < len(distinct) or len(set(found.values())) < len(found):
        return None
    return _Head(top, top + profile.depth - 1, {name: found["|".join(words)] for name, words in wordings.items()})


def _of_years(years: frozenset[int], wordings: dict[str, tuple[str, ...]], year: int) -> dict[str, tuple[str, ...]]:
    """The wordings that name the years of a header cell; `{year}` is the year of the report, any where unknown."""
    fitting = {
        name: tuple(word.replace(YEAR, " ").strip() for word in words if _names_years(word, years, year))
        for name, words in wordings.items()
    }
    return {name: words for name, words in fitting.items() if words}


def _names_years(word: str, years: frozenset[int], year: int) -> bool:
    named = years_in_header(word)
    if YEAR in word and not year:
        return named < years and len(years) == len(named) + 1
    return years == (named | {year} if YEAR in word else named)


def years_in_header(text: str) -> frozenset[int]:
    """The years a header names."""
    return frozenset(int(found) for found in _YEARS.findall(text))


def _content_agrees(sheet: Sheet, profile: Profile, head: _Head) -> bool:
    """Whether there are records, and at least half of the filled cells of each telling column hold what they should."""
    rows = {row for row, _ in sheet.cells if row > head.bottom}
    guidance = _folded(profile.guidance)
    filled = False
    for name, holds in _tests(profile):
        column = head.columns[name]
        cells = [sheet.cells[row, column] for row in rows if (row, column) in sheet.cells]
        cells = [cell for cell in cells if cell.text and fold_header(cell.text) not in guidance]
        filled = filled or bool(cells)
        if cells and 2 * sum(holds(cell) for cell in cells) < len(cells):
            return False
    return filled


def _tests(profile: Profile) -> Iterator[tuple[str, Callable[[Cell], bool]]]:
    """For each place whose content tells something: its name, and what a cell there must be."""
    for table, page in profile.tables.items():
        layout = return_layout().tables[table]
        kinds = {key: column.kind for column in layout.all_columns for key in (column.key, *column.field_keys)}
        for column in page.columns:
            kind = kinds[column.key]
            if kind in _HOLDS:
                yield f"tables.{table.value}.columns.{column.key}", _HOLDS[kind]
        for remark in page.remarks:
            if remark.holds in _HOLDS:
                yield f"tables.{table.value}.remarks.{remark.title}", _or_nothing(_HOLDS[remark.holds])


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a figure, or one of the words that stand for one."""
    if cell.kind is CellKind.NUMBER:
        return True
    if cell.kind is not CellKind.TEXT:
        return False
    figure = read_figure(cell.text).value
    return figure.kind is not FigureKind.TEXT


def is_date(cell: Cell) -> bool:
    """Whether a cell holds a date, as Excel stores it or as text."""
    return cell.kind is CellKind.DATE or _DATE.fullmatch(cell.text.strip()) is not None


def is_email(cell: Cell) -> bool:
    """Whether a cell holds an e-mail address."""
    return "@" in cell.text.strip()[1:-1]


def is_reference(cell: Cell) -> bool:
    """Whether a cell may hold a reference: short, neither a date nor a mere percentage."""
    return len(cell.text) <= LONGEST_REFERENCE and not is_date(cell) and not cell.percent and "@" not in cell.text


def is_prose(cell: Cell) -> bool:
    """Whether a cell holds words."""
    return cell.kind is CellKind.TEXT and not is_date(cell) and read_figure(cell.text).value.value is None


def _or_nothing(holds: Callable[[Cell], bool]) -> Callable[[Cell], bool]:
    return lambda cell: holds(cell) or is_none(cell.text) or is_not_applicable(cell.text)


_HOLDS: dict[str, Callable[[Cell], bool]] = {
    "figure": is_figure,
    "date": is_date,
    "email": is_email,
    "reference": is_reference,
    "text": is_prose,
}


def _grids(sheet: Sheet, profile: Profile, head: _Head) -> Iterator[Grid]:
    """One grid for each table of the profile; what holds for the whole sheet goes to the first."""
    own = _own_texts(sheet, (*profile.guidance, *profile.own_words))
    for place, (table, page) in enumerate(profile.tables.items()):
        where = f"tables.{table.value}"
        yield Grid(
            sheet=sheet,
            table=return_layout().tables[table],
            top=head.top,
            header_row=head.bottom,
            columns={
                head.columns[f"{where}.columns.{column.key}"]: profile.key_of(table, column) for column in page.columns
            },
            profile=profile.id,
            remarks={head.columns[f"{where}.remarks.{remark.title}"]: remark.title for remark in page.remarks},
            about=_about(sheet, profile, head) if place == 0 else {},
            personal=frozenset(r.title for r in (*page.remarks, *profile.about) if r.personal),
            lacking=profile.lacking(table),
            guidance=own,
            language=profile.language,
            partial=profile.partial,
        )


def _about(sheet: Sheet, profile: Profile, head: _Head) -> dict[tuple[int, int], str]:
    """The cells above the records that hold for all of them: each right of its words."""
    found: dict[tuple[int, int], str] = {}
    wanted = {fold_header(about.beside): about.title for about in profile.about}
    for (row, column), cell in sheet.cells.items():
        title = wanted.get(fold_header(cell.text)) if row <= head.bottom and cell.text else None
        if title is not None and sheet.text(row, column + 1):
            found[row, column + 1] = title
    return found


def _own_texts(sheet: Sheet, texts: Iterable[str]) -> frozenset[str]:
    """The texts of the layout itself as they stand in the sheet, words folded."""
    folded = _folded(texts)
    found = (cell.text for cell in sheet.cells.values() if cell.text and fold_header(cell.text) in folded)
    return frozenset(map(fold_words, found))


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_header(text) for text in texts)
