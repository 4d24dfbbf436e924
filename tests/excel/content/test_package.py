"""The cells of a package against two libraries that share no code with ours, and against hand-written XML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

import workbooks
from minerva.excel.content.cells import Cell, CellKind, Sheet
from minerva.excel.content.intake import Refused
from minerva.excel.content.package import Package, read_package
from minerva.excel.sample import sample_register, sample_returns, write_sample_return
from minerva.model.submission import Refusal

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
Parts = dict[str, str | bytes]


# -- packages by hand --------------------------------------------------------------------------------------------------


def package(data: str, *, more: str = "", parts: Parts | None = None, head: str = "", book: str = "") -> bytes:
    """A workbook with one sheet whose rows are given as XML; `parts` replaces or adds whole parts."""
    content: Parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{book}'
        '<sheets><sheet name="KPI" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{more}</worksheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (content | (parts or {})).items():
            archive.writestr(name, part)
    return file.getvalue()


def strings(*items: str) -> dict[str, str]:
    """A part of shared strings."""
    return {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'}


def styles(*formats: int | str) -> dict[str, str]:
    """A part of styles: built-in numbers, or codes of one's own."""
    codes = {200 + i: code for i, code in enumerate(formats) if isinstance(code, str)}
    own = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in codes.items())
    xfs = "".join(f'<xf numFmtId="{200 + i if isinstance(f, str) else f}"/>' for i, f in enumerate(formats))
    return {
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{xfs}</cellXfs></styleSheet>'
    }


def cells(content: bytes) -> dict[tuple[int, int], Cell]:
    """The cells of the one sheet."""
    (sheet,) = read_package(content).sheets
    return sheet.cells


def refusal(content: bytes) -> Refusal:
    """Why a content is refused."""
    with pytest.raises(Refused) as raised:
        read_package(content)
    return raised.value.refusal


def both_ways(data: str, **more) -> list[dict[tuple[int, int], Cell]]:
    """The cells as written, with a comment in the XML, with a prefix: three ways through the reader."""
    return [sheet.cells for sheet in both_ways_sheets(data, **more)]


def both_ways_sheets(data: str, *, before: str = "", parts: Parts | None = None) -> list[Sheet]:
    """The same as whole sheets; `before` stands before the rows."""
    prefixed = before + data
    for tag in ("row", "cols", "col", "is", "rPh", "rPr", "strike", "c", "v", "t", "f", "r"):
        for start in (f"<{tag}>", f"<{tag} ", f"<{tag}/"):
            prefixed = prefixed.replace(start, start.replace("<", "<x:"))
        prefixed = prefixed.replace(f"</{tag}>", f"</x:{tag}>")
    head = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}'
    plain = f"{head}<sheetData>{data}</sheetData></worksheet>"
    whole = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{prefixed}</x:sheetData></x:worksheet>'
    ways = (plain, plain.replace("<sheetData>", "<!-- a comment --><sheetData>"), whole)
    read = [read_package(package("", parts={**(parts or {}), "xl/worksheets/sheet1.xml": way})) for way in ways]
    return [sheet for one in read for sheet in one.sheets]


