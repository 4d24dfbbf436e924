"""What the sheets of the regional workbook share: the consolidation, formats, titles, footers and lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from minerva.excel.bulk import BulkSheet, Formula
from minerva.excel.formats import A3, A3_ROOM, FOOTER_PART, Formats, in_footer
from minerva.excel.heights import header_height, row_height
from minerva.excel.regional.pages import Pages
from minerva.excel.regional.trace import TITLE_ROWS, Trace
from minerva.layout.labels import bilingual, labels
from minerva.layout.regional import RegionalLayout, regional_layout
from minerva.layout.style import style
from minerva.model.consolidation import Consolidation
from minerva.model.record import Table
from minerva.model.register import Organisation

MARGINS = (0.5, 0.6)  # inches, at the top and at the foot

NUMBERS = ("part", "objectives", "indicators", "size")  # columns of lists
PRINT_SCALE = 79
"""Per cent: texts of 9 points are printed at 7.1; the widths of the tables and lists of regional.toml fit the page."""
LIST_TITLES = 90.0  # points of the rows above the header of a list, at most
LIST_SIZE = 9  # points of the headers of lists and data, which are printed smaller


@dataclass
class Book:
    """The workbook being written; `choosable` is where the card has how many records there are to choose."""

    workbook: xlsxwriter.Workbook
    consolidation: Consolidation
    data_rows: dict[Table, int] = field(default_factory=dict)
    choosable: str = ""
    chapter_rows: dict[tuple[str, Table], int] = field(default_factory=dict)
    """The row of the heading of each organisation and section in the parliamentary sheets, by id and table."""

    @cached_property
    def formats(self) -> Formats:
        """The formats of the house."""
        return Formats(self.workbook)

    @cached_property
    def layout(self) -> RegionalLayout:
        """Sheet names and widths."""
        return regional_layout()

    @cached_property
    def trace(self) -> Trace:
        """Where each record stands, and what concerns it."""
        return Trace(self.consolidation, self.layout)

    @property
    def year(self) -> int:
        """The year of the report."""
        return self.consolidation.register.settings.year

    @cached_property
    def version(self) -> str:
        """State and edition, as they stand in every footer."""
        state = "final" if self.consolidation.final else "provisional"
        edition = self.consolidation.register.settings.edition
        return f"{bilingual(f'regional.{state}', ' – ')} · {bilingual('regional.edition', ' – ', edition=edition)}"

    def sheet(self, name: str, footer_size: int = 10, *, named: bool = False) -> BulkSheet:
        """A new sheet with the footer and paper of the report; the size in points is before the page is scaled.

        `named` puts the name of the sheet before the number of the page.
        """
        sheet = self.workbook.add_worksheet(name, worksheet_class=BulkSheet)
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, *MARGINS)
        title = bilingual("report.title", " – ", year=self.year)
        sheet.set_footer(
            "".join(
                (
                    f"&L&{footer_size}{in_footer(title, FOOTER_PART)}",
                    f"&C&{footer_size}{in_footer(self.version, FOOTER_PART)}",
                    f"&R&{footer_size}{'&A · ' if named else ''}&P / &N",
                )
            )
        )
        return sheet

    def write_title(self, sheet: Worksheet, title: str, subtitle: str) -> None:
        """The first two rows of a sheet."""
        sheet.write_string("A1", title, self.formats.title())
        sheet.write_string("A2", subtitle, self.formats.subtitle())
        sheet.set_row(0, 24)

    def write_sorting(self, sheet: Worksheet) -> None:
        """In the third row of a list, that links from elsewhere lead to its rows as they stand."""
        look = self.formats(font_size=LIST_SIZE, font_color=self.quiet)
        sheet.write_string("A3", bilingual("trace.list", " – "), look)

    def write_way_back(self, sheet: Worksheet) -> None:
        """The link to the table of contents, in the third row of a sheet."""
        text = f"↑ {bilingual('toc.back', ' – ')}"
        sheet.write_url("A3", f"internal:'{self.layout.sheets['cover']}'!A1", self.formats.way(), text)

    def write_list(
        self, name: str, sheet: BulkSheet, rows: Iterable[Mapping[str, object]], without: Collection[str] = ()
    ) -> None:
        """A filterable list with the columns of regional.toml; `rows` give values by column key.

        A column `link` becomes a formula that opens the returned file named in the column `file`; a column `data` holds
        links of `Trace`. Columns at the end that would be empty in every row can be left out.
        """
        widths = {key: width for key, width in self.layout.columns[name].items() if key not in without}
        header = TITLE_ROWS - 1
        head = self.formats.head(font_size=LIST_SIZE)
        for index, (key, width) in enumerate(widths.items()):
            sheet.set_column(index, index, width)
            sheet.write_string(header, index, list_title(name, key), head)
        high = header_height([(list_title(name, key), width) for key, width in widths.items()], LIST_SIZE)
        sheet.set_row(header, high)
        # neither scale nor breaks are left to the program: LibreOffice counted a page too many and printed it blank
        scale = max(PRINT_SCALE, min(100, int(100 * A3_ROOM / sum(widths.values()))))
        pages = Pages(MARGINS, scale, high, LIST_TITLES)
        count = self._write_rows(name, sheet, list(widths), rows, pages)
        sheet.set_print_scale(scale)
        sheet.set_h_pagebreaks(pages.breaks)
        sheet.autofilter(header, 0, header + max(count, 1), len(widths) - 1)
        sheet.freeze_panes(header + 1, 0)
        sheet.repeat_rows(header)

    def _write_rows(
        self, name: str, sheet: BulkSheet, keys: Sequence[str], rows: Iterable[Mapping[str, object]], pages: Pages
    ) -> int:
        plain, link = self.formats.cell(), self.formats.link()
        widths, opens = self.layout.columns[name], bilingual("regional.open", " / ")
        number = self.formats.cell(align="right", indent=1, text_wrap=False)  # LibreOffice indents no wrapped number
        looks = dict.fromkeys(("link", "data"), link) | dict.fromkeys(NUMBERS, number)
        styles = sheet.styles(looks.get(key, plain) for key in keys)
        sheet.start_at(TITLE_ROWS)
        for row in rows:
            values = [row.get(key, "") for key in keys]
            height = row_height([(_shown(value), widths[key]) for key, value in zip(keys, values, strict=True)])
            if row.get("file") and "link" in keys:
                link = self._link(keys, sheet.next_row + 1, self.containers.get(row["file"], ""))
                values[keys.index("link")] = Formula(link, opens)
            pages.place(sheet.add_row(values, styles, height), [height])
        return sheet.next_row - TITLE_ROWS

    def _link(self, keys: Sequence[str], row: int, container: str) -> str:
        """A link from a row of a list to the returned file, at the cell where the row names one."""
        file, *place = (f"{xl_col_to_name(keys.index(key))}{row}" for key in ("file", "sheet", "cell") if key in keys)
        inside = ""
        if "cell" in keys:
            sheet, cell = place
            inside = f'IF({cell}="","","#\'"&{sheet}&"\'!"&{cell})'
        return self.link_to_return(file, inside, container)

    def link_to_return(self, file: str, inside: str, container: str = "") -> str:
        """A link to a returned file: `file` is the cell with its name, `inside` what gives the place in it; or to the
        archive or e-mail the file came in, whose name its own begins with.

        The folder is one cell of the sources sheet, so that the links can be set right in one place.
        """
        target = f"LEFT({file},{len(container)})" if container else file
        if inside and not container:
            target += f"&{inside}"
        base = f"'{self.layout.sheets['sources']}'!$B$3"
        return f'HYPERLINK({base}&"/"&{target},"{bilingual("regional.open", " / ")}")'

    @cached_property
    def containers(self) -> dict[str, str]:
        """The archive or e-mail each file came in, by the name of the file; without those of their own."""
        return {use.file.name: use.file.inside.name for use in self.consolidation.files if use.file.inside}

    def write_label(self, sheet: Worksheet, row: int, text: str, width: float, **look: object) -> None:
        """The label of a line of figures in column A, the row as high as it needs."""
        sheet.write_string(row, 0, text, self.formats.cell(valign="vcenter", **look))
        sheet.set_row(row, row_height([(text, width)]))

    def organisation_title(self, organisation: Organisation) -> str:
        """The bilingual name."""
        french, dutch = organisation.name_fr, organisation.name_nl
        return french if french == dutch else f"{french} – {dutch}"

    def words(self, key: str, name: str, **params: object) -> dict[str, str]:
        """A label in French and Dutch as two columns: {name}_fr, {name}_nl; '' for an empty key."""
        if not key:
            return {f"{name}_fr": "", f"{name}_nl": ""}
        return {f"{name}_{language}": labels(language)(key, **params) for language in ("fr", "nl")}

    @property
    def quiet(self) -> str:
        """The colour of what stands back."""
        return style().colour["quiet"]

    @property
    def ink(self) -> str:
        """The colour of headings."""
        return style().colour["head_fill"]


def list_title(name: str, key: str) -> str:
    """The header of a list column; `_fr` and `_nl` columns say their language."""
    stem, _, language = key.rpartition("_")
    if language in ("fr", "nl") and stem:
        return f"{bilingual(f'list.{name}.{stem}')}\n({language.upper()})"
    return bilingual(f"list.{name}.{key}")


def _shown(value: object) -> str:
    """What a cell shows: of a formula, the text it gives."""
    return value.gives if isinstance(value, Formula) else str(value)
