"""DEV: is a result explained, and a bad one answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from minerva.model.figure import Figure, FigureKind
from minerva.model.finding import Finding
from minerva.model.record import LANGUAGES, Record, Source, Table
from minerva.model.status import Status, assess
from minerva.model.submission import Submission
from minerva.rules.cells import has_column, is_empty, is_unclear, lost_cells, says_none, typed
from minerva.rules.results import percentage_meant
from minerva.rules.rule import broken, place_of, rule

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
    return has_column(record, column) and all(is_empty(record, f"{column}_{language}", lost) for language in LANGUAGES)


def status_meant(record: Record) -> Status:
    """The status, a probable fraction read as the percentage it stands for, so that one slip has one finding.

    NOT_ASSESSED where the unit or the direction is a word that is not understood.
    """
    if is_unclear(record, "unit") or is_unclear(record, "direction"):
        return Status.NOT_ASSESSED
    meant = percentage_meant(record)
    if meant is None:
        return record.status
    return assess(replace(record.measure, result=Figure(FigureKind.PERCENT, meant))).status
