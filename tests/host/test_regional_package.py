"""The regional workbook as a package: nothing in it but ours, its parts in order, and the same to three readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import openpyxl
import pytest
import python_calamine
from openpyxl.utils import get_column_letter, range_boundaries

from host.office import Calc
from host.regional_xml import CODE, CONTENT_TYPES, DATA, DOCUMENT, HOSTILE, LISTS, MAIN, MARK, TYPES, Book, unescaped
from host.test_regional import FUNCTIONS
from minerva import tasks

# -- nothing but ours --------------------------------------------------------------------------------------------------


def formulas(book: Book) -> Iterator[tuple[str, str, str]]:
    """(sheet, address, formula) of every cell with one."""
    for sheet in book.sheets.values():
        for cell in sheet.all("c"):
            yield from ((sheet.name, cell.get("r"), formula.text or "") for formula in cell.iter(f"{MAIN}f"))


def sheets_in(formula: str) -> set[str]:
    """The sheets a formula without texts names, in quotes or not."""
    return {quoted or plain for quoted, plain in re.findall(r"'([^']*)'!|([\w.]+)!", formula)}


def test_hostile_texts_are_in_the_workbook_as_texts(book: Book):
    texts = [value for sheet in book.sheets.values() for value in sheet.cells.values() if isinstance(value, str)]
    for text in (*HOSTILE, CODE):
        assert text in texts, text
    assert "Annexe-Bijlage 1" in book.sheets


def test_a_second_reader_finds_them_in_the_returns_as_they_are(book: Book):
    folder = book.path.parent
    found = tasks.verify(book.path, folder / "returns", register=folder / "register.xlsx", replay=False)
    assert [difference.place for difference in found.differences] == []


def test_every_formula_is_one_of_ours_and_reads_sheets_of_this_book(book: Book):
    found = list(formulas(book))
    assert len(found) > 100
    for sheet, address, formula in found:
        plain = re.sub(r'"[^"]*"', '""', formula)
        used = set(re.findall(r"([A-Za-z_][\w.]*)\(", re.sub(r"'[^']*'", "", plain)))
        assert used <= FUNCTIONS | {"COUNTA"}, (sheet, address, formula)
        assert MARK not in formula and "[" not in re.sub(r"\w+\[", "", plain) and "://" not in formula
        assert sheets_in(plain) <= set(book.sheets), (sheet, address, formula)


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
                assert sheets_in(text) <= set(book.sheets), (name, text)
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
