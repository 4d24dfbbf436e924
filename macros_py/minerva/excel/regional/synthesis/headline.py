"""The key figures at the top, and what they say in a few sentences of each language: live like all others."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import NamedTuple

from minerva.excel.regional.book import Book
from minerva.excel.regional.formulas import quoted
from minerva.excel.regional.synthesis.facts import Facts, Years
from minerva.excel.regional.synthesis.findings import standing_count
from minerva.excel.regional.synthesis.grid import GAP, Figure, Grid
from minerva.excel.regional.synthesis.shares import percent, percent_value, share, share_value
from minerva.layout.labels import bilingual, labels
from minerva.layout.style import style
from minerva.model.finding import Severity
from minerva.model.record import LANGUAGES, Table
from minerva.model.status import Status

TILES = 5
BIG, CAPTION, SENTENCE = 38, 50, 34
"""Pixels of the row of a figure, of what it is, and of a sentence of two lines."""
BIG_SIZE = 20  # points


class Places(NamedTuple):
    """Where the figures stand that the headline speaks of: rows from 0."""

    tables: Mapping[Table, int]
    coverage: int


Told = Mapping[str, tuple[str, int | str]]
"""What a sentence tells by name: the formula and its value."""


class Headline:
    """The rows at the top: kept free first, filled when the rows of the blocks are known."""

    def __init__(self, book: Book, grid: Grid, years: Years):
        self.book, self.grid, self.years, self.facts = book, grid, years, years.now
        self.tiles = [(grid.add_row(BIG), grid.add_row(CAPTION)) for _ in Table]
        grid.add_row(GAP)
        self.sentences = [grid.add_row(SENTENCE) for _ in range(len(Table) + 1 + (years.then is not None))]
        grid.add_row(GAP)

    def write(self, places: Places) -> None:
        """Fill the rows."""
        everything = [self._record_tiles(table, places) for table in Table]
        everything[0] += [self._in_report(places), self._findings(Severity.ERROR)]
        everything[1] += [self._missing(places), self._findings(Severity.WARNING)]
        for (figure_row, caption_row), tiles in zip(self.tiles, everything, strict=True):
            for span, (figure, caption) in zip(self._spans(), tiles, strict=True):
                self._write_tile(figure_row, caption_row, span, figure, caption)
        for row, table in zip(self.sentences, Table, strict=False):
            self._write_sentence(row, "records", self._told_of(table, places), table)
        self._write_sentence(self.sentences[len(Table)], "organisations", self._told_of_all(places))
        if self.years.then is not None:
            self._write_sentence(self.sentences[-1], "years", self._told_of_years(self.years.then, places))

    def _spans(self) -> list[tuple[int, int]]:
        """The first and last column of each tile."""
        half = self.grid.numbers // 2
        chart = self.grid.chart_column
        return [(0, 0), (1, half), (half + 1, self.grid.numbers), (chart, chart), (chart + 1, chart + 1)]

    def _record_tiles(self, table: Table, places: Places) -> list[tuple[Figure, str]]:
        row, facts = places.tables[table] + 1, self.facts
        total, assessed, none = facts.total(table), facts.assessed(table), facts.status(table, Status.NOT_ASSESSED)
        realised, rate = facts.status(table, Status.REALISED), self._big(num_format="0 %")
        name = f"overview.tile.{table.value}"
        return [
            (Figure(total, self._big(), f"F{row}"), bilingual(name)),
            (Figure(share_value(realised, assessed), rate, f"G{row}"), bilingual(f"{name}_realised")),
            (Figure(share_value(none, total), rate, share(f"E{row}", f"F{row}")), bilingual(f"{name}_not_assessed")),
        ]

    def _in_report(self, places: Places) -> tuple[Figure, str]:
        row, counts = places.coverage + 1, self.book.consolidation.coverage.counts
        value = f"{counts.in_report} / {counts.expected}"
        return Figure(value, self._big(), f'D{row}&" / "&B{row}'), bilingual("overview.tile.in_report")

    def _missing(self, places: Places) -> tuple[Figure, str]:
        counts = self.book.consolidation.coverage.counts
        return Figure(counts.missing, self._big(), f"F{places.coverage + 1}"), bilingual("overview.tile.missing")

    def _findings(self, severity: Severity) -> tuple[Figure, str]:
        number = sum(number for (_, standing), number in self.facts.findings.items() if standing == severity)
        formula = standing_count(self.book, severity.value)
        return Figure(number, self._big(), formula), bilingual(f"overview.tile.{severity.value}")

    def _big(self, **look: object):
        return self.book.formats(
            bold=True,
            font_size=BIG_SIZE,
            font_color=self.book.ink,
            align="center",
            valign="vcenter",
            bg_color=style().colour["dutch_fill"],
            top=2,
            top_color=self.book.ink,
            **look,
        )

    def _write_tile(self, figure_row: int, caption_row: int, span: tuple[int, int], figure: Figure, text: str) -> None:
        sheet, (first, last) = self.grid.sheet, span
        small = self.book.formats(
            text_wrap=True,
            align="center",
            valign="top",
            bg_color=style().colour["dutch_fill"],
            font_color=self.book.quiet,
        )
        if last > first:
            sheet.merge_range(figure_row, first, figure_row, last, "", figure.look)
            sheet.merge_range(caption_row, first, caption_row, last, text, small)
        else:
            sheet.write_string(caption_row, first, text, small)
        self.grid.write(figure_row, first, figure)

    def _told_of(self, table: Table, places: Places) -> Told:
        row, facts = places.tables[table] + 1, self.facts
        counts = {status: facts.status(table, status) for status in Status}
        total, assessed = facts.total(table), facts.assessed(table)
        none = counts[Status.NOT_ASSESSED]
        told: dict[str, tuple[str, int | str]] = {
            status.value.lower(): (f"{letter}{row}", counts[status])
            for letter, status in zip("BCDE", Status, strict=True)
        }
        told["total"] = f"F{row}", total
        told["assessed"] = f"(F{row}-E{row})", assessed
        told["realised_share"] = (
            percent(f"B{row}", f"(F{row}-E{row})"),
            percent_value(counts[Status.REALISED], assessed),
        )
        told["not_assessed_share"] = percent(f"E{row}", f"F{row}"), percent_value(none, total)
        return told

    def _told_of_years(self, then: Facts, places: Places) -> Told:
        """The share realised of both tables in both years; the year before stands in the row below."""
        told: dict[str, tuple[str, int | str]] = {
            "before": (str(self.years.then_year), self.years.then_year),
            "year": (str(self.book.year), self.book.year),
        }
        for name, table in zip(("oo", "kpi"), Table, strict=True):
            for when, facts, row in (
                ("now", self.facts, places.tables[table] + 1),
                ("then", then, places.tables[table] + 2),
            ):
                value = percent_value(facts.status(table, Status.REALISED), facts.assessed(table))
                told[f"{name}_{when}"] = percent(f"B{row}", f"(F{row}-E{row})"), value
        return told

    def _told_of_all(self, places: Places) -> Told:
        row, counts = places.coverage + 1, self.book.consolidation.coverage.counts
        told: dict[str, tuple[str, int | str]] = {
            "expected": (f"B{row}", counts.expected),
            "in_report": (f"D{row}", counts.in_report),
            "missing": (f"F{row}", counts.missing),
            "in_report_share": (percent(f"D{row}", f"B{row}"), percent_value(counts.in_report, counts.expected)),
        }
        numbers = self.book.consolidation.finding_counts()
        for severity in (Severity.ERROR, Severity.WARNING):
            told[severity.value] = standing_count(self.book, severity.value), numbers[severity.value]
        return told

    def _write_sentence(self, row: int, name: str, told: Told, table: Table | None = None) -> None:
        """French below the figures, Dutch below the charts."""
        spans = ((0, self.grid.numbers), (self.grid.chart_column, self.grid.last_column))
        look = self.book.formats(text_wrap=True, valign="vcenter", font_size=9)
        for language, (first, last) in zip(LANGUAGES, spans, strict=True):
            words = labels(language)
            template = words(f"overview.sentence.{name}")
            named = {"table": words(f"table.short.{table.value}")} if table is not None else {}
            formula, value = sentence(template, told, named)
            self.grid.sheet.merge_range(row, first, row, last, "", look)
            self.grid.sheet.write_formula(row, first, f"={formula}", look, value)


def sentence(template: str, told: Told, named: Mapping[str, str]) -> tuple[str, str]:
    """A sentence with places for figures as a formula, and the text it gives."""
    pieces, text = [], ""
    for words, name, _, _ in Formatter().parse(template):
        for literal in (words, named.get(name or "", "")):
            if literal:
                pieces.append(quoted(literal))
                text += literal
        if name in told:
            formula, value = told[name]
            pieces.append(formula)
            text += str(value)
    return "&".join(pieces), text
