"""A return in memory: cells that know which value of which record they hold, however they are moved about.

`Draft` is what mutations edit and what `draft_workbook` writes, by hand and fast. It starts as a good return of the
product's own template, loaded with openpyxl. A cell a person typed carries the `Origin` of its value, or none where
it is no value of a record (a remark, a title row). What the template put there is marked as its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from minerva.layout.returns import TableLayout, return_layout
from minerva.model.record import Table

OO, KPI = Table.OBJECTIVES.value, Table.INDICATORS.value
TABLES = (OO, KPI)
FIGURES = ("red", "green", "result", "weight")
Place = tuple[int, int]


class Error(str):
    """An error such as #REF! as the content of a cell."""


class Origin(NamedTuple):
    """Which value a cell holds: a column of a record, in its French or Dutch line (`fr` for what both share).

    A header cell has the record '' and the line `header`; a language tag has the key `language`.
    """

    table: str
    uid: str
    key: str
    line: str = "fr"

    @property
    def field(self) -> str:
        """The key of the value in a record as read: `title_nl`, `red`."""
        return self.key if layout_of(self.table).column(self.key).shared else f"{self.key}_{self.line}"


@dataclass(slots=True)
class Cell:
    """The content of a cell. `role`: typed by a person, the template's own, an echo, the status, another formula."""

    value: object
    origin: Origin | None = None
    role: str = "typed"
    look: str = ""
    formula: str = ""

    @property
    def filled(self) -> bool:
        """Whether a person sees something in it."""
        return self.value is not None and (not isinstance(self.value, str) or bool(self.value.strip()))


