"""Draws the pictures of the ribbon and of the task pane: `python -m minerva.excel.addin.icons`.

Each is a few shapes on a square of 32 units, drawn at 64 points a side for screens that magnify; all strokes are wide
enough to be told apart at 32. Colours are those of our statuses and of text, on nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from struct import pack

from minerva.layout.source import addin_folder

SIDE, UNITS, FINER = 64, 32, 4
"""Points a side, units a side, and how many times finer each point is looked at."""

Colour = tuple[int, int, int]
Inside = Callable[[float, float], bool]
Shape = tuple[Inside, Colour]

INK: Colour = (0x26, 0x3A, 0x5A)
PAPER: Colour = (0xFF, 0xFF, 0xFF)
PALE: Colour = (0xC9, 0xD3, 0xE2)
BLUE: Colour = (0x2F, 0x6F, 0xB5)
GREEN: Colour = (0x2E, 0x8B, 0x57)
ORANGE: Colour = (0xE0, 0x8E, 0x0B)
RED: Colour = (0xC2, 0x3B, 0x3B)


def box(left: float, top: float, right: float, bottom: float) -> Inside:
    """What lies in a rectangle."""
    return lambda x, y: left <= x < right and top <= y < bottom


def disc(middle_x: float, middle_y: float, radius: float) -> Inside:
    """What lies in a circle."""
    return lambda x, y: (x - middle_x) ** 2 + (y - middle_y) ** 2 <= radius**2


def stroke(width: float, *points: tuple[float, float]) -> Inside:
    """What lies on a line through points, with round ends."""
    parts = list(pairwise(points))
    return lambda x, y: any(_distance(x, y, start, end) <= (width / 2) ** 2 for start, end in parts)


def _distance(x: float, y: float, start: tuple[float, float], end: tuple[float, float]) -> float:
    """The square of the distance to a piece of line."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2


def _sheet(left: float, top: float, right: float, bottom: float, border: Colour = INK) -> list[Shape]:
    """A sheet of paper with its border."""
    return [(box(left, top, right, bottom), border), (box(left + 2, top + 2, right - 2, bottom - 2), PAPER)]


def _rows(left: float, right: float, *tops: float) -> list[Shape]:
    """Lines of text."""
    return [(box(left, top, right, top + 2), PALE) for top in tops]


ICONS: Mapping[str, Sequence[Shape]] = {
    "check": [
        *_sheet(3, 2, 23, 29),
        *_rows(7, 19, 7, 12, 17),
        (stroke(7.5, (13, 23), (18, 28), (28, 15)), PAPER),
        (stroke(4.5, (13, 23), (18, 28), (28, 15)), GREEN),
    ],
    "colour": [
        *_sheet(2, 2, 30, 30),
        (box(6, 6, 26, 12), GREEN),
        (box(6, 13, 26, 19), ORANGE),
        (box(6, 20, 26, 26), RED),
    ],
    "clear": [
        *_sheet(3, 2, 23, 29),
        *_rows(7, 19, 7, 12, 17),
        (disc(22, 22, 9), PAPER),
        (disc(22, 22, 8), RED),
        (stroke(2.6, (18.8, 18.8), (25.2, 25.2)), PAPER),
        (stroke(2.6, (25.2, 18.8), (18.8, 25.2)), PAPER),
    ],
    "templates": [
        *_sheet(9, 2, 29, 25, BLUE),
        *_sheet(3, 7, 23, 30),
        (box(5, 9, 21, 14), BLUE),
        (box(5, 18, 21, 19.6), PALE),
        (box(5, 23, 21, 24.6), PALE),
        (box(11.5, 14, 13, 28), PALE),
    ],
    "coverage": [
        (box(3, 20, 9, 29), RED),
        (box(13, 12, 19, 29), ORANGE),
        (box(23, 4, 29, 29), GREEN),
        (box(1, 29, 31, 31), INK),
    ],
    "feedback": [
        *_sheet(2, 7, 30, 27),
        (stroke(2, (3, 9), (16, 19)), INK),
        (stroke(2, (29, 9), (16, 19)), INK),
        (disc(25, 8, 7.5), PAPER),
        (disc(25, 8, 6.5), ORANGE),
        (box(24, 3.6, 26, 9), PAPER),
        (box(24, 10.4, 26, 12.4), PAPER),
    ],
    "consolidate": [
        *_sheet(2, 2, 12, 12, BLUE),
        *_sheet(20, 2, 30, 12, BLUE),
        (stroke(2.6, (7, 13), (13, 18)), INK),
        (stroke(2.6, (25, 13), (19, 18)), INK),
        *_sheet(7, 16, 25, 31),
        (box(9, 18, 23, 21), GREEN),
        *_rows(10, 22, 23, 26.5),
    ],
    "pdf": [
        *_sheet(4, 2, 25, 30),
        *_rows(8, 21, 6, 10, 25),
        (box(9, 13, 31, 23), RED),
        (stroke(2, (12.5, 21), (12.5, 15), (14.5, 15.5), (14.5, 17.5), (12.5, 18)), PAPER),
        (stroke(2, (18.5, 15.2), (18.5, 20.8), (20.5, 20.3), (21.3, 18), (20.5, 15.7), (18.5, 15.2)), PAPER),
        (stroke(2, (28.5, 15), (25.5, 15), (25.5, 21)), PAPER),
        (stroke(2, (25.5, 18), (28, 18)), PAPER),
    ],
}


