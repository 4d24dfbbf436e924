"""Formulas whose texts LibreOffice saves as 0: `lost-texts.xls` is this workbook, converted without recalculation.

python lost_texts.py lost-texts.xlsx && soffice --headless --convert-to xls lost-texts.xlsx
"""

import sys

import xlsxwriter

FORMULAS = ("=A1", '=IF(A1="","",A1)', "=A2", '=IF(A2="","",A2)', "=SUM(A1:A2)", "=LEN(A1)*0", '=IF(A3="","",A3)')
with xlsxwriter.Workbook(sys.argv[1]) as book:
    sheet = book.add_worksheet()
    sheet.write_column("A1", ["texte", 0])
    for row, formula in enumerate(FORMULAS):
        sheet.write_formula(row, 1, formula, None, "texte" if row < 2 else "" if row == 6 else 0)
