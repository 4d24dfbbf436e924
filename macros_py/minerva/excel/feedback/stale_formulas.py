"""Which formulas no longer give what is stored for them once some cells have changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from minerva.excel.content.cells import COLUMNS, LAST_COLUMN, LAST_ROW
from minerva.model.record import column_letters

Place = tuple[int, int]
Cell = tuple[str, int, int]
"""A sheet in small letters, a row, a column."""

_Range = tuple[str, int, int, int, int]
_LITERAL = re.compile(r'"[^"]*"')
_REFERENCE = re.compile(
    r"(?<![\w.$])(?:(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!)?"
    r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})(?::(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7}))?(?![\w(!])"
)
_WHOLE_COLUMNS = re.compile(
    r"(?<![\w.$])(?:(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!)?\$?([A-Z]{1,3}):\$?([A-Z]{1,3})(?![\w(])"
)


def stale_cells(formulas: Mapping[str, Mapping[Place, str]], changed: Iterable[Cell]) -> dict[str, set[Place]]:
    """The cells whose formulas lead, directly or by others, to a changed cell, by sheet in small letters."""
    single: dict[Cell, list[Cell]] = {}
    ranges: dict[_Range, list[Cell]] = {}
    for sheet, cells in formulas.items():
        for place, formula in cells.items():
            for span in _references(formula, sheet):
                if span[1:3] == span[3:]:
                    single.setdefault(span[:3], []).append((sheet, *place))
                else:
                    ranges.setdefault(span, []).append((sheet, *place))
    reached, waiting = set(), list(changed)
    while waiting:
        cell = waiting.pop()
        over = [found for span, found in ranges.items() if _holds(span, cell)]
        for found in (single.get(cell, []), *over):
            new = [one for one in found if one not in reached]
            reached.update(new)
            waiting += new
    stale: dict[str, set[Place]] = {}
    for sheet, row, column in reached:
        stale.setdefault(sheet, set()).add((row, column))
    return stale


def _holds(span: _Range, cell: Cell) -> bool:
    sheet, top, left, bottom, right = span
    return cell[0] == sheet and top <= cell[1] <= bottom and left <= cell[2] <= right


def _references(formula: str, sheet: str) -> Iterator[_Range]:
    """The cells and ranges a formula names."""
    text = _LITERAL.sub('""', formula)
    for found in _REFERENCE.finditer(text):
        quoted, bare, _, letters, _, row, _, last_letters, _, last_row = found.groups()
        name = (quoted or bare or sheet).replace("''", "'").lower()
        top, left = int(row), _column(letters)
        bottom, right = (int(last_row), _column(last_letters)) if last_row else (top, left)
        yield name, min(top, bottom), min(left, right), max(top, bottom), max(left, right)
    for found in _WHOLE_COLUMNS.finditer(text) if ":" in text else ():
        quoted, bare, first, last = found.groups()
        name = (quoted or bare or sheet).replace("''", "'").lower()
        yield name, 1, _column(first), LAST_ROW, _column(last)


def _column(letters: str) -> int:
    try:
        return COLUMNS[letters]
    except ValueError:
        return LAST_COLUMN + 1


def moved(formula: str, rows: int, columns: int) -> str:
    """A shared formula as it reads some rows and columns further on."""
    if not rows and not columns:
        return formula

    def place(fixed: str, letters: str, fixed_row: str, row: str) -> str:
        # Excel goes on from the other end of the sheet.
        column = letters if fixed else column_letters((_column(letters) + columns - 1) % LAST_COLUMN + 1)
        return f"{fixed}{column}{fixed_row}{row if fixed_row else int(row) + rows}"

    def reference(found: re.Match[str]) -> str:
        sheet = found[0][: found.start(3) - found.start()]
        last = f":{place(*found.groups()[6:10])}" if found[10] else ""
        return f"{sheet}{place(*found.groups()[2:6])}{last}"

    return _REFERENCE.sub(reference, formula)
