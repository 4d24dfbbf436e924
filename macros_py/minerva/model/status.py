"""From thresholds and result to a status, by the rules the guides print: realised, between, not realised."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum

from minerva.model.figure import Figure, FigureKind

FULL = Decimal(100)
_FLOAT = Context(prec=15)  # the digits a spreadsheet keeps


class Unit(StrEnum):
    """What the figures of a record are counted in; a blank unit column means PERCENT unless the thresholds say N/O."""

    PERCENT = "percent"
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"


class Direction(StrEnum):
    """Whether more or less is better; a blank direction column means HIGHER."""

    HIGHER = "higher"
    LOWER = "lower"


class Status(StrEnum):
    """The word and colour a record gets."""

    REALISED = "REALISED"
    PARTIALLY_REALISED = "PARTIALLY_REALISED"
    NOT_REALISED = "NOT_REALISED"
    NOT_ASSESSED = "NOT_ASSESSED"


class Reason(StrEnum):
    """Why a record is NOT_ASSESSED; each member has a label `reason.<value>`."""

    RESULT_MISSING = "result_missing"
    RESULT_NOT_A_FIGURE = "result_not_a_figure"
    PROVISIONAL = "provisional"
    NOT_APPLICABLE = "not_applicable"
    REFERS = "refers"
    THRESHOLD_MISSING = "threshold_missing"
    THRESHOLD_NOT_A_FIGURE = "threshold_not_a_figure"
    THRESHOLDS_REVERSED = "thresholds_reversed"
    UNITS_DIFFER = "units_differ"
    NOT_DECLARED = "not_declared"
    WORD_NOT_UNDERSTOOD = "word_not_understood"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A status and, for NOT_ASSESSED, the reason."""

    status: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """All that decides a status. `unit` and `direction` are None where the column is blank."""

    unit: Unit | None
    direction: Direction | None
    red: Figure | None
    green: Figure | None
    result: Figure | None
    declared: Status | None = None

    @property
    def effective_unit(self) -> Unit:
        """The unit declared, or YES_NO where the thresholds are N and O, or PERCENT."""
        if self.unit is not None:
            return self.unit
        if (self.red is not None and self.red.is_yes_no) or (self.green is not None and self.green.is_yes_no):
            return Unit.YES_NO
        return Unit.PERCENT

    @property
    def effective_direction(self) -> Direction:
        """The direction declared, or HIGHER."""
        return self.direction or Direction.HIGHER


_RESULT_STATES = {
    FigureKind.PROVISIONAL: Reason.PROVISIONAL,
    FigureKind.NOT_APPLICABLE: Reason.NOT_APPLICABLE,
    FigureKind.NONE: Reason.RESULT_MISSING,
    FigureKind.REFERS: Reason.REFERS,
}


def assess(measure: Measure) -> Assessment:
    """The status of a record, never guessed: what is missing or contradictory gives NOT_ASSESSED with its reason."""
    unit = measure.effective_unit
    if unit is Unit.TEXT:
        if measure.declared is None:
            return _not_assessed(Reason.NOT_DECLARED)
        return Assessment(measure.declared, Reason.NOT_DECLARED if measure.declared is Status.NOT_ASSESSED else None)
    if measure.result is None:
        return _not_assessed(Reason.RESULT_MISSING)
    if measure.result.kind in _RESULT_STATES:
        return _not_assessed(_RESULT_STATES[measure.result.kind])
    return _assess_yes_no(measure) if unit is Unit.YES_NO else _assess_numeric(measure, unit)


def thresholds_reason(measure: Measure) -> Reason | None:
    """What is wrong with the two thresholds of a numeric or yes/no record, None where nothing is."""
    unit = measure.effective_unit
    if unit is Unit.TEXT:
        return None
    if unit is Unit.YES_NO:
        return _yes_no_thresholds_reason(measure)
    red, green = measure.red, measure.green
    if _absent(red) or _absent(green):
        return Reason.THRESHOLD_MISSING
    if not (red.is_numeric and green.is_numeric):
        return Reason.THRESHOLD_NOT_A_FIGURE
    lower = measure.effective_direction is Direction.LOWER
    if (red.value < green.value) if lower else (red.value > green.value):
        return Reason.THRESHOLDS_REVERSED
    return None


