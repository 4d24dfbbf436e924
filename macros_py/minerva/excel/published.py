"""Reads a regional workbook of ours back: its data sheets by the titles of row 1, its year, its coverage table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from minerva.excel.content.cells import CellKind, Package, Sheet
from minerva.excel.content.intake import Refused, take
from minerva.excel.content.package import read_package
from minerva.excel.regional.book import TITLE_ROWS, list_title
from minerva.excel.regional.data import data_title
from minerva.layout.labels import bilingual, labels
from minerva.layout.regional import data_columns, regional_layout
from minerva.model.coverage import State
from minerva.model.published import PublishedOrganisation, PublishedReport, PublishedRow
from minerva.model.record import Table
from minerva.model.register import Group
from minerva.model.submission import Refusal
from minerva.parse.year import years_of_report

COVER_ROWS = 12
"""The rows of the cover that hold title, year, state and edition."""


class NotRegional(Exception):
    """The file is no regional workbook of ours, or tells no year; `refusal` says why where it cannot be read at all."""

    def __init__(self, refusal: Refusal | None = None):
        super().__init__(refusal)
        self.refusal = refusal


def read_published(path: Path) -> PublishedReport:
    """A regional workbook as it stands on disk. Raises NotRegional for a file that is none, or that tells no year."""
    try:
        file, content = take(path, path.name)
        package = read_package(content)
    except Refused as refused:
        raise NotRegional(refused.refusal) from refused
    titles = _cover_texts(package)
    year = next((years[0] for years in map(years_of_report, titles) if len(years) == 1), 0)
    if not year:
        raise NotRegional
    final, edition = _version(titles)
    rows = {table: tuple(_rows(package, table)) for table in Table}
    return PublishedReport(file, year, final, edition, rows, tuple(_organisations(package)))


def _cover_texts(package: Package) -> list[str]:
    cover = package.sheet(regional_layout().sheets["cover"])
    return [cell.text for (row, _), cell in cover.cells.items() if row <= COVER_ROWS] if cover is not None else []


def _version(titles: list[str]) -> tuple[bool, int]:
    """Whether the report is final, and its edition; (False, 1) where the cover does not say."""
    for final, key in ((True, "cover_page.final"), (False, "cover_page.provisional")):
        pattern = re.escape(labels("fr")(key, edition="@")).replace("@", r"(\d+)")
        found = next(filter(None, (re.search(pattern, title) for title in titles)), None)
        if found is not None:
            return final, int(found[1])
    return False, 1


def _rows(package: Package, table: Table) -> Iterator[PublishedRow]:
    sheet = package.sheet(regional_layout().data_sheet(table))
    named = {data_title(key): key for key in data_columns(table)}
    columns = _columns(sheet, 1, named)
    if sheet is None or not {"organisation", "section", "ref"} <= set(columns.values()):
        raise NotRegional
    for number, values in _values(sheet, columns, 1):
        yield PublishedRow(values, number)


def _organisations(package: Package) -> Iterator[PublishedOrganisation]:
    name = "reports"
    sheet = package.sheet(regional_layout().sheets[name])
    columns = _columns(sheet, TITLE_ROWS, {list_title(name, key): key for key in regional_layout().columns[name]})
    if sheet is None or "organisation" not in columns.values():
        return
    states = {labels("fr")(f"state.{state.value}"): state for state in State}
    groups = {bilingual(f"group.{group.value}", " / "): group for group in Group}
    for _, values in _values(sheet, columns, TITLE_ROWS):
        texts = {key: str(value) for key, value in values.items()}
        if texts.get("organisation"):
            yield PublishedOrganisation(
                id=texts["organisation"],
                name_fr=texts.get("organisation_fr", ""),
                name_nl=texts.get("organisation_nl", ""),
                part=int(texts["part"]) if re.fullmatch("[0-9]{1,4}", texts.get("part", "")) else 0,
                chapter=texts.get("chapter", ""),
                group=groups.get(texts.get("group", "")),
                state=states.get(texts.get("state_fr", "")),
                counts=bool(texts.get("counts")),
            )


def _columns(sheet: Sheet | None, header: int, named: Mapping[str, str]) -> dict[int, str]:
    """The key of each column whose title in the header row is one of ours."""
    cells = sheet.cells.items() if sheet is not None else ()
    return {column: named[cell.text] for (row, column), cell in cells if row == header and cell.text in named}


def _values(sheet: Sheet, columns: Mapping[int, str], header: int) -> Iterator[tuple[int, dict[str, str | Decimal]]]:
    """Each filled row below the header: its number, and its values by key."""
    rows: dict[int, dict[str, str | Decimal]] = {}
    for (row, column), cell in sheet.cells.items():
        if row > header and column in columns:
            number = cell.kind is CellKind.NUMBER and not cell.percent
            rows.setdefault(row, {})[columns[column]] = Decimal(cell.text) if number else cell.text
    yield from sorted(rows.items())
