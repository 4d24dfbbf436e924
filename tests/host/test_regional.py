"""The regional workbook of the sample year in a real spreadsheet program: sums, print, links, nothing cut."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from copy import copy
from math import floor
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from host.conftest import require
from host.office import Calc, Cell
from host.regional_year import DATA, Regional
from minerva.layout.labels import labels
from minerva.layout.returns import return_layout
from minerva.layout.style import style
from minerva.model.record import Table
from minerva.model.status import Status

PARLIAMENT = [f"P{part} {table}" for part in (1, 2, 3) for table in ("OO-OD", "KPI")]
CONTROLS = "Controles"
FUNCTIONS = {
    "ABS",
    "AND",
    "CHAR",
    "COUNT",
    "COUNTIF",
    "COUNTIFS",
    "FIND",
    "HYPERLINK",
    "IF",
    "INDEX",
    "INT",
    "ISNUMBER",
    "LEFT",
    "LEN",
    "MATCH",
    "MID",
    "MOD",
    "OR",
    "RIGHT",
    "ROUND",
    "SUBSTITUTE",
    "SUM",
    "TEXT",
    "TRIM",
}
SMALLEST = 7  # points, as printed (the specification, 8)
HEADER = 4  # the row of the headers in the parliamentary sheets
A3_WIDE = 420 / 25.4 * 72  # points
DIGIT = 7  # pixels of the widest digit of the standard font in Excel, at 96 to the inch
LEAST_END = 30  # characters at the end of a text that must be in print, letters and digits only
BODY = 9  # points of the texts of the tables
LIBREOFFICE_LINE, EXCEL_LINE = 8.95, 12  # points of one line of them
STANDARD_HEIGHT = 15  # points of a row that is given no height


# Values


def test_no_cell_of_any_sheet_is_an_error(regional: Regional) -> None:
    assert list(regional.calculated) == regional.formulas.sheetnames
    wrong = {(s, a): c["text"] for s, cells in regional.calculated.items() for a, c in cells.items() if c["error"]}
    assert wrong == {}


def formula_cells(book: Workbook) -> Iterator[tuple[str, str, str]]:
    """(sheet, address, formula) of every formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate, cell.value) for cell in row if cell.data_type == "f")


def test_every_stored_value_is_what_its_formula_gives(regional: Regional) -> None:
    found = list(formula_cells(regional.formulas))
    assert len(found) > 300
    apart = []
    for sheet, address, formula in found:
        stored, calculated = regional.stored[sheet][address].value, regional.calculated[sheet][address]["value"]
        if ("" if stored is None else stored) != calculated:
            apart.append((sheet, address, formula, stored, calculated))
    assert apart == []


def verdicts(cells: dict[str, Cell]) -> list[Any]:
    """What the formulas of the controls that judge say."""
    return [cell["value"] for cell in cells.values() if (cell["formula"] or "").startswith("=IF(")]


def test_every_control_says_ok(regional: Regional) -> None:
    found = verdicts(regional.calculated[CONTROLS])
    received = [line for line in regional.demo.consolidated.consolidation.chapters if line.submission is not None]
    # cells and records: a line for each return and one for all; a line for each status and one for the card; two for
    # the organisations; findings by severity, all and about records; journal, set aside and about records; two of files
    assert len(found) == 2 * (len(received) + 1) + len(Status) + 1 + 2 + (4 + 2) + 3 + 2
    assert set(found) == {"OK"}


@pytest.mark.parametrize("key", ["organisation", "status"])
@pytest.mark.parametrize("table", ["OO-OD", "KPI"])
def test_a_control_says_no_when_a_record_is_changed(calc: Calc, regional: Regional, table: str, key: str) -> None:
    document = calc.open(regional.path)
    try:
        column = get_column_letter(regional.columns[DATA[table]].index(key) + 1)
        calc.set(document, DATA[table], {f"{column}2": "changed"})
        calc.recalculate(document)
        assert set(verdicts(calc.values(document, CONTROLS))) - {"OK"}
    finally:
        calc.close(document)


def test_a_control_says_no_when_a_list_is_changed(calc: Calc, regional: Regional) -> None:
    document = calc.open(regional.path)
    cells = {"Constats-Bevindingen": "A5", "Modifications-Wijzigingen": "B5", "Sources-Bronnen": "K5"}
    cells |= {"Rapports-Verslagen": "I5", "Fiche": "P49"}
    try:
        before = ["OK"] * len(verdicts(regional.calculated[CONTROLS]))
        for sheet, cell in cells.items():
            calc.set(document, sheet, {cell: None})
            calc.recalculate(document)
            now = verdicts(calc.values(document, CONTROLS))
            assert now != before, sheet
            before = now
    finally:
        calc.close(document)


