"""Reads a return that is open in Excel, as it stands on the screen, into the package the reader takes.

`book` is an xlwings book on any engine. A server knows the values of cells and nothing else, so that is what is read
everywhere, with the colour of painted results where an engine tells it; what a file would tell besides is inferred from
the template: its own formulas from their places, and percent format from the hidden helper columns, which hold the
figure meant (85 where the cell holds 0.85).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from minerva.excel.content.cells import Cell, CellKind, Package, Sheet, decimal_of, plain
from minerva.excel.returns.headers import HEADER_SEARCH_ROWS, find_headers
from minerva.excel.template_formulas import HELPERS
from minerva.layout.labels import bilingual
from minerva.layout.returns import TableLayout, return_layout
from minerva.model.record import LANGUAGES, Table
from minerva.parse.colour import read_light
from minerva.parse.language import language_tag

CELLS_AT_ONCE = 500_000
NUMBER = (int, float, Decimal)
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!")
_TITLES = ("title", "title_fr", "title_nl")
_DAY_ZERO = datetime(1899, 12, 30)

Place = tuple[int, int]


def is_return(book: Any) -> bool:
    """Whether a book has a sheet of a return: one of the two tables, or the template's metadata."""
    wanted = {table.value.lower() for table in Table} | {return_layout().metadata_sheet.lower()}
    return any(sheet.name.lower() in wanted for sheet in book.sheets)


def read_open_book(book: Any) -> Package:
    """The cells of an open return; nothing is read from disk and nothing is changed."""
    layout = return_layout()
    not_typed = {layout.findings_sheet.lower(), layout.lists_sheet.lower()}
    with suppress(NotImplementedError):
        book.app.calculate()  # Excel does not notice by itself that only the format of a cell changed
    pages = [_Page(sheet) for sheet in book.sheets if sheet.name.lower() not in not_typed]
    shows_formulas = any(page.shows_formulas() for page in pages)
    return Package([page.read(shows_formulas) for page in pages])


