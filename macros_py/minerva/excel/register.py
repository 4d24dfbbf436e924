"""Writes and reads the register workbook: who must report, the settings of the year, the corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ValidationError
from xlsxwriter.worksheet import Worksheet

from minerva.excel.bulk import EntrySheet
from minerva.excel.content.cells import CellKind, Sheet
from minerva.excel.content.intake import Refused, take
from minerva.excel.content.package import Package, read_package
from minerva.excel.formats import Formats, new_workbook
from minerva.excel.heights import row_height
from minerva.excel.register_checks import OrganisationRow, RegisterProblem, disagreements
from minerva.layout.labels import bilingual, labels
from minerva.layout.registers import RegisterColumn, RegisterSheet, register_layout
from minerva.layout.style import style
from minerva.model.record import LANGUAGES, Source
from minerva.model.register import Correction, Organisation, Register, Settings
from minerva.model.submission import Refusal
from minerva.parse.header import match_header

SPARE_ROWS = 200
LIST_SEPARATOR = ";"
DISPENSABLE = ("chapter", "language", "mailbox", "deadline")
"""The columns a register can do without: what they tell changes neither who must report nor what is counted."""


class RegisterUnreadable(Exception):
    """The register cannot be used: a refusal of the file, or everything that is wrong in it."""

    def __init__(self, refusal: Refusal | None = None, problems: Iterable[RegisterProblem] = ()):
        self.refusal = refusal
        self.problems = tuple(problems)
        super().__init__(refusal.value if refusal else "; ".join(f"{p.place} {p.key}" for p in self.problems))


def write_register(path: Path, register: Register) -> Path:
    """Write a register workbook to `path` and return it. Overwrites."""
    workbook = new_workbook(path, bilingual("register.title", " – "))
    formats, layout = Formats(workbook), register_layout()
    try:
        organisations = workbook.add_worksheet(layout.organisations.sheet, EntrySheet)
        _write_table(organisations, formats, layout.organisations, register.organisations)
        _write_settings(workbook.add_worksheet(layout.settings.sheet, EntrySheet), formats, register.settings)
        corrections = workbook.add_worksheet(layout.corrections.sheet, EntrySheet)
        _write_table(corrections, formats, layout.corrections, register.corrections)
    finally:
        workbook.close()
    return path


def _write_table(sheet: Worksheet, formats: Formats, layout: RegisterSheet, rows: Iterable[BaseModel]) -> None:
    _write_title(sheet, formats, layout)
    header, first = register_layout().header_row - 1, register_layout().first_row - 1
    for index, column in enumerate(layout.columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(header, index, column_title(layout, column), formats.head())
        if column.kind in ("choice", "yes_no"):
            options = {"validate": "list", "source": list(_words(column))}
            sheet.data_validation(first, index, first + SPARE_ROWS, index, options)
    sheet.set_row(header, 44)
    last = first
    for last, row in enumerate(rows, first):
        for index, column in enumerate(layout.columns):
            _write_value(sheet, formats, last, index, column, getattr(row, column.key))
        sheet.set_row(
            last, row_height([(_shown(column, getattr(row, column.key)), column.width) for column in layout.columns])
        )
    sheet.freeze_panes(header + 1, 1)
    sheet.autofilter(header, 0, max(last, first), len(layout.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)


def _write_title(sheet: Worksheet, formats: Formats, layout: RegisterSheet) -> None:
    key = layout.sheet.partition("-")[0].lower()
    sheet.write_string("A1", bilingual(f"register.sheet.{key}", " – "), formats.title())
    sheet.write_string("A2", bilingual(f"register.hint.{key}", " · "), formats.subtitle())
    sheet.set_row(0, 24)


def _write_settings(sheet: Worksheet, formats: Formats, settings: Settings) -> None:
    layout = register_layout().settings
    _write_title(sheet, formats, layout)
    sheet.set_column("A:A", 44)
    sheet.set_column("B:B", 100)
    for row, column in enumerate(layout.columns, register_layout().first_row - 1):
        sheet.write_string(row, 0, column_title(layout, column), formats.cell(bold=True))
        _write_value(sheet, formats, row, 1, column, getattr(settings, column.key), fill=style().colour["input_fill"])
        sheet.set_row(row, 90 if column.kind == "long" else 30)


def _write_value(
    sheet: Worksheet, formats: Formats, row: int, index: int, column: RegisterColumn, value: object, fill: str = ""
) -> None:
    look: dict[str, object] = {"bg_color": fill} if fill else {}
    if value is None or value == "" or value == ():
        sheet.write_blank(row, index, None, formats.cell(**look))
    elif column.kind == "date":
        look["num_format"] = "dd/mm/yyyy"
        sheet.write_datetime(
            row, index, datetime.combine(value, datetime.min.time()), formats.cell(align="left", **look)
        )
    elif column.kind == "integer":
        sheet.write_number(row, index, value, formats.cell(align="left", **look))
    else:
        sheet.write_string(row, index, _shown(column, value), formats.cell(**look))


def _shown(column: RegisterColumn, value: object) -> str:
    """A value as the text of its cell."""
    if column.kind == "yes_no":
        return _word(column, "yes" if value else "no")
    if column.kind == "choice":
        return _word(column, str(value))
    if column.kind == "list":
        return f"{LIST_SEPARATOR} ".join(value)
    return "" if value is None else str(value)


def column_title(layout: RegisterSheet, column: RegisterColumn) -> str:
    """The header of a column, French above Dutch."""
    return bilingual(f"register.{layout.sheet.partition('-')[0].lower()}.{column.key}")


def _word(column: RegisterColumn, code: str) -> str:
    """A choice as it stands in a cell; words that have no label are codes people know (sheet names, languages)."""
    key = f"register.choice.{column.key}.{code}"
    return bilingual(key, " / ") if labels("fr").has(key) else code


def _words(column: RegisterColumn) -> dict[str, str]:
    codes = ("yes", "no") if column.kind == "yes_no" else column.choices
    return {_word(column, code): code for code in codes}


def read_register(path: Path) -> Register:
    """Read a register workbook. Raises RegisterUnreadable with everything that is wrong in it."""
    try:
        _, content = take(path, path.name)
        package = read_package(content)
    except Refused as refused:
        raise RegisterUnreadable(refused.refusal) from refused
    problems: list[RegisterProblem] = []
    layout = register_layout()
    rows = [OrganisationRow(*read) for read in _read_table(package, layout.organisations, Organisation, problems)]
    corrections = [row for row, _ in _read_table(package, layout.corrections, Correction, problems, optional=True)]
    settings = _read_settings(package, problems)
    problems += [] if problems else disagreements(rows)
    if problems or settings is None:
        raise RegisterUnreadable(problems=problems)
    ordered = sorted((row.organisation for row in rows), key=lambda o: (o.part, o.order))
    return Register(settings=settings, organisations=tuple(ordered), corrections=tuple(corrections))


def _read_table(
    package: Package, layout: RegisterSheet, model: type, problems: list[RegisterProblem], optional: bool = False
) -> list[tuple]:
    """The rows of a sheet as their type, each with the cell of every value."""
    sheet = package.sheet(layout.sheet)
    if sheet is None:
        if not optional:
            problems.append(RegisterProblem(layout.sheet, "sheet", "", "problem.register_sheet"))
        return []
    columns = _columns(sheet, layout)
    numbers = sorted({row for row, _ in sheet.cells if row >= register_layout().first_row})
    missing = [c for c in layout.columns if c.key not in columns.values() and c.key not in DISPENSABLE]
    if missing and (numbers or not optional):
        problems += [
            RegisterProblem(sheet.name, c.key, "", "problem.register_column", _title_key(layout, c.key))
            for c in missing
        ]
        return []
    rows = []
    for number in numbers:
        values = _row_values(sheet, number, columns, layout)
        if any(text for text in values.values()):
            places = {key: Source(sheet.name, number, column) for column, key in columns.items()}
            more = _as_typed(sheet, places.get("new_value")) if model is Correction else {}
            row = _build(model, values | more, places, layout, problems, row=number)
            if row is not None:
                rows.append((row, places))
    return rows


def _as_typed(sheet: Sheet, place: Source | None) -> dict[str, bool]:
    """How the new value of a correction stands in its cell: as a number, in percent format."""
    cell = sheet.cells.get((place.row, place.column)) if place is not None else None
    if cell is None or cell.kind is not CellKind.NUMBER:
        return {}
    return {"typed_number": True, "percent_format": cell.percent}


def _columns(sheet: Sheet, layout: RegisterSheet) -> dict[int, str]:
    """Column number -> key, by header: exact first, then by its French or Dutch words."""
    header = register_layout().header_row
    exact, wordings = _headers(layout.sheet)
    columns: dict[int, str] = {}
    for row, number in sorted(sheet.cells):
        if row == header:
            text = sheet.text(row, number)
            key = exact.get(text) or match_header(text, wordings)
            if key is not None and key not in columns.values():
                columns[number] = key
    return columns


@cache
def _headers(sheet: str) -> tuple[dict[str, str], Mapping[str, tuple[str, ...]]]:
    layout = next(
        page
        for page in (register_layout().organisations, register_layout().corrections, register_layout().settings)
        if page.sheet == sheet
    )
    stem = sheet.partition("-")[0].lower()
    exact = {column_title(layout, column): column.key for column in layout.columns}
    wordings = {
        column.key: tuple(labels(language)(f"register.{stem}.{column.key}") for language in LANGUAGES)
        for column in layout.columns
    }
    return exact, wordings


def _row_values(sheet: Sheet, row: int, columns: dict[int, str], layout: RegisterSheet) -> dict[str, str]:
    kinds = {column.key: column for column in layout.columns}
    return {key: _meant(kinds[key], sheet.text(row, number).strip()) for number, key in columns.items()}


def _meant(column: RegisterColumn, text: str) -> str:
    """A choice as its code, whichever of its words was typed."""
    if column.kind not in ("choice", "yes_no") or not text:
        return text
    for word, code in _words(column).items():
        if text.lower() in {word.lower(), code, *(part.strip().lower() for part in word.split(" / "))}:
            return code
    return text


def _build(
    model: type,
    values: dict[str, str],
    places: dict[str, Source],
    layout: RegisterSheet,
    problems: list[RegisterProblem],
    row: int = 0,
) -> BaseModel | None:
    """One row (or the settings) as its type; every wrong value is named with its cell, else with the sheet."""
    given: dict[str, object] = {key: text for key, text in values.items() if text}
    if "aliases" in given:
        given["aliases"] = tuple(part.strip() for part in values["aliases"].split(LIST_SEPARATOR) if part.strip())
    for key in ("deadline", "filing_date", "date"):
        if key in given:
            given[key] = _date(values[key])
    if model is Correction:
        given["row"] = row
    try:
        return model(**given)
    except ValidationError as error:
        for issue in error.errors():
            key = str(issue["loc"][0]) if issue["loc"] else "id"
            place = places[key].place if key in places else layout.sheet
            problems.append(_wrong_value(layout, key, values.get(key, ""), place))
        return None


def _wrong_value(layout: RegisterSheet, key: str, value: str, place: str) -> RegisterProblem:
    """A value that is missing, not in its list, or of another kind."""
    column = next(column for column in layout.columns if column.key == key)
    title = _title_key(layout, key)
    if not value:
        return RegisterProblem(place, key, value, "problem.register_required", title)
    if column.kind in ("choice", "yes_no"):
        words = " · ".join(_words(column))
        return RegisterProblem(place, key, value, "problem.register_choice", title, words=words)
    return RegisterProblem(place, key, value, "problem.register_value", title)


def _title_key(layout: RegisterSheet, key: str) -> str:
    """The label of a column's title, to be completed in the reader's language."""
    return f"@register.{layout.sheet.partition('-')[0].lower()}.{key}"


def _date(text: str) -> date | str:
    """A date as the cell shows it, day before month; anything else stays as typed and is reported."""
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return text


def _read_settings(package: Package, problems: list[RegisterProblem]) -> Settings | None:
    layout = register_layout().settings
    sheet = package.sheet(layout.sheet)
    if sheet is None:
        problems.append(RegisterProblem(layout.sheet, "sheet", "", "problem.register_sheet"))
        return None
    exact, wordings = _headers(layout.sheet)
    values: dict[str, str] = {}
    places: dict[str, Source] = {}
    for row, number in sorted(sheet.cells):
        if number == 1 and row >= register_layout().first_row:
            key = exact.get(sheet.text(row, 1)) or match_header(sheet.text(row, 1), wordings)
            if key is not None:
                values[key] = sheet.text(row, 2).strip()
                places[key] = Source(sheet.name, row, 2)
    return _build(Settings, values, places, layout, problems)
