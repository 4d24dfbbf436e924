"""Records of a table whose rows are not tagged: the Dutch row is known by its language, by merged cells, by blanks.

From irregularities 119, 120 and 159: French and Dutch alternate without a key, and one record runs over several rows.
"""

from __future__ import annotations

from functools import cached_property

from minerva.excel.returns.table_rows import RowGroup, TableRows, alone
from minerva.model.record import LANGUAGES
from minerva.model.submission import Aside
from minerva.parse.language import language_of


class UntaggedRows:
    """Puts the rows of a table without language tags together."""

    def __init__(self, rows: TableRows):
        self.rows = rows
        self.grid = rows.grid

    def groups(self) -> list[RowGroup]:
        """One row a record, or two: whether the second is Dutch is asked of the whole table, then of each row."""
        groups: list[RowGroup] = []
        default = self._header_language()
        for row in self.rows.rows:
            last = groups[-1] if groups else None
            if row - 1 in self._turned:
                self._complete(groups[-1], row)
            elif row in self._turned or last is None or self._starts_record(row, last):
                groups.append(alone(row, self.rows.spoken(row) or default))
            elif self._is_other_language(row, last):
                self._complete(last, row)
            elif row == max(last.rows) + 1 and (language := self._continued(row)):
                last.more.append((row, language))
            else:
                self.rows.no_records[row] = Aside.BESIDE_TABLE
        return groups

    def _continued(self, row: int) -> str:
        """The language whose text a row continues; '' where its words do not tell, or where it names what is above."""
        names_parents = any(self.rows.has(row, key) for key in ("strategic_title", "objective_title"))
        return "" if names_parents else self.rows.spoken(row)

    def _header_language(self) -> str:
        """Dutch where all headers are Dutch only, else French."""
        texts = [self.grid.sheet.text(self.grid.header_row, column) for column in self.grid.columns]
        return "nl" if texts and language_of(" ".join(texts)) == "nl" else "fr"

    def _starts_record(self, row: int, last: RowGroup) -> bool:
        """A row with a reference or figures of its own, or a title nobody asked for, starts a record."""
        first = min(last.rows)
        if self._merged_with(row, first):
            return False
        reference = self.rows.reference(row)
        if reference and (reference != self.rows.reference(first) or not self.rows.has(row, "title")):
            return reference != self.rows.reference(first)
        if reference:
            return not self._is_other_language(row, last)
        if self._has_own_figures(row, first):
            return True
        if self.rows.has(row, "title"):
            return bool(last.french and last.dutch) or not self._is_other_language(row, last)
        return not self.rows.only_texts(row)

    def _has_own_figures(self, row: int, first: int) -> bool:
        """Figures other than those of the first row of the record, which a Dutch row may repeat."""
        mine = self.rows.figures(row)
        return any(self.rows.figures(first).get(column) != text for column, text in mine.items())

    def _merged_with(self, row: int, first: int) -> bool:
        """Whether the reference cell, or without one the result, is merged over both rows."""
        columns = {self.grid.column_of("ref"), self.grid.column_of("result")} - {0}
        merges = self.grid.sheet.merges
        return any(
            top <= first < row <= bottom and left <= column <= right
            for top, left, bottom, right in merges
            for column in columns
        ) and self.rows.reference(row) in ("", self.rows.reference(first))

    def _is_other_language(self, row: int, last: RowGroup) -> bool:
        """Whether a row is the other language of the record above it: by its language, or by the habit of the table."""
        if (last.french and last.dutch) or row != max(last.rows) + 1:
            return False
        if self._begins_oddly and not self._merged_with(row, min(last.rows)):
            return False
        mine, other = self.rows.spoken(row), self.rows.spoken(last.french or last.dutch)
        if mine and other:
            return mine != other
        whole = self.rows.has(row, "title") or (len(self.rows.rows[row]) > 1 and not self.rows.only_long_texts(row))
        if whole and self._comes_in_pairs:
            return True
        return self._merged_with(row, min(last.rows)) and not last.more

    def _complete(self, group: RowGroup, row: int) -> None:
        """Put the second row in; which language the first is in shows now, if it did not before."""
        first = group.french or group.dutch
        if self.rows.spoken(row) == "fr" or (not self.rows.spoken(row) and self.rows.spoken(first) == "nl"):
            group.french, group.dutch = row, first
        else:
            group.french, group.dutch = first, row

    @cached_property
    def _begins_oddly(self) -> bool:
        """Whether the first row is a titled one without reference, in a table with references that is not turned round.

        Which rows belong together is then not certain: no row is joined to the one above by its language alone.
        """
        rows = list(self.rows.rows)
        first = rows[0] if rows and not self._turned else 0
        lone = bool(first) and self.rows.has(first, "title") and not self.rows.reference(first)
        return lone and any(self.rows.reference(row) for row in rows)

    @cached_property
    def _turned(self) -> set[int]:
        """The upper rows of records whose reference stands in the lower one, as in Dutch above French.

        Only where rows with and without a reference alternate from the first row to the last, so that nothing is left
        over, where the languages say so, and where it happens more than once.
        """
        turned: set[int] = set()
        for run in self._alternating():
            pairs = list(zip(run[::2], run[1::2], strict=False))
            spoken = [(self.rows.spoken(one), self.rows.spoken(other)) for one, other in pairs]
            told = any({*pair} == set(LANGUAGES) for pair in spoken) and not any(a == b != "" for a, b in spoken)
            whole = len(run) % 2 == 0 and not self.rows.reference(run[0])
            if not told or not whole or any(self.rows.only_long_texts(one) for one, _ in pairs):
                return set()
            turned.update(one for one, _ in pairs)
        return turned if len(turned) > 1 else set()

    def _alternating(self) -> list[list[int]]:
        """Stretches of adjacent rows of which every other one has a reference."""
        runs: list[list[int]] = []
        for row in self.rows.rows:
            follows = runs and row == runs[-1][-1] + 1
            if follows and bool(self.rows.reference(row)) != bool(self.rows.reference(row - 1)):
                runs[-1].append(row)
            else:
                runs.append([row])
        return runs

    @cached_property
    def _comes_in_pairs(self) -> bool:
        """Whether most rows with a reference are followed by one without that is in the other language."""
        pairs = singles = 0
        ordered = list(self.rows.rows)
        for row, below in zip(ordered, [*ordered[1:], 0], strict=True):
            if not self.rows.reference(row):
                continue
            follows = below == row + 1 and self.rows.reference(below) in ("", self.rows.reference(row))
            if follows and {self.rows.spoken(row), self.rows.spoken(below)} == set(LANGUAGES):
                pairs += 1
            elif not follows:
                singles += 1
        return pairs > singles
