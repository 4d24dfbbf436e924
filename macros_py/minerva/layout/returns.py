"""The layout of the return: which sheet, which row, which column holds what (workbook_templates/return.toml)."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict

from minerva.layout.labels import choice, labels
from minerva.layout.source import load_toml
from minerva.model.record import LANGUAGES, Table, column_letters
from minerva.model.status import Direction, Status, Unit

Kind = Literal["language", "reference", "text", "budget", "unit", "direction", "figure", "status", "declared", "note"]
Needed = Literal["always", "assessed", "declared", "below_green", "not_realised", "never"]


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Page):
    """One column of a table; `width` in characters of the standard font."""

    key: str
    kind: Kind
    width: float
    shared: bool = False
    needed: Needed = "never"
    longest: int = 0

    @property
    def field_keys(self) -> tuple[str, ...]:
        """The keys under which its values stand in a record: one where shared, else one for each language."""
        if self.kind in ("language", "status"):
            return ()
        return (self.key,) if self.shared else tuple(f"{self.key}_{language}" for language in LANGUAGES)


class TableLayout(_Page):
    """One of the two tables: the columns that are printed, then those beside the print area."""

    table: Table
    columns: tuple[Column, ...]
    beside: tuple[Column, ...]

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Printed columns, then those beside."""
        return self.columns + self.beside

    def position(self, key: str) -> int:
        """The number of a column, counting from 1, in our own template."""
        return next(i for i, column in enumerate(self.all_columns, 1) if column.key == key)

    def letters(self, key: str) -> str:
        """The letters of a column in our own template."""
        return column_letters(self.position(key))

    def column(self, key: str) -> Column:
        """The column with that key."""
        return next(column for column in self.all_columns if column.key == key)

    @property
    def field_keys(self) -> tuple[str, ...]:
        """The keys of all values of a record, in column order."""
        return tuple(key for column in self.all_columns for key in column.field_keys)

    def header(self, key: str, language: str) -> str:
        """The header of the report for a column in one language."""
        return labels(language)(f"column.{self.table.value}.{key}")

    def column_title(self, key: str) -> str:
        """The header of a column as it stands in the template, French above Dutch."""
        french, dutch = (self.header(key, language) for language in LANGUAGES)
        return french if french == dutch else f"{french}\n{dutch}"


class Cover(_Page):
    """The cover sheet and the cells people fill there."""

    sheet: str
    inputs: dict[str, str]
    intro_longest: int


class ReturnLayout(_Page):
    """The whole return. Rows count from 1."""

    version: str
    accepted_versions: tuple[str, ...]
    spare_records: int
    rows_per_record: int
    header_row: int
    first_row: int
    cover: Cover
    findings_sheet: str
    findings_header_row: int
    lists_sheet: str
    metadata_sheet: str
    tables: dict[Table, TableLayout]
    synonyms: dict[str, tuple[str, ...] | dict[str, tuple[str, ...]]]

    def names(self, table: Table) -> dict[str, tuple[str, ...]]:
        """What other forms call the columns of a table, by key: words of both tables, then its own."""
        both = {key: words for key, words in self.synonyms.items() if not isinstance(words, dict)}
        keys = {column.key for column in self.tables[table].all_columns}
        named = both | self.synonyms.get(table.value, {})
        return {key: words for key, words in named.items() if key in keys}

    @property
    def own_sheets(self) -> frozenset[str]:
        """The names of all sheets of the template, in small letters."""
        others = (self.cover.sheet, self.findings_sheet, self.lists_sheet, self.metadata_sheet)
        return frozenset(name.lower() for name in (*others, *(table.value for table in self.tables)))

    def as_json(self) -> dict:
        """The layout for programs that fill templates (`minerva layout`)."""
        return {
            "version": self.version,
            "sheets": {table.value: self._sheet_json(layout) for table, layout in self.tables.items()},
            "cover": {"sheet": self.cover.sheet, **self.cover.inputs},
            "choices": {kind: choices(kind) for kind in ("unit", "direction", "declared", "completeness")},
        }

    def _sheet_json(self, layout: TableLayout) -> dict:
        return {
            "header_row": self.header_row,
            "first_row": self.first_row,
            "rows_per_record": self.rows_per_record,
            "records": self.spare_records,
            "columns": {column.key: layout.letters(column.key) for column in layout.all_columns},
            "shared": [column.key for column in layout.all_columns if column.shared],
        }

    @property
    def digest(self) -> str:
        """A fingerprint of the layout, for the manifest."""
        return sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()[:16]


_CHOICES = {
    "unit": [f"unit.{unit.value}" for unit in Unit],
    "direction": [f"direction.{direction.value}" for direction in Direction],
    "declared": [f"status.{status.value}" for status in Status],
    "completeness": ["completeness.complete", "completeness.partial"],
}


def choices(kind: str) -> dict[str, str]:
    """The closed list of a kind of column: code -> the bilingual word that stands in the cell."""
    return {key.rpartition(".")[2]: choice(key) for key in _CHOICES[kind]}


def shown(key: str, text: str) -> str:
    """A value as people read it: the word of a closed list for its code, any other value as it is."""
    return _choice_words(key).get(text, text) if key in _CHOICES else text


@cache
def _choice_words(kind: str) -> dict[str, str]:
    return choices(kind)


@cache
def return_layout() -> ReturnLayout:
    """The layout as workbook_templates/return.toml gives it."""
    page = load_toml("return.toml")
    return ReturnLayout(
        **{key: page[key] for key in ("version", "accepted_versions", "spare_records", "rows_per_record")},
        header_row=page["header_row"],
        first_row=page["first_row"],
        cover=Cover(**page["cover"]),
        findings_sheet=page["findings"]["sheet"],
        findings_header_row=page["findings"]["header_row"],
        lists_sheet=page["lists"]["sheet"],
        metadata_sheet=page["metadata"]["sheet"],
        synonyms=page["synonyms"],
        tables={Table(name): TableLayout(table=Table(name), **table) for name, table in page["tables"].items()},
    )
