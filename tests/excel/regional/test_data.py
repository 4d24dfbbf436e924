"""The data sheets: what a cell shows is its own, and what a code means stands beside it in words."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

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
def test_every_text_is_cut_at_its_cell_in_a_row_of_one_line(year, table: Table):
    sheet = year[regional_layout().data_sheet(table)]
    for number, row in enumerate(sheet.iter_rows(min_row=2), 2):
        assert sheet.row_dimensions[number].customHeight and sheet.row_dimensions[number].height < 15
        texts = [cell for cell in row if isinstance(cell.value, str) and cell.alignment.horizontal == "left"]
        assert texts and all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for cell in texts)
