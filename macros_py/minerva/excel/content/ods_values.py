"""What a cell of an OpenDocument sheet holds: its typed attributes, and the text for texts and errors."""

from __future__ import annotations

import re

from minerva.excel.content.cells import FORMULA, Cell, CellKind, decimal_of, number_cell, text_cell
from minerva.excel.content.number_formats import PLAIN, NumberStyle, iso_date_text

_DURATION = re.compile(r"PT([0-9]+)H([0-9]+)M([0-9]+)(?:[.,][0-9]+)?S\Z")
_BOOLEANS = {"TRUE", "FALSE", "VRAI", "FAUX", "WAAR", "ONWAAR"}
_PERCENT = NumberStyle(percent=True)


def cell_of(attributes: dict[str, str], shown: str) -> Cell | None:
    """The cell with these attributes and that text; None where it shows nothing.

    Raises KeyError or ValueError where the file contradicts itself.
    """
    formula = "table:formula" in attributes
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error":
        return Cell(shown, CellKind.ERROR, formula=formula) if shown.strip() else FORMULA
    if kind in ("float", "currency", "percentage"):
        value = float(attributes["office:value"])
        if shown in _BOOLEANS:  # LibreOffice stores =TRUE() as the number 1
            return Cell("TRUE" if value else "FALSE", CellKind.BOOLEAN, formula=formula)
        percent = kind == "percentage" or (kind == "float" and "%" in shown and _shown_as_percent(value, shown))
        return number_cell(value, _PERCENT if percent else PLAIN, formula)
    if kind == "date":
        return Cell(iso_date_text(attributes["office:date-value"]), CellKind.DATE, formula=formula)
    if kind == "time":
        return Cell(_clock(attributes["office:time-value"]), CellKind.DATE, formula=formula)
    if kind == "boolean":
        true = attributes["office:boolean-value"] == "true"
        return Cell("TRUE" if true else "FALSE", CellKind.BOOLEAN, formula=formula)
    return text_cell(shown or attributes.get("office:string-value", ""), formula)


def _clock(duration: str) -> str:
    """PT14H30M00S -> 14:30, as `date_text` writes it; other durations stay as they are."""
    match = _DURATION.match(duration)
    if match is None:
        return duration
    hours, minutes, seconds = match.groups()
    return f"{int(hours):02}:{minutes}" + (f":{seconds}" if int(seconds) else "")


def _shown_as_percent(value: float, shown: str) -> bool:
    """Whether a figure is shown a hundredfold before a percent sign, by a format that does so for some values only."""
    match = re.match(r"(-?[0-9]+)(?:[.,]([0-9]+))?\s*%\Z", shown.strip())
    if match is None:
        return False
    figure = f"{match[1]}.{match[2] or '0'}"
    return abs(decimal_of(float(figure)) - decimal_of(value) * 100) <= decimal_of(0.5) / 10 ** len(match[2] or "")
