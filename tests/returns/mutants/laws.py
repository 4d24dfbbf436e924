"""What must hold of any return, however mutated: no crash, no wrong value unsaid, no filled cell lost unsaid.

The truth is the draft's. `violations` reads the workbook and returns one sentence for each broken law. A *tolerance*
is a value that could have been read with certainty and was only named; single edits that say so ask for it too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import workbooks
from minerva.excel.content.cells import position
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.merge.choose import Choice
from minerva.merge.journal import journal_of
from minerva.model.finding import Finding
from minerva.model.record import Field, Record, Source
from minerva.model.submission import Aside, Submission
from minerva.parse.choice import read_status_word
from minerva.rules.catalogue import check
from returns.mutants.colours import colour
from returns.mutants.draft import TABLES, Cell, Draft, Expected, Origin, Page, Place
from returns.mutants.draft_workbook import written

EXPECTATION = Expectation(workbooks.REGISTER.organisations, workbooks.YEAR)
QUIET = {
    Aside.SEPARATOR,
    Aside.HEADER_REPEATED,
    Aside.GUIDANCE,
    Aside.TOTAL,
    Aside.REPEATED,
    Aside.LANGUAGE_TAG,
}
"""Ordinary reasons: what is set aside for one of these needs no finding, where it is no value of a record."""
_RANGE = re.compile(r"\b([A-Z]{1,3}[0-9]{1,7})(?::([A-Z]{1,3}[0-9]{1,7}))?\b")
_NOT_ABOUT_VALUES = ("LNG", "DEV", "TXT", "XTB", "WGT")


def violations(draft: Draft, path: Path, certain: bool = False) -> list[str]:
    """Write the draft, read it, and hold the outcome against the truth: one line for each broken law."""
    path.write_bytes(written(draft))
    outcome = read_return(path, draft.name, EXPECTATION)
    if not isinstance(outcome, Submission):
        return [] if draft.may_refuse and not certain else [f"refused: {outcome.refusal} {outcome.detail}"]
    findings = check(outcome)
    list(journal_of(Choice(outcome)))
    return list(dict.fromkeys(_Laws(draft, outcome, findings, certain).broken()))


class _Laws:
    def __init__(self, draft: Draft, submission: Submission, findings: list[Finding], certain: bool):
        self.certain = certain
        self.draft = draft
        self.submission = submission
        self.findings = findings
        self.pages = {page.name: page for page in draft.pages}
        self.rows = {page.name: page.rows() for page in draft.pages}
        standing = draft.standing()
        self.present = {record: draft.present(*record, standing) for record in draft.truth}
        self.covered = _covered(findings)
        self.asides = {(a.source.sheet, a.source.row, a.source.column): a for a in submission.set_aside}
        self.told: dict[tuple[str, str], set[str]] = defaultdict(set)

    def broken(self) -> Iterator[str]:
        yield from self._accounts()
        for record in self.submission.records:
            yield from self._record(record)
        yield from self._split()
        for sheet, place in self._must_find():
            if not self._is_told(sheet, place):
                yield f"unsaid: {_at(sheet, place)} needs a finding"
        if self.certain:
            yield from self._unread()

    def _must_find(self) -> Iterator[tuple[str, Place]]:
        """Where what must be told stands now."""
        for page in self.draft.pages:
            cells = {id(cell): place for place, cell in page.cells.items()}
            notes = {note: place for place, note in page.notes.items()}
            for wanted in self.draft.must_find:
                if isinstance(wanted, tuple) and self._is_mended(wanted):
                    continue
                if isinstance(wanted, Cell) and id(wanted) in cells:
                    yield page.name, cells[id(wanted)]
                elif isinstance(wanted, str) and wanted in notes:
                    yield page.name, notes[wanted]
                elif isinstance(wanted, tuple) and wanted[1] in self.rows[page.name]:
                    yield page.name, (self.rows[page.name][wanted[1]][0], 1)

    def _is_mended(self, wanted: tuple[str, str]) -> bool:
        """A reference that was emptied and is taken from the record above needs no finding."""
        table, uid = wanted
        keys = [key for key in ("strategic_ref", "objective_ref") if key in self.draft.truth[table, uid]]
        read = [r for r in self.submission.records if r.table.value == table and self._uid(r) == uid]
        gone = [key for key in keys if key not in self.present[table, uid]]
        return bool(gone and read) and all(read[0].text(key) in self.draft.truth[table, uid][key].texts for key in gone)

    def _uid(self, record: Record) -> str:
        origins = [self._origin(field) for field in record.fields.values()]
        uids = Counter(origin.uid for origin in origins if origin is not None)
        return uids.most_common(1)[0][0] if uids else ""

    # every filled cell

    def _accounts(self) -> Iterator[str]:
        """Every typed cell once: a value of a record, of the cover, or set aside; and aside with a finding."""
        used = Counter((s.sheet, s.row, s.column) for s in self._sources())
        count = Counter((a.source.sheet, a.source.row, a.source.column) for a in self.submission.set_aside)
        for page in self.draft.pages:
            for place, cell in page.cells.items():
                where = (page.name, *place)
                if count[where] > 1 or (count[where] and used[where]):
                    yield f"twice: {_at(page.name, place)} {cell.value!r} is counted twice"
                if cell.role != "typed" or not cell.filled:
                    continue
                if not used[where] and not count[where]:
                    if not _is_hidden_by_merge(page, place):
                        yield f"lost: {_at(page.name, place)} {_short(cell)} is neither read nor set aside"
                elif not used[where] and not self._may_be_quiet(cell, where) and not self._is_named(page.name, place):
                    reason = self.asides[where].reason
                    yield f"lost: {_at(page.name, place)} {_short(cell)} is set aside as {reason} without finding"
        for where in [*used, *count]:
            page = self.pages.get(where[0])
            cell = page.cells.get(where[1:]) if page else None
            if cell is None or (not cell.filled and not cell.formula):
                yield f"invented: {_at(where[0], where[1:])} is counted and empty"

    def _may_be_quiet(self, cell: Cell, where: tuple) -> bool:
        reason = self.asides[where].reason
        if cell.origin is None or not cell.origin.uid:
            names_report = reason is Aside.ABOVE_TABLE and _names_report(str(cell.value))
            return names_report or reason in QUIET or (reason is Aside.COMPUTED_COLUMN and self._agrees(cell, where))
        if reason is Aside.CONTINUED:
            return True
        if reason is Aside.PLACEHOLDER:
            return self._is_told(where[0], where[1:])
        return reason is Aside.REPEATED and self._is_repeated(cell)

    def _agrees(self, cell: Cell, where: tuple) -> bool:
        """What stands in a computed column needs no finding where it is what is computed, or a mere number."""
        word = read_status_word(str(cell.value))
        if word is None:
            return not isinstance(cell.value, str)
        return any(where[1] in (r.row, r.row_nl) and r.status == word.value for r in self.submission.records)

    def _is_repeated(self, cell: Cell) -> bool:
        """A value set aside as repeated must be the one that was read."""
        expected = self.draft.truth.get((cell.origin.table, cell.origin.uid), {}).get(cell.origin.field)
        return expected is not None

    def _sources(self) -> Iterator[Source]:
        for record in self.submission.records:
            yield from (field.source for field in record.all_fields if field.raw)
        yield from (field.source for field in self.submission.cover.values())

    # every record

    def _record(self, record: Record) -> Iterator[str]:
        page = self.pages[record.sheet]
        origins = {key: self._origin(field) for key, field in record.fields.items()}
        uids = Counter(origin.uid for origin in origins.values() if origin is not None)
        if not uids:
            cells = {(f.source.row, f.source.column) for f in record.fields.values()}
            cells |= {(row, 1) for row in (record.row, record.row_nl) if row}
            if self.certain or not any(self._is_told(record.sheet, place) for place in cells):
                yield f"invented: a record in row {record.row} of {record.sheet}"
            return
        uid = uids.most_common(1)[0][0]
        self.told[record.table.value, uid].add(f"{record.row}")
        rows = {field.source.row for field in record.fields.values()} | {record.row, record.row_nl}
        rows |= set(self.rows[page.name].get(uid, ()))
        if page.table and page.table != record.table.value:
            yield f"table: {uid} is read into {record.table.value} from {record.sheet}"
        present = self.present.get((record.table.value, uid), {})
        for key, field in record.fields.items():
            problem = self._field(record, uid, key, field, origins[key], present)
            if problem and not self._is_said(record.sheet, field.source, key, rows):
                yield f"wrong: {uid} {key} at {field.source.place}: {problem}"
        status = colour(present)
        if record.status != status and not any(self._is_said(record.sheet, None, key, rows) for key in ("result",)):
            yield f"status: {uid} in row {record.row} of {record.sheet} is {record.status}, not {status}"

    def _origin(self, field: Field) -> Origin | None:
        page = self.pages.get(field.source.sheet)
        cell = page.cells.get((field.source.row, field.source.column)) if page else None
        return cell.origin if cell is not None and cell.origin is not None and cell.origin.uid else None

    def _field(
        self, record: Record, uid: str, key: str, field: Field, origin: Origin | None, present: dict[str, Expected]
    ) -> str:
        """What is wrong with a value, ''."""
        if origin is None:
            return f"{field.text[:40]!r} is no value of the record"
        lent = self.draft.lent.get((record.table.value, uid, key))
        either = (record.table.value, uid) in self.draft.both and origin.uid == uid and key[:-3] == origin.key
        if (origin.uid, origin.field) != (uid, key) and (lent is None or origin != lent):
            if either and field.text in present[origin.field].texts:
                return ""
            if self._is_given_above(record, uid, key, field):
                return ""
            return f"{field.text[:40]!r} is {origin.uid} {origin.field}"
        expected = present.get(key)
        if expected is None:
            return f"{field.text[:40]!r} was not there"
        if not _same_text(key, field.text, expected.texts):
            return f"{field.text[:60]!r}, not {' or '.join(repr(t[:60]) for t in expected.texts)}"
        figure = field.figure
        if expected.kind and (figure is None or figure.kind != expected.kind or figure.value != expected.number):
            return f"{figure}, not {expected.kind} {expected.number}"
        return ""

    def _is_given_above(self, record: Record, uid: str, key: str, field: Field) -> bool:
        """What leads several records may be taken from the one above, where it is what this one said before."""
        said = self.draft.truth.get((record.table.value, uid), {}).get(key)
        told = {unicodedata.normalize("NFC", text) for text in said.texts} if said is not None else set()
        return key.startswith(("strategic_", "objective_")) and unicodedata.normalize("NFC", field.text) in told

    def _split(self) -> Iterator[str]:
        """A record read as two, or under another's rows, must be said."""
        for (table, uid), rows in self.told.items():
            if len(rows) > 1:
                own = {int(row) for row in rows}.union(*(found.get(uid, ()) for found in self.rows.values()))
                sheets = [name for name, found in self.rows.items() if uid in found]
                if not any(self._is_said(name, None, "ref", own) for name in sheets):
                    yield f"split: {uid} of {table} is read from rows {', '.join(sorted(rows))}"

    # certainty

    def _unread(self) -> Iterator[str]:
        """Values that were certain and were not read, or read into something else."""
        read: dict[tuple[str, str], dict[str, Field]] = {}
        for record in self.submission.records:
            origins = [self._origin(field) for field in record.fields.values()]
            uids = Counter(origin.uid for origin in origins if origin is not None)
            if uids:
                read.setdefault((record.table.value, uids.most_common(1)[0][0]), record.fields)
        for table in TABLES:
            for uid in {uid for t, uid in self.draft.truth if t == table}:
                for key, expected in self.present[table, uid].items():
                    field = read.get((table, uid), {}).get(key)
                    if field is None:
                        yield f"unread: {uid} {key} {expected.texts[0][:40]!r}"
                    elif not _same_text(key, field.text, expected.texts):
                        yield f"unread: {uid} {key} is {field.text[:40]!r}, not {expected.texts[0][:40]!r}"

    # findings

    def _is_named(self, sheet: str, place: Place) -> bool:
        """Whether a finding names a cell, alone or in a range, or its whole sheet."""
        return bool(self.covered.get((sheet, *place)) or self.covered.get((sheet, 0, 0)))

    def _is_told(self, sheet: str, place: Place) -> bool:
        """Whether a finding names a cell or, unless it is about translations, the record it stands in."""
        mates = next((set(rows) for rows in self.rows[sheet].values() if place[0] in rows), {place[0]})
        told = any(s == sheet and r in mates and codes - {"LNG001"} for (s, r, _), codes in self.covered.items())
        return told or self._is_named(sheet, place)

    def _is_said(self, sheet: str, source: Source | None, key: str, rows: set[int]) -> bool:
        """Whether a finding that is not about translations or explanations names a value or its record.

        Where all is certain, a finding is no excuse.
        """
        if self.certain:
            return False
        for finding in self.findings:
            if finding.family == "WGT" and key == "weight" and finding.sheet == sheet:
                return True
            if finding.family in _NOT_ABOUT_VALUES:
                continue
            if finding.code == "STR002" and dict(finding.params).get("name") == f"@short.{key}":
                return True
            for s, row, column in _places(finding):
                if s == sheet and (row in rows or (source is not None and (row, column) == source[1:3])):
                    return True
        return False


