"""The chart of statuses then and now: stacked bars, told apart by word, number and pattern as well as by colour."""

from __future__ import annotations

from minerva.excel.bulk import BulkSheet
from minerva.excel.comparison.pages import Pages
from minerva.layout.labels import bilingual, labels
from minerva.layout.style import status_word, style
from minerva.model.status import Status

_PATTERNS = {
    Status.PARTIALLY_REALISED: "wide_upward_diagonal",
    Status.NOT_REALISED: "small_grid",
    Status.NOT_ASSESSED: "percent_10",
}
_WIDTH, _HEIGHT, _ROW = 1080, 330, 20
_SERIES_FONT = {"size": 9, "bold": True}


def insert_status_chart(pages: Pages, sheet: BulkSheet, header: int, place: int) -> int:
    """Put the chart below the table whose header stands in a row; returns the next free row."""
    chart = pages.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    name = pages.layout.sheets["synthesis"]
    for row, status in enumerate(Status, header + 1):
        look = style().status[status]
        fill = {"fill": {"color": look.fill}}
        if status in _PATTERNS:
            fill = {"pattern": {"pattern": _PATTERNS[status], "fg_color": look.text, "bg_color": look.fill}}
        chart.add_series(
            {
                "name": " / ".join(dict.fromkeys(status_word(status, language) for language in ("fr", "nl"))),
                "categories": [name, header, 1, header, 4],
                "values": [name, row, 1, row, 4],
                "border": {"color": look.text},
                "gap": 40,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",
                    "font": _SERIES_FONT | {"color": look.text},
                    "fill": {"color": "#FFFFFF"},
                },
                **fill,
            }
        )
    chart.set_title({"name": bilingual("compare.statuses", " – "), "name_font": {"size": 11}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"num_format": "0 %", "num_font": {"size": 9}, "major_gridlines": {"visible": True}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    alt = " – ".join(labels(language)("compare.chart_alt") for language in ("fr", "nl"))
    sheet.insert_chart(place, 0, chart, {"description": alt, "object_position": 1, "x_offset": 4, "y_offset": 4})
    return place + _HEIGHT // _ROW + 2
