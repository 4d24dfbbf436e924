"""The rows of one record in a parliamentary table: French above Dutch, long texts continued, shared cells merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from minerva.excel.bulk import BulkSheet
from minerva.excel.heights import LINE, TALLEST, height_of, lines, row_height
from minerva.excel.regional.book import Book
from minerva.excel.regional.continuation import MOST_LINES, split_text
from minerva.excel.regional.data import figure_value
from minerva.excel.regional.figures import figure_format
from minerva.excel.regional.pages import Pages
from minerva.layout.returns import Column, TableLayout, return_layout, shown
from minerva.layout.style import status_word, style
from minerva.model.record import LANGUAGES, Record, Table
from minerva.model.status import Status

LOWEST = 27.0  # points of a row: two lines
_LINKED = ("language", "figure", "reference")
_TALL = ("language", "status")


class RecordRows:
    """Writes the records of one sheet."""

    def __init__(self, book: Book, table: Table, sheet: BulkSheet, pages: Pages):
        self.book = book
        self.sheet = sheet
        self.pages = pages
        self.layout: TableLayout = return_layout().tables[table]
        self.widths = book.layout.printed[table]
        self._keys = [column.key for column in self.layout.columns]
        texts = [column.key for column in self.layout.columns if column.kind == "text"]
        self._texts = {n: [(key, f"{key}_{n}", self.widths[key]) for key in texts] for n in LANGUAGES}
        self._shared = [column for column in self.layout.columns if column.shared]
        self._linked = [(index, c.key) for index, c in enumerate(self.layout.columns) if c.kind in _LINKED]
        self.too_many_links = False
        self._looks: dict[tuple[str, Status], list[str]] = {}
        self._figure_looks: dict[tuple[str, Status, str], str] = {}

    def write(self, record: Record) -> None:
        """Write a record below the last row of the sheet, on one page where it fits one."""
        blocks = {language: self._text_rows(record, language) for language in LANGUAGES}
        heights = {language: [height for _, height in rows] for language, rows in blocks.items()}
        shared = {column.key: _shared_value(record, column) for column in self._shared}
        self._stretch(shared, heights)
        first = self.sheet.next_row
        for language, rows in blocks.items():
            for number, (texts, _) in enumerate(rows):
                leading = language == "fr" and number == 0
                cells = texts | {"language": language.upper()} | (shared if leading else {})
                if number == 0:
                    cells["status"] = status_word(record.status, language)
                looks = self._looks_of(record, language, leading)
                self.sheet.add_row([cells.get(key, "") for key in self._keys], looks, heights[language][number])
        inside = self.pages.place(first, [height for rows in heights.values() for height in rows])
        self._merge(first, len(blocks["fr"]), len(blocks["nl"]), inside)
        self._link(record, shared | {"language": LANGUAGES[0].upper()}, first)

    def _link(self, record: Record, cells: Mapping[str, str | Decimal], first: int) -> None:
        """From the tag, the figures and the reference of a record to its data row; and its place, for the way back.

        Cells without a value get none: some programs would take the link for one. Nor do texts of several lines: some
        programs do not wrap a text with a link.
        """
        stand = self.book.trace.of(record)
        self.book.trace.printed[stand.key] = f"{self.sheet.name}!A{first + 1}"
        place = self.book.trace.row_place(stand)
        for index, key in self._linked:
            text = str(cells[key])
            if text and lines(text, self.widths[key]) == 1:
                added = self.sheet.add_link(first, index, place)
                self.too_many_links = self.too_many_links or not added

    def _text_rows(self, record: Record, language: str) -> list[tuple[dict[str, str], float]]:
        """The texts of one language with the height of each physical row: long texts continue on the next."""
        texts = [(key, record.text(field), width) for key, field, width in self._texts[language]]
        most = max(lines(text, width) for _, text, width in texts)
        if most <= MOST_LINES:
            return [({key: text for key, text, _ in texts}, height_of(most, LOWEST))]
        pieces = {key: split_text(text, width) for key, text, width in texts}
        count = max(map(len, pieces.values()))
        rows = [{key: of[number] for key, of in pieces.items() if number < len(of)} for number in range(count)]
        return [(row, self._height(row)) for row in rows]

    def _height(self, texts: dict[str, str]) -> float:
        return row_height([(text, self.widths[key]) for key, text in texts.items()], least=LOWEST)

    def _stretch(self, shared: Mapping[str, str | Decimal], heights: dict[str, list[float]]) -> None:
        """Shared cells run over all rows of the record; several budget allocations may need more than the texts do."""
        needed = max((lines(str(value), self.widths[key]) for key, value in shared.items()), default=1)
        lacking = needed * LINE + 3 - sum(map(sum, heights.values()))
        if lacking > 0:
            for language in LANGUAGES:
                heights[language][0] = min(TALLEST, heights[language][0] + lacking / len(LANGUAGES))

    def _looks_of(self, record: Record, language: str, leading: bool) -> list[str]:
        """The styles of a physical row, made once for each language and status; figures have their own in the first."""
        key = language, record.status
        if key not in self._looks:
            looks = (self._look(record.status, column, language) for column in self.layout.columns)
            self._looks[key] = self.sheet.styles(looks)
        if not leading:
            return self._looks[key]
        looks = list(self._looks[key])
        for index, column in enumerate(self.layout.columns):
            if column.kind == "figure":
                looks[index] = self._figure_look(record, column) or looks[index]
        return looks

    def _figure_look(self, record: Record, column: Column) -> str:
        number_format = figure_format(record, column.key)
        key = column.key, record.status, number_format
        if key not in self._figure_looks:
            look = self._look(record.status, column, "fr", num_format=number_format) if number_format else None
            self._figure_looks[key] = self.sheet.styles([look])[0] if look is not None else ""
        return self._figure_looks[key]

    def _look(self, status: Status, column: Column, language: str, **more: object):
        formats, colour = self.book.formats, style().colour
        if column.kind == "status" or column.key == "result":
            return formats.status(status, **more)
        fill = {} if language == "fr" else {"bg_color": colour["dutch_fill"]}
        if column.shared:
            return formats.cell(align="center", valign="vcenter", bold=column.kind == "reference", **more)
        if column.kind == "language":
            return formats.cell(align="center", bold=True, font_color=colour["quiet"], **fill)
        return formats.cell(**fill)

    def _merge(self, first: int, french: int, dutch: int, pages: Sequence[int]) -> None:
        """Shared values over the whole record; tag and status over the rows of their language; none over two pages."""
        of_record = _spans(first, french + dutch, pages)
        of_languages = _spans(first, french, pages) + _spans(first + french, dutch, pages)
        areas = []
        for index, column in enumerate(self.layout.columns):
            spans = of_record if column.shared else of_languages if column.kind in _TALL else ()
            areas += [(top, index, bottom, index) for top, bottom in spans]
        self.sheet.add_merges(areas)


def _shared_value(record: Record, column: Column) -> str | Decimal:
    """What stands in a cell for both languages."""
    field = record.fields.get(column.key)
    if field is None:
        return ""
    return figure_value(field) if column.kind == "figure" else shown(column.key, field.text)


def _spans(first: int, rows: int, pages: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last of so many rows, for each page on which there are several of them."""
    starts = [first, *(row for row in pages if first < row < first + rows)]
    ends = [*starts[1:], first + rows]
    return [(start, end - 1) for start, end in zip(starts, ends, strict=True) if end - start > 1]
