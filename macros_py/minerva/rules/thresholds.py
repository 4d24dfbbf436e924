"""THR: can the result be held against the thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.model.figure import Figure, FigureKind
from minerva.model.finding import Finding, Proposal
from minerva.model.record import Record, Source
from minerva.model.status import FULL, Direction, Measure, Reason, Unit, thresholds_reason, units_differ
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
from minerva.rules.percentages import fractions_among_thresholds, hundredfold_thresholds
from minerva.rules.rule import broken, place_of, proposed, proposed_field, rule

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
        keys = _missing(record, lost)
        if keys:
            yield _threshold_missing(record, keys, unread)


def _missing(record: Record, lost: frozenset[Source]) -> list[str]:
    """The thresholds a record needs and does not have."""
    measure = measure_of(record)
    if measure is None or is_elsewhere(record) or thresholds_reason(measure) is not Reason.THRESHOLD_MISSING:
        return []
    return [key for key in THRESHOLDS if _is_absent(record, key) or is_empty(record, key, lost)]


def _threshold_missing(record: Record, keys: list[str], unread: frozenset[Source]) -> Finding:
    formulas = [unread_cell(record, key, unread) for key in keys]
    places = [formula or place_of(record, key) for key, formula in zip(keys, formulas, strict=True)]
    which = f"@short.{keys[0]}" if len(keys) == 1 else "@found.both_thresholds"
    otherwise = "@found.otherwise.formula" if any(formulas) else _otherwise(record, "threshold")
    cells = ", ".join(place.cell for place in places)
    return broken("THR001", places[0], record, which=which, cells=cells, otherwise=otherwise)


def _otherwise(record: Record, advice: str) -> str:
    """What else can be done about a threshold; the unit can only be chosen where there is a column for it."""
    return f"@found.otherwise.{advice}{'' if has_column(record, 'unit') else '_without_unit'}"


def _is_absent(record: Record, key: str) -> bool:
    figure = record.figure(key)
    return figure is not None and figure.kind in _ABSENT


@rule("THR002")
def thresholds_reversed(submission: Submission) -> Iterator[Finding]:
    """Ask for the red threshold below the green one, or above it where less is better.

    Reversed thresholds give no colour, and Minerva does not guess the direction. A swap is proposed only where the
    result cannot have changed places with them, as it has in lines 617 and 638 of the report of 2020 (88 | 50 | 75 is
    result, red, green). Put right by swapping the figures, or by choosing the other arrow in the column of the
    direction. From absences and delays, where less is better (line 466): the report has no column that says so.
    """
    for record in submission.records:
        measure = measure_of(record)
        if measure is None or is_unclear(record, "direction") or _in_other_measures(measure):
            continue
        if thresholds_reason(measure) is Reason.THRESHOLDS_REVERSED:
            expected, advice, where = _swap(record, measure)
            yield broken(
                "THR002",
                place_of(record, "red"),
                record,
                proposals=[] if _may_be_shifted(measure) else _swapped(record),
                red=typed(record, "red"),
                green=typed(record, "green"),
                order=f"@found.order.{expected}",
                advice=f"@found.swap.{advice}",
                where=where,
            )


def _in_other_measures(measure: Measure) -> bool:
    """Whether the thresholds cannot be compared as they are: THR005 or THR006 tells of it."""
    return in_two_units(measure) or bool(fractions_among_thresholds(measure) or hundredfold_thresholds(measure))


def _may_be_shifted(measure: Measure) -> bool:
    """Whether what stands under the red threshold may be the result: it beats both other figures."""
    if measure.effective_unit is Unit.YES_NO or measure.result is None or not measure.result.is_numeric:
        return False
    red, result = measure.red.value, measure.result.value
    return red < result if measure.effective_direction is Direction.LOWER else red > result


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
    without = bool(record.columns) and not has_column(record, "direction")
    if _may_be_shifted(measure):
        return direction.value, f"shifted{'_only' if without else ''}", f"{both}, {place_of(record, 'result').cell}"
    if without:
        return direction.value, "only", both
    return direction.value, other.value, place_of(record, "direction").cell.rstrip("0123456789")


@rule("THR003")
def threshold_not_a_figure(submission: Submission) -> Iterator[Finding]:
    """Ask for figures as thresholds, or N and O; words only where the unit is text.

    Words cannot be compared with a result. One finding for a record, which names both thresholds where both are words.
    Put right by typing figures, or by choosing the unit text and declaring the status. From line 460 of the report of
    2020 (`moins d'un demi-jour de formation/an`).
    """
    for record in submission.records:
        measure = measure_of(record)
        odd = odd_thresholds(measure) if measure is not None and not is_elsewhere(record) else []
        keys = odd or [one for one in THRESHOLDS if holds_error(record, one) and not says_none(record)]
        if keys:
            places = [place_of(record, key) for key in keys]
            yield broken(
                "THR003",
                places[0],
                record,
                raw=" / ".join(typed(record, key) for key in keys),
                column="@found.both_thresholds" if len(keys) > 1 else f"@short.{keys[0]}",
                cells=", ".join(place.cell for place in places),
                otherwise=_otherwise(record, "words"),
            )


def odd_thresholds(measure: Measure) -> list[str]:
    """The thresholds that do not suit the unit; none where both do, are empty or are merely reversed."""
    present = {
        key: figure
        for key, figure in zip(THRESHOLDS, (measure.red, measure.green), strict=True)
        if figure is not None and figure.kind not in _ABSENT
    }
    if thresholds_reason(measure) is Reason.THRESHOLDS_REVERSED:
        return []
    return [key for key, figure in present.items() if not _suits(key, figure, measure.effective_unit)]


def _suits(key: str, figure: Figure, unit: Unit) -> bool:
    return figure.kind is _YES_NO[key] if unit is Unit.YES_NO else figure.is_numeric


@rule("THR004")
def thresholds_equal(submission: Submission) -> Iterator[Finding]:
    """Say that red and green are the same figure, so that nothing lies between.

    Silent where all or nothing is the point (100 and 100 %, 0 and 0, 1 and 1). Nothing to correct where that is meant:
    the result is green from that figure on, else red. Else put right by typing the other threshold.
    """
    for record in _numeric(submission):
        measure = record.measure
        value = measure.green.value
        if measure.red.value == value and value not in (0, 1, FULL) and not outside_percentages(record):
            yield broken("THR004", place_of(record, "red"), record, value=typed(record, "green"))


@rule("THR005")
def thresholds_in_two_units(submission: Submission) -> Iterator[Finding]:
    """Ask for both thresholds in one unit: no fraction beside a percentage, no percentage beside a number.

    0,5 beside 90 is read as 0,5 % and gives a wrong colour; so do 0,5 and 0,9 beside a result of 85. Put right by
    typing the percentages (50), or the fraction with its sign where 0,5 % is meant. From the headers of the report of
    2020, which ask for thresholds in %, and from its lines 918 and 926, which give numbers.
    """
    for record in _numeric(submission):
        fractions = fractions_among_thresholds(record.measure)
        if not fractions and not in_two_units(record.measure):
            continue
        places = {key: place_of(record, key) for key in fractions or THRESHOLDS}
        meant = [f"{value.normalize():f}".replace(".", ",") for value in fractions.values()]
        yield broken(
            "THR005",
            next(iter(places.values())),
            record,
            proposals=[proposed(places[key], value) for key, value in fractions.items()],
            red=typed(record, "red"),
            green=typed(record, "green"),
            meant=" / ".join(f"{value} %" for value in meant) or "@found.one_unit",
            cells=", ".join(place.cell for place in places.values()),
        )


def in_two_units(measure: Measure) -> bool:
    """Whether one threshold is a percentage and the other a number that cannot be one; fractions are told apart."""
    figures = (measure.red, measure.green)
    if any(figure is None or not figure.is_numeric for figure in figures):
        return False
    if len({figure.kind for figure in figures}) == 1 or measure.effective_unit not in (Unit.PERCENT, Unit.NUMBER):
        return False
    plain = next(figure.value for figure in figures if figure.kind is FigureKind.NUMBER)
    return measure.effective_unit is Unit.NUMBER or plain > FULL


@rule("THR006")
def threshold_over_100(submission: Submission) -> Iterator[Finding]:
    """Ask for the unit *number* where a threshold in per cent lies above 100.

    1200 without a unit is read as 1200 %: the colour is right, what is printed is not. And 85 pasted into a cell with a
    percent format becomes 8500 %. Silent where the file has no column for the unit, and where 120 % is typed with its
    sign. Put right by choosing the unit, or by typing the percentage. From lines 918 and 926 of the report of 2020
    (14533 | 18166), whose headers ask for %.
    """
    for record in _numeric(submission):
        measure = record.measure
        meant = hundredfold_thresholds(measure)
        if in_two_units(measure) or (thresholds_reason(measure) is not None and not meant):
            continue
        keys = outside_percentages(record)
        if keys:
            yield broken(
                "THR006",
                place_of(record, keys[0]),
                record,
                proposals=[proposed(place_of(record, key), value) for key, value in meant.items()],
                raw=" / ".join(typed(record, key) for key in keys),
                advice="@found.over_100.hundredfold" if meant else "@found.over_100.number",
                cells=", ".join(place_of(record, key).cell for key in keys),
                unit_cell=place_of(record, "unit").cell,
            )


def outside_percentages(record: Record) -> list[str]:
    """The thresholds that are read as per cent and cannot be: over 100 without a sign, or a hundred times too large."""
    measure = record.measure
    hundredfold = hundredfold_thresholds(measure)
    if hundredfold or measure.effective_unit is not Unit.PERCENT:
        return list(hundredfold)
    figures = zip(THRESHOLDS, (measure.red, measure.green), strict=True)
    over = [key for key, figure in figures if figure.kind is FigureKind.NUMBER and figure.value > FULL]
    if not has_column(record, "unit") or (measure.result is not None and _is_held_otherwise(measure)):
        return []
    return over


def _is_held_otherwise(measure: Measure) -> bool:
    """Whether the result is a percentage and the thresholds are not: RES005 tells of it."""
    return measure.result.is_numeric and units_differ(measure, Unit.PERCENT)


def _numeric(submission: Submission) -> Iterator[Record]:
    """The records with two figures as thresholds that mean something."""
    for record in submission.records:
        measure = measure_of(record)
        if measure is None or is_unclear(record, "direction") or measure.effective_unit is Unit.YES_NO:
            continue
        if all(figure is not None and figure.is_numeric for figure in (measure.red, measure.green)):
            yield record
