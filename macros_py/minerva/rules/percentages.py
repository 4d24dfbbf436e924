"""Percentages typed in another measure: 0,85 for 85 %, and the 8500 % that Excel makes of 85 in a percent cell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from minerva.model.figure import Figure, FigureKind
from minerva.model.record import Record
from minerva.model.status import FULL, Direction, Measure, Unit
from minerva.rules.cells import is_unclear
from minerva.rules.rule import once

LEAST_LARGE = Decimal(10)
"""A figure from which a fraction beside it is taken for a slip: thresholds of 0,5 % and 2 % can be meant."""
LEAST_HUNDREDFOLD = Decimal(1000)


def is_fraction(figure: Figure) -> bool:
    """Whether a figure may be a percentage typed as a fraction: between 0 and 1, without its sign."""
    return figure.kind is FigureKind.NUMBER and 0 < figure.value < 1


def hundredfold(figure: Figure | None) -> Decimal | None:
    """What 85 became in a percent cell: 85 for 8500 %, None for any other figure."""
    if figure is None or figure.kind is not FigureKind.PERCENT:
        return None
    return figure.value / FULL if LEAST_HUNDREDFOLD <= figure.value <= FULL * FULL else None


def fractions_among_thresholds(measure: Measure) -> dict[str, Decimal]:
    """The thresholds that were probably typed as fractions, by key, with the percentage meant.

    One of them, where a hundred times it lies on its side of the other (0,5 beside 90); or both, beside a result that
    is no fraction (0,5 and 0,9 beside 85).
    """
    red, green, result = measure.red, measure.green, measure.result
    if measure.effective_unit is not Unit.PERCENT or not _are_numeric(red, green):
        return {}
    small = {key: figure.value * FULL for key, figure in (("red", red), ("green", green)) if is_fraction(figure)}
    if len(small) == 1:
        meant = {"red": red.value, "green": green.value} | small
        return small if max(red.value, green.value) >= LEAST_LARGE and _in_order(measure, meant) else {}
    if len(small) == 2 and result is not None and result.is_numeric and result.value >= LEAST_LARGE:
        return small
    return {}


def _in_order(measure: Measure, meant: dict[str, Decimal]) -> bool:
    lower = measure.effective_direction is Direction.LOWER
    return meant["red"] > meant["green"] if lower else meant["red"] < meant["green"]


def hundredfold_thresholds(measure: Measure) -> dict[str, Decimal]:
    """The thresholds that are a hundred times too large, by key, with the percentage meant."""
    if measure.effective_unit is not Unit.PERCENT:
        return {}
    meant = {"red": hundredfold(measure.red), "green": hundredfold(measure.green)}
    return {key: value for key, value in meant.items() if value is not None}


@once
def percentage_meant(record: Record) -> Decimal | None:
    """A hundred times a result that was probably typed as a fraction, None for any other.

    Only where that lies nearer to the thresholds than the result itself: 0,85 % can be right where they are 2 and 5.
    """
    result = record.figure("result")
    if result is None or not is_fraction(result) or is_unclear(record, "unit"):
        return None
    measure = _with_thresholds_meant(record.measure)
    if measure.effective_unit is not Unit.PERCENT or not _are_numeric(measure.red, measure.green):
        return None
    if min(measure.red.value, measure.green.value) <= 1:
        return None
    meant, green = result.value * FULL, measure.green.value
    return meant if abs(meant - green) < abs(result.value - green) else None


def fractions_throughout(record: Record) -> dict[str, Decimal]:
    """The figures of a record pasted without their percent format, by key, with the percentage meant; {} for others.

    0,5 | 0,8 | 0,9: all three between 0 and 1, and one at least half; 0,2 % beside 0,4 % can be meant.
    """
    figures = {key: record.figure(key) for key in ("red", "green", "result")}
    if record.measure.effective_unit is not Unit.PERCENT or not _are_numeric(*figures.values()):
        return {}
    values = [figure.value for figure in figures.values()]
    plain = all(figure.kind is FigureKind.NUMBER for figure in figures.values())
    if not plain or min(values) < 0 or max(values) > 1 or max(values) * 2 < 1:
        return {}
    if not _has_fraction(figures):
        return {}
    return {key: figure.value * FULL for key, figure in figures.items() if figure.value}


def _has_fraction(figures: dict[str, Figure]) -> bool:
    """Whether result or green threshold is no whole number: 0 and 1 alone may count files, or say no and yes."""
    return is_fraction(figures["green"]) or is_fraction(figures["result"])


@once
def measure_meant(record: Record) -> Measure:
    """The figures of a record with probable slips put right, so that one slip has one finding."""
    measure = _with_thresholds_meant(record.measure)
    result = percentage_meant(record)
    if result is None and measure.effective_unit is Unit.PERCENT and not _are_large(measure):
        result = hundredfold(measure.result)
    return measure if result is None else replace(measure, result=_percent(result))


def _with_thresholds_meant(measure: Measure) -> Measure:
    meant = hundredfold_thresholds(measure) | fractions_among_thresholds(measure)
    return replace(measure, **{key: _percent(value) for key, value in meant.items()}) if meant else measure


def _are_numeric(*figures: Figure | None) -> bool:
    return all(figure is not None and figure.is_numeric for figure in figures)


def _are_large(measure: Measure) -> bool:
    """Whether a threshold lies above 100, so that a large result may be right."""
    return any(_are_numeric(figure) and figure.value > FULL for figure in (measure.red, measure.green))


def _percent(value: Decimal) -> Figure:
    return Figure(FigureKind.PERCENT, value)
