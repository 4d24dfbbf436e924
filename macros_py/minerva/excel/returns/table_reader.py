"""Reads the cells of one table into records: values as meant, each with the cell it came from.

Which rows make a record is told by `table_rows`; what a record leaves over is accounted for by `account`.
"""

from __future__ import annotations

from functools import cache

from minerva.excel.content.cells import LONGEST_TEXT, Cell, CellKind
from minerva.excel.returns.grid import stem_of
from minerva.excel.returns.merged_cells import MergedCells
from minerva.excel.returns.record_rows import record_rows
from minerva.excel.returns.record_settling import expected_reference, settle
from minerva.excel.returns.table_cells import TableCells
from minerva.excel.returns.table_rows import RowGroup, TableRows
from minerva.layout.returns import Column, choices
from minerva.model.figure import Figure
from minerva.model.reading import Reading, Why
from minerva.model.record import LANGUAGES, Field, Record, Remark, Source
from minerva.model.status import Unit
from minerva.model.submission import Aside, Gap, Notice, NoticeKind, SetAside, Submission
from minerva.parse.budget import read_budgets
from minerva.parse.choice import read_direction, read_status_word, read_unit
from minerva.parse.figure import read_figure
from minerva.parse.language import language_of, strip_placeholder
from minerva.parse.reference import read_reference
from minerva.parse.text import clean_text

NOT_ASKED = ("status", "unit", "direction", "language")
"""Kinds of columns a form without them may do without: they are the template's own."""


