"""The data sheets: what a cell shows is its own, and what a code means stands beside it in words."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from minerva.excel.regional.data import ROW_HEIGHT, _run_over
from minerva.layout.labels import labels
from minerva.layout.regional import CODES, data_columns, regional_layout
from minerva.model.record import LANGUAGES, Table


@pytest.fixture(scope="module")
def year(sample_year: Path):
    return load_workbook(sample_year / "regional-2020.xlsx")


@pytest.mark.parametrize("table", Table, ids=str)
def test_each_code_stands_beside_its_words_in_both_languages(year, table: Table):
    keys, found = data_columns(table), set()
    for values in year[regional_layout().data_sheet(table)].iter_rows(min_row=2, values_only=True):
        row = {key: value or "" for key, value in zip(keys, values, strict=True)}
        for key, prefix in CODES.items():
            found |= {(key, row[key])}
            told = [row[f"{key}_{language}"] for language in LANGUAGES]
            assert told == [labels(language)(f"{prefix}{row[key]}") if row[key] else "" for language in LANGUAGES]
    assert {("status", "PARTIALLY_REALISED"), ("group", "sprb"), ("not_assessed_reason", "result_missing")} <= found


@pytest.mark.parametrize("table", Table, ids=str)
def test_a_text_of_several_lines_stands_in_a_row_of_one(year, table: Table):
    sheet = year[regional_layout().data_sheet(table)]
    heights = {(sheet.row_dimensions[row].customHeight, sheet.row_dimensions[row].height) for row in _rows(sheet)}
    assert heights == {(True, ROW_HEIGHT)} and ROW_HEIGHT < 12
    several = [cell for row in sheet.iter_rows(min_row=2) for cell in row if "\n" in str(cell.value)]
    assert several and not any(cell.alignment.wrap_text for cell in several)


def _rows(sheet) -> range:
    return range(2, sheet.max_row + 1)


def test_a_long_text_is_cut_beside_an_empty_cell_and_where_figures_stand_to_the_right():
    values, widths = ["a" * 60, "", "b" * 60, "c", "d" * 30, "", "e" * 60, "f"], [40.0] * 8
    figures = [False] * 6 + [True] * 2
    assert _run_over(values, widths, figures) == [True, False, False, False, False, False, True, False]
