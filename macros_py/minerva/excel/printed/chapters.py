"""The chapters of a part: what stands between two headings of a parliamentary sheet, and the order of print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from minerva.excel.printed.parts import NotOurs, Parts, first_cell, tag
from minerva.layout.regional import regional_layout
from minerva.model.record import Table

HEADER_ROW = 4
_LEVELS = {1: "organisation", 2: "section"}


@dataclass
class Stretch:
    """The rows of an organisation or section in one sheet, from its heading on; level 1 or 2."""

    table: Table
    title: str
    level: int
    rows: list[Element]
    table_row: int = 0  # the row of the heading of the table, 0 where there is no record

    @property
    def place(self) -> int:
        """The row of its heading."""
        return int(self.rows[0].get("r", "0"))


@dataclass
class Page:
    """What becomes a sheet of the print workbook: stretches of one table, of which only the last may have records.

    `others` are the same stretches in the other table. `behind` are organisations without a report that follow on the
    last page of the table before them: stretches of its table, each with the same of the other.
    """

    stretches: list[Stretch] = field(default_factory=list)
    others: list[Stretch] = field(default_factory=list)
    behind: list[tuple[Stretch, Stretch]] = field(default_factory=list)

    @property
    def table(self) -> Table:
        """The table the stretches are of."""
        return self.stretches[-1].table

    @property
    def has_records(self) -> bool:
        """Whether there is a table on it."""
        return bool(self.stretches[-1].table_row)


def print_order(parts: Parts, part: int) -> list[Page]:
    """The pages of a part as the report runs: an organisation with its objectives, then its indicators, then the next.

    Organisations that have nothing to print follow each other on one. Raises NotOurs where a sheet is missing,
    or the two tables have not as many headings.
    """
    pages: list[Page] = []
    waiting: list[tuple[Stretch, Stretch]] = []
    objectives, indicators = (list(_stretches(parts, part, table)) for table in Table)
    if len(objectives) != len(indicators):
        raise NotOurs(f"P{part}")
    for stretch, other in zip(objectives, indicators, strict=True):
        waiting.append((stretch, other))
        if stretch.table_row or other.table_row:
            pages += _with_records(waiting)
            waiting = []
    return [*pages, _together(waiting)] if waiting else pages


def follows(parts: Parts, before: Page, page: Page) -> Page | None:
    """The page before with what stands on this one behind it; None unless the other table says the same of them all.

    The introduction of a report without any record stands with the objectives only.
    """
    if before.table is not Table.INDICATORS or not page.others or page.has_records:
        return None
    pairs = list(zip(page.others, page.stretches, strict=True))
    if any(_said(parts, other) != _said(parts, stretch) for other, stretch in pairs):
        return None
    return Page(before.stretches, before.others, [*before.behind, *pairs])


def _said(parts: Parts, stretch: Stretch) -> list[str]:
    return [parts.text(first_cell(row)) for row in stretch.rows]


def _together(pairs: list[tuple[Stretch, Stretch]]) -> Page:
    return Page([stretch for stretch, _ in pairs], [other for _, other in pairs])


def _with_records(waiting: list[tuple[Stretch, Stretch]]) -> Iterator[Page]:
    """The sheets up to an organisation or section with records, the last: what waits of others stands on its own."""
    start = len(waiting) - 1
    while start and waiting[start][0].level > 1:
        start -= 1
    if start:
        yield _together(waiting[:start])
    yield Page([stretch for stretch, _ in waiting[start:]])
    yield Page([waiting[-1][1]])


def _stretches(parts: Parts, part: int, table: Table) -> Iterator[Stretch]:
    sheet = parts.sheet(regional_layout().parliament_sheet(part, table))
    stretch: Stretch | None = None
    for row in sheet.iter(tag("row")):
        if int(row.get("r", "0")) <= HEADER_ROW:
            continue
        cell = first_cell(row)
        level = next((level for level, name in _LEVELS.items() if parts.is_heading(cell, name)), 0)
        if level:
            if stretch is not None:
                yield stretch
            stretch = Stretch(table, parts.text(cell), level, [])
        if stretch is not None:
            stretch.rows.append(row)
            if parts.is_heading(cell, "table"):
                stretch.table_row = int(row.get("r", "0"))
    if stretch is not None:
        yield stretch
