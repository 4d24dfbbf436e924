"""Painted cells: `coloured.xls` is this workbook, saved by LibreOffice.

python coloured.py coloured.xlsx && soffice --headless --convert-to xls coloured.xlsx
"""

import sys
from pathlib import Path

import openpyxl
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

FILLS = {
    "rgb": PatternFill("solid", fgColor="FFC00000"),
    "theme": PatternFill("solid", fgColor=Color(theme=9)),
    "theme, lighter": PatternFill("solid", fgColor=Color(theme=5, tint=0.5)),
    "indexed": PatternFill("solid", fgColor=Color(indexed=13)),
    "grey": PatternFill("solid", fgColor="FFD9D9D9"),
    "pattern": PatternFill("lightUp", fgColor="FFFF0000"),
    "none": PatternFill(),
    "empty": PatternFill("solid", fgColor="FF00B050"),
}
COLOURS = {(1, 1): "C00000", (2, 1): "F79646", (4, 1): "FFFF00"}
"""What stands there; openpyxl brings the theme of 2007. Row 3, tinted, is nearly E0A7A6: programs round."""


def write(path: Path) -> Path:
    """One cell in each fill, the last of them empty."""
    book = openpyxl.Workbook()
    for row, (name, fill) in enumerate(FILLS.items(), 1):
        cell = book.active.cell(row, 1, None if name == "empty" else name)
        cell.fill = fill
    book.save(path)
    return path


if __name__ == "__main__":
    write(Path(sys.argv[1]))
