"""The layout of the regional workbook (workbook_templates/regional.toml)."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from minerva.layout.labels import labels
from minerva.layout.returns import Column, TableLayout, return_layout
from minerva.layout.source import load_toml
from minerva.model.record import LANGUAGES, Table

BEFORE = ("record", "organisation", "organisation_fr", "organisation_nl", "part", "group", "section")
AFTER = (
    *("not_assessed_reason", "way_to_green", "remarks", "printed_group"),
    *("file", "sheet", "row", "row_nl", "findings", "changes"),
)
TRACE = ("finding_codes", "journal", "printed", "open", "order")
"""Columns at the end of a data sheet, without data of their own: ways through the workbook and to the returns, and the
row each record was written in; sorted by it, the rows are again where fixed links lead."""

CODES = {"group": "group.", "status": "choice.status.", "not_assessed_reason": "reason."}
"""The columns of codes, which are stable, by the beginning of the labels that are their words: each is followed by
these words in French and in Dutch, for people who filter."""
NAMES = ("organisation_fr", "organisation_nl")


class RegionalLayout(BaseModel):
    """Sheet names, printed widths and list columns; widths in characters."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    base_folder: str
    sheets: dict[str, str]
    printed: dict[Table, dict[str, float]] = Field(alias="print")
    columns: dict[str, dict[str, float]]
    data: dict[str, float]

    def parliament_sheet(self, part: int, table: Table) -> str:
        """The name of a parliamentary sheet: P1 OO-OD."""
        return self.sheets[f"parliament_{table.value}"].format(part=part)

    def data_sheet(self, table: Table) -> str:
        """The name of the data sheet of a table."""
        return self.sheets[f"data_{table.value}"]


@cache
def regional_layout() -> RegionalLayout:
    """The layout as workbook_templates/regional.toml gives it."""
    return RegionalLayout(**load_toml("regional.toml"))


@cache
def data_columns(table: Table) -> tuple[str, ...]:
    """The keys of a data sheet, in column order; they are stable and stand in the manifest under `columns`."""
    layout = return_layout().tables[table]
    middle = [key for column in layout.all_columns for key in _data_keys(column)]
    return tuple(key for column in (*BEFORE, *middle, *AFTER, *TRACE) for key in (column, *_word_keys(column)))


def _word_keys(key: str) -> tuple[str, ...]:
    return tuple(f"{key}_{language}" for language in LANGUAGES) if key in CODES else ()


@cache
def in_words(key: str, code: str) -> dict[str, str]:
    """The words of a code by the keys of their columns, empty for no code: `status_fr` Réalisé."""
    return {f"{key}_{language}": labels(language)(f"{CODES[key]}{code}") if code else "" for language in LANGUAGES}


def _data_keys(column: Column) -> tuple[str, ...]:
    if column.kind == "language":
        return ()
    if column.kind == "figure":
        return (column.key, f"{column.key}_raw", f"{column.key}_cell")
    if column.kind in ("reference", "budget"):
        return (column.key, f"{column.key}_raw")
    if column.kind in ("text",):
        return tuple(f"{column.key}_{language}" for language in LANGUAGES)
    return (column.key,)


def data_column_kind(table: Table, key: str) -> str:
    """How a data column is written: `figure`, `text`, `words`, `number`, `link` or `key`."""
    if key in ("part", "row", "row_nl", "findings", "changes", "order"):
        return "number"
    if key in TRACE:
        return "link"
    if key == "way_to_green":
        return "figure"
    if key in NAMES or any(key in _word_keys(code) for code in CODES):
        return "words"
    layout: TableLayout = return_layout().tables[table]
    figures = {column.key for column in layout.all_columns if column.kind == "figure"}
    if key in figures:
        return "figure"
    texts = {f"{c.key}_{language}" for c in layout.all_columns if c.kind == "text" for language in LANGUAGES}
    return "text" if key in texts or key in ("justification", "remarks") else "key"
