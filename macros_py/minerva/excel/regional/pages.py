"""Where the pages of a printed sheet begin: what belongs together stays on one page where it fits one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

A3_HIGH = 297 / 25.4 * 72  # points, the page lying
SURE = 0.97  # of the height: a printer rounds the height of every row


class Heading(NamedTuple):
    """A heading already written, kept with what follows it: its row, from 0, and its height in points."""

    row: int
    height: float


class Pages:
    """The pages of one sheet; heights in points before the page is scaled, rows counted from 0.

    `margins` are those at the top and at the foot in inches, `scale` is in per cent; `repeated` is the height of the
    rows printed on every page, `used` what the first page holds besides.
    """

    def __init__(self, margins: tuple[float, float], scale: int, repeated: float, used: float = 0.0):
        self.room = (A3_HIGH - 72 * sum(margins)) * SURE * 100 / scale - repeated
        self.breaks: list[int] = []
        self._used = used
        self._empty = True
        self._kept: list[Heading] = []

    def keep(self, row: int, height: float) -> None:
        """Take note of a heading: the page it is on is that of the next block."""
        self._kept.append(Heading(row, height))

    def begin(self, row: int) -> None:
        """Begin a new page with this row, unless nothing but titles stands on the page."""
        self._kept.clear()
        if not self._empty:
            self._break(row)

    def place(self, row: int, heights: Sequence[float]) -> list[int]:
        """Put a block of rows on the page, or on the next where it fits only there.

        Gives the rows inside the block at which a page begins: none, but for a block that is higher than a page.
        """
        first, lead = (self._kept[0].row if self._kept else row), sum(heading.height for heading in self._kept)
        needed = lead + sum(heights)
        least = needed if needed <= self.room else lead + heights[0]
        if not self._empty and self._used + least > self.room:
            self._break(first)
        self._used += lead
        self._kept.clear()
        return self._fill(row, heights)

    def _fill(self, row: int, heights: Sequence[float]) -> list[int]:
        inside = []
        for place, height in enumerate(heights):
            if self._used + height > self.room and place:
                inside.append(row + place)
                self._break(row + place)
            self._used += height
            self._empty = False
        return inside

    def _break(self, row: int) -> None:
        self.breaks.append(row)
        self._used, self._empty = 0.0, True
