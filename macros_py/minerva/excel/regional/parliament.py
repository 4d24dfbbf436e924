"""The parliamentary tables of a part, ready to print: organisation by organisation, French above Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from minerva.excel.heights import LINE, TALLEST, header_height, line_room, lines, lines_of, row_height
from minerva.excel.regional.book import TITLE_ROWS, Book
from minerva.excel.regional.data import figure_value
from minerva.layout.labels import bilingual, labels
from minerva.layout.returns import TableLayout, return_layout, shown
from minerva.layout.style import status_word, style
from minerva.model.consolidation import Chapter
from minerva.model.coverage import State
from minerva.model.record import LANGUAGES, Record, Table
from minerva.model.status import Status

HEADER = TITLE_ROWS - 1
HEADER_SIZE = 9
FOOTER_SIZE = 10  # the footer is scaled with the page: 7 points and more as printed
_LINKED = ("figure", "reference", "status")
MOST_LINES = int((TALLEST - 12) // LINE)


def write_parliament(book: Book, part: int, table: Table) -> None:
    """Write the sheet of one part and table."""
    _PartSheet(book, part, table).write()


def parts(book: Book) -> list[int]:
    """The parts the register has organisations in."""
    return sorted({organisation.part for organisation in book.consolidation.register.main_organisations})


def split_text(text: str, width: float, most: int = MOST_LINES) -> list[str]:
    """Pieces that each fit a row, cut at white space; together they are the text, character for character."""
    if lines(text, width) <= most:
        return [text]
    room, pieces, start, full = line_room(width), [], 0, 0
    position = 0
    for paragraph in text.splitlines(keepends=True):
        end = position + len(paragraph)
        while full + lines_of(end - position, room) > most:
            cut = _last_space(text, position, position + int((most - full) * room))
            if cut <= start:
                cut = position if position > start else min(end, start + int(most * room))
            pieces.append(text[start:cut])
            start = position = cut
            full = 0
        full += lines_of(end - position, room)
        position = end
    return [*pieces, text[start:]] if start < len(text) else pieces


def _last_space(text: str, first: int, last: int) -> int:
    """The place behind the last white space between two places, `first` where there is none."""
    found = max(text.rfind(" ", first, last), text.rfind("\n", first, last), text.rfind("\t", first, last))
    return found + 1 if found >= 0 else first


class _PartSheet:
    def __init__(self, book: Book, part: int, table: Table):
        self.book = book
        self.part = part
        self.layout: TableLayout = return_layout().tables[table]
        self.widths = book.layout.printed[table]
        self.sheet = book.sheet(book.layout.parliament_sheet(part, table), FOOTER_SIZE)
        self.merges: list[tuple[int, int, int, int]] = []
        self._looks: dict[tuple[str, Status], list[str]] = {}
        self.all_width = sum(self.widths.values())

    def write(self) -> None:
        self._write_head()
        self.sheet.start_at(TITLE_ROWS)
        chapters = {chapter.organisation.id: chapter for chapter in self.book.consolidation.chapters}
        for organisation in self.book.consolidation.register.main_organisations:
            if organisation.part == self.part:
                sections = self.book.consolidation.register.sections_of(organisation.id)
                self._write_chapter(chapters[organisation.id], [chapters[s.id] for s in sections])
        self.sheet.add_merges(self.merges)

    def _write_head(self) -> None:
        table = self.layout.table
        self.book.write_title(
            self.sheet, bilingual(f"part.{self.part}", " – "), bilingual(f"table.{table.value}", " – ")
        )
        self._write_version()
        titles = []
        for index, column in enumerate(self.layout.columns):
            width, title = self.widths[column.key], self.layout.column_title(column.key)
            self.sheet.set_column(index, index, width)
            self.sheet.write_string(HEADER, index, title, self.book.formats.head(font_size=HEADER_SIZE))
            titles.append((title, width))
        self.sheet.set_row(HEADER, header_height(titles, HEADER_SIZE))
        self.sheet.freeze_panes(TITLE_ROWS, 0)
        self.sheet.repeat_rows(HEADER)

    def _write_chapter(self, chapter: Chapter, sections: list[Chapter]) -> None:
        organisation = chapter.organisation
        number = f"{organisation.chapter}. " if organisation.chapter else ""
        self._write_heading(number + self.book.organisation_title(organisation), level=1)
        if self.book.consolidation.register.expects_own(organisation) or not sections:
            self._write_content(chapter)
        for section in sections:
            self._write_heading(self.book.organisation_title(section.organisation), level=2)
            self._write_content(section)

    def _write_content(self, chapter: Chapter) -> None:
        if chapter.submission is None:
            self._write_reason(chapter)
            return
        if self.layout.table is Table.OBJECTIVES:
            self._write_introduction(chapter)
        records = chapter.records(self.layout.table)
        if not records:
            self._write_across(bilingual("regional.no_records", " – "), italic=True, font_color=style().colour["quiet"])
        for record in records:
            self._write_record(record)

    def _write_reason(self, chapter: Chapter) -> None:
        line = self.book.consolidation.coverage.line(chapter.organisation.id)
        state = line.state if line is not None else State.MISSING
        for language in LANGUAGES:
            words = labels(language)
            text = words(f"state.{state.value}")
            if line is not None and line.reasons:
                text += " : " + " ; ".join(words(reason) for reason in line.reasons)
            self._write_across(text, italic=True, font_color=style().colour["quiet"])

    def _write_introduction(self, chapter: Chapter) -> None:
        for language in LANGUAGES:
            field = chapter.submission.cover.get(f"intro_{language}")
            if field is not None:
                for piece in split_text(field.text, self.all_width):
                    self._write_across(piece)

    def _write_heading(self, text: str, level: int) -> None:
        look = {"bold": True, "font_size": 13 if level == 1 else 11, "font_color": self.book.ink, "valign": "vcenter"}
        self._write_across(text, height=26 if level == 1 else 20, **look)

    def _write_across(self, text: str, height: float | None = None, **look: object) -> None:
        """A text over the whole width of the table."""
        wrap = self.sheet.styles([self.book.formats(text_wrap=True, **look)])
        high = height or row_height([(text, self.all_width)], least=16)
        blanks = [""] * (len(self.layout.columns) - 1)
        row = self.sheet.add_row([text, *blanks], wrap * len(self.layout.columns), high)
        self.merges.append((row, 0, row, len(self.layout.columns) - 1))

    def _write_record(self, record: Record) -> None:
        blocks = {language: self._text_rows(record, language) for language in LANGUAGES}
        heights = {language: [self._height(row) for row in rows] for language, rows in blocks.items()}
        self._stretch(record, heights)
        first = self.sheet.next_row
        for language, rows in blocks.items():
            for number, texts in enumerate(rows):
                leading = language == "fr" and number == 0
                values = [self._value(record, column, texts, language, leading) for column in self.layout.columns]
                self.sheet.add_row(values, self._looks_of(record, language), heights[language][number])
        self._merge(first, len(blocks["fr"]), len(blocks["nl"]))
        self._link(record, first)

    def _link(self, record: Record, first: int) -> None:
        """From each figure of a record, its reference and its status to its data row; and its place, for the way back.

        Cells without a value get none: some programs would take the link for one.
        """
        stand = self.book.trace.of(record)
        self.book.trace.printed[stand.key] = f"{self.sheet.name}!A{first + 1}"
        for index, column in enumerate(self.layout.columns):
            filled = column.kind == "status" or record.text(column.key)
            if (
                column.kind in _LINKED
                and filled
                and not self.sheet.add_link(first, index, self.book.trace.row_place(stand))
            ):
                self._write_version(bilingual("trace.too_many", " – "))

    def _write_version(self, more: str = "") -> None:
        text = " · ".join(filter(None, (self.book.version, more)))
        self.sheet.write_string("A3", text, self.book.formats.subtitle())

    def _text_rows(self, record: Record, language: str) -> list[dict[str, str]]:
        """The texts of one language, a dictionary for each physical row: long texts continue on the next."""
        pieces = {
            column.key: split_text(record.text(f"{column.key}_{language}"), self.widths[column.key])
            for column in self.layout.columns
            if column.kind == "text"
        }
        count = max(len(texts) for texts in pieces.values())
        return [{key: texts[number] for key, texts in pieces.items() if number < len(texts)} for number in range(count)]

    def _height(self, texts: dict[str, str]) -> float:
        return row_height([(text, self.widths[key]) for key, text in texts.items()], least=27)

    def _stretch(self, record: Record, heights: dict[str, list[float]]) -> None:
        """Shared cells run over all rows of the record; several budget allocations may need more than the texts do."""
        needed = max(
            (lines(str(self._shared(record, c)), self.widths[c.key]) for c in self.layout.columns if c.shared),
            default=1,
        )
        lacking = needed * LINE + 3 - sum(map(sum, heights.values()))
        if lacking > 0:
            for language in LANGUAGES:
                heights[language][0] = min(TALLEST, heights[language][0] + lacking / len(LANGUAGES))

    def _value(self, record: Record, column, texts: dict[str, str], language: str, leading: bool):
        if column.kind == "language":
            return language.upper()
        if column.kind == "status":
            return status_word(record.status, language)
        if column.kind == "text":
            return texts.get(column.key, "")
        return self._shared(record, column) if leading else ""

    def _shared(self, record: Record, column) -> str | Decimal:
        field = record.fields.get(column.key)
        if field is None:
            return ""
        if column.kind == "figure":
            return figure_value(field)
        return shown(column.key, field.text)

    def _looks_of(self, record: Record, language: str) -> list[str]:
        """The styles of a physical row, made once for each language and status."""
        key = language, record.status
        if key not in self._looks:
            self._looks[key] = self.sheet.styles(self._look(record, column, language) for column in self.layout.columns)
        return self._looks[key]

    def _look(self, record: Record, column, language: str):
        formats, colour = self.book.formats, style().colour
        if column.kind == "status" or column.key == "result":
            return formats.status(record.status)
        fill = {} if language == "fr" else {"bg_color": colour["dutch_fill"]}
        if column.shared:
            return formats.cell(align="center", valign="vcenter", bold=column.kind == "reference")
        if column.kind == "language":
            return formats.cell(align="center", bold=True, font_color=colour["quiet"], **fill)
        return formats.cell(**fill)

    def _merge(self, first: int, french: int, dutch: int) -> None:
        """Shared values over the whole record; tag and status over the rows of their language."""
        for index, column in enumerate(self.layout.columns):
            if column.shared:
                self.merges.append((first, index, first + french + dutch - 1, index))
            elif column.kind in ("language", "status"):
                self.merges += _tall(first, index, french)
                self.merges += _tall(first + french, index, dutch)


def _tall(first: int, column: int, rows: int) -> Iterator[tuple[int, int, int, int]]:
    if rows > 1:
        yield first, column, first + rows - 1, column
