"""Reads an earlier regional workbook of ours for the texts it holds; nothing else of it is believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from minerva.excel.content.cells import Package, Sheet
from minerva.excel.content.intake import Refused, take
from minerva.excel.content.package import read_package
from minerva.excel.regional.data import data_title
from minerva.layout.regional import data_columns, regional_layout
from minerva.model.last_year import LastYear
from minerva.model.record import Table
from minerva.model.submission import Refusal
from minerva.parse.alike import fingerprint
from minerva.parse.year import years_of_report
from minerva.rules.texts import RETOLD, says_much

TITLE_ROWS = 12


class NotRegional(Exception):
    """The file is no regional workbook of ours, or tells no year; `refusal` says why where it cannot be read at all."""

    def __init__(self, refusal: Refusal | None = None):
        super().__init__(refusal)
        self.refusal = refusal


def read_last_year(path: Path) -> LastYear:
    """The texts of an earlier regional workbook. Raises NotRegional for a file that is none, or that tells no year."""
    try:
        file, content = take(path, path.name)
        package = read_package(content)
    except Refused as refused:
        raise NotRegional(refused.refusal) from refused
    year = _year(package)
    texts: dict[str, set[int]] = defaultdict(set)
    for table in Table:
        sheet = package.sheet(regional_layout().data_sheet(table))
        columns = _columns(sheet, table) if sheet is not None else {}
        if sheet is None or not year or not {"organisation", "section", "ref"} <= columns.keys():
            raise NotRegional
        for organisation, number in _fingerprints(sheet, table, columns):
            texts[organisation].add(number)
    return LastYear(file, year, {organisation: frozenset(numbers) for organisation, numbers in texts.items()})


def _year(package: Package) -> int:
    """The year on the title page, 0 where it names none."""
    cover = package.sheet(regional_layout().sheets["cover"])
    titles = (cell.text for (row, _), cell in cover.cells.items() if row <= TITLE_ROWS) if cover is not None else ()
    return next((years[0] for years in map(years_of_report, titles) if len(years) == 1), 0)


def _columns(sheet: Sheet, table: Table) -> dict[str, int]:
    """Where the columns of a data sheet stand, by the titles of row 1."""
    named = {data_title(key): key for key in data_columns(table)}
    titles = ((column, cell.text) for (row, column), cell in sheet.cells.items() if row == 1)
    return {named[title]: column for column, title in titles if title in named}


def _fingerprints(sheet: Sheet, table: Table, columns: dict[str, int]) -> Iterator[tuple[str, int]]:
    """(organisation, fingerprint) of each text that says much."""
    for row in sorted({row for row, _ in sheet.cells if row > 1}):
        values = {key: cell.text for key, column in columns.items() if (cell := sheet.cells.get((row, column)))}
        organisation = "/".join(filter(None, (values.get("organisation"), values.get("section"))))
        for key in RETOLD[table]:
            text = values.get(key, "")
            if organisation and values.get("ref") and says_much(text):
                yield organisation, fingerprint(table.value, values["ref"], key, text)
