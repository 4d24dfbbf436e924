"""Sums over the list sheets, against what was counted when the workbook was made: findings, journal and sources."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.excel.regional.book import Book
from minerva.excel.regional.formulas import DataRanges, ListRanges, write_number
from minerva.layout.labels import bilingual, labels
from minerva.layout.style import standing_word
from minerva.model.finding import STANDINGS
from minerva.model.record import Table
from minerva.model.submission import Aside

HASH = 64  # letters and digits of a SHA-256
LABEL_WIDTH = 84
Sum = tuple[str, int, str]
"""What is counted, how many there were, and the formula that counts them again."""


def write_list_controls(book: Book, sheet, row: int) -> int:
    """Write a line for each sum; returns the next free row."""
    write_head(book, sheet, row, ("lists", "told_short", "counted_short", "check"))
    plain = book.formats.cell(align="center", valign="vcenter")
    for label, number, formula in (*_card(book), *_findings(book), *_journal(book), *_sources(book)):
        row += 1
        book.write_label(sheet, row, label, LABEL_WIDTH)
        sheet.write_number(row, 1, number, plain)
        write_number(sheet, row, 2, formula, number, plain)
        write_verdict(book, sheet, row, 3, f"B{row + 1}=C{row + 1}")
    return row + 1


def _card(book: Book) -> Iterator[Sum]:
    """The records one can choose on the card."""
    number = sum(book.data_rows.values())
    yield bilingual("controls.card", " – "), number, f"SUM({book.choosable})" if number else "0"


def _findings(book: Book) -> Iterator[Sum]:
    """By severity, all together, and those about a record as the data sheets count them."""
    counts = book.consolidation.finding_counts()
    ranges = ListRanges(book, "findings", len(book.consolidation.findings))
    for standing in STANDINGS:
        if counts[standing] or standing != "trial":
            label = f"{bilingual('controls.findings', ' – ')} · {bilingual(f'severity.{standing}', ' – ')}"
            yield label, counts[standing], ranges.count({"severity_fr": standing_word(standing, "fr")})
    yield bilingual("controls.findings", " – "), len(book.consolidation.findings), _filled(ranges, "code")
    about = sum(map(len, book.trace.findings.values()))
    yield bilingual("controls.findings_of_records", " – "), about, _in_data(book, "findings")


def _journal(book: Book) -> Iterator[Sum]:
    """All lines, those of cells set aside, and those about a record as the data sheets count them."""
    lines = book.consolidation.journal
    ranges = ListRanges(book, "journal", len(lines))
    yield bilingual("controls.journal", " – "), len(lines), _filled(ranges, "file")
    aside = sum(len(chapter.submission.set_aside) for chapter in book.consolidation.chapters if chapter.submission)
    words = dict.fromkeys(labels("fr")(f"aside.{reason.value}") for reason in Aside)
    counted = "+".join(ranges.count({"why_fr": word}) for word in words)
    yield bilingual("controls.journal_aside", " – "), aside, counted
    about = sum(map(len, book.trace.journal.values()))
    yield bilingual("controls.journal_of_records", " – "), about, _in_data(book, "changes")


def _sources(book: Book) -> Iterator[Sum]:
    """Every file received, and every hash."""
    number = len(book.consolidation.files) + len(book.consolidation.containers)
    ranges = ListRanges(book, "sources", number)
    yield bilingual("controls.sources", " – "), number, _filled(ranges, "file")
    yield bilingual("controls.hashes", " – "), number, f'COUNTIF({ranges.column("sha256")},"{"?" * HASH}")'


def _filled(ranges: ListRanges, key: str) -> str:
    return f'COUNTIF({ranges.column(key)},"?*")'


def _in_data(book: Book, key: str) -> str:
    """The sum of a column of numbers of both data sheets."""
    return "+".join(f"SUM({DataRanges(book, table).column(key)})" for table in Table)


def write_head(book: Book, sheet, row: int, keys: tuple[str, ...]) -> None:
    """The headers of a block."""
    for index, key in enumerate(keys):
        sheet.write_string(row, index, bilingual(f"controls.{key}"), book.formats.head())
    sheet.set_row(row, 44)


def write_verdict(book: Book, sheet, row: int, column: int, condition: str) -> None:
    """OK where a sum is right; the stored value is what the formula gives on sound data."""
    look = book.formats.cell(align="center", valign="vcenter", bold=True)
    wrong = bilingual("controls.wrong", " / ")
    sheet.write_formula(row, column, f'=IF({condition},"OK","{wrong}")', look, "OK")
