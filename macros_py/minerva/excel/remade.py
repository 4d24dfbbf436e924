"""The last proof of an audit: the workbook made again from the same returns, and the two compared cell by cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from minerva.excel.manifest import manifest
from minerva.excel.regional.workbook import write_regional
from minerva.excel.safely import measured
from minerva.excel.witness.aligned import aligned
from minerva.excel.witness.written import NOTHING, Written, WrittenBook, WrittenSheet, read_written
from minerva.model.consolidation import Consolidation
from minerva.model.record import column_letters
from minerva.model.submission import SourceFile
from minerva.model.verification import Difference, Kind, Proof

SHOWN = 300
DIGITS, NOISE = 12, 1e-12
STYLES, WRITER, STRINGS = "xl/styles.xml", "docProps/app.xml", "xl/sharedStrings.xml"
_ROWS = re.compile(rb"<sheetData>.*</sheetData>|<sheetData/>", re.DOTALL)
_PROGRAM = re.compile(rb"<(?:Application|AppVersion)>([^<]*)<")
_ROW = re.compile(rb'<row r="([0-9]+)"([^>]*)>')
Cells = dict[int, Written]
NumberedRow = tuple[int, Cells]


def compare(output: str, found: WrittenBook, remade: WrittenBook) -> Iterator[Difference]:
    """What the workbook has otherwise than the one made again: cells, then looks and other parts of the package.

    Another program saves formulas, looks, charts and links anew: then that alone is said, and values are compared.
    There is no difference only where both have the same parts, byte for byte.
    """
    programs = [_program(book.parts.get(WRITER, b"")) for book in (found, remade)]
    is_ours = programs[0] == programs[1]
    comparison = _Comparison(output, found, remade, is_ours)
    if not is_ours:
        yield Difference(Kind.SAVED_ANEW, Proof.REPLAY, output, "", "", *programs)
    yield from comparison.sheets()
    if is_ours:
        yield from comparison.other_parts()


def _program(part: bytes) -> str:
    """The program that wrote a workbook, by its properties: `LibreOffice/7.4 15.0000`."""
    return " ".join(found[1].decode("utf-8", "replace") for found in _PROGRAM.finditer(part))[:SHOWN]


def remade(consolidation: Consolidation, register: SourceFile) -> tuple[WrittenBook, dict[str, Any]]:
    """The workbook and the manifest of a consolidation, written aside and read as the one on disk is."""
    with TemporaryDirectory(prefix="minerva-") as folder:
        path = write_regional(Path(folder) / "regional.xlsx", consolidation)
        described = manifest(consolidation, register, measured(path))
        return read_written(path.read_bytes()), json.loads(json.dumps(described, ensure_ascii=False))


def counted(book: WrittenBook) -> int:
    """How many filled cells a workbook has."""
    return sum(len(sheet.cells) for sheet in book.sheets.values())


class _Comparison:
    def __init__(self, output: str, found: WrittenBook, remade: WrittenBook, is_ours: bool):
        self.output = output
        self.is_ours = is_ours
        self.found = found
        self.remade = remade
        self.named: set[str] = set()

    def sheets(self) -> Iterator[Difference]:
        """Sheets that are missing or added, in another order, and the cells of the others."""
        for name in self.remade.sheets:
            if name not in self.found.sheets:
                yield self._difference(Kind.PART, name, "", "", name)
        for name in self.found.sheets:
            if name not in self.remade.sheets:
                yield self._difference(Kind.PART, name, "", name, "")
        both = [name for name in self.remade.sheets if name in self.found.sheets]
        if both != [name for name in self.found.sheets if name in self.remade.sheets]:
            yield self._difference(Kind.PART, "", "xl/workbook.xml", " · ".join(self.found.sheets), " · ".join(both))
        for name in both:
            differences = list(self._cells(self.found.sheets[name], self.remade.sheets[name]))
            if differences:
                self.named.add(self.found.sheets[name].part)
            yield from differences

    def _cells(self, found: WrittenSheet, remade: WrittenSheet) -> Iterator[Difference]:
        if _content(found) == _content(remade):
            return
        pairs = list(aligned(_rows(remade), _rows(found), self._sign, self._sign, _likeness))
        if all(wanted and here for wanted, here in pairs):
            yield from self._moved(found.name, pairs)
        for wanted, here in pairs:
            if here is None:
                yield self._difference(Kind.ROW_MISSING, found.name, _whole(wanted), "", _told(wanted))
            elif wanted is None:
                yield self._difference(Kind.ROW_ADDED, found.name, _whole(here), _told(here), "")
            else:
                yield from self._row(found.name, wanted, here)

    def _moved(self, sheet: str, pairs: Sequence[tuple[NumberedRow, NumberedRow]]) -> Iterator[Difference]:
        """The first of the rows that stand elsewhere though none is gone: an empty one was put in, or taken out."""
        for wanted, here in pairs:
            if wanted[0] != here[0]:
                yield self._difference(Kind.ORDER, sheet, _whole(here), _whole(here), _whole(wanted))
                return

    def _sign(self, row: NumberedRow) -> tuple:
        """What makes a row the same as another; formulas only where they were not saved anew."""
        cells = sorted(row[1].items())
        if not self.is_ours:
            return tuple((at, cell.value[:DIGITS] if cell.number else cell.value) for at, cell in cells if cell.value)
        return tuple((at, cell.value, _relative(cell.formula, row[0])) for at, cell in cells)

    def _row(self, sheet: str, wanted: NumberedRow, here: NumberedRow) -> Iterator[Difference]:
        for column in sorted(wanted[1].keys() | here[1].keys()):
            mine, other = wanted[1].get(column, NOTHING), here[1].get(column, NOTHING)
            address = f"{column_letters(column)}{here[0]}"
            if mine.value != other.value and (self.is_ours or not _is_near(mine, other)):
                yield self._difference(Kind.REMADE, sheet, address, other.value, mine.value)
            elif self.is_ours and _relative(mine.formula, wanted[0]) != _relative(other.formula, here[0]):
                yield self._difference(Kind.REMADE, sheet, address, f"={other.formula}", f"={mine.formula}")
            elif mine.value and mine.number != other.number:
                yield self._difference(Kind.REMADE, sheet, address, f"'{other.value}", mine.value)

    def other_parts(self) -> Iterator[Difference]:
        """Looks, widths, hidden rows, links, charts: whatever is not the same byte for byte, by part or row."""
        same_styles = self.found.parts.get(STYLES) == self.remade.parts.get(STYLES)
        sheets = {sheet.part: name for name, sheet in self.found.sheets.items()}
        for part in sorted(self.found.parts.keys() | self.remade.parts.keys()):
            here, wanted = self.found.parts.get(part), self.remade.parts.get(part)
            if here == wanted or (part == STRINGS and self.named):
                continue
            if part in sheets and wanted is not None:
                looks = list(self._looks(sheets[part], here, wanted, same_styles))
                if not looks and part not in self.named:
                    looks = [self._difference(Kind.PART, sheets[part], "", "@verify.look", "")]
                yield from looks
            else:
                yield self._difference(
                    Kind.PART, "", part, "" if here is None else part, "" if wanted is None else part
                )

    def _looks(self, name: str, here: bytes, wanted: bytes, same_styles: bool) -> Iterator[Difference]:
        """What is around the cells of a sheet, the rows, and the looks of filled cells."""
        if _ROWS.sub(b"", here) != _ROWS.sub(b"", wanted):
            yield self._difference(Kind.PART, name, "", "@verify.look", "")
        found, remade = self.found.sheets[name], self.remade.sheets.get(name)
        if found.part in self.named or remade is None:
            return
        mine, other = dict(_ROW.findall(wanted)), dict(_ROW.findall(here))
        rows = [int(row) for row in mine if mine[row] != other.get(row)]
        for row in rows:
            yield self._difference(Kind.PART, name, f"{row}:{row}", "@verify.look", "")
        for place, cell in found.cells.items():
            if same_styles and cell.look != remade.cells.get(place, NOTHING).look:
                yield self._difference(Kind.PART, name, f"{column_letters(place[1])}{place[0]}", "@verify.look", "")

    def _difference(self, kind: Kind, sheet: str, cell: str, found: str, expected: str) -> Difference:
        return Difference(kind, Proof.REPLAY, self.output, sheet, cell, found[:SHOWN], expected[:SHOWN])


def _content(sheet: WrittenSheet) -> dict:
    return {place: cell[:3] for place, cell in sheet.cells.items()}


def _rows(sheet: WrittenSheet) -> list[NumberedRow]:
    return [(row, {at: sheet.cells[row, at] for at in columns}) for row, columns in sorted(sheet.rows.items())]


def _relative(formula: str, row: int) -> str:
    """A formula with its own row as such: one that moved with its row is the same."""
    return re.sub(rf"(?<=[A-Z]){row}(?![0-9])", "#", formula) if formula else ""


def _is_near(mine: Written, other: Written) -> bool:
    """Whether two numbers are the same to the digits all programs keep."""
    return mine.number and other.number and isclose(float(mine.value or 0), float(other.value or 0), rel_tol=NOISE)


def _likeness(wanted: NumberedRow, here: NumberedRow) -> float:
    columns = wanted[1].keys() | here[1].keys()
    same = sum(wanted[1].get(at, NOTHING).value == here[1].get(at, NOTHING).value for at in columns)
    near = 0.5 if wanted[0] == here[0] else 0.0
    return near + (1 - near) * same / len(columns) if columns else 1.0


def _whole(row: NumberedRow) -> str:
    return f"A{row[0]}:{column_letters(max(row[1]))}{row[0]}"


def _told(row: NumberedRow) -> str:
    return " · ".join(cell.value for _, cell in sorted(row[1].items()) if cell.value)
