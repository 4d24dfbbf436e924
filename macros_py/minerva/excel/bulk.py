"""A worksheet that takes whole rows at a time: XlsxWriter's, with the many thousand rows of a region written faster.

XlsxWriter writes everything else of the sheet (widths, panes, tables, validations, page setup); its own cell-by-cell
path costs about four times as much for the bulk. Texts are always strings, never formulas or links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from minerva.excel.content.cells import LONGEST_TEXT


class Formula(NamedTuple):
    """A formula of ours with the text it gives."""

    text: str
    gives: str


Value = str | int | Decimal | Formula | None

ROWS_IN_MEMORY = 500
MOST_LINKS = 65_530
"""Links a sheet can hold in Excel; formulas that lead somewhere are not counted among them."""

_LETTERS = [xl_col_to_name(column) for column in range(256)]


class PlainSheet(Worksheet):
    """A worksheet whose formulas use nothing newer than 2010: XlsxWriter's search for newer functions is left out.

    That search is nine tenths of the time of writing a template with its thousands of formulas.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class EntrySheet(PlainSheet):
    """A sheet people type in: row heights are stored as fitted, not as fixed, so that a row grows with its text."""

    def _xml_start_tag(self, tag: str, attributes: Sequence[tuple] = ()) -> None:
        kept = [pair for pair in attributes if pair[0] != "customHeight"] if tag == "row" else attributes
        super()._xml_start_tag(tag, kept)


class BulkSheet(PlainSheet):
    """Rows added with `add_row` go below whatever the ordinary methods wrote, in the order they are added."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[str] = []
        self._written: IO[bytes] | None = None
        self._first_row = self._next_row = 0
        self._links: list[tuple[str, str]] = []
        self._merges: list[str] = []
        self._merge_count = 0

    @property
    def next_row(self) -> int:
        """The number, from 0, of the next row that `add_row` writes."""
        return self._next_row

    def start_at(self, row: int) -> None:
        """The first bulk row, from 0; ordinary rows stand above it."""
        self._first_row = self._next_row = row

    def add_row(
        self, values: Sequence[Value], styles: Sequence[str], height: float | None = None, column: int = 0
    ) -> int:
        """Write one row of values from `column` on, with a style each (see `styles`); returns its number, from 0.

        Raises ValueError for a text longer than a cell holds: the reader refuses these first.
        """
        row = self._next_row
        self._check_dimensions(row, column)
        self._check_dimensions(row, column + len(values) - 1)
        number = row + 1
        size = f' ht="{height:g}" customHeight="1"' if height else ""
        letters_of_row = _LETTERS[column : column + len(values)]
        addressed = zip(letters_of_row, styles, map(self._content, values), strict=True)
        cells = [f'<c r="{letters}{number}{style}{content}' for letters, style, content in addressed]
        self._waiting.append(f'<row r="{number}"{size}>{"".join(cells)}</row>')
        self._next_row += 1
        if len(self._waiting) == ROWS_IN_MEMORY:
            self._set_down()
        return row

    def _set_down(self) -> None:
        """Put the rows made so far into a file beside the output: a region of years does not fit into memory."""
        if self._written is None:
            self._written = TemporaryFile(dir=self.tmpdir)  # noqa: SIM115 - until close
        self._written.write("".join(self._waiting).encode())
        self._waiting.clear()

    @staticmethod
    def styles(looks: Iterable[Format]) -> list[str]:
        """Formats as `add_row` takes them: made once for many rows."""
        return [f'" s="{look._get_xf_index()}"' for look in looks]

    def _content(self, value: Value) -> str:
        """The XML of a cell behind its address and style."""
        if value is None or value == "":
            return "/>"
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                raise ValueError(f"{value[:40]}…: {len(value)} > {LONGEST_TEXT}")
            return f' t="s"><v>{self.str_table._get_shared_string_index(value)}</v></c>'
        if isinstance(value, Formula):
            body, gives = escape(value.text.removeprefix("="), quote=False), escape(value.gives, quote=False)
            return f' t="str"><f>{body}</f><v>{gives}</v></c>'
        return f"><v>{value}</v></c>"

    def add_merges(self, areas: Iterable[tuple[int, int, int, int]]) -> None:
        """Merge areas (first row, first column, last row, last column, from 0) of rows already added."""
        refs = [f"{_LETTERS[left]}{top + 1}:{_LETTERS[right]}{bottom + 1}" for top, left, bottom, right in areas]
        self._merge_count += len(refs)
        self._merges.append("".join([f'<mergeCell ref="{ref}"/>' for ref in refs]))

    def _write_merge_cells(self) -> None:
        if not self._merge_count:
            super()._write_merge_cells()
            return
        self._xml_start_tag("mergeCells", [("count", len(self.merge) + self._merge_count)])
        for area in self.merge:
            self._write_merge_cell(area)
        self.fh.writelines(self._merges)
        self._xml_end_tag("mergeCells")

    def add_long_table(self, last_row: int, last_column: int, options: dict[str, object]) -> None:
        """An Excel table from A1 to a row far down: XlsxWriter's own notes every one of its cells, to no use here."""
        super().add_table(0, 0, 1, last_column, options)
        area = f"A1:{_LETTERS[last_column]}{last_row + 1}"
        self.tables[-1] |= dict.fromkeys(("range", "a_range", "autofilter"), area)

    def add_link(self, row: int, column: int, place: str) -> bool:
        """A link from a filled cell, counted from 0, to a place of the workbook; its value stays what it is.

        False, and no link, where the sheet has as many as Excel takes.
        """
        if len(self._links) + sum(map(len, self.hyperlinks.values())) >= MOST_LINKS:
            return False
        self._links.append((f"{_LETTERS[column]}{row + 1}", place))
        return True

    def _write_hyperlinks(self) -> None:
        if not self._links:
            super()._write_hyperlinks()
            return
        self._xml_start_tag("hyperlinks")
        for row in sorted(self.hyperlinks):
            for column, url in sorted(self.hyperlinks[row].items()):
                self._write_hyperlink_internal(row, column, url)
        escaped = self._escape_attributes
        self.fh.writelines(f'<hyperlink ref="{cell}" location="{escaped(place)}"/>' for cell, place in self._links)
        self._xml_end_tag("hyperlinks")

    def _write_rows(self) -> None:
        has_bulk, last = self._next_row > self._first_row, self.dim_rowmax
        if has_bulk and self._first_row > 0:
            self.dim_rowmax = self._first_row - 1
        if not has_bulk or self._first_row > self.dim_rowmin:
            super()._write_rows()
        self.dim_rowmax = last
        if self._written is not None:
            self._written.seek(0)
            self.fh.flush()
            copyfileobj(self._written, self.fh.buffer)
            self._written.close()
        self.fh.writelines(self._waiting)