def filled_cells(sheet: Any) -> Iterator[tuple[Place, Any]]:
    """The filled cells of an open sheet; a used range that someone's formatting made huge comes in blocks."""
    used = sheet.used_range
    top, left, (rows, columns) = used.row, used.column, used.shape
    step = max(1, CELLS_AT_ONCE // columns)
    for first in range(top, top + rows, step):
        block = sheet.range((first, left), (min(first + step, top + rows) - 1, left + columns - 1))
        for row, values in enumerate(block.options(ndim=2, err_to_str=True).value, first):
            for column, value in enumerate(values, left):
                if value is not None and not (isinstance(value, str) and not value.strip()):
                    yield (row, column), value


class _Page:
    """One sheet: its values, and, where it is one of the two tables, what stands in which column."""

    def __init__(self, sheet: Any):
        self.sheet = sheet
        self.values: dict[Place, Any] = dict(filled_cells(sheet))
        self.table, self.header_row, self.columns = self._find_table()
        head = {column: value for (row, column), value in self.values.items() if row == self.header_row}
        self.helpers = {text: column for column, text in head.items() if text in HELPERS}
        self.position = {key: column for column, key in self.columns.items()}

    def _find_table(self) -> tuple[TableLayout, int, dict[int, str]]:
        tables, name = return_layout().tables, self.sheet.name.lower()
        named = [layout for table, layout in tables.items() if table.value.lower() == name]
        if not named and name in return_layout().own_sheets:  # the cover and the like: guessing costs time
            return next(iter(tables.values())), 0, {}
        head = Sheet(self.sheet.name)
        head.cells = {
            place: Cell(value)
            for place, value in self.values.items()
            if place[0] <= HEADER_SEARCH_ROWS and isinstance(value, str)
        }
        found = [(layout, *find_headers(head, layout)) for layout in named or tables.values()]
        return max(found, key=lambda one: len(one[2]))

    def shows_formulas(self) -> bool:
        """Whether the engine gives formulas for values: then the template's own are seen in its computed columns."""
        computed = {*self.helpers.values(), self.position.get("status")}
        return any(
            isinstance(value, str) and value.startswith("=") and row > self.header_row and column in computed
            for (row, column), value in self.values.items()
        )

    def read(self, shows_formulas: bool) -> Sheet:
        sheet, helpers = Sheet(self.sheet.name), set(self.helpers.values())
        for place, value in self.values.items():
            row, column = place
            if row > self.header_row and column in helpers:
                continue
            if shows_formulas and isinstance(value, str) and value.startswith("="):
                sheet.cells[place] = Cell("", formula=True)
            else:
                sheet.cells[place] = self._cell(place, value)._replace(formula=self._is_own_formula(place))
        with suppress(NotImplementedError):
            sheet.fills = self._fills(sheet)
        return sheet

    def _fills(self, sheet: Sheet) -> dict[Place, str]:
        """The colours of painted results, and of the titles beside them; each costs a question, so no others.

        Raises NotImplementedError where the engine cannot read colours.
        """
        column, titles = self.position.get("result", 0), [c for c, key in self.columns.items() if key in _TITLES]
        results = [(row, at) for (row, at), cell in sheet.cells.items() if at == column and not cell.formula]
        fills = {place: self._colour(place) for place in results if place[0] > self.header_row}
        rows = {
            row + below for (row, _), colour in fills.items() if read_light(colour) for below in range(len(LANGUAGES))
        }
        fills |= {place: self._colour(place) for row in rows for at in titles if (place := (row, at)) in sheet.cells}
        return {place: colour for place, colour in fills.items() if read_light(colour)}

    def _colour(self, place: Place) -> str:
        rgb = self.sheet.range(place).color
        return "" if rgb is None else bytes(rgb).hex().upper()

    def _cell(self, place: Place, value: Any) -> Cell:
        if isinstance(value, bool):
            return Cell(str(value).upper(), CellKind.BOOLEAN)
        if isinstance(value, NUMBER):
            number = decimal_of(float(value))
            if self._is_percent(place, float(value)):
                return Cell(f"{plain(number * 100)}%", CellKind.NUMBER, percent=True)
            return Cell(plain(number), CellKind.NUMBER)
        if isinstance(value, datetime):
            time = " %H:%M" if value.hour or value.minute else ""
            return Cell(value.strftime(f"%d/%m/%Y{time}"), CellKind.DATE)
        return Cell(str(value), CellKind.ERROR if value in ERRORS else CellKind.TEXT)

    def _is_percent(self, place: Place, value: float) -> bool:
        """By the helper column; where that says nothing, by the number format, on engines that can read it."""
        row, column = place
        if row <= self.header_row or column not in self.columns:
            return False
        meant = self._figure_meant(row, column)
        if value and meant is not None:
            return _same(meant, value * 100)
        with suppress(NotImplementedError):
            return "%" in (self.sheet.range(place).number_format or "")
        return False

    def _is_own_formula(self, place: Place) -> bool:
        row, column = place
        if not self.header_row:
            return self._is_counter(place)
        key = self.columns.get(column)
        if row <= self.header_row or key is None:
            return False
        return key == "status" or (self.table.column(key).shared and self._is_echo(row, column))

    def _is_counter(self, place: Place) -> bool:
        """A counter of the cover, known by the label at its left."""
        row, column = place
        on_cover = self.sheet.name == return_layout().cover.sheet
        return on_cover and self.values.get((row, column - 1)) in _counter_labels()

    def _is_echo(self, row: int, column: int) -> bool:
        """A Dutch row that shows what stands in the French one: whether typed again or by formula is all the same."""
        if self._language(row) != "nl":
            return False
        french = next((above for above in range(row - 1, self.header_row, -1) if self._language(above) == "fr"), 0)
        typed = self.values.get((french, column))
        if typed is None:
            return False
        return _echoes(self.values[row, column], typed, self._figure_meant(french, column))

    def _figure_meant(self, row: int, column: int) -> float | None:
        """The figure the template reads in a cell, as its helper column says."""
        meant = self.values.get((row, self.helpers.get(f"{self.columns.get(column)}_n", 0)))
        return float(meant) if isinstance(meant, NUMBER) and not isinstance(meant, bool) else None

    def _language(self, row: int) -> str:
        """The language of a row: its tag, else, in our template, its place."""
        tag = self.values.get((row, self.position.get("language", 0)))
        told = language_tag(tag) if isinstance(tag, str) else None
        if told is None and self.helpers:
            return LANGUAGES[(row - self.header_row - 1) % len(LANGUAGES)]
        return told or ""


@cache
def _counter_labels() -> frozenset[str]:
    return frozenset(bilingual(f"cover.{kind}.{table.value}") for kind in ("count", "todo") for table in Table)


def _same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6


def _echoes(shown: Any, typed: Any, meant: float | None) -> bool:
    """Whether a cell shows another one: the same value, a date as its number, a percentage as text (`85,5 %`)."""
    if shown == typed:
        return True
    if isinstance(typed, datetime) and isinstance(shown, NUMBER):
        return _same(float(shown), (typed - _DAY_ZERO) / timedelta(days=1))
    if not isinstance(shown, str) or not shown.endswith(" %"):
        return False
    if meant is None and isinstance(typed, NUMBER):
        meant = float(typed) * 100
    figure = shown.removesuffix(" %").replace(",", ".")
    with suppress(ValueError):
        return _same(float(figure), meant) if figure and meant is not None else not figure and meant is None
    return False
