"""The functions for cells: what a figure, a reference or an allocation means, and the status that thresholds give.

They read as the reader of returns does and judge as the rules do. Arguments are ranges, lists of rows of values; one
cell is a range of one. Of several ranges, the one cell goes with each cell of the others.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from minerva.excel.content.cells import decimal_of, plain
from minerva.excel.open_book import ERRORS
from minerva.layout.labels import LANGUAGES, labels
from minerva.model.figure import Figure, FigureKind
from minerva.model.reference import ReferenceKind
from minerva.model.status import Direction, Measure, Unit, assess
from minerva.parse.budget import read_budgets
from minerva.parse.choice import read_direction, read_unit
from minerva.parse.figure import FigureReading, read_figure, read_yes_no_threshold
from minerva.parse.reference import ReferenceReading, read_reference
from minerva.problems import Problem

Value = str | float | bool | None
Range = list[list[Value]]

MOST_CELLS = 20_000
LONGEST_TEXT = 32_767
NO_VALUE = "#VALUE!"
"""What stands in the place of a cell among many that cannot be read; xlwings makes an error of it."""
_KINDS = (ReferenceKind.STRATEGIC, ReferenceKind.OBJECTIVE, ReferenceKind.INDICATOR)


def status(
    result: Range,
    red: Range,
    green: Range,
    unit: Range | None = None,
    direction: Range | None = None,
    language: Range | None = None,
) -> Range:
    """The status word of each row, "" where nothing is typed. Raises Problem where one asked for cannot be read.

    A percentage counts as Excel stores it, 85 % as 0.85, for a function sees no formats; the three figures of a row
    must have the same. What cannot be judged is *Non évalué*, for the reasons of `model.status`.
    """
    return _each(_status_word, result, red, green, unit, direction, language)


def reference(text: Range) -> Range:
    """References in the spelling of the report, `O.O.1.1`. Raises Problem for a single one that is not certain."""
    return _each(_reference_text, text)


def budget(text: Range) -> Range:
    """Budget allocations in the spelling `MM.PPP.AA.NN.EEEE`, a line each. Raises Problem for one that has none."""
    return _each(_budget_text, text)


def figure(text: Range) -> Range:
    """Figures as numbers, `85 %` as 85. Raises Problem for a single text that is none, or may be two."""
    return _each(_figure_value, text)


def _each(function: Callable[..., Value], *ranges: Range | None) -> Range:
    """Apply a function to each cell; one cell that cannot be read is a Problem, one among many an error value."""
    given = [one or [[None]] for one in ranges]
    height, width = max(map(len, given)), max(len(row) for one in given for row in one)
    if any(len(one) not in (1, height) or any(len(row) not in (1, width) for row in one) for one in given):
        raise Problem("function.shape")
    if height * width > MOST_CELLS:
        raise Problem("function.many", number=str(MOST_CELLS))
    places = [[(row, column) for column in range(width)] for row in range(height)]
    return [[_of_cell(function, given, place, alone=height * width == 1) for place in row] for row in places]


def _of_cell(function: Callable[..., Value], given: list[Range], place: tuple[int, int], *, alone: bool) -> Value:
    values = []
    for one in given:
        row = one[min(place[0], len(one) - 1)]
        values.append(row[min(place[1], len(row) - 1)])
    try:
        return function(*map(_typed, values))
    except Problem:
        if alone:
            raise
        return NO_VALUE


def _typed(value: Value) -> tuple[str, bool]:
    """What a cell holds, as text, and whether it is a number. Raises Problem for an error and what no cell holds."""
    if value is None or isinstance(value, bool):
        return ("" if value is None else str(value).upper(), False)
    if isinstance(value, int | float):
        if not isfinite(value):
            raise Problem("function.error")
        return plain(decimal_of(value)), True
    if not isinstance(value, str) or value in ERRORS or len(value) > LONGEST_TEXT:
        raise Problem("function.error")
    return (value if value.strip() else "", False)


def _status_word(*typed: tuple[str, bool]) -> Value:
    result, red, green, unit, direction, language = typed
    words = labels(_language(language[0]))
    if not (result[0] or red[0] or green[0]):
        return ""
    readings = [_figure(one) for one in (red, green)]
    red_read, green_read = read_yes_no_threshold(*readings)
    found = _figure(result)
    measure = Measure(_unit(unit[0]), _direction(direction[0]), _value(red_read), _value(green_read), _value(found))
    return words(f"choice.status.{assess(measure).status}")


def _language(typed: str) -> str:
    language = typed.strip().lower() or "fr"
    if language not in LANGUAGES:
        raise Problem("function.language", value=typed)
    return language


def _unit(typed: str) -> Unit | None:
    reading = read_unit(typed)
    if typed and reading is None:
        raise Problem("function.unit", value=typed)
    return reading.value if reading is not None else None


def _direction(typed: str) -> Direction | None:
    reading = read_direction(typed)
    if typed and reading is None:
        raise Problem("function.direction", value=typed)
    return reading.value if reading is not None else None


def _figure(typed: tuple[str, bool]) -> FigureReading | None:
    return read_figure(typed[0], typed_number=typed[1]) if typed[0] else None


def _value(reading: FigureReading | None) -> Figure | None:
    return reading.value if reading is not None else None


def _figure_value(typed: tuple[str, bool]) -> Value:
    reading = _figure(typed)
    if reading is None:
        return ""
    if reading.value.value is None:
        key = "function.figure_text" if reading.value.kind is FigureKind.TEXT else "function.figure_state"
        raise Problem(key, value=typed[0])
    return float(reading.value.value)


def _reference_text(typed: tuple[str, bool]) -> Value:
    """The one spelling that all columns in which it may stand agree on: without a prefix, the numbers must tell."""
    raw = typed[0]
    if not raw:
        return ""
    readings = {reading.text: reading for kind in _KINDS if _is_certain(reading := read_reference(raw, kind))}
    if len(readings) != 1:
        raise Problem("function.reference_unclear" if not readings else "function.reference_kind", value=raw)
    return next(iter(readings))


def _is_certain(reading: ReferenceReading) -> bool:
    return reading.value.certain and bool(reading.text)


def _budget_text(typed: tuple[str, bool]) -> Value:
    raw = typed[0]
    if not raw:
        return ""
    reading = read_budgets(raw)
    if not all(allocation.certain for allocation in reading.value):
        raise Problem("function.budget_unclear", value=raw)
    return reading.text
