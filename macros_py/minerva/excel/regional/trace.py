"""Where each record stands in the regional workbook, and what concerns it: the ways from a figure to its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from minerva.excel.bulk import Formula
from minerva.layout.regional import RegionalLayout, data_columns
from minerva.model.consolidation import Chapter, Consolidation, JournalLine
from minerva.model.finding import Finding
from minerva.model.record import Record, Table
from minerva.rules.rule import file_of

TITLE_ROWS = 4  # title, subtitle, empty, header: what stands above the first line of a list
LONGEST_ADDRESS = 255  # characters a text inside a formula can have

Place = tuple[str, str, int]
"""A row of a returned file: its name, the sheet, the number of the row."""


class Stand(NamedTuple):
    """A record with its place in the report: `row` is its row on its data sheet, `number` counts in its chapter.

    `key` is the name of the record in the workbook, the same however the rows are sorted: `actiris:KPI:3`; `file` is
    the returned file the record stands in.
    """

    chapter: Chapter
    record: Record
    row: int
    number: int
    key: str
    file: str

    @property
    def cell(self) -> str:
        """The cell of its result, where that is on its sheet, else the first cell of its row."""
        result = self.record.fields.get("result")
        here = result is not None and (result.source.sheet, result.source.file) == (
            self.record.sheet,
            file_of(self.record),
        )
        return result.source.cell if here and result.source.cell else f"A{self.record.row}"


class Trace:
    """The stands of all records of a consolidation, found by record, by place in a return and by reference.

    `printed` is filled while the parliamentary tables are written: `P1 KPI!A12` by the name of the record.
    """

    def __init__(self, consolidation: Consolidation, layout: RegionalLayout):
        self._consolidation = consolidation
        self._layout = layout
        self.printed: dict[str, str] = {}

    @cached_property
    def stands(self) -> dict[Table, list[Stand]]:
        """All records in the order of their data sheet."""
        return {table: list(self._stands(table)) for table in Table}

    def _stands(self, table: Table) -> Iterator[Stand]:
        row = 1
        for chapter in self._consolidation.chapters:
            for number, record in enumerate(chapter.records(table), 1):
                row += 1
                key = f"{chapter.organisation.id}:{table.value}:{number}"
                yield Stand(chapter, record, row, number, key, file_of(record) or chapter.submission.file.name)

    @cached_property
    def _by_record(self) -> dict[int, Stand]:
        return {id(stand.record): stand for stands in self.stands.values() for stand in stands}

    def of(self, record: Record) -> Stand:
        """The stand of a record of the report."""
        return self._by_record[id(record)]

    @cached_property
    def _by_place(self) -> dict[Place, list[Stand]]:
        """The records that begin in a row of a return; a row where none begins belongs to those with a value there."""
        places: dict[Place, list[Stand]] = {}
        for stand in self._by_record.values():
            for row in {stand.record.row, stand.record.row_nl} - {0}:
                places.setdefault((stand.file, stand.record.sheet, row), []).append(stand)
        claimed = set(places)
        for stand in self._by_record.values():
            own = stand.chapter.submission.file.name
            sources = {(*field.source[:2], field.source.file or own) for field in stand.record.all_fields}
            for sheet, row, file in sources:
                if (file, sheet, row) not in claimed:
                    places.setdefault((file, sheet, row), []).append(stand)
        return places

    @cached_property
    def _by_reference(self) -> dict[tuple[str, str], list[Stand]]:
        named: dict[tuple[str, str], list[Stand]] = {}
        for stand in self._by_record.values():
            named.setdefault((stand.chapter.organisation.id, stand.record.reference), []).append(stand)
        return named

    def at(self, organisation: str, file: str, sheet: str, row: int, reference: str = "") -> Stand | None:
        """The record a place of a return belongs to; by its reference where the place tells none or several."""
        found = self._by_place.get((file, sheet, row), [])
        if len(found) != 1 and reference:
            named = self._by_reference.get((organisation, reference), [])
            found = [stand for stand in found if stand in named] or named
        return found[0] if len(found) == 1 else None

    def of_finding(self, finding: Finding) -> Stand | None:
        """The record a finding is about, None for one about a file, a sheet or several records."""
        row = int(finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)
        return self.at(finding.organisation, finding.file, finding.sheet, row, finding.reference)

    def of_line(self, line: JournalLine) -> Stand | None:
        """The record a line of the journal is about."""
        return self.at(line.organisation, line.file, line.source.sheet, line.source.row, line.reference)

    @cached_property
    def findings(self) -> dict[str, list[tuple[int, Finding]]]:
        """The findings about each record by its name, each with its row on the sheet of findings."""
        about: dict[str, list[tuple[int, Finding]]] = {}
        for row, finding in enumerate(self._consolidation.findings, TITLE_ROWS + 1):
            stand = self.of_finding(finding)
            if stand is not None:
                about.setdefault(stand.key, []).append((row, finding))
        return about

    @cached_property
    def journal(self) -> dict[str, list[int]]:
        """The rows of the journal about each record, by its name."""
        about: dict[str, list[int]] = {}
        for row, line in enumerate(self._consolidation.journal, TITLE_ROWS + 1):
            stand = self.of_line(line)
            if stand is not None:
                about.setdefault(stand.key, []).append(row)
        return about

    def row_link(self, stand: Stand | None) -> Formula | str:
        """A link to the data row of a record however these are sorted, '' for none; it shows the number of the record
        in its organisation, as the card does: `KPI 3`."""
        if stand is None:
            return ""
        table = stand.record.table
        shown = f"{table.value} {stand.number}"
        return Formula(f'HYPERLINK({self.first_row(table, "record", stand.key)},"{shown}")', shown)

    def first_row(self, table: Table, key: str, value: str) -> str:
        """What gives the target of a link: the first row of a data sheet, as sorted, with a value in a column.

        The values are names of ours, without the signs that stand for others in MATCH.
        """
        where, cells = self._columns[table, key]
        return f'{where}MATCH("{value}",{cells},0)'

    @cached_property
    def _columns(self) -> dict[tuple[Table, str], tuple[str, str]]:
        """The beginning of a link to each data sheet, and the cells of a column from row 1, by table and column."""
        columns = {}
        for table in Table:
            sheet, last = self._layout.data_sheet(table), max(len(self.stands[table]), 1) + 1
            for index, key in enumerate(data_columns(table)):
                letters = xl_col_to_name(index)
                columns[table, key] = f"\"#'{sheet}'!A\"&", f"'{sheet}'!${letters}$1:${letters}${last}"
        return columns

    def row_place(self, stand: Stand) -> str:
        """The data row of a record, as long as they are not sorted, as the target of a link:
        'Donnees-Gegevens KPI'!A12."""
        return f"'{self._layout.data_sheet(stand.record.table)}'!A{stand.row}"

    def finding_codes(self, stand: Stand) -> Formula | str:
        """The codes of the findings about a record, a link to the first: `DEV001, THR002 × 2`."""
        found = self.findings.get(stand.key, [])
        counts = Counter(finding.code for _, finding in found)
        codes = ", ".join(code if number == 1 else f"{code} × {number}" for code, number in sorted(counts.items()))
        return link(self._layout.sheets["findings"], found[0][0], codes) if found else ""

    def journal_rows(self, stand: Stand) -> Formula | str:
        """The rows of the journal about a record, a link to the first: `12, 13, 14`."""
        rows = self.journal.get(stand.key, [])
        return link(self._layout.sheets["journal"], rows[0], ", ".join(map(str, rows))) if rows else ""

    def printed_link(self, stand: Stand) -> Formula | str:
        """A link to the record in the parliamentary table that shows its address: `P1 KPI!A12`."""
        address = self.printed.get(stand.key, "")
        sheet, _, cell = address.rpartition("!")
        return link(sheet, int(cell.removeprefix("A")), address) if address else ""


def link(sheet: str, row: int, shown: str) -> Formula:
    """A link to a row of another sheet of the workbook; what it shows is cut where a formula could not hold it."""
    text = shown if len(shown) <= LONGEST_ADDRESS else f"{shown[: LONGEST_ADDRESS - 1]}…"
    return Formula(f'HYPERLINK("#\'{sheet}\'!A{row}","{text}")', text)
