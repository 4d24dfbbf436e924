"""Figures at a glance: statuses by part, group and organisation, and the coverage by group, as live formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from minerva.excel.bulk import BulkSheet
from minerva.excel.regional.book import Book
from minerva.excel.regional.formulas import DataRanges, write_number
from minerva.layout.labels import bilingual
from minerva.layout.style import status_word
from minerva.model.coverage import Counts
from minerva.model.record import LANGUAGES, Table
from minerva.model.register import OAA, Group
from minerva.model.status import Status

LABEL_WIDTH = 84
Line = tuple[str, Mapping[str, str | int]]


def write_overview(book: Book) -> None:
    """Write the synthesis sheet; the data sheets must be written before."""
    sheet = book.sheet(book.layout.sheets["overview"])
    book.write_title(sheet, bilingual("overview.title", " – "), bilingual("overview.hint", " · "))
    sheet.set_column("A:A", LABEL_WIDTH)
    sheet.set_column("B:F", 19)
    row = 3
    for table in Table:
        facts = _facts(book, table)
        for heading, lines in _blocks(book).items():
            row = _write_block(book, sheet, row, table, heading, lines, facts) + 1
    _write_coverage(book, sheet, row)
    sheet.freeze_panes(3, 1)


def _blocks(book: Book) -> dict[str, list[Line]]:
    """Heading label -> lines (label, conditions on data columns)."""
    register = book.consolidation.register
    reported = {c.organisation.section_of or c.organisation.id for c in book.consolidation.chapters if c.submission}
    return {
        "overview.by_part": [
            (bilingual(f"part.{part}", " – "), {"part": part})
            for part in sorted({o.part for o in register.main_organisations})
        ],
        "overview.by_group": [
            (bilingual(f"group.{group.value}", " – "), {"group": group.value})
            for group in Group
            if any(o.group is group for o in register.main_organisations)
        ],
        "overview.by_organisation": [
            (book.organisation_title(o), {"organisation": o.id})
            for o in register.main_organisations
            if o.id in reported
        ],
    }


def _write_block(
    book: Book, sheet: BulkSheet, row: int, table: Table, heading: str, lines: list[Line], facts: Counter[tuple]
) -> int:
    """One table of counts with its total; returns the next free row."""
    ranges, formats = DataRanges(book, table), book.formats
    title = f"{bilingual(f'table.short.{table.value}', ' – ')} · {bilingual(heading, ' – ')}"
    sheet.write_string(row, 0, title, formats.head(align="left"))
    for index, status in enumerate(Status, 1):
        words = "\n".join(status_word(status, language) for language in LANGUAGES)
        sheet.write_string(row, index, words, formats.head())
    sheet.write_string(row, len(Status) + 1, bilingual("overview.total"), formats.head())
    sheet.set_row(row, 32)
    for number, (label, conditions) in enumerate([*lines, (bilingual("overview.total", " – "), {})], row + 1):
        last = number == row + 1 + len(lines)
        book.write_label(sheet, number, label, LABEL_WIDTH, bold=last)
        for index, status in enumerate(Status, 1):
            wanted = {**conditions, "status": status.value}
            value = _matching(facts, wanted)
            look = formats.status(status) if value else formats.cell(align="center", valign="vcenter", bold=last)
            write_number(sheet, number, index, ranges.count(wanted), value, look)
        total = f"SUM(B{number + 1}:{'BCDE'[len(Status) - 1]}{number + 1})"
        bold = formats.cell(align="center", valign="vcenter", bold=True)
        write_number(sheet, number, len(Status) + 1, total, _matching(facts, conditions), bold)
    return row + len(lines) + 2


def _facts(book: Book, table: Table) -> Counter[tuple]:
    """How many records there are for each (key, value, status); '' stands for any."""
    counted: Counter[tuple] = Counter()
    for chapter, record in book.consolidation.records(table):
        organisation = chapter.organisation
        main = book.consolidation.register.by_id(organisation.section_of) or organisation
        conditions = (("part", main.part), ("group", main.group.value), ("organisation", main.id), ("", ""))
        for key, value in conditions:
            counted[key, value, record.status.value] += 1
            counted[key, value, ""] += 1
    return counted


def _matching(facts: Counter[tuple], conditions: Mapping[str, str | int]) -> int:
    """How many records meet conditions on at most one key and the status."""
    key, value = next(((k, v) for k, v in conditions.items() if k != "status"), ("", ""))
    return facts[key, value, conditions.get("status", "")]


def _write_coverage(book: Book, sheet: BulkSheet, row: int) -> None:
    """How many organisations reported, by group and for the autonomous bodies together."""
    formats, coverage = book.formats, book.consolidation.coverage
    sheet.write_string(row, 0, bilingual("overview.coverage", " – "), formats.head(align="left"))
    for index, key in enumerate(("expected", "received", "in_report", "missing"), 1):
        sheet.write_string(row, index, bilingual(f"overview.{key}"), formats.head())
    sheet.set_row(row, 32)
    groups: Iterable[tuple[str, Counts]] = [
        *((bilingual(f"group.{group.value}", " – "), coverage.rates([group])) for group in Group),
        (bilingual("group.oaa", " – "), coverage.rates(OAA)),
    ]
    for number, (label, counts) in enumerate(groups, row + 1):
        book.write_label(sheet, number, label, LABEL_WIDTH)
        for index, value in enumerate((counts.expected, counts.received, counts.in_report, counts.missing), 1):
            sheet.write_number(number, index, value, formats.cell(align="center", valign="vcenter"))