def _covered(findings: list[Finding]) -> dict[tuple[str, int, int], set[str]]:
    """Cell -> the codes of the findings that name it."""
    covered: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    for finding in findings:
        for place in _places(finding):
            covered[place].add(finding.code)
    return covered


def _places(finding: Finding) -> Iterator[tuple[str, int, int]]:
    """The cells a finding names, in its place and in its params; (sheet, 0, 0) for a whole sheet."""
    if finding.sheet and not finding.cell:
        yield finding.sheet, 0, 0
    if finding.cell:
        yield (finding.sheet, *position(finding.cell))
    for key, text in finding.params:
        if key in ("cells", "range", "cell", "first_cell", "french_cell"):
            for first, last in _RANGE.findall(text):
                (a, b), (c, d) = position(first), position(last or first)
                for row in range(a, min(c, a + 2000) + 1):
                    yield from ((finding.sheet, row, column) for column in range(b, d + 1))


def _same_text(key: str, text: str, expected: tuple[str, ...]) -> bool:
    if key == "budget":
        return any(_digits(text) == _digits(one) for one in expected)
    return text in expected


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _is_hidden_by_merge(page: Page, place: Place) -> bool:
    """A cell under a merged area shows nothing; Excel empties it."""
    return any(a <= place[0] <= c and b <= place[1] <= d and place != (a, b) for a, b, c, d in page.merges)


def _at(sheet: str, place: Place) -> str:
    return Source(sheet, *place).place


def _short(cell: Cell) -> str:
    origin = f" ({cell.origin.uid} {cell.origin.key}.{cell.origin.line})" if cell.origin else ""
    return f"{str(cell.value)[:40]!r}{origin}"


def _names_report(text: str) -> bool:
    """A short line that names the year of the report and no other tells whose file it is; nothing of it is lost."""
    return len(text) <= 80 and set(re.findall(r"20[0-9]{2}", text)) == {str(workbooks.YEAR)}
