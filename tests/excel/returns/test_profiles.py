"""Foreign layouts are found by their whole header and by what stands below it, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dashboards import NAMES, dashboard, dashboards
from minerva.excel.content.package import Package, read_package
from minerva.excel.returns.grid import Grid
from minerva.excel.returns.profiles import profiled_grids
from minerva.layout.profiles import read_profile
from minerva.model.record import Table
from minerva.parse.text import fold_words
from workbooks import blank, filled

OO, KPI = Table.OBJECTIVES, Table.INDICATORS


def package(path: Path) -> Package:
    """The cells of a workbook."""
    return read_package(path.read_bytes())


def grids(tmp_path: Path, *names: str, year: int = 2020, change: Callable[[Worksheet], object] | None = None):
    """The grids of some dashboards, each sheet edited first."""
    return profiled_grids(package(dashboard(tmp_path / "book.xlsx", *names, change=change)), year)


def held(grid: Grid, key: str, order: int = 0) -> str:
    """The text under a key in the record of that order; a row of help texts is passed over."""
    [column] = [column for column, found in grid.columns.items() if found == key]
    rows = sorted({row for row, _ in grid.sheet.cells if row > grid.header_row})
    rows = [row for row in rows if fold_words(grid.sheet.text(row, 1)) not in grid.guidance]
    return grid.sheet.text(rows[order], column)


def test_each_dashboard_is_found_with_the_tables_it_fills(tmp_path: Path):
    found = [(g.sheet.name, g.table.table, g.profile, g.partial) for g in grids(tmp_path, *NAMES)]
    assert found == [
        ("SAE", OO, "connectit-sae", True),
        ("ITCO", OO, "connectit-itco", True),
        ("ITCO", KPI, "connectit-itco", True),
        ("Arch", OO, "connectit-arch", True),
        ("DTO", OO, "connectit-dto", True),
        ("DTO", KPI, "connectit-dto", True),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_stands_where_the_grid_says(tmp_path: Path, name: str):
    grid = grids(tmp_path, name)[0]
    figures = {"red": "red", "green": "green", "result": "final_2020" if name == "ITCO" else "result"}
    if name == "SAE":
        figures = {"result": "final_result"}
    for order, row in enumerate(dashboards()[name]["rows"]):
        for key, printed in figures.items():
            assert held(grid, key, order) == row[printed]["raw"]


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_a_key_a_remark_or_empty(tmp_path: Path, name: str):
    found = grids(tmp_path, name)
    known = {column for grid in found for column in (*grid.columns, *grid.remarks)}
    cells = found[0].sheet.cells
    assert {column for row, column in cells if row > found[0].header_row} - known == set()


def test_texts_are_in_the_language_of_the_layout(tmp_path: Path):
    languages = {
        g.sheet.name: (g.language, "title_" + g.language in g.columns.values()) for g in grids(tmp_path, *NAMES)
    }
    assert languages == {"SAE": ("fr", True), "ITCO": ("nl", True), "Arch": ("fr", True), "DTO": ("nl", True)}


def test_author_and_managers_are_known_as_persons(tmp_path: Path):
    arch, dto = (next(g for g in grids(tmp_path, name)) for name in ("Arch", "DTO"))
    assert arch.about == {(2, 2): "Auteur"}
    assert dto.about == {(2, 2): "Auteur"}
    assert arch.personal == dto.personal == {"Auteur", "Gestionnaire"}


def test_help_texts_and_titles_of_the_layout_are_its_own_however_they_are_spelled(tmp_path: Path):
    def spell(sheet: Worksheet) -> None:
        sheet["B3"] = "Ce qui  a été fait."

    [grid] = grids(tmp_path, "SAE", change=spell)
    assert {fold_words(text) for text in ("Ce qui a été fait.", "Conséquences", "TABLEAU DE BORD SAE (Easy)")} <= (
        grid.guidance
    )


def test_moved_and_broken_headers_are_still_found(tmp_path: Path):
    def move(sheet: Worksheet) -> None:
        sheet.insert_cols(3)
        sheet.insert_rows(1, 4)
        for cell in sheet[6]:
            cell.value = cell.value and cell.value.replace("Seuil rouge", "Seuil roug e (%)")

    grid = grids(tmp_path, "ITCO", change=move)[0]
    assert (grid.top, held(grid, "red"), held(grid, "title_nl", 1)) == (6, "60%", "Meerjarenplan-IT")


@pytest.mark.parametrize("name", NAMES)
def test_values_stored_as_excel_stores_them_are_the_same(tmp_path: Path, name: str):
    """Typed into Excel, 60% becomes 0.6 in percent format and a date a number."""

    def store(sheet: Worksheet) -> None:
        for cell in [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]:
            if re.fullmatch(r"[0-9]+%", cell.value):
                cell.value, cell.number_format = int(cell.value[:-1]) / 100, "0%"
            elif re.fullmatch(r"[0-9]+/[0-9]+/[0-9]+", cell.value):
                cell.value, cell.number_format = datetime.strptime(cell.value, "%d/%m/%Y"), "d/mm/yyyy"
            elif cell.value.isdigit():
                cell.value = int(cell.value)

    typed, stored = grids(tmp_path, name)[0], grids(tmp_path, name, change=store)[0]
    assert (typed.columns, typed.remarks, typed.header_row) == (stored.columns, stored.remarks, stored.header_row)
    for order in range(len(dashboards()[name]["rows"])):
        assert held(typed, "result", order) == held(stored, "result", order)


def drop_header(sheet: Worksheet) -> None:
    sheet["I2"] = None


def other_year(sheet: Worksheet) -> None:
    sheet["J2"] = "Final 2019"


def twice(sheet: Worksheet) -> None:
    sheet["K2"] = "Seuil vert"


def shift_figures(sheet: Worksheet) -> None:
    for row in range(3, 11):
        sheet.cell(row, 8).value = sheet.cell(row, 7).value


def only_headers(sheet: Worksheet) -> None:
    sheet.delete_rows(3, 20)


@pytest.mark.parametrize("change", [drop_header, other_year, twice, shift_figures, only_headers])
def test_in_doubt_a_layout_is_another_one(tmp_path: Path, change: Callable[[Worksheet], object]):
    assert len(grids(tmp_path, "ITCO")) == 2
    assert grids(tmp_path, "ITCO", change=change) == []


def test_of_two_years_side_by_side_that_of_the_report_counts(tmp_path: Path):
    def add(sheet: Worksheet) -> None:
        sheet["K2"] = "Final 2019"
        sheet["K3"] = "1%"

    assert held(grids(tmp_path, "ITCO", change=add)[0], "result") == "100%"
    assert held(grids(tmp_path, "ITCO", year=2019, change=add)[0], "result") == "1%"


def test_where_the_year_is_not_known_one_result_is_taken_and_two_are_none(tmp_path: Path):
    def add(sheet: Worksheet) -> None:
        sheet["K2"] = "Final 2019"

    assert len(grids(tmp_path, "ITCO", year=0)) == 2
    assert grids(tmp_path, "ITCO", year=0, change=add) == []


@pytest.mark.parametrize("column", range(1, 11))
def test_columns_known_by_place_are_not_guessed_when_one_was_inserted(tmp_path: Path, column: int):
    """The printed header of Arch does not stand above its columns: what moved them moved the header, or the figures."""
    assert grids(tmp_path, "Arch", change=lambda sheet: sheet.insert_cols(column)) == []


@pytest.mark.parametrize("column", range(1, 10))
def test_columns_known_by_place_are_not_guessed_when_one_was_deleted(tmp_path: Path, column: int):
    assert grids(tmp_path, "Arch", change=lambda sheet: sheet.delete_cols(column)) == []


def test_a_layout_that_stands_twice_with_the_same_records_is_not_read(tmp_path: Path):
    assert len(grids(tmp_path, "SAE", "ITCO", "SAE")) == 2


def test_our_own_template_has_no_foreign_layout(tmp_path: Path):
    for path in (filled(tmp_path / "filled.xlsx"), blank(tmp_path / "blank.xlsx")):
        assert profiled_grids(package(path), 2020) == []


def test_a_profile_of_the_cell_comes_before_a_packaged_one(tmp_path: Path):
    text = """
id = "de-la-cellule"
title_fr = "SAE"
title_nl = "SAE"
[tables.OO-OD]
columns = [
  { header = "Objectif opérationnel", key = "title_fr" },
  { header = "Description du résultat atteint", key = "description_fr" },
  { header = "Description de la déviation et de ses causes", key = "deviation_fr" },
  { header = "Actions futures", key = "actions_fr" },
  { header = "Résultat final", key = "result" },
]
remarks = [{ header = "Impact de la déviation", title = "Impact" }]
lacks = ["strategic_ref", "strategic_title", "ref", "budget", "red", "green"]
"""
    mine = read_profile(text.encode(), "sae.toml", packaged=False)
    book = package(dashboard(tmp_path / "book.xlsx", "SAE"))
    [grid] = profiled_grids(book, 2020, (mine,))
    assert (grid.profile, grid.remarks) == ("de-la-cellule", {4: "Impact"})