@dataclass(slots=True)
class Page:
    """A sheet. `table` is the table it holds, '' for none."""

    name: str
    table: str = ""
    state: str = "visible"
    cells: dict[Place, Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False

    def remap(self, row: Callable[[int], int], column: Callable[[int], int] = int) -> None:
        """Move every cell; 0 as its new row or column deletes it."""
        self.cells = dict(self._moved(self.cells, row, column))
        self.notes = dict(self._moved(self.notes, row, column))
        self.hidden_rows = {row(r) for r in self.hidden_rows if row(r)}
        self.hidden_columns = {column(c) for c in self.hidden_columns if column(c)}
        corners = [(row(a), column(b), row(c), column(d)) for a, b, c, d in self.merges]
        self.merges = [m for m in corners if all(m) and m[0] <= m[2] and m[1] <= m[3]]

    @staticmethod
    def _moved(items: dict, row: Callable, column: Callable) -> Iterable:
        for (r, c), item in items.items():
            if row(r) and column(c):
                yield (row(r), column(c)), item

    def insert_rows(self, at: int, count: int = 1) -> None:
        """Empty rows before a row."""
        self.remap(lambda row: row + count if row >= at else row)

    def delete_rows(self, rows: Iterable[int]) -> None:
        """Rows go, those below move up."""
        gone = sorted(set(rows))
        self.remap(lambda row: 0 if row in gone else row - sum(other < row for other in gone))

    def insert_column(self, at: int) -> None:
        """An empty column before a column."""
        self.remap(int, lambda column: column + 1 if column >= at else column)

    def delete_column(self, at: int) -> None:
        """A column goes, those at its right move left."""
        self.remap(int, lambda column: 0 if column == at else column - (column > at))

    def move_column(self, column: int, to: int) -> None:
        """Cut a column and insert it where it then stands at `to`."""
        order = [c for c in range(1, max(c for _, c in self.cells) + 1) if c != column]
        order.insert(to - 1, column)
        new = {old: place for place, old in enumerate(order, 1)}
        self.remap(int, lambda old: new.get(old, old))

    def reorder_rows(self, order: list[int]) -> None:
        """The rows of `order`, sorted, take the content of `order` as it stands."""
        new = dict(zip(order, sorted(order), strict=True))
        self.remap(lambda row: new.get(row, row))

    def type(self, row: int, column: int, value: object, **more: object) -> None:
        """Type something that is no value of a record."""
        self.cells[row, column] = Cell(value, **more)

    @property
    def last_row(self) -> int:
        """The last row with anything in it."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """The last column with anything in it."""
        return max((column for _, column in self.cells), default=0)

    def header_rows(self) -> list[int]:
        """The rows of the header, in order."""
        return sorted({row for (row, _), cell in self.cells.items() if cell.origin and cell.origin.line == "header"})

    def headers(self) -> dict[str, Place]:
        """Column key -> its (last) header cell."""
        found = sorted((place, cell.origin.key) for place, cell in self.cells.items() if _is_header(cell))
        return {key: place for place, key in found}

    def values(self, uid: str = "") -> dict[Origin, Place]:
        """Where the typed values of the records, or of one, stand."""
        return {
            cell.origin: place
            for place, cell in self.cells.items()
            if cell.role == "typed" and cell.origin and cell.origin.uid and (not uid or cell.origin.uid == uid)
        }

    def rows(self) -> dict[str, list[int]]:
        """Record -> its physical rows, in order, from top to bottom."""
        found: dict[str, set[int]] = {}
        for (row, _), cell in self.cells.items():
            if cell.origin and cell.origin.uid and cell.role in ("typed", "echo", "tag"):
                found.setdefault(cell.origin.uid, set()).add(row)
        used = {origin.uid for origin in self.values()}
        return {uid: sorted(rows) for uid, rows in sorted(found.items(), key=lambda one: min(one[1])) if uid in used}


def _is_header(cell: Cell) -> bool:
    return cell.origin is not None and cell.origin.line == "header" and cell.filled


class Expected(NamedTuple):
    """What a value must be read as: one of the texts; for figures the kind and the number."""

    texts: tuple[str, ...]
    kind: str = ""
    number: Decimal | None = None


Record = tuple[str, str]
Values = dict[str, Expected]


@dataclass
class Draft:
    """A return with its truth: what each value of each record is.

    `lent` are values told by another record's cell; `both` are the records whose texts hold both languages, so that
    they may be read into either. `must_find` is what a finding must name: a cell, a note by its
    text, or a record by table and name.
    """

    name: str
    pages: list[Page]
    truth: dict[tuple[str, str], dict[str, Expected]]
    lent: dict[tuple[str, str, str], Origin] = field(default_factory=dict)
    both: set[Record] = field(default_factory=set)
    must_find: list[Cell | str | tuple[str, str]] = field(default_factory=list)
    date1904: bool = False
    macros: bool = False
    may_refuse: bool = False

    def copy(self) -> Draft:
        """A copy to edit."""
        pages = []
        for page in self.pages:
            cells = {place: copy.copy(cell) for place, cell in page.cells.items()}
            pages.append(
                Page(
                    page.name, page.table, page.state, cells, list(page.merges), dict(page.notes), set(page.hidden_rows)
                )
            )
        truth = {record: dict(values) for record, values in self.truth.items()}
        return Draft(self.name, pages, truth)

    def page(self, name: str) -> Page | None:
        """The page of a table, or the page with a name."""
        return next((page for page in self.pages if name in (page.table, page.name)), None)

    def expect(self, origin: Origin, *texts: str, kind: str = "", number: Decimal | int | str | None = None) -> None:
        """The truth of a value is now another one."""
        number = None if number is None else Decimal(number)
        self.truth[origin.table, origin.uid][origin.field] = Expected(texts, kind, number)

    def standing(self) -> dict[Record, dict[str, Origin]]:
        """The values of each record that stand somewhere, by the key they are read into."""
        found: dict[Record, dict[str, Origin]] = {}
        for page in self.pages:
            for origin in page.values():
                found.setdefault((origin.table, origin.uid), {})[origin.field] = origin
        return found

    def present(self, table: str, uid: str, standing: dict[Record, dict[str, Origin]] | None = None) -> Values:
        """The values of a record that still stand somewhere in the return."""
        standing = self.standing() if standing is None else standing
        truth = self.truth.get((table, uid), {})
        kept = dict(standing.get((table, uid), {}))
        for (other, record, key), lender in self.lent.items():
            stands = standing.get((lender.table, lender.uid), {}).get(lender.field) == lender
            if (other, record) == (table, uid) and key not in kept and stands:
                kept[key] = lender
        return {key: self._told_by(origin, key, truth) for key, origin in kept.items() if key in truth}

    def _told_by(self, origin: Origin, key: str, truth: dict[str, Expected]) -> Expected:
        """A lent value is what the lender's is, but for cells that hold the references or titles of two."""
        composed = key in ("ref", "title_fr", "title_nl")
        return truth[key] if composed else self.truth[origin.table, origin.uid][key]


@cache
def layout_of(table: str) -> TableLayout:
    return return_layout().tables[Table(table)]
