"""The ways of the regional workbook: from a figure to its data row and on to the source, and to the year before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import workbooks
from minerva import tasks
from minerva.excel import bulk
from minerva.excel.regional.data import data_title
from minerva.excel.regional.workbook import write_regional
from minerva.model.consolidation import Consolidation
from minerva.model.record import Table

DATA = "Donnees-Gegevens {}"
CHOICE = 11  # column K of the card


@dataclass(frozen=True)
class Year:
    """A report with one of the year before: as consolidated, with formulas and with stored values."""

    consolidation: Consolidation
    formulas: Workbook
    stored: Workbook


def blocks(**last: str | Decimal) -> list[workbooks.Block]:
    """Two objectives of which the second has no result, each with its indicators."""
    second = workbooks.good_objective(2, result="", **last)
    return [workbooks.good_block(1), (second, [workbooks.good_indicator(2, 1), workbooks.good_indicator(2, 2)])]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """In the second year a title is reworded a little, a reference given to something else, and one given twice."""
    folder: Path = tmp_path_factory.mktemp("traced")
    other = {"title_fr": "Ouvrir trois antennes à Anderlecht", "title_nl": "Drie antennes openen in Anderlecht"}
    reworded = workbooks.good_objective(1, title_fr="Réduire les délais d’attente", title_nl="De wachttijd verkorten")
    twice = workbooks.good_objective(2, title_fr="Former les agents", title_nl="De medewerkers opleiden", ref="O.O.1.1")
    now = [(reworded, [workbooks.good_indicator(1, 1, ref=""), workbooks.good_indicator(1, 2)]), *blocks(**other)[1:]]
    told = {workbooks.YEAR: blocks(), workbooks.YEAR + 1: [*now, (twice, [])]}
    outputs = []
    for number, records in told.items():
        settings = workbooks.REGISTER.settings.model_copy(update={"year": number})
        register = workbooks.register_of(folder / f"register-{number}.xlsx", "actiris", settings=settings)
        (folder / str(number)).mkdir()
        workbooks.filled(folder / str(number) / "actiris.xlsx", "actiris", records, year=number)
        last_year = outputs[-1].output if outputs else None
        output = folder / f"regional-{number}.xlsx"
        outputs.append(tasks.consolidate(folder / str(number), register, output, last_year=last_year))
    path = outputs[-1].output
    both = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return Year(outputs[-1].consolidation, *both)


def column(sheet: Worksheet, header: int, title: str) -> int:
    """The number of the column with a title."""
    return next(cell.column for cell in sheet[header] if cell.value == title)


def data_cell(year: Year, table: Table, row: int, key: str, stored: bool = True) -> object:
    """A cell of a data row."""
    sheet = (year.stored if stored else year.formulas)[DATA.format("OO" if table is Table.OBJECTIVES else "KPI")]
    return sheet.cell(row, column(sheet, 1, data_title(key))).value


def test_each_figure_of_the_parliamentary_tables_leads_to_its_data_row(year: Year):
    for table in Table:
        records = list(year.consolidation.records(table))
        sheet = year.stored[f"P3 {table.value}"]
        linked = [cell for row in sheet.iter_rows(5) for cell in row if cell.hyperlink]
        places = [re.fullmatch(r"'(.+)'!A(\d+)", cell.hyperlink.location) for cell in linked]
        assert len({place[2] for place in places}) == len(records)
        for cell, place in zip(linked, places, strict=True):
            assert place[1] == DATA.format("OO" if table is Table.OBJECTIVES else "KPI")
            record = records[int(place[2]) - 2][1]
            held = [record.text(key) for key in ("strategic_ref", "objective_ref", "ref")]
            held += [str(data_cell(year, table, int(place[2]), key)) for key in ("red", "green", "result")]
            weight = record.text("weight")
            assert str(cell.value) in (*held, weight, "FR") or str(cell.value).startswith(("✔", "◐", "✘", "–"))
        figures = sum(bool(record.text(key)) for _, record in records for key in ("red", "green", "result", "weight"))
        assert len(linked) > figures + len(records)


def test_a_data_row_leads_to_the_source_to_print_to_findings_and_to_changes(year: Year):
    links = 0
    for table in Table:
        for row, (_, record) in enumerate(year.consolidation.records(table), 2):
            opened = data_cell(year, table, row, "open", stored=False)
            cell = record.fields["result"].source.cell if "result" in record.fields else f"A{record.row}"
            assert opened.startswith("=HYPERLINK('Sources-Bronnen'!$B$3&") and opened.count(f"'!{cell}\"") == 1
            assert data_cell(year, table, row, "order") == row
            sheet, _, place = str(data_cell(year, table, row, "printed")).partition("!")
            assert year.stored[sheet][place].value == "FR"
            codes = data_cell(year, table, row, "finding_codes") or ""
            count = sum(int((re.search(r"× (\d+)", code) or [0, 1])[1]) for code in codes.split(", ") if code)
            assert count == data_cell(year, table, row, "findings")
            assert len((data_cell(year, table, row, "journal") or "").split()) == data_cell(year, table, row, "changes")
            links += count
    assert links >= 3


def test_findings_and_changes_about_a_record_lead_to_its_data_row_however_it_is_sorted(year: Year):
    found: dict[str, list] = {}
    for name in ("Constats-Bevindingen", "Modifications-Wijzigingen"):
        sheet = year.formulas[name]
        columns = {title: column(sheet, 4, title) for title in ("Données\nGegevens", "Référence\nReferentie")}
        for row in range(5, sheet.max_row + 1):
            data, reference = (sheet.cell(row, number).value for number in columns.values())
            code = sheet.cell(row, 3).value if name.startswith("Constats") else "journal"
            place = led_to(year, str(data), year.stored[name].cell(row, columns["Données\nGegevens"]).value)
            found.setdefault(code, []).append(place)
            if place and reference:
                assert data_cell(year, *place, "ref") == reference
    assert (Table.OBJECTIVES, 3) in found["RES001"]
    assert all(place is not None for code, places in found.items() if code[:3] in ("RES", "DEV") for place in places)


def led_to(year: Year, formula: str, shown: str | None) -> tuple[Table, int] | None:
    """The data row that has the record a link looks for, whatever it was written in; it shows the number of it."""
    match = r"""MATCH\("(.+)",'(.+)'!\$(\w+)\$1:\$\4\$(\d+),0\)"""
    link = re.fullmatch(rf"""=HYPERLINK\("#'(.+)'!A"&{match},"(.+)"\)""", formula)
    if link is None:
        return None
    organisation, table, number = link[2].split(":")
    assert (link[1], shown, link[6]) == (link[3], f"{table} {number}", shown) and organisation == "actiris"
    keys = [cell.value for cell in year.stored[link[1]][link[4]]]
    assert len(keys) == int(link[5]) and keys.count(link[2]) == 1
    return Table(table), keys.index(link[2]) + 1


def test_the_card_can_choose_every_record_and_knows_last_year_by_reference_and_title(year: Year):
    sheet = year.stored["Fiche"]
    top = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, CHOICE).value == "choice")
    titles = [cell.value for cell in sheet[top]][CHOICE - 1 :]
    rows = [dict(zip(titles, row[CHOICE - 1 :], strict=True)) for row in sheet.iter_rows(top + 1, values_only=True)]
    assert len({row["choice"] for row in rows}) == len(rows) == 3 + 4
    earlier = {row["choice"]: (row["earlier_result"], row["earlier_status"]) for row in rows}
    assert [text for text in earlier if "O.O.1.1" in text and "OO-OD" in text] == [
        "OO-OD 1 · O.O.1.1 · Réduire les délais d’attente",
        "OO-OD 3 · O.O.1.1 · Former les agents",
    ]
    assert earlier["OO-OD 1 · O.O.1.1 · Réduire les délais d’attente"] == ("70\u00a0%", "PARTIALLY_REALISED")
    assert earlier["OO-OD 3 · O.O.1.1 · Former les agents"] == (None, None)
    assert earlier["OO-OD 2 · O.O.2.1 · Ouvrir trois antennes à Anderlecht"] == (None, None)
    assert earlier["KPI 2 · KPI-1.1.2 · Part des demandes de type 2"] == ("95\u00a0%", "REALISED")
    assert earlier["KPI 1 · sans référence/zonder referentie · Part des demandes de type 1"] == (None, None)
    assert "70\u00a0%" in [cell.value for row in sheet.iter_rows(max_row=30) for cell in row]
    assert any(str(row[0].value).startswith(f"Année {workbooks.YEAR}") for row in sheet.iter_rows(max_row=30))


def test_beyond_what_excel_takes_there_are_no_links_and_the_sheet_says_so(
    year: Year, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert "65 530" not in year.stored["P3 KPI"]["A2"].value
    monkeypatch.setattr(bulk, "MOST_LINKS", 5)
    book = openpyxl.load_workbook(write_regional(tmp_path / "few.xlsx", year.consolidation))
    sheet = book["P3 KPI"]
    assert sum(bool(cell.hyperlink) for row in sheet.iter_rows() for cell in row) == 5
    assert "65 530" in sheet["A2"].value
    assert sum(bool(cell.value) for cell in book["Donnees-Gegevens KPI"]["A"]) == 1 + 4