# The file


def test_formulas_use_nothing_but_the_functions_of_the_house(regional: Regional) -> None:
    used = set()
    for _, _, formula in formula_cells(regional.formulas):
        used |= set(re.findall(r"([A-Za-z_][\w.]*)\(", re.sub(r'"[^"]*"|\'[^\']*\'', "", formula)))
    assert used == FUNCTIONS


def test_the_package_holds_no_macro_no_external_link_and_links_only_inside(regional: Regional) -> None:
    with zipfile.ZipFile(regional.path) as package:
        names = package.namelist()
        relations = [ElementTree.fromstring(package.read(name)) for name in names if name.endswith(".rels")]
        content_types = package.read("[Content_Types].xml").decode()
    folders = {name.split("/")[1] for name in names if name.startswith("xl/") and name.count("/") > 1}
    assert folders == {"_rels", "worksheets", "theme", "tables", "charts", "drawings"}
    assert not re.search(r"vba|macro|activeX|oleObject|externalLink", content_types, re.IGNORECASE)
    outside = [r.attrib for root in relations for r in root if r.get("TargetMode") == "External"]
    assert outside == []


def links_of(sheet: Worksheet) -> list[tuple[str, str, int]]:
    """The column of each link of a sheet, and the sheet and row it leads to."""
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert {link.target for link in links} <= {None}
    places = [(link.ref[0], re.fullmatch(r"'(.+)'!A(\d+)", link.location)) for link in links]
    return [(column, place[1], int(place[2])) for column, place in places]


def test_the_cover_leads_to_every_other_sheet(regional: Regional) -> None:
    whole = [
        sheet for column, sheet, row in links_of(regional.formulas["Accueil-Onthaal"]) if column == "B" and row == 1
    ]
    assert sorted(whole) == sorted(set(regional.formulas.sheetnames) - {"Accueil-Onthaal"})


def test_the_contents_lead_to_the_heading_of_every_organisation_in_both_tables(regional: Regional) -> None:
    cover = links_of(regional.formulas["Accueil-Onthaal"])
    consolidation = regional.demo.consolidated.consolidation
    names = [chapter.organisation for chapter in consolidation.chapters]
    for table, column in (("OO-OD", "D"), ("KPI", "E")):
        places = [(sheet, row) for own, sheet, row in cover if own == column and row > 1]
        headings = [regional.stored[sheet].cell(row, 1).value for sheet, row in places]
        assert {sheet.partition(" ")[2] for sheet, _ in places} == {table}
        assert len(headings) == len(names)
        assert [
            name.name_nl for name, heading in zip(names, headings, strict=True) if name.name_nl not in heading
        ] == []


def test_every_parliamentary_sheet_leads_back_to_the_contents(regional: Regional) -> None:
    for name in PARLIAMENT:
        assert regional.formulas[name]["A3"].hyperlink.location == "'Accueil-Onthaal'!A1"


def test_links_by_formula_lead_to_the_returns_or_to_a_sheet_of_the_book(regional: Regional) -> None:
    by_formula = [formula for _, _, formula in formula_cells(regional.formulas) if "HYPERLINK(" in formula]
    outside = [formula for formula in by_formula if "Sources-Bronnen" in formula]
    assert all("HYPERLINK('Sources-Bronnen'!$B$3&\"/\"&" in formula for formula in outside)
    assert regional.stored["Sources-Bronnen"]["B3"].value == "returns"
    inside = [re.search(r"HYPERLINK\(\"#'(?:\"&|(.+?)'!A(?:\d+\"|\"&))", f) for f in by_formula if f not in outside]
    assert outside and inside
    assert all(inside)
    assert {place[1] for place in inside if place[1]} <= set(regional.formulas.sheetnames)


def test_every_return_is_where_its_link_leads(regional: Regional) -> None:
    sheet = regional.stored["Sources-Bronnen"]
    listed = {row[0].value for row in sheet.iter_rows(min_row=5) if row[0].value}
    folder = regional.path.parent / sheet["B3"].value
    assert listed == {path.relative_to(folder).as_posix() for path in folder.rglob("*.xlsx")}


# The parliamentary sheets against the data


def text_keys(table: str) -> list[str]:
    """The keys of the columns that hold a text of their own in each language."""
    return [column.key for column in return_layout().tables[Table(table)].columns if column.kind == "text"]


