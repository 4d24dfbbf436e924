"""The boxes notes are shown in: shapes of the old vector language (VML), which Excel still reads notes by.

A drawing is text to us, not XML: Excel itself leaves line breaks unclosed in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil

from minerva.excel.feedback.sheet_frame import Sizes

Place = tuple[int, int]
_WIDTH, _LETTERS = 400, 62  # pixels of a box, letters of 9 point Tahoma on one of its lines
_LINE, _MARGIN, _TALLEST = 15, 14, 620
_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
# None looks further than the next beginning: a drawing of nothing but beginnings would take forever.
_SHAPE = re.compile(rb"<v:shape\s(?:[^<]|<(?!v:shape\s|/v:shape>))*+</v:shape>")
_ROW, _COLUMN = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>"), re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")
_BLOCK = re.compile(rb"""<o:idmap[^<>]*\sdata=["'](\d+)""")
_ID = re.compile(rb"_x0000_s(\d+)")


@dataclass(frozen=True)
class Box:
    """Where the box of a note stands: column, pixels into it, row, pixels into it, of its two corners, from 0."""

    anchor: tuple[int, int, int, int, int, int, int, int]

    @classmethod
    def beside(cls, place: Place, text: str, sizes: Sizes) -> Box:
        """A box right of a cell, as high as its text needs."""
        row, column = place
        lines = sum(max(1, ceil(len(line) / _LETTERS)) for line in text.split("\n"))
        height = min(_TALLEST, lines * _LINE + _MARGIN)
        left, top = column, max(0, row - 2)
        last_column, right = _reached(left, 12 + _WIDTH, sizes.column)
        last_row, bottom = _reached(top, 6 + height, sizes.row)
        return cls((left, 12, top, 6, last_column, right, last_row, bottom))


def _reached(start: int, pixels: int, size) -> tuple[int, int]:
    """The row or column, from 0, some pixels behind the beginning of one, and the pixels into it."""
    place = start
    while pixels >= size(place + 1) and place < start + 400:
        pixels -= size(place + 1)
        place += 1
    return place, pixels


def drawing(boxes: Mapping[Place, Box], number: int) -> bytes:
    """A drawing of its own for the notes of a sheet; `number` tells the shapes of several drawings apart."""
    first = 1024 * number + 1
    shapes = "".join(_shape(place, box, first + i, False) for i, (place, box) in enumerate(sorted(boxes.items())))
    return (
        f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
        f"{_shape_type()}{shapes}</xml>"
    ).encode()


def _shape_type() -> str:
    return (
        f'<v:shapetype {_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
        'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    )


def visible_shapes(content: bytes) -> set[Place]:
    """The cells whose notes stand open."""
    return {place for place, shape in _shapes(content) if b"<x:Visible" in shape[0]}


def drawing_with(
    content: bytes, boxes: Mapping[Place, Box], removed: Collection[Place], visible: Collection[Place]
) -> bytes:
    """A drawing with the shapes of some notes put anew and of others taken away; all else stays."""
    for place, shape in reversed(list(_shapes(content))):
        if place in boxes or place in removed:
            content = content[: shape.start()] + content[shape.end() :]
    if not boxes:
        return content
    block = _BLOCK.search(content)
    start = 1024 * int(block[1]) if block is not None else 1024
    first = max((int(number) for number in _ID.findall(content)), default=start) + 1
    shapes = "".join(
        _shape(place, box, first + i, place in visible) for i, (place, box) in enumerate(sorted(boxes.items()))
    )
    if b'id="_x0000_t202"' not in content:
        shapes = _shape_type() + shapes
    end = content.rfind(b"</xml>")
    end = len(content) if end < 0 else end
    return content[:end] + shapes.encode() + content[end:]


def _shapes(content: bytes) -> list[tuple[Place, re.Match[bytes]]]:
    found = []
    for shape in _SHAPE.finditer(content):
        row, column = _ROW.search(shape[0]), _COLUMN.search(shape[0])
        if row is not None and column is not None and b'ObjectType="Note"' in shape[0]:
            found.append(((int(row[1]) + 1, int(column[1]) + 1), shape))
    return found


def _shape(place: Place, box: Box, number: int, visible: bool) -> str:
    anchor = ", ".join(map(str, box.anchor))
    hidden = "" if visible else ";visibility:hidden"
    return (
        f'<v:shape {_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202" '
        f'style="position:absolute;margin-left:60pt;margin-top:5pt;width:{_WIDTH * 3 // 4}pt;'
        f'height:60pt;z-index:1{hidden}" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{place[0] - 1}</x:Row><x:Column>{place[1] - 1}</x:Column>"
        f"{'<x:Visible/>' if visible else ''}</x:ClientData></v:shape>"
    )