def _absent(figure: Figure | None) -> bool:
    return figure is None or figure.kind in (FigureKind.NONE, FigureKind.NOT_APPLICABLE)


def _yes_no_thresholds_reason(measure: Measure) -> Reason | None:
    """Blank thresholds are fine where the unit column says yes/no; N and O are the only other right pair."""
    pair = (measure.red, measure.green)
    if all(_absent(figure) for figure in pair):
        return None
    if any(_absent(figure) for figure in pair):
        return Reason.THRESHOLD_MISSING
    kinds = tuple(figure.kind for figure in pair)
    if kinds == (FigureKind.NO, FigureKind.YES):
        return None
    reversed_pair = kinds == (FigureKind.YES, FigureKind.NO)
    return Reason.THRESHOLDS_REVERSED if reversed_pair else Reason.THRESHOLD_NOT_A_FIGURE


def _assess_yes_no(measure: Measure) -> Assessment:
    reason = _yes_no_thresholds_reason(measure)
    if reason is not None:
        return _not_assessed(reason)
    result = measure.result
    if result.kind is FigureKind.YES or result.value == FULL:
        return Assessment(Status.REALISED)
    if result.kind is FigureKind.NO or result.value == 0:
        return Assessment(Status.NOT_REALISED)
    if result.is_numeric and 0 < result.value < FULL:
        return Assessment(Status.PARTIALLY_REALISED)
    return _not_assessed(Reason.RESULT_NOT_A_FIGURE)


def _assess_numeric(measure: Measure, unit: Unit) -> Assessment:
    reason = thresholds_reason(measure)
    if reason is not None:
        return _not_assessed(reason)
    if not measure.result.is_numeric:
        return _not_assessed(Reason.UNITS_DIFFER if measure.result.is_yes_no else Reason.RESULT_NOT_A_FIGURE)
    if units_differ(measure, unit):
        return _not_assessed(Reason.UNITS_DIFFER)
    red, green, result = measure.red.value, measure.green.value, measure.result.value
    if measure.effective_direction is Direction.LOWER:
        red, green, result = -red, -green, -result
    if result >= green:
        return Assessment(Status.REALISED)
    return Assessment(Status.NOT_REALISED if result <= red else Status.PARTIALLY_REALISED)


def way_to_green(measure: Measure, status: Status) -> Decimal | None:
    """How far a result has come on the way from the red threshold to the green one, in per cent of that way.

    0 at red, 100 at green, negative on the wrong side of red, above 100 beyond green, whether more or less is better;
    where both thresholds are equal, 100 where green is reached and 0 where it is not. Fifteen digits, as a spreadsheet
    keeps them. `status` is what the measure was assessed as; None for what was not, and for yes/no and texts.
    """
    if status is Status.NOT_ASSESSED or measure.effective_unit in (Unit.YES_NO, Unit.TEXT):
        return None
    red, green, result = measure.red.value, measure.green.value, measure.result.value
    if red == green:
        return FULL if status is Status.REALISED else Decimal(0)
    return Decimal(f"{_FLOAT.divide(FULL * (result - red), green - red):f}")


def units_differ(measure: Measure, unit: Unit) -> bool:
    """True where result and thresholds cannot be compared.

    Under *number*: one of the three is a percentage. Under % (or blank) a plain 85 is 85 %, so only thresholds
    that cannot be percentages (over 100, no sign) beside a result typed as a percentage differ: 14533 | 18166 | 100 %.
    """
    figures = (measure.red, measure.green, measure.result)
    if unit is Unit.NUMBER:
        return any(figure.kind is FigureKind.PERCENT for figure in figures)
    plain = [figure.value for figure in figures[:2] if figure.kind is FigureKind.NUMBER]
    return measure.result.kind is FigureKind.PERCENT and len(plain) == 2 and max(plain) > FULL


def _not_assessed(reason: Reason) -> Assessment:
    return Assessment(Status.NOT_ASSESSED, reason)
