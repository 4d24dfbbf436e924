"""The table of contents: parts, organisations and sections, with their places in both parliamentary tables."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from minerva.excel.heights import row_height
from minerva.excel.regional.book import Book
from minerva.excel.regional.parliament import parts
from minerva.layout.labels import bilingual, labels
from minerva.layout.style import style
from minerva.model.consolidation import Chapter
from minerva.model.coverage import State
from minerva.model.record import LANGUAGES, Table

CONTENTS_WIDTHS = 14
THERE = "→"  # to a heading below which there is no record
_TITLES = {Table.OBJECTIVES: "toc.objectives", Table.INDICATORS: "toc.indicators"}


def write_contents(book: Book, sheet: Worksheet, row: int, width: float) -> int:
    """Write the table from a row on, counted from 0: names in columns B and C, ways to the tables in D and E.

    `width` is that of B and of C in characters. The parliamentary sheets stand already. Gives the next free row.
    """
    head = book.formats(bold=True, align="center", font_color=style().colour["quiet"], text_wrap=True)
    for column, table in enumerate(Table, 3):
        sheet.write_string(row, column, bilingual(_TITLES[table]), head)
    sheet.set_row(row, 28)
    for part in parts(book):
        row += 1
        _write_part(book, sheet, row, part)
        for chapter, depth in _chapters(book, part):
            row += 1
            _write_chapter(book, sheet, row, chapter, depth, width)
    return row + 1


def _write_part(book: Book, sheet: Worksheet, row: int, part: int) -> None:
    bold = {"bold": True, "font_size": 10, "font_color": book.ink, "valign": "vcenter"}
    for column, language in enumerate(LANGUAGES, 1):
        look = book.formats(**bold, align="left", indent=column - 1)
        sheet.write_string(row, column, labels(language)(f"part.{part}"), look)
    for column, table in enumerate(Table, 3):
        name = book.layout.parliament_sheet(part, table)
        look = book.formats.way(font_size=10, align="center", valign="vcenter")
        sheet.write_url(row, column, f"internal:'{name}'!A1", look, name)
    sheet.set_row(row, 22)


def _chapters(book: Book, part: int) -> Iterator[tuple[Chapter, int]]:
    """Organisations of a part with their sections, as they follow each other, and how deep each stands."""
    register = book.consolidation.register
    chapters = {chapter.organisation.id: chapter for chapter in book.consolidation.chapters}
    for organisation in register.main_organisations:
        if organisation.part == part:
            yield chapters[organisation.id], 0
            yield from ((chapters[section.id], 1) for section in register.sections_of(organisation.id))


def _write_chapter(book: Book, sheet: Worksheet, row: int, chapter: Chapter, depth: int, width: float) -> None:
    organisation = chapter.organisation
    number = f"{organisation.chapter}. " if organisation.chapter and not depth else ""
    texts = []
    for column, language in enumerate(LANGUAGES, 1):
        text = f"{number}{organisation.name(language)}{_state(book, chapter, language)}"
        look = book.formats(font_size=10, text_wrap=True, align="left", indent=column - 1 + 2 * depth)
        sheet.write_string(row, column, text, look)
        texts.append((text, width * 0.95 - 2 * depth))
    for column, table in enumerate(Table, 3):
        place = book.chapter_rows[organisation.id, table]
        count = len(chapter.records(table))
        target = f"internal:'{book.layout.parliament_sheet(organisation.part, table)}'!A{place}"
        look = book.formats.way(font_size=10, align="center")
        sheet.write_url(row, column, target, look, str(count) if count else THERE)
    sheet.set_row(row, row_height(texts))


def _state(book: Book, chapter: Chapter, language: str) -> str:
    """Why nothing of an organisation is in the tables, behind its name."""
    line = book.consolidation.coverage.line(chapter.organisation.id)
    if chapter.submission is not None or line is None or line.state in (State.INTEGRATED, State.WITH_GAPS):
        return ""
    return f" – {labels(language)(f'state.{line.state.value}')}"
