"""Writes the regional workbook of a consolidation, sheet by sheet, in the order of regional.toml."""

from __future__ import annotations

from pathlib import Path

from minerva.excel.formats import new_workbook
from minerva.excel.regional.annexes import annex_sheets, write_annexes
from minerva.excel.regional.book import Book
from minerva.excel.regional.card import write_card
from minerva.excel.regional.card_lists import choosers
from minerva.excel.regional.controls import write_controls
from minerva.excel.regional.cover import Cover
from minerva.excel.regional.data import write_data
from minerva.excel.regional.lists import write_findings, write_journal, write_reports, write_sources
from minerva.excel.regional.parliament import parts, write_parliament
from minerva.excel.regional.synthesis.sheet import write_overview
from minerva.layout.labels import bilingual
from minerva.model.consolidation import Consolidation
from minerva.model.record import Table

LANGUAGES = "fr-BE, nl-BE"


def write_regional(path: Path, consolidation: Consolidation) -> Path:
    """Write the regional workbook to `path` and return it. The same consolidation gives the same bytes.

    Temporary files of the writer stand in the folder of `path`, so that a full disk shows there and nowhere else.
    """
    year = consolidation.register.settings.year
    title = bilingual("report.full_title", " – ", year=year)
    workbook = new_workbook(path, title, language=LANGUAGES, tmpdir=str(path.parent))
    book = Book(workbook, consolidation)
    try:
        order = _sheet_order(book)
        for table in Table:
            book.data_rows[table] = sum(1 for _ in consolidation.records(table))
        cover = Cover(book)
        card = book.sheet(book.layout.sheets["card"])
        write_overview(book)
        write_reports(book)
        for part in parts(book):
            for table in Table:
                write_parliament(book, part, table)
        for table in Table:
            write_data(book, table)
        write_card(book, card, choosers(book))
        write_findings(book)
        write_journal(book)
        write_controls(book)
        write_sources(book)
        write_annexes(book)
        cover.write(order)
    finally:
        workbook.close()
    return path


def _sheet_order(book: Book) -> list[str]:
    """The names of all sheets, as they follow each other."""
    names = book.layout.sheets
    parliament = [book.layout.parliament_sheet(part, table) for part in parts(book) for table in Table]
    data = [book.layout.data_sheet(table) for table in Table]
    lists = [names[key] for key in ("findings", "journal", "controls", "sources")]
    annexes = [name for name, *_ in annex_sheets(book)]
    return [names["cover"], names["card"], names["overview"], names["reports"], *parliament, *data, *lists, *annexes]


def place_of_data_sheets(consolidation: Consolidation) -> dict[int, int]:
    """How many rows each data sheet must have, header included, by the place of the sheet in the workbook, from 1."""
    register = consolidation.register
    before = 4 + len(Table) * len({organisation.part for organisation in register.main_organisations})
    return {before + place: sum(1 for _ in consolidation.records(table)) + 1 for place, table in enumerate(Table, 1)}
