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
    (top, left), last = first, max(first[0], _last_row(sheet))
    right = left + columns - 1
    mixed = sorted({row for row, column in kept if top <= row <= last and left <= column <= right})
    for row in mixed:
        for column in range(left, right + 1):
            if (row, column) not in kept:
                sheet.range((row, column)).clear()
    for above, below in zip([top - 1, *mixed], [*mixed, last + 1], strict=True):
        if above + 1 < below:
            sheet.range((above + 1, left), (below - 1, right)).clear()


def empty_rows(sheet: xw.Sheet, first: Place, columns: int) -> None:
    """Take the contents away and leave looks and conditional formats, from a cell on and over a number of columns."""
    (top, left), last = first, _last_row(sheet)
    if last >= top:
        sheet.range((top, left), (last, left + columns - 1)).clear_contents()


def noted_cells(sheet: xw.Sheet) -> set[Place]:
    """The used cells that have a note, as far as an engine can tell."""
    with suppress(NotImplementedError):
        return {(note.location.row, note.location.column) for note in sheet.notes}
    used = sheet.used_range
    with suppress(NotImplementedError):
        rows, columns = (
            range(first, first + size) for first, size in zip((used.row, used.column), used.shape, strict=True)
        )
        return {(row, column) for row in rows for column in columns if sheet.range((row, column)).note is not None}
    return set()


def _last_row(sheet: xw.Sheet) -> int:
    used = sheet.used_range
    return used.row + used.shape[0] - 1


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
