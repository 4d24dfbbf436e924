"""The sheets of annexes: what was received in a form that no layout reads, value by value, each where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from xlsxwriter.utility import xl_col_to_name

from minerva.excel.formats import A3_ROOM
from minerva.excel.heights import LINE, lines, row_height
from minerva.excel.regional.book import Book
from minerva.excel.returns.annex import HEADING_ROWS
from minerva.layout.labels import bilingual
from minerva.layout.style import style
from minerva.model.submission import Annex, AnnexSheet

NARROWEST, WIDTHS = 8.0, (60.0, 45.0, 35.0, 28.0, 22.0)
"""The least a column has, and how wide the widest may be, the first of these with which the sheet fits the page."""
STANDARD = 8.43  # the width of a column nobody set
HEADING_WIDTH = 110.0
SMALLEST = 7  # points, as printed
FOOTER_SIZE = 10  # the footer is scaled with the page


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
        sheet = book.sheet(name, FOOTER_SIZE)
        widths = _widths(content)
        _write_heading(book, sheet, widths, (number, annex, content))
        _write_values(book, sheet, content, widths)
        sheet.set_print_scale(_print_scale(widths))


def _write_heading(book: Book, sheet, widths: dict[int, float], what: tuple[int, Annex, AnnexSheet]) -> None:
    """What the sheet is and where it came from, wrapped over as many columns as make a line that can be read."""
    number, annex, content = what
    organisation = book.consolidation.register.by_id(annex.organisation)
    title = f"{bilingual('annex.title', ' – ', number=number)} · {book.organisation_title(organisation)}"
    hint = bilingual("annex.hint", "\n", file=annex.file.name, sheet=content.name, row=HEADING_ROWS + 1)
    last, width = _heading_columns(widths)
    for row, (text, look) in enumerate(((title, book.formats.title()), (hint, book.formats.subtitle()))):
        size = look.font_size
        wrapped = book.formats(
            text_wrap=True, valign="vcenter", bold=look.bold, font_size=size, font_color=look.font_color
        )
        if last:
            sheet.merge_range(row, 0, row, last, text, wrapped)
        else:
            sheet.write_string(row, 0, text, wrapped)
        scale = size / style().font_size
        sheet.set_row(row, lines(text, width / scale) * LINE * scale + 6)


def _heading_columns(widths: dict[int, float]) -> tuple[int, float]:
    """The last column of the heading, from 0, and its whole width."""
    last, width = 0, widths.get(1, STANDARD)
    while width < HEADING_WIDTH:
        last += 1
        width += widths.get(last + 1, STANDARD)
    return last, width


def _print_scale(widths: dict[int, float]) -> int:
    """Per cent: as wide as the page where texts stay readable; where they would not, more pages side by side."""
    last = max(max(widths), _heading_columns(widths)[0] + 1)
    room = sum(widths.get(column, STANDARD) for column in range(1, last + 1))
    return max(ceil(100 * SMALLEST / style().font_size), min(100, int(100 * A3_ROOM / room)))


def _write_values(book: Book, sheet, content: AnnexSheet, widths: dict[int, float]) -> None:
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
    """As wide as the longest line of a column, within what can be read on a page and, where it may, fits one."""
    longest: dict[int, int] = {}
    for (_, column), value in content.cells.items():
        line = max(map(len, str(value).split("\n")))
        longest[column] = max(longest.get(column, 0), line)
    for widest in WIDTHS:
        widths = {column: min(widest, max(NARROWEST, length + 2.0)) for column, length in longest.items()}
        if _print_scale(widths) * sum(widths.values()) <= 100 * A3_ROOM:
            break
    return widths
