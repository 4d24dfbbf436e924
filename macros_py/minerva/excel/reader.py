"""Reads a return into a `Submission`: columns by header, values as meant, every filled cell accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from minerva.excel.cells import Cell, CellKind, Sheet
from minerva.excel.identity import Expectation, identify, organisation_named
from minerva.excel.intake import Refused, take
from minerva.excel.package import Package, read_package
from minerva.excel.template_formulas import HELPERS
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.returns import Column, ReturnLayout, TableLayout, choices, return_layout
from minerva.model.figure import Figure
from minerva.model.reading import Reading, Why
from minerva.model.record import LANGUAGES, Field, Record, Source, Table
from minerva.model.reference import ReferenceKind
from minerva.model.submission import Aside, Gap, Refusal, SetAside, SourceFile, Submission, Unusable
from minerva.parse.budget import read_budgets
from minerva.parse.choice import read_direction, read_status_word, read_unit
from minerva.parse.figure import read_figure, read_yes_no_threshold
from minerva.parse.header import fold_header, match_header
from minerva.parse.language import language_tag, strip_placeholder
from minerva.parse.reference import read_reference
from minerva.parse.text import clean_text

HEADER_SEARCH_ROWS = 30
LEAST_HEADERS = 5


def read_return(path: Path, name: str, expectation: Expectation) -> Submission | Unusable:
    """Read a received file; `name` is how findings call it. Nothing is written, and a bad file raises nothing."""
    file = SourceFile(name, 0, "")
    try:
        file, content = take(path, name)
        package = read_package(content)
    except Refused as refused:
        organisation = organisation_named(name, expectation.organisations or ())
        return Unusable(file, refused.refusal, refused.detail, organisation)
    return read_sheets(replace(file, modified=package.modified), package, expectation)


def read_sheets(file: SourceFile, package: Package, expectation: Expectation) -> Submission | Unusable:
    """Read the sheets of a return, wherever they came from (a file, or a book open in Excel)."""
    layout = return_layout()
    identity = identify(file, package, expectation)
    if isinstance(identity, Unusable):
        return identity
    submission = Submission(
        file=file,
        organisation=identity.organisation,
        year=identity.year,
        template_version=identity.template_version,
        plan_digest=identity.plan_digest,
    )
    sheets = _table_sheets(package, layout)
    if not any(sheets.values()):
        return Unusable(file, Refusal.NO_TABLES, organisation=identity.organisation)
    for table, sheet in sheets.items():
        if sheet is None:
            submission.gaps.append(Gap(table.value))
        else:
            _TableReader(submission, sheet, layout.tables[table], layout, bool(identity.template_version)).read()
    _read_cover(submission, package, layout)
    _set_aside_other_sheets(submission, package, layout, sheets)
    submission.complete = _is_complete(submission)
    return submission


# -- cover -------------------------------------------------------------------------------------------------------------


def _read_cover(submission: Submission, package: Package, layout: ReturnLayout) -> None:
    sheet = package.sheet(layout.cover.sheet)
    if sheet is None:
        return
    inputs = {address: name for name, address in layout.cover.inputs.items()}
    own = template_texts()
    for (row, column), cell in sheet.cells.items():
        if cell.formula and not cell.text:
            continue
        source = Source(sheet.name, row, column)
        name = inputs.get(source.cell)
        if name is not None:
            submission.filled += 1
            reading = clean_text(cell.text)
            submission.cover[name] = Field(reading.text, cell.text, source, reading.why)
        elif not cell.formula and not _is_own(cell.text, own) and row > 2:
            submission.filled += 1
            submission.set_aside.append(SetAside(source, cell.text, Aside.OUTSIDE_COVER))


@cache
def template_texts() -> frozenset[str]:
    """The sentences the template itself puts on its cover, in all the ways it joins two languages."""
    mine = ("cover.", "guide.", "legend.", "choice.status.")
    keys = [key for key in labels("fr").names if key.startswith(mine)]
    own = {bilingual(key, separator) for key in keys for separator in ("\n", " – ")}
    return frozenset(own | {labels(language)(key) for key in keys for language in REPORT_LANGUAGES})


def _is_own(text: str, own: frozenset[str]) -> bool:
    """The template's own sentence, a status symbol before the word or not."""
    return text in own or " – ".join(part.lstrip("✔◐✘– ") for part in text.split(" – ", 1)) in own


def _is_complete(submission: Submission) -> bool:
    """Complete unless the cover says partial; the word is read in either language."""
    field = submission.cover.get("completeness")
    partial = {labels(language)("choice.completeness.partial") for language in REPORT_LANGUAGES}
    words = set(field.text.lower().replace("/", " ").split()) if field is not None else set()
    return not (words & partial)


