"""The regional workbook for people who do not see it, or see it without its colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pytest
from openpyxl.utils import coordinate_to_tuple

from host.regional_xml import DATA, DOCUMENT, LISTS, MAIN, PARLIAMENT, Book, Sheet
from minerva.layout.labels import labels
from minerva.layout.regional import regional_layout
from minerva.layout.style import style
from minerva.model.status import Status
from workbooks import COVER

CORE = "docProps/core.xml"
DC = "{http://purl.org/dc/elements/1.1/}"
WIDEST_FROZEN = 90  # characters, half of what a small screen shows
LEAST_CONTRAST = 4.5
"""Between a text and what it stands on (WCAG 2.1, 1.4.3)."""


def test_the_document_has_a_title_and_a_language(book: Book):
    title = book.roots[CORE].findtext(f"{DC}title")
    for language in ("fr", "nl"):
        assert labels(language)("report.full_title", year=2020) in title
    assert book.roots[CORE].findtext(f"{DC}language") == "fr-BE, nl-BE"


def test_sheets_are_read_in_the_order_of_the_specification(book: Book):
    known = [name for name in regional_layout().sheets.values() if "{" not in name]
    order = [name for name in known if name in book.sheets]
    assert [name for name in book.sheets if name in known] == order
    places = {name: place for place, name in enumerate(book.sheets)}
    assert places["Rapports-Verslagen"] < min(places[name] for name in PARLIAMENT if name in places)
    assert max(places[name] for name in PARLIAMENT if name in places) < places[DATA[0]]
    first = next(iter(book.sheets.values()))
    assert [view.get("tabSelected") for view in first.all("sheetView")] == ["1"]
    assert book.roots["xl/workbook.xml"].find(f"{MAIN}bookViews/{MAIN}workbookView").get("activeTab", "0") == "0"


def test_nothing_is_hidden(book: Book):
    for entry in book.roots["xl/workbook.xml"].find(f"{MAIN}sheets"):
        assert entry.get("state", "visible") == "visible", entry.get("name")
    for sheet in book.sheets.values():
        hidden = [e.attrib for tag in ("row", "col") for e in sheet.all(tag) if e.get("hidden") not in (None, "0")]
        assert hidden == [], sheet.name


def test_every_sheet_opens_at_its_first_cell_which_says_what_it_is(book: Book):
    for sheet in book.sheets.values():
        # the title page has a margin
        assert isinstance(sheet.cells.get("B2" if sheet.name == COVER else "A1"), str), sheet.name
        for view in sheet.all("sheetView"):
            assert view.get("topLeftCell", "A1") == "A1", sheet.name


def header_row(name: str) -> int:
    return 1 if name in DATA else 4


@pytest.mark.parametrize("name", [*DATA, *LISTS, "P1 OO-OD", "P3 KPI"])
def test_header_rows_are_marked_stay_in_view_and_are_printed_on_each_page(book: Book, name: str):
    sheet, row = book.sheets[name], header_row(name)
    (pane,) = sheet.all("pane")
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", str(row))
    titles = {
        element.text
        for element in book.roots["xl/workbook.xml"].iter(f"{MAIN}definedName")
        if element.get("name") == "_xlnm.Print_Titles"
    }
    # the data sheets repeat their first column too
    assert f"'{name}'!${row}:${row}" in {part for title in titles for part in title.split(",")}
    if name in DATA:
        (part,) = sheet.all("tablePart")
        table = book.roots[book.target(sheet.part, part.get(f"{DOCUMENT}id"))]
        assert table.get("headerRowCount", "1") == "1" and table.get("ref").startswith("A1:")
    elif name in LISTS:
        (auto,) = sheet.all("autoFilter")
        assert auto.get("ref").startswith(f"A{row}:")


def test_what_stays_in_view_leaves_room_for_the_rest(book: Book):
    """Frozen columns as wide as a small screen, or enlarged, hide all others for good."""
    for sheet in book.sheets.values():
        frozen = max((int(pane.get("xSplit", "0")) for pane in sheet.all("pane")), default=0)
        widths = {
            column: float(col.get("width", "9"))
            for col in sheet.all("col")
            for column in range(int(col.get("min")), min(int(col.get("max")), 100) + 1)
        }
        assert sum(widths.get(column, 9) for column in range(1, frozen + 1)) <= WIDEST_FROZEN, sheet.name


@pytest.mark.parametrize("name", [*DATA, *LISTS])
def test_tables_have_no_merged_cell_and_no_gap(book: Book, name: str):
    sheet, top = book.sheets[name], header_row(name)
    assert sheet.all("mergeCell") == []
    places = {coordinate_to_tuple(address) for address in sheet.cells}
    below = {(row, column) for row, column in places if row >= top}
    rows, columns = {row for row, _ in below}, {column for row, column in below if row == top}
    assert rows == set(range(top, max(rows) + 1))
    assert columns == set(range(1, max(column for _, column in below) + 1))


def test_every_picture_and_chart_has_an_alternative_text(book: Book):
    drawn = [
        element
        for name, root in book.roots.items()
        if name.startswith("xl/drawings/")
        for element in root.iter()
        if element.tag.endswith("}cNvPr")
    ]
    assert [element.attrib for element in drawn if len(element.get("descr", "")) < 20] == []


# -- colours -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """The colours of a cell, RRGGBB."""

    text: str
    fill: str

    @property
    def contrast(self) -> float:
        """The ratio of the lighter to the darker, from 1 to 21."""
        lighter, darker = sorted((luminance(self.text), luminance(self.fill)), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


THEME = {"0": "FFFFFF", "1": "000000"}
"""The colours of the theme that texts and fills use: background and text."""


def colour_of(element: Element | None, otherwise: str) -> str:
    """The colour an element gives."""
    if element is None:
        return otherwise
    return element.get("rgb", "")[-6:] or THEME[element.get("theme")]


def looks(book: Book, group: str) -> list[Look]:
    """The colours of each format: of cells (`cellXfs`), or of conditions (`dxfs`)."""
    root = book.roots["xl/styles.xml"]
    if group == "dxfs":
        return [look(one.find(f"{MAIN}font"), one.find(f"{MAIN}fill"), "bgColor") for one in root.iter(f"{MAIN}dxf")]
    fonts, fills = list(root.find(f"{MAIN}fonts")), list(root.find(f"{MAIN}fills"))
    return [
        look(fonts[int(one.get("fontId"))], fills[int(one.get("fillId"))], "fgColor")
        for one in root.find(f"{MAIN}cellXfs")
    ]


def look(font: Element | None, fill: Element | None, ground: str) -> Look:
    """The colours of a font on a fill; a pattern in two colours is as hard to read as the worse of them."""
    text = colour_of(font.find(f"{MAIN}color") if font is not None else None, "000000")
    pattern = fill.find(f"{MAIN}patternFill") if fill is not None else None
    if pattern is None or pattern.get("patternType") == "none":
        return Look(text, "FFFFFF")
    solid = pattern.get("patternType", "solid") == "solid"
    grounds = (ground,) if solid else ("fgColor", "bgColor")
    found = [Look(text, colour_of(pattern.find(f"{MAIN}{one}"), "FFFFFF")) for one in grounds]
    return min(found, key=lambda one: one.contrast)


def test_every_text_can_be_told_from_its_ground(book: Book):
    formats = looks(book, "cellXfs")
    used = {formats[sheet.styles[address]] for sheet in book.sheets.values() for address in sheet.cells}
    assert len(used) > 8
    pale = {one: round(one.contrast, 2) for one in used | set(looks(book, "dxfs")) if one.contrast < LEAST_CONTRAST}
    assert pale == {}


def test_a_colour_that_means_something_stands_with_its_word_or_sign(book: Book):
    """A status told by its colour is told by its word or sign in the same cell, its row or the head of its column."""
    formats = looks(book, "cellXfs")
    told = Counter()
    for sheet in book.sheets.values():
        for address, format_number in sheet.styles.items():
            meant = MEANINGS.get(formats[format_number].fill)
            if meant is not None:
                text = "\n".join(beside(sheet, address))
                assert any(word in text for word in meant), (sheet.name, address, text)
                told[meant] += 1
    assert set(told) >= {MEANINGS[style().status[status].fill[1:]] for status in Status}


def beside(sheet: Sheet, address: str) -> Iterator[str]:
    """The text of a cell, then what stands in its row, and above it in its column."""
    row, column = coordinate_to_tuple(address)
    yield str(sheet.cells.get(address, ""))
    for other, value in sheet.cells.items():
        there = coordinate_to_tuple(other)
        if there[0] == row or (there[1] == column and there[0] < row):
            yield str(value)


def meanings() -> dict[str, tuple[str, ...]]:
    """The words and signs that go with each fill that has a meaning."""
    found: dict[str, tuple[str, ...]] = {}
    for status, one in style().status.items():
        words = tuple(labels(language)(f"choice.status.{status}") for language in ("fr", "nl"))
        found[one.fill[1:]] = (one.symbol, *words)
    return found


MEANINGS = meanings()
