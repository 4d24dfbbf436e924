"""How thresholds and results are shown: sign, unit, decimals, while the cell holds the number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minerva.excel.regional.figures import figure_format
from minerva.model.figure import Figure, FigureKind
from minerva.model.record import Field, Record, Source, Table

P, N = FigureKind.PERCENT, FigureKind.NUMBER


def record(red: str, green: str, result: str, unit: str = "", direction: str = "") -> Record:
    """A record of these figures; one with a % is a percentage, one that is no number a word."""
    fields = {"unit": unit, "direction": direction}
    made = {key: Field(value, value, Source("OO-OD", 7, 1)) for key, value in fields.items() if value}
    for key, value in (("red", red), ("green", green), ("result", result)):
        if value:
            made[key] = Field(value, value, Source("OO-OD", 7, 1), figure=figure(value))
    return Record(Table.OBJECTIVES, 1, "OO-OD", 7, made)


def figure(value: str) -> Figure:
    """A figure as it was typed."""
    if value in "NO":
        return Figure(FigureKind.YES if value == "O" else FigureKind.NO)
    return Figure(P if value.endswith("%") else N, Decimal(value.removesuffix("%")))


def shown(one: Record) -> list[str]:
    """The formats of the three figures, with plain spaces."""
    return [figure_format(one, key).replace("\u00a0", " ") for key in ("red", "green", "result")]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (record("50", "80", "72.5", "percent"), ['"≤ "#,##0" %"', '"≥ "#,##0" %"', '#,##0.0" %"']),
        (record("50", "80", "72", ""), ['"≤ "#,##0" %"', '"≥ "#,##0" %"', '#,##0" %"']),
        (record("10", "5", "7", "number", "lower"), ['"≥ "#,##0', '"≤ "#,##0', "#,##0"]),
        (record("14533", "18166", "100%"), ['"≤ "#,##0', '"≥ "#,##0', '#,##0" %"']),  # cannot be compared
        (record("88", "50", "75", "percent"), ['#,##0" %"'] * 3),  # the wrong way round: no sign is sure
        (record("N", "O", "50%", "yes_no"), ["", "", '#,##0" %"']),
        (record("-2", "0.25", "", "number"), ['"≤ "#,##0;"≤ "-#,##0', '"≥ "#,##0.00', ""]),
        (record("4470198.25", "123456789012", "85", "number"), ["", "", "#,##0"]),  # too long for the column
    ],
)
def test_figures_are_shown_with_their_sign_and_unit(made: Record, expected: list[str]) -> None:
    assert shown(made) == expected
