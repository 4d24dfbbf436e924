"""THR: can the result be held against the thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.model.figure import Figure, FigureKind
from minerva.model.finding import Finding, Proposal
from minerva.model.record import Record
from minerva.model.status import Direction, Measure, Reason, Unit, thresholds_reason
from minerva.model.submission import Submission
from minerva.rules.cells import (
    has_column,
    holds_error,
    is_elsewhere,
    is_empty,
    is_unclear,
    lost_cells,
    measure_of,
    says_none,
    typed,
    unread_cell,
    unread_figures,
)
from minerva.rules.rule import broken, place_of, proposed_field, rule

THRESHOLDS = ("red", "green")
_ABSENT = (FigureKind.NONE, FigureKind.NOT_APPLICABLE)
_YES_NO = {"red": FigureKind.NO, "green": FigureKind.YES}


@rule("THR001")
def threshold_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for a red and a green threshold, which are fixed beforehand and decide the colour.

    Not asked where the unit is text, where a yes/no record leaves both blank, and where the result is not applicable
    or stands elsewhere. Put right by typing both figures, or by choosing the unit. Columns Seuil rouge, Seuil vert.
    """
    unread = unread_figures(submission)
    lost = lost_cells(submission) - unread
    for record in submission.records:
        measure = measure_of(record)
        if measure is None or is_elsewhere(record):
            continue
        if thresholds_reason(measure) is not Reason.THRESHOLD_MISSING:
            continue
        empty = [key for key in THRESHOLDS if _is_absent(record, key) or is_empty(record, key, lost)]
        if empty:
            formulas = [unread_cell(record, key, unread) for key in empty]
            places = [formula or place_of(record, key) for key, formula in zip(empty, formulas, strict=True)]
            which = f"@short.{empty[0]}" if len(empty) == 1 else "@found.both_thresholds"
            otherwise = "@found.otherwise.formula" if any(formulas) else _otherwise(record, "threshold")
            cells = ", ".join(place.cell for place in places)
            yield broken("THR001", places[0], record, which=which, cells=cells, otherwise=otherwise)


def _otherwise(record: Record, advice: str) -> str:
    """What else can be done about a threshold; the unit can only be chosen where there is a column for it."""
    return f"@found.otherwise.{advice}{'' if has_column(record, 'unit') else '_without_unit'}"


def _is_absent(record: Record, key: str) -> bool:
    figure = record.figure(key)
    return figure is not None and figure.kind in _ABSENT


@rule("THR002")
def thresholds_reversed(submission: Submission) -> Iterator[Finding]:
    """Ask for the red threshold below the green one, or above it where less is better.

    Reversed thresholds give no colour, and Minerva does not guess the direction. Put right by swapping the figures,
    or by choosing the other arrow in the column of the direction. From absences and delays, where less is better
    (line 466 of the report of 2020): the report has no column that says so, the template has.
    """
    for record in submission.records:
        measure = measure_of(record)
        if measure is None or is_unclear(record, "direction"):
            continue
        if thresholds_reason(measure) is Reason.THRESHOLDS_REVERSED:
            expected, advice, where = _swap(record, measure)
            yield broken(
                "THR002",
                place_of(record, "red"),
                record,
                proposals=_swapped(record),
                red=typed(record, "red"),
                green=typed(record, "green"),
                order=f"@found.order.{expected}",
                advice=f"@found.swap.{advice}",
                where=where,
            )


def _swapped(record: Record) -> list[Proposal]:
    """Each threshold in the place of the other, for the direction that is chosen, or blank and thus *higher*."""
    red, green = (record.fields[key] for key in THRESHOLDS)
    return [proposed_field(red.source, green), proposed_field(green.source, red)]


def _swap(record: Record, measure: Measure) -> tuple[str, str, str]:
    """What is expected, what to do, and the column or the cells the advice ends with."""
    both = ", ".join(place_of(record, key).cell for key in THRESHOLDS)
    if measure.effective_unit is Unit.YES_NO:
        return "yes_no", "yes_no", both
    direction = measure.effective_direction
    other = Direction.LOWER if direction is Direction.HIGHER else Direction.HIGHER
    if record.columns and not has_column(record, "direction"):
        return direction.value, "only", both
    return direction.value, other.value, place_of(record, "direction").cell.rstrip("0123456789")


@rule("THR003")
def threshold_not_a_figure(submission: Submission) -> Iterator[Finding]:
    """Ask for figures as thresholds, or N and O; words only where the unit is text.

    Words cannot be compared with a result. One finding for a record, at the first threshold concerned. Put right by
    typing a figure, or by choosing the unit text and declaring the status. From line 460 of the report of 2020
    (`moins d'un demi-jour de formation/an`).
    """
    for record in submission.records:
        measure = measure_of(record)
        key = odd_threshold(measure) if measure is not None and not is_elsewhere(record) else ""
        key = key or next((one for one in THRESHOLDS if holds_error(record, one) and not says_none(record)), "")
        if key:
            named = {"raw": typed(record, key), "column": f"@short.{key}", "otherwise": _otherwise(record, "words")}
            yield broken("THR003", place_of(record, key), record, **named)


def odd_threshold(measure: Measure) -> str:
    """The first threshold that does not suit the unit, '' where both do, are empty or are merely reversed."""
    present = {
        key: figure
        for key, figure in zip(THRESHOLDS, (measure.red, measure.green), strict=True)
        if figure is not None and figure.kind not in _ABSENT
    }
    if thresholds_reason(measure) is Reason.THRESHOLDS_REVERSED:
        return ""
    return next((key for key, figure in present.items() if not _suits(key, figure, measure.effective_unit)), "")


def _suits(key: str, figure: Figure, unit: Unit) -> bool:
    return figure.kind is _YES_NO[key] if unit is Unit.YES_NO else figure.is_numeric
