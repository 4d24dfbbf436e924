"""What justifies a value of a data row: the cell of the return it stands in, or a line of the journal at that cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from minerva.excel.witness.evidence import At, Evidence, Rows
from minerva.excel.witness.headers import Header
from minerva.excel.witness.regional import Journal, JournalLine
from minerva.layout.labels import labels
from minerva.model.record import LANGUAGES, Table

LED = ("strategic_ref", "strategic_title", "objective_ref", "objective_title")
"""What is given once above several records."""


@cache
def field_name(key: str) -> str:
    """The name of a field as the journal has it in French: `titre (NL)`."""
    stem, _, language = key.rpartition("_")
    words = labels("fr")
    return f"{words(f'short.{stem}')} ({language.upper()})" if language in LANGUAGES and stem else words(f"short.{key}")


def stem_of(key: str) -> str:
    """The column of a key: `title_fr` stands in the column `title`."""
    stem, _, language = key.rpartition("_")
    return stem if language in LANGUAGES and stem else key


@dataclass(slots=True)
class Claims:
    """Looks for what justifies the values of one record; `rows` is where it stands, `span` its last row."""

    organisation: str
    evidence: Evidence
    journal: Journal
    table: Table
    rows: Rows
    span: int
    header: Header | None

    @property
    def is_strict(self) -> bool:
        """Whether the record stands as in our template, so that each value has exactly one cell."""
        return self.header is not None and self.header.is_strict(self.rows.row, self.rows.row_nl)

    def own_cell(self, key: str) -> At | None:
        """The cell a value must stand in by title and language; None where the return does not say."""
        column = self.header.only(stem_of(key)) if self.header is not None else 0
        if not column:
            return None
        row = self.rows.row_nl if key.endswith("_nl") else self.rows.row
        return At(self.rows.file, self.rows.sheet, row, column) if row else None

    def source(self, key: str, value: str, raw: str | None = None) -> At | None:
        """The cell that justifies a value; with `raw`, one that shows it. None where there is none."""
        return next((at for at in self._cells(key, value, raw) if self.justifies(at, key, value, raw)), None)

    def justifies(self, at: At, key: str, value: str, raw: str | None = None) -> bool:
        """Whether a cell shows the value, or has a line that makes it from what the cell shows."""
        if raw is not None and not self._shows(at, raw):
            return False
        if value and self.evidence.says(at, value):
            return True
        return any(line.value == value and self._shows(at, line.raw) for line in self.lines(at, key))

    def _shows(self, at: At, raw: str) -> bool:
        return self.evidence.says(at, raw) if raw else not self.evidence.texts(at)

    def lines(self, at: At, key: str) -> list[JournalLine]:
        """The lines of the journal at a cell that are about a field."""
        name = field_name(key)
        return [
            line for line in self.journal.at.get((at.file, at.sheet, (at.row, at.column)), ()) if line.field == name
        ]

    def is_set_aside(self, at: At) -> bool:
        """Whether the journal says of a cell that nothing of it is in the data."""
        lines = self.journal.at.get((at.file, at.sheet, (at.row, at.column)), ())
        return any(not line.value and self._shows(at, line.raw) for line in lines)

    def expected(self, key: str) -> tuple[str, At | None]:
        """What should stand in the data by the own cell of a key: its text, or what the journal makes of it."""
        at = self.own_cell(key)
        if at is None:
            return "", None
        lines = [line for line in self.lines(at, key) if self._shows(at, line.raw)]
        if lines:
            return lines[-1].value, at
        return ("" if self.is_set_aside(at) else self.evidence.text(at)), at

    def _cells(self, key: str, value: str, raw: str | None) -> Iterator[At]:
        """The cells a value may come from, the likeliest first."""
        own = self.own_cell(key)
        if own is not None:
            yield own
            if own.row == self.rows.row and self.rows.row_nl and not self.evidence.texts(own):
                yield own._replace(row=self.rows.row_nl)
        if own is None or not self.is_strict:
            yield from self._within(key, raw if raw is not None else value)
        is_free = own is None or not self.evidence.texts(own) or self.is_set_aside(own)
        for line in self.journal.of_value.get((self.organisation, field_name(key), value), ()):
            if line.place is not None:
                at = At(line.file, line.sheet, *line.place)
                if self.is_within(at) or is_free or self.is_part(at):
                    yield at
        if is_free:
            yield from self._handed_down(key, own)
            if not self.is_strict and stem_of(key) in LED:
                yield from self._led_by(key, raw if raw is not None else value)
        yield from (at for at in self.evidence.where(raw if raw is not None else value) if self.is_part(at))

    def _within(self, key: str, text: str) -> Iterator[At]:
        """The cells of the record under the titles of a column, under any where no title is known."""
        columns = self.header.columns.get(stem_of(key)) if self.header is not None else None
        for at in self.evidence.where(text):
            if self.is_within(at) and (at.column in columns if columns else at.column not in self._titled):
                yield at

    @property
    def _titled(self) -> set[int]:
        """The columns whose titles say what they hold: a title over two columns says it of neither."""
        known = self.header.columns.values() if self.header is not None else ()
        return {columns[0] for columns in known if len(columns) == 1}

    def _handed_down(self, key: str, own: At | None) -> Iterator[At]:
        columns = self.header.columns.get(stem_of(key), ()) if self.header is not None else ()
        for column in columns:
            at = At(self.rows.file, self.rows.sheet, own.row if own is not None else self.rows.row, column)
            if self._is_merged(at):
                yield from filter(None, (self.evidence.first_of(at),))
            elif stem_of(key) in LED:
                yield from filter(None, (self.evidence.above(at, self.header),))

    def _led_by(self, key: str, text: str) -> Iterator[At]:
        """The cells above the record in a column, where the rows do not tell their language."""
        columns = self.header.columns.get(stem_of(key), ()) if self.header is not None else ()

        def is_its(column: int) -> bool:
            return column in columns if columns else column not in self._titled

        for at in self.evidence.where(text):
            if (at.file, at.sheet) == self.rows[:2] and at.row < self.rows.row and is_its(at.column):
                yield at

    def _is_merged(self, at: At) -> bool:
        return (at.row, at.column) in self.evidence.sheets[at.file, at.sheet].merged

    def is_within(self, at: At) -> bool:
        """Whether a cell stands in the rows of the record."""
        return (at.file, at.sheet) == self.rows[:2] and self.rows.row <= at.row <= self.span

    def is_part(self, at: At) -> bool:
        """Whether a cell stands in another return of the organisation, a part put into this one."""
        return at.file != self.rows.file
