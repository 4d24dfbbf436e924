"""Takes a file as received, values only, where no layout reads it and the cell asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from minerva.excel.content.cells import LAST_ROW, Cell, CellKind
from minerva.excel.content.package import Package
from minerva.model.submission import Annex, AnnexSheet, Refusal, SourceFile, Submission, Unusable

MAY_BE_ANNEXED = (Refusal.NO_TABLES, Refusal.NOT_FILLED, Refusal.OTHER_YEAR, Refusal.OTHER_TEMPLATE)
"""Why a file is no return and can be attached all the same: it is a workbook, and whose it is is known."""

HEADING_ROWS = 4
"""Rows above the content on the sheet of an annex: what it is, where it came from, an empty one."""


def annex(file: SourceFile, organisation: str, package: Package) -> Annex | Unusable:
    """The values of a received file for the sheets of an annex; Unusable where it is empty or does not fit one.

    Hidden sheets come too, as nothing that was sent is dropped. Formulas arrive as what they gave, percentages and
    dates as people see them.
    """
    sheets = tuple(_sheets(package))
    if not sheets:
        return Unusable(file, Refusal.EMPTY, organisation=organisation)
    if any(row + HEADING_ROWS > LAST_ROW for sheet in sheets for row, _ in sheet.cells):
        return Unusable(file, Refusal.TOO_LARGE, f"{LAST_ROW}", organisation)
    return Annex(file, organisation, sheets)


def is_wanted(outcome: Submission | Unusable | Annex, names: Sequence[str]) -> bool:
    """Whether a file is to be annexed: by its name, or by its organisation where nothing can be read of it."""
    named = {outcome.file.name, outcome.file.name.rpartition("/")[2]}
    unreadable = {outcome.organisation} - {""} if not isinstance(outcome, Submission) else set()
    return not (named | unreadable).isdisjoint(names)


def _sheets(package: Package) -> Iterator[AnnexSheet]:
    for sheet in package.sheets:
        cells = {place: _value(cell) for place, cell in sorted(sheet.cells.items()) if cell.text}
        if cells:
            yield AnnexSheet(sheet.name, cells)


def _value(cell: Cell) -> str | Decimal:
    """A plain number as a number, anything else as the text people see."""
    if cell.kind is CellKind.NUMBER and not cell.percent:
        try:
            return Decimal(cell.text)
        except ArithmeticError:
            return cell.text
    return cell.text