def printed_records(sheet: Worksheet, table: str) -> Iterator[dict[str, Any]]:
    """The records of a parliamentary sheet by key, the texts of continuation rows joined.

    A record begins where a row tagged FR follows one tagged NL or none, or where its shared cells begin.
    """
    keys = [column.key for column in return_layout().tables[Table(table)].columns]
    tops = {area.min_row for area in sheet.merged_cells.ranges if area.min_col == area.max_col == keys.index("ref") + 1}
    record: dict[str, Any] = {}
    for number, row in enumerate(sheet.iter_rows(min_row=HEADER + 1, values_only=True), HEADER + 1):
        values = dict(zip(keys, row, strict=False))
        if values["language"] not in ("FR", "NL"):
            continue
        language = values["language"].lower()
        if number in tops:
            if record:
                yield record
            record = {key: values[key] for key in keys if key not in text_keys(table)}
        for key in text_keys(table):
            record[f"{key}_{language}"] = record.get(f"{key}_{language}", "") + (values[key] or "")
        if values["status"]:
            record.setdefault(f"status_{language}", values["status"])
    if record:
        yield record


def test_parliamentary_cells_are_those_of_the_data(regional: Regional) -> None:
    """Counted from the data sheet, part by part, so that none is left out and none is there twice."""
    counted = 0
    for table in DATA:
        shared = [c.key for c in return_layout().tables[Table(table)].columns if c.shared]
        texts = [f"{key}_{language}" for key in text_keys(table) for language in ("fr", "nl")]
        for part in (1, 2, 3):
            data = [row for row in regional.rows(table) if row["part"] == part]
            printed = list(printed_records(regional.stored[f"P{part} {table}"], table))
            assert len(printed) == len(data), (part, table)
            for there, here in zip(data, printed, strict=True):
                for key in (*shared, *texts):
                    assert (here[key] or "") == (there[key] or ""), (part, table, there["file"], there["row"], key)
                    counted += bool(there[key]) or there[key] == 0
                for language in ("fr", "nl"):
                    assert here[f"status_{language}"] == status_word(there["status"], language)
    filled = [
        value
        for table in DATA
        for row in regional.rows(table)
        for key, value in row.items()
        if printed_key(table, key) and value not in (None, "")
    ]
    assert counted == len(filled) > 1500


def printed_key(table: str, key: str) -> bool:
    """Whether a data column is printed, status aside."""
    columns = {c.key: c for c in return_layout().tables[Table(table)].columns}
    stem = key.removesuffix("_fr").removesuffix("_nl")
    return (key in columns and columns[key].shared) or (stem != key and stem in text_keys(table))


def status_word(status: str, language: str) -> str:
    """The symbol and word of a status."""
    return f"{style().status[Status(status)].symbol} {labels(language)(f'choice.status.{status}')}"


# Printing


