"""The synthesis sheet, from the key figures to what was found most often."""

from __future__ import annotations

from minerva.excel.regional.book import Book
from minerva.excel.regional.synthesis.causes import add_bands, add_reasons
from minerva.excel.regional.synthesis.coverage import add_coverage
from minerva.excel.regional.synthesis.facts import facts_of, facts_of_earlier
from minerva.excel.regional.synthesis.findings import add_findings
from minerva.excel.regional.synthesis.grid import GAP, Grid
from minerva.excel.regional.synthesis.headline import Headline, Places
from minerva.excel.regional.synthesis.statuses import Statuses, Years
from minerva.layout.labels import bilingual
from minerva.model.record import Table


def write_overview(book: Book) -> None:
    """Write the synthesis sheet. Its formulas count the data sheets and the lists, which may be written later."""
    sheet = book.sheet(book.layout.sheets["overview"])
    sheet.hide_gridlines(2)
    grid = Grid(book, sheet)
    for height in (32, 22, GAP):
        grid.add_row(height)
    title = f"{bilingual('overview.title', ' – ')} {book.year}"
    sheet.write_string(0, 0, title, book.formats.title())
    sheet.write_string(1, 0, f"{bilingual('overview.hint', ' – ')} · {book.version}", book.formats.subtitle())
    earlier = book.consolidation.earlier
    facts = facts_of(book.consolidation)
    then = facts_of_earlier(earlier) if earlier is not None else None
    headline = Headline(book, grid, facts)
    statuses = Statuses(book, grid, Years(facts, then, earlier.year if earlier is not None else 0))
    tables = statuses.all_in_all()
    headline.write(Places(tables, add_coverage(book, grid)))
    for by in (statuses.by_part, statuses.by_group):
        grid.add_together([block for table in Table for block in by(table)])
    add_bands(book, grid, facts)
    add_reasons(book, grid, facts)
    add_findings(book, grid, facts)
    for table in Table:
        for block in statuses.by_organisation(table):
            grid.add_block(block)
    grid.finish()
