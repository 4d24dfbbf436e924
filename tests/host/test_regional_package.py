"""The regional workbook as a package and for people who do not see it: its XML read as it stands, by three readers."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import openpyxl
import pytest
import python_calamine
from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries

from host.office import Calc
from host.test_regional import FUNCTIONS
from minerva import tasks
from minerva.layout.labels import labels
from minerva.layout.regional import regional_layout
from minerva.layout.style import style
from minerva.model.status import Status
from workbooks import COVER, edited, filled, good_block, good_indicator, good_objective, register_of, typed

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CONTENT_TYPES = "[Content_Types].xml"
MARK = "ZZQ"  # in every hostile text, and in nothing else
HOSTILE = (
    f"={MARK}+1",
    f'=HYPERLINK("http://{MARK}.example")',
    f"=cmd|' /C {MARK}'!A0",
    f"@SUM({MARK})",
    f"+{MARK}",
    f"-{MARK}!A1",
    f"\t={MARK}",
    f"http://{MARK}.example",
    f"mailto:{MARK}",
    f"external:{MARK}.xlsx",
    f"internal:'{MARK}'!A1",
    f"<r>{MARK}</r>",
    f"<r><t>{MARK}</t></r>",
    f"</t></si><{MARK}>&amp;&{MARK};",
    f"]]>{MARK}<![CDATA[",
    f"{{={MARK}}}",
    f"[{MARK}.xlsx]Feuille1!A1",
    f"  {MARK}  ",
    f"{MARK}\n={MARK}",
    f"{MARK} ou « non »",
    f"\U0001f600 {MARK} e\u0301",
)
CODE = "_x0041_ et _x000D_"  # what a letter and a line end are written as where XML could not hold them
DATA = ("Donnees-Gegevens OO", "Donnees-Gegevens KPI")
LISTS = ("Rapports-Verslagen", "Constats-Bevindingen", "Modifications-Wijzigingen", "Sources-Bronnen")
PARLIAMENT = tuple(f"P{part} {table}" for part in (1, 2, 3) for table in ("OO-OD", "KPI"))


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its part, and the text or figure of each of its cells that has one."""

    name: str
    part: str
    root: Element
    cells: dict[str, str | float]
    styles: dict[str, int]

    def all(self, tag: str) -> list[Element]:
        """All elements of a name, at whatever depth."""
        return list(self.root.iter(f"{MAIN}{tag}"))


