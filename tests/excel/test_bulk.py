"""Rows, links and areas set down in a file on the way are those that are kept in memory."""

from pathlib import Path

import pytest
import xlsxwriter

from minerva.excel import bulk
from minerva.excel.bulk import BulkSheet


def written(path: Path) -> bytes:
    """A sheet with two ordinary rows and ten bulk ones."""
    workbook = xlsxwriter.Workbook(path, {"tmpdir": str(path.parent)})
    sheet = workbook.add_worksheet("A", worksheet_class=BulkSheet)
    sheet.write_string(0, 0, "titre")
    sheet.start_at(2)
    styles = sheet.styles([workbook.add_format()] * 2)
    for number in range(10):
        row = sheet.add_row([f"é {number}\nligne", number], styles)
        sheet.add_link(row, 0, "'A'!A1")
        sheet.add_merges([(row, 2, row, 3)])
    workbook.close()
    return path.read_bytes()


def test_rows_set_down_on_the_way_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    whole = written(tmp_path / "whole.xlsx")
    monkeypatch.setattr(bulk, "PIECES_IN_MEMORY", 3)
    assert written(tmp_path / "in pieces.xlsx") == whole
    assert {path.name for path in tmp_path.iterdir()} == {"whole.xlsx", "in pieces.xlsx"}
