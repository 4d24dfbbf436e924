"""The parliamentary tables of a part, ready to print: organisation by organisation, French above Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from xlsxwriter.format import Format

from minerva.excel.heights import header_height, row_height
from minerva.excel.regional.annexes import annex_sheets
from minerva.excel.regional.book import MARGINS, PRINT_SCALE, Book
from minerva.excel.regional.continuation import split_text
from minerva.excel.regional.pages import Pages
from minerva.excel.regional.record_rows import RecordRows
from minerva.excel.regional.trace import TITLE_ROWS
from minerva.layout.labels import bilingual, labels
from minerva.layout.returns import TableLayout, return_layout
from minerva.layout.style import style
from minerva.model.consolidation import Chapter
from minerva.model.coverage import CoverageLine, State
from minerva.model.record import LANGUAGES, Table

HEADER = TITLE_ROWS - 1
HEADER_SIZE = 9
FOOTER_SIZE = 10  # the footer is scaled with the page: 7 points and more as printed
TITLES = (24.0, 16.0, 16.0)  # points of the rows above the header
HEADING_HEIGHTS = {1: 28.0, 2: 22.0, 3: 18.0}
READABLE = 140.0  # character widths a text over several columns fills at most
_VALUE_AND_COLOUR = ("result", "status")


def write_parliament(book: Book, part: int, table: Table) -> None:
    """Write the sheet of one part and table."""
    _PartSheet(book, part, table).write()


def parts(book: Book) -> list[int]:
    """The parts the register has organisations in."""
    return sorted({organisation.part for organisation in book.consolidation.register.main_organisations})


class _PartSheet:
    def __init__(self, book: Book, part: int, table: Table):
        self.book = book
        self.part = part
        self.layout: TableLayout = return_layout().tables[table]
        self.widths = book.layout.printed[table]
        self.sheet = book.sheet(book.layout.parliament_sheet(part, table), FOOTER_SIZE)
        self.all_width = sum(self.widths.values())
        self.pages = Pages(MARGINS, PRINT_SCALE, self._header_height(), sum(TITLES))
        self.rows = RecordRows(book, table, self.sheet, self.pages)

    def write(self) -> None:
        self._write_head()
        self.sheet.start_at(TITLE_ROWS)
        chapters = {chapter.organisation.id: chapter for chapter in self.book.consolidation.chapters}
        for organisation in self.book.consolidation.register.main_organisations:
            if organisation.part == self.part:
                sections = self.book.consolidation.register.sections_of(organisation.id)
                self._write_chapter(chapters[organisation.id], [chapters[s.id] for s in sections])
        self.sheet.set_h_pagebreaks(self.pages.breaks)
        if self.rows.too_many_links:
            self._write_subtitle(bilingual("trace.too_many", " – "))

    def _header_height(self) -> float:
        """Result and status stand under one header, as value and colour do in the report."""
        widths = self.widths | {"result": sum(self.widths[key] for key in _VALUE_AND_COLOUR)}
        titles = [(self.layout.column_title(c.key), widths[c.key]) for c in self.layout.columns if c.key != "status"]
        return header_height(titles, HEADER_SIZE)

    def _write_head(self) -> None:
        self.book.write_title(self.sheet, bilingual(f"part.{self.part}", " – "), "")
        self._write_subtitle()
        self.book.write_way_back(self.sheet)
        for row, height in enumerate(TITLES):
            self.sheet.set_row(row, height)
        head = self.book.formats.head(font_size=HEADER_SIZE)
        for index, column in enumerate(self.layout.columns):
            self.sheet.set_column(index, index, self.widths[column.key])
            if column.key not in _VALUE_AND_COLOUR:
                self.sheet.write_string(HEADER, index, self.layout.column_title(column.key), head)
        first, last = (self.layout.position(key) - 1 for key in _VALUE_AND_COLOUR)
        self.sheet.merge_range(HEADER, first, HEADER, last, self.layout.column_title("result"), head)
        self.sheet.set_row(HEADER, self._header_height())
        self.sheet.freeze_panes(TITLE_ROWS, 0)
        self.sheet.repeat_rows(HEADER)
        self.sheet.set_print_scale(PRINT_SCALE)
        self.sheet.center_horizontally()

    def _write_subtitle(self, more: str = "") -> None:
        texts = (self._table_title, self.book.version, more)
        self.sheet.write_string("A2", " · ".join(filter(None, texts)), self.book.formats.subtitle())

    @property
    def _table_title(self) -> str:
        return bilingual(f"table.{self.layout.table.value}", " – ")

    def _write_chapter(self, chapter: Chapter, sections: list[Chapter]) -> None:
        """An organisation with something to print begins a page; those without stand behind the one before them."""
        organisation = chapter.organisation
        number = f"{organisation.chapter}. " if organisation.chapter else ""
        printed = any(one.submission is not None for one in (chapter, *sections))
        if printed and self._has_printed:
            self.pages.begin(self.sheet.next_row)
        self._has_printed = self._has_printed or printed
        self._write_heading(number + self.book.organisation_title(organisation), 1, chapter)
        if self.book.consolidation.register.expects_own(organisation) or not sections:
            self._write_content(chapter)
        for section in sections:
            self._write_heading(self.book.organisation_title(section.organisation), 2, section)
            self._write_content(section)

    _has_printed = False

    def _write_content(self, chapter: Chapter) -> None:
        line = self.book.consolidation.coverage.line(chapter.organisation.id)
        if chapter.submission is None:
            self._write_reason(line.state if line is not None else State.MISSING, line)
            self._write_ways_to_annexes(chapter)
            return
        if self.layout.table is Table.OBJECTIVES:
            self._write_introduction(chapter)
            if line is not None and line.state is State.WITH_GAPS and line.reasons:
                self._write_reason(line.state, line)
        records = chapter.records(self.layout.table)
        if not records:
            self._write_across(bilingual("regional.no_records", " – "), self._quiet)
            return
        self._write_heading(self._table_title, 3)
        for record in records:
            self.rows.write(record)

    @property
    def _quiet(self) -> Format:
        return self.book.formats.text(italic=True, font_color=style().colour["quiet"])

    def _write_reason(self, state: State, line: CoverageLine | None) -> None:
        for language in LANGUAGES:
            words = labels(language)
            reasons = " ; ".join(words(reason) for reason in line.reasons) if line is not None else ""
            colon = " : " if language == "fr" else ": "
            text = colon.join(filter(None, (words(f"state.{state.value}"), reasons)))
            self._write_across(text, self._quiet, with_next=language != LANGUAGES[-1])

    def _write_ways_to_annexes(self, chapter: Chapter) -> None:
        for name, _, annex, content in annex_sheets(self.book):
            if annex.organisation == chapter.organisation.id:
                text = bilingual("report.see_annex", " – ", sheet=name, name=content.name)
                row = self._write_across(text, self.book.formats.way(text_wrap=True))
                self.sheet.add_link(row, 0, f"'{name}'!A1")

    def _write_introduction(self, chapter: Chapter) -> None:
        for language in LANGUAGES:
            field = chapter.submission.cover.get(f"intro_{language}")
            if field is not None:
                for piece in split_text(field.text, self._readable[1]):
                    self._write_across(piece, self.book.formats.text())

    def _write_heading(self, text: str, level: int, chapter: Chapter | None = None) -> None:
        """A heading over the whole table, kept with what follows; that of a chapter is remembered for the contents."""
        last, height = len(self.layout.columns) - 1, HEADING_HEIGHTS[level]
        row = self._write_merged(text, self.book.formats.heading(level), last, height)
        self.pages.keep(row, height)
        if chapter is not None:
            self.book.chapter_rows[chapter.organisation.id, self.layout.table] = row + 1

    def _write_across(self, text: str, look: Format, *, with_next: bool = False) -> int:
        """A text over as many columns as make a line that can be read, on the page of the next where asked; its row."""
        last, width = self._readable
        height = row_height([(text, width)], least=16)
        row = self._write_merged(text, look, last, height)
        if with_next:
            self.pages.keep(row, height)
        else:
            self.pages.place(row, [height])
        return row

    @property
    def _readable(self) -> tuple[int, float]:
        """The last column, from 0, of texts over several columns, and their width."""
        return next(self._columns_from(READABLE))

    def _columns_from(self, least: float) -> Iterator[tuple[int, float]]:
        widths = accumulate(self.widths[column.key] for column in self.layout.columns)
        return ((index, width) for index, width in enumerate(widths) if width >= least)

    def _write_merged(self, text: str, look: Format, last: int, height: float) -> int:
        styles = self.sheet.styles([look]) * (last + 1)
        row = self.sheet.add_row([text, *[""] * last], styles, height)
        self.sheet.add_merges([(row, 0, row, last)])
        return row
