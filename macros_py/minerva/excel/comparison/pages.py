"""What the sheets of a comparison share: names of the two sides, paper and footers, lists, links to both workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from textwrap import wrap

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from minerva.excel.bulk import BulkSheet, Formula
from minerva.excel.formats import A3, FOOTER_PART, Formats, in_footer
from minerva.excel.heights import LINE, TALLEST, header_height
from minerva.layout.comparisons import ComparisonLayout, comparison_layout, side_name
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.regional import regional_layout
from minerva.layout.style import style
from minerva.model.comparison import Comparison
from minerva.model.published import PublishedReport, PublishedRow
from minerva.model.record import Table

TITLE_ROWS = 4  # title, subtitle, empty, header
SIDES = ("then", "now")
PATH_CELLS = {"then": "$B$3", "now": "$B$4"}
"""Where the synthesis tells the paths of the two workbooks."""
_LONG = 300  # characters of a title
_HEAD = 9  # points: in print the lists are scaled to four fifths
_ROOM = 1.25
"""Letters of 9 points that surely fit a character of column width."""

Value = str | Decimal | int | Formula
Cell = tuple[Value, Format]


@dataclass
class Pages:
    """The comparison being written. `paths` are those of the two workbooks, relative to it; `counts` the rows of each
    list written so far."""

    workbook: xlsxwriter.Workbook
    comparison: Comparison
    paths: Mapping[str, str]
    counts: dict[str, int] = field(default_factory=dict)

    @cached_property
    def formats(self) -> Formats:
        """The formats of the house."""
        return Formats(self.workbook)

    @cached_property
    def layout(self) -> ComparisonLayout:
        """Sheet names and widths."""
        return comparison_layout()

    def report(self, side: str) -> PublishedReport:
        """The older report for `then`, the newer for `now`."""
        return self.comparison.then if side == "then" else self.comparison.now

    def sided(self, key: str, side: str) -> str:
        """A label in both languages above the name of a side: Seuil rouge, Rode drempel, 2020."""
        names = dict.fromkeys(side_name(self.comparison, side, language) for language in REPORT_LANGUAGES)
        return f"{bilingual(key)}\n{' / '.join(names)}"

    def version(self, side: str) -> str:
        """Year, state and edition of a side."""
        report = self.report(side)
        state = bilingual("regional.final" if report.final else "regional.provisional", " – ")
        return f"{report.year} · {state} · {bilingual('regional.edition', ' – ', edition=report.edition)}"

    @property
    def versions(self) -> str:
        """Both versions, as they stand under the titles and in the footers."""
        return f"{self.version('then')} → {self.version('now')}"

    def sheet(self, name: str) -> BulkSheet:
        """A new sheet on the paper of the report, both versions in its footer."""
        sheet = self.workbook.add_worksheet(self.layout.sheets[name], worksheet_class=BulkSheet)
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.hide_gridlines(2)
        left, middle = (in_footer(text, FOOTER_PART) for text in (bilingual("compare.title", " – "), self.versions))
        sheet.set_footer(f"&L&10 {left}&C&10 {middle}&R&10 &P / &N")
        return sheet

    def write_title(self, sheet: Worksheet, title: str, subtitle: str, columns: int) -> None:
        """The first two rows of a sheet; the subtitle may have two lines, as wide as the columns below."""
        sheet.write_string("A1", title, self.formats.title())
        look = self.formats(font_size=11, font_color=style().colour["quiet"], text_wrap=True, valign="vcenter")
        sheet.merge_range(1, 0, 1, columns - 1, subtitle, look)
        sheet.set_row(0, 24)
        sheet.set_row(1, 34 if "\n" in subtitle else 18)

    def write_list(self, name: str, sheet: BulkSheet, rows: Iterable[Mapping[str, Cell]], frozen: int = 0) -> None:
        """A filterable list with the columns of comparison.toml; each row gives values and looks by column key."""
        widths, header = self.layout.columns[name], TITLE_ROWS - 1
        titles = {key: self._list_title(key) for key in widths}
        for index, (key, width) in enumerate(widths.items()):
            sheet.set_column(index, index, width)
            sheet.write_string(header, index, titles[key], self.formats.head(font_size=_HEAD))
        sheet.set_row(header, header_height([(titles[key], width) for key, width in widths.items()], _HEAD) + 12)
        sheet.start_at(TITLE_ROWS)
        for row in rows:
            values = [row[key][0] for key in widths]
            shown = [_shown(value) for value in values]
            height = fitting_height(list(zip(shown, widths.values(), strict=True)))
            sheet.add_row(values, sheet.styles(row[key][1] for key in widths), height)
        self.counts[name] = sheet.next_row - TITLE_ROWS
        sheet.autofilter(header, 0, header + max(self.counts[name], 1), len(widths) - 1)
        sheet.freeze_panes(header + 1, frozen)
        sheet.repeat_rows(header)

    def _list_title(self, key: str) -> str:
        """The header of a column; it names its side or language."""
        stem, _, tail = key.rpartition("_")
        if tail in SIDES:
            return self.sided(f"compare.list.{stem}", tail)
        if tail in REPORT_LANGUAGES and stem:
            return labels(tail)(f"compare.list.{stem}")
        return bilingual(f"compare.list.{key}")

    def column(self, name: str, key: str) -> str:
        """The range of a column of a list, one row at least."""
        letters = xl_col_to_name(list(self.layout.columns[name]).index(key))
        last = TITLE_ROWS + max(self.counts[name], 1)
        return f"'{self.layout.sheets[name]}'!${letters}${TITLE_ROWS + 1}:${letters}${last}"

    def link(self, side: str, table: Table, row: PublishedRow) -> Formula:
        """A link to a data row of one of the two workbooks."""
        target = f"#'{regional_layout().data_sheet(table)}'!A{row.number}"
        path = f"'{self.layout.sheets['synthesis']}'!{PATH_CELLS[side]}"
        return Formula(f'HYPERLINK({path}&"{target}","{row.number}")', str(row.number))


def both_titles(row: PublishedRow) -> str:
    """The title of a record in both languages, one below the other."""
    titles = (row.text("title_fr"), row.text("title_nl"))
    return "\n".join(dict.fromkeys(shortened(title) for title in titles if title))


def shortened(title: str) -> str:
    """A title; of a very long one its beginning, since no row can be as high as it needs. Its own row has all of it."""
    return title if len(title) <= _LONG else f"{title[:_LONG].rstrip()} …"


def fitting_height(cells: Sequence[tuple[str, float]]) -> float:
    """The height in points of a row of titles and words, whose wrapping is worked out: they are few and short."""
    most = max(
        sum(len(wrap(line, max(1, int(width * _ROOM)))) or 1 for line in text.split("\n")) for text, width in cells
    )
    return min(TALLEST, max(15.0, most * LINE + 3))


def lines(texts: Sequence[str]) -> str:
    """Texts one below the other."""
    return "\n".join(texts)


def _shown(value: Value) -> str:
    return value.gives if isinstance(value, Formula) else str(value)
