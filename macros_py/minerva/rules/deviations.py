"""DEV: is a result explained, and a bad one answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.record import LANGUAGES, Record, Source, Table
from minerva.model.status import FULL, Direction, Status, Unit, assess
from minerva.model.submission import Submission
from minerva.parse.text import fold_words
from minerva.rules.cells import (
    LONGEST_QUOTE,
    has_column,
    is_empty,
    is_unclear,
    lost_cells,
    says_none,
    says_nothing,
    typed,
)
from minerva.rules.percentages import measure_meant
from minerva.rules.rule import broken, once, place_of, rule

BELOW_GREEN = (Status.PARTIALLY_REALISED, Status.NOT_REALISED)


@rule("DEV001")
def deviation_not_explained(submission: Submission) -> Iterator[Finding]:
    """Ask why a result lies below the green threshold.

    Parliament asks for the factors that explain a deviation. One language is enough here; the other is LNG001. Put
    right by saying in a sentence or two what caused it. Column Facteurs explicatifs déviation.
    """
    for record in unexplained(submission, "deviation"):
        yield broken(
            "DEV001",
            place_of(record, "deviation_fr"),
            record,
            result=typed(record, "result"),
            green=typed(record, "green"),
            status=f"@choice.status.{status_meant(record)}",
        )


@rule("DEV002")
def no_future_actions(submission: Submission) -> Iterator[Finding]:
    """Ask what will be done about an objective that was not realised; only the table of objectives has the column.

    Put right by saying what is planned, or that the objective is given up. Column Actions futures.
    """
    for record in unexplained(submission, "actions"):
        yield broken("DEV002", place_of(record, "actions_fr"), record, result=typed(record, "result"))


@rule("DEV003")
def result_not_described(submission: Submission) -> Iterator[Finding]:
    """Ask for a few words beside a result.

    A bare figure tells Parliament nothing. Put right by describing what was done. Column Description résultat atteint.
    """
    for record in unexplained(submission, "description"):
        yield broken("DEV003", place_of(record, "description_fr"), record, result=typed(record, "result"))


@rule("DEV004")
def far_beyond_not_explained(submission: Submission) -> Iterator[Finding]:
    """Ask why a result lies far beyond the green threshold: the report wants deviations explained in both directions.

    Far is twice the green threshold or more (half of it or less where less is better), and farther beyond it than red
    lies before it. A percentage above 100 is RES006. Put right by saying what caused it, or by correcting the figure.
    From the header of the column in the report of 2020 (`+ ou - par rapport au seuil vert`).
    """
    lost = lost_cells(submission)
    for record in submission.records:
        if not _is_missing(record, "deviation", lost) or says_none(record) or not _is_far_beyond(record):
            continue
        named = {"result": typed(record, "result"), "green": typed(record, "green")}
        yield broken("DEV004", place_of(record, "deviation_fr"), record, **named)


def _is_far_beyond(record: Record) -> bool:
    if status_meant(record) is not Status.REALISED:
        return False
    measure = measure_meant(record)
    figures = (measure.red, measure.green, measure.result)
    if measure.effective_unit not in (Unit.PERCENT, Unit.NUMBER) or not all(figure.is_numeric for figure in figures):
        return False
    red, green, result = (figure.value for figure in figures)
    if green <= 0 or (measure.effective_unit is Unit.PERCENT and max(red, green) <= FULL < result):
        return False
    lower = measure.effective_direction is Direction.LOWER
    is_far = 2 * result <= green if lower else result >= 2 * green
    return is_far and abs(result - green) > abs(green - red)


@rule("DEV005")
def deviation_denied(submission: Submission) -> Iterator[Finding]:
    """Ask which is right where a text says *no deviation* and the result lies below the green threshold.

    Also where the explanation is but `/` or `N/A`. Put right by explaining the deviation, or by correcting result and
    thresholds, which may have changed places. From line 383 of the report of 2020 (70 | 90 | 100, `Aucune déviation`).
    """
    for record in submission.records:
        keys = [f"deviation_{language}" for language in LANGUAGES if record.text(f"deviation_{language}").strip()]
        if not keys or says_none(record) or not all(_denies(record.text(key)) for key in keys):
            continue
        status = status_meant(record)
        if status in BELOW_GREEN:
            yield broken(
                "DEV005",
                place_of(record, keys[0]),
                record,
                text=typed(record, keys[0]),
                result=typed(record, "result"),
                green=typed(record, "green"),
                status=f"@choice.status.{status}",
            )


_DENIAL = re.compile(
    r"(?:il n'y a (?:eu )?)?(?:pas (?:de |d')|aucune? |sans )(?:deviation|ecart)s?(?: (?:constatee?s?|a signaler))?"
    r"|(?:er (?:is|was|zijn|waren) )?(?:geen|zonder) afwijking(?:en)?(?: vastgesteld)?"
)


def _denies(text: str) -> bool:
    """Whether a text says that there is no deviation, or nothing at all."""
    return says_nothing(text) or (
        len(text) < LONGEST_QUOTE and _DENIAL.fullmatch(fold_words(text).strip(" .!")) is not None
    )


def unexplained(submission: Submission, column: str) -> Iterator[Record]:
    """The records that need a text in a column (deviation, actions, description) and have it in neither language."""
    lost = lost_cells(submission)
    for record in submission.records:
        if _is_missing(record, column, lost) and _needs(record, column) and not says_none(record):
            yield record


def _needs(record: Record, column: str) -> bool:
    if column == "description":
        figure = record.figure("result")
        return figure is not None and (figure.is_numeric or figure.is_yes_no)
    if column == "actions":
        return record.table is Table.OBJECTIVES and status_meant(record) is Status.NOT_REALISED
    return status_meant(record) in BELOW_GREEN


def _is_missing(record: Record, column: str, lost: frozenset[Source]) -> bool:
    if not has_column(record, column):
        return False
    return all(_is_nothing(record, f"{column}_{language}", lost) for language in LANGUAGES)


def _is_nothing(record: Record, key: str, lost: frozenset[Source]) -> bool:
    """Whether a cell is empty, or holds a lone sign, which says nothing; `/` under a deviation is DEV005."""
    text = record.text(key)
    signs = bool(text) and not key.startswith("deviation") and not any(map(str.isalnum, text))
    return signs or is_empty(record, key, lost)


@once
def status_meant(record: Record) -> Status:
    """The status, a probable slip among the figures read as what it stands for, so that one slip has one finding.

    NOT_ASSESSED where the unit or the direction is a word that is not understood.
    """
    if is_unclear(record, "unit") or is_unclear(record, "direction"):
        return Status.NOT_ASSESSED
    meant = measure_meant(record)
    return record.status if meant is record.measure else assess(meant).status
