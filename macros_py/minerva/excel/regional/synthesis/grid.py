"""The page of the synthesis: figures on the left, their chart on the right, blocks that no page cuts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range

from minerva.excel.bulk import BulkSheet
from minerva.excel.heights import header_height, row_height
from minerva.excel.regional.book import Book

LABEL, NUMBER, NUMBERS, WIDE = 300, 88, 6, 1480
"""Pixels of the column of labels and of one of figures, how many of these, and of the whole page: an A3 page in
landscape, unscaled, has room for 1,510."""
HIGH = 975
"""Pixels of rows that surely fit an A3 page in landscape, unscaled."""
HEADING, GAP = 26, 10
POINTS = 0.75  # points of a pixel
HEAD_SIZE = 8


class Figure(NamedTuple):
    """A cell of a block with the value its formula gives; without a formula the value is typed.

    In a formula `{row}`, `{above}` and `{below}` stand for its own row and its neighbours, `{first}` for the first row
    of the block, all from 1.
    """

    value: int | float | str
    look: Format
    formula: str = ""


class Line(NamedTuple):
    """A line of a block."""

    label: str
    figures: Sequence[Figure]
    bold: bool = False


class Area(NamedTuple):
    """Where a block stands: the rows of its heads and of its first and last line in the chart, from 0."""

    sheet: str
    head: int
    first: int
    last: int


@dataclass(frozen=True)
class Block:
    """Lines under their heads, with a chart of the first `charted` of them; `note` says how to read it.

    `chart` makes it from the area and its height in pixels; `least` is the least height. None where nothing can be
    shown.
    """

    title: str
    heads: Sequence[str]
    lines: Sequence[Line]
    chart: Callable[[Area, int], tuple[Chart, str]] | None = None
    charted: int = 0
    note: str = ""
    least: int = 0


class Grid:
    """The sheet being filled from top to bottom, page by page."""

    def __init__(self, book: Book, sheet: BulkSheet):
        self.book, self.sheet = book, sheet
        self.numbers = NUMBERS + (book.consolidation.earlier is not None)
        self.chart_column = 1 + self.numbers
        self.chart_width = WIDE - LABEL - NUMBER * self.numbers
        self.last_column = self.chart_column + 1
        self.row = 0
        self._used = 0
        self._breaks: list[int] = []
        sheet.set_column_pixels(0, 0, LABEL)
        sheet.set_column_pixels(1, self.numbers, NUMBER)
        sheet.set_column_pixels(self.chart_column, self.last_column, self.chart_width // 2)

    def add_row(self, height: int) -> int:
        """The number, from 0, of a new row of so many pixels."""
        self.sheet.set_row_pixels(self.row, height)
        self.row += 1
        self._used += height
        return self.row - 1

    def keep(self, height: int) -> None:
        """Begin a new page where what follows would be cut."""
        if self._used and self._used + height > HIGH:
            self._breaks.append(self.row)
            self._used = 0

    def finish(self) -> None:
        """Tell the sheet where its pages end."""
        self.sheet.set_h_pagebreaks(self._breaks)
        self.sheet.print_area(0, 0, self.row - 1, self.last_column)
        self.sheet.set_print_scale(100)

    def line_height(self, label: str) -> int:
        """Pixels of a line."""
        return ceil(row_height([(label, LABEL / 7)]) / POINTS)

    def head_height(self, heads: Sequence[str]) -> int:
        """Pixels of the row of heads."""
        return ceil(header_height([(head, NUMBER / 7) for head in heads], HEAD_SIZE) / POINTS)

    def add_block(self, block: Block) -> Area:
        """Write a block, on a new page where this one has no room for it."""
        heights = [self.line_height(line.label) for line in block.lines]
        head = self.head_height(block.heads)
        rest = max(0, block.least - head - sum(heights), self._note_height(block.note) if block.note else 0)
        self.keep(HEADING + head + sum(heights) + rest + GAP)
        self._add_heading(block.title)
        area = self._add_lines(block, head, heights)
        if rest:
            self._add_note(block.note, rest)
        self.add_row(GAP)
        if block.chart is not None:
            self._insert(block.chart, area, head + sum(heights) + rest)
        return area

    def _note_height(self, note: str) -> int:
        return ceil(row_height([(note, (LABEL + NUMBER * self.numbers) / 7)]) / POINTS) + 4

    def _add_heading(self, title: str) -> None:
        row, look = self.add_row(HEADING), self.book.formats.head(align="left", font_size=11, indent=1)
        self.sheet.merge_range(row, 0, row, self.last_column, title, look)

    def _add_lines(self, block: Block, head: int, heights: Sequence[int]) -> Area:
        formats = self.book.formats
        head_row = self.add_row(head)
        for column, text in enumerate(block.heads):
            look = formats.head(align="center" if column else "left", font_size=HEAD_SIZE, **_PALE)
            self.sheet.write_string(head_row, column, text, look)
        first = self.row
        for line, height in zip(block.lines, heights, strict=True):
            row = self.add_row(height)
            look = formats.cell(valign="vcenter", bold=line.bold)
            self.sheet.write_string(row, 0, line.label, look)
            for column, figure in enumerate(line.figures, 1):
                self.write(row, column, figure, first)
        return Area(self.sheet.name, head_row, first, first + (block.charted or len(block.lines)) - 1)

    def write(self, row: int, column: int, figure: Figure, first: int = 0) -> None:
        """Write a figure; its formula may speak of its own row and of the first row of its block."""
        if figure.formula:
            formula = figure.formula.format(row=row + 1, above=row, below=row + 2, first=first + 1)
            self.sheet.write_formula(row, column, f"={formula}", figure.look, figure.value)
        elif isinstance(figure.value, str):
            self.sheet.write_string(row, column, figure.value, figure.look)
        else:
            self.sheet.write_number(row, column, figure.value, figure.look)

    def _add_note(self, note: str, height: int) -> None:
        row = self.add_row(height)
        if note:
            look = self.book.formats(text_wrap=True, italic=True, font_color=self.book.quiet)
            self.sheet.merge_range(row, 0, row, self.numbers, note, look)

    def _insert(self, chart: Callable[[Area, int], tuple[Chart, str]], area: Area, height: int) -> None:
        made, description = chart(area, height)
        made.set_size({"width": self.chart_width - 8, "height": height - 4})
        place = {"description": description, "x_offset": 6, "y_offset": 3, "object_position": 2}
        self.sheet.insert_chart(area.head, self.chart_column, made, place)


_PALE = {"bg_color": "#E7ECF4", "font_color": "#1F3864"}


def cells_of(area: Area, last_column: int) -> str:
    """The address of the figures of a block: A12:F16."""
    return xl_range(area.head, 0, area.last, last_column)
