"""The synthesis sheet, from the key figures to what was found most often."""

from __future__ import annotations

from minerva.excel.regional.book import Book
from minerva.excel.regional.synthesis.causes import add_bands, add_reasons
from minerva.excel.regional.synthesis.coverage import add_coverage
from minerva.excel.regional.synthesis.facts import years_of
from minerva.excel.regional.synthesis.findings import add_findings
from minerva.excel.regional.synthesis.grid import WAY, Grid
from minerva.excel.regional.synthesis.headline import Headline, Places
from minerva.excel.regional.synthesis.statuses import Statuses
from minerva.layout.labels import bilingual
from minerva.model.record import Table


def write_overview(book: Book) -> None:
    """Write the synthesis sheet. Its formulas count the data sheets and the lists, which may be written later."""
    sheet = book.sheet(book.layout.sheets["overview"])
    sheet.hide_gridlines(2)
    grid = Grid(book, sheet)
    for height in (32, 22, WAY):
        grid.add_row(height)
    title = f"{bilingual('overview.title', ' – ')} {book.year}"
    sheet.write_string(0, 0, title, book.formats.title())
    sheet.write_string(1, 0, f"{bilingual('overview.hint', ' – ')} · {book.version}", book.formats.subtitle())
    book.write_way_back(sheet)
    years = years_of(book.consolidation)
    headline = Headline(book, grid, years)
    statuses = Statuses(book, grid, years)
    tables = statuses.all_in_all()
    headline.write(Places(tables, add_coverage(book, grid)))
    for by in (statuses.by_part, statuses.by_group):
        grid.add_together([block for table in Table for block in by(table)])
    add_bands(book, grid, years.now)
    add_reasons(book, grid, years.now)
    add_findings(book, grid, years.now)
    for table in Table:
        for block in statuses.by_organisation(table):
            grid.add_block(block)
    grid.finish()