@dataclass(frozen=True)
class Book:
    """A workbook read from its XML, with nothing of ours and none of the usual readers."""

    path: Path

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """The parts by name, in the order of the package."""
        with zipfile.ZipFile(self.path) as package:
            assert len(set(package.namelist())) == len(package.namelist())
            return {name: package.read(name) for name in package.namelist()}

    @cached_property
    def roots(self) -> dict[str, Element]:
        """Each part parsed; all are XML."""
        return {name: ElementTree.fromstring(content) for name, content in self.parts.items()}

    @cached_property
    def relations(self) -> list[tuple[str, str, Element]]:
        """(part, target, relationship) of every relationship; the package itself is the part ''."""
        found = []
        for name, root in self.roots.items():
            if name.endswith(".rels"):
                folder, _, file = name.removesuffix(".rels").rpartition("_rels/")
                found += [(folder + file, resolved(folder, relation), relation) for relation in root]
        return found

    def target(self, part: str, identity: str) -> str:
        """The part a relationship of a part leads to."""
        return next(target for source, target, r in self.relations if source == part and r.get("Id") == identity)

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        root = self.roots["xl/sharedStrings.xml"]
        return [unescaped("".join(text.text or "" for text in item.iter(f"{MAIN}t"))) for item in root]

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The sheets by name, in order."""
        listed = self.roots["xl/workbook.xml"].find(f"{MAIN}sheets")
        found = {}
        for entry in listed:
            part = self.target("xl/workbook.xml", entry.get(f"{DOCUMENT}id"))
            cells = list(self.roots[part].iter(f"{MAIN}c"))
            values = {cell.get("r"): self.value(cell) for cell in cells}
            filled_cells = {address: value for address, value in values.items() if value not in (None, "")}
            styles = {cell.get("r"): int(cell.get("s", "0")) for cell in cells}
            found[entry.get("name")] = Sheet(entry.get("name"), part, self.roots[part], filled_cells, styles)
        return found

    def value(self, cell: Element) -> str | float | None:
        """What a cell holds: a text or a figure."""
        value = cell.find(f"{MAIN}v")
        if value is None or value.text is None:
            return None
        kind = cell.get("t", "n")
        if kind == "s":
            return self.strings[int(value.text)]
        return float(value.text) if kind == "n" else value.text


def resolved(folder: str, relation: Element) -> str:
    """The part a relationship names."""
    target = relation.get("Target")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def hostile_block() -> tuple[dict, list[dict]]:
    """An objective and its indicators in which every text is hostile."""
    texts = iter(HOSTILE)
    keys = ("strategic_title", "title", "description", "deviation", "actions")
    objective = {f"{key}_{language}": next(texts) for key in keys for language in ("fr", "nl")}
    keys = ("title", "description", "deviation")
    indicator = {f"{key}_{language}": next(texts) for key in keys for language in ("fr", "nl")}
    rest = {"ref": next(texts), "title_fr": next(texts), "title_nl": next(texts)}
    rest |= {"description_fr": next(texts), "description_nl": next(texts)}
    return (
        good_objective(3, **objective, budget=HOSTILE[0]),
        [good_indicator(3, 1, **indicator, result=HOSTILE[3]), good_indicator(3, 2, **rest, weight=HOSTILE[4])],
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A report with each status, sections, hostile texts, names of files and sheets, an annex and a broken file."""
    folder = tmp_path_factory.mktemp("package")
    returns = folder / "returns"
    returns.mkdir()
    ids = ("bruxelles-synergie", "bruxelles-synergie/equal-brussels", "actiris", "innoviris", "cirb", "hub-brussels")
    register = register_of(folder / "register.xlsx", *ids)
    statuses = (
        good_objective(1, result=95),
        [good_indicator(1, 1, result=10, deviation_fr="a"), good_indicator(1, 2, result="N/A", title_fr=CODE)],
    )
    filled(returns / "bruxelles-synergie-2020.xlsx", "bruxelles-synergie", [good_block(2), statuses])
    filled(returns / "equal.xlsx", "bruxelles-synergie/equal-brussels", [good_block(2)])
    path = filled(
        returns / f"={MARK}('1') & actiris.xlsx", "actiris", [hostile_block()], cover={"intro_fr": HOSTILE[1]}
    )
    edited(path, typed({COVER: {"C8": HOSTILE[12], "F30": HOSTILE[13]}, "KPI": {"AZ9": HOSTILE[2]}}))
    annex = openpyxl.Workbook()
    annex.active.title = f"={MARK}+1"
    for row, text in enumerate((*HOSTILE, "Suivi"), 1):
        cell = annex.active.cell(row, 1, text.strip("\t"))
        cell.data_type = "s"
    annex.save(returns / "cirb.xlsx")
    (returns / "innoviris.xlsx").write_bytes(b"no workbook")
    done = tasks.consolidate(returns, register, folder / "regional.xlsx", annexed=["cirb"])
    return Book(done.output)


# -- nothing but ours --------------------------------------------------------------------------------------------------


def formulas(book: Book) -> Iterator[tuple[str, str, str]]:
    """(sheet, address, formula) of every cell with one."""
    for sheet in book.sheets.values():
        for cell in sheet.all("c"):
            yield from ((sheet.name, cell.get("r"), formula.text or "") for formula in cell.iter(f"{MAIN}f"))


def test_hostile_texts_are_in_the_workbook_as_texts(book: Book):
    texts = [value for sheet in book.sheets.values() for value in sheet.cells.values() if isinstance(value, str)]
    for text in (*HOSTILE, CODE):
        assert text in texts, text
    assert "Annexe-Bijlage 1" in book.sheets


def test_every_formula_is_one_of_ours_and_reads_sheets_of_this_book(book: Book):
    found = list(formulas(book))
    assert len(found) > 100
    for sheet, address, formula in found:
        plain = re.sub(r'"[^"]*"', '""', formula)
        used = set(re.findall(r"([A-Za-z_][\w.]*)\(", re.sub(r"'[^']*'", "", plain)))
        assert used <= FUNCTIONS | {"COUNTA"}, (sheet, address, formula)
        assert MARK not in formula and "[" not in re.sub(r"\w+\[", "", plain) and "://" not in formula
        assert set(re.findall(r"'([^']*)'!", plain)) <= set(book.sheets), (sheet, address, formula)


