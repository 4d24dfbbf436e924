"""Which of several returns of one organisation counts: the newest complete one, with the partial ones put into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from minerva.model.finding import Finding
from minerva.model.record import Field, Record, Remark, Source, Table
from minerva.model.submission import Aside, Gap, SetAside, Submission
from minerva.rules.coverage import parts_differ

WHOLE_FILE = Source("", 0, 0)


@dataclass(slots=True)
class Choice:
    """The submission that counts, the partial ones merged into it, and those that were not used."""

    submission: Submission
    partial: list[Submission] = field(default_factory=list)
    not_used: list[Submission] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def newest_last(submissions: Iterable[Submission]) -> list[Submission]:
    """By the time stored inside the workbook, then by file name; never by the time of the file system."""
    return sorted(submissions, key=lambda s: (s.file.modified, s.file.name))


def choose(submissions: Iterable[Submission]) -> Choice:
    """Settle several returns of one organisation (at least one)."""
    ordered = newest_last(submissions)
    complete = [s for s in ordered if s.complete]
    partial = [s for s in ordered if not s.complete]
    if complete:
        base, not_used = complete[-1], complete[:-1]
    else:
        base, partial, not_used = partial[0], partial[1:], []
    if not partial:
        return Choice(base, not_used=not_used)
    merged = _Merger(base)
    for part in partial:
        merged.add(part)
    return Choice(merged.result(), partial, not_used, merged.findings)


class _Merger:
    """Puts partial returns into a base, field by field: filled in one only, taken; differently in two, neither."""

    def __init__(self, base: Submission):
        self.base = base
        self.cover = dict(base.cover)
        self.records = {table: _keyed(base.table(table)) for table in Table}
        self.contested: set[tuple] = set()
        self.set_aside = list(base.set_aside)
        self.filled = base.filled
        self.gaps = list(base.gaps)
        self.notices = list(base.notices)
        self.profiles = base.profiles
        self.findings: list[Finding] = []

    def add(self, part: Submission) -> None:
        """Put one partial return into the base."""
        self.filled += part.filled
        self.set_aside += [replace(a, source=self._elsewhere(part, a.source)) for a in part.set_aside]
        self.gaps = self._gaps_with(part)
        self.notices += [n._replace(source=self._elsewhere(part, n.source or WHOLE_FILE)) for n in part.notices]
        self.profiles = tuple(dict.fromkeys(self.profiles + part.profiles))
        self._merge_fields(part, self.cover, part.cover, ("cover",))
        for table in Table:
            for key, record in _keyed(part.table(table)).items():
                self._add_record(part, table, key, record)

    def _add_record(self, part: Submission, table: Table, key: tuple, record: Record) -> None:
        records = self.records[table]
        mine = records.get(key)
        if mine is None:
            fields = {k: f._replace(source=self._elsewhere(part, f.source)) for k, f in record.fields.items()}
            remarks = self._remarks(part, record)
            records[key] = replace(record.with_fields(fields), order=len(records) + 1, remarks=remarks)
            return
        fields = dict(mine.fields)
        self._merge_fields(part, fields, record.fields, (table, *key), record.reference)
        records[key] = replace(mine.with_fields(fields), remarks=mine.remarks + self._remarks(part, record))

    def _remarks(self, part: Submission, record: Record) -> tuple[Remark, ...]:
        """What the tables have no room for cannot contradict: the remarks of all parts are kept."""
        return tuple(
            remark._replace(field=remark.field._replace(source=self._elsewhere(part, remark.field.source)))
            for remark in record.remarks
        )

    def _gaps_with(self, part: Submission) -> list[Gap]:
        """What is still missing with one more part: a table that no part has, a column that is missing in each.

        A foreign layout holds records of its own, so its missing columns stay missing whatever the other parts have.
        """
        if not self.profiles and not part.profiles:
            return [gap for gap in self.gaps if gap in part.gaps]
        tables = [gap for gap in self.gaps if not gap.key and gap in part.gaps]
        theirs = [replace(gap, file=gap.file or part.file.name) for gap in part.gaps if gap.key]
        return [*tables, *(gap for gap in self.gaps if gap.key), *theirs]

    def _merge_fields(
        self, part: Submission, mine: dict[str, Field], theirs: dict[str, Field], where: tuple, reference: str = ""
    ) -> None:
        for key, other in theirs.items():
            source = self._elsewhere(part, other.source)
            own = mine.get(key)
            if (*where, key) in self.contested:
                self.set_aside.append(SetAside(source, other.raw, Aside.BOTH_DIFFER, key))
            elif own is None:
                mine[key] = other._replace(source=source)
            elif own.text == other.text or key in _SENDERS_OWN:
                self.set_aside.append(SetAside(source, other.raw, Aside.REPEATED, key))
            else:
                self._contest(part, mine, key, other._replace(source=source), reference)
                self.contested.add((*where, key))

    def _contest(self, part: Submission, mine: dict[str, Field], key: str, other: Field, reference: str) -> None:
        own = mine.pop(key)
        self.set_aside.append(SetAside(own.source, own.raw, Aside.BOTH_DIFFER, key))
        self.set_aside.append(SetAside(other.source, other.raw, Aside.BOTH_DIFFER, key))
        self.findings += parts_differ(self.base, own, other, key, reference)

    @staticmethod
    def _elsewhere(part: Submission, source: Source) -> Source:
        return source._replace(file=source.file or part.file.name)

    def result(self) -> Submission:
        """The base with all parts in it."""
        return replace(
            self.base,
            cover=self.cover,
            objectives=list(self.records[Table.OBJECTIVES].values()),
            indicators=list(self.records[Table.INDICATORS].values()),
            set_aside=self.set_aside,
            filled=self.filled,
            gaps=self.gaps,
            notices=self.notices,
            profiles=self.profiles,
        )


_SENDERS_OWN = ("completeness", "function")


def _keyed(records: Iterable[Record]) -> dict[tuple, Record]:
    """Records by what makes them the same in two parts; a key met again in one part is numbered."""
    keyed: dict[tuple, Record] = {}
    met: Counter[tuple] = Counter()
    for record in records:
        key = _key(record)
        met[key] += 1
        keyed[*key, met[key]] = record
    return keyed


def _key(record: Record) -> tuple:
    """What makes two records of two parts the same: the reference, else objective and title."""
    if record.reference:
        return record.reference, record.text("objective_ref")
    return "", record.text("objective_ref"), record.text("title_fr") or record.text("title_nl") or record.order
