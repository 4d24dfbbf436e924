"""Native charts, told apart by pattern as well as by colour, with both languages in every word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlsxwriter.chart import Chart

from minerva.excel.regional.book import Book
from minerva.excel.regional.synthesis.grid import LEFT, RIGHT, Area, Frame, Making, cells_of
from minerva.layout.labels import bilingual, labels
from minerva.layout.style import style
from minerva.model.record import LANGUAGES, Table

TITLE, LABELS = 10, 8  # points
DIGIT = 6  # pixels of a digit in a bar: where a bar is narrower, the number stands beside it in the table only
FEW = 8  # units up to which each has its gridline
AXIS = "#8C8C8C"
GRIDLINE = "#E3E3E3"


class Series(NamedTuple):
    """A column of figures, from 0, with the name of its pattern in style.toml and the values the chart shows."""

    column: int
    pattern: str
    values: Sequence[int]


class Words(NamedTuple):
    """The words of a chart: `chart.<name>.title` and `.alt`, and its axes `chart.axis.<name>`, and its table."""

    name: str
    categories: str
    values: str
    table: Table | None = None

    def text(self, part: str, **params: str) -> str:
        """The title or the alternative text, in both languages."""
        return " – ".join(self._in(language, part, params) for language in LANGUAGES)

    def _in(self, language: str, part: str, params: dict[str, str]) -> str:
        words = labels(language)
        named = {"table": words(f"table.short.{self.table.value}")} if self.table is not None else {}
        return words(f"chart.{self.name}.{part}", **params, **named)


def bars(book: Book, words: Words, series: Sequence[Series], shares: bool = False) -> Making:
    """Stacked horizontal bars, of numbers or of shares: makes the chart and its alternative text."""

    def make(area: Area, frame: Frame) -> tuple[Chart, str]:
        chart = book.workbook.add_chart({"type": "bar", "subtype": "percent_stacked" if shares else "stacked"})
        sums = [sum(numbers) for numbers in zip(*(one.values for one in series), strict=True)]
        longest = max(sums)
        for one in series:
            widths = [
                value / (whole if shares else longest) * (RIGHT - LEFT) * frame.width if value else 0
                for value, whole in zip(one.values, sums, strict=True)
            ]
            chart.add_series(_series(area, one, widths))
        _set_words(chart, words, frame, shares, longest)
        _set_places(chart, frame)
        cells = cells_of(area, max(one.column for one in series))
        return chart, words.text("alt", cells=cells)

    return make


def _series(area: Area, series: Series, widths: Sequence[float]) -> dict[str, object]:
    look = style().chart[series.pattern]
    solid = look.pattern == "solid"
    fill = {"color": look.ink}
    pattern = {"pattern": look.pattern, "fg_color": look.ink, "bg_color": look.paper}
    labels: dict[str, object] = {
        "value": True,
        "font": {"size": LABELS, "bold": True, "color": "#FFFFFF" if solid else style().colour["ink"]},
        "num_format": "0",
        "custom": [
            None if width > DIGIT * len(str(value)) else {"delete": True}
            for value, width in zip(series.values, widths, strict=True)
        ],
    }
    if not solid:
        labels["fill"] = {"color": "#FFFFFF"}
    return {
        "name": [area.sheet, area.head, series.column],
        "categories": [area.sheet, area.first, 0, area.last, 0],
        "values": [area.sheet, area.first, series.column, area.last, series.column],
        **({"fill": fill} if solid else {"pattern": pattern}),
        "border": {"color": look.ink, "width": 0.75},
        "gap": 45,
        "data_labels": labels,
    }


def _set_words(chart: Chart, words: Words, frame: Frame, shares: bool, longest: int) -> None:
    chart.set_title(
        {
            "name": words.text("title"),
            "name_font": {"size": TITLE, "color": style().colour["head_fill"]},
            "overlay": False,
        }
    )
    names = {"size": LABELS, "bold": False, "italic": True, "color": style().colour["quiet"]}
    chart.set_y_axis(
        {
            "name": bilingual(f"chart.axis.{words.categories}", " – "),
            "name_font": {**names, "rotation": 0},
            "name_layout": {"x": 0.02, "y": (frame.top - 17) / frame.height},
            "num_font": {"size": LABELS, "rotation": 0},
            "interval_unit": 1,
            "reverse": True,
            "line": {"color": AXIS},
            "major_tick_mark": "none",
        }
    )
    chart.set_x_axis(
        {
            "name": bilingual(f"chart.axis.{words.values}", " – "),
            "name_font": names,
            "num_font": {"size": LABELS},
            "num_format": "0%" if shares else "0",
            "min": 0,
            **({"max": 1, "major_unit": 0.25} if shares else {"major_unit": 1} if longest < FEW else {}),
            "label_position": "high",
            "line": {"none": True},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": True, "line": {"color": GRIDLINE, "width": 0.75}},
        }
    )
    chart.set_legend({"position": "top", "font": {"size": LABELS}})
    chart.set_chartarea({"border": {"color": style().colour["border"]}})


def _set_places(chart: Chart, frame: Frame) -> None:
    """Bars beside the lines they show; those of every chart begin at the same place, whatever their names."""
    place = {"x": LEFT, "y": frame.top / frame.height, "width": RIGHT - LEFT, "height": frame.bars / frame.height}
    chart.set_plotarea({"layout": place})
