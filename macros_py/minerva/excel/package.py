"""Reads the cells of an .xlsx package in one pass: texts, figures as people see them, formulas, merges, hidden rows.

Own code because no library measured gives number formats, merges and hidden rows at this speed under limits that are
enforced while inflating, and because error cells and texts such as `N/A` must arrive as typed. Decimals are taken
from Excel's 15 significant digits, so that a cell holding 0.29 is exactly 0.29.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from minerva.excel.intake import Archive, Refused
from minerva.model.submission import Refusal

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_CELLS = 1_000_000
MOST_SHEETS = 256


class CellKind(Enum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"


class Cell(NamedTuple):
    """A filled cell. `text` is what a person sees: `85`, `85%`, `30/11/2020`, the text itself, or `#REF!`.

    A formula without a stored value has the text ''.
    """

    text: str
    kind: CellKind = CellKind.TEXT
    percent: bool = False
    formula: bool = False


@dataclass(slots=True)
class Sheet:
    """A sheet: filled cells by (row, column) counted from 1, in reading order of the file."""

    name: str
    state: str = "visible"
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, '' where it is empty."""
        cell = self.cells.get((row, column))
        return cell.text if cell is not None else ""


@dataclass(slots=True)
class Package:
    """A workbook once read. `modified` is the time stored inside it, ISO 8601, or ''."""

    sheets: list[Sheet]
    modified: str = ""

    def sheet(self, name: str) -> Sheet | None:
        """The sheet with that name, capitals aside."""
        return next((sheet for sheet in self.sheets if sheet.name.lower() == name.lower()), None)


def read_package(content: bytes) -> Package:
    """The cells of a workbook. Raises Refused for whatever is not a sound .xlsx or .xlsm package."""
    archive = Archive(content)
    try:
        return _Reader(archive).read()
    except (ExpatError, KeyError, IndexError, ValueError, InvalidOperation) as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error


class _Style(NamedTuple):
    percent: bool
    date: bool


