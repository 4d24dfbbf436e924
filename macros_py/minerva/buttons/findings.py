"""The list of findings in the open return: *Check* replaces it, *Clear* takes it away; what people typed there stays.

A row whose cell got a note of ours carries a pencil behind its place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from minerva.buttons.rows import Place, clear_rows, noted_cells, write_rows
from minerva.excel.findings_list import FINDING_COLUMNS, counts_line, finding_value, is_counts_line, place_link
from minerva.excel.open_book import filled_cells
from minerva.layout.labels import bilingual
from minerva.layout.returns import return_layout

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.model.finding import Finding
    from minerva.model.submission import Submission

PENCIL = " ✎"
_COUNTS = (3, 1)  # where a feedback workbook counts its findings, and the template says what the sheet is for


def columns() -> list[str]:
    """The columns of the list, in order."""
    return [key for key, _ in FINDING_COLUMNS]


def findings_sheet(book: xw.Book) -> xw.Sheet | None:
    """The sheet of the list, None where someone removed it."""
    name = return_layout().findings_sheet.lower()
    return next((one for one in book.sheets if one.name.lower() == name), None)


def write_list(book: xw.Book, submission: Submission, findings: Sequence[Finding], marked: Collection[str]) -> str:
    """Replace the list of an earlier check; returns the name of the sheet, which is added where someone removed it.

    `marked` are the places that got a note.
    """
    sheet = findings_sheet(book) or _add_sheet(book)
    typed = _clear(sheet, submission)
    beneath = [row for row, column in typed if column <= len(FINDING_COLUMNS)]
    first = max([return_layout().findings_header_row, *beneath]) + 1  # a list is read and filtered as a block
    write_rows(sheet, (first, 1), [[_text(finding, key, marked) for key in columns()] for finding in findings])
    names = {one.name for one in book.sheets}
    for row, finding in enumerate(findings, first):
        if finding.sheet in names:
            _link(sheet.range((row, columns().index("place") + 1)), finding, _text(finding, "place", marked))
    _colour_severities(sheet, first, findings)
    _count(sheet, counts_line(findings))
    sheet.activate()
    return sheet.name


def clear_list(book: xw.Book, submission: Submission) -> bool:
    """Take the list of an earlier check away, if there is one; the head of the sheet is as the template has it."""
    sheet = findings_sheet(book)
    if sheet is None:
        return False
    head = return_layout().findings_header_row
    filled = {place for place in dict(filled_cells(sheet)) if place[0] > head and place[1] <= len(FINDING_COLUMNS)}
    typed = _clear(sheet, submission)
    _count(sheet, bilingual("findings.hint", " · "))
    return bool(filled - typed)


def _clear(sheet: xw.Sheet, submission: Submission) -> set[Place]:
    """Clear the rows that are ours; the cells people filled stay and are returned."""
    from minerva.excel.content.cells import Cell, Sheet
    from minerva.excel.returns.account import typed_in_findings

    listed = Sheet(sheet.name)
    listed.cells = {place: Cell(str(value)) for place, value in filled_cells(sheet)}
    head = return_layout().findings_header_row
    typed = {place for place in typed_in_findings(listed, submission) if place[0] > head}
    noted = {place for place in noted_cells(sheet) if place[0] > head} - typed
    clear_rows(sheet, (head + 1, 1), len(FINDING_COLUMNS), typed | noted)
    for place in noted:  # clearing more than the contents would take the note of somebody along
        sheet.range(place).clear_contents()
    return typed


def _text(finding: Finding, key: str, marked: Collection[str]) -> str:
    text = finding_value(finding, key)
    return text + PENCIL if key == "place" and text in marked else text


def _add_sheet(book: xw.Book) -> xw.Sheet:
    layout = return_layout()
    sheet = book.sheets.add(layout.findings_sheet, after=book.sheets[len(book.sheets) - 1])
    sheet.range((1, 1)).value = bilingual("findings.title", " – ")
    header = sheet.range((layout.findings_header_row, 1), (layout.findings_header_row, len(FINDING_COLUMNS)))
    header.value = [[bilingual(f"findings.{key}") for key in columns()]]
    header.font.bold = True
    for column, (_, width) in enumerate(FINDING_COLUMNS, 1):
        with suppress(NotImplementedError):
            sheet.range((layout.findings_header_row, column)).column_width = width
    return sheet


def _link(cell: xw.Range, finding: Finding, text: str) -> None:
    """Make the place of a finding lead there."""
    with suppress(NotImplementedError):
        cell.add_hyperlink(f"#{place_link(finding)}", text, finding.place)


def _colour_severities(sheet: xw.Sheet, first: int, findings: Sequence[Finding]) -> None:
    """The severity in colour, beside its word; findings of one severity stand together, so each is one area."""
    from minerva.layout.style import style

    column = columns().index("severity") + 1
    standings = [finding.standing for finding in findings]
    for standing, look in style().finding.items():
        if standing in standings:
            top = first + standings.index(standing)
            area = sheet.range((top, column), (top + standings.count(standing) - 1, column))
            area.color = look.fill


def _count(sheet: xw.Sheet, text: str) -> None:
    """Where a feedback workbook counted its findings: they are no longer those of the list."""
    cell = sheet.range(_COUNTS)
    if isinstance(cell.value, str) and is_counts_line(cell.value):
        cell.value = text
