"""A sheet of the print workbook, cut out of a parliamentary sheet: the same cells, heights and looks, its own pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from minerva.excel.formats import LONGEST_FOOTER, in_footer
from minerva.excel.printed.chapters import HEADER_ROW, Page
from minerva.excel.printed.parts import NotOurs, Parts, first_cell, needed, tag
from minerva.excel.regional.pages import Pages
from minerva.layout.regional import regional_layout
from minerva.model.record import Table

_BEFORE = ("sheetFormatPr", "cols")
_AFTER = ("printOptions", "pageMargins", "pageSetup", "headerFooter")
_HEADINGS = ("organisation", "section", "table")
STANDARD_HEIGHT = 15.0
LONGEST_NAME = 31  # characters of the name of a sheet
_PAGE = "&P / &N"

Area = tuple[str, int, str, int]
"""A merged area: its first column and row, its last column and row."""


@dataclass
class PrintSheet:
    """A sheet: its name, its XML, the row repeated on each page (0: none) and at which rows, from 0, pages begin.

    `headings` says on which of its pages and rows, from 1, the heading of an organisation stands, by table and row in
    the regional workbook; `titles` are these headings with their level, `behind` those that follow the table.
    """

    name: str
    root: Element
    repeated: int = 0
    breaks: list[int] = field(default_factory=list)
    headings: dict[tuple[Table, int], tuple[int, int]] = field(default_factory=dict)
    titles: list[tuple[int, str, int]] = field(default_factory=list)
    behind: list[tuple[int, str, int]] = field(default_factory=list)
    table: Table | None = None

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return len(self.breaks) + 1


def name_in_footer(sheet: PrintSheet) -> None:
    """Put the organisation before the number of the page: a page on which a table goes on has no heading of it."""
    footer = needed(needed(sheet.root, "headerFooter"), "oddFooter")
    if sheet.table is not None:
        before, _, after = (footer.text or "").rpartition(_PAGE)
        room = LONGEST_FOOTER - len(f"{before}  · {_PAGE}{after}")
        footer.text = f"{before} {name_for_footer(sheet.titles[-1][1], room)} · {_PAGE}{after}"


def name_for_footer(title: str, room: int) -> str:
    """Names for a footer: where they are too long, without what explains them (`Innoviris - Institut …`), or cut."""
    bare = " – ".join(name.partition(" - ")[0] for name in title.split(" – "))
    shortest = next(bare[:size] + "…" for size in range(len(bare), -1, -1) if len(in_footer(bare[:size])) < room)
    return next(in_footer(name) for name in (title, bare, shortest) if len(in_footer(name)) <= room)


def cut(parts: Parts, part: int, page: Page, name: str) -> PrintSheet:
    """The sheet for stretches of a parliamentary sheet, the header of the table below its heading."""
    source = parts.sheet(regional_layout().parliament_sheet(part, page.table))
    header = next((row for row in source.iter(tag("row")) if row.get("r") == str(HEADER_ROW)), None)
    if header is None:
        raise NotOurs(str(page.table))
    rows = list(_rows(page, header))
    moved = {int(row.get("r", "0")): place for place, row in enumerate(rows, 1)}
    sheet = PrintSheet(
        name, frame(source, rows), moved.get(HEADER_ROW, 0), table=page.table if page.has_records else None
    )
    areas = list(_merged(source, moved))
    _put_after_rows(sheet.root, _merge_element(areas))
    sheet.breaks = _page_breaks(parts, source, rows, areas)
    _put_breaks(sheet.root, sheet.breaks)
    for stretch in page.stretches:
        on = 1 + sum(start < moved[stretch.place] for start in sheet.breaks)
        sheet.headings[stretch.table, stretch.place] = on, moved[stretch.place]
        sheet.titles.append((stretch.level, stretch.title, on))
    for stretch, other in page.behind:
        on = 1 + sum(start < moved[stretch.place] for start in sheet.breaks)
        sheet.headings[other.table, other.place] = on, moved[stretch.place]
        sheet.behind.append((stretch.level, stretch.title, on))
    return sheet


def _rows(page: Page, header: Element) -> Iterator[Element]:
    for stretch in (*page.stretches, *(stretch for stretch, _ in page.behind)):
        for row in stretch.rows:
            yield row
            if row.get("r") == str(stretch.table_row):
                yield header


def frame(source: Element, rows: Iterable[Element]) -> Element:
    """A sheet with the columns and the page of another and copies of rows, numbered from 1, formulas left out."""
    root = Element(tag("worksheet"))
    root.extend(deepcopy(part) for name in _BEFORE for part in source.findall(tag(name)))
    data = SubElement(root, tag("sheetData"))
    for number, row in enumerate(rows, 1):
        data.append(_renumbered(row, number))
    root.extend(deepcopy(part) for name in _AFTER for part in source.findall(tag(name)))
    return root


def _renumbered(row: Element, number: int) -> Element:
    copy = deepcopy(row)
    copy.set("r", str(number))
    for cell in copy.iter(tag("c")):
        cell.set("r", f"{cell.get('r', '').rstrip('0123456789')}{number}")
        for formula in cell.findall(tag("f")):
            cell.remove(formula)
    return copy


def _merged(source: Element, moved: dict[int, int]) -> Iterator[Area]:
    """The merged areas of the rows taken over."""
    for area in source.iter(tag("mergeCell")):
        first, _, last = area.get("ref", "").partition(":")
        (left, top), (right, foot) = _address(first), _address(last)
        if top in moved and foot in moved:
            yield left, moved[top], right, moved[foot]


def _address(cell: str) -> tuple[str, int]:
    letters = cell.rstrip("0123456789")
    return letters, int(cell[len(letters) :] or 0)


def _merge_element(areas: list[Area]) -> Element | None:
    if not areas:
        return None
    element = Element(tag("mergeCells"), {"count": str(len(areas))})
    for left, top, right, foot in areas:
        SubElement(element, tag("mergeCell"), {"ref": f"{left}{top}:{right}{foot}"})
    return element


def _put_after_rows(root: Element, element: Element | None) -> None:
    if element is not None:
        place = list(root).index(root.find(tag("sheetData")))
        root.insert(place + 1, element)


def _page_breaks(parts: Parts, source: Element, rows: list[Element], areas: list[Area]) -> list[int]:
    """Where pages begin, by the rule of the parliamentary sheets: records whole, headings with what follows."""
    heights = [float(row.get("ht", STANDARD_HEIGHT)) for row in rows]
    header = next((height for row, height in zip(rows, heights, strict=True) if row.get("r") == str(HEADER_ROW)), 0.0)
    pages = Pages(_margins(source), _scale(source), header)
    records = {top - 1: foot for left, top, right, foot in areas if left == right == "B"}
    row = 0
    while row < len(rows):
        cell = first_cell(rows[row])
        end = records.get(row, row + 1)
        if any(parts.is_heading(cell, name) for name in _HEADINGS):
            pages.keep(row, heights[row])
        elif rows[row].get("r") != str(HEADER_ROW):
            pages.place(row, heights[row:end])
        row = end
    return pages.breaks


def _margins(source: Element) -> tuple[float, float]:
    margins = needed(source, "pageMargins")
    return float(margins.get("top", "0.5")), float(margins.get("bottom", "0.6"))


def _scale(source: Element) -> int:
    return int(needed(source, "pageSetup").get("scale", "100"))


def _put_breaks(root: Element, breaks: list[int]) -> None:
    if breaks:
        count = str(len(breaks))
        element = SubElement(root, tag("rowBreaks"), {"count": count, "manualBreakCount": count})
        for row in breaks:
            SubElement(element, tag("brk"), {"id": str(row), "max": "16383", "man": "1"})
