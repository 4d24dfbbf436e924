"""What the sheets of the regional workbook hold, by the column keys of the layout: data rows, journal, lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from minerva.excel.witness.written import Place, WrittenBook, WrittenSheet, position
from minerva.layout.regional import data_columns, regional_layout
from minerva.model.record import Table, column_letters

HEADER_WITHIN, USUAL_HEADER = 12, 4


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row of a data sheet or a list: the values by column key, '' where empty; `number` is the row on
    the sheet, `numeric` the keys of the values stored as numbers."""

    sheet: str
    number: int
    values: Mapping[str, str]
    places: Mapping[str, int]
    numeric: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")

    def cell(self, key: str) -> str:
        """The address of a value on its sheet."""
        return f"{column_letters(self.places.get(key, 1))}{self.number}"

    @property
    def range(self) -> str:
        """The whole row, as an address."""
        return f"A{self.number}:{column_letters(max(self.places.values()))}{self.number}"


def data_rows(book: WrittenBook, table: Table) -> list[Row]:
    """The rows of a data sheet; none where the workbook has no such sheet."""
    sheet, keys = book.sheets.get(regional_layout().data_sheet(table)), data_columns(table)
    if sheet is None:
        return []
    return list(_rows(sheet, {key: column for column, key in enumerate(keys, 1)}, first=2))


def list_rows(book: WrittenBook, key: str) -> list[Row]:
    """The rows of a list (`journal`, `reports`, …); none where the workbook has no such sheet."""
    layout = regional_layout()
    keys, sheet = list(layout.columns[key]), book.sheets.get(layout.sheets[key])
    if sheet is None:
        return []
    filled = {row: len(columns) for row, columns in sheet.rows.items() if row <= HEADER_WITHIN}
    header = next((row for row in sorted(filled) if filled[row] == len(keys)), USUAL_HEADER)
    return list(_rows(sheet, {key: column for column, key in enumerate(keys, 1)}, first=header + 1))


def _rows(sheet: WrittenSheet, places: Mapping[str, int], first: int) -> Iterator[Row]:
    by_column = {column: key for key, column in places.items()}
    for number in sorted(row for row in sheet.rows if row >= first):
        cells = sheet.cells
        values = {by_column[at]: cells[number, at].value for at in sheet.rows[number] if at in by_column}
        numeric = (by_column[at] for at in sheet.rows[number] if at in by_column and cells[number, at].number)
        yield Row(sheet.name, number, values, places, frozenset(numeric))


@dataclass(frozen=True, slots=True, eq=False)
class JournalLine:
    """A line of the journal: the cell of a return, its text, the value made of it, and of which field."""

    row: Row
    file: str
    sheet: str
    place: Place | None
    field: str
    raw: str
    value: str

    @property
    def is_correction(self) -> bool:
        """Whether the cell changed the value afterwards: only these say who."""
        return bool(self.row["who"])


class Journal:
    """The journal by the cell of the return, and by field."""

    def __init__(self, rows: list[Row]):
        self.lines = [_journal_line(row) for row in rows]
        self.at: dict[tuple[str, str, Place | None], list[JournalLine]] = {}
        self.of_value: dict[tuple[str, str, str], list[JournalLine]] = {}
        for line in self.lines:
            self.at.setdefault((line.file, line.sheet, line.place), []).append(line)
            self.of_value.setdefault((line.row["organisation"], line.field, line.value), []).append(line)


def _journal_line(row: Row) -> JournalLine:
    try:
        place = position(row["cell"])
    except ValueError:
        place = None
    return JournalLine(row, row["file"], row["sheet"], place, row["field_fr"], row["raw"], row["value"])
