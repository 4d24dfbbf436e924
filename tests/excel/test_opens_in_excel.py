"""Every kind of workbook we write keeps to what Excel opens without repairing: limits, order, references."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

import workbooks
from host.regional_xml import DOCUMENT, MAIN, Book, Sheet, unescaped
from minerva import tasks
from minerva.excel.printed.parts import Parts
from minerva.excel.printed.print_book import print_book, write_print_book

KINDS = ("regional", "template", "register", "console", "comparison", "follow_up", "feedback", "repaired", "printed")
NEWER = (
    "IFNA",
    "CONCAT",
    "TEXTJOIN",
    "XLOOKUP",
    "IFS",
    "SWITCH",
    "MAXIFS",
    "MINIFS",
    "FILTER",
    "UNIQUE",
    "SORT",
    "LET",
)
HIGHEST, WIDEST, MOST_BREAKS, LONGEST, LONGEST_FORMULA = 409.5, 255, 1_023, 32_767, 8_192
FORMULAS = ("f", "formula", "formula1", "formula2")
PROMPTS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
Area = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def books(sample_year: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    """One workbook of each kind, read from its XML."""
    folder, report = tmp_path_factory.mktemp("kinds"), sample_year / "regional-2020.xlsx"
    returns = [sample_year / "returns" / f"{one}-2020.xlsx" for one in ("innoviris", "bruxelles-synergie")]
    checked = tasks.check(returns, sample_year / "register.xlsx", jobs=1)
    for ending in (".xlsx", ".manifest.json"):
        shutil.copy(report.with_suffix(ending), folder / f"earlier{ending}")
    parts = Parts(report)
    paths = {
        "regional": report,
        "template": sample_year / "templates" / "actiris-2020.xlsx",
        "register": sample_year / "register.xlsx",
        "console": tasks.addin_console(folder),
        "comparison": tasks.compare(folder / "earlier.xlsx", report, folder / "comparison.xlsx").output,
        "feedback": tasks.feedback(checked, folder / "feedback", jobs=1)[0].output,
        "repaired": tasks.repair(checked, folder / "repaired", jobs=1)[0].output,
        "printed": write_print_book(folder / "printed.xlsx", parts, print_book(parts, 1, 2020)),
    }
    letters = tasks.letters(checked, sample_year / "register.xlsx", folder / "letters")
    paths["follow_up"] = next(path for path in letters.written if path.suffix == ".xlsx")
    return {kind: Book(path) for kind, path in paths.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_excel_has_nothing_to_repair(books: dict[str, Book], kind: str):
    assert list(faults(books[kind])) == []


def faults(book: Book) -> Iterator[str]:
    """What Excel would repair, refuse or cut in a workbook."""
    yield from in_book(book)
    for sheet in book.sheets.values():
        for rule in (in_cells, in_areas, in_tables, in_rules, in_page):
            yield from (f"{sheet.name}: {fault}" for fault in rule(book, sheet))


def in_book(book: Book) -> Iterator[str]:
    """Names of sheets and areas, and texts."""
    names = [(name.get("name").lower(), name.get("localSheetId")) for name in elements(book, "definedName")]
    yield from ("a name twice" for _ in range(len(names) - len(set(names))))
    yield from (f"name {name}" for name, _ in names if re.fullmatch(r"[a-z]{1,3}\d+|r\d*c\d*", name))
    yield from (f"sheet {name}" for name in book.sheets if len(name) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name))
    for text in book.strings if "xl/sharedStrings.xml" in book.parts else ():
        if len(text.encode("utf-16-le")) > 2 * LONGEST or text.count("\n") > 253:
            yield f"text {text[:40]}"


def elements(book: Book, tag: str) -> Iterator:
    """The elements of a name in the part of the workbook."""
    return book.roots["xl/workbook.xml"].iter(f"{MAIN}{tag}")


def in_cells(book: Book, sheet: Sheet) -> Iterator[str]:
    """Order of rows and cells, heights, looks, formulas."""
    looks = len(book.roots["xl/styles.xml"].find(f"{MAIN}cellXfs"))
    rows = [int(row.get("r")) for row in sheet.all("row")]
    yield from ("order of rows" for _ in [0] if rows != sorted(set(rows)))
    yield from (f"row {row.get('r')}" for row in sheet.all("row") if float(row.get("ht", 0)) > HIGHEST)
    yield from (f"column {col.get('min')}" for col in sheet.all("col") if float(col.get("width", 0)) > WIDEST)
    for row in sheet.all("row"):
        places = [column_index_from_string(cell.get("r").rstrip("0123456789")) for cell in row]
        if places != sorted(set(places)) or any(
            cell.get("r").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != row.get("r") for cell in row
        ):
            yield f"order of cells in row {row.get('r')}"
    yield from (f"look of {cell}" for cell, look in sheet.styles.items() if look >= looks)
    for element in (one for tag in FORMULAS for one in sheet.all(tag)):
        yield from in_formula(element.text or "")


def in_formula(text: str) -> Iterator[str]:
    """Length, literals, functions newer than the format."""
    plain = re.sub(r"'[^']*'|\"(?:[^\"]|\"\")*\"", "0", text)
    literals = re.findall(r'"((?:[^"]|"")*)"', text)
    used = set(re.findall(r"([A-Z][A-Z.]*)\(", plain))
    if len(text) > LONGEST_FORMULA or text.startswith("=") or ";" in plain or plain.count("(") != plain.count(")"):
        yield f"formula {text[:80]}"
    if any(len(literal) > 255 for literal in literals) or used & set(NEWER):
        yield f"formula {text[:80]}"


def in_areas(book: Book, sheet: Sheet) -> Iterator[str]:
    """Merged areas, tables and filters that overlap; links that lead nowhere or stand twice."""
    merged = sorted(area(one.get("ref")) for one in sheet.all("mergeCell"))
    yield from (f"merged {first} {second}" for first, second in near(merged) if overlap(first, second))
    filters = [area(one.get("ref")) for one in sheet.root.findall(f"{MAIN}autoFilter")]
    tables = [area(table.get("ref")) for table in tables_of(book, sheet)]
    for one in tables:
        yield from (f"table over {other}" for other in (*merged, *filters) if overlap(one, other))
    links = [link.get("ref") for link in sheet.all("hyperlink")]
    if len(links) > 65_530 or len(links) != len(set(links)):
        yield "links"
    for place in filter(None, (link.get("location") for link in sheet.all("hyperlink"))):
        found = re.match(r"(?:'((?:[^']|'')+)'|([A-Za-z_][\w.]*))!", place)
        if len(place) > 2_079 or not found or (found[1] or found[2]).replace("''", "'") not in book.sheets:
            yield f"link {place}"


def area(ref: str) -> Area:
    """First row, first column, last row, last column."""
    left, top, right, bottom = range_boundaries(ref)
    return top, left, bottom, right


def near(areas: list[Area]) -> Iterator[tuple[Area, Area]]:
    """The pairs of areas, in order of rows, that share a row."""
    for place, one in enumerate(areas):
        for other in areas[place + 1 :]:
            if other[0] > one[2]:
                break
            yield one, other


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas have a cell in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def tables_of(book: Book, sheet: Sheet) -> list:
    """The tables of a sheet."""
    return [book.roots[book.target(sheet.part, one.get(f"{DOCUMENT}id"))] for one in sheet.all("tablePart")]


def in_tables(book: Book, sheet: Sheet) -> Iterator[str]:
    """The titles of a table are texts, those of its header row, none twice."""
    for table in tables_of(book, sheet):
        top, left, _, right = area(table.get("ref"))
        titles = [sheet.cells.get(f"{get_column_letter(column)}{top}") for column in range(left, right + 1)]
        told = [unescaped(column.get("name")) for column in table.iter(f"{MAIN}tableColumn")]
        if told != titles or len({title.lower() for title in told}) != len(told):
            yield f"table {table.get('displayName')}"


def in_rules(book: Book, sheet: Sheet) -> Iterator[str]:
    """Validations within the lengths Excel takes, formats by condition that stay on their sheet."""
    for rule in sheet.all("dataValidation"):
        long = [key for key, most in PROMPTS.items() if len(rule.get(key, "")) > most]
        formulas = [one.text or "" for one in rule if one.tag.startswith(f"{MAIN}formula")]
        if long or any(len(formula) > 255 for formula in formulas):
            yield f"validation {rule.get('sqref')[:40]} {long}"
    dxfs = book.roots["xl/styles.xml"].find(f"{MAIN}dxfs")
    looks = 0 if dxfs is None else len(dxfs)
    priorities = [rule.get("priority") for rule in sheet.all("cfRule")]
    yield from ("priorities" for _ in [0] if len(priorities) != len(set(priorities)))
    for rule in sheet.all("cfRule"):
        other = any("!" in re.sub(r'"[^"]*"', "", one.text or "") for one in rule)
        if other or int(rule.get("dxfId", 0)) >= looks:
            yield f"format by condition {rule.get('priority')}"


def in_page(book: Book, sheet: Sheet) -> Iterator[str]:
    """Headers, footers and breaks of pages."""
    for tag in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        yield from (tag for one in sheet.all(tag) if len(one.text or "") > 255)
    for tag in ("rowBreaks", "colBreaks"):
        for breaks in sheet.all(tag):
            places = [int(one.get("id")) for one in breaks]
            if len(places) > MOST_BREAKS or places != sorted(set(places)):
                yield tag


# -- the rules themselves ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("formula", ["=A1", 'IFNA(A1,"")', "SUM(A1;B1)", "SUM(A1", f'"{"a" * 256}"', "1+" * 4_097])
def test_a_formula_excel_does_not_take_is_named(formula: str):
    assert list(in_formula(formula))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="4"', b'<row r="1"'),
        (b' ht="', b' ht="4'),
        (b"<pageMargins", b'<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells><pageMargins'),
        (b"</oddFooter>", b"a" * 256 + b"</oddFooter>"),
        (b' prompt="', b' prompt="' + b"a" * 256),
    ],
)
def test_what_excel_would_repair_is_named(books: dict[str, Book], tmp_path: Path, old: bytes, new: bytes):
    path = Path(shutil.copy(books["template"].path, tmp_path / "template.xlsx"))
    assert any(old in part for part in books["template"].parts.values())
    workbooks.repacked(path, lambda name, part: part.replace(old, new) if "/worksheets/" in name else part)
    assert list(faults(Book(path)))
