"""Formulas over the data sheets, each with the value it must give: plain COUNTIFS, nothing newer than 2010."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from minerva.excel.regional.book import Book
from minerva.layout.regional import data_columns
from minerva.model.record import Table


@dataclass(frozen=True)
class DataRanges:
    """The columns of a data sheet as absolute ranges."""

    book: Book
    table: Table

    def column(self, key: str) -> str:
        """The range of one data column, from the first record to the last (one row at least)."""
        letters = xl_col_to_name(data_columns(self.table).index(key))
        last = max(self.book.data_rows[self.table], 1) + 1
        return f"'{self.book.layout.data_sheet(self.table)}'!${letters}$2:${letters}${last}"

    def count(self, conditions: Mapping[str, str | int]) -> str:
        """A COUNTIFS over data columns; conditions give a value for each key."""
        parts = []
        for key, value in conditions.items():
            wanted = value if isinstance(value, int) else '"' + value.replace('"', '""') + '"'
            parts.append(f"{self.column(key)},{wanted}")
        return f"COUNTIFS({','.join(parts)})"


def write_number(sheet: Worksheet, row: int, column: int, formula: str, value: int, look) -> None:
    """A formula with the value it gives."""
    sheet.write_formula(row, column, f"={formula}", look, value)
