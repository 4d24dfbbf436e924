"""The filled rows of a table: those that may make a record, and those that hold none and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from minerva.excel.content.cells import Cell, CellKind
from minerva.excel.returns.grid import stem_of
from minerva.excel.returns.headers import repeats_header
from minerva.excel.returns.table_cells import Row, TableCells
from minerva.layout.returns import Column
from minerva.model.reference import ReferenceKind
from minerva.model.submission import Aside
from minerva.parse.choice import read_unit
from minerva.parse.figure import read_figure
from minerva.parse.language import is_placeholder, language_of
from minerva.parse.reference import many_references, read_reference
from minerva.parse.text import fold_words

LONG_TEXTS = ("description", "deviation", "actions")
LONGEST_TITLE = 200
LONGEST_TOTAL = 30
_RULE = re.compile(r"[-=_*.~\u2010-\u2015\u2500\u2501\s]+")
_NUMBER = re.compile(r"[(\[]?([0-9]{1,2})[)\].]?")
_TOTALS = ("total", "totaal", "totaux", "somme", "som", "sous-total", "subtotaal", "moyenne", "gemiddelde")


@dataclass(slots=True)
class RowGroup:
    """The physical rows of one record, 0 where there is none; `more` are rows that continue its texts, by language."""

    french: int = 0
    dutch: int = 0
    more: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[int]:
        """The rows it has, from the top."""
        yield from sorted(row for row in (self.french, self.dutch, *(row for row, _ in self.more)) if row)


def alone(row: int, language: str) -> RowGroup:
    """A record of one row, in French where its language is not known."""
    return RowGroup(dutch=row) if language == "nl" else RowGroup(french=row)


class TableRows:
    """The filled rows below a header, sorted into records and into rows that hold none.

    `rows` gives the typed cells of the table's columns by row, `no_records` the rows that hold none and why.
    """

    def __init__(self, cells: TableCells):
        self.cells = cells
        self.grid = cells.grid
        self.tags = cells.tags
        self._references = self.grid.column_of("ref")
        self.kinds = {column: self._column(name) for column, name in self.grid.columns.items()}
        self.side_by_side = any(name != stem_of(name, self.grid.table) for name in self.grid.columns.values())
        self.no_records: dict[int, Aside] = {}
        self.rows: dict[int, Row] = {}
        known = self.kinds.keys() | self.grid.remarks.keys()
        for row, typed in cells.typed.items():
            mine = {column: cell for column, cell in typed.items() if column in known}
            why = self._no_record(row, mine) if mine else None
            if why is not None:
                self.no_records[row] = why
            elif mine:
                self.rows[row] = mine

    def _column(self, name: str) -> Column:
        return self.grid.table.column(stem_of(name, self.grid.table))

    def texts(self, row: int) -> str:
        """The free texts of a row, one below the other."""
        texts = (
            c.text for at, c in self.rows.get(row, {}).items() if self._is_free_text(at) and c.kind is CellKind.TEXT
        )
        return "\n".join(texts)

    def spoken(self, row: int) -> str:
        """The language the texts of a row are in, '' where they do not say."""
        return language_of(self.texts(row)) or ""

    def language(self, row: int) -> str:
        """The language of a row by its tag or place, else what its texts say; a row put in has no place."""
        return ("" if self._is_put_in(row) else self.cells.language_by_place(row)) or self.spoken(row)

    def _is_put_in(self, row: int) -> bool:
        """Whether a row of words stands between those of our template: no tag, no formula, no value."""
        return row not in self.tags and row not in self.cells.rows_with_formulas and not self.holds_values(row)

    def only_texts(self, row: int) -> bool:
        """Whether all cells of a row are free texts."""
        return all(self._is_free_text(column) for column in self.rows[row])

    def only_long_texts(self, row: int) -> bool:
        """Whether all cells of a row are texts that may run on: description, deviation, actions."""
        return all(column in self.kinds and self.kinds[column].key in LONG_TEXTS for column in self.rows[row])

    def holds_values(self, row: int) -> bool:
        """Whether a row holds a reference or a figure, or several cells of columns for such."""
        cells = self.rows.get(row, {}).items()
        shared = [(self.kinds[at].kind, cell) for at, cell in cells if at in self.kinds and self.kinds[at].shared]
        return len(shared) > 1 or any(_is_value(kind, cell) for kind, cell in shared)

    def has(self, row: int, key: str) -> bool:
        """Whether the cell of a column is filled in a row."""
        return self.grid.column_of(key) in self.rows.get(row, {})

    def figures(self, row: int) -> dict[int, str]:
        """The figures of a row by column, spaces aside."""
        cells = self.rows.get(row, {}).items()
        return {at: "".join(c.text.split()) for at, c in cells if at in self.kinds and self.kinds[at].kind == "figure"}

    def reference(self, row: int) -> str:
        """The reference typed in a row, folded; '' where there is none."""
        return self._folded_reference(self.rows.get(row, {}).get(self._references))

    def shown_reference(self, row: int) -> str:
        """The reference a row shows, typed or repeated by a formula."""
        return self._folded_reference(self.grid.sheet.cells.get((row, self._references)))

    @staticmethod
    def _folded_reference(cell: Cell | None) -> str:
        # FR and NL in the column of references tell the language of the row (line 603).
        return fold_words(cell.text) if cell is not None and not is_placeholder(cell.text) else ""

    def _is_free_text(self, column: int) -> bool:
        return column in self.kinds and self.kinds[column].kind == "text"

    def _no_record(self, row: int, cells: Row) -> Aside | None:
        """Why a row holds no record: it is a rule, the header again, a guidance text, a total."""
        texts = [cell.text.strip() for cell in cells.values()]
        if all(_RULE.fullmatch(text) for text in texts) and (len(texts) > 1 or len(texts[0]) > 1):
            return Aside.SEPARATOR if any(len(text) > 1 for text in texts) else None
        if max(map(len, texts)) <= LONGEST_TITLE and repeats_header(self.grid, cells):
            return Aside.HEADER_REPEATED
        above = row == self.grid.header_row + 1 or self.no_records.get(row - 1) is Aside.GUIDANCE
        if above and len(texts) > 1 and _explains_columns(texts):
            return Aside.GUIDANCE
        if self.grid.guidance and all(fold_words(text) in self.grid.guidance for text in texts):
            return Aside.GUIDANCE
        if self._is_total(cells):
            return Aside.TOTAL
        return Aside.BESIDE_TABLE if self._is_note(cells) else None

    def _is_total(self, cells: Row) -> bool:
        """`Total`, and figures only, in whatever columns."""
        figures = {at for at, kind in self.kinds.items() if kind.kind == "figure"}
        others = [at for at, cell in cells.items() if at not in figures and cell.kind is not CellKind.NUMBER]
        if len(others) != 1 or len(cells) < 2:
            return False
        text = cells[others[0]].text
        return len(text) <= LONGEST_TOTAL and fold_words(text).rstrip(" :.").startswith(_TOTALS)

    def _is_note(self, cells: Row) -> bool:
        """A sentence alone in a column of references: a heading or a note, not a record."""
        [(column, cell), *others] = cells.items()
        if others or column not in self.kinds or self.kinds[column].kind != "reference":
            return False
        if cell.kind is not CellKind.TEXT or many_references(cell.text, ReferenceKind.OBJECTIVE):
            return False
        is_code = read_reference(cell.text, ReferenceKind.OBJECTIVE).value.kind is not ReferenceKind.LOCAL
        return len(cell.text.split()) > (3 if is_code else 1)


def _is_value(kind: str, cell: Cell) -> bool:
    """Whether a cell reads as what its column is for."""
    if kind == "reference":
        reference = read_reference(cell.text, ReferenceKind.OBJECTIVE).value
        return reference.kind is not ReferenceKind.LOCAL and reference.certain
    figure = read_figure(cell.text).value
    return cell.kind is CellKind.NUMBER or figure.is_numeric or figure.is_yes_no


def _explains_columns(texts: list[str]) -> bool:
    """A row right below the header that numbers the columns, (1) (2) (3), or gives their units."""
    if all(_NUMBER.fullmatch(text) for text in texts):
        numbers = {int(_NUMBER.fullmatch(text)[1]) for text in texts}
        return len(texts) > 2 and len(numbers) == len(texts) and max(numbers) - min(numbers) < 2 * len(numbers)
    return all(text.startswith("(") or read_unit(text.strip("()[] ")) is not None for text in texts)
