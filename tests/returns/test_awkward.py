"""Returns as they come back, each spoilt as its name says: nothing is lost, and what is certain is read.

Every return starts as a good one of our template; the filled cells are counted by openpyxl against an empty template.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

import workbooks
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.model.status import Status
from minerva.model.submission import Aside, Submission
from minerva.rules.catalogue import check

Book = openpyxl.Workbook
EXPECTATION = Expectation(workbooks.REGISTER.organisations, 2020)
HEADER, FIRST, LAST = 6, 7, 24


@dataclass(frozen=True)
class Awkward:
    """A return and what is expected of it.

    `values` are fields read after the change (`KPI 1 result`; a text by its first word), `aside` the cells set aside,
    `findings` the codes. `uncounted` is how many cells openpyxl counts that are no content: language tags typed over.
    """

    change: Callable[[Book], object]
    values: dict[str, str] = field(default_factory=dict)
    aside: dict[str, Aside] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    records: tuple[int, int] = (2, 4)
    uncounted: int = 0


def typed(**cells: object) -> Callable[[Book], None]:
    """Type into cells: `OO_K7=85`, `KPI_L7="85 %"`; None empties."""

    def change(book: Book) -> None:
        for name, value in cells.items():
            sheet, _, address = name.partition("_")
            book["OO-OD" if sheet == "OO" else sheet][address].value = value

    return change


def without_echoes(sheet) -> None:
    """The table without the formulas of its Dutch rows."""
    for row in range(FIRST, LAST + 1):
        for column in range(1, 19):
            if str(sheet.cell(row, column).value).startswith("="):
                sheet.cell(row, column).value = None


def shuffled_columns(book: Book) -> None:
    """All columns of the indicators in another order, headers included."""
    sheet = book["KPI"]
    without_echoes(sheet)
    order = list(range(1, 19))
    random.Random(20).shuffle(order)
    for row in range(HEADER, LAST + 1):
        values = [sheet.cell(row, column).value for column in order]
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value


def inserted_column(book: Book) -> None:
    """A column of the correspondent's own between two of ours."""
    sheet = book["KPI"]
    without_echoes(sheet)
    for row in range(HEADER, LAST + 1):
        for column in range(18, 6, -1):
            sheet.cell(row, column + 1).value = sheet.cell(row, column).value
        sheet.cell(row, 7).value = None
    sheet.cell(HEADER, 7).value = "Service responsable"
    sheet.cell(FIRST, 7).value = "Direction A"


def titles_in(language: int) -> Callable[[Book], None]:
    """Headers in one language only."""

    def change(book: Book) -> None:
        for name in ("OO-OD", "KPI"):
            for cell in book[name][HEADER][:18]:
                if isinstance(cell.value, str) and "\n" in cell.value:
                    cell.value = cell.value.split("\n")[language]

    return change


def row_above_the_header(book: Book) -> None:
    """A title row of the correspondent's own above everything."""
    book["KPI"].insert_rows(1)
    book["KPI"]["C1"] = "Version du 3 mars"


def merged_pairs(book: Book) -> None:
    """Shared cells merged over both rows, as in the tables of former years."""
    for address in ("B7:B8", "D7:D8", "K7:K8"):
        book["OO-OD"].merge_cells(address)


def pasted_as_values(book: Book) -> None:
    """The Dutch rows repeat the shared values as values."""
    sheet = book["OO-OD"]
    for row in (7, 9):
        for column in "BDFGHIJKPQ":
            sheet[f"{column}{row + 1}"].value = sheet[f"{column}{row}"].value


def percent(address: str, value: float) -> Callable[[Book], None]:
    """A figure in percent format."""

    def change(book: Book) -> None:
        book["KPI"][address].value = value
        book["KPI"][address].number_format = "0.0%"

    return change


def hidden_and_filtered(book: Book) -> None:
    """Rows hidden and filtered away."""
    book["KPI"].row_dimensions[9].hidden = True
    book["KPI"].auto_filter.ref = "A6:R14"


def error_as_result(book: Book) -> None:
    """What stays when a cell a formula pointed to is deleted, and the formula pasted as value."""
    book["KPI"]["L7"].value = "#REF!"
    book["KPI"]["L7"].data_type = "e"


