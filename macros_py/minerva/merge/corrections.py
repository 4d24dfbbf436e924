"""Applies the cell's corrections: each replaces one value of one record, or is refused with a finding."""

from __future__ import annotations

from dataclasses import dataclass, field

from minerva.layout.returns import return_layout
from minerva.layout.severities import severities
from minerva.model.consolidation import JournalLine
from minerva.model.finding import Finding, Severity
from minerva.model.reading import Why
from minerva.model.record import FIGURES, Field, Record, Table
from minerva.model.register import Correction
from minerva.model.submission import Submission
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
    source = place_of(record, correction.field)
    figure = read_figure(correction.new_value) if correction.field in FIGURES and correction.new_value else None
    text = figure.text if figure is not None else correction.new_value
    fields = dict(record.fields)
    fields.pop(correction.field, None)
    if text:
        raw = old.raw if old is not None else ""
        fields[correction.field] = Field(
            text, raw, source, Why.CORRECTION, figure.value if figure is not None else None
        )
    records = submission.table(record.table)
    records[records.index(record)] = record.with_fields(fields)
    return JournalLine(
        organisation=correction.organisation,
        file=submission.file.name,
        source=source,
        raw=old.raw if old is not None else "",
        value=text,
        why="why.correction",
        table=record.table.value,
        reference=record.reference,
        key=correction.field,
        who=correction.who,
        reason=f"{correction.date:%d/%m/%Y} · {correction.reason}",
    )


def _refused(correction: Correction, sheet: str, why: str) -> Finding:
    given = {"reference": correction.reference, "field": correction.field, "old": correction.old_value}
    values = {**{name: quoted(text) for name, text in given.items()}, "why": why}
    return Finding(
        "COR001",
        severities()["COR001"] or Severity.ERROR,
        organisation=correction.organisation,
        sheet=sheet,
        cell=f"A{correction.row}" if correction.row else "",
        params=tuple(values.items()),
        reference=correction.reference,
    )
