"""A workbook against the one made again: whatever is not the same byte for byte is told, by cell, sheet or part."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter

from excel.witness.tampering import Parts
from minerva.excel.remade import compare
from minerva.excel.witness.written import _parts, book_of
from minerva.model.verification import Kind

SHEET, PROGRAM, STYLES = "xl/worksheets/sheet1.xml", "docProps/app.xml", "xl/styles.xml"


@pytest.fixture(scope="module")
def parts() -> Parts:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("KPI")
        for row in range(4):
            sheet.write_row(row, 0, [f"Titre {row}", row / 7, "même"])
            sheet.write_formula(row, 3, f"=B{row + 1}*7", None, row)
    return _parts(content.getvalue())


def told(parts: Parts, *changes: tuple[str, bytes, bytes]) -> list[tuple[Kind, str]]:
    """What is said of the workbook after some replacements in its parts."""
    changed = dict(parts)
    for part, old, new in changes:
        assert old in changed[part]
        changed[part] = changed[part].replace(old, new, 1)
    return [(one.kind, one.place) for one in compare("regional.xlsx", book_of(changed), book_of(parts))]


SAVED = (PROGRAM, b"Microsoft Excel", b"LibreOffice")
HIDDEN = (SHEET, b'<row r="2"', b'<row hidden="1" r="2"')


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], []),
        ([HIDDEN], [(Kind.PART, "KPI!2:2")]),
        ([(SHEET, b"</sheetData>", b"</sheetData><conditionalFormatting/>")], [(Kind.PART, "KPI")]),
        ([(SHEET, b"</v></c>", b'</v><e:v xmlns:e="urn:e">7</e:v></c>')], [(Kind.PART, "KPI")]),
        ([(STYLES, b"<fonts", b"<fonts ")], [(Kind.PART, STYLES)]),
        ([(PROGRAM, b"<DocSecurity>", b"<DocSecurity >"), HIDDEN], [(Kind.PART, PROGRAM), (Kind.PART, "KPI!2:2")]),
        ([SAVED, (STYLES, b"<fonts", b"<fonts "), HIDDEN], [(Kind.SAVED_ANEW, "")]),
    ],
)  # fmt: skip
def test_nothing_goes_unsaid(parts: Parts, changes: list, expected: list):
    assert told(parts, *changes) == expected


def test_an_empty_row_put_in_is_told_by_the_first_row_that_moved(parts: Parts):
    moved = [(SHEET, old, new) for row in (4, 3) for old, new in _one_lower(row)]
    assert told(parts, *moved)[0] == (Kind.ORDER, "KPI!A4:D4")


def _one_lower(row: int) -> list[tuple[bytes, bytes]]:
    places = [f'<row r="{row}"', *(f'<c r="{letter}{row}"' for letter in "ABCD")]
    return [(place.encode(), place.replace(str(row), str(row + 1)).encode()) for place in places]


def test_what_another_program_saved_is_held_against_by_its_values(parts: Parts):
    """It rounds numbers, and stores an empty text where there was a number before."""
    rounded = (SHEET, b"<v>0.1428571428571428</v>", b"<v>0.142857142857143</v>")
    formula = (SHEET, b"<f>B2*7</f>", b"<f>B2*8</f>")
    assert told(parts, SAVED, rounded, formula) == [(Kind.SAVED_ANEW, "")]
    assert told(parts, SAVED, (SHEET, rounded[1], b"<v>0.15</v>")) == [(Kind.SAVED_ANEW, ""), (Kind.REMADE, "KPI!B2")]
