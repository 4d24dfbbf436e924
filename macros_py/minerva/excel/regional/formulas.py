"""Formulas over the data sheets, each with the value it must give: plain COUNTIFS, nothing newer than 2010."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from minerva.excel.regional.book import TITLE_ROWS, Book
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
        return countifs((self.column(key), value) for key, value in conditions.items())


@dataclass(frozen=True)
class ListRanges:
    """The columns of a list sheet of so many rows as absolute ranges."""

    book: Book
    name: str
    rows: int

    def column(self, key: str) -> str:
        """The range of one column, from the first row to the last (one row at least)."""
        letters = xl_col_to_name(list(self.book.layout.columns[self.name]).index(key))
        last = TITLE_ROWS + max(self.rows, 1)
        return f"'{self.book.layout.sheets[self.name]}'!${letters}${TITLE_ROWS + 1}:${letters}${last}"

    def count(self, conditions: Mapping[str, str]) -> str:
        """A COUNTIFS over columns of the list; the texts are meant as they are, whatever signs they hold."""
        return countifs((self.column(key), _as_it_is(value)) for key, value in conditions.items())


def countifs(conditions: Iterable[tuple[str, str | int]]) -> str:
    """A COUNTIFS of ranges and what is wanted in them."""
    return f"COUNTIFS({','.join(f'{cells},{_wanted(value)}' for cells, value in conditions)})"


def _wanted(value: str | int) -> str:
    return str(value) if isinstance(value, int) else quoted(value)


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def _as_it_is(text: str) -> str:
    """A text in which no sign stands for others."""
    return "".join(f"~{sign}" if sign in "~*?" else sign for sign in text)


def write_number(sheet: Worksheet, row: int, column: int, formula: str, value: int, look) -> None:
    """A formula with the value it gives."""
    sheet.write_formula(row, column, f"={formula}", look, value)
