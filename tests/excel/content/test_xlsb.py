"""Binary packages written by the tests themselves, against a library that shares no code with ours."""

from __future__ import annotations

import io

import pytest
import python_calamine

from excel.content.test_package import shown, zipped
from excel.content.xlsb_writer import Page, Typed, Writer, record, rels, wide
from minerva.excel.content.biff12 import rk_number
from minerva.excel.content.cells import Cell, CellKind
from minerva.excel.content.intake import Refused
from minerva.excel.content.package import read_package
from minerva.model.submission import Refusal

NUMBER, DATE, BOOLEAN, ERROR = CellKind.NUMBER, CellKind.DATE, CellKind.BOOLEAN, CellKind.ERROR
EVERY_KIND: tuple[tuple[Typed, Cell | None], ...] = (
    (Typed("été 😀"), Cell("été 😀")),
    (Typed("deux\nlignes"), Cell("deux\nlignes")),
    (Typed("_x000D_ écrit"), Cell("_x000D_ écrit")),
    (Typed("dedans", how="inline"), Cell("dedans")),
    (Typed("riche", how="rich"), Cell("riche")),
    (Typed("  "), None),
    (Typed(0.85, 9), Cell("85%", NUMBER, percent=True)),
    (Typed(0.29, "0.0 %", "rk"), Cell("29%", NUMBER, percent=True)),
    (Typed(85, '0" %"', "rk"), Cell("85", NUMBER)),
    (Typed(85), Cell("85", NUMBER)),
    (Typed(0), Cell("0", NUMBER)),
    (Typed(-12.34, how="rk"), Cell("-12.34", NUMBER)),
    (Typed(1e308), Cell("1" + "0" * 308, NUMBER)),
    (Typed(44165, 14), Cell("30/11/2020", DATE)),
    (Typed(44165.5, "dd/mm/yyyy hh:mm"), Cell("30/11/2020 12:00", DATE)),
    (Typed(True), Cell("TRUE", BOOLEAN)),
    (Typed(False), Cell("FALSE", BOOLEAN)),
    (Typed("#REF!", how="error"), Cell("#REF!", ERROR)),
    (Typed(2, how="formula"), Cell("2", NUMBER, formula=True)),
    (Typed(0.5, 9, "formula"), Cell("50%", NUMBER, percent=True, formula=True)),
    (Typed("ab", how="formula"), Cell("ab", formula=True)),
    (Typed("", how="formula"), Cell("", formula=True)),
    (Typed("#N/A", how="formula"), Cell("#N/A", ERROR, formula=True)),
    (Typed(True, how="formula"), Cell("TRUE", BOOLEAN, formula=True)),
    (Typed(None, 9), None),
)
ALL = Page("KPI", {(row, 1): typed for row, (typed, _) in enumerate(EVERY_KIND)})


def test_every_kind_of_cell_is_read():
    (sheet,) = read_package(Writer().package(ALL)).sheets
    assert sheet.cells == {(row, 2): cell for row, (_, cell) in enumerate(EVERY_KIND, 1) if cell is not None}


def test_calamine_reads_the_same_values():
    """It knows no formats, leaves errors and texts in several fonts out, and reads 1904 and percentages as numbers."""
    content = Writer().package(ALL)
    (sheet,) = read_package(content).sheets
    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name("KPI").to_python(skip_empty_area=False)
    seen = {
        (r, c): shown(value, percent=sheet.cells.get((r, c), Cell("")).percent)
        for r, row in enumerate(rows, 1)
        for c, value in enumerate(row, 1)
    }
    ours = {place: cell.text for place, cell in sheet.cells.items() if cell.kind is not ERROR and cell.text != "riche"}
    assert {place: text for place, text in seen.items() if text.strip()} == {p: t for p, t in ours.items() if t}


def test_what_stands_beside_the_values_is_told():
    page = Page(
        "OO-OD",
        {(0, 0): Typed("a"), (1, 0): Typed("b", struck=True), (2, 0): Typed("c", how="rich"), (3, 5): Typed(1)},
        hidden_rows={3, 8},
        hidden_columns={5, 6, 9},
        merges=[(4, 5, 0, 2)],
        notes={(0, 0): ("Une Personne", "Une Personne:\nà vérifier"), (9, 9): ("", "sur rien")},
    )
    content = Writer().package(page, Page("Caché", {}, 1), Page("Très caché", {(2, 2): Typed(1)}, 2))
    first, *others = read_package(content).sheets
    assert [(sheet.name, sheet.state) for sheet in others] == [("Caché", "hidden"), ("Très caché", "veryHidden")]
    assert (first.hidden_rows, first.hidden_columns, first.merges) == ({4, 9}, {6}, [(5, 1, 6, 3)])
    assert first.struck == {(2, 1), (3, 1)}
    assert first.notes == {(1, 1): "à vérifier", (10, 10): "sur rien"}


