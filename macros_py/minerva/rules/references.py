"""REF: can every record be found again by its references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.record import Record, Table
from minerva.model.reference import Reference, ReferenceKind
from minerva.model.submission import Submission
from minerva.parse.reference import many_references, read_reference
from minerva.rules.cells import is_empty, lost_cells, quoted, says_none, typed
from minerva.rules.rule import broken, place_of, rule

NEEDED = {
    Table.OBJECTIVES: ("strategic_ref", "ref"),
    Table.INDICATORS: ("strategic_ref", "objective_ref"),
}
_RIGHT_KINDS = {
    ReferenceKind.STRATEGIC: (ReferenceKind.STRATEGIC, ReferenceKind.TRANSVERSAL),
    ReferenceKind.OBJECTIVE: (ReferenceKind.OBJECTIVE,),
    ReferenceKind.INDICATOR: (ReferenceKind.INDICATOR,),
}
_CODE = re.compile(r"[\w./-]+")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_FREE_KINDS = (ReferenceKind.LOCAL, ReferenceKind.NONE)


def expected_kind(table: Table, key: str) -> ReferenceKind:
    """The kind of reference a column holds."""
    if key == "strategic_ref":
        return ReferenceKind.STRATEGIC
    return ReferenceKind.INDICATOR if table is Table.INDICATORS and key == "ref" else ReferenceKind.OBJECTIVE


def reference_of(record: Record, key: str) -> Reference | None:
    """The reference in a cell, None where it is empty."""
    text = record.text(key)
    return read_reference(text, expected_kind(record.table, key)).value if text.strip() else None


def settled_reference(record: Record, key: str) -> str:
    """The canonical text of a reference that is certain and of the right kind, '' for any other, and for *none*."""
    reference = reference_of(record, key)
    if reference is None or reference.kind is ReferenceKind.NONE:
        return ""
    return reference.text if _is_settled(record, key, reference) else ""


def _is_settled(record: Record, key: str, reference: Reference) -> bool:
    return reference.certain and _is_right_kind(record, key, reference)


def _is_right_kind(record: Record, key: str, reference: Reference) -> bool:
    right = _RIGHT_KINDS[expected_kind(record.table, key)]
    return reference.kind in right or reference.kind in _FREE_KINDS


@rule("REF001")
def reference_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for the references by which a record is known: strategic objective, operational objective.

    Without them neither the auditor nor the next year finds the record again, and the two tables cannot be joined.
    An indicator may go without a reference of its own. Put right by typing the reference, as in the orientation note.
    Columns Référence O.S. and Référence O.O. of both tables.
    """
    lost = lost_cells(submission)
    for record in submission.records:
        empty = [key for key in NEEDED[record.table] if is_empty(record, key, lost)]
        if empty and not says_none(record):
            places = [place_of(record, key) for key in empty]
            yield broken("REF001", places[0], record, cells=", ".join(place.cell for place in places))


@rule("REF002")
def reference_twice(submission: Submission) -> Iterator[Finding]:
    """Ask for a different reference for each record of a table.

    Two objectives with one reference are counted and printed as one. The finding stands at the second and names the
    first. Put right by numbering the second one. From KPI-4.1.7, three times in the report of 2020 (lines 964 to 968).
    """
    for records in (submission.objectives, submission.indicators):
        first: dict[str, Record] = {}
        for record in records:
            reference = settled_reference(record, "ref")
            if reference and first.setdefault(reference, record) is not record:
                other = place_of(first[reference], "ref")
                yield broken("REF002", place_of(record, "ref"), record, ref=quoted(reference), first_cell=other.cell)


@rule("REF003")
def reference_uncertain(submission: Submission) -> Iterator[Finding]:
    """Ask for a complete reference of the kind its column holds.

    A lost digit (`O.0.4`), several references in one cell, a title glued to it or the reference of another level
    leaves open which record is meant; it is kept as typed. Several strategic objectives above one record are right.
    Put right by typing one reference. From lines 365, 387, 390 and 905 of the report of 2020.
    """
    for record in submission.records:
        for key in dict.fromkeys((*NEEDED[record.table], "ref")):
            field, reference = record.fields.get(key), reference_of(record, key)
            if field is None or reference is None:
                continue
            if not (_is_settled(record, key, reference) or _has_several_parents(record, key)):
                yield broken(
                    "REF003",
                    field.source,
                    record,
                    raw=typed(record, key),
                    column=f"@short.{key}",
                    form=f"@found.form.{expected_kind(record.table, key)}",
                )


def _has_several_parents(record: Record, key: str) -> bool:
    """True for the references of several strategic objectives in the column of the strategic one (`OS 2 et OS 3`)."""
    if key != "strategic_ref":
        return False
    references = many_references(record.text(key), ReferenceKind.STRATEGIC)
    return len(references) > 1 and all(_is_right_kind(record, key, reference) for reference in references)


@rule("REF004")
def code_of_another_year(submission: Submission) -> Iterator[Finding]:
    """Ask for the codes of this year: one with another year in it was probably left from the last report.

    Only the organisation's own codes are looked at, and each is told once. Put right by typing this year's code, or
    justify where the plan is indeed that of the other year. From line 713 of the report of 2020 (`POP2019ARD6`).
    """
    seen: set[str] = set()
    for record in submission.records:
        for key in dict.fromkeys((*NEEDED[record.table], "ref")):
            reference = reference_of(record, key)
            if reference is None or reference.kind is not ReferenceKind.LOCAL or reference.text in seen:
                continue
            years = set(_YEAR.findall(reference.text)) if _CODE.fullmatch(reference.text) else set()
            if submission.year and len(years) == 1 and years != {str(submission.year)}:
                seen.add(reference.text)
                yield broken(
                    "REF004",
                    place_of(record, key),
                    record,
                    ref=quoted(reference.text),
                    found_year=years.pop(),
                    year=submission.year,
                )
