"""Which of several returns of one organisation counts: the newest complete one, with the partial ones put into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from minerva.model.finding import Finding
from minerva.model.record import Field, Record, Source, Table
from minerva.model.submission import Aside, Gap, SetAside, Submission
from minerva.rules.coverage import parts_differ

WHOLE_FILE = Source("", 0, 0)
SECONDS = len("2020-11-30T14:30:00")


@dataclass(slots=True)
class Choice:
    """The submission that counts, the partial ones merged into it, those not used, and copies byte for byte of one.

    `same` gives for each copy the one it is a copy of.
    """

    submission: Submission
    partial: list[Submission] = field(default_factory=list)
    not_used: list[Submission] = field(default_factory=list)
    same: list[tuple[Submission, Submission]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def newest_last(submissions: Iterable[Submission]) -> list[Submission]:
    """By the time stored inside the workbook, then by file name; never by the time of the file system.

    Only the digits are compared: a time without a zone stands beside those in UTC.
    """
    return sorted(submissions, key=lambda s: (s.file.modified[:SECONDS], s.file.name))


def choose(submissions: Iterable[Submission]) -> Choice:
    """Settle several returns of one organisation (at least one)."""
    ordered, same = _each_once(newest_last(submissions))
    complete = [s for s in ordered if s.complete]
    partial = [s for s in ordered if not s.complete]
    if complete:
        base, not_used = complete[-1], complete[:-1]
    else:
        base, partial, not_used = partial[0], partial[1:], []
    if not partial:
        return Choice(base, not_used=not_used, same=same)
    merged = _Merger(base)
    for part in partial:
        merged.add(part)
    return Choice(merged.result(), partial, not_used, same, merged.findings)


def _each_once(submissions: list[Submission]) -> tuple[list[Submission], list[tuple[Submission, Submission]]]:
    """The submissions without copies byte for byte; each copy with the one that stands for both.

    `actiris.xlsx` stands for `actiris (1).xlsx`: the shortest name is the one the file was sent under.
    """
    originals: dict[str, Submission] = {}
    for submission in sorted(submissions, key=lambda s: (len(s.file.name), s.file.name)):
        originals.setdefault(_content(submission), submission)
    same = [(s, originals[_content(s)]) for s in submissions if originals[_content(s)] is not s]
    return [s for s in submissions if originals[_content(s)] is s], same


def _content(submission: Submission) -> str:
    return submission.file.sha256 or submission.file.name


class _Merger:
    """Puts partial returns into a base, field by field: filled in one only, taken; differently in two, neither."""

    def __init__(self, base: Submission):
        self.base = base
        self.cover = dict(base.cover)
        self.records = {table: list(base.table(table)) for table in Table}
        self.contested: set[tuple[str, int, str]] = set()
        self.set_aside = list(base.set_aside)
        self.left: dict[Source, SetAside] = {}
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
        self._merge_fields(part, self.cover, part.cover, ("cover", 0))
        for table in Table:
            for record, place in _paired(part.table(table), self.records[table]):
                self._add_record(part, table, place, record)

    def _add_record(self, part: Submission, table: Table, place: int | None, record: Record) -> None:
        """Put a record of a part into the one at a place of the base, or behind them all."""
        records = self.records[table]
        remarks = tuple(remark._replace(field=self._taken(part, remark.field)) for remark in record.remarks)
        if place is None:
            fields = {key: self._taken(part, their) for key, their in record.fields.items()}
            records.append(replace(record.with_fields(fields), order=len(records) + 1, remarks=remarks))
            return
        mine = records[place]
        fields = dict(mine.fields)
        self._merge_fields(part, fields, record.fields, (table.value, place), record.reference)
        known = {(remark.title, remark.field.text) for remark in mine.remarks}
        for remark in remarks:
            if (remark.title, remark.field.text) in known:
                self._leave(remark.field, Aside.SAME_IN_PART, "")
        new = tuple(remark for remark in remarks if (remark.title, remark.field.text) not in known)
        records[place] = replace(mine.with_fields(fields), remarks=mine.remarks + new)

    def _gaps_with(self, part: Submission) -> list[Gap]:
        """What is still missing with one more part: a table that no part has, a column that is missing in each.

        A foreign layout holds records of its own, so what it has not stays missing whatever the other parts have.
        """
        if not self.profiles and not part.profiles:
            return [gap for gap in self.gaps if gap in part.gaps]
        lacking = {gap.sheet for gap in part.gaps if not gap.key}
        mine = [gap for gap in self.gaps if gap.key or gap.profile or gap.sheet in lacking]
        theirs = [replace(gap, file=gap.file or part.file.name) for gap in part.gaps if gap.key or gap.profile]
        return mine + theirs

    def _merge_fields(
        self,
        part: Submission,
        mine: dict[str, Field],
        theirs: dict[str, Field],
        where: tuple[str, int],
        reference: str = "",
    ) -> None:
        for key, their in theirs.items():
            other, own = self._taken(part, their), mine.get(key)
            if (*where, key) in self.contested:
                self._leave(other, Aside.BOTH_DIFFER, key)
            elif own is None:
                mine[key] = other
            elif own.text == other.text:
                self._leave(other, Aside.SAME_IN_PART, key)
            elif key in _SENDERS_OWN:
                self._leave(other, Aside.OWN_TO_PART, key)
            else:
                self._contest(mine, key, other, reference)
                self.contested.add((*where, key))

    def _leave(self, value: Field, reason: Aside, key: str) -> None:
        """Set a cell aside, once even where several records share it."""
        self.left[value.source] = SetAside(value.source, value.raw, reason, key)

    def _taken(self, part: Submission, value: Field) -> Field:
        """A value with the file it came from."""
        return value._replace(source=self._elsewhere(part, value.source))

    def _contest(self, mine: dict[str, Field], key: str, other: Field, reference: str) -> None:
        own = mine.pop(key)
        self._leave(own, Aside.BOTH_DIFFER, key)
        self._leave(other, Aside.BOTH_DIFFER, key)
        self.findings += parts_differ(self.base, own, other, key, reference)

    @staticmethod
    def _elsewhere(part: Submission, source: Source) -> Source:
        return source._replace(file=source.file or part.file.name)

    def result(self) -> Submission:
        """The base with all parts in it; a cell several records share is set aside only where none of them took it."""
        records = [record for table in Table for record in self.records[table]]
        used = {value.source for record in records for value in record.all_fields}
        left = [aside for source, aside in self.left.items() if source not in used]
        return replace(
            self.base,
            cover=self.cover,
            objectives=self.records[Table.OBJECTIVES],
            indicators=self.records[Table.INDICATORS],
            set_aside=self.set_aside + left,
            filled=self.filled,
            gaps=self.gaps,
            notices=self.notices,
            profiles=self.profiles,
        )


_SENDERS_OWN = ("completeness", "function", "organisation", "year")
"""What each part says of itself; organisation and year count as the metadata has them."""


def _paired(theirs: list[Record], mine: list[Record]) -> list[tuple[Record, int | None]]:
    """The records of a part, each with the place of the same record in the base, None where it has none."""
    often = {reference for records in (mine, theirs) for reference in _repeated(records)}
    places = {key: place for place, key in enumerate(_keys(mine, often))}
    return [(record, places.get(key)) for record, key in zip(theirs, _keys(theirs, often), strict=True)]


def _repeated(records: list[Record]) -> Iterator[str]:
    counted = Counter(record.reference for record in records)
    return (reference for reference, times in counted.items() if times > 1)


def _keys(records: list[Record], often: set[str]) -> Iterator[tuple]:
    """What makes records of two parts the same; a key met again in one part is numbered."""
    met: Counter[tuple] = Counter()
    for record in records:
        key = _key(record, often)
        met[key] += 1
        yield *key, met[key]


def _key(record: Record, often: set[str]) -> tuple:
    """The reference where each part has it once, whatever else is filled; else with the objective, or by the title."""
    if record.reference:
        return (record.reference, record.text("objective_ref") if record.reference in often else None)
    return "", record.text("objective_ref"), record.text("title_fr") or record.text("title_nl") or record.order