def test_dates_count_from_1904_where_the_workbook_says_so():
    page = Page("KPI", {(0, 0): Typed(42703, 14)})
    assert read_package(Writer(date1904=True).package(page)).sheets[0].text(1, 1) == "30/11/2020"


def test_cells_without_a_column_stand_behind_the_one_before():
    short = b"\x00\x00\x00\x00"
    cells = record(7, b"\x02\x00\x00\x00" + short + b"\x00\x00\x00\x00") + record(15, short + b"\x01")
    sheet = record(145) + record(0, bytes(17)) + cells + record(12, short) + record(16, short + bytes(8)) + record(146)
    writer = Writer()
    writer.strings["a"] = 0
    (read,) = read_package(writer.package(Page("KPI", {}), more={"xl/worksheets/sheet1.bin": sheet})).sheets
    assert {place: cell.text for place, cell in read.cells.items()} == {(1, 3): "a", (1, 4): "TRUE", (1, 6): "0"}


def test_other_files_and_macros_are_told():
    more = {
        "xl/_rels/workbook.bin.rels": rels(
            ("rId1", "worksheet", "worksheets/sheet1.bin"), ("r2", "externalLink", "externalLinks/externalLink1.bin")
        ),
        "xl/externalLinks/externalLink1.bin": b"",
        "xl/vbaProject.bin": b"",
    }
    read = read_package(Writer().package(Page("KPI", {}), more=more))
    assert (read.macros, read.external) == (True, ("externalLink1.bin",))


@pytest.mark.parametrize(
    ("rk", "number"),
    [(0x3FF00000, 1.0), (0x3FF00001, 0.01), (0x0000000E, 3.0), (0xFFFFFFFE, -1.0), (0xFFFFFFFF, -0.01), (2, 0.0)],
)
def test_packed_numbers(rk: int, number: float):
    assert rk_number(rk) == number


HEAD = record(145) + record(0, bytes(17))
BROKEN = {
    "record past the end": HEAD + b"\x05\x50\x00",
    "number without its size": HEAD + b"\x05",
    "cell too short": HEAD + record(5, bytes(10)),
    "row too short": record(0, b"\x00"),
    "far row": record(0, b"\x00\x00\x10\x00" + bytes(13)),
    "far column": HEAD + record(5, b"\x00\x40\x00\x00" + bytes(12)),
    "cell before any row": record(145) + record(5, bytes(16)),
    "string that is not there": HEAD + record(7, bytes(8) + b"\x09\x00\x00\x00"),
    "string longer than its record": HEAD + record(6, bytes(8) + b"\xff\xff\xff\x7f"),
    "error that is none": HEAD + record(3, bytes(8) + b"\x99"),
    "format that is not there": HEAD + record(5, bytes(4) + b"\x50\x00\x00\x00" + bytes(8)),
    "merge outside": record(176, b"\xff" * 16),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_part_that_contradicts_itself_is_damaged(name: str):
    content = Writer().package(Page("KPI", {}), more={"xl/worksheets/sheet1.bin": BROKEN[name]})
    with pytest.raises(Refused) as raised:
        read_package(content)
    assert raised.value.refusal is Refusal.DAMAGED


def test_what_is_not_finite_is_an_error_cell():
    part = HEAD + record(5, bytes(8) + b"\x00\x00\x00\x00\x00\x00\xf8\x7f")
    read = read_package(Writer().package(Page("KPI", {}), more={"xl/worksheets/sheet1.bin": part}))
    assert read.sheets[0].cells == {(1, 1): Cell("#NUM!", CellKind.ERROR)}


def test_a_text_longer_than_a_cell_can_hold_is_refused():
    part = HEAD + record(6, bytes(8) + wide("x" * 32_768))
    with pytest.raises(Refused) as raised:
        read_package(Writer().package(Page("KPI", {}), more={"xl/worksheets/sheet1.bin": part}))
    assert (raised.value.refusal, raised.value.detail) == (Refusal.UNSAFE, "32768 > 32767")


def test_too_many_sheets_are_refused():
    with pytest.raises(Refused) as raised:
        read_package(Writer().package(*(Page(f"s{i}", {}) for i in range(257))))
    assert raised.value.refusal is Refusal.UNSAFE


def test_a_package_with_a_binary_workbook_alone_is_read_as_empty():
    content = zipped(("xl/workbook.bin", record(131) + record(132)))
    assert read_package(content).sheets == []
