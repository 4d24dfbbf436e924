"""The returns of one organisation as the witness reads them, and which of their cells are accounted for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from minerva.excel.witness.headers import Header, header_of
from minerva.excel.witness.returned import ReturnedSheet
from minerva.excel.witness.written import Place, position
from minerva.model.record import Table, column_letters

LONGEST_LEFT_OUT, MOST_PIECES = 300, 60


class At(NamedTuple):
    """A cell of a return."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def told(self) -> str:
        """As a person finds it: `return.xlsx · KPI!L7`."""
        return f"{self.file} · {self.sheet}!{self.cell}"

    @property
    def cell(self) -> str:
        """The address on its sheet."""
        return f"{column_letters(self.column)}{self.row}"


class Rows(NamedTuple):
    """Where a record stands in a return: its rows, the Dutch one 0 where there is none."""

    file: str
    sheet: str
    row: int
    row_nl: int


@dataclass(slots=True)
class Evidence:
    """The sheets of the used returns of an organisation, by file and name."""

    sheets: dict[tuple[str, str], ReturnedSheet]
    placeholders: tuple[str, ...] = ()
    used: set[At] = field(default_factory=set)
    _headers: dict[tuple[str, str, Table], Header | None] = field(default_factory=dict)
    _index: dict[str, list[At]] | None = None

    def header(self, file: str, sheet: str, table: Table) -> Header | None:
        """The header of a table on a sheet, None where the witness finds none."""
        key = (file, sheet, table)
        if key not in self._headers:
            found = self.sheets.get((file, sheet))
            self._headers[key] = header_of(found, table) if found is not None else None
        return self._headers[key]

    def texts(self, at: At) -> tuple[str, ...]:
        """What may be seen in a cell; () where it is empty."""
        sheet = self.sheets.get((at.file, at.sheet))
        return sheet.cells.get((at.row, at.column), ()) if sheet is not None else ()

    def text(self, at: At) -> str:
        """What is seen in a cell, '' where it is empty."""
        return next(iter(self.texts(at)), "")

    def says(self, at: At, text: str) -> bool:
        """Whether a cell shows a text, personal data aside where they were left out."""
        texts = self.texts(at)
        if not texts and text.startswith("#"):
            sheet = self.sheets.get((at.file, at.sheet))
            return sheet is not None and not sheet.shows_errors
        return any(self.same(seen, text) for seen in texts)

    def same(self, seen: str, told: str) -> bool:
        """Whether a text is told as seen."""
        if seen == told:
            return True
        if not any(placeholder in told for placeholder in self.placeholders):
            return False
        pieces = re.split("|".join(map(re.escape, self.placeholders)), told)
        return len(pieces) <= MOST_PIECES and _is_around(seen, pieces)

    def first_of(self, at: At) -> At | None:
        """The first cell of the merged range a cell lies in, None where it lies in none."""
        sheet = self.sheets.get((at.file, at.sheet))
        first = sheet.merged.get((at.row, at.column)) if sheet is not None else None
        return At(at.file, at.sheet, *first) if first is not None else None

    def above(self, at: At, header: Header) -> At | None:
        """The nearest filled cell above an empty one, in a row of the same language where rows are tagged."""
        cells, tag = self.sheets[at.file, at.sheet].cells, header.tags.get(at.row)
        for row in range(at.row - 1, header.row, -1):
            if (row, at.column) in cells and header.tags.get(row) in (tag, None, ""):
                return at._replace(row=row)
        return None

    def where(self, text: str) -> list[At]:
        """All cells that show a text."""
        if self._index is None:
            self._index = {}
            for (file, name), sheet in self.sheets.items():
                for place, texts in sheet.cells.items():
                    for seen in texts:
                        self._index.setdefault(seen, []).append(At(file, name, *place))
        return self._index.get(text, [])

    def best_rows(
        self, texts: Iterable[str], table: Table, taken: set[tuple[str, str, int]]
    ) -> tuple[Rows, int] | None:
        """Where most of some texts stand together, outside the rows already taken, and how many do."""
        votes: Counter[tuple[str, str, int]] = Counter()
        for text in texts:
            seen = {(at.file, at.sheet, self._first_row(at, table)) for at in self.where(text)}
            votes.update(place for place in seen if place not in taken)
        if not votes:
            return None
        (file, sheet, row), number = max(votes.items(), key=lambda one: (one[1], -one[0][2], one[0]))
        header = self.header(file, sheet, table)
        paired = header is not None and header.is_strict(row, row + 1)
        return Rows(file, sheet, row, row + 1 if paired else 0), number

    def _first_row(self, at: At, table: Table) -> int:
        header = self.header(at.file, at.sheet, table)
        return at.row - 1 if header is not None and header.is_strict(at.row - 1, at.row) else at.row

    def filled_below(self, file: str, sheet: str, header: Header) -> Iterator[tuple[At, str]]:
        """The filled cells below a header."""
        for (row, column), texts in sorted(self.sheets[file, sheet].cells.items()):
            if row > header.row:
                yield At(file, sheet, row, column), texts[0]


def place_of(address: str, own_file: str) -> tuple[str, str, str]:
    """File, sheet and cell of a source as the data sheets write it: `KPI!L7`, `part.xlsx!KPI!L7`."""
    rest, _, cell = address.rpartition("!")
    file, _, sheet = rest.rpartition("!")
    return file or own_file, sheet, cell


def as_place(cell: str) -> Place | None:
    """Row and column of an address, None for what is none."""
    try:
        return position(cell)
    except ValueError:
        return None


def _is_around(seen: str, pieces: list[str]) -> bool:
    """Whether a text is these pieces in order with a little between each two; in one pass for each piece."""
    ends = [len(pieces[0])] if seen.startswith(pieces[0]) else []
    for piece in pieces[1:]:
        reached, found = -1, []
        for end in ends:
            starts = range(max(end, reached + 1), min(end + LONGEST_LEFT_OUT, len(seen)) + 1)
            found += [start + len(piece) for start in starts if seen.startswith(piece, start)]
            reached = max(reached, end + LONGEST_LEFT_OUT)
        ends = found
    return len(seen) in ends
