"""REF: can every record be found again by its references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.reading import Why
from minerva.model.record import Field, Record, Source, Table
from minerva.model.reference import Reference, ReferenceKind
from minerva.model.submission import Submission
from minerva.parse.reference import many_references, read_reference
from minerva.rules.cells import is_empty, lost_cells, quoted, says_none, typed
from minerva.rules.rule import broken, once, place_of, proposed, rule

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


@once
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


@rule("REF005")
def number_left_out(submission: Submission) -> Iterator[Finding]:
    """Say which numbers are left out between two references: was a row forgotten, or given up since the plan.

    Silent in a partial return, and where a reference of the same parent is missing, uncertain, doubled or misplaced.
    Nothing to correct where the number was given up; else put right by adding the row or its reference. From
    KPI-6.1.9 behind KPI-6.1.7 (line 1019 of the report of 2020).
    """
    if not submission.complete:
        return
    misplaced = {id(record) for record, _, _ in misplacements(submission)}
    for table in Table:
        families = _families(submission.table(table), misplaced)
        for parent, members in families.items():
            numbers = sorted(members)
            left_out = sorted(set(range(numbers[0], numbers[-1])) - set(numbers))
            if left_out and len(left_out) <= len(numbers):
                behind = min(number for number in numbers if number > left_out[0])
                last = place_of(members[behind], "ref")
                named = ", ".join(_canonical(table, (*parent, number)) for number in left_out)
                yield broken("REF005", last, members[behind], missing=named, ref=quoted(members[behind].reference))


def _families(records: list[Record], misplaced: set[int]) -> dict[tuple[int, ...], dict[int, Record]]:
    """The records of a table by the numbers of their parent, then by their own; only families nothing is unclear in."""
    families: dict[tuple[int, ...], dict[int, Record]] = {}
    unclear: set[tuple[int, ...]] = set()
    open_parents: set[str] = set()
    for record in records:
        reference = reference_of(record, "ref")
        if reference is None or not _is_settled(record, "ref", reference) or reference.kind in _FREE_KINDS:
            if not says_none(record) and (record.text("ref").strip() or record.table is Table.OBJECTIVES):
                open_parents.add(record.text("strategic_ref"))
            continue
        *parent, number = reference.numbers
        family = families.setdefault(tuple(parent), {})
        if number in family or id(record) in misplaced or not parent:
            unclear.add(tuple(parent))
        family.setdefault(number, record)
    return {
        parent: family
        for parent, family in families.items()
        if parent not in unclear
        and not open_parents & {"", *(record.text("strategic_ref") for record in family.values())}
    }


def _canonical(table: Table, numbers: tuple[int, ...]) -> str:
    return ("KPI-" if table is Table.INDICATORS else "O.O.") + ".".join(map(str, numbers))


_PARENTS = {
    Table.OBJECTIVES: (("strategic_ref", "ref"),),
    Table.INDICATORS: (("objective_ref", "ref"), ("strategic_ref", "objective_ref")),
}
_LEVEL = {ReferenceKind.STRATEGIC: 1, ReferenceKind.OBJECTIVE: 2, ReferenceKind.INDICATOR: 3}


@rule("REF006")
def reference_misplaced(submission: Submission) -> Iterator[Finding]:
    """Ask for references whose first numbers are those of their parent.

    O.O.2.1 stands under O.S.2, KPI-1.2.1 under O.O.1.2. Not asked of local codes, of several parents, and where an
    organisation mostly numbers otherwise. An objective the other table does not have is XTB001. Put right by correcting
    the one or the other reference. From lines 283 to 1019 of the report of 2020, whose numbers all fit, in spite of
    their spellings.
    """
    for record, parent, child in misplacements(submission):
        yield broken(
            "REF006",
            place_of(record, child),
            record,
            child=quoted(settled_reference(record, child)),
            parent=quoted(settled_reference(record, parent)),
            cells=f"{place_of(record, parent).cell}, {place_of(record, child).cell}",
        )


@once
def misplacements(submission: Submission) -> list[tuple[Record, str, str]]:
    """The records whose reference does not fit that of their parent, with the keys of both; each record once.

    None where a return numbers more of them so than otherwise. An indicator that repeats what the table of objectives
    says of its objective is not told again, nor is a reference that stands twice (REF002).
    """
    objectives = {settled_reference(record, "ref") for record in submission.objectives} - {""}
    found: dict[int, tuple[Record, str, str]] = {}
    told: set[tuple[str, str]] = set()
    for table in Table:
        for parent, child in _PARENTS[table]:
            records = _first_ones(submission.table(table)) if child == "ref" else submission.table(table)
            fits = [(record, _fits(record, parent, child)) for record in records]
            wrong = [record for record, fit in fits if fit is False]
            if len(wrong) > sum(fit is True for _, fit in fits):
                continue
            for record in wrong:
                pair = (record.text(parent), record.text(child))
                if pair not in told and _is_known(record, objectives):
                    found.setdefault(id(record), (record, parent, child))
            if table is Table.OBJECTIVES:
                told = {(record.text(parent), record.text(child)) for record in wrong}
    return list(found.values())


def _first_ones(records: list[Record]) -> list[Record]:
    """The records without those whose reference stands above already."""
    seen: dict[str, Record] = {}
    return [record for record in records if seen.setdefault(record.reference or str(record.order), record) is record]


def _is_known(record: Record, objectives: set[str]) -> bool:
    """Whether the objective an indicator names stands in the other table, where that has any."""
    return (
        record.table is Table.OBJECTIVES or not objectives or settled_reference(record, "objective_ref") in objectives
    )


def _fits(record: Record, parent: str, child: str) -> bool | None:
    """Whether the first numbers of a reference are those of its parent; None where there is nothing to compare."""
    above, below = (reference_of(record, key) for key in (parent, child))
    if above is None or below is None or not (_is_settled(record, parent, above) and _is_settled(record, child, below)):
        return None
    level = _LEVEL.get(above.kind)
    if level is None or below.kind not in _LEVEL or len(above.numbers) != level or len(below.numbers) != level + 1:
        return None
    return below.numbers[:level] == above.numbers


@once
def misplaced_objectives(submission: Submission) -> set[str]:
    """The objectives a misplaced indicator may belong to: those its references name, and those of its parent."""
    misplaced = [found for found in misplacements(submission) if found[0].table is Table.INDICATORS]
    found: set[str] = set()
    for record, parent, child in misplaced:
        found.add(settled_reference(record, "objective_ref"))
        if child == "ref":
            found.add(_canonical(Table.OBJECTIVES, reference_of(record, child).numbers[:2]))
        else:
            above = settled_reference(record, parent)
            siblings = (one for one in submission.objectives if settled_reference(one, "strategic_ref") == above)
            found |= {settled_reference(one, "ref") for one in siblings}
    return found


@rule("REF007")
def reference_with_look_alikes(submission: Submission) -> Iterator[Finding]:
    """Say which references hold a zero for the letter O or another look-alike, and are read as meant.

    `0.O.2.1` is found by no search for O.O.2.1. One finding for each column. Nothing to correct for Minerva; put
    right by typing the canonical reference, which is proposed. From lines 307 to 380 of the report of 2020 (`0.0.1.7`).
    """
    for table in Table:
        for key in dict.fromkeys((*NEEDED[table], "ref")):
            folded = [
                record
                for record in submission.table(table)
                if key in record.fields and record.fields[key].why is Why.LOOK_ALIKE and settled_reference(record, key)
            ]
            if folded:
                fields = [record.fields[key] for record in folded]
                sources = list(dict.fromkeys(field.source for field in fields))
                yield broken(
                    "REF007",
                    sources[0],
                    folded[0],
                    proposals=[proposed(source, field.text) for source, field in _once(fields)],
                    raw=typed(folded[0], key),
                    ref=quoted(fields[0].text),
                    cells=quoted(", ".join(source.cell for source in sources), LONGEST_CELLS),
                    count=len(sources),
                )


def _once(fields: list[Field]) -> list[tuple[Source, Field]]:
    """Fields by their cell, each cell once."""
    return list({field.source: field for field in fields}.items())


LONGEST_CELLS = 200