@pytest.fixture(scope="session")
def pdf(calc: Calc, regional: Regional, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sheets, printed."""
    require_font()
    return calc.to_pdf(regional.path, tmp_path_factory.mktemp("pdf"))


def require_font() -> None:
    """Calibri, or the free font of the same measures: with any other, sizes and heights are not those of Excel."""
    for program in ("pdftotext", "pdftohtml", "fc-match"):
        require(program)
    found = subprocess.run(["fc-match", "-f", "%{family}", "Calibri"], capture_output=True, text=True, check=True)
    if found.stdout not in ("Calibri", "Carlito"):
        reason = "missing: a font with the measures of Calibri (Debian: fonts-crosextra-carlito)"
        if os.environ.get("MINERVA_REQUIRE_HOSTS") == "1":
            pytest.fail(f"{reason}, and MINERVA_REQUIRE_HOSTS=1 asks for it", pytrace=False)
        pytest.skip(reason)


def run(*command: str | int | Path) -> str:
    """What a program of poppler prints."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="session")
def pages(pdf: Path) -> list[str]:
    """The text of each page."""
    return run("pdftotext", "-layout", pdf, "-").split("\f")[:-1]


def closed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


@pytest.fixture(scope="session")
def parliament(pdf: Path) -> list[int]:
    """The numbers, from 1, of the pages of the parliamentary sheets: those with the headers only these have."""
    heads = [
        closed("".join(labels(language)(f"column.{table}.{key}") for language in ("fr", "nl")))
        for table, key in (("OO-OD", "title"), ("KPI", "weight"))
    ]
    raw = run("pdftotext", "-raw", pdf, "-").split("\f")[:-1]
    return [number for number, page in enumerate(raw, 1) if any(head in closed(page) for head in heads)]


def test_the_pdf_has_pages_and_no_cell_too_narrow_for_its_figure(pages: list[str]) -> None:
    assert len(pages) > len(DATA) + len(PARLIAMENT)
    assert [number for number, page in enumerate(pages, 1) if "###" in page] == []


def test_pages_of_the_parliamentary_sheets_repeat_their_headers(parliament: list[int]) -> None:
    """The sheets follow each other: a page between them without the headers would make a gap."""
    assert parliament == list(range(parliament[0], parliament[-1] + 1))
    assert len(parliament) > 2 * len(PARLIAMENT)


def test_nothing_in_the_parliamentary_sheets_is_printed_below_seven_points(pdf: Path, parliament: list[int]) -> None:
    zoom = 3
    xml = run("pdftohtml", "-xml", "-i", "-zoom", str(zoom), "-stdout", "-f", parliament[0], "-l", parliament[-1], pdf)
    sizes = {font.get("id"): int(font.get("size")) for font in ElementTree.fromstring(xml).iter("fontspec")}
    small = {
        (page.get("number"), sizes[text.get("font")] / zoom, "".join(text.itertext()))
        for page in ElementTree.fromstring(xml).iter("page")
        for text in page.iter("text")
        if sizes[text.get("font")] < SMALLEST * zoom and "".join(text.itertext()).strip()
    }
    assert sizes
    assert small == set()


def widths(sheet: Worksheet) -> list[float]:
    """The width of each column; columns of the same width are stored together."""
    found = {}
    for dimension in sheet.column_dimensions.values():
        found |= dict.fromkeys(range(dimension.min, dimension.max + 1), dimension.width)
    return [found[column] for column in range(1, sheet.max_column + 1)]


@pytest.mark.parametrize("name", PARLIAMENT)
def test_excel_prints_the_parliamentary_sheets_at_seven_points_or_more(regional: Regional, name: str) -> None:
    """All columns fit the width of an A3 page at the scale given, by Excel's own widths in pixels; it ignores page
    breaks where it is told to fit a page."""
    sheet = regional.formulas[name]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.page_setup.fitToHeight is None
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
    room = A3_WIDE - 72 * (sheet.page_margins.left + sheet.page_margins.right)
    scale = sheet.page_setup.scale / 100
    assert scale * sum(floor(width * DIGIT + 0.5) * 0.75 for width in widths(sheet)) < room
    fonts = {cell.font.size for row in sheet.iter_rows() for cell in row if cell.value is not None}
    footer = sheet.oddFooter
    fonts |= {float(part.size or 11) for part in (footer.left, footer.center, footer.right) if part.text}
    assert {size: round(size * scale, 2) for size in fonts if size * scale < SMALLEST} == {}


def letters(text: str) -> str:
    """The letters and digits of a text: a symbol from another font is not printed in its place among them."""
    return re.sub(r"[\W_]+", "", text)


@pytest.fixture(scope="session")
def print_of_parliament(pdf: Path, parliament: list[int]) -> str:
    """The text of the pages of the parliamentary sheets, cell after cell; the data sheets print the same texts."""
    return letters(run("pdftotext", "-raw", "-f", parliament[0], "-l", parliament[-1], pdf, "-"))


def test_every_text_of_the_parliamentary_sheets_is_in_print_to_its_last_letter(
    regional: Regional, print_of_parliament: str
) -> None:
    """LibreOffice leaves out the lines that do not fit their cell."""
    cells = [
        (name, cell.coordinate, letters(cell.value))
        for name in PARLIAMENT
        for row in regional.stored[name].iter_rows(min_row=HEADER + 1)
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert sum(len(cell) for _, _, cell in cells) > 150_000
    assert [cell for cell in cells if cell[-1] not in print_of_parliament] == []


@pytest.mark.parametrize("key", ["description_fr", "description_nl"])
def test_every_description_of_the_first_part_is_in_print(
    regional: Regional, print_of_parliament: str, key: str
) -> None:
    """A description of several rows is printed row by row: its end is looked for."""
    described = [
        (row["file"], row["row"], letters(row[key])[-LEAST_END:])
        for row in regional.rows("OO-OD")
        if row["part"] == 1 and row[key]
    ]
    assert len(described) > 50
    assert [one for one in described if one[-1] not in print_of_parliament] == []


class Need(NamedTuple):
    """What a text needs in LibreOffice's own opinion: the rows it may fill and their height, and how many lines."""

    sheet: str
    first: int
    last: int
    height: float
    font: float

    @property
    def lines(self) -> int:
        """Lines of text."""
        return round((self.height - 1) / LIBREOFFICE_LINE)


@pytest.fixture(scope="session")
def needs(calc: Calc, regional: Regional, tmp_path_factory: pytest.TempPathFactory) -> list[Need]:
    """The height each row and each merged area of the parliamentary sheets needs.

    In a copy no row has a height and nothing is merged; a merged text stands alone in a row of its own below the
    table. LibreOffice fits a row when one of its cells is typed.
    """
    require_font()
    folder = tmp_path_factory.mktemp("heights")
    book = openpyxl.load_workbook(regional.path)
    for sheet in list(book):
        if sheet.title not in PARLIAMENT:
            del book[sheet.title]
    needs, typed = [], {}
    for sheet in book:
        areas = {row: (row, row) for row in range(HEADER, sheet.max_row + 1)} | lay_out_merged(sheet)
        for dimension in sheet.row_dimensions.values():
            dimension.height = None
        filled = {row: [cell for cell in sheet[row] if cell.value is not None] for row in areas}
        typed[sheet.title] = {cells[0].coordinate: cells[0].value for cells in filled.values() if cells}
        for row, cells in filled.items():
            if cells:
                needs.append((sheet.title, row, *areas[row], max(cell.font.size for cell in cells)))
    book.save(folder / "plain.xlsx")
    document = calc.open(folder / "plain.xlsx")
    for name, values in typed.items():
        calc.set(document, name, values)
    measured = openpyxl.load_workbook(calc.save_as(document, folder / "fitted.xlsx"))
    calc.close(document)
    heights = {name: measured[name].row_dimensions for name in typed}
    return [Need(name, first, last, heights[name][row].height, font) for name, row, first, last, font in needs]


def lay_out_merged(sheet: Worksheet) -> dict[int, tuple[int, int]]:
    """Move each merged text to a row of its own below the table: row -> (first, last) row of its area."""
    moved = {}
    across = sheet.max_column + 1
    sheet.column_dimensions[get_column_letter(across)].width = sum(widths(sheet))
    row = sheet.max_row
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
        cell = sheet.cell(area.min_row, area.min_col)
        if cell.value is None:
            continue
        row += 1
        target = sheet.cell(row, across if area.max_col > area.min_col else area.min_col, cell.value)
        target.font, target.number_format = copy(cell.font), cell.number_format
        target.alignment = Alignment(wrap_text=cell.alignment.wrap_text)
        cell.value = None
        moved[row] = area.min_row, area.max_row
    return moved


def given(regional: Regional, need: Need) -> float:
    """The height the rows of a text have, in points."""
    dimensions = regional.formulas[need.sheet].row_dimensions
    return sum(dimensions[row].height or STANDARD_HEIGHT for row in range(need.first, need.last + 1))


def test_every_row_of_the_parliamentary_sheets_is_high_enough_in_libreoffice(
    regional: Regional, needs: list[Need]
) -> None:
    assert len(needs) > 1000
    assert max(need.height for need in needs) > 100
    assert [(need, given(regional, need)) for need in needs if given(regional, need) < need.height] == []


def test_every_row_of_the_parliamentary_sheets_is_high_enough_in_excel(regional: Regional, needs: list[Need]) -> None:
    """By Excel's taller lines; where lines break is LibreOffice's opinion, with a font of the same measures."""
    body = [need for need in needs if need.font == BODY]
    assert max(need.lines for need in body) > 10
    assert [(need, need.lines) for need in body if given(regional, need) < need.lines * EXCEL_LINE] == []


LISTS = [
    "Rapports-Verslagen",
    "Constats-Bevindingen",
    "Modifications-Wijzigingen",
    "Controles",
    "Sources-Bronnen",
]


@pytest.mark.parametrize("name", [*LISTS, *DATA.values()])
def test_lists_and_data_print_no_text_under_seven_points(regional: Regional, name: str) -> None:
    """A list fits the width of its page; a data sheet has a scale of its own and runs over several pages."""
    sheet = regional.formulas[name]
    page, margins = sheet.page_setup, sheet.page_margins
    wide = sum(widths(sheet)) * DIGIT * 0.75
    room = A3_WIDE - 72 * (margins.left + margins.right)
    scale = page.scale / 100 if not sheet.sheet_properties.pageSetUpPr.fitToPage else min(room / wide, 1)
    cells = [cell for row in sheet.iter_rows(max_row=40) for cell in row if cell.value is not None]
    assert min(cell.font.size for cell in cells) * scale >= SMALLEST
    footer = re.search(r"&(\d+)", sheet.oddFooter.left.text or "") or sheet.oddFooter.left
    assert float(footer[1] if isinstance(footer, re.Match) else footer.size) * scale >= SMALLEST
