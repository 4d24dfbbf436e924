"""The second reader of the regional workbook reads what spreadsheet programs show, and no hostile one harms it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from excel.witness.tampering import Parts, packed
from minerva.excel.witness.written import NotAWorkbook, _parts, book_of, read_written

SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


@pytest.fixture
def parts() -> Parts:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("KPI").write_row(0, 0, ["Titre", 85])
    return _parts(content.getvalue())


def test_the_parts_are_those_the_package_relates_not_those_of_a_name(parts: Parts):
    parts["xl/other.xml"] = parts[STRINGS].replace(b"Titre", b"Autre")
    parts[RELATIONS] = parts[RELATIONS].replace(b"sharedStrings.xml", b"other.xml")
    assert book_of(parts).sheets["KPI"].text(1, 1) == "Autre"
    parts["xl/book2.xml"] = parts[BOOK].replace(b"KPI", b"OO-OD")
    parts["xl/_rels/book2.xml.rels"] = parts[RELATIONS]
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"/xl/book2.xml")
    assert list(book_of(parts).sheets) == ["OO-OD"]


def test_elements_of_other_vocabularies_are_passed_over(parts: Parts):
    """Excel shows 12 here: it ignores what it does not know."""
    parts[SHEET] = parts[SHEET].replace(b"<v>85</v>", b'<v>12</v><e:v xmlns:e="urn:e">85</e:v>')
    assert book_of(parts).sheets["KPI"].text(1, 2) == "12"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b"</sheetData>", b"</sheetData><sheetData/>"),
        (SHEET, b"</sheetData>", b'</sheetData><e:e xmlns:e="urn:e"><row r="9"/></e:e>'),
        (BOOK, b"</sheets>", b'<sheet name="kpi" sheetId="2" r:id="rId1"/></sheets>'),
        (SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><worksheet'),
    ],
)
def test_what_programs_would_read_in_two_ways_is_not_read(parts: Parts, part: str, old: bytes, new: bytes):
    parts[part] = parts[part].replace(old, new, 1)
    with pytest.raises(NotAWorkbook):
        book_of(parts)


def test_a_part_that_swells_is_refused_whatever_its_header_says(parts: Parts):
    parts["xl/big.xml"] = b" " * 60_000_000
    content = bytearray(packed(parts))
    with pytest.raises(NotAWorkbook, match=r"^>"):
        read_written(bytes(content))
    _tell_small(content, "xl/big.xml")
    with pytest.raises(NotAWorkbook):
        read_written(bytes(content))


def _tell_small(content: bytearray, name: str) -> None:
    """Make both headers of a member say that it is a thousand bytes long."""
    with zipfile.ZipFile(BytesIO(bytes(content))) as package:
        member, directory = package.getinfo(name), package.start_dir
    entry = content.index(name.encode(), directory) - 46
    for place in (entry + 24, member.header_offset + 22):
        content[place : place + 4] = (1000).to_bytes(4, "little")