class TableReader:
    """Reads one grid into the records of a submission."""

    def __init__(self, submission: Submission, cells: TableCells):
        self.submission = submission
        self.grid = grid = cells.grid
        self.rows = TableRows(cells)
        self.merged = MergedCells(grid, {*self.rows.rows, *self.rows.tags})
        self.position = {stem_of(name, grid.table): column for column, name in reversed(grid.columns.items())}
        if grid.language:
            # The other language has no place in such a layout: that is one gap, not an empty cell in each record.
            self.position = {}
        self.position |= {name: column for column, name in grid.columns.items()}
        self._columns = [
            (column, stem, name, number)
            for number, name in grid.columns.items()
            for stem in (stem_of(name, grid.table),)
            for column in (grid.table.column(stem),)
            if column.kind not in ("language", "status")
        ]
        order = {column.key: place for place, column in enumerate(grid.table.all_columns)}
        self._columns.sort(key=lambda one: (order[one[1]], one[3]))

    def read(self) -> None:
        """Put the records, the gaps and the rows that hold no record into the submission."""
        where = {"row": self.grid.header_row, "profile": self.grid.profile}
        self.submission.gaps += [Gap(self.grid.sheet.name, key, **where) for key in self._lacking()]
        records = self.submission.table(self.grid.table.table)
        before: Record | None = None
        for group in record_rows(self.rows):
            fields = self._fields(group)
            remarks = self._remarks(group)
            if not fields and not remarks:
                continue
            row = group.french or group.dutch
            place = self.grid.sheet.name, row, fields, group.dutch, self.position, remarks
            record = Record(self.grid.table.table, 0, *place, merged=self.merged.ranges)
            for settled in settle(record, before, self.grid, self.submission.notices):
                settled.order = len(records) + 1
                records.append(settled)
                before = settled
        self._tell_shared_figures(records)
        for row, reason in self.rows.no_records.items():
            for column, cell in self.rows.cells.typed[row].items():
                self._aside(Source(self.grid.sheet.name, row, column), cell.text, reason)

    def _lacking(self) -> tuple[str, ...]:
        """The columns it should have: what a profile says, else those that were not found."""
        stems = self.grid.stems
        missing = (c.key for c in self.grid.table.columns if c.key not in stems and c.kind not in NOT_ASKED)
        return self.grid.lacking if self.grid.profile else tuple(missing)

    def _tell_shared_figures(self, records: list[Record]) -> None:
        """One cell that gives the figure of several records, merged or typed once for all of them, is said to be so."""
        sharing: dict[Source, list[Record]] = {}
        for record in records:
            field = record.fields.get("result")
            if field is not None and field.source.sheet == self.grid.sheet.name:
                sharing.setdefault(field.source, []).append(record)
        for source, group in sharing.items():
            if len(group) > 1:
                references = ", ".join(dict.fromkeys(record.reference for record in group if record.reference))
                raw = group[0].fields["result"].raw
                self.submission.notices.append(Notice(NoticeKind.SHARED_FIGURE, source, raw, references))
                for record in group:
                    record.printed_group = record.printed_group or source.place

    def _fields(self, group: RowGroup) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        for column, stem, name, number in self._columns:
            if column.shared:
                self._shared_field(column, number, group, fields)
            elif name != stem:
                self._text_field(name, number, group.french or group.dutch, group, fields)
            else:
                for language, row in zip(LANGUAGES, (group.french, group.dutch), strict=True):
                    self._text_field(f"{stem}_{language}", number, row, group, fields)
        return fields

    def _remarks(self, group: RowGroup) -> tuple[Remark, ...]:
        found = [remark for place, title in self.grid.about.items() for remark in self._remark(title, place)]
        for number, title in self.grid.remarks.items():
            for row in group.rows:
                found += self._remark(title, (row, number))
        return tuple(found)

    def _remark(self, title: str, place: tuple[int, int]) -> list[Remark]:
        """The value of a cell under a title; [] where it is empty."""
        cell = self.grid.sheet.cells.get(place)
        if cell is None or not cell.text:
            return []
        reading = clean_text(cell.text)
        value = Field(reading.text, cell.text, Source(self.grid.sheet.name, *place), reading.why)
        return [Remark(title, value, title in self.grid.personal)]

    def _cell(self, row: int, number: int) -> Cell | None:
        return self.rows.rows.get(row, {}).get(number)

    def _text_field(self, key: str, number: int, row: int, group: RowGroup, fields: dict[str, Field]) -> None:
        """A text in one language, with the rows that continue it; a merged cell above gives it where it has none."""
        field = self._text(key, number, row) if row else None
        if field is None and row:
            field = self._from_merge(key, number, row, group)
        for further, language in group.more:
            if not key.endswith(f"_{language}") and not self.rows.side_by_side:
                continue
            more = self._text(key, number, further)
            if more is None:
                continue
            if field is None:
                field = more
            elif len(field.text) + len(more.text) >= LONGEST_TEXT:
                self._aside(more.source, more.raw, Aside.BESIDE_TABLE, key)
            else:
                field = field._replace(text=f"{field.text}\n{more.text}", why=Why.CONTINUED)
                self._aside(more.source, more.raw, Aside.CONTINUED, key)
        if field is not None:
            fields[key] = field

    def _text(self, key: str, number: int, row: int) -> Field | None:
        cell = self._cell(row, number)
        if cell is None:
            return None
        source = Source(self.grid.sheet.name, row, number)
        if not cell.text or cell.kind is CellKind.ERROR:
            self._aside(source, cell.text, Aside.UNREADABLE, key)
            return None
        text, stripped = strip_placeholder(cell.text)
        if not text:
            self._aside(source, cell.text, Aside.PLACEHOLDER, key)
            return None
        reading = clean_text(text)
        return Field(reading.text, cell.text, source, Why.PLACEHOLDER if stripped else reading.why)

    def _from_merge(self, key: str, number: int, row: int, group: RowGroup) -> Field | None:
        """The text of a cell merged over several records, for the language it is in."""
        place = self.merged.above(row, number)
        cell = self.grid.sheet.cells.get(place) if place else None
        if cell is None or place[0] in group.rows or not cell.text or cell.kind is CellKind.ERROR:
            return None
        text, _ = strip_placeholder(cell.text)
        spoken = language_of(text) or self.rows.language(place[0]) or LANGUAGES[0]
        if not text or (key.endswith(("_fr", "_nl")) and not key.endswith(spoken)):
            return None
        return Field(clean_text(text).text, cell.text, Source(self.grid.sheet.name, *place), Why.FILLED_DOWN)

    def _shared_field(self, column: Column, number: int, group: RowGroup, fields: dict[str, Field]) -> None:
        """The French row's value; another row's only where the French one is empty."""
        for row in (group.french, group.dutch, *(row for row, _ in group.more)):
            cell = self._cell(row, number)
            if cell is not None:
                self._take_shared(column, Source(self.grid.sheet.name, row, number), cell, fields)
        if column.key not in fields:
            self._shared_from_merge(column, number, group, fields)

    def _take_shared(self, column: Column, source: Source, cell: Cell, fields: dict[str, Field]) -> None:
        reading = self._shared_reading(column, cell) if cell.text else None
        if cell.kind is CellKind.ERROR and "unit" in fields and fields["unit"].text == Unit.TEXT:
            reading = None  # under a unit of text, `#REF!` would pass for the result
        if reading is None:
            self._aside(source, cell.text, Aside.UNREADABLE, column.key)
        elif not reading.text:
            self._aside(source, cell.text, Aside.PLACEHOLDER, column.key)
        elif column.key not in fields:
            figure = reading.value if isinstance(reading.value, Figure) else None
            fields[column.key] = Field(reading.text, cell.text, source, reading.why, figure)
        else:
            same = reading.text == fields[column.key].text
            self._aside(source, cell.text, Aside.REPEATED if same else Aside.CONTRADICTS, column.key)

    def _shared_from_merge(self, column: Column, number: int, group: RowGroup, fields: dict[str, Field]) -> None:
        """A value of a cell merged over several records; a figure shared in this way is said to be so."""
        place = self.merged.above(group.french or group.dutch, number)
        cell = self.grid.sheet.cells.get(place) if place and place[0] not in group.rows else None
        reading = self._shared_reading(column, cell) if cell is not None and cell.text else None
        if reading is None or not reading.text:
            return
        figure = reading.value if isinstance(reading.value, Figure) else None
        source = Source(self.grid.sheet.name, *place)
        why = Why.FILLED_DOWN if reading.text == cell.text else reading.why
        fields[column.key] = Field(reading.text, cell.text, source, why, figure)

    def _shared_reading(self, column: Column, cell: Cell) -> Reading | None:
        if column.kind == "figure":
            return _figure(cell)
        if cell.kind is CellKind.ERROR:
            return None
        if column.kind == "reference":
            return read_reference(cell.text, expected_reference(self.grid.table.table, column.key))
        if column.kind == "budget":
            return read_budgets(cell.text)
        if column.kind in _CHOICE_READERS:
            return _read_choice(column.kind, cell.text)
        return clean_text(cell.text)

    def _aside(self, source: Source, raw: str, reason: Aside, key: str = "") -> None:
        self.submission.set_aside.append(SetAside(source, raw, reason, key))


_CHOICE_READERS = {"unit": read_unit, "direction": read_direction, "declared": read_status_word}


def _figure(cell: Cell) -> Reading[Figure]:
    """TRUE and FALSE, which Excel makes of a typed *vrai*, are a yes and a no."""
    if cell.kind is CellKind.BOOLEAN:
        return read_figure("oui" if cell.text == "TRUE" else "non")
    return read_figure(cell.text, typed_number=cell.kind is CellKind.NUMBER, percent_format=cell.percent)


@cache
def _template_choices(kind: str) -> dict[str, str]:
    """The bilingual words of the template's own lists -> code."""
    return {word: code for code, word in choices(kind).items()}


def _read_choice(kind: str, text: str) -> Reading:
    """A word of a closed list as its code; another word stays as typed and a rule asks what it means.

    The report shows the words of the list: a code that is typed, such as `number`, differs from them as any other word.
    """
    code = _template_choices(kind).get(text.strip())
    if code is not None:
        return Reading(code, code, Why.CHOICE_WORD)
    reading = _CHOICE_READERS[kind](text)
    if reading is None:
        return Reading(text, text)
    return Reading(reading.value, str(reading.value), Why.CHOICE_WORD)
