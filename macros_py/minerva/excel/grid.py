"""Where a table stands in a sheet and what its columns hold, whether found by headers or told by a profile."""

from __future__ import annotations

from dataclasses import dataclass, field

from minerva.excel.cells import Sheet
from minerva.layout.returns import TableLayout


@dataclass(slots=True)
class Grid:
    """One table of a sheet.

    `top` and `header_row` are the first and the last row of its header; records begin below. `columns` gives for a
    column number the key of `return.toml`, with `_fr` or `_nl` behind the key of a text that stands in a column of its
    own language. Where a profile described the layout, `profile` is its id, `remarks` gives the columns kept as remarks
    (number -> title), `about` the cells above the records that hold for all of them (place -> title), `personal` the
    titles of remarks that name persons, `lacking` the keys the layout has no column for, `guidance` texts of the
    layout itself, as they stand in the sheet, `language` the one language all its texts are in, `partial` whether it
    covers only a part of an organisation.
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
