"""Results painted by hand in a real template are noticed where the colour stands out, and held against the figures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

import workbooks
from minerva import tasks
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.model.finding import Finding
from minerva.model.submission import NoticeKind, Submission

GREEN, ORANGE, RED, YELLOW, PALE = "C6EFCE", "FFC000", "FF0000", "FFFF00", "E2EFDA"
RESULTS = ("L7", "L9", "L11", "L13")
"""The results of the four indicators, all of them realised; the two objectives (K7, K9) are partially realised."""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A return with two objectives and four indicators, nothing painted."""
    return workbooks.filled(tmp_path / "actiris-2020.xlsx")


def painted(path: Path, fills: Iterable[tuple[str, str | Color]], sheet: str = "KPI") -> Path:
    """The return with some cells painted: (cells, colour)."""

    def paint(book: openpyxl.Workbook) -> None:
        for cells, colour in fills:
            found = book[sheet][cells]
            rows = found if isinstance(found, tuple) else ((found,),)
            for cell in (cell for row in rows for cell in row):
                cell.fill = PatternFill("solid", fgColor=colour)

    return workbooks.edited(path, paint)


def noticed(path: Path) -> dict[str, str]:
    """The lights that were noticed, by cell."""
    submission = read_return(path, path.name, Expectation(workbooks.REGISTER.organisations, 2020))
    assert isinstance(submission, Submission)
    notices = [notice for notice in submission.notices if notice.kind is NoticeKind.COLOURED]
    return {notice.source.cell: str(notice.detail) for notice in notices}


def found(path: Path) -> list[Finding]:
    (checked,) = tasks.check([path])
    return checked.findings


def test_a_template_filled_as_it_is_says_nothing(good: Path):
    assert noticed(good) == {}
    assert found(good) == []


def test_a_painted_result_is_a_finding_until_it_is_put_right(good: Path):
    painted(good, [("K7", GREEN), ("K9", ORANGE)], "OO-OD")
    painted(good, [("L7", "92D050"), ("L9", RED), ("L11", Color(theme=5))])
    findings = found(good)
    assert [(finding.code, finding.place) for finding in findings] == [
        ("STA003", "OO-OD!K7"),
        ("STA003", "KPI!L9"),
        ("STA003", "KPI!L11"),
    ]
    lights = [dict(finding.params)["colour"] for finding in findings]
    assert lights == ["@found.light.green", "@found.light.red", "@found.light.red"]
    painted(good, [("L9", "00B050"), ("L11", Color(theme=6))])
    painted(good, [("K7", "FFFFFF")], "OO-OD")
    assert found(good) == []


def test_the_status_and_the_dutch_row_may_be_painted_too(good: Path):
    painted(good, [("M7:M8", RED), ("L10", ORANGE)])
    assert noticed(good) == {"M7": "red", "M8": "red", "L10": "orange"}
    assert [(f.code, f.cell, dict(f.params)["cells"]) for f in found(good)] == [
        ("STA003", "M7", "M7:M8"),
        ("STA003", "L10", "L10"),
    ]


@pytest.mark.parametrize(
    "fills",
    [
        [("A7:Q8", RED), ("A11:Q12", GREEN)],  # bands
        [("F7:M8", RED)],  # from reference to status
        [(cell, RED) for cell in RESULTS],  # a column
        [("L7:L20", RED)],
        [("L6", RED), ("J7:J14", RED), ("K7:K14", GREEN)],  # titles and thresholds
        [("L7", PALE), ("L9", "D9D9D9"), ("L11", "000000"), ("L13", "00B0F0")],
        [("L9", YELLOW)],  # a highlighter
        [("L15", RED), ("L8:M8", "FFFFFF")],  # an empty cell
    ],
)
def test_what_is_no_declaration_says_nothing(good: Path, fills: list[tuple[str, str]]):
    assert noticed(painted(good, fills)) == {}
    assert found(good) == []


def test_a_yellow_cell_among_others_is_a_light(good: Path):
    painted(good, [("L7", GREEN), ("L9", YELLOW)])
    assert noticed(good) == {"L7": "green", "L9": "yellow"}
    assert [(finding.code, finding.cell) for finding in found(good)] == [("STA003", "L9")]


def test_a_column_with_one_cell_in_another_colour_is_declared(good: Path):
    painted(good, [("L7", GREEN), ("L9", GREEN), ("L11", RED), ("L13", GREEN)])
    assert [(finding.code, finding.cell) for finding in found(good)] == [("STA003", "L11")]


def test_letters_and_conditional_formats_are_no_declaration(good: Path):
    def change(book: openpyxl.Workbook) -> None:
        book["KPI"]["L7"].font = Font(color=RED)
        rule = CellIsRule(operator="greaterThan", formula=["0"], fill=PatternFill("solid", bgColor=RED, fgColor=RED))
        book["KPI"].conditional_formatting.add("L7:L14", rule)

    assert noticed(workbooks.edited(good, change)) == {}


def test_a_result_painted_in_a_table_of_ones_own(tmp_path: Path):
    """Without language rows, with merged cells: the result is told by its title alone."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "KPI"
    titles = ("Référence O.O.", "Référence KPI", "Indicateur", "Seuil rouge", "Seuil vert", "Résultat atteint")
    sheet.append(("Actiris – rapport 2020", *[None] * 5))
    sheet.append(titles)
    for number, result in enumerate((95, 40, 70), 1):
        sheet.append(("O.O.1.1", f"KPI-1.1.{number}", f"Part des demandes de type {number}", 50, 80, result))
    for cell, colour in (("F3", "00B050"), ("F4", RED), ("F5", "00B050")):
        sheet[cell].fill = PatternFill("solid", fgColor=colour)
    book.save(tmp_path / "actiris-2020.xlsx")
    assert noticed(tmp_path / "actiris-2020.xlsx") == {"F3": "green", "F4": "red", "F5": "green"}
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris")
    (checked,) = tasks.check([tmp_path / "actiris-2020.xlsx"], register)
    assert [(f.cell, dict(f.params)["status"]) for f in checked.findings if f.code == "STA003"] == [
        ("F5", "@choice.status.PARTIALLY_REALISED")
    ]


def test_a_word_declared_or_typed_over_is_a_finding_until_it_is_put_right(good: Path):
    workbooks.edited(good, workbooks.typed({"KPI": {"Q7": "Non-réalisé", "M9": "◐ Réalisé partiellement"}}))
    assert [(f.code, f.place) for f in found(good)] == [("STA002", "KPI!Q7"), ("STA002", "KPI!M9")]
    workbooks.edited(good, workbooks.typed({"KPI": {"Q7": None, "M9": "✔ Réalisé"}}))
    assert found(good) == []
