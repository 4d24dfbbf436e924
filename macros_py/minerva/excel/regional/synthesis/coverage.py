"""Who reported, by group: counted in the list of reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minerva.excel.regional.book import Book
from minerva.excel.regional.formulas import ListRanges
from minerva.excel.regional.synthesis.charts import Series, Words, bars
from minerva.excel.regional.synthesis.grid import Block, Figure, Grid, Line
from minerva.excel.regional.synthesis.shares import share, share_value
from minerva.layout.labels import bilingual, labels
from minerva.model.coverage import Counts, State
from minerva.model.register import OAA, Group

HEADS = ("expected", "received", "in_report", "unusable", "missing", "in_report_share")


def add_coverage(book: Book, grid: Grid) -> int:
    """Write the coverage by group, of the autonomous bodies and of all; gives the row of all, from 0."""
    coverage = book.consolidation.coverage
    present = {one.group for one in book.consolidation.register.main_organisations}
    groups = [group for group in Group if group in present]
    counts = [coverage.rates([group]) for group in groups]
    lines = [
        _line(book, f"group.{group.value}", rates, _in_groups([group]))
        for group, rates in zip(groups, counts, strict=True)
    ]
    lines.append(_line(book, "group.oaa", coverage.rates(OAA), _in_groups(OAA), bold=True))
    lines.append(_line(book, "overview.all_organisations", coverage.counts, _all_but_sections(), bold=True))
    series = [
        Series(3, "in_report", [one.in_report for one in counts]),
        Series(4, "unusable", [one.unusable for one in counts]),
        Series(5, "missing", [one.missing for one in counts]),
    ]
    chart = bars(book, Words("coverage", "group", "organisations"), series)
    heads = [bilingual("chart.axis.group", " – "), *(bilingual(f"overview.{key}") for key in HEADS)]
    block = Block(
        bilingual("overview.coverage", " – "),
        heads,
        lines,
        chart if any(one.expected for one in counts) else None,
        charted=len(groups),
        note=bilingual("overview.coverage_note"),
    )
    return grid.add_block(block).first + len(lines) - 1


class Rows(NamedTuple):
    """Rows of the list of reports, as conditions: what meets one of some, without what meets one of others."""

    those: Sequence[dict[str, str]]
    without: Sequence[dict[str, str]] = ()


def _in_groups(groups: Sequence[Group]) -> Rows:
    """The organisations of some groups that count in the rates."""
    yes = bilingual("yes_no.yes", " / ")
    return Rows([{"group": bilingual(f"group.{group.value}", " / "), "counts": yes} for group in groups])


def _all_but_sections() -> Rows:
    """All organisations, the sections that report for one left out."""
    return Rows([{}], [{"section": bilingual("yes_no.yes", " / ")}])


def _line(book: Book, label: str, counts: Counts, rows: Rows, bold: bool = False) -> Line:
    look = book.formats.cell(align="center", valign="vcenter", bold=bold)
    percent = book.formats.cell(align="center", valign="vcenter", bold=True, num_format="0 %")
    in_report = [_in_state(book, rows, state) for state in (State.INTEGRATED, State.WITH_GAPS, State.ANNEXED)]
    figures = [
        Figure(counts.expected, look, "C{row}+F{row}"),
        Figure(counts.received, look, "D{row}+E{row}"),
        Figure(counts.in_report, look, "+".join(in_report)),
        Figure(counts.unusable, look, _in_state(book, rows, State.UNUSABLE)),
        Figure(counts.missing, look, _in_state(book, rows, State.MISSING)),
        Figure(share_value(counts.in_report, counts.expected), percent, share("D{row}", "B{row}")),
    ]
    return Line(bilingual(label, " – "), figures, bold)


def _in_state(book: Book, rows: Rows, state: State) -> str:
    """How many of some rows of the list are in a state."""
    ranges = ListRanges(book, "reports", len(book.consolidation.coverage.lines))
    word = {"state_fr": labels("fr")(f"state.{state.value}")}
    counted = "+".join(ranges.count({**one, **word}) for one in rows.those)
    return counted + "".join(f"-{ranges.count({**one, **word})}" for one in rows.without)
