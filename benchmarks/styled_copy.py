"""What a user with openpyxl would write to keep the colours: copy every cell with its looks, one table below another.

It checks nothing and does not say where a value came from beyond the file name.
Usage: python styled_copy.py RETURNS OUT.xlsx
"""

import sys
from copy import copy
from pathlib import Path

from openpyxl import Workbook, load_workbook

SHEETS = ("OO-OD", "KPI")
HEADER_ROW = 6


def main(returns: Path, output: Path) -> None:
    """Copy the tables of all returns into one workbook."""
    result = Workbook()
    result.remove(result.active)
    targets = {sheet: result.create_sheet(sheet) for sheet in SHEETS}
    next_row = dict.fromkeys(SHEETS, 1)
    for path in sorted(returns.glob("*.xlsx")):
        source = load_workbook(path, data_only=True)
        for sheet, target in targets.items():
            first = HEADER_ROW if next_row[sheet] == 1 else HEADER_ROW + 1
            next_row[sheet] = copy_rows(source[sheet], target, first, next_row[sheet], path.name)
    result.save(output)


def copy_rows(source, target, first: int, row: int, name: str) -> int:
    """Copy a sheet from row `first` on to `row` of the target, file name in front; returns the next free row."""
    if row == 1:
        for letters, dimension in source.column_dimensions.items():
            target.column_dimensions[letters].width = dimension.width
    for cells in source.iter_rows(min_row=first):
        target.cell(row, 1, "file" if row == 1 else name)
        height = source.row_dimensions[cells[0].row].height
        if height:
            target.row_dimensions[row].height = height
        for cell in cells:
            copied = target.cell(row, cell.column + 1, cell.value)
            if cell.has_style:
                copied.font = copy(cell.font)
                copied.fill = copy(cell.fill)
                copied.border = copy(cell.border)
                copied.alignment = copy(cell.alignment)
                copied.number_format = cell.number_format
        row += 1
    return row


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
