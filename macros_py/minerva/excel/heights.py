"""How high a row must be for its wrapped texts. Excel stops at 409 points."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

TALLEST = 409.0
LINE = 12.2  # points of one line of 9 point text
WORD_WRAP_LOSS = 0.93  # the part of a line that words fill on average
NARROW = 1.22  # characters of running text per character width of the standard font (11 points) at 9 points


def lines(text: str, width: float) -> int:
    """Lines a text takes in a column of `width` characters at 9 points."""
    room = max(1.0, width * NARROW * WORD_WRAP_LOSS)
    if "\n" not in text:
        return ceil(len(text) / room) or 1
    return sum(ceil(len(paragraph) / room) or 1 for paragraph in text.split("\n"))


def row_height(cells: Iterable[tuple[str, float]], least: float = 15.0) -> float:
    """The height in points for texts with the widths of their columns, at most what Excel allows."""
    most = max((lines(text, width) for text, width in cells), default=1)
    return min(TALLEST, max(least, most * LINE + 3))
