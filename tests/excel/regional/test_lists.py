"""The lists on paper: the pages are ours, not those a program works out."""

from pathlib import Path

import openpyxl
import pytest

from minerva.excel.formats import A3_ROOM

LISTS = ("Rapports-Verslagen", "Constats-Bevindingen", "Modifications-Wijzigingen", "Sources-Bronnen")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_fits_the_page_and_breaks_between_its_rows(sample_year: Path, name: str):
    sheet = openpyxl.load_workbook(sample_year / "regional-2020.xlsx")[name]
    widths = [sheet.column_dimensions[letter] for letter in sheet.column_dimensions]
    # the parliamentary tables, whose print is tested, are as wide as 12 characters more than what surely fits
    assert sum(one.width * (one.max - one.min + 1) for one in widths) * sheet.page_setup.scale / 100 <= A3_ROOM + 12
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    breaks = [one.id for one in sheet.row_breaks.brk]
    assert breaks == sorted(set(breaks))
    assert all(4 < one < sheet.max_row for one in breaks)
    assert bool(breaks) == (sheet.max_row > 60 or name == "Rapports-Verslagen")
