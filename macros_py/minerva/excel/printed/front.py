"""The first two sheets of a print workbook: the title page of a part, and its table of contents with page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from minerva.excel.printed.parts import Parts, needed, tag
from minerva.excel.printed.print_sheet import LONGEST_NAME, PrintSheet, frame
from minerva.layout.labels import bilingual, labels
from minerva.layout.regional import regional_layout
from minerva.model.record import LANGUAGES, Table
from minerva.model.status import Status

_WAYS = {"D": Table.OBJECTIVES, "E": Table.INDICATORS}
_HEADINGS = 2  # rows above the first part of the table of contents
TITLE_SCALE = 105  # per cent: the two languages of the title fill the width of the page


@dataclass(frozen=True)
class Target:
    """Where a table of an organisation is printed: the sheet, the page of the whole document, and the row, from 1."""

    sheet: str
    page: int
    row: int


def title_page(parts: Parts, part: int) -> PrintSheet:
    """What stands at the top of the cover, of all parts only the one printed."""
    cover = parts.sheet(regional_layout().sheets["cover"])
    others = {labels(language)(f"part.{n}") for language in LANGUAGES for n in (1, 2, 3) if n != part}
    rows = [row for row in _top(parts, cover) if not others & set(_texts(parts, row))]
    sheet = PrintSheet(_name("pdf.title_page"), frame(cover, rows))
    options = Element(tag("printOptions"), {"horizontalCentered": "1", "verticalCentered": "1"})
    margins = needed(sheet.root, "pageMargins")
    sheet.root.insert(list(sheet.root).index(margins), options)
    needed(sheet.root, "pageSetup").set("scale", str(TITLE_SCALE))
    return sheet


def _top(parts: Parts, cover: Element) -> Iterator[Element]:
    """The rows of the cover up to the first that is empty."""
    last = 0
    for row in cover.iter(tag("row")):
        number = int(row.get("r", "0"))
        if not any(_texts(parts, row)) or (last and number > last + 1):
            return
        last = number
        yield row


def contents(parts: Parts, part: int, targets: Mapping[tuple[Table, int], Target]) -> PrintSheet:
    """The part of the table of contents that is about this part, with pages instead of records; below it, what the
    colours of the tables mean."""
    cover = parts.sheet(regional_layout().sheets["cover"])
    ways = _ways(cover)
    rows = [*_rows_of_part(cover, ways, part), *_legend(parts, cover)]
    sheet = PrintSheet(_name("toc.title"), frame(cover, rows))
    links = Element(tag("hyperlinks"))
    for source, copy in zip(rows, sheet.root.iter(tag("row")), strict=True):
        places = {letter: ways.get(f"{letter}{source.get('r')}") for letter in _WAYS}
        if places["D"] is not None:
            _put_pages(copy, places, targets, links)
    if len(links):
        margins = needed(sheet.root, "pageMargins")
        sheet.root.insert(list(sheet.root).index(margins), links)
    return sheet


def _legend(parts: Parts, cover: Element) -> list[Element]:
    """The heading of the legend of the colours and its row for each status, as on the cover."""
    rows = list(cover.iter(tag("row")))
    title = labels(LANGUAGES[0])("cover_page.legend")
    first = next((place for place, row in enumerate(rows) if title in _texts(parts, row)), len(rows))
    return rows[first : first + 1 + len(Status)]


def _ways(cover: Element) -> dict[str, tuple[str, int]]:
    """Sheet and row that each cell of the cover with a link leads to."""
    found = {}
    for link in cover.iter(tag("hyperlink")):
        place = re.fullmatch(r"'?(.+?)'?!\$?A\$?(\d+)", link.get("location", ""))
        if place is not None:
            found[link.get("ref", "")] = (place[1], int(place[2]))
    return found


def _rows_of_part(cover: Element, ways: Mapping[str, tuple[str, int]], part: int) -> Iterator[Element]:
    rows = list(cover.iter(tag("row")))
    own = regional_layout().parliament_sheet(part, Table.OBJECTIVES)
    linked = [place for place, row in enumerate(rows) if f"D{row.get('r')}" in ways]
    if linked:
        yield from rows[max(0, linked[0] - _HEADINGS) : linked[0]]
    yield from (rows[place] for place in linked if ways[f"D{rows[place].get('r')}"][0] == own)


def _put_pages(
    row: Element,
    places: Mapping[str, tuple[str, int] | None],
    targets: Mapping[tuple[Table, int], Target],
    links: Element,
) -> None:
    for cell in row.iter(tag("c")):
        letter = cell.get("r", "").rstrip("0123456789")
        if letter in _WAYS:
            place = places[letter]
            target = targets.get((_WAYS[letter], place[1])) if place is not None else None
            _say(cell, f"p. {target.page}" if target is not None else "")
            if target is not None:
                at = {"ref": cell.get("r", ""), "location": f"'{target.sheet}'!A{target.row}"}
                SubElement(links, tag("hyperlink"), at)


def _say(cell: Element, text: str) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    SubElement(SubElement(cell, tag("is")), tag("t")).text = text


def _texts(parts: Parts, row: Element) -> list[str]:
    return [text for text in (parts.text(cell) for cell in row.iter(tag("c"))) if text]


def _name(key: str) -> str:
    return bilingual(key, " - ")[:LONGEST_NAME].strip()
