"""Reads what the cell formats of an .xlsx package say: number formats, what is struck through, plain coloured fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from minerva.excel.content.fills import Palette, rgb_of, telling
from minerva.excel.content.number_formats import NumberStyle, number_style
from minerva.excel.content.xml_parts import parse

_NO = ("0", "false", "off")
_MOST_FILLS = 65_536
"""As many as Excel can tell apart; a file with more was made to fill the memory."""
_LISTS = ("cellXfs", "fonts", "fills", "indexedColors")


class Looks(NamedTuple):
    """The cell formats of a workbook by their number.

    `numbers` is what each makes of a number, `struck` those that strike through, `fills` the colour (RRGGBB) of those
    filled in one that says something.
    """

    numbers: list[NumberStyle]
    struck: set[int]
    fills: Mapping[int, str]


def read_styles(chunks: Iterable[bytes], theme: Callable[[], Mapping[str, str]]) -> Looks:
    """The formats of a styles part; `theme` gives the colours of the theme and is called only where one is used."""
    styles = _Styles()
    parse(chunks, styles.start, styles.end)
    palette = Palette(theme, styles.indexed)
    colours = [palette.colour(fill) if fill else "" for fill in styles.fills]
    count = len(colours)
    fills = telling(colours[number] if 0 <= number < count else "" for number in styles.filled)
    return Looks(styles.numbers, styles.struck, fills)


class _Styles:
    """Follows the lists of a styles part; number formats, fonts and fills come before the cell formats."""

    def __init__(self) -> None:
        self.numbers: list[NumberStyle] = []
        self.struck: set[int] = set()
        self.filled: list[int] = []
        self.fills: list[dict[str, str]] = []
        self.indexed: list[str] = []
        self.custom: dict[int, str] = {}
        self.fonts: list[bool] = []
        self.known = self.solid = False
        self.inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """The beginning of an element."""
        if tag in _LISTS:
            self.inside = tag
        elif tag == "xf" and self.inside == "cellXfs":
            self._format(attributes)
        elif self.inside == "fills":
            self._fill(tag, attributes)
        elif tag == "font" and self.inside == "fonts":
            self.fonts.append(False)
        elif tag == "strike" and self.inside == "fonts":
            self.fonts[-1] = attributes.get("val") not in _NO
        elif tag == "numFmt":
            self.custom[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "rgbColor" and self.inside == "indexedColors" and len(self.indexed) < 64:
            self.indexed.append(rgb_of(attributes.get("rgb", "")))

    def end(self, tag: str) -> None:
        """The end of an element."""
        if tag == self.inside:
            self.inside = ""

    def _format(self, attributes: dict[str, str]) -> None:
        font = int(attributes.get("fontId", "0"))
        if font < len(self.fonts) and self.fonts[font]:
            self.struck.add(len(self.numbers))
        self.numbers.append(number_style(int(attributes.get("numFmtId", "0")), self.custom))
        fill = attributes.get("fillId", "0")
        self.filled.append(int(fill) if fill.isdecimal() else 0)

    def _fill(self, tag: str, attributes: dict[str, str]) -> None:
        """A plain fill shows its foreground colour; a pattern or a gradient shows two, of which none is meant alone."""
        if tag == "fill":
            self.known = len(self.fills) < _MOST_FILLS
            if self.known:
                self.fills.append({})
            self.solid = False
        elif tag == "patternFill":
            self.solid = attributes.get("patternType") == "solid"
        elif tag == "fgColor" and self.solid and self.known:
            self.fills[-1] = attributes
