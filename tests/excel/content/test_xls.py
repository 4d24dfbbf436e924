"""Workbooks of before 2007, saved by LibreOffice from `every_kind.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from minerva.excel.content.cells import Cell, CellKind
from minerva.excel.content.intake import Refused
from minerva.excel.content.package import read_package
from minerva.excel.content.xls import repeated_cells
from minerva.model.submission import Refusal

HERE = Path(__file__).parent
SMALL = (HERE / "small.xls").read_bytes()
NUMBER, DATE, ERROR = CellKind.NUMBER, CellKind.DATE, CellKind.ERROR
COLUMN_B = (
    Cell("Réalisé à temps ’"),
    Cell("deux\nlignes"),
    Cell("  bords  doubles "),
    Cell("\ttabulation"),
    Cell("N/A"),
    Cell("'85"),
    Cell("東京 😀"),
    Cell("85", NUMBER),
    Cell("29%", NUMBER, percent=True),
    Cell("14.29%", NUMBER, percent=True),
    Cell("-1234.5", NUMBER),
    Cell("85", NUMBER),
    Cell("85%", NUMBER, percent=True),
    Cell("1000000000000000", NUMBER),
    Cell("0.0000001", NUMBER),
    Cell("30/11/2020", DATE),
    Cell("30/11/2020 14:30", DATE),
    Cell("14:30", DATE),
    Cell("TRUE", CellKind.BOOLEAN, formula=True),  # LibreOffice writes truths as =TRUE()
    Cell("FALSE", CellKind.BOOLEAN, formula=True),
    Cell("2", NUMBER, formula=True),
    Cell("ab", formula=True),
    Cell("#DIV/0!", ERROR, formula=True),
    Cell("#N/A", ERROR, formula=True),
    Cell("25%", NUMBER, percent=True, formula=True),
    Cell("", formula=True),
    Cell("TRUE", CellKind.BOOLEAN, formula=True),
    Cell("#N/A", ERROR, formula=True),
    Cell("ici", formula=True),
    Cell("là", formula=True),
)


@pytest.mark.parametrize("name", ["small.xls", "small-1904.xls"])
def test_every_kind_of_cell_is_read(name: str):
    read = read_package((HERE / name).read_bytes())
    sheet = read.sheets[0]
    assert tuple(sheet.cells[row, 2] for row in range(1, len(COLUMN_B) + 1)) == COLUMN_B
    others = {place: cell.text for place, cell in sheet.cells.items() if place[1] != 2}
    assert others == {
        (1, 4): "biffé",
        (2, 4): "en partie",
        (3, 4): "12",
        (1, 5): "avec note",
        (1, 6): "caché",
        (5, 1): "ligne cachée",
        (1, 7): "fusion",
    }
    assert [(sheet.name, sheet.state) for sheet in read.sheets] == [
        ("KPI", "visible"),
        ("Feuille 2", "hidden"),
        ("Feuille 3", "hidden"),  # LibreOffice knows no "very hidden"
    ]
    assert read.modified.startswith("20")
    assert read.modified.endswith("Z")


def test_what_stands_beside_the_values_is_told():
    read = read_package(SMALL)
    sheet = read.sheets[0]
    assert sheet.merges == [(1, 7, 3, 8)]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({5}, {6})
    assert sheet.struck == {(1, 4), (2, 4), (3, 4)}
    # LibreOffice does not keep who wrote a note: the name Excel puts on its first line cannot be told from the text.
    assert sheet.notes == {(1, 5): "Une Personne:\nà vérifier\ndeux fois", (3, 5): "sur une cellule vide"}
    assert sheet.formulas == {(28, 2): "[autre.xlsx]!A1:A1", (29, 2): 'HYPERLINK("https://example.org/a","ici")'}
    assert (read.external, read.macros) == (("autre.xlsx",), False)


def refusal(content: bytes) -> Refusal:
    """Why a content is refused."""
    with pytest.raises(Refused) as raised:
        read_package(content)
    return raised.value.refusal


def test_an_encrypted_workbook_is_refused_as_such():
    start = SMALL.index(bytes.fromhex("0908100000060500"))
    behind = start + 4 + 16
    assert refusal(SMALL[:behind] + b"\x2f\x00" + SMALL[behind + 2 :]) is Refusal.ENCRYPTED


def test_a_macro_sheet_and_a_macro_project_are_told():
    kind = SMALL.index(b"Feuille 3") - 3  # in its BoundSheet record: kind, length, flags, name
    read = read_package(SMALL[:kind] + b"\x01" + SMALL[kind + 1 :])
    assert read.macros
    assert [sheet.name for sheet in read.sheets] == ["KPI", "Feuille 2"]
    assert read_package(SMALL + "_VBA_PROJECT".encode("utf-16-le")).macros


def test_another_compound_file_is_no_workbook():
    other = SMALL.replace("Workbook".encode("utf-16-le"), "WordDocs".encode("utf-16-le"))
    assert refusal(other) is Refusal.NOT_A_WORKBOOK


@pytest.mark.parametrize("size", [8, 100, 600, 3000, 6000])
def test_any_beginning_of_a_workbook_is_refused(size: int):
    assert refusal(SMALL[:size]) is Refusal.DAMAGED


def changed(record: bytes, data: bytes, start: int = 0, kind: bytes = b"") -> bytes:
    """The small workbook with other bytes in the data of a record, known by its number and length."""
    place = SMALL.index(record)
    spoilt = SMALL[:place] + (kind or record[:2]) + SMALL[place + 2 :]
    return spoilt[: place + 4 + start] + data + spoilt[place + 4 + start + len(data) :]


SOUND = read_package(SMALL)
STRINGS, NOTE, WRITER = b"\xfc\x00\xc0\x00", b"\x1c\x00\x0d\x00", b"\x5c\x00\x70\x00"


@pytest.mark.parametrize("more", [1, 1000, 0x7FFFFFF0])
def test_shared_strings_may_be_fewer_than_announced(more: int):
    announced = int.from_bytes(SMALL[SMALL.index(STRINGS) + 8 :][:4], "little")
    assert read_package(changed(STRINGS, (announced + more).to_bytes(4, "little"), start=4)) == SOUND


def test_a_cell_whose_shared_string_is_not_there_is_damage():
    assert refusal(changed(STRINGS, b"\x05\x00\x00\x00", start=4)) is Refusal.DAMAGED
    assert refusal(changed(STRINGS, b"\xff\xff", start=8)) is Refusal.DAMAGED


def test_what_stands_behind_the_author_of_a_note_means_nothing():
    assert read_package(changed(NOTE, b"\x00\x00", start=8)) == SOUND


def test_a_name_that_cannot_be_worked_out_is_no_damage():
    area_without_a_place = b"\x2d" + bytes(8)
    name = bytes(3) + b"\x01" + len(area_without_a_place).to_bytes(2, "little") + bytes(8) + b"\x00a"
    assert read_package(changed(WRITER, name + area_without_a_place, kind=b"\x18\x00")) == SOUND


def test_a_text_libreoffice_saved_as_0_is_a_formula_without_value():
    """The workbook is built by `lost_texts.py`; numbers that are 0 stay 0."""
    sheet = read_package((HERE / "lost-texts.xls").read_bytes()).sheets[0]
    zero, nothing = Cell("0", NUMBER, formula=True), Cell("", formula=True)
    assert [sheet.cells[row, 2] for row in range(1, 8)] == [nothing, nothing, zero, zero, zero, zero, nothing]


@pytest.mark.parametrize(
    ("tokens", "cells"),
    [
        ("4406000100", {(6, 1)}),
        ("240600ffc0", {(6, 255)}),
        ("4406000100 1700 00 0b 19021300 1700 00 19081900 4406000100 19080300 42030100", {(6, 1)}),
        ("4406000100 4407000100 0b", {(6, 1), (7, 1)}),
        ("4406000100 4407000100 03", set()),  # a sum
        ("4406000100 42010400", set()),  # SUM, not IF
        ("2506000700010001", set()),  # an area
        ("44060001", set()),  # cut off
        ("17ff00", set()),
        ("", set()),
    ],
)
def test_formulas_that_only_repeat_cells(tokens: str, cells: set[tuple[int, int]]):
    code = bytes.fromhex(tokens)
    assert repeated_cells(len(code).to_bytes(2, "little") + code) == cells
