"""Cells merged over several rows: each row shows the value of the uppermost one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from minerva.excel.returns.grid import Grid

Place = tuple[int, int]


class MergedCells:
    """Which cell gives the value of a row and column, for the rows of a table that are filled.

    `ranges` gives the merged range a cell lies in below its first row.
    """

    def __init__(self, grid: Grid, rows: Iterable[int]):
        self.ranges: dict[Place, tuple[int, int, int, int]] = {}
        ordered = sorted(rows)
        for area in grid.sheet.merges:
            top, left, bottom, _ = area
            if bottom > top > grid.header_row and left in grid.columns:
                for row in ordered[bisect_left(ordered, top + 1) : bisect_right(ordered, bottom)]:
                    self.ranges[row, left] = area

    def above(self, row: int, column: int) -> Place | None:
        """The cell a merge gives the value of, None where the cell is its own."""
        area = self.ranges.get((row, column))
        return area[:2] if area is not None else None
