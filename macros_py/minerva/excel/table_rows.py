"""Which physical rows of a table make a record: a French and a Dutch one, tagged or not, one row, or several.

In our template rows are tagged FR and NL. Other forms have no tags: then the Dutch row is known by its language, by
cells merged over both rows, or because it has no reference and no figures of its own (irregularities 119, 120, 159).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from minerva.excel.cells import CellKind
from minerva.excel.grid import stem_of
from minerva.excel.headers import repeats_header
from minerva.excel.table_cells import Row, TableCells
from minerva.layout.returns import Column
from minerva.model.record import LANGUAGES
from minerva.model.reference import ReferenceKind
from minerva.model.submission import Aside
from minerva.parse.language import is_placeholder, language_of
from minerva.parse.reference import many_references, read_reference
from minerva.parse.text import fold_words

LONGEST_TITLE = 200
LONGEST_TOTAL = 30
_RULE = re.compile(r"[-=_*.~\u2010-\u2015\u2500\u2501\s]+")
_TOTALS = ("total", "totaal", "totaux", "somme", "som", "sous-total", "subtotaal", "moyenne", "gemiddelde")


@dataclass(slots=True)
class RowGroup:
    """The physical rows of one record, 0 where there is none; `more` are rows that continue its texts, by language."""

    french: int = 0
    dutch: int = 0
    more: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[int]:
        """The rows it has, from the top."""
        yield from sorted(row for row in (self.french, self.dutch, *(row for row, _ in self.more)) if row)


class TableRows:
    """The filled rows below a header, sorted into records and into rows that hold none.

    `rows` gives the typed cells of the table's columns by row, `no_records` the rows that hold none and why.
    """

    def __init__(self, cells: TableCells):
        self.cells = cells
        self.grid = cells.grid
        self.tags = cells.tags
        self.kinds = {column: self._column(name) for column, name in self.grid.columns.items()}
        self.side_by_side = any(name != stem_of(name, self.grid.table) for name in self.grid.columns.values())
        self.no_records: dict[int, Aside] = {}
        self.rows: dict[int, Row] = {}
        known = self.kinds.keys() | self.grid.remarks.keys()
        for row, typed in cells.typed.items():
            mine = {column: cell for column, cell in typed.items() if column in known}
            why = self._no_record(mine) if mine else None
            if why is not None:
                self.no_records[row] = why
            elif mine:
                self.rows[row] = mine

    def _column(self, name: str) -> Column:
        return self.grid.table.column(stem_of(name, self.grid.table))

    def groups(self) -> list[RowGroup]:
        """The records, in the order of their first rows."""
        if self.side_by_side or self.grid.language:
            found = [self._alone(row, self.grid.language or "fr") for row in self.rows]
        elif self.cells.from_template or self.tags:
            found = self._tagged()
        else:
            found = self._untagged()
        return sorted((group for group in found if not self._is_remark(group)), key=lambda group: min(group.rows))

    def _is_remark(self, group: RowGroup) -> bool:
        """Texts under the rows of our template, with no tag, reference or figure: a note, not a record."""
        if not self.cells.from_template or any(row in self.tags or self._has_shared(row) for row in group.rows):
            return False
        for row in group.rows:
            if row in self.rows:
                self.no_records[row] = Aside.BESIDE_TABLE
        return True

    def language(self, row: int) -> str:
        """The language of a row by its tag or place, else what its texts say."""
        return self.cells.language_by_place(row) or (language_of(self._texts(row)) or "" if row in self.rows else "")

    def _texts(self, row: int) -> str:
        texts = (
            c.text for at, c in self.rows.get(row, {}).items() if self._is_free_text(at) and c.kind is CellKind.TEXT
        )
        return "\n".join(texts)

    def _is_free_text(self, column: int) -> bool:
        return column in self.kinds and self.kinds[column].kind == "text"

    def _no_record(self, cells: Row) -> Aside | None:
        """Why a row holds no record: it is a rule, the header again, a guidance text, a total."""
        texts = [cell.text.strip() for cell in cells.values()]
        if all(_RULE.fullmatch(text) for text in texts) and (len(texts) > 1 or len(texts[0]) > 1):
            return Aside.SEPARATOR if any(len(text) > 1 for text in texts) else None
        if max(map(len, texts)) <= LONGEST_TITLE and repeats_header(self.grid, cells):
            return Aside.HEADER_REPEATED
        if self.grid.guidance and all(fold_words(text) in self.grid.guidance for text in texts):
            return Aside.GUIDANCE
        if self._is_total(cells):
            return Aside.TOTAL
        return Aside.BESIDE_TABLE if self._is_note(cells) else None

    def _is_total(self, cells: Row) -> bool:
        """`Total`, and figures only."""
        others = [at for at in cells if at not in self.kinds or self.kinds[at].kind != "figure"]
        if len(others) != 1 or len(cells) < 2:
            return False
        text = cells[others[0]].text
        return len(text) <= LONGEST_TOTAL and fold_words(text).rstrip(" :.").startswith(_TOTALS)

    def _is_note(self, cells: Row) -> bool:
        """A sentence alone in a column of references: a heading or a note, not a record."""
        [(column, cell), *others] = cells.items()
        if others or column not in self.kinds or self.kinds[column].kind != "reference":
            return False
        if cell.kind is not CellKind.TEXT or many_references(cell.text, ReferenceKind.OBJECTIVE):
            return False
        is_code = read_reference(cell.text, ReferenceKind.OBJECTIVE).value.kind is not ReferenceKind.LOCAL
        return len(cell.text.split()) > (3 if is_code else 1)

    def _alone(self, row: int, language: str) -> RowGroup:
        return RowGroup(dutch=row) if language == "nl" else RowGroup(french=row)

    # Tagged rows

    def _tagged(self) -> list[RowGroup]:
        """A French row and the Dutch row below it, filled or not; then what is left over, where it is certain."""
        groups: list[RowGroup] = []
        taken: set[int] = set()
        for row in self.rows:
            if row in taken or self._continues(row, groups):
                continue
            group = self._pair(row)
            taken.update(group.rows)
            groups.append(group)
        return self._swapped(self._sorted_by_language(groups))

    def _continues(self, row: int, groups: list[RowGroup]) -> bool:
        """An untagged row of texts right below a record, in a form that is not ours: put into the record above."""
        if self.cells.from_template or row in self.tags or not groups or not self._only_texts(row):
            return False
        last = groups[-1]
        if row != max(last.rows) + 1:
            return False
        last.more.append((row, self._spoken(row) or ("nl" if last.dutch else "fr")))
        return True

    def _pair(self, row: int) -> RowGroup:
        if self.language(row) == "nl":
            above = self._beside(row, -1)
            return RowGroup(above if self.language(above) == "fr" and above not in self.rows else 0, row)
        below = self._beside(row, 1)
        return RowGroup(row, below if self.language(below) == "nl" else 0)

    def _beside(self, row: int, step: int) -> int:
        """The next row up or down that is tagged or filled; a blank row inserted inside a record is passed over."""
        near = row + step
        passed = near not in self.tags and near not in self.rows and near + step in self.tags
        other = self.tags.get(near + step) if passed else None
        return near + step if other and other != self.tags.get(row) else near

    def _swapped(self, groups: list[RowGroup]) -> list[RowGroup]:
        """A lone Dutch row right above a lone French one, only one of them with references or figures: one record."""
        joined: list[RowGroup] = []
        for group in groups:
            last = joined[-1] if joined else None
            if (
                last
                and last.dutch
                and not last.french
                and group.french == last.dutch + 1
                and not self._filled(group.dutch)
            ):
                shared = [self._has_shared(row) for row in (last.dutch, group.french)]
                if sum(shared) == 1:
                    joined[-1] = RowGroup(group.french, last.dutch)
                    continue
            joined.append(group)
        return joined

    def _filled(self, row: int) -> bool:
        return bool(self.rows.get(row))

    def _has_shared(self, row: int) -> bool:
        return any(column in self.kinds and self.kinds[column].shared for column in self.rows.get(row, {}))

    def _sorted_by_language(self, groups: list[RowGroup]) -> list[RowGroup]:
        """Dutch rows far from their French ones, as after sorting by language: joined where their reference is one."""
        french = self._by_reference(g for g in groups if g.french and not self._filled(g.dutch))
        dutch = self._by_reference(g for g in groups if g.dutch and not self._filled(g.french))
        moved: dict[int, RowGroup] = {}
        for reference, group in dutch.items():
            if reference in french and french[reference] is not group:
                french[reference].dutch = group.dutch
                moved[id(group)] = group
        return [group for group in groups if id(group) not in moved]

    def _by_reference(self, groups: Iterable[RowGroup]) -> dict[str, RowGroup]:
        """Groups of one filled row by the reference that stands there; those met twice are left out."""
        found: dict[str, RowGroup] = {}
        twice: set[str] = set()
        for group in groups:
            row = group.french if self._filled(group.french) else group.dutch
            reference = self._own_reference(row)
            if reference:
                (twice.add(reference) if reference in found else found.setdefault(reference, group))
        return {reference: group for reference, group in found.items() if reference not in twice}

    def _own_reference(self, row: int) -> str:
        cell = self.rows.get(row, {}).get(self.grid.column_of("ref"))
        # FR and NL in the column of references tell the language of the row (line 603).
        return fold_words(cell.text) if cell is not None and not is_placeholder(cell.text) else ""

    # Rows without tags

    def _untagged(self) -> list[RowGroup]:
        """One row a record, or two: whether the second is Dutch is asked of the whole table, then of each row."""
        groups: list[RowGroup] = []
        default = self._header_language()
        for row in self.rows:
            last = groups[-1] if groups else None
            if last is None or self._starts_record(row, last):
                groups.append(self._alone(row, self._spoken(row) or default))
            elif self._is_other_language(row, last):
                self._complete(last, row)
            elif row == max(last.rows) + 1:
                language = self._spoken(row) or ("nl" if last.dutch and not last.french else "fr")
                last.more.append((row, language))
            else:
                self.no_records[row] = Aside.BESIDE_TABLE
        return groups

    def _header_language(self) -> str:
        """Dutch where all headers are Dutch only, else French."""
        texts = [self.grid.sheet.text(self.grid.header_row, column) for column in self.grid.columns]
        return "nl" if texts and language_of(" ".join(texts)) == "nl" else "fr"

    def _spoken(self, row: int) -> str:
        return language_of(self._texts(row)) or ""

    def _starts_record(self, row: int, last: RowGroup) -> bool:
        """A row with a reference or figures of its own, or a title nobody asked for, starts a record."""
        first = min(last.rows)
        if self._merged_with(row, first):
            return False
        reference = self._own_reference(row)
        if reference:
            return reference != self._own_reference(first)
        if self._has_own_figures(row, first):
            return True
        if self._has(row, "title"):
            return bool(last.french and last.dutch) or not self._is_other_language(row, last)
        return not self._only_texts(row)

    def _only_texts(self, row: int) -> bool:
        return all(self._is_free_text(column) for column in self.rows[row])

    def _has(self, row: int, key: str) -> bool:
        return self.grid.column_of(key) in self.rows.get(row, {})

    def _has_own_figures(self, row: int, first: int) -> bool:
        """Figures other than those of the first row of the record, which a Dutch row may repeat."""
        mine = self._figures(row)
        return any(self._figures(first).get(column) != text for column, text in mine.items())

    def _figures(self, row: int) -> dict[int, str]:
        cells = self.rows.get(row, {}).items()
        return {at: "".join(c.text.split()) for at, c in cells if at in self.kinds and self.kinds[at].kind == "figure"}

    def _merged_with(self, row: int, first: int) -> bool:
        """Whether the reference cell, or without one the result, is merged over both rows."""
        columns = {self.grid.column_of("ref"), self.grid.column_of("result")} - {0}
        merges = self.grid.sheet.merges
        return any(
            top <= first < row <= bottom and left <= column <= right
            for top, left, bottom, right in merges
            for column in columns
        ) and self._own_reference(row) in ("", self._own_reference(first))

    def _is_other_language(self, row: int, last: RowGroup) -> bool:
        """Whether a row is the other language of the record above it: by its language, or by the habit of the table."""
        if (last.french and last.dutch) or row != max(last.rows) + 1:
            return False
        mine, other = self._spoken(row), self._spoken(last.french or last.dutch)
        if mine and other:
            return mine != other
        return self._comes_in_pairs or (self._merged_with(row, min(last.rows)) and not last.more)

    def _complete(self, group: RowGroup, row: int) -> None:
        """Put the second row in; which language the first is in shows now, if it did not before."""
        first = group.french or group.dutch
        if self._spoken(row) == "fr" or (not self._spoken(row) and self._spoken(first) == "nl"):
            group.french, group.dutch = row, first
        else:
            group.french, group.dutch = first, row

    @cached_property
    def _comes_in_pairs(self) -> bool:
        """Whether most rows with a reference are followed by one without that is in the other language."""
        pairs = singles = 0
        ordered = list(self.rows)
        for row, below in zip(ordered, [*ordered[1:], 0], strict=True):
            if not self._own_reference(row):
                continue
            follows = below == row + 1 and self._own_reference(below) in ("", self._own_reference(row))
            if follows and {self._spoken(row), self._spoken(below)} == set(LANGUAGES):
                pairs += 1
            elif not follows:
                singles += 1
        return pairs > singles
