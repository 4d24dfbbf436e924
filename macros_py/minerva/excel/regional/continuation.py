"""Texts too long for one row of the parliamentary tables: continued on the next."""

from __future__ import annotations

from minerva.excel.heights import LINE, TALLEST, line_room, lines, lines_of

MOST_LINES = int((TALLEST - 12) // LINE)


def split_text(text: str, width: float, most: int = MOST_LINES) -> list[str]:
    """Pieces that each fit a row, cut at white space; together they are the text, character for character."""
    if lines(text, width) <= most:
        return [text]
    room, pieces, start, full = line_room(width), [], 0, 0
    position = 0
    for paragraph in text.splitlines(keepends=True):
        end = position + len(paragraph)
        while full + lines_of(end - position, room) > most:
            cut = _last_space(text, position, position + int((most - full) * room))
            if cut <= start:
                cut = position if position > start else min(end, start + int(most * room))
            pieces.append(text[start:cut])
            start = position = cut
            full = 0
        full += lines_of(end - position, room)
        position = end
    return [*pieces, text[start:]] if start < len(text) else pieces


def _last_space(text: str, first: int, last: int) -> int:
    """The place behind the last white space between two places, `first` where there is none."""
    found = max(text.rfind(" ", first, last), text.rfind("\n", first, last), text.rfind("\t", first, last))
    return found + 1 if found >= 0 else first