def moved_further_down(book: Book) -> None:
    """The first record cleared and typed again in spare rows."""
    sheet = book["OO-OD"]
    for column in range(2, 18):
        for row in (7, 8):
            value = sheet.cell(row, column).value
            if value is not None and not str(value).startswith("="):
                sheet.cell(row + 8, column).value = value
                sheet.cell(row, column).value = None


def copied_sheet(book: Book) -> None:
    """A safe copy of the sheet beside it."""
    book.copy_worksheet(book["KPI"]).title = "KPI (2)"


TAG, OUTSIDE, ABOVE = Aside.LANGUAGE_TAG, Aside.OUTSIDE_TABLE, Aside.ABOVE_TABLE
AWKWARD: dict[str, Awkward] = {
    "nothing spoilt": Awkward(lambda book: None, {"KPI 1 result": "95", "OO-OD 2 ref": "O.O.2.1"}),
    "tags typed otherwise": Awkward(
        typed(KPI_A7="fr", KPI_A8="Nederlands", KPI_A9="F", KPI_A10="N"), {"KPI 2 title_nl": "Aandeel"}, uncounted=4
    ),
    "tags deleted": Awkward(typed(KPI_A7=None, KPI_A8=None), {"KPI 1 title_nl": "Aandeel"}),
    "tag replaced by a text": Awkward(
        typed(KPI_A8="Titel"), {"KPI 1 title_nl": "Aandeel"}, {"KPI!A8": TAG}, ("STR003",)
    ),
    "record moved further down": Awkward(moved_further_down, {"OO-OD 1 ref": "O.O.2.1", "OO-OD 2 ref": "O.O.1.1"}),
    "columns in another order": Awkward(
        shuffled_columns, {"KPI 1 result": "95", "KPI 1 title_fr": "Part", "KPI 4 weight": "50", "KPI 3 red": "50"}
    ),
    "column inserted": Awkward(
        inserted_column,
        {"KPI 1 result": "95", "KPI 1 title_nl": "Aandeel"},
        {"KPI!G6": OUTSIDE, "KPI!G7": OUTSIDE},
        ("STR003",),
    ),
    "French titles only": Awkward(titles_in(0), {"KPI 1 weight": "50", "OO-OD 1 budget": "16.005.15.01.4140"}),
    "Dutch titles only": Awkward(titles_in(-1), {"KPI 1 weight": "50", "OO-OD 1 actions_fr": "Deux"}),
    "record deleted with its rows": Awkward(
        lambda book: book["KPI"].delete_rows(9, 2), {"KPI 2 ref": "KPI-2.1.1"}, findings=("WGT001",), records=(2, 3)
    ),
    "row above the table": Awkward(row_above_the_header, {"KPI 1 result": "95"}, {"KPI!C1": ABOVE}, ("STR003",)),
    "shared cells merged": Awkward(merged_pairs, {"OO-OD 1 result": "70", "OO-OD 1 ref": "O.O.1.1"}),
    "pasted as values": Awkward(
        pasted_as_values,
        {"OO-OD 1 result": "70", "OO-OD 2 budget": "16.005.15.01.4140"},
        {f"OO-OD!{column}{row}": Aside.REPEATED for column in "BDFIJK" for row in (8, 10)},
    ),
    "rows hidden and filtered": Awkward(hidden_and_filtered, {"KPI 2 ref": "KPI-1.1.2"}, findings=("STR008",)),
    "comment on a cell": Awkward(
        lambda book: setattr(book["KPI"]["L7"], "comment", Comment("à confirmer", "x")),
        {"KPI 1 result": "95"},
        findings=("STR006",),
    ),
    "percent format": Awkward(percent("L7", 0.955), {"KPI 1 result": "95.5"}),
    "percent format of 29": Awkward(percent("P7", 0.28999999999999998), {"KPI 1 weight": "29"}, findings=("WGT001",)),
    "figures as text": Awkward(
        typed(KPI_J7="50 %", KPI_K7="80,0%", KPI_L7="100,0 0%", KPI_P7="'50"),
        {"KPI 1 red": "50", "KPI 1 green": "80", "KPI 1 result": "100", "KPI 1 weight": "50"},
    ),
    "amounts": Awkward(
        typed(KPI_H7="Nombre/Aantal", KPI_J7="1.000.000 €", KPI_K7="4 000 000 €", KPI_L7="4.470.198 €"),
        {"KPI 1 result": "4470198", "KPI 1 red": "1000000", "KPI 1 green": "4000000"},
    ),
    "date as result": Awkward(typed(KPI_L7=date(2020, 6, 30)), {"KPI 1 result": "30/06/2020"}, findings=("RES002",)),
    "error as result": Awkward(error_as_result, {"KPI 1 result": "#REF!"}, findings=("RES002",)),
    "yes and no": Awkward(
        typed(KPI_H7="O-N/J-N", KPI_J7="N", KPI_K7="O", KPI_L7="ja"),
        {"KPI 1 unit": "yes_no", "KPI 1 result": "O", "KPI 1 green": "O"},
    ),
    "zero for the letter O": Awkward(
        typed(KPI_J7="N", KPI_K7=0, KPI_L7="Oui"), {"KPI 1 green": "O", "KPI 1 result": "O"}
    ),
    "choices typed by hand": Awkward(
        typed(KPI_H7="nombre", KPI_I7="lager is beter", KPI_J7=30, KPI_K7=10, KPI_L7=9),
        {"KPI 1 unit": "number", "KPI 1 direction": "lower"},
    ),
    "references typed by hand": Awkward(
        typed(KPI_B7="OS 1", KPI_D7="0.0.1.1", KPI_F7="KPI- . 1.1.1"),
        {"KPI 1 strategic_ref": "O.S.1", "KPI 1 objective_ref": "O.O.1.1", "KPI 1 ref": "KPI-1.1.1"},
        findings=("REF007",),
    ),
    "placeholders in both rows": Awkward(
        typed(OO_O7="FR", OO_O8="NL"),
        aside={"OO-OD!O7": Aside.PLACEHOLDER, "OO-OD!O8": Aside.PLACEHOLDER},
        findings=("LNG002",),
    ),
    "placeholder before a text": Awkward(typed(OO_O7="FR Geen"), {"OO-OD 1 actions_fr": "Geen"}, findings=("LNG002",)),
    "line breaks of Windows": Awkward(typed(KPI_N7="un\r\ndeux"), {"KPI 1 description_fr": "un\ndeux"}),
    "texts that look like formulas": Awkward(
        typed(KPI_N7="- premier point", KPI_N8="@zie bijlage"),
        {"KPI 1 description_fr": "- premier point", "KPI 1 description_nl": "@zie bijlage"},
        findings=("SEC004",),
    ),
}
ELSEWHERE = (
    *("columns in another order", "column inserted", "record deleted with its rows", "row above the table"),
    *("French titles only", "Dutch titles only"),
)
"""Cells that stand elsewhere, and other titles, cannot be counted against the template address by address."""


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A good return and the empty template of the same size."""
    root = tmp_path_factory.mktemp("returns")
    good = workbooks.filled(root / "actiris-2020.xlsx", spare=5)
    return good, workbooks.blank(root / "blank.xlsx", records=9)


def read(path: Path) -> Submission:
    """A return, every filled cell accounted for once."""
    submission = read_return(path, path.name, EXPECTATION)
    assert isinstance(submission, Submission), submission
    assert submission.filled == submission.merged_cells + len(submission.set_aside)
    places = [f.source.place for r in submission.records for f in r.fields.values()]
    places += [f.source.place for f in submission.cover.values()]
    places += [aside.source.place for aside in submission.set_aside]
    assert len(places) == len(set(places))
    return submission


@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_return(templates: tuple[Path, Path], tmp_path: Path, name: str):
    good, blank = templates
    case = AWKWARD[name]
    path = workbooks.edited(good, case.change, tmp_path / good.name)
    submission = read(path)
    assert (len(submission.objectives), len(submission.indicators)) == case.records
    for where, expected in case.values.items():
        sheet, order, key = where.split()
        found = (submission.objectives if sheet == "OO-OD" else submission.indicators)[int(order) - 1].text(key)
        assert expected in (found, found.partition(" ")[0]), where
    assert {aside.source.place: aside.reason for aside in submission.set_aside} == case.aside
    if name not in ELSEWHERE:
        assert submission.filled == workbooks.filled_cells(path, blank) - case.uncounted
    assert {finding.code for finding in check(submission)} == set(case.findings)


def test_a_copy_of_a_sheet_is_set_aside_whole(templates: tuple[Path, Path], tmp_path: Path):
    submission = read(workbooks.edited(templates[0], copied_sheet, tmp_path / "actiris.xlsx"))
    assert len(submission.indicators) == 4
    aside = {(a.source.cell, a.raw) for a in submission.set_aside}
    assert {a.reason for a in submission.set_aside} == {Aside.OTHER_SHEET}
    fields = {(f.source.cell, f.raw) for record in submission.indicators for f in record.fields.values()}
    assert fields <= aside


def test_a_note_above_and_a_total_below_are_not_lost(templates: tuple[Path, Path], tmp_path: Path):
    change = typed(KPI_BA3="à faire", KPI_P40="100")
    submission = read(workbooks.edited(templates[0], change, tmp_path / "actiris.xlsx"))
    assert [(a.source.place, a.reason) for a in submission.set_aside] == [("KPI!BA3", ABOVE)]
    assert submission.indicators[-1].text("weight") == "100"
    assert {"STR003", "REF001"} <= {finding.code for finding in check(submission)}


def test_dutch_above_french_loses_nothing(templates: tuple[Path, Path], tmp_path: Path):
    """Which rows belong together is not certain then; every text stays with its language."""

    def change(book: Book) -> None:
        sheet = book["KPI"]
        for letter in "ACEGN":
            french, dutch = sheet[f"{letter}7"], sheet[f"{letter}8"]
            french.value, dutch.value = dutch.value, french.value

    submission = read(workbooks.edited(templates[0], change, tmp_path / "actiris.xlsx"))
    texts = {(key, f.raw) for record in submission.indicators for key, f in record.fields.items()}
    assert {("title_fr", "Part des demandes de type 1"), ("title_nl", "Aandeel aanvragen van type 1")} <= texts


def test_statuses_survive_whatever_leaves_the_figures_alone(templates: tuple[Path, Path], tmp_path: Path):
    expected = [Status.PARTIALLY_REALISED] * 2 + [Status.REALISED] * 4
    for name in ("columns in another order", "column inserted", "Dutch titles only", "shared cells merged"):
        path = workbooks.edited(templates[0], AWKWARD[name].change, tmp_path / f"{name}.xlsx")
        assert [record.status for record in read(path).records] == expected, name


def test_all_cells_of_a_sheet_without_headers_are_set_aside(templates: tuple[Path, Path], tmp_path: Path):
    def change(book: Book) -> None:
        for cell in book["KPI"][HEADER]:
            cell.value = None

    submission = read(workbooks.edited(templates[0], change, tmp_path / "actiris.xlsx"))
    assert submission.indicators == []
    assert [gap.sheet for gap in submission.gaps] == ["KPI"]
    texts = {aside.raw for aside in submission.set_aside if aside.source.sheet == "KPI"}
    assert {"KPI-1.1.1", "Presque toutes.", "95"} <= texts


@pytest.mark.parametrize(
    ("place", "code"),
    [("KPI!J7", "THR003"), ("KPI!L7", "RES002"), ("KPI!P7", "WGT002"), ("KPI!G7", "STR003"), ("OO-OD!F7", "STR003")],
)
def test_a_number_that_is_not_finite_has_a_finding(templates: tuple[Path, Path], tmp_path: Path, place: str, code: str):
    sheet, address = place.split("!")
    path = workbooks.edited(templates[0], workbooks.typed({sheet: {address: 987654321}}), tmp_path / "actiris.xlsx")
    workbooks.repacked(path, lambda _, part: part.replace(b"<v>987654321</v>", b"<v>INF</v>"))
    assert [(finding.code, finding.place) for finding in check(read(path))] == [(code, place)]
