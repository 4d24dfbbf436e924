"""Reads one of the two tables of a return: rows into records, cells into values as meant, nothing unaccounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from minerva.excel.cells import Cell, CellKind, Sheet
from minerva.excel.headers import find_headers
from minerva.excel.template_formulas import HELPERS
from minerva.layout.returns import Column, ReturnLayout, TableLayout, choices
from minerva.model.figure import Figure
from minerva.model.reading import Reading, Why
from minerva.model.record import LANGUAGES, Field, Record, Source, Table
from minerva.model.reference import ReferenceKind
from minerva.model.submission import Aside, Gap, SetAside, Submission
from minerva.parse.budget import read_budgets
from minerva.parse.choice import read_direction, read_status_word, read_unit
from minerva.parse.figure import read_figure, read_yes_no_threshold
from minerva.parse.language import language_tag, strip_placeholder
from minerva.parse.reference import read_reference
from minerva.parse.text import clean_text

TITLE_ROWS = 4  # title, organisation, hint, link: the template's own, in column A


@dataclass(slots=True)
class _Rows:
    """The physical rows of one record, 0 where there is none."""

    french: int = 0
    dutch: int = 0


class TableReader:
    """Reads one of the two sheets into the records of a submission."""

    def __init__(
        self, submission: Submission, sheet: Sheet, table: TableLayout, layout: ReturnLayout, from_template: bool
    ):
        self.submission = submission
        self.sheet = sheet
        self.table = table
        self.layout = layout
        self.from_template = from_template
        self._languages: dict[int, str] = {}
        self.header_row, self.columns = find_headers(sheet, table)
        self.position = {key: column for column, key in self.columns.items()}
        self.helpers = {
            column for (row, column), cell in sheet.cells.items() if row == self.header_row and cell.text in HELPERS
        }

    def read(self) -> None:
        """Put the records, gaps and cells set aside of the sheet into the submission."""
        if not self.header_row:
            self.submission.gaps.append(Gap(self.sheet.name))
            self._set_aside_all()
            return
        for column in self.table.columns:
            if column.key not in self.position and column.kind not in ("status", "unit", "direction"):
                self.submission.gaps.append(Gap(self.sheet.name, column.key, self.header_row))
        self._set_aside_above()
        rows = self._filled_rows()
        records = self.submission.table(self.table.table)
        for pair in self._pairs(rows):
            fields = self._fields(pair, rows)
            if fields:
                row = pair.french or pair.dutch
                order = len(records) + 1
                records.append(Record(self.table.table, order, self.sheet.name, row, fields, pair.dutch, self.position))

    def _filled_rows(self) -> dict[int, dict[int, Cell]]:
        """The filled cells below the header, by row and column, without language tags and formulas of the template."""
        rows: dict[int, dict[int, Cell]] = {}
        tags = self.position.get("language", 0)
        texts = {self.position[c.key] for c in self.table.all_columns if c.key in self.position and not c.shared}
        computed = self.helpers | {self.position.get("status")}
        for (row, column), cell in self.sheet.cells.items():
            if row <= self.header_row:
                continue
            if cell.formula:
                if column in computed or (
                    column in self.columns and self._is_template_formula(row, column, cell, texts)
                ):
                    continue
            elif column == tags and language_tag(cell.text) is not None:
                continue
            rows.setdefault(row, {})[column] = cell
        return dict(sorted(rows.items()))

    def _is_template_formula(self, row: int, column: int, cell: Cell, texts: set[int]) -> bool:
        return column not in texts and self._is_echo(row, column, cell)

    def _is_echo(self, row: int, column: int, cell: Cell) -> bool:
        """Whether a formula in a shared column only repeats the French row, as the template's own does.

        One that shows something else while the French cell is filled (a person's, or one not recalculated since) is
        set aside; where the French cell is empty it is the value.
        """
        if self._language(row) != "nl" or not cell.text:
            return self._language(row) == "nl"
        french = self.sheet.cells.get((row - 1, column))
        if french is None:
            return False
        if french.kind is not CellKind.DATE and _unspaced(french.text) != _unspaced(cell.text):
            self.submission.filled += 1
            source = Source(self.sheet.name, row, column)
            self._aside(source, cell.text, Aside.COMPUTED_COLUMN, self.columns[column])
        return True

    def _language(self, row: int) -> str:
        """The language of a physical row: its tag, else, in our template, its place."""
        if row not in self._languages:
            cell = self.sheet.cells.get((row, self.position.get("language", 0)))
            tag = language_tag(cell.text) if cell is not None else None
            if tag is None and self.from_template and row > self.header_row:
                tag = LANGUAGES[(row - self.header_row - 1) % len(LANGUAGES)]
            self._languages[row] = tag or ""
        return self._languages[row]

    def _pairs(self, rows: dict[int, dict[int, Cell]]) -> Iterator[_Rows]:
        """The physical rows of each record: a French row and the Dutch row right below it, filled or not."""
        last = 0
        for row in rows:
            if row == last:
                continue
            if self._language(row) == "nl":
                yield _Rows(row - 1 if self._language(row - 1) == "fr" else 0, row)
            else:
                last = row + 1 if self._language(row + 1) == "nl" else 0
                yield _Rows(row, last)

    def _fields(self, pair: _Rows, rows: dict[int, dict[int, Cell]]) -> dict[str, Field]:
        french, dutch = rows.get(pair.french, {}), rows.get(pair.dutch, {})
        fields: dict[str, Field] = {}
        for column in self.table.all_columns:
            position = self.position.get(column.key)
            if position is None or column.kind in ("language", "status"):
                continue
            cells = (pair.french, french.get(position)), (pair.dutch, dutch.get(position))
            if column.shared:
                self._shared_field(column, position, cells, fields)
            else:
                for language, (row, cell) in zip(LANGUAGES, cells, strict=True):
                    self._text_field(column, position, language, row, cell, fields)
        self._account_for_rest(pair, french, dutch)
        _settle_yes_no(fields)
        return fields

    def _text_field(
        self, column: Column, position: int, language: str, row: int, cell: Cell | None, fields: dict
    ) -> None:
        if cell is None:
            return
        source = Source(self.sheet.name, row, position)
        key = f"{column.key}_{language}"
        self.submission.filled += 1
        if not cell.text:
            self._aside(source, "", Aside.UNREADABLE, key)
        else:
            text, stripped = strip_placeholder(cell.text)
            if not text:
                self._aside(source, cell.text, Aside.PLACEHOLDER, key)
                return
            reading = clean_text(text)
            why = Why.PLACEHOLDER if stripped else reading.why
            fields[key] = Field(reading.text, cell.text, source, why)

    def _shared_field(self, column: Column, position: int, cells: tuple, fields: dict[str, Field]) -> None:
        """The French row's value; the Dutch row's only where the French one is empty."""
        typed = [(Source(self.sheet.name, row, position), cell) for row, cell in cells if cell is not None]
        self.submission.filled += len(typed)
        for source, cell in typed:
            reading = self._shared_reading(column, cell) if cell.text else None
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

    def _shared_reading(self, column: Column, cell: Cell) -> Reading:
        if column.kind == "figure":
            number = cell.kind is CellKind.NUMBER
            return read_figure(cell.text, typed_number=number, percent_format=cell.percent)
        if column.kind == "reference":
            return read_reference(cell.text, _expected(self.table.table, column.key))
        if column.kind == "budget":
            return read_budgets(cell.text)
        if column.kind in _CHOICE_READERS:
            return _read_choice(column.kind, cell.text)
        return clean_text(cell.text)

    def _account_for_rest(self, pair: _Rows, french: dict[int, Cell], dutch: dict[int, Cell]) -> None:
        """Every other filled cell of the two rows is set aside."""
        for row, cells in ((pair.french, french), (pair.dutch, dutch)):
            for position, cell in cells.items():
                key = self.columns.get(position)
                if key in ("language", "status") or key is None:
                    self._account_for_cell(row, position, key, cell)

    def _account_for_cell(self, row: int, position: int, key: str | None, cell: Cell) -> None:
        computed = key == "status" or position in self.helpers
        reason = Aside.COMPUTED_COLUMN if computed else Aside.OUTSIDE_TABLE
        self.submission.filled += 1
        self._aside(
            Source(self.sheet.name, row, position),
            cell.text,
            Aside.LANGUAGE_TAG if key == "language" else reason,
            key or "",
        )

    def _set_aside_above(self) -> None:
        """Texts above the header: the template's own title lines are not the correspondent's."""
        for (row, column), cell in self.sheet.cells.items():
            if row >= self.header_row or cell.formula or (self.from_template and column == 1 and row <= TITLE_ROWS):
                continue
            self.submission.filled += 1
            self._aside(Source(self.sheet.name, row, column), cell.text, Aside.ABOVE_TABLE)

    def _set_aside_all(self) -> None:
        for (row, column), cell in self.sheet.cells.items():
            if cell.text and not cell.formula:
                self.submission.filled += 1
                self._aside(Source(self.sheet.name, row, column), cell.text, Aside.OUTSIDE_TABLE)

    def _aside(self, source: Source, raw: str, reason: Aside, key: str = "") -> None:
        self.submission.set_aside.append(SetAside(source, raw, reason, key))


def _unspaced(text: str) -> str:
    """A figure as it may be shown in either row: `27.5%`, `27,5 %`."""
    return "".join(text.split()).replace(",", ".")


_CHOICE_READERS = {"unit": read_unit, "direction": read_direction, "declared": read_status_word}


def _expected(table: Table, key: str) -> ReferenceKind:
    if key == "strategic_ref":
        return ReferenceKind.STRATEGIC
    indicator = table is Table.INDICATORS and key == "ref"
    return ReferenceKind.INDICATOR if indicator else ReferenceKind.OBJECTIVE


@cache
def _template_choices(kind: str) -> dict[str, str]:
    """The bilingual words of the template's own lists -> code."""
    return {word: code for code, word in choices(kind).items()}


def _read_choice(kind: str, text: str) -> Reading:
    """A word of a closed list as its code; another word stays as typed and a rule asks what it means."""
    code = _template_choices(kind).get(text.strip())
    if code is not None:
        return Reading(code, code, Why.CHOICE_WORD)
    reading = _CHOICE_READERS[kind](text)
    if reading is None:
        return Reading(text, text)
    return Reading(reading.value, str(reading.value), None if text == str(reading.value) else Why.CHOICE_WORD)


def _settle_yes_no(fields: dict[str, Field]) -> None:
    """`0` is the letter O only as a green threshold beside a red N."""
    red, green = fields.get("red"), fields.get("green")
    if red is None or green is None:
        return
    readings = [Reading(field.figure, field.text, field.why) for field in (red, green)]
    settled = read_yes_no_threshold(*readings)[1]
    if settled is not None and settled is not readings[1]:
        fields["green"] = green._replace(text=settled.text, why=settled.why, figure=settled.value)