def test_formulas_are_counted_alike_by_all(book: Book, calc: Calc, opened: dict):
    """No cell is a formula to one reader and a text to another."""
    from_xml = {(sheet, address) for sheet, address, _ in formulas(book)}
    workbook = openpyxl.load_workbook(book.path)
    by_openpyxl = {
        (sheet.title, cell.coordinate) for sheet in workbook for row in sheet for cell in row if cell.data_type == "f"
    }
    by_office = {(sheet, at) for sheet, cells in opened.items() for at, cell in cells.items() if cell["formula"]}
    assert from_xml == by_openpyxl == by_office


def test_rules_of_cells_are_ours_too(book: Book):
    """Conditional formats, validations, charts: whatever else holds a formula."""
    tags = ("formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula")
    for name, root in book.roots.items():
        for element in root.iter():
            local = element.tag.rpartition("}")[2]
            if local in tags or (local == "f" and "/worksheets/" not in name):
                text = element.text or ""
                assert "[" not in text and "://" not in text, (name, text)
                assert set(re.findall(r"'([^']*)'!", text)) <= set(book.sheets), (name, text)
                assert local == "definedName" or MARK not in text


def test_names_are_those_of_printing_and_filtering(book: Book):
    names = [element.get("name") for element in book.roots["xl/workbook.xml"].iter(f"{MAIN}definedName")]
    assert Counter(name for name in names if name.startswith("_xlnm."))["_xlnm.Print_Titles"] >= len(DATA + LISTS)
    assert {n for n in names if n.startswith("_xlnm.")} <= {
        f"_xlnm.{n}" for n in ("Print_Titles", "Print_Area", "_FilterDatabase")
    }
    assert not [name for name in names if MARK in name]


def test_links_lead_into_the_book(book: Book):
    links = [link for sheet in book.sheets.values() for link in sheet.all("hyperlink")]
    assert len(links) >= len(book.sheets) - 1
    for link in links:
        assert link.get(f"{DOCUMENT}id") is None and MARK not in (link.get("tooltip") or "")
        sheet = re.fullmatch(r"(?:'(.+)'|([\w-]+))!\$?[A-Z]+\$?\d+", link.get("location"))
        assert (sheet[1] or sheet[2]).replace("''", "'") in book.sheets


def test_no_part_is_outside_or_active(book: Book):
    assert [r.attrib for _, _, r in book.relations if r.get("TargetMode") is not None] == []
    active = re.compile(
        r"vba|macro|activex|oleobject|externallink|connection|query|embeddings|webextension|custom", re.I
    )
    types = [element.get("ContentType") for element in book.roots[CONTENT_TYPES]]
    kinds = [relation.get("Type") for _, _, relation in book.relations]
    assert [text for text in (*book.parts, *types, *kinds) if active.search(text)] == []


# -- parts, content types, relationships -------------------------------------------------------------------------------


def test_every_part_has_one_content_type_and_every_content_type_its_part(book: Book):
    root = book.roots[CONTENT_TYPES]
    overrides = [element.get("PartName").lstrip("/") for element in root.iter(f"{TYPES}Override")]
    defaults = [element.get("Extension").lower() for element in root.iter(f"{TYPES}Default")]
    assert len(overrides) == len(set(overrides)) and len(defaults) == len(set(defaults))
    parts = set(book.parts) - {CONTENT_TYPES}
    assert set(overrides) <= parts
    by_ending = {name for name in parts - set(overrides) if name.rpartition(".")[2].lower() in defaults}
    assert parts == set(overrides) | by_ending
    # what is plain XML must be named: only relationships and pictures are told by their ending
    assert {name.rpartition(".")[2] for name in by_ending} <= {"rels", "png", "vml"}


def test_every_part_is_reached_and_every_relationship_has_its_part(book: Book):
    parts = {name for name in book.parts if name != CONTENT_TYPES and not name.endswith(".rels")}
    assert {target for _, target, _ in book.relations} == parts
    assert {source for source, _, _ in book.relations} - {""} <= parts
    reached, grown = {""}, set()
    while reached != grown:
        grown = set(reached)
        reached |= {target for source, target, _ in book.relations if source in reached}
    assert reached - {""} == parts


