"""The empty findings sheet of a return: *Check* and the feedback workbook fill it."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from minerva.excel.findings_list import FINDING_COLUMNS
from minerva.excel.formats import Formats
from minerva.layout.labels import bilingual


def write_findings_head(sheet: Worksheet, formats: Formats, header_row: int, heading: str) -> None:
    """The empty findings sheet of a return: title, what it is for, headers. *Check* writes below."""
    sheet.write_string("A1", bilingual("findings.title", " – "), formats.title())
    sheet.write_string("A2", heading, formats.subtitle())
    sheet.write_string("A3", bilingual("findings.hint", " · "), formats.subtitle())
    for index, (key, width) in enumerate(FINDING_COLUMNS):
        sheet.set_column(index, index, width)
        sheet.write_string(header_row - 1, index, bilingual(f"findings.{key}"), formats.head())
    sheet.set_row(header_row - 1, 30)
    sheet.set_row(0, 24)
    sheet.freeze_panes(header_row, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row - 1)
