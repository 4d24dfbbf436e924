"""XTB: do the two tables speak of the same objectives."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.record import Record
from minerva.model.submission import Submission
from minerva.parse.reference import many_references
from minerva.rules.cells import quoted, says_none
from minerva.rules.references import expected_kind, misplaced_objectives, settled_reference
from minerva.rules.rule import broken, place_of, rule

LONGEST_LIST = 200


@rule("XTB001")
def objective_unknown(submission: Submission) -> Iterator[Finding]:
    """Ask that every objective named in the table of indicators stands in the table of objectives.

    Else its result is printed nowhere. One finding for each reference. Silent in a partial return, and where an
    objective of the same strategic objective has no clear reference: that one is probably meant. Put right by
    correcting the reference or by adding the objective. Column Référence O.O. of both tables.
    """
    if not submission.complete:
        return
    open_ends = {record.text("strategic_ref") for record in _unsettled_objectives(submission)}
    seen: set[str] = set()
    for record in _unknown(submission):
        reference = settled_reference(record, "objective_ref")
        if reference in seen or open_ends & {"", record.text("strategic_ref")}:
            continue
        seen.add(reference)
        yield broken("XTB001", place_of(record, "objective_ref"), record, objective=quoted(reference))


@rule("XTB002")
def objective_without_indicator(submission: Submission) -> Iterator[Finding]:
    """Ask for at least one indicator for each objective.

    An objective without indicator cannot be followed. One finding for the objectives of one strategic objective. Silent
    in a partial return, where the table of indicators is empty, and where an indicator of the same strategic objective
    does not say clearly what it belongs to. Put right by adding the indicator, or by correcting the reference in the
    table of indicators. From line 855 of the report of 2020 (O.5.1 and 5.2, of which only the first has an indicator).
    """
    if not submission.complete or not submission.indicators:
        return
    named = _named_objectives(submission) | misplaced_objectives(submission)
    open_ends = {record.text("strategic_ref") for record in stray_indicators(submission)}
    doubled = {id(record) for record in _unsettled_objectives(submission)}
    unfollowed: dict[str, list[Record]] = {}
    for record in submission.objectives:
        reference = settled_reference(record, "ref")
        if not reference or reference in named or id(record) in doubled or says_none(record):
            continue
        if not open_ends & {"", record.text("strategic_ref")}:
            unfollowed.setdefault(record.text("strategic_ref"), []).append(record)
    for records in unfollowed.values():
        references = quoted(", ".join(settled_reference(record, "ref") for record in records), LONGEST_LIST)
        yield broken("XTB002", place_of(records[0], "ref"), records[0], objective=references)


def stray_indicators(submission: Submission) -> list[Record]:
    """The indicators that do not say clearly which objective they belong to, or name one that is not there."""
    unknown = {id(record) for record in _unknown(submission)}
    used = [record for record in submission.indicators if not says_none(record)]
    return [
        record
        for record in used
        if id(record) in unknown or (not settled_reference(record, "objective_ref") and not _several(record))
    ]


def _unknown(submission: Submission) -> list[Record]:
    """The indicators whose objective is certain and not in the table of objectives, where that has any."""
    objectives = {settled_reference(record, "ref") for record in submission.objectives} - {""}
    if not objectives:
        return []
    references = [(settled_reference(record, "objective_ref"), record) for record in submission.indicators]
    return [record for reference, record in references if reference and reference not in objectives]


def _unsettled_objectives(submission: Submission) -> list[Record]:
    """The objectives whose reference is missing, unclear, or that of another one before them."""
    seen: set[str] = set()
    unsettled = []
    for record in submission.objectives:
        reference = settled_reference(record, "ref")
        if (not reference or reference in seen) and not says_none(record):
            unsettled.append(record)
        seen.add(reference)
    return unsettled


def _several(record: Record) -> set[str]:
    """The references of a cell that names more than one objective."""
    kind = expected_kind(record.table, "objective_ref")
    return {reference.text for reference in many_references(record.text("objective_ref"), kind)}


def _named_objectives(submission: Submission) -> set[str]:
    named = {settled_reference(record, "objective_ref") for record in submission.indicators}
    return named.union(*(_several(record) for record in submission.indicators))
