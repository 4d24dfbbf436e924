"""The data sheets: what a cell shows is its own."""

from minerva.excel.regional.data import _run_over


def test_a_long_text_is_cut_beside_an_empty_cell_only():
    values, widths = ["a" * 60, "", "b" * 60, "c", "d" * 30, ""], [40.0] * 6
    assert list(_run_over(values, widths)) == [True, False, False, False, False, False]
