"""What a person typed in a table, as against what the template itself computes, tags and titles there."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from minerva.excel.content.cells import Cell, CellKind
from minerva.excel.returns.grid import Grid, stem_of
from minerva.excel.template_formulas import HELPERS
from minerva.model.record import LANGUAGES, Source
from minerva.model.submission import Aside, SetAside
from minerva.parse.language import language_tag

Row = dict[int, Cell]

_ROUNDING = Decimal("0.000001")


class TableCells:
    """The cells below the header of a table, sorted once.

    `typed` gives the cells people filled by row and column, in all columns; `tags` the language each row is tagged
    with; `rows_with_formulas` the rows that hold any; `contradicting` the formulas of Dutch rows that show something
    else than the French row.
    """

    def __init__(self, grid: Grid, from_template: bool):
        self.grid = grid
        self.from_template = from_template
        self.helpers = {
            column
            for (row, column), cell in grid.sheet.cells.items()
            if row == grid.header_row and cell.text in HELPERS
        }
        self._stems = {column: stem_of(name, grid.table) for column, name in grid.columns.items()}
        self._shared = {column for column, stem in self._stems.items() if grid.table.column(stem).shared}
        self._computed = self.helpers | {grid.column_of("status")}
        self.tags = self._find_tags()
        self.contradicting: list[SetAside] = []
        self.rows_with_formulas = {row for (row, _), cell in grid.sheet.cells.items() if cell.formula}
        self.typed = self._find_typed()

    def _find_tags(self) -> dict[int, str]:
        column = self.grid.column_of("language")
        if not column:
            return {}
        found = ((row, language_tag(c.text)) for (row, at), c in self.grid.sheet.cells.items() if at == column)
        return {row: tag for row, tag in found if tag and self.grid.header_row < row <= self.grid.last_row}

    def _find_typed(self) -> dict[int, Row]:
        typed: dict[int, Row] = {}
        tag_column, first, last = self.grid.column_of("language"), self.grid.header_row, self.grid.last_row
        for (row, column), cell in self.grid.sheet.cells.items():
            if not first < row <= last:
                continue
            if cell.formula:
                if column in self._computed or (column in self._shared and self._is_echo(row, column, cell)):
                    continue
                if column not in self.grid.columns and self._repeats_above(row, column, cell):
                    continue
            elif column == tag_column and row in self.tags:
                continue
            typed.setdefault(row, {})[column] = cell
        return dict(sorted(typed.items()))

    def language_by_place(self, row: int) -> str:
        """The language of a row: its tag; in our template what the tags beside it leave, else its place; else ''.

        '' too where both languages stand beside it.
        """
        tag = self.tags.get(row)
        if tag is not None or not self.from_template:
            return tag or ""
        beside = {self.tags.get(row - 1), self.tags.get(row + 1)} - {None}
        if len(beside) == 2:
            return ""
        if beside:
            return "nl" if "fr" in beside else "fr"
        return LANGUAGES[(row - self.grid.header_row - 1) % len(LANGUAGES)]

    def _repeats_above(self, row: int, column: int, cell: Cell) -> bool:
        """Whether a formula of our template repeats the French row under a title that is no longer known."""
        if not self.from_template or column > len(self.grid.table.all_columns) or self.language_by_place(row) != "nl":
            return False
        return not cell.text or _shown_alike(self.grid.sheet.text(row - 1, column), cell.text)

    def _is_echo(self, row: int, column: int, cell: Cell) -> bool:
        """Whether a formula in a shared column only repeats the French row, as the template's own does.

        One that shows something else while the French cell is filled (a person's, or one not recalculated since) is
        kept in `contradicting`; where the French cell is empty it is the value. A 0 is nobody's where the French cell
        is empty (`=B7` shows it so) or shown as a text (LibreOffice saves it so in an .xls).
        """
        if self.language_by_place(row) != "nl":
            return False
        french = self.grid.sheet.cells.get((row - 1, column))
        if not cell.text or (_is_zero(cell) and not (french and french.kind is CellKind.NUMBER and not french.percent)):
            return True
        if french is None:
            return False
        if french.kind is not CellKind.DATE and not _shown_alike(french.text, cell.text):
            source = Source(self.grid.sheet.name, row, column)
            self.contradicting.append(SetAside(source, cell.text, Aside.COMPUTED_COLUMN, self._stems[column]))
        return True


def _is_zero(cell: Cell) -> bool:
    return cell.kind is CellKind.NUMBER and cell.text in ("0", "0%")


def _shown_alike(french: str, dutch: str) -> bool:
    """Whether two cells show one figure: `27.5%`, `27,5 %`; the template rounds percentages to 6 decimals."""
    mine, other = ("".join(text.split()).replace(",", ".") for text in (french, dutch))
    if mine == other or not (mine.endswith("%") and other.endswith("%")):
        return mine == other
    try:
        return abs(Decimal(mine[:-1]) - Decimal(other[:-1])) < _ROUNDING
    except InvalidOperation:
        return False
