"""Statuses all in all, by part, by group and by organisation, and those of the year before where it is given."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from minerva.excel.regional.book import Book
from minerva.excel.regional.formulas import DataRanges
from minerva.excel.regional.synthesis.charts import Series, Words, bars
from minerva.excel.regional.synthesis.facts import EVERYTHING, Facts, Key, Years
from minerva.excel.regional.synthesis.grid import (
    BOTTOM,
    GAP,
    HEADING,
    HIGH,
    LEAST_ROW,
    SIZE,
    SMALL,
    TOP,
    Block,
    Figure,
    Grid,
    Line,
)
from minerva.excel.regional.synthesis.shares import NONE, share, share_value
from minerva.layout.labels import bilingual
from minerva.layout.style import status_word
from minerva.model.record import LANGUAGES, Table
from minerva.model.register import Group
from minerva.model.status import Status

ASSESSED = "(F{row}-E{row})"
ALL_ROWS = 104  # pixels of all lines of the whole report


class Statuses:
    """The blocks of statuses of a book."""

    def __init__(self, book: Book, grid: Grid, years: Years):
        self.book, self.grid, self.years = book, grid, years

    def all_in_all(self) -> dict[Table, int]:
        """Write both tables, and the year before, in one block; gives the row of each table, from 0."""
        lines, places, values = [], {}, []
        for table in Table:
            places[table] = len(lines)
            now = [self.years.now.status(table, status) for status in Status]
            values.append(now)
            lines.append(self._now_line(table, self._label(table, self.book.year), EVERYTHING, ends=True))
            if self.years.then is not None:
                values.append([self.years.then.status(table, status) for status in Status])
                lines.append(self._then_line(table))
        block = self._block(lines, values, Words("all", "tables", "share"))
        area = self.grid.add_block(block)
        return {table: area.first + place for table, place in places.items()}

    def by_part(self, table: Table) -> list[Block]:
        """A table by part of the report."""
        parts = sorted({one.part for one in self.book.consolidation.register.main_organisations})
        return self._blocks(table, "part", [(bilingual(f"part.{part}", " – "), ("part", part)) for part in parts])

    def by_group(self, table: Table) -> list[Block]:
        """A table by group of organisations."""
        present = {one.group for one in self.book.consolidation.register.main_organisations}
        groups = [group for group in Group if group in present]
        return self._blocks(
            table, "group", [(bilingual(f"group.{group.value}", " – "), ("group", group.value)) for group in groups]
        )

    def by_organisation(self, table: Table) -> list[Block]:
        """A table by organisation that reported, in the order of the register, page by page."""
        chapters = self.book.consolidation.chapters
        reported = {one.organisation.section_of or one.organisation.id for one in chapters if one.submission}
        register = self.book.consolidation.register
        return self._blocks(
            table,
            "organisation",
            [
                (self.book.organisation_title(one), ("organisation", one.id))
                for one in register.main_organisations
                if one.id in reported
            ],
        )

    def _blocks(self, table: Table, by: str, lines: list[tuple[str, Key]]) -> list[Block]:
        """Blocks of as many lines as a page holds; the last ends with the total, which is a bar like the others."""
        if not self.years.now.total(table):
            return []
        blocks = []
        lines = [*lines, (bilingual("overview.total", " – "), EVERYTHING)]
        for some in self._pages([label for label, _ in lines]):
            page = lines[some]
            words = Words(f"by_{by}", by, "share", table)
            block = self._block(
                [self._now_line(table, label, key, ends=key == EVERYTHING) for label, key in page],
                [[self.years.now.status(table, status, key) for status in Status] for _, key in page],
                words,
            )
            blocks.append(block)
        return blocks

    def _pages(self, labels: Sequence[str]) -> list[slice]:
        """As few pages as hold all lines, each with as many of them."""
        room = HIGH - HEADING - TOP - BOTTOM - GAP
        for pages in range(1, len(labels) + 1):
            each = ceil(len(labels) / pages)
            slices = [slice(start, start + each) for start in range(0, len(labels), each)]
            if all(self.grid.line_height(labels[some], SMALL) * each <= room for some in slices):
                break
        return slices

    def _label(self, table: Table, year: int) -> str:
        return f"{bilingual(f'table.short.{table.value}', ' – ')} {year}"

    def _heads(self, first: str) -> list[str]:
        words = ["\n".join(status_word(status, language) for language in LANGUAGES) for status in Status]
        heads = [first, *words, bilingual("overview.total"), bilingual("overview.realised_share")]
        if self.years.then is not None:
            heads.append(bilingual("overview.realised_then", year=self.years.then_year))
        return heads

    def _block(self, lines: list[Line], values: list[list[int]], words: Words) -> Block:
        """Lines with their counts by status; both tables together are the first that is read, and larger."""
        table, heading = words.table, bilingual(f"overview.{words.name}", " – ")
        if table is not None:
            heading = f"{bilingual(f'table.short.{table.value}', ' – ')} · {heading}"
        series = [
            Series(index, status.value, [row[index - 1] for row in values]) for index, status in enumerate(Status, 1)
        ]
        chart = bars(self.book, words, series, shares=True) if any(map(any, values)) else None
        return Block(
            heading,
            self._heads(bilingual(f"chart.axis.{words.categories}", " – ")),
            lines,
            chart,
            note=self._note() if table is None else "",
            size=SMALL if words.name == "by_organisation" else SIZE,
            least=LEAST_ROW if table is not None else ALL_ROWS // len(lines),
        )

    def _note(self) -> str:
        return bilingual("overview.status_note" if self.years.then is not None else "overview.status_note_alone")

    def _now_line(self, table: Table, label: str, key: Key, ends: bool) -> Line:
        facts, ranges, formats = self.years.now, DataRanges(self.book, table), self.book.formats
        conditions = {} if key == EVERYTHING else {key[0]: key[1]}
        figures = []
        for status in Status:
            count = facts.status(table, status, key)
            plain = formats.cell(align="center", valign="vcenter", bold=ends)
            look = formats.status(status) if count else plain
            figures.append(Figure(count, look, ranges.count({**conditions, "status": status.value})))
        figures += self._sums(facts, table, key)
        if self.years.then is not None:
            then = self.years.then
            value = share_value(then.status(table, Status.REALISED, key), then.assessed(table, key))
            figures.append(Figure(value, self._share(False)))
        return Line(label, figures, ends, self._first_row(table, key))

    def _first_row(self, table: Table, key: Key) -> str:
        """Where an organisation begins in the data sheet, however it is sorted; '' for a part, a group, everything."""
        if key[0] != "organisation" or not self.years.now.total(table, key):
            return ""
        return self.book.trace.first_row(table, *key)

    def _then_line(self, table: Table) -> Line:
        """The year before: counts as typed, since their records are in another workbook."""
        then, formats = self.years.then, self.book.formats
        plain = formats.cell(align="center", valign="vcenter")
        counts = [Figure(then.status(table, status), plain) for status in Status]
        figures = [*counts, *self._sums(then, table, EVERYTHING), Figure(NONE, self._share(False))]
        return Line(self._label(table, self.years.then_year), figures)

    def _sums(self, facts: Facts, table: Table, key: Key) -> list[Figure]:
        """The total of a line, and the share realised of what was assessed."""
        realised, assessed = facts.status(table, Status.REALISED, key), facts.assessed(table, key)
        bold = self.book.formats.cell(align="center", valign="vcenter", bold=True)
        return [
            Figure(facts.total(table, key), bold, "SUM(B{row}:E{row})"),
            Figure(share_value(realised, assessed), self._share(True), share("B{row}", ASSESSED)),
        ]

    def _share(self, bold: bool):
        return self.book.formats.cell(align="center", valign="vcenter", bold=bold, num_format="0 %")