class _Reader:
    def __init__(self, archive: Archive):
        self.archive = archive
        self.filled = 0

    def read(self) -> Package:
        workbook = self._workbook_part()
        targets = self._relationships(workbook)
        names, date1904 = self._sheet_names(workbook)
        if len(names) > MOST_SHEETS:
            raise Refused(Refusal.UNSAFE, f"{len(names)} > {MOST_SHEETS}")
        folder = workbook.rpartition("/")[0]
        strings = self._shared_strings(_near(folder, "sharedStrings.xml"))
        styles = self._styles(_near(folder, "styles.xml"))
        sheets = []
        for name, state, relation in names:
            part = targets.get(relation, "")
            if part in self.archive and "/chartsheets/" not in part:
                sheet = Sheet(name, state)
                self._read_sheet(part, sheet, strings, styles, date1904)
                sheets.append(sheet)
        return Package(sheets, self._modified())

    def _workbook_part(self) -> str:
        """The part the package itself names as its workbook."""
        for target, kind in _relations(self._parse, "_rels/.rels" if "_rels/.rels" in self.archive else ""):
            part = target.lstrip("/")
            if kind.endswith("/officeDocument") and part in self.archive and part.startswith("xl/"):
                return part
        if "xl/workbook.xml" in self.archive:
            return "xl/workbook.xml"
        raise Refused(Refusal.NOT_A_WORKBOOK)

    def _relationships(self, workbook: str) -> dict[str, str]:
        folder, _, name = workbook.rpartition("/")
        part = f"{folder}/_rels/{name}.rels"
        targets: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                targets[attributes["Id"]] = _near(folder, attributes.get("Target", ""))

        if part in self.archive:
            self._parse(part, start)
        return targets

    def _sheet_names(self, workbook: str) -> tuple[list[tuple[str, str, str]], bool]:
        names: list[tuple[str, str, str]] = []
        date1904 = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal date1904
            if tag == "sheet":
                relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
                names.append((attributes["name"], attributes.get("state", "visible"), relation))
            elif tag == "workbookPr":
                date1904 = attributes.get("date1904") in ("1", "true")

        self._parse(workbook, start)
        return names, date1904

    def _shared_strings(self, part: str) -> list[str]:
        strings: list[str] = []
        pieces: list[str] = []
        phonetic = listening = False

        def start(tag: str, _: dict[str, str]) -> None:
            nonlocal listening, phonetic
            if tag == "t":
                listening = not phonetic
            elif tag == "si":
                pieces.clear()
            elif tag == "rPh":
                phonetic = True

        def end(tag: str) -> None:
            nonlocal listening, phonetic
            if tag == "t":
                listening = False
            elif tag == "si":
                strings.append(_unescape("".join(pieces)))
            elif tag == "rPh":
                phonetic = False

        def text(data: str) -> None:
            if listening:
                pieces.append(data)

        if part in self.archive:
            self._parse(part, start, end, text)
        return strings

    def _styles(self, part: str) -> list[_Style]:
        """For each cell format, whether it shows a percentage or a date."""
        custom: dict[int, str] = {}
        styles: list[_Style] = []
        inside = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            if tag == "numFmt":
                custom[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                styles.append(_style(int(attributes.get("numFmtId", "0")), custom))

        def end(tag: str) -> None:
            nonlocal inside
            if tag == "cellXfs":
                inside = False

        if part in self.archive:
            self._parse(part, start, end)
        return styles

    def _read_sheet(self, part: str, sheet: Sheet, strings: list[str], styles: list[_Style], date1904: bool) -> None:
        cells = sheet.cells
        row = column = 0
        address = kind = style = ""
        formula = listening = False
        pieces: list[str] = []
        most, reader = MOST_CELLS, self

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal row, column, address, kind, style, formula, listening
            if tag == "c":
                address = attributes.get("r", "")
                column += 1
                kind, style = attributes.get("t", "n"), attributes.get("s", "0")
                formula = False
                pieces.clear()
            elif tag in ("v", "t"):
                listening = True
            elif tag == "f":
                formula = True
            elif tag == "row":
                row = int(attributes.get("r", row + 1))
                column = 0
                if attributes.get("hidden") in ("1", "true"):
                    sheet.hidden_rows.add(row)
            elif tag == "mergeCell":
                sheet.merges.append(_area(attributes["ref"]))

        def end(tag: str) -> None:
            nonlocal row, column, listening
            if tag in ("v", "t"):
                listening = False
            elif tag == "c" and (pieces or formula):
                if address:
                    row, column = _position(address)
                raw = "".join(pieces)
                if kind == "s":
                    raw = strings[int(raw)]
                cell = _cell(raw, kind, formula, styles[int(style)] if styles else _PLAIN, date1904)
                if cell is not None or formula:
                    cell = cell or Cell("", formula=True)
                    cells[row, column] = cell
                    reader.filled += 1
                    if reader.filled > most:
                        raise Refused(Refusal.UNSAFE, f"> {most}")

        def text(data: str) -> None:
            if listening:
                pieces.append(data)

        self._parse(part, start, end, text)

    def _modified(self) -> str:
        pieces: list[str] = []
        listening = False

        def start(tag: str, _: dict[str, str]) -> None:
            nonlocal listening
            listening = tag == "modified"

        def end(_: str) -> None:
            nonlocal listening
            listening = False

        if "docProps/core.xml" in self.archive:
            self._parse("docProps/core.xml", start, end, lambda data: pieces.append(data) if listening else None)
        return "".join(pieces).strip()

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], object] | None = None,
    ) -> None:
        """Run a part through expat. Prefixed names arrive without prefix; a document type is refused."""
        parser = ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartDoctypeDeclHandler = _refuse_doctype
        prefixed = False

        def first(tag: str, attributes: dict[str, str]) -> None:
            nonlocal prefixed
            prefixed = ":" in tag and tag.rpartition(":")[2] in _ROOTS
            parser.StartElementHandler = bare_start if prefixed else start_or_qualified
            parser.EndElementHandler = bare_end if prefixed else end_or_qualified
            parser.StartElementHandler(tag, attributes)

        def bare_start(tag: str, attributes: dict[str, str]) -> None:
            start(tag.rpartition(":")[2], attributes)

        def bare_end(tag: str) -> None:
            if end is not None:
                end(tag.rpartition(":")[2])

        qualified = part.startswith("docProps/")
        start_or_qualified = bare_start if qualified else start
        end_or_qualified = bare_end if qualified else end
        parser.StartElementHandler = first
        parser.CharacterDataHandler = text
        for chunk in self.archive.chunks(part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


_ROOTS = {"worksheet", "workbook", "sst", "styleSheet", "Relationships"}
_PLAIN = _Style(percent=False, date=False)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAYS_BEFORE_1904 = 1462


def _refuse_doctype(*_: object) -> None:
    raise Refused(Refusal.UNSAFE, "DTD")


def _relations(parse: Callable, part: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            found.append((attributes.get("Target", ""), attributes.get("Type", "")))

    if part:
        parse(part, start)
    return found


def _near(folder: str, target: str) -> str:
    """A relationship's target as a part name."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for piece in target.split("/"):
        if piece == "..":
            parts = parts[:-1]
        elif piece not in (".", ""):
            parts.append(piece)
    return "/".join(parts)


_columns: dict[str, int] = {}


def _position(address: str) -> tuple[int, int]:
    """(row, column) of an address such as J23. Raises ValueError outside a sheet."""
    match = _ADDRESS.match(address)
    if match is None:
        raise ValueError(address)
    letters, digits = match.groups()
    column = _columns.get(letters)
    if column is None:
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        _columns[letters] = column
    row = int(digits)
    if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
        raise ValueError(address)
    return row, column


def _area(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return (*_position(first), *_position(last or first))


def _style(number_format: int, custom: dict[int, str]) -> _Style:
    """Built-in formats 9 and 10 are percentages, 14 to 22 and 45 to 47 dates and times; others by their code."""
    code = _QUOTED.sub("", custom.get(number_format, "")).lower()
    percent = number_format in (9, 10) or "%" in code
    letters = any(letter in code for letter in "dyhs") or ("m" in code and "#" not in code and "0" not in code)
    date = 14 <= number_format <= 22 or 45 <= number_format <= 47 or (letters and code != "general")
    return _Style(percent, date and not percent)


def _cell(raw: str, kind: str, formula: bool, style: _Style, date1904: bool) -> Cell | None:
    if kind == "s":
        return Cell(raw, formula=formula) if raw.strip() else None
    if kind in ("inlineStr", "str"):
        text = _unescape(raw)
        return Cell(text, formula=formula) if text.strip() else None
    if kind == "n":
        return _number_cell(raw, formula, style, date1904)
    if kind == "b":
        return Cell("TRUE" if raw.strip() == "1" else "FALSE", CellKind.BOOLEAN, formula=formula)
    if kind == "d":
        return Cell(raw, CellKind.DATE, formula=formula)
    return Cell(raw, CellKind.ERROR, formula=formula)


def _number_cell(raw: str, formula: bool, style: _Style, date1904: bool) -> Cell | None:
    if not raw.strip():
        return None
    number = decimal_of(float(raw))
    if style.percent:
        return Cell(f"{plain(number * 100)}%", CellKind.NUMBER, percent=True, formula=formula)
    if style.date and 0 < number < 2_958_466:
        return Cell(_date(number, date1904), CellKind.DATE, formula=formula)
    return Cell(plain(number), CellKind.NUMBER, formula=formula)


def decimal_of(number: float) -> Decimal:
    """The decimal a cell shows: Excel keeps 15 significant digits, the rest is noise of binary floats."""
    if number in (float("inf"), float("-inf")) or number != number:
        raise ValueError("not a finite number")
    return Decimal(f"{number:.15g}")


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros after the last decimal."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(serial: Decimal, date1904: bool) -> str:
    """A date as Belgians write it: 30/11/2020, with the time only where there is one."""
    days = float(serial) + (_DAYS_BEFORE_1904 if date1904 else 0)
    moment = datetime(1899, 12, 30) + timedelta(days=days)
    if moment.hour or moment.minute:
        return f"{moment:%d/%m/%Y %H:%M}"
    return f"{moment:%d/%m/%Y}"


def _unescape(text: str) -> str:
    """Excel writes characters XML does not allow as _xHHHH_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
