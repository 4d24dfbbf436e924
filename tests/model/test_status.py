"""The status of a record, for each unit and direction, and on both sides of each threshold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.figure import Figure, FigureKind
from minerva.model.status import Direction, Measure, Reason, Status, Unit, assess

YES, NO = Figure(FigureKind.YES), Figure(FigureKind.NO)
TEXT = Figure(FigureKind.TEXT)
DONE, PARTLY, FAILED, UNKNOWN = Status


def number(value: str | int) -> Figure:
    return Figure(FigureKind.NUMBER, Decimal(value))


def percent(value: str | int) -> Figure:
    return Figure(FigureKind.PERCENT, Decimal(value))


def measure(red=None, green=None, result=None, unit=None, direction=None, declared=None) -> Measure:
    return Measure(unit, direction, red, green, result, declared)


CASES = [
    # red, green, result, unit, direction -> status, reason
    (number(50), number(80), number(80), None, None, DONE, None),
    (number(50), number(80), number("79.99"), None, None, PARTLY, None),
    (number(50), number(80), number(50), None, None, FAILED, None),
    (number(50), number(80), percent(85), Unit.PERCENT, None, DONE, None),
    (number(50), number(50), number(50), None, None, DONE, None),
    (number(0), number(100), number(0), None, None, FAILED, None),
    (number(90), number(50), number(50), None, Direction.LOWER, DONE, None),
    (number(90), number(50), number(70), None, Direction.LOWER, PARTLY, None),
    (number(90), number(50), number(90), None, Direction.LOWER, FAILED, None),
    (number(50), number(50), number(50), None, Direction.LOWER, DONE, None),
    (number(90), number(50), number(70), None, None, UNKNOWN, Reason.THRESHOLDS_REVERSED),
    (number(90), number(50), number(70), None, Direction.HIGHER, UNKNOWN, Reason.THRESHOLDS_REVERSED),
    (number(50), number(90), number(70), None, Direction.LOWER, UNKNOWN, Reason.THRESHOLDS_REVERSED),
    (number(47), number(63), percent(100), Unit.NUMBER, None, UNKNOWN, Reason.UNITS_DIFFER),
    (number(14533), number(18166), percent(100), None, None, UNKNOWN, Reason.UNITS_DIFFER),
    (number(14533), number(18166), number(18166), None, None, DONE, None),
    (NO, YES, YES, None, None, DONE, None),
    (NO, YES, NO, None, None, FAILED, None),
    (NO, YES, percent(100), None, None, DONE, None),
    (NO, YES, number(0), None, None, FAILED, None),
    (NO, YES, percent(50), None, None, PARTLY, None),
    (NO, YES, percent(120), None, None, UNKNOWN, Reason.RESULT_NOT_A_FIGURE),
    (None, None, YES, Unit.YES_NO, None, DONE, None),
    (YES, NO, YES, None, None, UNKNOWN, Reason.THRESHOLDS_REVERSED),
    (number(50), number(80), None, None, None, UNKNOWN, Reason.RESULT_MISSING),
    (None, number(80), number(70), None, None, UNKNOWN, Reason.THRESHOLD_MISSING),
    (number(50), TEXT, number(70), None, None, UNKNOWN, Reason.THRESHOLD_NOT_A_FIGURE),
    (number(50), number(80), TEXT, None, None, UNKNOWN, Reason.RESULT_NOT_A_FIGURE),
    (number(50), number(80), Figure(FigureKind.PROVISIONAL), None, None, UNKNOWN, Reason.PROVISIONAL),
    (number(50), number(80), Figure(FigureKind.NOT_APPLICABLE), None, None, UNKNOWN, Reason.NOT_APPLICABLE),
    (number(50), number(80), Figure(FigureKind.REFERS), None, None, UNKNOWN, Reason.REFERS),
]


@pytest.mark.parametrize(("red", "green", "result", "unit", "direction", "status", "reason"), CASES)
def test_status(red, green, result, unit, direction, status, reason):
    assessment = assess(measure(red, green, result, unit, direction))
    assert (assessment.status, assessment.reason) == (status, reason)


@pytest.mark.parametrize("declared", [DONE, PARTLY, FAILED])
def test_text_is_only_as_declared(declared):
    assert assess(measure(TEXT, TEXT, TEXT, Unit.TEXT, declared=declared)).status is declared
    assert assess(measure(number(50), number(80), number(90), Unit.TEXT)).reason is Reason.NOT_DECLARED


def test_a_declared_word_counts_for_text_only():
    assert assess(measure(number(50), number(80), number(90), declared=FAILED)).status is DONE


thresholds = st.tuples(st.integers(-10_000, 10_000), st.integers(1, 10_000))
steps = st.decimals(min_value="0.0001", max_value="0.5", places=4)


@given(thresholds, steps)
def test_each_side_of_each_threshold(pair, step):
    red, green = Decimal(pair[0]), Decimal(pair[0] + pair[1])
    around = {
        red - step: FAILED,
        red: FAILED,
        red + step: PARTLY if red + step < green else DONE,
        green - step: PARTLY if green - step > red else FAILED,
        green: DONE,
        green + step: DONE,
    }
    for result, expected in around.items():
        figures = (Figure(FigureKind.NUMBER, value) for value in (red, green, result))
        assert assess(measure(*figures, unit=Unit.NUMBER)).status is expected
        mirrored = (Figure(FigureKind.NUMBER, -value) for value in (red, green, result))
        assert assess(measure(*mirrored, unit=Unit.NUMBER, direction=Direction.LOWER)).status is expected