def _set_aside_other_sheets(
    submission: Submission, package: Package, layout: ReturnLayout, sheets: dict[Table, Sheet | None]
) -> None:
    own = {layout.cover.sheet, layout.findings_sheet, layout.lists_sheet, layout.metadata_sheet}
    own |= {sheet.name for sheet in sheets.values() if sheet is not None}
    lowered = {name.lower() for name in own}
    for sheet in package.sheets:
        if sheet.name.lower() in lowered:
            continue
        for (row, column), cell in sheet.cells.items():
            if cell.text:
                submission.filled += 1
                place = Source(sheet.name, row, column)
                submission.set_aside.append(SetAside(place, cell.text, Aside.OTHER_SHEET))


# -- tables ------------------------------------------------------------------------------------------------------------


def _table_sheets(package: Package, layout: ReturnLayout) -> dict[Table, Sheet | None]:
    """The sheet of each table: by its name, else the first unnamed one whose headers are those of the table."""
    sheets = {table: package.sheet(table.value) for table in layout.tables}
    taken = {layout.cover.sheet, layout.findings_sheet, layout.lists_sheet, layout.metadata_sheet}
    taken |= {sheet.name for sheet in sheets.values() if sheet is not None}
    others = [sheet for sheet in package.sheets if sheet.name not in taken]
    for table, sheet in sheets.items():
        if sheet is None:
            found = [other for other in others if _is_table(other, layout.tables[table])]
            sheets[table] = found[0] if len(found) == 1 else None
    return sheets


def _is_table(sheet: Sheet, layout: TableLayout) -> bool:
    """Whether most headers of this table, its own last column among them, stand in one row of the sheet."""
    _, columns = find_headers(sheet, layout)
    own = {Table.OBJECTIVES: "actions", Table.INDICATORS: "weight"}[layout.table]
    return len(columns) >= len(layout.columns) // 2 and own in columns.values()


@cache
def _wordings(table: Table) -> dict[str, tuple[str, ...]]:
    layout = return_layout().tables[table]
    return {
        column.key: tuple(layout.header(column.key, language) for language in LANGUAGES)
        for column in layout.all_columns
    }


@cache
def _exact_headers(table: Table) -> dict[str, str]:
    layout = return_layout().tables[table]
    return {layout.column_title(column.key): column.key for column in layout.all_columns}


def find_headers(sheet: Sheet, layout: TableLayout) -> tuple[int, dict[int, str]]:
    """The header row and its columns: (row, {column number: key}); (0, {}) where no row reads as a header."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= HEADER_SEARCH_ROWS and cell.kind is CellKind.TEXT and not cell.formula:
            rows.setdefault(row, []).append((column, cell.text))
    best: tuple[int, dict[int, str]] = (0, {})
    for row, cells in sorted(rows.items()):
        if len(cells) >= LEAST_HEADERS:
            columns = _matched(cells, layout.table)
            if len(columns) > len(best[1]):
                best = (row, columns)
            if len(columns) >= len(layout.columns):
                break
    return best if len(best[1]) >= LEAST_HEADERS else (0, {})


def _matched(cells: list[tuple[int, str]], table: Table) -> dict[int, str]:
    """Column number -> key; where two headers read alike the left one counts, the right one stays unknown."""
    exact, wordings = _exact_headers(table), _wordings(table)
    columns: dict[int, str] = {}
    for column, text in sorted(cells):
        key = exact.get(text)
        if key is None and text not in HELPERS and fold_header(text):
            key = match_header(text, wordings)
        if key is not None and key not in columns.values():
            columns[column] = key
    return columns


@dataclass(slots=True)
class _Rows:
    """The physical rows of one record, 0 where there is none."""

    french: int = 0
    dutch: int = 0


class _TableReader:
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

    # -- rows

    def _filled_rows(self) -> dict[int, dict[int, Cell]]:
        """The filled cells below the header, by row and column, without language tags and formulas of the template."""
        rows: dict[int, dict[int, Cell]] = {}
        tags = self.position.get("language", 0)
        texts = {self.position[c.key] for c in self.table.all_columns if c.key in self.position and not c.shared}
        entries = set(self.columns) - {tags, self.position.get("status")}
        for (row, column), cell in self.sheet.cells.items():
            if row <= self.header_row:
                continue
            if cell.formula:
                if column not in entries or (column not in texts and self._is_echo(row, column, cell)):
                    continue
            elif column == tags and language_tag(cell.text) is not None:
                continue
            rows.setdefault(row, {})[column] = cell
        return dict(sorted(rows.items()))

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

    # -- fields

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
            if row >= self.header_row or cell.formula or (self.from_template and column == 1):
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


# -- values ------------------------------------------------------------------------------------------------------------

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
