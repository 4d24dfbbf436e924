"""RES: is there a result, and can it be read as the figure it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from minerva.model.figure import Figure, FigureKind
from minerva.model.finding import Finding
from minerva.model.record import Record
from minerva.model.status import FULL, Measure, Unit, units_differ
from minerva.model.submission import NoticeKind, Submission
from minerva.rules.cells import (
    has_column,
    holds_error,
    is_elsewhere,
    is_empty,
    is_unclear,
    lost_cells,
    measure_of,
    quoted,
    says_none,
    typed,
    unread_cell,
    unread_figures,
)
from minerva.rules.rule import broken, place_of, proposed, rule

_UNIT_ADVISED = ("text", "not_yes_no")
_DATE = re.compile(r"\s*[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}(?:[ T][0-9:.]+)?\s*")


@rule("RES001")
def result_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for a result in every record, also in one that holds only its references; not where the unit is text.

    A record without result is printed as not assessed. Put right by typing the figure reached on 31 December, or
    `N/A` where the indicator did not apply this year; a formula without stored value, by recalculating and saving.
    Column Résultat atteint.
    """
    unread = unread_figures(submission)
    lost = lost_cells(submission) - unread
    for record in submission.records:
        figure = record.figure("result")
        missing = is_empty(record, "result", lost) or (figure is not None and figure.kind is FigureKind.NONE)
        if missing and measure_of(record) is not None:
            formula = unread_cell(record, "result", unread)
            yield broken(
                "RES001",
                formula or place_of(record, "result"),
                record,
                raw="@found.no_stored_value" if formula else typed(record, "result"),
                otherwise=f"@found.otherwise.{'formula' if formula else 'result'}",
            )


@rule("RES002")
def result_not_a_figure(submission: Submission) -> Iterator[Finding]:
    """Ask for a figure, or a yes or no, as result; sentences and dates belong in the description.

    What is no figure cannot be compared with thresholds. Silent where a threshold is of the same sort: then the unit
    is what is wrong (THR001, THR003), and where the cell holds several figures (STR011). Put right by typing the
    figure. From lines 719 (a date) and 918 (`seront disponibles au courant 2021`) of the report of 2020.
    """
    several = {notice.source for notice in submission.notices if notice.kind is NoticeKind.SEVERAL_FIGURES}
    for record in submission.records:
        measure = measure_of(record)
        problem = _problem(record, measure)
        if problem and place_of(record, "result") not in several:
            without = problem in _UNIT_ADVISED and not has_column(record, "unit")
            yield broken(
                "RES002",
                place_of(record, "result"),
                record,
                raw=typed(record, "result"),
                problem=f"@found.problem.{problem}",
                figure=f"@found.figure.{_wanted(measure)}",
                advice=f"@found.advice.{problem}{'_without_unit' if without else ''}",
            )


def _wanted(measure: Measure | None) -> str:
    """What should stand in the cell: a word for the labels."""
    if measure is None:
        return "readable"
    return "yes_no" if measure.effective_unit is Unit.YES_NO else "number"


def _problem(record: Record, measure: Measure | None) -> str:
    """What is wrong with the kind of a result: a word for the labels, or ''. An error of a formula is never meant."""
    result = record.figure("result")
    if result is None:
        return ""
    if holds_error(record, "result") and not says_none(record):
        return "error"
    if measure is None:
        return ""
    if result.kind is FigureKind.PROVISIONAL:
        return "provisional"
    shapes = {_shape(figure) for figure in (measure.red, measure.green) if figure is not None}
    if _shape(result) in shapes:
        return ""
    if result.kind is FigureKind.TEXT:
        return "date" if _DATE.fullmatch(record.fields["result"].raw) else "text"
    if measure.effective_unit is Unit.YES_NO:
        return "not_yes_no" if result.is_numeric and not 0 <= result.value <= FULL else ""
    return "yes_no" if result.is_yes_no and "number" in shapes else ""


def _shape(figure: Figure) -> str:
    if figure.is_yes_no:
        return "yes_no"
    return "number" if figure.is_numeric else figure.kind.value


@rule("RES003")
def fraction_typed(submission: Submission) -> Iterator[Finding]:
    """Ask whether 0,85 among percentages means 85 %.

    The value is kept as typed and coloured as typed, mostly red. Asked only where a hundred times the result lies
    nearer to the thresholds than the result itself, for 0,85 % can be right where thresholds are 2 and 5. Put right
    by typing 85, or 0,85 % with its sign. From cells whose percent format was lost by pasting.
    """
    for record in submission.records:
        meant = percentage_meant(record)
        if meant is not None and not says_none(record):
            proposal = quoted(f"{meant.normalize():f}").replace(".", ",")
            place = place_of(record, "result")
            named = {"raw": typed(record, "result"), "proposal": proposal}
            yield broken("RES003", place, record, proposals=[proposed(place, meant)], **named)


def percentage_meant(record: Record) -> Decimal | None:
    """A hundred times a result that was probably typed as a fraction, None for any other."""
    result = record.figure("result")
    if result is None or result.kind is not FigureKind.NUMBER or not 0 < result.value < 1:
        return None
    measure = record.measure
    if is_unclear(record, "unit") or measure.effective_unit is not Unit.PERCENT or not _has_large_thresholds(measure):
        return None
    meant, green = result.value * FULL, measure.green.value
    return meant if abs(meant - green) < abs(result.value - green) else None


def _has_large_thresholds(measure: Measure) -> bool:
    figures = (measure.red, measure.green)
    return all(figure is not None and figure.is_numeric and figure.value > 1 for figure in figures)


@rule("RES004")
def result_elsewhere(submission: Submission) -> Iterator[Finding]:
    """Say that a record whose result is not applicable, or stands in another report, is not assessed.

    Nothing to correct where that is meant: the record is printed without colour and is in no rate. From lines 372 to
    393, 515 and 676 of the report of 2020 (`verwijzen wij naar …`, `Pas d'application pour le SPRB`, `N/A`).
    """
    for record in submission.records:
        if not is_elsewhere(record) or says_none(record):
            continue
        if record.measure.unit is not Unit.TEXT or record.measure.declared is None:
            reason = f"@reason.{record.figure('result').kind}"
            yield broken("RES004", place_of(record, "result"), record, raw=typed(record, "result"), reason=reason)


@rule("RES005")
def units_do_not_match(submission: Submission) -> Iterator[Finding]:
    """Ask for thresholds and result in one unit: percentages with percentages, numbers with numbers.

    100 % cannot be held against 18166 files. Put right by typing the result in the unit of the thresholds, or by
    choosing the unit. From line 918 of the report of 2020 (14533 | 18166 | 100 %). A yes or no among figures is RES002.
    """
    for record in submission.records:
        measure = measure_of(record)
        if measure is None:
            continue
        figures = (measure.red, measure.green, measure.result)
        if not all(figure is not None and figure.is_numeric for figure in figures):
            continue
        unit = measure.effective_unit
        if unit is not Unit.YES_NO and units_differ(measure, unit):
            yield broken(
                "RES005",
                place_of(record, "result"),
                record,
                raw=typed(record, "result"),
                red=typed(record, "red"),
                green=typed(record, "green"),
                unit=f"@choice.unit.{unit}",
            )
