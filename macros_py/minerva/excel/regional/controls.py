"""Sums an auditor can follow without Python: live formulas, with the rules in words beside them."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from minerva.excel.heights import row_height
from minerva.excel.regional.annexes import annex_range, annex_sheets
from minerva.excel.regional.book import TITLE_ROWS, Book
from minerva.excel.regional.formulas import DataRanges, write_number
from minerva.excel.regional.parliament import parts
from minerva.layout.labels import bilingual
from minerva.layout.returns import return_layout
from minerva.layout.style import status_word
from minerva.model.record import LANGUAGES, Table
from minerva.model.status import Status

WIDTHS = (84, 16, 16, 16, 16, 16, 16)
LAWS = 6


def write_controls(book: Book) -> None:
    """Write the sheet of controls; data and parliamentary sheets must be written before."""
    sheet = book.sheet(book.layout.sheets["controls"])
    book.write_title(sheet, bilingual("controls.title", " – "), bilingual("controls.hint", " · "))
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    row = _write_cells(book, sheet, 3)
    row = _write_records(book, sheet, row + 1)
    row = _write_statuses(book, sheet, row + 1)
    row = _write_states(book, sheet, row + 1)
    _write_words(book, sheet, row + 1)


def _head(book: Book, sheet, row: int, keys: tuple[str, ...]) -> None:
    for index, key in enumerate(keys):
        sheet.write_string(row, index, bilingual(f"controls.{key}"), book.formats.head())
    sheet.set_row(row, 44)


def _verdict(book: Book, sheet, row: int, column: int, condition: str) -> None:
    """OK where a sum is right; the stored value is what the formula gives on sound data."""
    look = book.formats.cell(align="center", valign="vcenter", bold=True)
    wrong = bilingual("controls.wrong", " / ")
    sheet.write_formula(row, column, f'=IF({condition},"OK","{wrong}")', look, "OK")


def _write_cells(book: Book, sheet, row: int) -> int:
    """Law: every filled cell of a return is merged or set aside with a reason."""
    _head(book, sheet, row, ("organisation", "filled", "merged", "aside", "check"))
    plain = book.formats.cell(align="center", valign="vcenter")
    first = row + 2
    for chapter in book.consolidation.chapters:
        submission = chapter.submission
        if submission is None:
            continue
        row += 1
        book.write_label(sheet, row, book.organisation_title(chapter.organisation), WIDTHS[0])
        for index, value in enumerate((submission.filled, submission.merged_cells, len(submission.set_aside)), 1):
            sheet.write_number(row, index, value, plain)
        _verdict(book, sheet, row, 4, f"B{row + 1}=C{row + 1}+D{row + 1}")
    row = _write_annexes(book, sheet, row)
    return _write_sum(book, sheet, row + 1, first, ("B", "C", "D"), "B{r}=C{r}+D{r}")


def _write_annexes(book: Book, sheet, row: int) -> int:
    """The same law for what was annexed: the cells received are those on its sheets, counted there."""
    plain = book.formats.cell(align="center", valign="vcenter")
    ranges: dict[int, list[str]] = {}
    for name, number, _, content in annex_sheets(book):
        ranges.setdefault(number, []).append(annex_range(name, content))
    for number, annex in enumerate(book.consolidation.annexes, 1):
        row += 1
        organisation = book.organisation_title(book.consolidation.register.by_id(annex.organisation))
        label = bilingual("annex.control", " / ", organisation=organisation, number=number)
        book.write_label(sheet, row, label, WIDTHS[0])
        counted = "+".join(f"COUNTA({cells})" for cells in ranges[number])
        sheet.write_number(row, 1, annex.filled, plain)
        write_number(sheet, row, 2, counted, annex.filled, plain)
        sheet.write_number(row, 3, 0, plain)
        _verdict(book, sheet, row, 4, f"B{row + 1}=C{row + 1}+D{row + 1}")
    return row


def _write_sum(book: Book, sheet, row: int, first: int, letters: tuple[str, ...], condition: str) -> int:
    """The total line below; its stored values are the sums of what was written."""
    bold = book.formats.cell(align="center", valign="vcenter", bold=True)
    book.write_label(sheet, row, bilingual("overview.total", " – "), WIDTHS[0], bold=True)
    for index, letter in enumerate(letters, 1):
        value = sum(_stored(sheet.table[r][index]) for r in range(first - 1, row))
        write_number(sheet, row, index, f"SUM({letter}{first}:{letter}{row})" if row >= first else "0", value, bold)
    _verdict(book, sheet, row, len(letters) + 1, condition.format(r=row + 1))
    return row + 1


def _stored(cell) -> int:
    """The number in a cell that was written: typed, or the value of its formula."""
    return cell.value if hasattr(cell, "formula") else cell.number


def _write_records(book: Book, sheet, row: int) -> int:
    """Law: the data sheets hold as many records of each return as the reader found."""
    _head(book, sheet, row, ("organisation", "read_oo", "data_oo", "read_kpi", "data_kpi", "check"))
    plain = book.formats.cell(align="center", valign="vcenter")
    first = row + 2
    for chapter in book.consolidation.chapters:
        if chapter.submission is None:
            continue
        row += 1
        book.write_label(sheet, row, book.organisation_title(chapter.organisation), WIDTHS[0])
        organisation = chapter.organisation
        conditions = {
            "organisation": organisation.section_of or organisation.id,
            "section": organisation.id.rpartition("/")[2] if organisation.section_of else "",
        }
        for index, table in enumerate(Table):
            number = len(chapter.records(table))
            sheet.write_number(row, 1 + 2 * index, number, plain)
            write_number(sheet, row, 2 + 2 * index, DataRanges(book, table).count(conditions), number, plain)
        _verdict(book, sheet, row, 5, f"AND(B{row + 1}=C{row + 1},D{row + 1}=E{row + 1})")
    bold = book.formats.cell(align="center", valign="vcenter", bold=True)
    row += 1
    book.write_label(sheet, row, bilingual("overview.total", " – "), WIDTHS[0], bold=True)
    for index, table in enumerate(Table):
        number = book.data_rows[table]
        letters = "BD"[index]
        total = f"SUM({letters}{first}:{letters}{row})" if row >= first else "0"
        write_number(sheet, row, 1 + 2 * index, total, number, bold)
        counted = f'COUNTIF({DataRanges(book, table).column("status")},"?*")'
        write_number(sheet, row, 2 + 2 * index, counted, number, bold)
    _verdict(book, sheet, row, 5, f"AND(B{row + 1}=C{row + 1},D{row + 1}=E{row + 1})")
    return row + 1


def _write_statuses(book: Book, sheet, row: int) -> int:
    """Law: statuses are equal across sheets; the parliamentary sheets are counted by their French word."""
    _head(book, sheet, row, ("status", "data_oo", "printed_oo", "data_kpi", "printed_kpi", "check"))
    plain = book.formats.cell(align="center", valign="vcenter")
    for status in Status:
        row += 1
        words = " – ".join(status_word(status, language) for language in LANGUAGES)
        sheet.write_string(row, 0, words, book.formats.status(status, align="left"))
        for index, table in enumerate(Table):
            number = book.consolidation.statuses(table)[status]
            counted = DataRanges(book, table).count({"status": status.value})
            write_number(sheet, row, 1 + 2 * index, counted, number, plain)
            write_number(sheet, row, 2 + 2 * index, _printed(book, table, status), number, plain)
        _verdict(book, sheet, row, 5, f"AND(B{row + 1}=C{row + 1},D{row + 1}=E{row + 1})")
    return row + 1


def _printed(book: Book, table: Table, status: Status) -> str:
    """How many records of the parliamentary sheets show a status, all parts together."""
    layout = return_layout().tables[table]
    letters = xl_col_to_name([column.key for column in layout.columns].index("status"))
    word = status_word(status, "fr")
    area = f"${letters}${TITLE_ROWS + 1}:${letters}$1048576"
    sheets = [book.layout.parliament_sheet(part, table) for part in parts(book)]
    return "+".join(f"COUNTIF('{sheet}'!{area},\"{word}\")" for sheet in sheets) or "0"


def _write_states(book: Book, sheet, row: int) -> int:
    """Law: expected = missing + received; received = unusable + integrated + with gaps + annexed."""
    keys = ("expected", "missing", "unusable", "integrated", "with_gaps", "annexed")
    _head(book, sheet, row, ("organisations", *keys))
    counts = book.consolidation.coverage.counts
    row += 1
    sheet.write_string(row, 0, bilingual("controls.counted", " – "), book.formats.cell())
    for index, key in enumerate(keys, 1):
        sheet.write_number(row, index, getattr(counts, key), book.formats.cell(align="center", valign="vcenter"))
    row += 1
    sheet.write_string(row, 0, bilingual("controls.check", " – "), book.formats.cell(bold=True))
    _verdict(book, sheet, row, 1, f"B{row}=SUM(C{row}:G{row})")
    return row + 1


def _write_words(book: Book, sheet, row: int) -> None:
    """The laws in words and how to compare a hash with what Windows has."""
    sheet.write_string(row, 0, bilingual("controls.laws", " – "), book.formats.head(align="left"))
    for number in range(1, LAWS + 1):
        row += 1
        text = bilingual(f"controls.law{number}")
        sheet.merge_range(row, 0, row, len(WIDTHS) - 1, text, book.formats.cell())
        sheet.set_row(row, row_height([(text, sum(WIDTHS))], least=28))
