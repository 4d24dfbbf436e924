"""Rows of text that are put into a sheet in place of those of an earlier time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

Place = tuple[int, int]


def clear_rows(sheet: xw.Sheet, first: Place, columns: int, kept: Collection[Place] = ()) -> None:
    """Clear everything from a cell on, down to the last used row and over a number of columns, but the cells kept."""
    top, left = first
    used = sheet.used_range
    last, right = max(top, used.row + used.shape[0] - 1), left + columns - 1
    mixed = sorted({row for row, column in kept if top <= row <= last and left <= column <= right})
    for row in mixed:
        for column in range(left, right + 1):
            if (row, column) not in kept:
                sheet.range((row, column)).clear()
    for above, below in zip([top - 1, *mixed], [*mixed, last + 1], strict=True):
        if above + 1 < below:
            sheet.range((above + 1, left), (below - 1, right)).clear()


def write_rows(sheet: xw.Sheet, first: Place, rows: Sequence[Sequence[object]]) -> None:
    """Put rows from a cell on, in small letters and as high as they need."""
    if not rows:
        return
    top, left = first
    area = sheet.range((top, left), (top + len(rows) - 1, left + len(rows[0]) - 1))
    area.value = [[as_text(value) if isinstance(value, str) else value for value in row] for row in rows]
    area.font.size = 9
    with suppress(NotImplementedError):
        area.wrap_text = True
        area.vertical_alignment = "top"
    area.rows.autofit()


def as_text(text: str) -> str:
    """A text that Excel takes for a text: not for a formula, a number or a date."""
    return text if not text or text[0].isalpha() else f"'{text}"
