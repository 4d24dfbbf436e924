"""How high a row must be for its wrapped texts. Excel stops at 409 points."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from textwrap import wrap

TALLEST = 409.0
LINE = 12.2  # points of one line of 9 point text
NARROW = 1.22  # characters of running text per character width of the standard font (11 points) at 9 points
BOLD = 9.6  # characters of bold text per character width, times the size in points
CAPITALS = 1.0  # the same for a text in capitals, as some titles are
WORD_WRAP_LOSS = 4.0  # characters left empty at the end of a line: half a word, whatever the width
SHORT = 200  # characters up to which the wrapping of a text is worked out word by word
SURE = 0.94  # of the characters of an average line: what the words of a short text may fill


def line_room(width: float, characters: float = NARROW) -> float:
    """Characters that a line of a text of several lines holds on average, in a column of `width` characters."""
    return max(1.0, width * characters - WORD_WRAP_LOSS)


def lines_of(length: int, room: float) -> int:
    """Lines a paragraph of so many characters takes; one that fits a line loses nothing at its end."""
    return 1 if length <= room + WORD_WRAP_LOSS else ceil(length / room)


def lines(text: str, width: float) -> int:
    """Lines a text takes in a column of `width` characters at 9 points."""
    fits_even_in_capitals = len(text) <= width * CAPITALS * SURE and "\n" not in text
    return 1 if fits_even_in_capitals else _lines(text, width)


@lru_cache(maxsize=512)
def _lines(text: str, width: float) -> int:
    characters = CAPITALS if text.isupper() else NARROW
    if len(text) <= SHORT:
        return sum(_wrapped(paragraph, width * characters * SURE) for paragraph in text.split("\n"))
    room = line_room(width, characters)
    if "\n" not in text:
        return lines_of(len(text), room)
    return sum(lines_of(len(paragraph), room) for paragraph in text.split("\n"))


def _wrapped(paragraph: str, room: float) -> int:
    """Lines of a paragraph whose words are put one after the other into lines of `room` characters."""
    count, filled = 1, 0.0
    for length in map(len, paragraph.split(" ")):
        if filled and filled + 1 + length > room:
            count, filled = count + 1, 0.0
        filled += length + (1 if filled else 0)
        if filled > room:
            over = ceil(filled / room) - 1
            count, filled = count + over, filled - over * room
    return count


def header_height(titles: Iterable[tuple[str, float]], size: float) -> float:
    """The height of a header row in bold of `size` points: its words are few, so their wrapping is worked out."""
    most = max(
        sum(len(wrap(line, max(1, int(width * BOLD / size)))) for line in title.split("\n")) for title, width in titles
    )
    return min(TALLEST, most * size * 1.33 + 6)


def row_height(cells: Iterable[tuple[str, float]], least: float = 15.0) -> float:
    """The height in points for texts with the widths of their columns, at most what Excel allows."""
    return height_of(max((lines(text, width) for text, width in cells), default=1), least)


def height_of(most: int, least: float = 15.0) -> float:
    """The height in points for so many lines, at most what Excel allows."""
    return min(TALLEST, max(least, most * LINE + 3))
