"""The page of the synthesis: figures on the left, their chart on the right, blocks that no page cuts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range

from minerva.excel.bulk import BulkSheet
from minerva.excel.heights import LINE, header_height, lines, row_height
from minerva.excel.regional.book import Book
from minerva.excel.regional.formulas import quoted
from minerva.excel.regional.trace import LONGEST_ADDRESS
from minerva.layout.style import style

LABEL, NUMBER, NUMBERS, WIDE = 455, 68, 6, 1530
"""Pixels of the column of labels and of one of figures, how many of these, and of the whole page."""
SCALE, HIGH = 92, 1095
"""Per cent, as printed, and pixels of rows that surely fit an A3 page in landscape at that scale. No text is smaller
than 8 points; LibreOffice, whose columns are a twentieth wider than those of Excel, has room for all of them."""
HEADING, GAP, WAY = 24, 10, 18
TOP, BOTTOM = 92, 42
"""Pixels of a chart above its bars (title, legend, name of the axis) and below (scale and its name)."""
LEAST_ROW = 26
INDENT, CHART_INDENT, CHART_EDGE = 9, 8, 3  # pixels before a label, before a chart, and from there to the page's edge
LEFT, RIGHT = 0.54, 0.97
"""Where the bars of a chart begin and end, as shares of its width."""
CHART_ROOM = 1.15  # a chart needs no more than is needed: what stands in cells has some room to spare
POINTS = 0.75  # points of a pixel
SIZE, SMALL = 9, 8  # points of texts


class Figure(NamedTuple):
    """A cell of a block with the value its formula gives; without a formula the value is typed.

    In a formula `{row}`, `{above}` and `{below}` stand for its own row and its neighbours, `{first}` for the first row
    of the block, all from 1.
    """

    value: int | float | str
    look: Format
    formula: str = ""


class Line(NamedTuple):
    """A line of a block; `leads_to` gives the place in the workbook its label is a link to: `"#'Sheet'!A"&5`."""

    label: str
    figures: Sequence[Figure]
    bold: bool = False
    leads_to: str = ""


class Area(NamedTuple):
    """Where a block stands: the rows of its heads and of its first and last line in the chart, from 0."""

    sheet: str
    head: int
    first: int
    last: int


class Frame(NamedTuple):
    """The size of a chart in pixels, and where its bars begin and end: beside the lines they show."""

    width: int
    height: int
    top: int
    bars: int


Making = Callable[[Area, Frame], tuple[Chart, str]]
"""Makes a chart of an area, with its alternative text."""


@dataclass(frozen=True)
class Block:
    """Lines under their heads, all of one height, with a chart of the first `charted` of them (0: of all).

    `note` says how to read it; `size` is that of the labels, in points, `least` the pixels a line has at least. Without
    `chart` there is nothing to show.
    """

    title: str
    heads: Sequence[str]
    lines: Sequence[Line]
    chart: Making | None = None
    charted: int = 0
    note: str = ""
    size: int = SIZE
    least: int = LEAST_ROW


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
        self.sheet.set_print_scale(SCALE)

    def line_height(self, labels: Iterable[str], size: int = SIZE) -> int:
        """Pixels of each of several lines: those of the highest, in the table and beside the bars."""
        most = max(lines(label, (LABEL - INDENT) / 7 * SIZE / size) for label in labels)
        beside = max(lines(label, CHART_ROOM * LEFT * self.chart_width / 7 * SIZE / SMALL) for label in labels)
        return max(
            LEAST_ROW, ceil((most * LINE * size / SIZE + 2) / POINTS), ceil((beside * LINE * SMALL / SIZE + 2) / POINTS)
        )

    def add_together(self, blocks: Sequence[Block]) -> None:
        """Write blocks, on one page where they fit on one."""
        whole = sum(self._whole(block) for block in blocks)
        if whole <= HIGH:
            self.keep(whole)
        for block in blocks:
            self.add_block(block)

    def _whole(self, block: Block) -> int:
        high, head, rest = self._heights(block)
        return HEADING + head + high * len(block.lines) + rest + GAP

    def add_block(self, block: Block) -> Area:
        """Write a block, on a new page where this one has no room for it."""
        self.keep(self._whole(block))
        high, head, rest = self._heights(block)
        self._add_heading(block.title)
        area = self._add_lines(block, head, high)
        if rest:
            self._add_note(block.note, rest)
        self.add_row(GAP)
        if block.chart is not None:
            bars = high * (area.last - area.first + 1)
            frame = Frame(
                self.chart_width // 2 * 2 - CHART_INDENT - CHART_EDGE, head + bars + BOTTOM - 4, head - 2, bars
            )
            self._insert(block.chart, area, frame)
        return area

    def _heights(self, block: Block) -> tuple[int, int, int]:
        """Pixels of a line, of the heads and of what is below the lines: a note, and the rest of the chart."""
        high = max(block.least, self.line_height([line.label for line in block.lines], block.size))
        head = ceil(header_height([(text, NUMBER / 7) for text in block.heads], SMALL) / POINTS)
        rest = self._note_height(block.note) if block.note else 0
        if block.chart is not None:
            below = high * (len(block.lines) - (block.charted or len(block.lines)))
            head, rest = max(head, TOP), max(rest, BOTTOM - below)
        return high, head, rest

    def _note_height(self, note: str) -> int:
        return ceil(row_height([(note, (LABEL + NUMBER * self.numbers) / 7)]) / POINTS) + 4

    def _add_heading(self, title: str) -> None:
        row, look = self.add_row(HEADING), self.book.formats.head(align="left", font_size=11, indent=1)
        self.sheet.merge_range(row, 0, row, self.last_column, title, look)

    def _add_lines(self, block: Block, head: int, high: int) -> Area:
        formats, colour = self.book.formats, style().colour
        pale = {"bg_color": colour["pale_fill"], "font_color": colour["head_fill"], "font_size": SMALL}
        head_row = self.add_row(head)
        for column, text in enumerate(block.heads):
            self.sheet.write_string(head_row, column, text, formats.head(**pale))
        first = self.row
        for line in block.lines:
            row = self.add_row(high)
            self._write_label(row, line, block.size)
            for column, figure in enumerate(line.figures, 1):
                self.write(row, column, figure, first)
        return Area(self.sheet.name, head_row, first, first + (block.charted or len(block.lines)) - 1)

    def _write_label(self, row: int, line: Line, size: int) -> None:
        """The label; a link by formula where it leads somewhere, since LibreOffice does not wrap any other."""
        look: dict[str, object] = {"valign": "vcenter", "indent": 1, "bold": line.bold, "font_size": size}
        if line.leads_to and len(line.label) <= LONGEST_ADDRESS:
            link = self.book.formats.cell(**look, font_color=style().colour["link"], underline=1)
            formula = f"=HYPERLINK({line.leads_to},{quoted(line.label)})"
            self.sheet.write_formula(row, 0, formula, link, line.label)
        else:
            self.sheet.write_string(row, 0, line.label, self.book.formats.cell(**look))

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
            look = self.book.formats(text_wrap=True, valign="vcenter", italic=True, font_color=self.book.quiet)
            self.sheet.merge_range(row, 0, row, self.numbers, note, look)

    def _insert(self, chart: Making, area: Area, frame: Frame) -> None:
        made, description = chart(area, frame)
        made.set_size({"width": frame.width, "height": frame.height})
        place = {"description": description, "x_offset": CHART_INDENT, "y_offset": 2, "object_position": 1}
        self.sheet.insert_chart(area.head, self.chart_column, made, place)


def cells_of(area: Area, last_column: int) -> str:
    """The address of the figures of a block: A12:F16."""
    return xl_range(area.head, 0, area.last, last_column)
