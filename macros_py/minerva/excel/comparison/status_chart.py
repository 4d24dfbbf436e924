"""The chart of statuses then and now: stacked bars, told apart by word, number and pattern as well as by colour."""

from __future__ import annotations

from minerva.excel.bulk import BulkSheet
from minerva.excel.comparison.pages import Pages
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.style import style
from minerva.model.status import Status

_WIDTH, _HEIGHT, _ROW = 1120, 340, 20  # pixels
_BAR = 860  # pixels of a whole bar
_DIGIT = 9  # pixels of a digit: where a part is narrower, the number stands in the table only
_BARS = 4


def insert_status_chart(pages: Pages, sheet: BulkSheet, header: int, counts: list[list[int]]) -> int:
    """Put the chart below the table whose header stands in a row; `counts` by status, a number for each bar.

    Returns the next free row.
    """
    chart = pages.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    sums = [sum(column) for column in zip(*counts, strict=True)]
    name = pages.layout.sheets["synthesis"]
    for row, (status, numbers) in enumerate(zip(Status, counts, strict=True), header + 1):
        chart.add_series(
            {
                "name": [name, row, 0],
                "categories": [name, header, 1, header, _BARS],
                "values": [name, row, 1, row, _BARS],
                "gap": 40,
                "data_labels": _numbers(status, numbers, sums),
                **_fill(status),
            }
        )
    colour = style().colour["head_fill"]
    chart.set_title({"name": bilingual("compare.statuses", " – "), "name_font": {"size": 11, "color": colour}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "major_tick_mark": "none"})
    chart.set_x_axis({"num_format": "0 %", "num_font": {"size": 9}, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    alt = " – ".join(labels(language)("compare.chart_alt") for language in REPORT_LANGUAGES)
    place = header + len(Status) + 2
    sheet.insert_chart(place, 0, chart, {"description": alt, "object_position": 1})
    return place + _HEIGHT // _ROW + 1


def _fill(status: Status) -> dict[str, object]:
    look = style().chart[status.value]
    border = {"border": {"color": look.ink, "width": 0.75}}
    if look.pattern == "solid":
        return border | {"fill": {"color": look.ink}}
    return border | {"pattern": {"pattern": look.pattern, "fg_color": look.ink, "bg_color": look.paper}}


def _numbers(status: Status, numbers: list[int], sums: list[int]) -> dict[str, object]:
    """The number in each part of a bar, left out where it would not fit."""
    solid = style().chart[status.value].pattern == "solid"
    shown = [
        number and number / whole * _BAR > _DIGIT * len(str(number))
        for number, whole in zip(numbers, sums, strict=True)
    ]
    return {
        "value": True,
        "font": {"size": 9, "bold": True, "color": "#FFFFFF" if solid else style().colour["ink"]},
        "custom": [None if fits else {"delete": True} for fits in shown],
        **({} if solid else {"fill": {"color": "#FFFFFF"}}),
    }
