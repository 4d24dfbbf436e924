"""Applies the cell's corrections: each replaces one value of one record, or is refused with a finding."""

from __future__ import annotations

from dataclasses import dataclass, field

from minerva.layout.returns import return_layout, shown
from minerva.model.consolidation import JournalLine
from minerva.model.figure import Figure
from minerva.model.finding import Finding, Severity
from minerva.model.reading import Reading, Why
from minerva.model.record import FIGURES, Field, Record, Table
from minerva.model.register import Correction
from minerva.model.submission import Submission
from minerva.parse.choice import read_direction, read_status_word, read_unit
from minerva.parse.figure import read_figure
from minerva.rules.cells import quoted
from minerva.rules.rule import place_of


@dataclass(slots=True)
class Corrected:
    """What came of the corrections: the journal lines of those applied, the findings of those refused."""

    journal: list[JournalLine] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def apply_corrections(submissions: dict[str, Submission], corrections: tuple[Correction, ...], sheet: str) -> Corrected:
    """Change the submissions in place; one whose old value no longer matches is refused. `sheet` is its list."""
    outcome = Corrected()
    for correction in corrections:
        submission = submissions.get(correction.organisation)
        found = _find(submission, correction) if submission is not None else []
        if len(found) != 1:
            outcome.findings.append(_refused(correction, sheet, "@correction.no_record"))
            continue
        record = found[0]
        old = record.fields.get(correction.field)
        if correction.old_value not in _values(old):
            outcome.findings.append(_refused(correction, sheet, "@correction.old_value"))
            continue
        outcome.journal.append(_apply(submission, record, old, correction))
    return outcome


def _find(submission: Submission, correction: Correction) -> list[Record]:
    if correction.table not in set(Table):
        return []
    table = Table(correction.table)
    if correction.field not in return_layout().tables[table].field_keys:
        return []
    return [record for record in submission.table(table) if record.reference == correction.reference]


def _values(old: Field | None) -> tuple[str, ...]:
    """What the old value may be given as: as meant, or as typed; '' for an empty cell."""
    return ("",) if old is None else (old.text, old.raw)


def _apply(submission: Submission, record: Record, old: Field | None, correction: Correction) -> JournalLine:
    """A value taken away leaves its cell, which stays accounted for, with an empty text."""
    source = place_of(record, correction.field)
    meant = _meant(correction)
    raw = old.raw if old is not None else ""
    fields = dict(record.fields)
    if raw or meant.text:
        figure = meant.value if isinstance(meant.value, Figure) else None
        fields[correction.field] = Field(meant.text, raw, source, Why.CORRECTION, figure)
    records = submission.table(record.table)
    records[records.index(record)] = record.with_fields(fields)
    return JournalLine(
        organisation=correction.organisation,
        file=source.file or submission.file.name,
        source=source,
        raw=raw,
        value=shown(correction.field, meant.text),
        why="why.correction",
        table=record.table.value,
        reference=record.reference,
        key=correction.field,
        who=correction.who,
        reason=f"{correction.date:%d/%m/%Y} · {correction.reason}",
    )


def _meant(correction: Correction) -> Reading:
    """The new value as the reader of returns would take it: a figure, the code of a word of a closed list, a text."""
    typed = correction.new_value
    if typed and correction.field in FIGURES:
        flags = {"typed_number": correction.typed_number, "percent_format": correction.percent_format}
        return read_figure(typed, **flags)
    code = _CHOICES[correction.field](typed) if correction.field in _CHOICES else None
    return Reading(code.value, str(code.value)) if code is not None else Reading(typed, typed)


_CHOICES = {"unit": read_unit, "direction": read_direction, "declared": read_status_word}


def _refused(correction: Correction, sheet: str, why: str) -> Finding:
    given = {"reference": correction.reference, "field": correction.field, "old": correction.old_value}
    values = {**{name: quoted(text) for name, text in given.items()}, "why": why}
    return Finding(
        "COR001",
        Severity.ERROR,
        organisation=correction.organisation,
        sheet=sheet,
        cell=f"A{correction.row}" if correction.row else "",
        params=tuple(values.items()),
        reference=correction.reference,
    )
