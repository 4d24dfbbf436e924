"""The table of statuses: every unit, direction and boundary, and the reason where there is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minerva.layout.labels import LANGUAGES, labels
from minerva.model.figure import Figure, FigureKind
from minerva.model.record import Field, Record, Source, Table
from minerva.model.status import (
    Assessment,
    Direction,
    Measure,
    Reason,
    Status,
    Unit,
    assess,
    thresholds_reason,
    way_to_green,
)

REALISED, PARTIALLY, NOT = Status.REALISED, Status.PARTIALLY_REALISED, Status.NOT_REALISED
HIGHER, LOWER = Direction.HIGHER, Direction.LOWER
YES, NO = Figure(FigureKind.YES), Figure(FigureKind.NO)
TEXT, NONE = Figure(FigureKind.TEXT), Figure(FigureKind.NONE)
NOT_APPLICABLE, REFERS = Figure(FigureKind.NOT_APPLICABLE), Figure(FigureKind.REFERS)
PROVISIONAL = Figure(FigureKind.PROVISIONAL)


def n(value: str | int | Decimal) -> Figure:
    """A plain number."""
    return Figure(FigureKind.NUMBER, Decimal(value))


def p(value: str | int | Decimal) -> Figure:
    """A percentage."""
    return Figure(FigureKind.PERCENT, Decimal(value))


def status(red, green, result, unit=None, direction=None, declared=None) -> Assessment:
    """The assessment of a record."""
    return assess(Measure(unit, direction, red, green, result, declared))


@pytest.mark.parametrize(
    ("unit", "direction", "red", "green", "result", "expected"),
    [
        (None, None, n(50), n(90), n(90), REALISED),
        (None, None, n(50), n(90), n(120), REALISED),
        (None, None, n(50), n(90), n(50), NOT),
        (None, None, n(50), n(90), n(0), NOT),
        (None, None, n(50), n(90), n("50.01"), PARTIALLY),
        (None, None, p(50), n(90), p("89.999"), PARTIALLY),
        (None, None, p(50), p(90), n(90), REALISED),
        (None, None, n(80), n(80), n(80), REALISED),
        (None, None, n(80), n(80), n("79.99"), NOT),
        (None, None, n(0), n(0), n(0), REALISED),
        (Unit.PERCENT, HIGHER, n(50), n(90), n("0.85"), NOT),
        (Unit.NUMBER, None, n(14533), n(18166), n(18166), REALISED),
        (Unit.NUMBER, HIGHER, n(-5), n(5), n(0), PARTIALLY),
        (Unit.NUMBER, LOWER, n(30), n(10), n(10), REALISED),
        (Unit.NUMBER, LOWER, n(30), n(10), n(9), REALISED),
        (Unit.NUMBER, LOWER, n(30), n(10), n(30), NOT),
        (Unit.NUMBER, LOWER, n(30), n(10), n(31), NOT),
        (Unit.NUMBER, LOWER, n(30), n(10), n(20), PARTIALLY),
        (Unit.PERCENT, LOWER, p(10), p(5), p(5), REALISED),
        (Unit.NUMBER, LOWER, n(10), n(10), n(10), REALISED),
        (Unit.NUMBER, LOWER, n(10), n(10), n(11), NOT),
        (Unit.YES_NO, None, None, None, YES, REALISED),
        (Unit.YES_NO, None, None, None, NO, NOT),
        (Unit.YES_NO, None, NO, YES, p(100), REALISED),
        (Unit.YES_NO, None, NO, YES, n(100), REALISED),
        (Unit.YES_NO, None, NO, YES, n(0), NOT),
        (Unit.YES_NO, None, NO, YES, p("0.1"), PARTIALLY),
        (Unit.YES_NO, None, NO, YES, p("99.9"), PARTIALLY),
        (None, None, NO, YES, YES, REALISED),
        (None, None, NO, YES, NO, NOT),
    ],
)
def test_the_table(unit, direction, red, green, result, expected):
    assert status(red, green, result, unit, direction) == Assessment(expected)


@pytest.mark.parametrize("declared", [REALISED, PARTIALLY, NOT])
@pytest.mark.parametrize("figures", [(None, None, None), (n(50), n(90), n(0)), (TEXT, TEXT, TEXT)])
def test_a_text_has_the_status_declared_and_no_other(declared: Status, figures: tuple):
    assert status(*figures, Unit.TEXT, None, declared) == Assessment(declared)


@pytest.mark.parametrize("unit", [None, Unit.PERCENT, Unit.NUMBER, Unit.YES_NO])
def test_a_declared_status_counts_only_for_texts(unit: Unit | None):
    measured = (NO, YES, NO) if unit is Unit.YES_NO else (n(50), n(90), n(0))
    assert status(*measured, unit, None, REALISED) == Assessment(NOT)


REASONS = [
    (None, None, n(50), n(90), None, Reason.RESULT_MISSING),
    (None, None, n(50), n(90), NONE, Reason.RESULT_MISSING),
    (None, None, n(50), n(90), TEXT, Reason.RESULT_NOT_A_FIGURE),
    (None, None, n(50), n(90), PROVISIONAL, Reason.PROVISIONAL),
    (None, None, n(50), n(90), NOT_APPLICABLE, Reason.NOT_APPLICABLE),
    (None, None, None, None, REFERS, Reason.REFERS),
    (None, None, None, n(90), n(90), Reason.THRESHOLD_MISSING),
    (None, None, n(50), None, n(90), Reason.THRESHOLD_MISSING),
    (None, None, n(50), NOT_APPLICABLE, n(90), Reason.THRESHOLD_MISSING),
    (None, None, n(50), TEXT, n(90), Reason.THRESHOLD_NOT_A_FIGURE),
    (None, None, n(90), n(50), n(70), Reason.THRESHOLDS_REVERSED),
    (None, LOWER, n(50), n(90), n(70), Reason.THRESHOLDS_REVERSED),
    (None, None, n(14533), n(18166), p(100), Reason.UNITS_DIFFER),
    (Unit.NUMBER, None, n(50), n(90), p(70), Reason.UNITS_DIFFER),
    (Unit.NUMBER, None, p(50), n(90), n(70), Reason.UNITS_DIFFER),
    (Unit.PERCENT, None, n(50), n(90), YES, Reason.UNITS_DIFFER),
    (Unit.YES_NO, None, NO, None, YES, Reason.THRESHOLD_MISSING),
    (Unit.YES_NO, None, YES, NO, YES, Reason.THRESHOLDS_REVERSED),
    (Unit.YES_NO, None, n(50), n(90), YES, Reason.THRESHOLD_NOT_A_FIGURE),
    (Unit.YES_NO, None, NO, YES, n(101), Reason.RESULT_NOT_A_FIGURE),
    (Unit.YES_NO, None, NO, YES, n(-1), Reason.RESULT_NOT_A_FIGURE),
    (Unit.YES_NO, None, NO, YES, TEXT, Reason.RESULT_NOT_A_FIGURE),
    (Unit.TEXT, None, None, None, TEXT, Reason.NOT_DECLARED),
]


@pytest.mark.parametrize(("unit", "direction", "red", "green", "result", "reason"), REASONS)
def test_what_is_missing_or_contradicts_itself_is_never_guessed(unit, direction, red, green, result, reason):
    assert status(red, green, result, unit, direction) == Assessment(Status.NOT_ASSESSED, reason)


def test_every_reason_occurs_and_has_its_words():
    assert {reason for *_, reason in REASONS} == set(Reason) - {Reason.WORD_NOT_UNDERSTOOD}
    assert all(labels(language)(f"reason.{reason}") for language in LANGUAGES for reason in Reason)


@pytest.mark.parametrize("key", ["unit", "direction"])
def test_a_record_whose_unit_or_direction_is_not_understood_is_not_judged(key: str):
    place = Source("KPI", 7, 8)
    figures = {"red": n(50), "green": n(90), "result": n(95)}
    fields = {name: Field(str(figure.value), "", place, None, figure) for name, figure in figures.items()}
    assert Record(Table.INDICATORS, 1, "KPI", 7, fields).status is REALISED
    unclear = fields | {key: Field("OK/NOK ?", "OK/NOK ?", place)}
    found = Record(Table.INDICATORS, 1, "KPI", 7, unclear).assessment
    assert found == Assessment(Status.NOT_ASSESSED, Reason.WORD_NOT_UNDERSTOOD)


VALUES = st.decimals(-(10**9), 10**9, places=4)
SMALL = st.decimals("0.0001", 1000, places=4)
KINDS = st.sampled_from([(Unit.NUMBER, n), (Unit.PERCENT, p), (None, p)])


@given(VALUES, VALUES, SMALL, KINDS)
def test_each_side_of_the_thresholds_where_higher_is_better(red: Decimal, green: Decimal, step: Decimal, kind: tuple):
    assume(red < green)
    unit, figure = kind

    def of(result: Decimal) -> Status:
        return status(figure(red), figure(green), figure(result), unit).status

    assert [of(red - step), of(red), of(green), of(green + step)] == [NOT, NOT, REALISED, REALISED]
    if red + step < green:
        assert of(red + step) is PARTIALLY
        assert of(green - step) is PARTIALLY


@given(VALUES, VALUES, VALUES, KINDS)
def test_lower_is_the_mirror_of_higher(red: Decimal, green: Decimal, result: Decimal, kind: tuple):
    unit, figure = kind
    lower = status(figure(red), figure(green), figure(result), unit, LOWER)
    assert lower == status(figure(-red), figure(-green), figure(-result), unit, HIGHER)


@given(VALUES, VALUES)
def test_where_the_thresholds_are_equal_green_wins(threshold: Decimal, result: Decimal):
    for direction, reached in ((HIGHER, result >= threshold), (LOWER, result <= threshold)):
        found = status(n(threshold), n(threshold), n(result), Unit.NUMBER, direction)
        assert found.status is (REALISED if reached else NOT)


FIGURES = st.one_of(st.none(), VALUES.map(n), VALUES.map(p), st.sampled_from([YES, NO, TEXT, NONE, NOT_APPLICABLE]))


@given(st.sampled_from([None, *Unit]), st.sampled_from([None, *Direction]), FIGURES, FIGURES, FIGURES)
def test_a_status_or_a_reason_never_both_never_neither(unit, direction, red, green, result):
    found = status(red, green, result, unit, direction)
    assert (found.reason is None) == (found.status is not Status.NOT_ASSESSED)
    if found.status is not Status.NOT_ASSESSED:
        assert thresholds_reason(Measure(unit, direction, red, green, result)) is None


@given(st.sampled_from([None, *Unit]), FIGURES, FIGURES, FIGURES)
def test_a_blank_direction_means_higher_and_a_blank_unit_percent_or_yes_no(unit, red, green, result):
    assert status(red, green, result, unit) == status(red, green, result, unit, HIGHER)
    yes_no = any(figure in (YES, NO) for figure in (red, green))
    assert status(red, green, result) == status(red, green, result, Unit.YES_NO if yes_no else Unit.PERCENT)


@pytest.mark.parametrize(
    ("unit", "direction", "red", "green", "result", "expected"),
    [
        (None, None, n(50), n(90), n(50), "0"),
        (None, None, p(50), n(90), p(90), "100"),
        (None, None, n(50), n(90), n(70), "50"),
        (None, None, n(50), n(90), n(10), "-100"),
        (None, None, n(50), n(90), n(170), "300"),
        (Unit.NUMBER, LOWER, n(30), n(10), n(15), "75"),
        (Unit.NUMBER, LOWER, n(30), n(10), n(40), "-50"),
        (Unit.NUMBER, None, n(0), n(3), n(1), "33.3333333333333"),
        (None, None, n(80), n(80), n(81), "100"),
        (None, None, n(80), n(80), n(79), "0"),
        (Unit.NUMBER, LOWER, n(5), n(5), n(4), "100"),
        (None, None, n(50), n(90), None, None),
        (None, None, n(90), n(50), n(70), None),
        (Unit.YES_NO, None, NO, YES, p(50), None),
        (Unit.TEXT, None, None, None, n(5), None),
    ],
)
def test_the_way_to_the_green_threshold_is_zero_at_red_and_a_hundred_at_green(
    unit, direction, red, green, result, expected
):
    measure = Measure(unit, direction, red, green, result)
    found = way_to_green(measure, assess(measure).status)
    assert (None if found is None else str(found)) == expected


@given(st.decimals(-999, 999, places=2), st.decimals(-999, 999, places=2), st.decimals(-999, 999, places=2))
def test_the_way_to_the_green_threshold_agrees_with_the_status(red: Decimal, green: Decimal, result: Decimal):
    measure = Measure(Unit.NUMBER, HIGHER if red <= green else LOWER, n(red), n(green), n(result))
    expected = {REALISED: lambda way: way >= 100, PARTIALLY: lambda way: 0 < way < 100, NOT: lambda way: way <= 0}
    status = assess(measure).status
    assert expected[status](way_to_green(measure, status))
