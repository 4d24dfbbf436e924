"""Which column of a returned sheet holds what, by the titles in its header."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from minerva.excel.witness.returned import ReturnedSheet
from minerva.layout.returns import return_layout
from minerva.model.record import LANGUAGES, Table

LAST_HEADER_ROW, LONGEST_TITLE = 60, 250
LEAST_TITLES = 5
FIRST_HELPER, HELPER = "used", re.compile("[a-z]+(?:_[a-z]+)*")
"""What stands above the hidden columns of the template, which compute: identifiers, from `used` on."""

TAGS = {
    **dict.fromkeys(("fr", "f", "fra", "francais", "frans"), "fr"),
    **dict.fromkeys(("nl", "n", "ned", "neerlandais", "nederlands"), "nl"),
}


@dataclass
class Header:
    """The header of a table: its row, the columns by key of the layout, and the language each row below is tagged with.

    A title that two columns have (French and Dutch side by side) gives both.
    """

    table: Table
    row: int
    columns: dict[str, list[int]] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    computed: set[int] = field(default_factory=set)

    def only(self, key: str) -> int:
        """The column of a key where exactly one has its title, else 0."""
        found = self.columns.get(key, ())
        return found[0] if len(found) == 1 else 0

    def is_strict(self, row: int, row_nl: int) -> bool:
        """Whether the two rows of a record are tagged as ours are: French, and Dutch just below."""
        return self.is_paired and row_nl == row + 1 and self.tags.get(row) == "fr" and self.tags.get(row_nl) == "nl"

    @cached_property
    def is_paired(self) -> bool:
        """Whether the rows go by two, French above Dutch, all but a few."""
        rows = sorted(row for row, tag in self.tags.items() if tag)
        pairs = sum(self.tags[row] == "fr" and self.tags.get(row + 1) == "nl" for row in rows)
        return bool(rows) and self.tags[rows[0]] == "fr" and 2.2 * pairs >= len(rows)


def header_of(sheet: ReturnedSheet, table: Table) -> Header | None:
    """The header of a table on a sheet: the row with most titles; None where none has enough of them."""
    titles = _titles(table)
    found: dict[int, dict[str, list[int]]] = {}
    for (row, column), texts in sorted(sheet.cells.items()):
        is_short = row <= LAST_HEADER_ROW and len(texts[0]) <= LONGEST_TITLE
        key = titles.get(letters_of(texts[0])) if is_short else None
        if key is not None:
            found.setdefault(row, {}).setdefault(key, []).append(column)
    row = max(found, key=lambda row: (len(found[row]), -row), default=0)
    if not row or len(found[row]) < LEAST_TITLES:
        return None
    header = Header(table, row, found[row])
    header.computed = _helpers(sheet, row) | set(header.columns.get("status", ()))
    for column in header.columns.get("language", ())[:1]:
        for (at, place), texts in sheet.cells.items():
            if place == column and at > row:
                header.tags[at] = TAGS.get(letters_of(texts[0]), "")
    return header


def _helpers(sheet: ReturnedSheet, row: int) -> set[int]:
    above = {
        column: texts[0] for (at, column), texts in sheet.cells.items() if at == row and HELPER.fullmatch(texts[0])
    }
    first = next((column for column, text in above.items() if text == FIRST_HELPER), 0)
    return {column for column in above if first and column >= first}


@cache
def _titles(table: Table) -> dict[str, str]:
    """What a header cell may say, letters only, and the key it stands for."""
    layout = return_layout()
    known: dict[str, str] = {}
    for key, words in layout.names(table).items():
        known.update(dict.fromkeys(map(letters_of, words), key))
    for column in layout.tables[table].all_columns:
        texts = [layout.tables[table].header(column.key, language) for language in LANGUAGES]
        known.update(dict.fromkeys(map(letters_of, (*texts, "".join(texts), "".join(reversed(texts)))), column.key))
    return known


@lru_cache(maxsize=8192)
def letters_of(text: str) -> str:
    """The letters of a text without accents, in small."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain.lower() if letter.isalpha() and not unicodedata.combining(letter))
