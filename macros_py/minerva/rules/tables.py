"""XTB: do the two tables speak of the same objectives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from minerva.model.finding import Finding
from minerva.model.record import LANGUAGES, Field, Record
from minerva.model.submission import Submission
from minerva.parse.alike import bare_words, says_the_same
from minerva.parse.prose import prose_language
from minerva.parse.reference import many_references
from minerva.rules.cells import quoted, says_none, says_nothing
from minerva.rules.languages import TEXTS
from minerva.rules.references import expected_kind, misplaced_objectives, settled_reference
from minerva.rules.rule import broken, once, place_of, rule

LONGEST_CELLS = 120
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


@rule("XTB003")
def title_differs(submission: Submission) -> Iterator[Finding]:
    """Ask that an objective has one title, wherever its reference stands.

    A title that clearly differs belongs to another reference, or the reference is wrong. Spelling, punctuation,
    abbreviations and a few words more are no difference. The title of an operational objective is that of the table of
    objectives; the title of a strategic objective is the one most of its rows have. The same title in several rows of a
    table is one finding. Silent for a title in the wrong language (LNG004). Put right by correcting the title or the
    reference. From line 467 of the report of 2020 (the Dutch title of O.O.2.6 beside O.O.2.7).
    """
    titles = {
        "strategic_title": ("strategic_ref", _titles(submission.objectives, "strategic_ref", "strategic_title")),
        "objective_title": ("objective_ref", _titles(submission.objectives, "ref", "title")),
    }
    alike: dict[tuple[str, str, str, str], list[_Titled]] = {}
    for record in submission.records:
        for column, (ref, known) in titles.items():
            if column in TEXTS[record.table]:
                reference = settled_reference(record, ref)
                found = _other_title(record, column, known.get(reference, {}))
                if found is not None:
                    alike.setdefault((column, reference, record.sheet, found.field.text), []).append(found)
    for (column, reference, *_), group in alike.items():
        yield _title_of_another(group, column, reference, titles[column][1])


class _Titled(NamedTuple):
    """A title in the cell of a record, its language, and the title its reference has elsewhere."""

    record: Record
    language: str
    field: Field
    expected: Field


_Titles = dict[str, dict[str, Field]]


def _titles(objectives: list[Record], ref: str, column: str) -> _Titles:
    """The title of each reference by language: the one most records have; none for an objective that is there twice."""
    found: dict[tuple[str, str], list[Field]] = {}
    for record in objectives:
        for language in LANGUAGES:
            field = record.fields.get(f"{column}_{language}")
            if field is not None and field.text.strip() and not says_none(record):
                found.setdefault((settled_reference(record, ref), language), []).append(field)
    titles: _Titles = {}
    for (reference, language), fields in found.items():
        counted = Counter(bare_words(field.text) for field in fields)
        if reference and (ref != "ref" or len(counted) == 1):
            [(most, _)] = counted.most_common(1)
            field = next(field for field in fields if bare_words(field.text) == most)
            titles.setdefault(reference, {})[language] = field
    return titles


def _other_title(record: Record, column: str, known: dict[str, Field]) -> _Titled | None:
    """The first title of a record, French before Dutch, that is not that of its reference."""
    for language, expected in known.items():
        field = record.fields.get(f"{column}_{language}")
        if field is None or not field.text.strip() or says_nothing(field.text):
            continue
        if says_the_same(field.text, expected.text) or prose_language(field.text) not in (None, language):
            continue
        return _Titled(record, language, field, expected)
    return None


def _title_of_another(group: list[_Titled], column: str, reference: str, titles: _Titles) -> Finding:
    first = group[0]
    words = bare_words(first.field.text)
    others = (
        other for other, known in titles.items() if other != reference and _is_title(known.get(first.language), words)
    )
    other = next(others, "")
    cells = ", ".join(titled.field.source.cell for titled in group)
    return broken(
        "XTB003",
        first.field.source,
        first.record,
        column=f"@short.{column}",
        language=f"@language.{first.language}",
        objective=quoted(reference),
        raw=quoted(first.field.text),
        title=quoted(first.expected.text),
        title_cell=first.expected.source.place,
        advice="@found.title_differs.other" if other else "@found.title_differs.only",
        where=quoted(other) if other else quoted(cells, LONGEST_CELLS),
    )


def _is_title(field: Field | None, words: str) -> bool:
    return field is not None and bare_words(field.text) == words


@once
def stray_indicators(submission: Submission) -> list[Record]:
    """The indicators that do not say clearly which objective they belong to, or name one that is not there."""
    unknown = {id(record) for record in _unknown(submission)}
    used = [record for record in submission.indicators if not says_none(record)]
    return [
        record
        for record in used
        if id(record) in unknown or (not settled_reference(record, "objective_ref") and not _several(record))
    ]


@once
def _unknown(submission: Submission) -> list[Record]:
    """The indicators whose objective is certain and not in the table of objectives, where that has any."""
    objectives = {settled_reference(record, "ref") for record in submission.objectives} - {""}
    if not objectives:
        return []
    references = [(settled_reference(record, "objective_ref"), record) for record in submission.indicators]
    return [record for reference, record in references if reference and reference not in objectives]


@once
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
