"""Why records are not assessed, and how far results are from green: for both tables, and together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from minerva.excel.regional.book import Book
from minerva.excel.regional.formulas import DataRanges, countifs
from minerva.excel.regional.synthesis.charts import Series, Words, bars
from minerva.excel.regional.synthesis.facts import CRITERIA, Band, Facts
from minerva.excel.regional.synthesis.grid import Block, Figure, Grid, Line
from minerva.excel.regional.synthesis.shares import share, share_value
from minerva.layout.labels import bilingual
from minerva.model.record import Table
from minerva.model.status import Reason


class Count(NamedTuple):
    """A number and the formula that counts it."""

    value: int
    formula: str


Counts = Mapping[Table, Count]


def add_reasons(book: Book, grid: Grid, facts: Facts) -> None:
    """Why records are not assessed, the most frequent reason first; nothing where all are."""
    found = [reason for reason in Reason if any(facts.reasons[table, reason] for table in Table)]
    found.sort(key=lambda reason: -sum(facts.reasons[table, reason] for table in Table))
    wholes = {
        table: Count(facts.total(table), f'COUNTIF({DataRanges(book, table).column("status")},"?*")') for table in Table
    }
    lines = {
        bilingual(f"reason.{reason.value}", " – "): {
            table: Count(
                facts.reasons[table, reason], DataRanges(book, table).count({"not_assessed_reason": reason.value})
            )
            for table in Table
        }
        for reason in found
    }
    _add(book, grid, "reasons", lines, wholes)


def add_bands(book: Book, grid: Grid, facts: Facts) -> None:
    """How far results are from the green threshold; nothing where none has thresholds and a result in figures."""
    ways = {table: DataRanges(book, table).column("way_to_green") for table in Table}
    wholes = {table: Count(sum(facts.bands[table, band] for band in Band), f"COUNT({ways[table]})") for table in Table}
    lines = {
        bilingual(f"overview.band.{band.value}", " – "): {
            table: Count(facts.bands[table, band], countifs((ways[table], one) for one in CRITERIA[band]))
            for table in Table
        }
        for band in Band
    }
    _add(book, grid, "bands", lines, wholes)


def _add(book: Book, grid: Grid, name: str, lines: Mapping[str, Counts], wholes: Counts) -> None:
    """A block of numbers and shares of both tables and together, with its sum; none where there is nothing to tell."""
    if not lines or not any(whole.value for whole in wholes.values()):
        return
    written = [_line(book, label, counts, wholes) for label, counts in lines.items()]
    written.append(_sum(book, list(lines.values()), wholes))
    series = [
        Series(1 + 2 * place, table.value, [counts[table].value for counts in lines.values()])
        for place, table in enumerate(Table)
    ]
    block = Block(
        bilingual(f"overview.{name}", " – "),
        [bilingual(f"chart.axis.{name}", " – "), *_heads(name)],
        written,
        bars(book, Words(name, name, "records"), series),
        charted=len(lines),
        note=bilingual(f"overview.{name}_note"),
    )
    grid.add_block(block)


def _heads(name: str) -> list[str]:
    """A number and a share for each table and for both."""
    of = bilingual(f"overview.{name}_share")
    tables = [bilingual(f"table.short.{table.value}") for table in Table]
    return [text for what in (*tables, bilingual("overview.total")) for text in (what, of)]


def _line(book: Book, label: str, counts: Counts, wholes: Counts) -> Line:
    figures = []
    for letter, table in zip("BD", Table, strict=True):
        figures += _pair(book, counts[table], letter, wholes[table])
    both = Count(sum(one.value for one in counts.values()), "B{row}+D{row}")
    return Line(label, [*figures, *_pair(book, both, "F", _together(wholes))])


def _sum(book: Book, lines: Sequence[Counts], wholes: Counts) -> Line:
    figures = []
    for letter, table in zip("BD", Table, strict=True):
        count = Count(sum(one[table].value for one in lines), f"SUM({letter}{{first}}:{letter}{{above}})")
        figures += _pair(book, count, letter, wholes[table], bold=True)
    both = Count(sum(one[table].value for one in lines for table in Table), "B{row}+D{row}")
    figures += _pair(book, both, "F", _together(wholes), bold=True)
    return Line(bilingual("overview.total", " – "), figures, bold=True)


def _together(wholes: Counts) -> Count:
    return Count(sum(one.value for one in wholes.values()), f"({'+'.join(one.formula for one in wholes.values())})")


def _pair(book: Book, count: Count, letter: str, whole: Count, bold: bool = False) -> list[Figure]:
    """A number, and its share in the whole of its table."""
    look = book.formats.cell(align="center", valign="vcenter", bold=bold)
    percent = book.formats.cell(align="center", valign="vcenter", bold=bold, num_format="0 %")
    return [
        Figure(count.value, look, count.formula),
        Figure(share_value(count.value, whole.value), percent, share(f"{letter}{{row}}", whole.formula)),
    ]