PANE_SIDES = (16, 32, 64, 80)
"""Points a side of the pictures that a manifest of Office names."""
PANE_ICON: Sequence[Shape] = [
    (box(1, 1, 31, 31), INK),
    (stroke(3.6, (8, 20.5), (8, 8), (16, 16.5), (24, 8), (24, 20.5)), PAPER),
    (box(5, 25, 12, 28), RED),
    (box(12.5, 25, 19.5, 28), ORANGE),
    (box(20, 25, 27, 28), GREEN),
]


def picture(shapes: Sequence[Shape], side: int = SIDE) -> bytes:
    """The PNG of some shapes, each drawn over those before it; what none covers is transparent."""
    lines = (b"\0" + b"".join(_point(shapes, side, column, row) for column in range(side)) for row in range(side))
    head = pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))


def _point(shapes: Sequence[Shape], side: int, column: int, row: int) -> bytes:
    """Red, green, blue and cover of a point: the mean of what is seen at places within it."""
    step = UNITS / (side * FINER)
    seen = [
        _colour_at(shapes, (column * FINER + i + 0.5) * step, (row * FINER + j + 0.5) * step)
        for i in range(FINER)
        for j in range(FINER)
    ]
    covered = [colour for colour in seen if colour is not None]
    if not covered:
        return bytes(4)
    means = [round(sum(part) / len(covered)) for part in zip(*covered, strict=True)]
    return bytes([*means, round(255 * len(covered) / len(seen))])


def _colour_at(shapes: Sequence[Shape], x: float, y: float) -> Colour | None:
    return next((colour for inside, colour in reversed(shapes) if inside(x, y)), None)


def draw(folder: Path) -> list[Path]:
    """Write the pictures of the ribbon into a folder; their paths."""
    written = []
    for name, shapes in ICONS.items():
        written.append(folder / f"{name}.png")
        written[-1].write_bytes(picture(shapes))
    return written


def draw_for_pane(folder: Path) -> list[Path]:
    """Write the picture of the task pane into a folder, in each size; their paths."""
    written = [folder / f"icon-{side}.png" for side in PANE_SIDES]
    for side, path in zip(PANE_SIDES, written, strict=True):
        path.write_bytes(picture(PANE_ICON, side))
    return written


if __name__ == "__main__":
    draw(Path(str(addin_folder())) / "icons")
    draw_for_pane(Path(str(addin_folder())) / "pane")
