"""Where a table stands in a sheet and what its columns hold, whether found by headers or told by a profile."""

from __future__ import annotations

from dataclasses import dataclass, field

from minerva.excel.content.cells import LAST_ROW, Sheet
from minerva.layout.returns import TableLayout
from minerva.model.record import LANGUAGES


@dataclass(slots=True)
class Grid:
    """One table of a sheet.

    `top` and `header_row` are the first and the last row of its header; records begin below. `columns` gives for a
    column number the key of `return.toml`, with `_fr` or `_nl` behind the key of a text that stands in a column of its
    own language. Where a profile described the layout, `profile` is its id, `remarks` gives the columns kept as remarks
    (number -> title), `about` the cells above the records that hold for all of them (place -> title), `personal` the
    titles of remarks that name persons, `lacking` the keys the layout has no column for, `guidance` the texts of the
    layout itself, words folded, `language` the one language all its texts are in, `partial` whether it covers only a
    part of an organisation. `last_row` is the last row that may belong to the table.
    """

    sheet: Sheet
    table: TableLayout
    top: int
    header_row: int
    columns: dict[int, str]
    profile: str = ""
    remarks: dict[int, str] = field(default_factory=dict)
    about: dict[tuple[int, int], str] = field(default_factory=dict)
    personal: frozenset[str] = frozenset()
    lacking: tuple[str, ...] = ()
    guidance: frozenset[str] = frozenset()
    language: str = ""
    partial: bool = False
    last_row: int = LAST_ROW

    def column_of(self, key: str) -> int:
        """The number of the column with that key, 0 where there is none."""
        return next((column for column, name in self.columns.items() if name == key), 0)

    @property
    def stems(self) -> set[str]:
        """The keys of the columns it has, languages aside."""
        return {stem_of(name, self.table) for name in self.columns.values()}


def stem_of(name: str, table: TableLayout) -> str:
    """The column key behind a name that may carry a language: `title_nl` -> `title`."""
    stem, _, language = name.rpartition("_")
    return stem if language in LANGUAGES and any(column.key == stem for column in table.all_columns) else name
