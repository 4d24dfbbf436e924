"""Format codes as Excel writes them: what they make of a number."""

from __future__ import annotations

import pytest

from minerva.excel.content.cells import Cell, CellKind, number_cell
from minerva.excel.content.number_formats import date_text, iso_date_text, number_style, style_of


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0.0 %", 0.855, "85.5%"),
        ("0%;[Red]-0%", -0.2, "-20%"),
        ('0" %"', 85, "85"),
        ("0\\%", 85, "85"),
        ("0_%", 85, "85"),
        ("0*%", 85, "85"),
        ("[>1]0;0%", 0.85, "85%"),
        ("[>1]0;0%", 85, "85"),
        ("[<=1]0%;[>1]0", 1, "100%"),
        ("[<=1]0%;[>1]0", 85, "85"),
        ("0;[Red]-0%", 0.5, "0.5"),
        ("0;[Red]-0%", -0.5, "-50%"),
        ('[=0]"-";0%', 0.85, "85%"),
        ("[=1]0;[=2]0%;0.0", 2, "200%"),
        ('0%;-0%;"-"', 0, "0%"),
        ("0;-0;0%", 0, "0%"),
        ("0%;@", 0.85, "85%"),
        ("0%;;", -0.5, "-50%"),
        ('"a;b"0%', 0.5, "50%"),
        ('"100 % : "0', 85, "85"),
        ("[$€-80C] #,##0.00", 85, "85"),
        ('_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', 85, "85"),
        ("# ?/?", 0.5, "0.5"),
        ("0.00E+00", 1e308, "1" + "0" * 308),
        ("General", 0.85, "0.85"),
        ("[$-80C]dd/mm/yyyy;@", 44165, "30/11/2020"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", 44165, "30/11/2020"),
        ("dd/mm/yyyy hh:mm", 44165.604166666664, "30/11/2020 14:30"),
        ("hh:mm", 0.604166666666667, "14:30"),
        ("hh:mm:ss", 0.5 + 1 / 86400, "12:00:01"),
        ("h:mm AM/PM", 0, "00:00"),
        ("hh:mm", 44165.5, "30/11/2020 12:00"),
        ("[h]:mm", 1.5, "36:00"),
        ("mmm yy", 44165, "30/11/2020"),
        ('0 "mois"', 3, "3"),
        ("dd/mm/yyyy", 0.85, "0.85"),
        ("dd/mm/yyyy", -5, "-5"),
        ("dd/mm/yyyy", 1e9, "1000000000"),
        ("", 85, "85"),
        (";;;", 85, "85"),
        ('"never closed', 85, "85"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(code: str, value: float, shown: str):
    cell = number_cell(value, style_of(code))
    assert (cell.text, cell.percent) == (shown, shown.endswith("%"))
    assert (cell.kind is CellKind.DATE) == ("/" in shown or ":" in shown)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "44165.5"), (9, "4416550%"), (10, "4416550%"), (14, "30/11/2020 12:00"), (22, "30/11/2020 12:00")],
)
def test_built_in_formats_are_known_by_number(number: int, shown: str):
    assert number_cell(44165.5, number_style(number, {})).text == shown


def test_a_format_that_differs_from_country_to_country_is_what_the_workbook_says():
    assert number_cell(0.25, number_style(52, {})).text == "0.25"
    assert number_cell(0.25, number_style(52, {52: 'hh":"mm'})).text == "06:00"
    assert number_cell(0.25, number_style(9, {9: "0"})).text == "25%"


@pytest.mark.parametrize(
    ("days", "date1904", "shown"),
    [
        (1, False, "01/01/1900"),
        (59, False, "28/02/1900"),
        (60, False, "29/02/1900"),
        (61, False, "01/03/1900"),
        (42703, True, "30/11/2020"),
        (44165.999999999, False, "01/12/2020"),
        (2958465, False, "31/12/9999"),
        (2958466, False, ""),
        (2958465, True, ""),
    ],
)
def test_days_are_counted_as_excel_counts_them(days: float, date1904: bool, shown: str):
    assert date_text(days, date1904=date1904) == shown


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2020-11-30", "30/11/2020"),
        ("2020-11-30T00:00:00", "30/11/2020"),
        ("2020-11-30T14:30:00.000Z", "30/11/2020 14:30"),
        ("2020-11-30T14:30:05", "30/11/2020 14:30:05"),
        ("30 novembre", "30 novembre"),
    ],
)
def test_stored_dates_are_written_as_belgians_write_them(iso: str, shown: str):
    assert iso_date_text(iso) == shown


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_what_is_not_finite_is_an_error_cell(value: float):
    assert number_cell(value, style_of("0%")) == Cell("#NUM!", CellKind.ERROR)
