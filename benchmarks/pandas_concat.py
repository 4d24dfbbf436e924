"""What a user with pandas would write: read both tables of every return, put them below each other, save.

It keeps no colours, checks nothing and does not say where a value came from beyond the file name.
Usage: python pandas_concat.py RETURNS OUT.xlsx
"""

import sys
from pathlib import Path

import pandas as pd

SHEETS = ("OO-OD", "KPI")
HEADER_ROW = 6


def main(returns: Path, output: Path) -> None:
    """Write the tables of all returns below each other."""
    frames = {sheet: [] for sheet in SHEETS}
    for path in sorted(returns.glob("*.xlsx")):
        tables = pd.read_excel(path, sheet_name=list(SHEETS), header=HEADER_ROW - 1, engine="openpyxl")
        for sheet, table in tables.items():
            table.insert(0, "file", path.name)
            frames[sheet].append(table)
    with pd.ExcelWriter(output) as workbook:
        for sheet, tables in frames.items():
            pd.concat(tables).to_excel(workbook, sheet_name=sheet, index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
