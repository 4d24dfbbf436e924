"""How a figure is shown in the parliamentary tables: with its sign and its unit, while the cell holds the number."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from minerva.layout.regional import regional_layout
from minerva.model.figure import FigureKind
from minerva.model.record import Record
from minerva.model.status import FULL, Direction, Reason, Unit

NO_BREAK = "\u00a0"
MOST_DECIMALS = 6
DIGITS = 1.15  # characters of figures per character width, at 9 points


def figure_format(record: Record, key: str) -> str:
    """The number format of a threshold, a result or a weight: `"≥ "0" %"`; '' where the cell holds no number.

    A threshold says on which side of it lies green or red. Per cent stands where the figure was typed so, or where the
    record is counted in per cent. A number too long for its column with all this is left to the spreadsheet program,
    which never cuts a figure in its general format.
    """
    figure = record.figure(key)
    if figure is None or figure.value is None:
        return ""
    percent = key == "weight" or figure.kind is FigureKind.PERCENT or _in_per_cent(record)
    sign = _sign(record, key)
    width = regional_layout().printed[record.table][key]
    room = width * DIGITS - len(sign) - (2 if percent else 0)
    return _format(figure.value, sign, percent) if len(f"{figure.value:,f}") <= room else ""


def _in_per_cent(record: Record) -> bool:
    """Whether plain numbers of a record are per cents: so declared, or nothing declared and none beyond a hundred."""
    measure = record.measure
    if measure.effective_unit is not Unit.PERCENT or record.assessment.reason is Reason.UNITS_DIFFER:
        return False
    values = [figure.value for figure in (measure.red, measure.green, measure.result) if figure and figure.is_numeric]
    return measure.unit is Unit.PERCENT or max(values, default=FULL) <= FULL


def _sign(record: Record, key: str) -> str:
    """Green is reached from the threshold on, red up to it; the other way round where lower is better.

    None where the two are the wrong way round: which side is meant is not known.
    """
    if key not in ("red", "green") or record.assessment.reason is Reason.THRESHOLDS_REVERSED:
        return ""
    lower = record.measure.effective_direction is Direction.LOWER
    return ("≤" if lower == (key == "green") else "≥") + NO_BREAK


@lru_cache(maxsize=1024)
def _format(value: Decimal, sign: str, percent: bool) -> str:
    decimals = min(MOST_DECIMALS, max(0, -value.normalize().as_tuple().exponent))
    digits = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    unit = f'"{NO_BREAK}%"' if percent else ""
    lead = f'"{sign}"' if sign else ""
    positive = f"{lead}{digits}{unit}"
    return f"{positive};{lead}-{digits}{unit}" if value < 0 else positive
