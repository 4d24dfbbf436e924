"""One small workbook with every kind of cell, written by openpyxl.

`small.xls` and `small-1904.xls` beside this file are it, saved by LibreOffice 7.4: `write(Path("small.xlsx"))`, then
`soffice --headless --convert-to "xls:MS Excel 97" small.xlsx`.
"""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

ROWS: tuple[tuple[object, str], ...] = (
    ("Réalisé à temps ’", "General"),
    ("deux\nlignes", "General"),
    ("  bords  doubles ", "General"),
    ("\ttabulation", "General"),
    ("N/A", "General"),
    ("'85", "General"),
    ("東京 😀", "General"),
    (85, "General"),
    (0.29, "0%"),
    (0.1429, "0.00%"),
    (-1234.5, '#,##0.00 "€"'),
    (85, '0" %"'),
    (0.85, "[>1]0;0%"),
    (1e15, "0"),
    (1e-7, "0.0000000"),
    (datetime(2020, 11, 30), "dd/mm/yyyy"),
    (datetime(2020, 11, 30, 14, 30), "dd/mm/yyyy hh:mm"),
    (time(14, 30), "hh:mm"),
    (True, "General"),
    (False, "General"),
    ("=1+1", "General"),
    ('="a"&"b"', "General"),
    ("=1/0", "General"),
    ("=NA()", "General"),
    ("=1/4", "0%"),
    ('=""', "General"),
    ("=1=1", "General"),
    ("='file:///c:/dossier/[autre.xlsx]Feuil1'!A1", "General"),
    ('=HYPERLINK("https://example.org/a","ici")', "General"),
    ('=HYPERLINK("#A1","là")', "General"),
    ('=WEBSERVICE("https://example.org/x")', "General"),
)


def write(path: Path, *, date1904: bool = False) -> Path:
    """Write it, with days counted from 1904 where asked for."""
    book = openpyxl.Workbook()
    if date1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "KPI"
    for row, (value, form) in enumerate(ROWS, 1):
        cell = sheet.cell(row, 2, value)
        cell.number_format = form
    sheet["D1"], sheet["D1"].font = "biffé", Font(strike=True)
    sheet["D2"] = CellRichText("en ", TextBlock(InlineFont(strike=True), "partie"))
    sheet["D3"], sheet["D3"].font = 12, Font(strike=True)
    sheet["E1"] = "avec note"
    sheet["E1"].comment = Comment("Une Personne:\nà vérifier\ndeux fois", "Une Personne")
    sheet["E3"].comment = Comment("sur une cellule vide", "Une Autre")
    sheet["F1"] = "caché"
    sheet.column_dimensions["F"].hidden = True
    sheet["A5"] = "ligne cachée"
    sheet.row_dimensions[5].hidden = True
    sheet.merge_cells("G1:H3")
    sheet["G1"] = "fusion"
    for number, state in enumerate(("hidden", "veryHidden"), 2):
        other = book.create_sheet(f"Feuille {number}")
        other["C3"] = number
        other.sheet_state = state
    book.save(path)
    return path
