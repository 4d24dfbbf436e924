"""The looks of a workbook by which a filled cell shows something else than its value, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

LEAST_CONTRAST, LEAST_POINTS = 2.0, 6.0
SIGNS = re.compile("[≤≥%€ \u00a0\u202f]*")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_(.)|\[\$[^\]]*\]')
_CODE = re.compile(r"(?:General|@|Standard|#,##0(?:\.0+)?|0(?:\.0+)?)(?:;@)?", re.IGNORECASE)
_PICTURES = re.compile("dings|symbol|marlett", re.IGNORECASE)
BUILT_IN = {"0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "49": "@"}
SYSTEM = {"0": "000000", "8": "000000", "64": "000000", "1": "FFFFFF", "9": "FFFFFF", "65": "FFFFFF"}
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
Colour = tuple[float, float, float]


def shows_the_value(code: str) -> bool:
    """Whether a number format shows a number as it is, with a sign before or a unit behind it, and a text as a text."""
    literals = "".join(next(filter(None, found.groups()), "") for found in _LITERAL.finditer(code))
    return bool(SIGNS.fullmatch(literals)) and bool(_CODE.fullmatch(_LITERAL.sub("", code).strip()))


@dataclass(slots=True)
class Looks:
    """The looks of a workbook: `of` tells what hides a cell with one, by the number of the look; '' for nothing."""

    styles: ElementTree.Element | None
    theme: ElementTree.Element | None
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, look: str) -> str:
        """The label key of what hides a value with this look, '' where it is seen."""
        if look not in self._known:
            self._known[look] = self._hidden_by(int(look or 0))
        return self._known[look]

    def _hidden_by(self, number: int) -> str:
        looks = self._list("cellXfs")
        if number >= len(looks):
            return "" if self.styles is None else "look"
        look = looks[number].attrib
        if not shows_the_value(self._code(look.get("numFmtId", "0"))):
            return "format"
        font, fill = self._list("fonts"), self._list("fills")
        return _unreadable(font[int(look.get("fontId", 0))]) or self._faint(
            font[int(look.get("fontId", 0))], fill[int(look.get("fillId", 0))]
        )

    def _list(self, name: str) -> list[ElementTree.Element]:
        found = self.styles.find(f"{_MAIN}{name}") if self.styles is not None else None
        return list(found) if found is not None else []

    def _code(self, number: str) -> str:
        for one in self._list("numFmts"):
            if one.get("numFmtId") == number:
                return one.get("formatCode", "")
        return BUILT_IN.get(number, number)

    def _faint(self, font: ElementTree.Element, fill: ElementTree.Element) -> str:
        pattern = fill.find(f"{_MAIN}patternFill")
        kind = pattern.get("patternType", "none") if pattern is not None else "gradient"
        if kind not in ("none", "solid"):
            return "colour"
        behind = self._colour(pattern.find(f"{_MAIN}fgColor"), WHITE) if kind == "solid" else WHITE
        above = self._colour(font.find(f"{_MAIN}color"), BLACK)
        if behind is None or above is None:
            return "colour"
        lights = sorted((_light(above), _light(behind)))
        return "colour" if (lights[1] + 0.05) / (lights[0] + 0.05) < LEAST_CONTRAST else ""

    def _colour(self, element: ElementTree.Element | None, usual: Colour) -> Colour | None:
        """A colour as red, green, blue of 0 to 1; None for one that only the palette of the program knows."""
        if element is None or element.get("auto"):
            return usual
        code = element.get("rgb") or SYSTEM.get(element.get("indexed", ""))
        if element.get("theme"):
            code = self._of_theme(int(element.get("theme", 0)))
        if code is None or not re.fullmatch("[0-9A-Fa-f]{6,8}", code):
            return None
        tint = float(element.get("tint", 0))
        red, green, blue = (int(code[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4))
        return _tinted(red, tint), _tinted(green, tint), _tinted(blue, tint)

    def _of_theme(self, number: int) -> str | None:
        """A colour of the theme: the first two pairs, dark and light, are counted the other way round."""
        scheme = self.theme.find(f".//{_DRAWING}clrScheme") if self.theme is not None else None
        colours = list(scheme) if scheme is not None else []
        place = {0: 1, 1: 0, 2: 3, 3: 2}.get(number, number)
        if place >= len(colours) or not len(colours[place]):
            return {0: "FFFFFF", 1: "000000"}.get(number) if not colours else None
        return colours[place][0].get("lastClr") or colours[place][0].get("val")


def _unreadable(font: ElementTree.Element) -> str:
    """A font too small to see, of pictures in place of letters, or struck through."""
    told: Mapping[str, str] = {one.tag.removeprefix(_MAIN): one.get("val", "1") for one in font}
    if float(told.get("sz", 11)) < LEAST_POINTS or _PICTURES.search(told.get("name", "")):
        return "font"
    return "font" if told.get("strike", "0") in ("1", "true") else ""


def _tinted(part: float, tint: float) -> float:
    return part * (1 + tint) if tint < 0 else part + (1 - part) * tint


def _light(colour: Colour) -> float:
    """How light a colour is to the eye, as WCAG counts it."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
