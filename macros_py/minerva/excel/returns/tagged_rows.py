"""Records of a table whose rows are tagged FR and NL: which French row goes with which Dutch one.

Nearly always the Dutch row is right below. Rows may also have been sorted by language, pasted between two others,
turned round, or lost; then the references the rows show decide, and where they do not, the rows stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from minerva.excel.returns.table_rows import RowGroup, TableRows, alone
from minerva.model.submission import Aside

Run = list[int]


class TaggedRows:
    """Puts the rows of a tagged table together."""

    def __init__(self, rows: TableRows):
        self.rows = rows
        self.tags = rows.tags
        self.continued = self._continuations()
        self.starts_in_dutch = False

    def groups(self) -> list[RowGroup]:
        """The records, in the order of their first rows; a row that continues a text is in `more` of its record."""
        runs = self._broken_blocks(self._runs())
        self.starts_in_dutch = all(self._starts(run, "nl") for run in runs)
        groups = [group for run in runs for group in self._pairs(run)]
        groups = [group for group in groups if any(row in self.rows.rows for row in group.rows)]
        groups = self._joined_by_reference(groups)
        of_row = {row: group for group in groups for row in group.rows}
        for row, (above, language) in self.continued.items():
            of_row[above].more.append((row, language))
            of_row[row] = of_row[above]
        return [group for group in groups if not self._is_remark(group)]

    def _continuations(self) -> dict[int, tuple[int, str]]:
        """Untagged rows of long texts right below a whole record or between its rows: row -> row above and language.

        Below both rows only the language of the text tells which of the two it continues.
        """
        found: dict[int, tuple[int, str]] = {}
        for row in self.rows.rows:
            above = row - 1
            if row in self.tags or above not in self.rows.rows or not self.rows.only_long_texts(row):
                continue
            if above in found or self.tags.get(above) == "nl":
                language = self.rows.spoken(row)
            else:
                language = "fr" if self.tags.get(row + 1) == "nl" and self.rows.spoken(row) != "nl" else ""
            if language:
                found[row] = (above, language)
        return found

    def _runs(self) -> list[Run]:
        """Stretches of rows whose language alternates; a blank untagged row between two of them is passed over."""
        runs: list[Run] = []
        last = 0
        for row in sorted({*self.tags, *self.rows.rows} - self.continued.keys()):
            near = row == last + 2 or all(between in self.continued for between in range(last + 1, row))
            follows = bool(runs) and near and self._may_pair(last, row)
            if follows:
                runs[-1].append(row)
            else:
                runs.append([row])
            last = row
        return runs

    def _may_pair(self, above: int, row: int) -> bool:
        """Whether two rows are in both languages; without both tags, two references typed keep them apart."""
        if {self.rows.language(above), self.rows.language(row)} != {"fr", "nl"}:
            return False
        one, other = self.rows.reference(above), self.rows.reference(row)
        return one == other or not (one and other) or (above in self.tags and row in self.tags)

    def _broken_blocks(self, runs: list[Run]) -> list[Run]:
        """Several French rows above several Dutch ones, as after sorting: the two in the middle are no pair."""
        lone = {run[0] for run in runs if len(run) == 1}
        broken: list[Run] = []
        for run in runs:
            in_block = len(run) == 2 and self._starts(run, "fr") and self._is_in_block(run, lone)
            broken += [[row] for row in run] if in_block else [run]
        return broken

    def _is_in_block(self, run: Run, lone: set[int]) -> bool:
        """Whether a French row and the Dutch one below it may each belong to another row of the same block.

        They do where rows of the block show one reference in both languages; they may where a Dutch row shows none.
        """
        french, dutch = self._stack(run[0], -1, "fr", lone), self._stack(run[1], 1, "nl", lone)
        alike = self._evidence([RowGroup(*run)])
        if len(french) == 1 or len(dutch) == 1 or alike > 0:
            return False
        mine, others = ([self.rows.shown_reference(row) for row in rows] for rows in (french, dutch))
        return not set(mine).isdisjoint({*others} - {""}) or (alike == 0 and "" in others[1:])

    def _stack(self, row: int, step: int, language: str, lone: set[int]) -> Run:
        """A row and the lone rows of its language right above it (step -1) or below it (step 1)."""
        stack = [row]
        while (row := row + step) in lone and self.rows.language(row) == language:
            stack.append(row)
        return stack

    def _starts(self, run: Run, language: str) -> bool:
        return self.rows.language(run[0]) == language

    def _pairs(self, run: Run) -> list[RowGroup]:
        """The pairs of a run: French above Dutch, unless the references shown or all runs of the table say so."""
        straight, turned = self._paired(run, "fr"), self._paired(run, "nl")
        shown, shown_turned = self._evidence(straight), self._evidence(turned)
        undecided = max(shown, shown_turned) <= 0
        is_turned = (self.starts_in_dutch and len(run) % 2 == 0) if undecided else shown_turned > shown
        return turned if is_turned else straight

    def _paired(self, run: Run, first: str) -> list[RowGroup]:
        """A run cut in pairs that begin with a language; what is over at either end stands alone."""
        skip = 0 if self._starts(run, first) else 1
        groups = [alone(row, self.rows.language(row)) for row in run[:skip]]
        for place in range(skip, len(run), 2):
            pair = run[place : place + 2]
            languages = {self.rows.language(row): row for row in pair}
            groups.append(RowGroup(languages.get("fr", languages.get("", 0)), languages.get("nl", 0)))
        return groups

    def _evidence(self, groups: list[RowGroup]) -> int:
        """How many pairs show one reference, less those that show two."""
        shown = [(self.rows.shown_reference(g.french), self.rows.shown_reference(g.dutch)) for g in groups]
        return sum((1 if one == other else -1) for one, other in shown if one and other)

    def _joined_by_reference(self, groups: list[RowGroup]) -> list[RowGroup]:
        """Lone French and lone Dutch rows, far apart or not, that show one reference no other lone row shows."""
        french = self._by_reference(g.french for g in groups if g.french and g.dutch not in self.rows.rows)
        dutch = self._by_reference(g.dutch for g in groups if g.dutch and g.french not in self.rows.rows)
        partner = {french[reference]: row for reference, row in dutch.items() if reference in french}
        gone = set(partner.values())
        joined: list[RowGroup] = []
        for group in groups:
            if group.french in partner:
                joined.append(RowGroup(group.french, partner[group.french]))
            elif group.dutch not in gone or group.french in self.rows.rows:
                joined.append(group)
        return joined

    def _by_reference(self, rows: Iterable[int]) -> dict[str, int]:
        """Rows by the reference they show; one shown twice tells nothing."""
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(self.rows.shown_reference(row), []).append(row)
        return {reference: rows[0] for reference, rows in found.items() if reference and len(rows) == 1}

    def _is_remark(self, group: RowGroup) -> bool:
        """Words outside the rows of our template, with no tag, reference or figure: a note, not a record."""
        if not self.rows.cells.from_template or any(r in self.tags or self.rows.holds_values(r) for r in group.rows):
            return False
        self.rows.no_records |= {row: Aside.BESIDE_TABLE for row in group.rows if row in self.rows.rows}
        return True