RICH = "<r><t>a </t></r><r><rPr><b/></rPr><t>b</t></r>"
NUMBER = CellKind.NUMBER
CASES: dict[str, tuple[str, Parts, Cell | None]] = {
    "shared string": ('<c r="B2" t="s"><v>1</v></c>', strings("<t>no</t>", "<t>été</t>"), Cell("été")),
    "rich text": ('<c r="B2" t="s"><v>0</v></c>', strings(RICH), Cell("a b")),
    "phonetic": ('<c r="B2" t="s"><v>0</v></c>', strings("<t>東</t><rPh sb='0' eb='1'><t>ひ</t></rPh>"), Cell("東")),
    "inline string": ('<c r="B2" t="inlineStr"><is><t>oui</t></is></c>', {}, Cell("oui")),
    "inline spaces": (
        '<c r="B2" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>',
        {},
        Cell(" a "),
    ),
    "inline rich": ('<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', {}, Cell("ab")),
    "inline phonetic": (
        '<c r="B2" t="inlineStr"><is><t>東</t><rPh sb="0" eb="1"><t>ひ</t></rPh></is></c>',
        {},
        Cell("東"),
    ),
    "inline line break": ('<c r="B2" t="inlineStr"><is><t>a\r\nb</t></is></c>', {}, Cell("a\nb")),
    "inline string beside a value": ('<c r="B2" t="inlineStr"><v>0</v><is><t>oui</t></is></c>', {}, Cell("oui")),
    "entities": ('<c r="B2" t="str"><v>&lt;&amp;amp;&#233;&gt;</v></c>', {}, Cell("<&amp;é>")),
    "escape": ('<c r="B2" t="s"><v>0</v></c>', strings("<t>a_x000D_\n_x005F_x000D_</t>"), Cell("a\r\n_x000D_")),
    "pair of surrogates": ('<c r="B2" t="str"><v>_xD83D__xDE00_</v></c>', {}, Cell("😀")),
    "no escape": ('<c r="B2" t="str"><v>_x00G1_ _x1_ x000D</v></c>', {}, Cell("_x00G1_ _x1_ x000D")),
    "N/A stays text": ('<c r="B2" t="str"><v>N/A</v></c>', {}, Cell("N/A")),
    "spaces alone": ('<c r="B2" t="str"><v>  </v></c>', {}, None),
    "number": ('<c r="B2"><v>85</v></c>', {}, Cell("85", NUMBER)),
    "number with type": ('<c r="B2" t="n"><v>85.50</v></c>', {}, Cell("85.5", NUMBER)),
    "zero": ('<c r="B2"><v>0</v></c>', {}, Cell("0", NUMBER)),
    "float noise": ('<c r="B2"><v>0.30000000000000004</v></c>', {}, Cell("0.3", NUMBER)),
    "exponent": ('<c r="B2"><v>1.5E-5</v></c>', {}, Cell("0.000015", NUMBER)),
    "large": ('<c r="B2"><v>1E15</v></c>', {}, Cell("1000000000000000", NUMBER)),
    "percent": ('<c r="B2" s="1"><v>0.28999999999999998</v></c>', styles(0, 9), Cell("29%", NUMBER, True)),
    "style without a number": ('<c r="B2" s=""><v>0.5</v></c>', styles(9), Cell("50%", NUMBER, True)),
    "percent with decimals": ('<c r="B2" s="1"><v>0.1429</v></c>', styles(0, 10), Cell("14.29%", NUMBER, True)),
    "percent of one's own": ('<c r="B2" s="0"><v>1</v></c>', styles("0.0 %"), Cell("100%", NUMBER, True)),
    "quoted sign": ('<c r="B2" s="0"><v>85</v></c>', styles("0&quot; %&quot;"), Cell("85", NUMBER)),
    "euro": ('<c r="B2" s="0"><v>85</v></c>', styles("#,##0.00\\ [$€-80C]"), Cell("85", NUMBER)),
    "red negatives": ('<c r="B2" s="0"><v>85</v></c>', styles("0;[Red]\\-0"), Cell("85", NUMBER)),
    "date": ('<c r="B2" s="0"><v>44165</v></c>', styles(14), Cell("30/11/2020", CellKind.DATE)),
    "date and time": ('<c r="B2" s="0"><v>44165.5</v></c>', styles(22), Cell("30/11/2020 12:00", CellKind.DATE)),
    "date of one's own": ('<c r="B2" s="0"><v>44165</v></c>', styles("dd/mm/yyyy"), Cell("30/11/2020", CellKind.DATE)),
    "ISO date": ('<c r="B2" t="d"><v>2020-11-30</v></c>', {}, Cell("30/11/2020", CellKind.DATE)),
    "true": ('<c r="B2" t="b"><v>1</v></c>', {}, Cell("TRUE", CellKind.BOOLEAN)),
    "false": ('<c r="B2" t="b"><v>0</v></c>', {}, Cell("FALSE", CellKind.BOOLEAN)),
    "error": ('<c r="B2" t="e"><v>#REF!</v></c>', {}, Cell("#REF!", CellKind.ERROR)),
    "formula with number": ('<c r="B2"><f>1+1</f><v>2</v></c>', {}, Cell("2", NUMBER, formula=True)),
    "formula with text": ('<c r="B2" t="str"><f>"a"</f><v>a</v></c>', {}, Cell("a", formula=True)),
    "formula without value": ('<c r="B2"><f>1+1</f></c>', {}, Cell("", formula=True)),
    "formula with empty value": ('<c r="B2" t="str"><f>""</f><v></v></c>', {}, Cell("", formula=True)),
    "formula with spaces": ('<c r="B2" t="str"><f>" "</f><v> </v></c>', {}, Cell("", formula=True)),
    "shared formula": ('<c r="B2"><f t="shared" si="0"/><v>3</v></c>', {}, Cell("3", NUMBER, formula=True)),
    "formula with an error": (
        '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        {},
        Cell("#DIV/0!", CellKind.ERROR, formula=True),
    ),
    "formula in percent": ('<c r="B2" s="0"><f>1/2</f><v>0.5</v></c>', styles(9), Cell("50%", NUMBER, True, True)),
    "blank": ('<c r="B2" s="0"/>', styles(9), None),
    "empty value": ('<c r="B2"><v/></c>', {}, None),
    "column AA": ('<c r="AA2"><v>1</v></c>', {}, Cell("1", NUMBER)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_cell_is_read_as_people_see_it_however_it_is_written(name: str):
    data, parts, expected = CASES[name]
    place = (2, 27) if "AA2" in data else (2, 2)
    for found in both_ways(f'<row r="2">{data}</row>', parts=parts):
        assert found == ({place: expected} if expected is not None else {})


@pytest.mark.parametrize(
    ("data", "places"),
    [
        ("<row><c><v>1</v></c><c><v>2</v></c></row>", {(1, 1): "1", (1, 2): "2"}),
        ('<row r="3"><c/><c><v>1</v></c></row><row><c><v>2</v></c></row>', {(3, 2): "1", (4, 1): "2"}),
        ('<row r="1"><c r="C1"/><c><v>1</v></c></row>', {(1, 4): "1"}),
        ('<row r="1"><c r="C1"><v>1</v></c><c><v>2</v></c></row>', {(1, 3): "1", (1, 4): "2"}),
        ('<row><c r="B7"><v>1</v></c></row>', {(7, 2): "1"}),
        ('<row r="2"> <c r="A2">\n<v>1</v> </c>\n</row>', {(2, 1): "1"}),
        ('<row r="2"><c t="n" s="0" r="A2"><v>1</v></c></row>', {(2, 1): "1"}),
        ("<row r='2'><c r='A2'><v>1</v></c></row>", {(2, 1): "1"}),
        ('<row r="2"><c r="A2"><v><![CDATA[1]]></v></c></row>', {(2, 1): "1"}),
    ],
)
def test_missing_addresses_and_other_ways_of_writing_a_row(data: str, places: dict[tuple[int, int], str]):
    for found in both_ways(data):
        assert {place: cell.text for place, cell in found.items()} == places


@pytest.mark.parametrize("date1904", ["1", "true", "0", ""])
def test_dates_count_from_1904_where_the_workbook_says_so(date1904: str):
    book = f'<workbookPr date1904="{date1904}"/>' if date1904 else ""
    found = cells(package('<row r="1"><c r="A1" s="0"><v>42703</v></c></row>', parts=styles(14), book=book))
    assert found[1, 1].text == ("30/11/2020" if date1904 in ("1", "true") else "29/11/2016")


@pytest.mark.parametrize(
    "row",
    [
        '<row r="4" hidden="1"><c r="A4"><v>1</v></c></row>',
        '<row hidden="true" r="4"><c r="A4"><v>1</v></c></row>',
        '<row r="4" ht="15" hidden="1"/>',
    ],
)
def test_hidden_rows_are_known(row: str):
    (sheet,) = read_package(package(f'<row r="3"><c r="A3"><v>1</v></c></row>{row}')).sheets
    assert sheet.hidden_rows == {4}


def test_merges_and_states_are_known():
    merges = '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="D4"/></mergeCells>'
    (sheet,) = read_package(package('<row r="1"><c r="A1"><v>1</v></c></row>', more=merges)).sheets
    assert sheet.merges == [(1, 1, 2, 3), (4, 4, 4, 4)]
    assert (sheet.name, sheet.state) == ("KPI", "visible")


def test_shared_strings_and_styles_are_found_by_relationship_not_by_name():
    """As in packages of other programs: xl/SharedStrings.xml, /xl/theStyles.xml."""
    rels = package("")
    with zipfile.ZipFile(io.BytesIO(rels)) as archive:
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    for usual, other in (("sharedStrings.xml", "/xl/SharedStrings.xml"), ("styles.xml", "looks.xml")):
        relations = relations.replace(f'"{usual}"', f'"{other}"')
    parts = {
        "xl/_rels/workbook.xml.rels": relations,
        "xl/SharedStrings.xml": strings("<t>oui</t>")["xl/sharedStrings.xml"],
        "xl/looks.xml": styles(9)["xl/styles.xml"],
    }
    data = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="0"><v>0.5</v></c></row>'
    assert [cell.text for cell in cells(package(data, parts=parts)).values()] == ["oui", "50%"]


def test_utf_16_is_read_too():
    data = '<row r="1"><c r="A1" t="str"><v>été</v></c></row>'
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    sheet = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'
    assert cells(package("", parts={"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})) == {(1, 1): Cell("été")}


def test_strict_packages_are_read():
    """ISO 29500 Strict has other namespaces; openpyxl finds no sheet in it."""
    content = package('<row r="1"><c r="A1"><v>1</v></c></row>')
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode().replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            new.writestr(name, part.replace(RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships"))
    assert cells(file.getvalue()) == {(1, 1): Cell("1", CellKind.NUMBER)}


# -- what is refused ---------------------------------------------------------------------------------------------------


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """A zip with these entries, twin names allowed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def good_entries() -> list[tuple[str, bytes]]:
    """The parts of a good package."""
    with zipfile.ZipFile(io.BytesIO(package('<row r="1"><c r="A1"><v>1</v></c></row>'))) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def with_encryption_flag(content: bytes) -> bytes:
    """The same zip, its entries marked as encrypted in both places."""
    return content.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )


def bad_crc(content: bytes) -> bytes:
    """The same package with one byte of a stored part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return file.getvalue().replace(b"<v>1</v>", b"<v>2</v>")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
DTD = '<!DOCTYPE worksheet [<!ENTITY a "b">]>'
BOMB = '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "empty": (lambda: b"", Refusal.EMPTY),
    "csv": (lambda: b"O.S.;O.O.\r\n1;1.1\r\n", Refusal.TEXT),
    "html": (lambda: b"<html><table><tr><td>85</td></tr></table></html>", Refusal.WEB_PAGE),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Refusal.PDF),
    "docx": (lambda: zipped(("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<T/>")), Refusal.OTHER_DOCUMENT),
    "odt": (lambda: zipped(("mimetype", b"application/vnd.oasis.opendocument.text")), Refusal.OTHER_DOCUMENT),
    "hollow xls": (lambda: OLE + b"\x00" * 512 + "Workbook".encode("utf-16-le"), Refusal.DAMAGED),
    "password": (lambda: OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"), Refusal.ENCRYPTED),
    "encrypted zip": (lambda: with_encryption_flag(zipped(*good_entries())), Refusal.ENCRYPTED),
    "truncated": (lambda: package(ONE)[:-30], Refusal.DAMAGED),
    "half": (lambda: package(ONE)[: len(package(ONE)) // 2], Refusal.DAMAGED),
    "bad checksum": (lambda: bad_crc(package(ONE)), Refusal.DAMAGED),
    "not well formed": (lambda: package(f"{ONE}<row>"), Refusal.DAMAGED),
    "string that is not there": (lambda: package('<row r="1"><c r="A1" t="s"><v>3</v></c></row>'), Refusal.DAMAGED),
    "format that is not there": (
        lambda: package('<row r="1"><c r="A1" s="7"><v>3</v></c></row>', parts=styles(0)),
        Refusal.DAMAGED,
    ),
    "not a number": (lambda: package('<row r="1"><c r="A1"><v>12a</v></c></row>'), Refusal.DAMAGED),
    "far column": (lambda: package('<row r="1"><c r="XFE1"><v>1</v></c></row>'), Refusal.DAMAGED),
    "far row": (lambda: package('<row r="1"><c r="A1048577"><v>1</v></c></row>'), Refusal.DAMAGED),
    "row 0": (lambda: package('<row r="0"><c r="A0"><v>1</v></c></row>'), Refusal.DAMAGED),
    "DTD": (lambda: package(ONE, head=DTD), Refusal.UNSAFE),
    "billion laughs": (lambda: package("&b;", head=BOMB), Refusal.UNSAFE),
    "DTD in shared strings": (
        lambda: package(ONE, parts={"xl/sharedStrings.xml": f'{DTD}<sst xmlns="{MAIN}"/>'}),
        Refusal.UNSAFE,
    ),
    "DTD in properties": (lambda: package(ONE, parts={"docProps/core.xml": f"{DTD}<core/>"}), Refusal.UNSAFE),
    "bomb in one part": (lambda: package(" " * 30_000_000), Refusal.SWELLS),
    "many parts": (lambda: zipped(*good_entries(), *((f"x/{i}", b"") for i in range(1001))), Refusal.UNSAFE),
    "twin names": (lambda: zipped(*good_entries(), ("XL/Workbook.xml", b"<a/>")), Refusal.UNSAFE),
    "same name twice": (lambda: zipped(*good_entries(), good_entries()[-1]), Refusal.UNSAFE),
    "name that climbs": (lambda: zipped(*good_entries(), ("xl/../../etc/passwd", b"")), Refusal.UNSAFE),
    "name that climbs on Windows": (lambda: zipped(*good_entries(), ("xl\\..\\..\\a", b"")), Refusal.UNSAFE),
    "absolute name": (lambda: zipped(*good_entries(), ("/etc/passwd", b"")), Refusal.UNSAFE),
    "drive letter": (lambda: zipped(*good_entries(), ("C:/a.xml", b"")), Refusal.UNSAFE),
    "too many sheets": (
        lambda: package(
            ONE,
            parts={
                "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
                + "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="rId1"/>' for i in range(1, 258))
                + "</sheets></workbook>"
            },
        ),
        Refusal.UNSAFE,
    ),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_sound_workbook_is_refused_with_the_right_reason(name: str):
    build, expected = REFUSED[name]
    assert refusal(build()) is expected


@pytest.mark.parametrize("size", [1, 4, 30, 200, 700])
def test_any_beginning_of_a_package_is_refused(size: int):
    assert refusal(package(ONE)[:size]) in (Refusal.DAMAGED, Refusal.TEXT)


# -- against other libraries -------------------------------------------------------------------------------------------


def seen_by_openpyxl(content: bytes) -> dict[tuple[str, int, int], str]:
    """Every filled cell as a person sees it, by openpyxl; formulas with the value stored."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        (sheet.title, cell.row, cell.column): text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if (text := shown(cell.value, percent="%" in unquoted(cell.number_format))).strip()
    }


def seen_by_calamine(content: bytes, percent: Iterable[tuple[str, int, int]]) -> dict[tuple[str, int, int], str]:
    """The same by calamine, which knows no formats: those of openpyxl are lent to it."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    return {
        (name, row, column): text
        for name in book.sheet_names
        for row, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
        for column, value in enumerate(values, 1)
        if (text := shown(value, percent=(name, row, column) in percent)).strip()
    }


def unquoted(code: str) -> str:
    """A number format without the texts that it shows: in `0" %"` the sign is one of them."""
    return re.sub('"[^"]*"', "", code)


def shown(value: object, *, percent: bool = False) -> str:
    """A value of a library as a person sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime, date)):
        clock = isinstance(value, datetime) and (value.hour or value.minute)
        return value.strftime("%d/%m/%Y %H:%M" if clock else "%d/%m/%Y")
    if isinstance(value, (int, float)):
        number = Decimal(f"{value:.15g}") * (100 if percent else 1)
        text = f"{number:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) + ("%" if percent else "")
    return str(value)


def seen_by_us(read: Package) -> dict[tuple[str, int, int], str]:
    """The same by the product."""
    filled = ((sheet.name, place, cell.text) for sheet in read.sheets for place, cell in sheet.cells.items())
    return {(name, *place): text for name, place, text in filled if text}


def assert_all_agree(content: bytes, calamine: bool = True) -> None:
    """The three libraries see the same filled cells."""
    ours = seen_by_us(read_package(content))
    assert ours == seen_by_openpyxl(content)
    if calamine:
        percent = {place for place, text in ours.items() if text.endswith("%") and text[0].isdigit()}
        assert {place: text.replace("\r\n", "\n") for place, text in ours.items()} == {
            place: text.replace("\r\n", "\n") for place, text in seen_by_calamine(content, percent).items()
        }


@pytest.mark.parametrize("name", ["bruxelles-synergie.toml", "brussels-international.toml", "talent-brussels.toml"])
def test_sample_returns_are_seen_by_all_alike(tmp_path: Path, name: str):
    assert name in sample_returns()
    assert_all_agree(write_sample_return(name, sample_register(), tmp_path).read_bytes())


def test_a_template_and_a_register_are_seen_by_all_alike(tmp_path: Path):
    assert_all_agree(workbooks.blank(tmp_path / "actiris.xlsx").read_bytes())
    assert_all_agree(workbooks.register_of(tmp_path / "register.xlsx").read_bytes())


def test_a_regional_workbook_is_seen_by_all_alike(tmp_path: Path):
    from minerva import tasks

    (tmp_path / "returns").mkdir()
    workbooks.filled(tmp_path / "returns" / "actiris.xlsx")
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris", "innoviris")
    tasks.consolidate(tmp_path / "returns", register, tmp_path / "regional.xlsx")
    assert_all_agree((tmp_path / "regional.xlsx").read_bytes())


VALUES: tuple[object, ...] = (
    *("texte", "  bords  ", "é\u0301 😀 ﷺ", "ligne 1\nligne 2", "N/A", "nan", "null", "#REF", "TRUE", "0,85", "'85"),
    *("<b>&amp;</b>", "=pas une formule", 0, 1, -1, 85, 0.1, 0.29, 1e-7, 123456789012345, True, False),
)
FORMATS = ("General", "0%", "0.00%", "0.0 %", "#,##0 €", "0.00E+00", "@", '0" %"')


def test_workbooks_of_openpyxl(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row, value in enumerate(VALUES, 2):
        for column, form in enumerate(FORMATS, 3):
            cell = sheet.cell(row, column, value)
            cell.number_format = form
            if isinstance(value, str):
                cell.data_type = "s"
    sheet["A1"] = CellRichText("gras ", TextBlock(InlineFont(b=True), "et maigre"))
    sheet["B1"] = datetime(2020, 11, 30, 14, 30)
    sheet["C1"] = date(2020, 2, 29)
    sheet["D1"] = "=1+1"
    sheet["E1"] = "#DIV/0!"
    sheet["E1"].data_type = "e"
    sheet["F1"] = "écrit\r\nsous Windows"
    sheet.merge_cells("A40:C41")
    sheet.row_dimensions[3].hidden = True
    other = book.create_sheet("Ça & là")
    other["XFD1048576"] = "au bout"
    other.sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    read = read_package(content)
    # XFD1048576 makes openpyxl walk through all rows: read from that sheet by us alone.
    ours = seen_by_us(read)
    assert ours.pop(("Ça & là", 1_048_576, 16_384)) == "au bout"
    first = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    assert ours == {
        (first.title, cell.row, cell.column): text
        for row in first.iter_rows()
        for cell in row
        if (text := shown(cell.value, percent="%" in cell.number_format.replace('" %"', ""))).strip()
    }
    assert [sheet.state for sheet in read.sheets] == ["visible", "veryHidden"]
    assert read.sheets[0].merges == [(40, 1, 41, 3)]
    assert read.sheets[0].hidden_rows == {3}
    assert read.sheets[0].cells[1, 4] == Cell("", formula=True)
    assert read.modified.startswith(f"{datetime.now():%Y}-")


def test_workbooks_of_xlsxwriter(tmp_path: Path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for row, value in enumerate(VALUES, 1):
            for column, form in enumerate(FORMATS[:-1], 2):
                look = book.add_format({"num_format": form})
                if isinstance(value, str):
                    sheet.write_string(row, column, value, look)
                else:
                    sheet.write(row, column, value, look)
        bold = book.add_format({"bold": True})
        sheet.write_rich_string("A1", "a ", bold, "b", " c")
        sheet.write_formula("B1", "=1/4", book.add_format({"num_format": "0%"}), 0.25)
        sheet.write_formula("C1", '="a"&"b"', None, "ab")
        sheet.write_formula("D1", "=NA()", None, "#N/A")
        sheet.write_datetime("E1", datetime(1999, 12, 31, 23, 59), book.add_format({"num_format": "d mmm yyyy hh:mm"}))
        sheet.write_string("F1", "_x000D_ écrit")
        sheet.merge_range("A50:C51", "fusionné")
        sheet.set_row(4, None, None, {"hidden": True})
    content = (tmp_path / "a.xlsx").read_bytes()
    ours = seen_by_us(read_package(content))
    assert ours["Sheet1", 1, 6] == "_x000D_ écrit"
    assert ours == seen_by_openpyxl(content)
    (read,) = read_package(content).sheets
    assert (read.merges, read.hidden_rows) == ([(50, 1, 51, 3)], {5})


FLOATS = st.floats(-1e12, 1e12).map(lambda number: number + 0.0)  # no -0.0, which calamine writes with its sign
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(TEXTS, FLOATS, st.integers(-(10**14), 10**14), st.booleans()), max_size=12))
def test_any_values_are_seen_alike_by_calamine(values: list[object]):
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("s")
        for row, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, 0, value)
            else:
                sheet.write(row, 0, value)
    content = file.getvalue()
    assert seen_by_us(read_package(content)) == seen_by_calamine(content, ())


PIECES = st.sampled_from([data for name, (data, parts, _) in CASES.items() if not parts and 'r="B2"' in data])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), PIECES), max_size=8, unique_by=lambda pair: pair[0]))
def test_all_ways_through_the_reader_give_the_same(pieces: list[tuple[int, str]]):
    data = "".join(
        f'<row r="{row}">{piece.replace(chr(34) + "B2", chr(34) + f"B{row}")}</row>' for row, piece in sorted(pieces)
    )
    plain, commented, prefixed = both_ways(data)
    assert plain == commented == prefixed


@pytest.mark.parametrize("percent", ["29", "57", "58", "7", "14.29", "33.33", "55", "110"])
def test_a_percentage_is_exactly_what_was_typed(percent: str):
    stored = float(Decimal(percent) / 100)
    data = f'<row r="1"><c r="A1" s="0"><v>{stored:.17g}</v></c></row>'
    assert cells(package(data, parts=styles(9)))[1, 1].text == f"{percent}%"


# -- other ways of packing ---------------------------------------------------------------------------------------------


def repacked(content: bytes, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> bytes:
    """The same package with each part renamed, changed, or left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [change(name, archive.read(name)) for name in archive.namelist()]
    return zipped(*(part for part in parts if part is not None))


DECLARED = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">'
TWO = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="0"><v>0.5</v></c></row>'
TWO_PARTS = {**strings("<t>oui</t>"), **styles(9)}


def test_absolute_targets_are_found():
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        return name, part.replace(b'Target="', b'Target="/xl/') if name.endswith("workbook.xml.rels") else part

    found = cells(repacked(package(TWO, parts=TWO_PARTS), change))
    assert [cell.text for cell in found.values()] == ["oui", "50%"]


def test_targets_may_differ_in_capitals_and_have_letters_encoded():
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        names = {
            "xl/sharedStrings.xml": "xl/SharedStrings.xml",
            "xl/worksheets/sheet1.xml": "xl/worksheets/la feuille.xml",
        }
        if name.endswith("workbook.xml.rels"):
            part = part.replace(b"sheet1.xml", b"la%20feuille.xml")
        return names.get(name, name), part

    found = cells(repacked(package(TWO, parts=TWO_PARTS), change))
    assert [cell.text for cell in found.values()] == ["oui", "50%"]


def test_parts_may_be_named_with_the_slashes_of_windows():
    good = package('<row r="1"><c r="A1"><v>1</v></c></row>')
    for part in (b"xl/workbook.xml", b"xl/worksheets/sheet1.xml"):
        assert part in good
        assert cells(good.replace(part, part.replace(b"/", b"\\"))) == {(1, 1): Cell("1", NUMBER)}


def test_a_workbook_may_stand_anywhere_in_its_package():
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = f'<Types><Override PartName="/a/xl/workbook.xml" ContentType="{main}"/></Types>'

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name == "[Content_Types].xml":
            return name, types.encode()
        return (name if name == "_rels/.rels" else f"a/{name}"), part.replace(b'Target="xl/', b'Target="a/xl/')

    moved = repacked(package('<row r="1"><c r="A1"><v>1</v></c></row>'), change)
    assert cells(moved) == {(1, 1): Cell("1", NUMBER)}


def test_without_styles_a_number_is_a_number_and_without_strings_there_are_none():
    data = '<row r="1"><c r="A1" s="3"><v>0.5</v></c><c r="B1" t="str"><v>oui</v></c></row>'
    assert [cell.text for cell in cells(package(data)).values()] == ["0.5", "oui"]
    assert refusal(package(TWO)) is Refusal.DAMAGED


@pytest.mark.parametrize("reference", ["A1", "A1:A1", "A1:XFD1048576", "nothing", ""])
def test_the_dimension_is_not_believed(reference: str):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="900"><c r="Z900"><v>2</v></c></row>'
    sheet = f'{DECLARED}<dimension ref="{reference}"/><sheetData>{rows}</sheetData></worksheet>'
    assert set(cells(package("", parts={"xl/worksheets/sheet1.xml": sheet}))) == {(1, 1), (900, 26)}


def test_strict_packages_with_dates_as_text_are_read_in_every_way():
    strict = {
        MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        for usual, other in strict.items():
            part = part.replace(usual.encode(), other.encode())
        return name, part

    data = '<row r="1"><c r="A1" t="d"><v>2020-11-30T14:30:00</v></c><c r="B1" t="d" s="0"><v>2020-11-30</v></c></row>'
    for head in ("", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'):
        found = cells(repacked(package(data, head=head, parts=styles(14)), change))
        assert [cell.text for cell in found.values()] == ["30/11/2020 14:30", "30/11/2020"]
        assert {cell.kind for cell in found.values()} == {CellKind.DATE}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("_x0041_", "A"),
        ("_x005F_x0041_", "_x0041_"),
        ("a_x000a_b", "a\nb"),
        ("_xD83D_", "\uffff"),
        ("_xDE00__xD83D_", "\uffff\uffff"),
        ("_x0000_a", "\x00a"),
    ],
)
def test_escapes_are_undone_wherever_texts_stand(text: str, shown: str):
    data = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c>'
        f'<c r="B1" t="inlineStr"><is><t>{text}</t></is></c><c r="C1" t="str"><v>{text}</v></c></row>'
    )
    for found in both_ways(data, parts=strings(f"<t>{text}</t>")):
        assert [cell.text for cell in found.values()] == [shown] * 3


def test_spaces_of_a_text_are_kept_with_or_without_a_word_about_them():
    data = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    parts = strings('<t xml:space="preserve"> a\n</t>', "<t> a\n</t>")
    for found in both_ways(data, parts=parts):
        assert [cell.text for cell in found.values()] == [" a\n", " a\n"]


def test_figures_at_the_edge_of_what_a_double_holds():
    data = "".join(
        f'<c r="{column}1"><v>{raw}</v></c>' for column, raw in zip("ABC", ("1E308", "-1e-300", "-0"), strict=True)
    )
    for found in both_ways(f'<row r="1">{data}</row>'):
        assert [Decimal(cell.text) for cell in found.values()] == [Decimal("1e308"), Decimal("-1e-300"), 0]
        assert found[1, 3].text == "0"


@pytest.mark.parametrize("raw", ["INF", "NaN", "-inf", "1e999"])
def test_what_is_not_finite_is_an_error_cell(raw: str):
    for found in both_ways(f'<row r="1"><c r="A1"><v>{raw}</v></c></row>'):
        assert found == {(1, 1): Cell("#NUM!", CellKind.ERROR)}


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("2020-11-30T14:30:00Z", "2020-11-30T14:30:00Z"),
        ("2020-11-30T14:30:00.123456789", "2020-11-30T14:30:00"),
        ("2020-11-30T14:30:00.5Z", "2020-11-30T14:30:00Z"),
        ("2020-11-30T14:30:00+01:00", "2020-11-30T13:30:00Z"),
        ("2020-11-30T14:30Z", "2020-11-30T14:30:00Z"),
        ("2020-11-30", "2020-11-30T00:00:00"),
        ("0001-01-01T00:00:00+01:00", ""),
        ("30/11/2020", ""),
        ("", ""),
    ],
)
def test_the_time_of_saving_has_one_form(stored: str, read: str):
    assert Package([], stored).modified == read
