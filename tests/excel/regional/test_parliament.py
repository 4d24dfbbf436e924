"""The parliamentary sheets of a small region: every state said, long records continued, values behind their looks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import workbooks
from minerva import tasks

PART_3 = ("actiris", "hub-brussels", "iristeam", "brugel", "finance-invest-brussels")
LONG = "Une phrase que l’on écrit encore une fois pour remplir la page. " * 160
HEADER = 4
STATUS = 12  # column L


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    """The objectives of a part: one return with a record of several pages, one annexed, one unusable, one missing."""
    folder: Path = tmp_path_factory.mktemp("states")
    returns = folder / "returns"
    returns.mkdir()
    figures = {"red": Decimal(10), "green": Decimal(5), "result": Decimal("7.25")}
    long = workbooks.good_objective(1, description_fr=LONG[:9000], description_nl=LONG[:3000])
    lower = workbooks.good_objective(2, unit="Nombre/Aantal", direction="▼", **figures)
    workbooks.filled(returns / "actiris.xlsx", "actiris", [(long, []), (lower, [])])
    annex = openpyxl.Workbook()
    annex.active["A1"] = "Tableau de bord"
    annex.save(returns / "hub-brussels.xlsx")
    (returns / "iristeam.xlsx").write_bytes((returns / "actiris.xlsx").read_bytes()[:4000])
    register = workbooks.register_of(folder / "register.xlsx", *PART_3)
    output = folder / "regional.xlsx"
    tasks.consolidate(returns, register, output, annexed=["hub-brussels"])
    return openpyxl.load_workbook(output)["P3 OO-OD"]


def below(sheet: Worksheet, heading: str) -> list[str]:
    """The texts below the heading of an organisation, up to the next heading."""
    texts = [(cell.value, cell.style) for cell in sheet["A"][HEADER:] if cell.value]
    start = next(place for place, (text, _) in enumerate(texts) if heading in text)
    headings = ("Minerva Organisation-Organisatie", "Minerva Section-Sectie")
    end = next((p for p, (_, name) in enumerate(texts[start + 1 :], start + 1) if name in headings), len(texts))
    return [text for text, _ in texts[start + 1 : end]]


@pytest.mark.parametrize(
    ("organisation", "french", "dutch"),
    [
        ("Brugel", "Rapport non remis", "Verslag niet ingediend"),
        ("IRISteam", "Reçu, inutilisable", "Ontvangen, onbruikbaar"),
        ("hub.brussels", "Annexé tel que reçu", "Bijgevoegd zoals ontvangen"),
        ("finance&invest", "Pas de rapport propre attendu", "Geen eigen verslag verwacht"),
    ],
)
def test_an_organisation_without_records_has_its_heading_and_the_reason(
    sheet: Worksheet, organisation: str, french: str, dutch: str
) -> None:
    reasons = below(sheet, organisation)
    assert reasons[0].startswith(french)
    assert reasons[1].startswith(dutch)


def test_an_annexed_report_leads_to_its_sheet(sheet: Worksheet) -> None:
    text = below(sheet, "hub.brussels")[2]
    assert text.startswith("Voir la feuille Annexe-Bijlage 1")
    [cell] = [cell for cell in sheet["A"] if cell.value == text]
    assert cell.hyperlink.location == "'Annexe-Bijlage 1'!A1"
    assert "Annexe-Bijlage 1" in sheet.parent.sheetnames


def test_a_long_text_is_continued_and_its_status_told_once(sheet: Worksheet) -> None:
    texts, told, language, count = {"FR": "", "NL": ""}, [], "", 0
    for row in sheet.iter_rows(min_row=HEADER + 1):
        # of a merged area openpyxl reads the first cell alone
        language = language if row[0].value is None else row[0].value
        if language in texts:
            texts[language] += row[12].value or ""
            told += [language] if row[STATUS - 1].value else []
            count += 1
    assert texts["FR"].startswith(LONG[:9000].strip())
    assert texts["NL"].startswith(LONG[:3000].strip())
    assert told == ["FR", "NL"] * 2
    assert count > 8


def test_no_merged_area_is_on_two_pages_and_every_cell_of_the_table_has_borders(sheet: Worksheet) -> None:
    breaks = [one.id for one in sheet.row_breaks.brk]
    assert len(breaks) > 1
    areas = [area for area in sheet.merged_cells.ranges if area.min_row > HEADER]
    assert [str(area) for area in areas if any(area.min_row <= row < area.max_row for row in breaks)] == []
    inside = {cell for area in areas for cell in area.cells}
    for row in sheet.iter_rows(min_row=HEADER + 1):
        if row[0].value in ("FR", "NL"):
            lone = [cell.border for cell in row if (cell.row, cell.column) not in inside]
            assert {
                side.style for border in lone for side in (border.left, border.right, border.top, border.bottom)
            } == {"thin"}
    for area in (area for area in areas if area.min_col == area.max_col):
        assert sheet.cell(area.min_row, area.min_col).border.top.style == "thin"
        assert sheet.cell(area.max_row, area.min_col).border.bottom.style == "thin"


def test_thresholds_show_their_direction_and_hold_the_number(sheet: Worksheet) -> None:
    found = {
        (cell.value, cell.number_format.replace("\u00a0", " "))
        for row in sheet.iter_rows(min_row=HEADER + 1, min_col=9, max_col=11)
        for cell in row
        if isinstance(cell.value, int | float)
    }
    assert found == {
        (50, '"≤ "#,##0" %"'),
        (90, '"≥ "#,##0" %"'),
        (70, '#,##0" %"'),
        (10, '"≥ "#,##0'),
        (5, '"≤ "#,##0'),
        (7.25, "#,##0.00"),
    }
