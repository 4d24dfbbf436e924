"""The sheets of annexes: what was received in a form that no layout reads, value by value, each where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from minerva.excel.annex import HEADING_ROWS
from minerva.excel.heights import row_height
from minerva.excel.regional.book import Book
from minerva.layout.labels import bilingual
from minerva.model.submission import Annex, AnnexSheet

NARROWEST, WIDEST = 8.0, 60.0


def annex_sheets(book: Book) -> Iterator[tuple[str, int, Annex, AnnexSheet]]:
    """The name of each sheet of an annex, the number of the annex, the annex and its sheet, in order."""
    place = 0
    for number, annex in enumerate(book.consolidation.annexes, 1):
        for sheet in annex.sheets:
            place += 1
            yield f"{book.layout.sheets['annex']} {place}", number, annex, sheet


def annex_range(name: str, sheet: AnnexSheet) -> str:
    """The cells that hold the content of an annex, as a range in a formula."""
    rows, columns = [row for row, _ in sheet.cells], [column for _, column in sheet.cells]
    last = f"${xl_col_to_name(max(columns) - 1)}${max(rows) + HEADING_ROWS}"
    return f"'{name}'!$A${HEADING_ROWS + 1}:{last}"


def write_annexes(book: Book) -> None:
    """Write a sheet for each sheet of each annex; texts stay texts, whatever they look like."""
    for name, number, annex, content in annex_sheets(book):
        organisation = book.consolidation.register.by_id(annex.organisation)
        title = f"{bilingual('annex.title', ' – ', number=number)} · {book.organisation_title(organisation)}"
        hint = bilingual("annex.hint", "\n", file=annex.file.name, sheet=content.name, row=HEADING_ROWS + 1)
        sheet = book.sheet(name)
        book.write_title(sheet, title, "")
        sheet.write_string(1, 0, hint, book.formats.subtitle())
        sheet.set_row(1, 32)
        _write_values(book, sheet, content)


def _write_values(book: Book, sheet, content: AnnexSheet) -> None:
    widths = _widths(content)
    for column, width in widths.items():
        sheet.set_column(column - 1, column - 1, width)
    look = book.formats.cell(valign="top")
    texts: dict[int, list[tuple[str, float]]] = {}
    for (row, column), value in content.cells.items():
        if isinstance(value, Decimal):
            sheet.write_number(row - 1 + HEADING_ROWS, column - 1, value, look)
        else:
            sheet.write_string(row - 1 + HEADING_ROWS, column - 1, value, look)
        texts.setdefault(row, []).append((str(value), widths[column]))
    for row, cells in texts.items():
        sheet.set_row(row - 1 + HEADING_ROWS, row_height(cells))


def _widths(content: AnnexSheet) -> dict[int, float]:
    """As wide as the longest line of a column, within what can be read on a page."""
    longest: dict[int, int] = {}
    for (_, column), value in content.cells.items():
        line = max(map(len, str(value).split("\n")))
        longest[column] = max(longest.get(column, 0), line)
    return {column: min(WIDEST, max(NARROWEST, length + 2.0)) for column, length in longest.items()}
