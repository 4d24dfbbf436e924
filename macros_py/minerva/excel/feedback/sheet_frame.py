"""What stands around the cells of a worksheet, in the one order Excel accepts it in (ECMA-376, 18.3.1.99)."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from minerva.excel.content.cells import area
from minerva.excel.content.intake import Refused
from minerva.excel.feedback.copied_package import CannotCopy
from minerva.excel.feedback.xml_places import Element, Splice, outline, spliced

ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
_PLACE = {name: place for place, name in enumerate(ORDER)}
_DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData(?:\s[^<>]*)?>")
_ROW = re.compile(rb"""<(?:[\w.-]+:)?row\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
_OF_ROW = re.compile(rb"""\s(r|ht|hidden)=["']([^"']*)["']""")
_PIXELS_OF_A_ROW = 20


class SheetFrame:
    """The elements of a sheet but its cells, which are not looked at."""

    def __init__(self, content: bytes):
        self.content = content
        try:
            self.root = _around_the_cells(content)
        except (ExpatError, Refused, ValueError, IndexError) as error:
            raise CannotCopy("unreadable") from error
        if self.root.name != "worksheet" or self.root.child("sheetData") is None:
            raise CannotCopy("unreadable")

    @property
    def prefix(self) -> str:
        """The prefix of the sheet's own elements, with its colon."""
        return self.root.prefix

    @property
    def data(self) -> Element:
        """The element that holds the rows."""
        return self.root.child("sheetData")  # type: ignore[return-value]

    def put(self, name: str, xml: str) -> Splice:
        """Put an element in place of the one of that name, or where it belongs; '' takes it away."""
        old = self.root.child(name)
        if old is not None:
            return Splice(old.start, old.end, xml.encode())
        before = [one for one in self.root.children if _PLACE.get(_known(one), -1) < _PLACE[name]]
        place = before[-1].end if before else self.root.inside
        return Splice(place, place, xml.encode())

    def merges(self) -> list[tuple[int, int, int, int]]:
        """The merged ranges."""
        merged = self.root.child("mergeCells")
        return [area(one.attributes["ref"]) for one in merged.children] if merged is not None else []


def _known(element: Element) -> str:
    """The name that says where an element belongs: of alternatives, that of what they contain."""
    if element.name != "AlternateContent":
        return element.name
    return next((one.name for one in element.below() if one.name in _PLACE), element.name)


def _around_the_cells(content: bytes) -> Element:
    """The outline of a sheet with its rows passed over, where they can be told by their first and last tag alone."""
    opening = _DATA.search(content)
    end = content.rfind(b"sheetData>")
    start = opening.end() if opening is not None else 0
    close = content.rfind(b"</", 0, end)
    if opening is None or opening[0].endswith(b"/>") or b"<!" in content or not start <= close < end:
        return _childless_rows(outline(content, 3))
    root = outline(content[:start] + content[close:], 3)
    _moved(root, start, close - start)
    return root


def _childless_rows(root: Element) -> Element:
    data = root.child("sheetData")
    if data is not None:
        data.children.clear()
    return root


def _moved(element: Element, start: int, by: int) -> None:
    """The places of what follows the rows, with the rows back in."""
    for one in (element, *element.below()):
        for name in ("start", "inside", "close", "end"):
            place = getattr(one, name)
            moves = place > start or (place == start and name == "close")
            setattr(one, name, place + by if moves else place)


@dataclass(frozen=True)
class Sizes:
    """How wide columns and how high rows are on the screen, in pixels, for what must float beside a cell."""

    widths: list[tuple[int, int, int]]
    heights: dict[int, int]
    width: int
    height: int

    @classmethod
    def of(cls, frame: SheetFrame) -> Sizes:
        """The sizes of a sheet."""
        layout = frame.root.child("sheetFormatPr")
        attributes = layout.attributes if layout is not None else {}
        cols = frame.root.child("cols")
        widths = [_width(one.attributes) for one in (cols.children if cols is not None else ()) if one.name == "col"]
        default = float(attributes.get("defaultColWidth", 9.140625))
        return cls(
            sorted(widths),
            _heights(frame.content[frame.data.inside : frame.data.close]),
            int(default * 7 + 0.5),
            round(float(attributes.get("defaultRowHeight", 15)) * 4 / 3) or _PIXELS_OF_A_ROW,
        )

    def column(self, column: int) -> int:
        """The width of a column, counted from 1."""
        place = bisect(self.widths, (column, 1 << 20, 0)) - 1
        if place >= 0 and column <= self.widths[place][1]:
            return self.widths[place][2]
        return self.width

    def row(self, row: int) -> int:
        """The height of a row, counted from 1."""
        return self.heights.get(row, self.height)


def _width(attributes: dict[str, str]) -> tuple[int, int, int]:
    """First and last column, and their width."""
    hidden = attributes.get("hidden") in ("1", "true")
    width = 0 if hidden else int(float(attributes.get("width", 9.140625)) * 7 + 0.5)
    return int(attributes["min"]), int(attributes["max"]), width


def _heights(rows: bytes) -> dict[int, int]:
    """The heights of the rows that have one of their own; hidden ones have none."""
    heights = {}
    for found in _ROW.finditer(rows):
        attributes = dict(_OF_ROW.findall(found[0]))
        if b"r" not in attributes:
            continue
        if attributes.get(b"hidden") in (b"1", b"true"):
            heights[int(attributes[b"r"])] = 0
        elif b"ht" in attributes:
            heights[int(attributes[b"r"])] = round(float(attributes[b"ht"]) * 4 / 3)
    return heights


def with_elements(content: bytes, **elements: str) -> bytes:
    """A sheet with elements put in place, by their names."""
    frame = SheetFrame(content)
    ordered = sorted(elements, key=ORDER.index)
    return spliced(content, [frame.put(name, elements[name]) for name in ordered])