def test_every_relationship_named_in_a_part_exists_and_each_has_its_own_id(book: Book):
    known = [(source, relation.get("Id")) for source, _, relation in book.relations]
    assert len(known) == len(set(known))
    named = {
        (name, value)
        for name, root in book.roots.items()
        for element in root.iter()
        for key, value in element.attrib.items()
        if key.startswith(DOCUMENT)
    }
    assert named <= set(known)
    # the others are found by their kind
    by_kind = {r.get("Type").rpartition("/")[2] for s, _, r in book.relations if s and (s, r.get("Id")) not in named}
    assert by_kind <= {"theme", "styles", "sharedStrings"}


def test_tables_name_their_columns_as_row_1_does(book: Book):
    """Excel repairs, and says so to the reader, a table whose columns are not those of its header row."""
    names = []
    for sheet in book.sheets.values():
        for part in sheet.all("tablePart"):
            table = book.roots[book.target(sheet.part, part.get(f"{DOCUMENT}id"))]
            left, top, right, _ = range_boundaries(table.get("ref"))
            titles = [sheet.cells[f"{get_column_letter(column)}{top}"] for column in range(left, right + 1)]
            columns = [unescaped(column.get("name")) for column in table.iter(f"{MAIN}tableColumn")]
            assert columns == titles
            assert len({title.lower() for title in titles}) == len(titles)
            names.append(table.get("displayName"))
    assert len(names) == len(set(names)) >= len(DATA)


def unescaped(text: str) -> str:
    """A text in which signs XML cannot hold are written as codes, `_x000D_`, with these signs."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


# -- three readers -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opened(book: Book, calc: Calc) -> dict[str, dict]:
    """All cells as LibreOffice has them, by sheet."""
    document = calc.open(book.path)
    try:
        return {sheet: calc.values(document, sheet) for sheet in calc.sheet_names(document)}
    finally:
        calc.close(document)


def filled_cells(rows: Iterator[list]) -> dict[str, str | float]:
    """Address -> text or figure, from rows that begin at A1."""
    return {
        f"{get_column_letter(column)}{row}": float(value) if isinstance(value, (int, float)) else value
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value not in (None, "")
    }


def test_openpyxl_reads_what_stands_there(book: Book):
    workbook = openpyxl.load_workbook(book.path, data_only=True)
    assert workbook.sheetnames == list(book.sheets)
    for sheet in workbook:
        read, there = filled_cells(sheet.values), book.sheets[sheet.title].cells
        assert read.keys() == there.keys()
        apart = {at: (value, there[at]) for at, value in read.items() if value != there[at]}
        # openpyxl leaves the code of a sign that XML cannot hold to its user
        assert {at: pair for at, pair in apart.items() if unescaped(str(pair[0])) != pair[1]} == {}


def test_calamine_reads_what_stands_there(book: Book):
    workbook = python_calamine.CalamineWorkbook.from_path(str(book.path))
    assert workbook.sheet_names == list(book.sheets)
    for name, sheet in book.sheets.items():
        assert filled_cells(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) == sheet.cells


def test_libreoffice_reads_what_stands_there(book: Book, opened: dict):
    assert list(opened) == list(book.sheets)
    for name, sheet in book.sheets.items():
        read = {address: cell["value"] for address, cell in opened[name].items() if cell["value"] not in (None, "")}
        assert read == sheet.cells
        assert not [address for address, cell in opened[name].items() if cell["error"]]


# -- for people who do not see it --------------------------------------------------------------------------------------

CORE = "docProps/core.xml"
DC = "{http://purl.org/dc/elements/1.1/}"
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
    assert f"'{name}'!${row}:${row}" in titles
    if name in DATA:
        (part,) = sheet.all("tablePart")
        table = book.roots[book.target(sheet.part, part.get(f"{DOCUMENT}id"))]
        assert table.get("headerRowCount", "1") == "1" and table.get("ref").startswith("A1:")
    elif name in LISTS:
        (auto,) = sheet.all("autoFilter")
        assert auto.get("ref").startswith(f"A{row}:")


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
    return Look(text, colour_of(pattern.find(f"{MAIN}{ground}"), "FFFFFF"))


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
