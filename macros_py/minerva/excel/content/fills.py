"""The colours cells are filled with, as `RRGGBB`, from whatever a workbook names them by.

Colours decide no value: one that makes no sense is no colour and no reason to refuse a file. Only plain (solid) fills
count, in a colour that says something (parse/colour.py); patterns, gradients and conditional formats do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from xml.parsers.expat import ExpatError

from minerva.excel.content.intake import Archive
from minerva.excel.content.xml_parts import parse
from minerva.parse.colour import read_light

SLOTS = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
"""The colours of a theme by the numbers cells use; the theme itself lists dark before light (ECMA-376, 20.1.6.2)."""

_FIRST = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_FURTHER = (
    *("800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080"),
    *("9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF"),
    *("000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF"),
    *("00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99"),
    *("3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696"),
    *("003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333"),
)
INDEXED = (*_FIRST, *_FIRST, *_FURTHER)
"""The 64 colours Excel numbers where a workbook brings none of its own; the first eight stand there twice."""

_RGB = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


def telling(styles: Iterable[str]) -> dict[int, str]:
    """The numbers of the cell formats whose fill says something, with its colour; '' stands for no fill."""
    return {number: rgb for number, rgb in enumerate(styles) if rgb and read_light(rgb)}


def rgb_of(stored: str) -> str:
    """`FF00B050`, `00B050` or `#00B050` as RRGGBB, '' for anything else."""
    match = _RGB.fullmatch(stored.removeprefix("#"))
    return match[1].upper() if match is not None else ""


def tinted(rgb: str, tint: float) -> str:
    """A colour made lighter (up to 1) or darker (down to -1), as ECMA-376 18.8.19 says: its lightness alone changes."""
    if not rgb or not tint or not -1 <= tint <= 1:
        return rgb
    hue, lightness, saturation = rgb_to_hls(*(int(rgb[place : place + 2], 16) / 255 for place in (0, 2, 4)))
    lightness = lightness * (1 + tint) if tint < 0 else lightness * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in hls_to_rgb(hue, lightness, saturation))


class Palette:
    """Turns what the styles of a package say of a colour into RRGGBB; the theme is read when first asked for."""

    def __init__(self, theme: Callable[[], Mapping[str, str]], indexed: Sequence[str] = ()):
        self._read_theme = theme
        self._theme: Mapping[str, str] | None = None
        self.indexed = (*indexed, *INDEXED[len(indexed) :])

    def colour(self, attributes: Mapping[str, str]) -> str:
        """The colour of an element such as `fgColor`, '' where it names none: `rgb`, `theme` or `indexed`, `tint`."""
        try:
            tint = float(attributes.get("tint", "0"))
            if "rgb" in attributes:
                return tinted(rgb_of(attributes["rgb"]), tint)
            if "theme" in attributes:
                return self.of_theme(int(attributes["theme"]), tint)
            return tinted(self.of_index(int(attributes.get("indexed", "-1"))), tint)
        except ValueError:
            return ""

    def of_theme(self, number: int, tint: float = 0) -> str:
        """A colour of the theme."""
        if not 0 <= number < len(SLOTS):
            return ""
        if self._theme is None:
            self._theme = self._read_theme()
        return tinted(self._theme.get(SLOTS[number], ""), tint)

    def of_index(self, number: int) -> str:
        """A colour by its number; those from 64 on are the colours of the system."""
        return self.indexed[number] if 0 <= number < min(len(self.indexed), 64) else ""


def read_theme(archive: Archive, part: str) -> dict[str, str]:
    """The colours of a theme by name (`accent1`); what is no sound theme gives none. Raises Refused past a limit."""
    found: dict[str, str] = {}
    slot = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal slot
        if tag in SLOTS:
            slot = tag
        elif tag == "srgbClr" and slot:
            found.setdefault(slot, rgb_of(attributes.get("val", "")))
        elif tag == "sysClr" and slot:
            found.setdefault(slot, rgb_of(attributes.get("lastClr", "")))

    def end(tag: str) -> None:
        nonlocal slot
        if tag == slot:
            slot = ""

    if part in archive:
        try:
            parse(archive.chunks(part), start, end)
        except ExpatError:
            return {}
    return found
