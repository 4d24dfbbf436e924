"""Every filled cell of a return, counted once: it gave a value, or it is set aside with a reason (SPEC, first law).

What the template itself put there - titles, help, lists, formulas - is not counted; whatever a person typed over it is.
"""

from __future__ import annotations

import re
from functools import cache

from minerva.excel.content.cells import Cell, Sheet
from minerva.excel.content.package import Package
from minerva.excel.findings_list import FINDING_COLUMNS, is_counts_line, is_heading
from minerva.excel.returns.cover_reader import cover_sheet
from minerva.excel.returns.table_cells import TableCells
from minerva.layout.labels import bilingual
from minerva.layout.returns import ReturnLayout, choices, return_layout
from minerva.layout.style import status_word
from minerva.model.record import LANGUAGES, Source, Table
from minerva.model.status import Status
from minerva.model.submission import Aside, SetAside, Submission
from minerva.parse.figure import NO_WORDS, YES_WORDS
from minerva.parse.language import language_tag
from minerva.parse.text import fold_words

_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")
_JUSTIFICATION = len(FINDING_COLUMNS)
_METADATA = ("template_version", "organisation", "year", "plan_digest")


class Account:
    """Closes the books of a return after its tables and its cover were read."""

    def __init__(self, submission: Submission, package: Package, layout: ReturnLayout, tables: list[TableCells]):
        self.submission = submission
        self.package = package
        self.layout = layout
        self.tables = tables
        used = {field.source for record in submission.records for field in record.all_fields}
        used |= {field.source for field in submission.cover.values()}
        cover = cover_sheet(package, layout)
        self.cover = cover.name if cover is not None else ""
        # Two tables may read the same rows: what one took is not set aside by the other, and nothing twice.
        once = {aside.source: aside for aside in reversed(submission.set_aside) if aside.source not in used}
        submission.set_aside = list(reversed(once.values()))
        self.settled = used | once.keys()

    def close(self) -> None:
        """Set aside what is left over, and count."""
        by_sheet: dict[str, list[TableCells]] = {}
        for cells in self.tables:
            by_sheet.setdefault(cells.grid.sheet.name, []).append(cells)
            for aside in cells.contradicting:
                self._settle(aside)
        for sheet in self.package.sheets:
            self._close_sheet(sheet, by_sheet.get(sheet.name, []))
        order = {sheet.name: place for place, sheet in enumerate(self.package.sheets)}
        self.submission.set_aside.sort(key=lambda aside: (order.get(aside.source.sheet, -1), aside.source))
        self.submission.filled = len(self.settled)

    def _close_sheet(self, sheet: Sheet, tables: list[TableCells]) -> None:
        name = sheet.name.lower()
        if tables:
            self._close_table(sheet, tables)
        elif sheet.name == self.cover:
            return
        elif name == self.layout.findings_sheet.lower():
            self._rest(sheet, sheet.cells.keys() - typed_in_findings(sheet, self.submission), Aside.OTHER_SHEET)
        elif name == self.layout.lists_sheet.lower():
            own = {place for place, cell in sheet.cells.items() if cell.text in _list_words()}
            self._rest(sheet, own, Aside.OTHER_SHEET)
        elif name == self.layout.metadata_sheet.lower():
            self._rest(sheet, _own_metadata(sheet), Aside.OTHER_SHEET)
        else:
            is_ours = any(name == table.value.lower() for table in Table)
            own = {place for place, cell in sheet.cells.items() if is_ours and self._is_printed(cell.text, place[1])}
            self._rest(sheet, own, Aside.OUTSIDE_TABLE if is_ours else Aside.OTHER_SHEET)

    def _rest(self, sheet: Sheet, own: set[tuple[int, int]], reason: Aside) -> None:
        for place, cell in sheet.cells.items():
            if cell.text and place not in own and not (cell.formula and reason is Aside.OUTSIDE_TABLE):
                self._settle(SetAside(Source(sheet.name, *place), cell.text, reason))

    def _close_table(self, sheet: Sheet, tables: list[TableCells]) -> None:
        """What was typed below the headers, then what stands above and between the tables."""
        for cells in tables:
            for row, typed in cells.typed.items():
                for column, cell in typed.items():
                    source = Source(sheet.name, row, column)
                    if source not in self.settled:
                        self._settle(SetAside(source, cell.text, *_reason(column, cells)))
        last = max(cells.grid.header_row for cells in tables)
        for place, cell in sheet.cells.items():
            if place[0] <= last and not cell.formula:
                self._close_head(place, cell, sheet, tables)

    def _close_head(self, place: tuple[int, int], cell: Cell, sheet: Sheet, tables: list[TableCells]) -> None:
        """A cell above a table, or in its header."""
        row, column = place
        under = [cells for cells in tables if row <= cells.grid.header_row]
        cells = min(under, key=lambda cells: cells.grid.top)
        if fold_words(cell.text) in cells.grid.guidance:
            self._settle(SetAside(Source(sheet.name, *place), cell.text, Aside.GUIDANCE))
        elif row < cells.grid.top:
            if not any(row in other.typed for other in tables) and not self._is_title(cell.text, column):
                self._settle(SetAside(Source(sheet.name, *place), cell.text, Aside.ABOVE_TABLE))
        elif not _has_title(place, tables):
            self._settle(SetAside(Source(sheet.name, *place), cell.text, Aside.OUTSIDE_TABLE))

    def _is_printed(self, text: str, column: int) -> bool:
        """The title lines and the language tags of the template, in a sheet whose header is gone."""
        is_tag = bool(self.submission.template_version) and column == 1 and bool(language_tag(text))
        return is_tag or self._is_title(text, column)

    def _is_title(self, text: str, column: int) -> bool:
        """The title lines of the template: title, organisation and year, hint."""
        if not self.submission.template_version or column != 1:
            return False
        return text in _table_titles() or text.endswith((f" · {self.submission.year}", _link_text()))

    def _settle(self, aside: SetAside) -> None:
        if aside.source not in self.settled:
            self.settled.add(aside.source)
            self.submission.set_aside.append(aside)


def _reason(column: int, cells: TableCells) -> tuple[Aside, str]:
    """Why a typed cell that gave no value is not in the data, and the column it stands in."""
    key = cells.grid.columns.get(column, "")
    if key == "language":
        return Aside.LANGUAGE_TAG, key
    if key == "status" or column in cells.helpers:
        return Aside.COMPUTED_COLUMN, key
    return Aside.OUTSIDE_TABLE, key


def _has_title(place: tuple[int, int], tables: list[TableCells]) -> bool:
    """Whether a cell of a header is the title of a column, in any of the tables that share the header."""
    over = [cells for cells in tables if cells.grid.top <= place[0] <= cells.grid.header_row]
    return any(place[1] in {*cells.grid.columns, *cells.grid.remarks, *cells.helpers} for cells in over)


@cache
def _table_titles() -> frozenset[str]:
    titles = {bilingual(f"table.{table.value}", " – ") for table in Table}
    return frozenset({*titles, bilingual("template.hint", " · "), bilingual("template.nothing_to_do", " · ")})


@cache
def _link_text() -> str:
    """What the link to the first cell to complete says behind its number."""
    return bilingual("template.to_do", " · ")


def typed_in_findings(sheet: Sheet, submission: Submission) -> set[tuple[int, int]]:
    """The cells people filled in the findings sheet: all but its head and the rows *Check* wrote, which have a code in
    the second column. A justification there is ours only where it repeats one of the tables: people answer there too.
    """
    header_row = return_layout().findings_header_row
    ours = {row for (row, column), cell in sheet.cells.items() if column == 2 and _CODE.fullmatch(cell.text)}
    given = {record.text("justification") for record in submission.records} - {""}
    head = _findings_head()
    return {
        (row, column)
        for (row, column), cell in sheet.cells.items()
        if not (
            (row in ours and (column < _JUSTIFICATION or (column == _JUSTIFICATION and _repeats(cell.text, given))))
            or cell.text in head
            or (column == 1 and row < header_row and (is_heading(cell.text) or is_counts_line(cell.text)))
        )
    }


def _repeats(text: str, given: set[str]) -> bool:
    """Whether a text is one of those given, which the list may have shortened."""
    begin = text.split("\n")[0]
    return text in given or (begin.endswith("…") and any(one.startswith(begin[:-1]) for one in given))


@cache
def _findings_head() -> frozenset[str]:
    texts = {bilingual(f"findings.{key}") for key, _ in FINDING_COLUMNS}
    return frozenset({*texts, bilingual("findings.title", " – "), bilingual("findings.hint", " · ")})


def _own_metadata(sheet: Sheet) -> set[tuple[int, int]]:
    rows = {row for (row, column), cell in sheet.cells.items() if column == 1 and cell.text in _METADATA}
    return {(row, column) for row in rows for column in (1, 2)}


@cache
def _list_words() -> frozenset[str]:
    """Whatever stands in the hidden lists of the template."""
    kinds = ("unit", "direction", "declared", "completeness")
    words = {word for kind in kinds for word in choices(kind).values()} | {f"{kind}_choices" for kind in kinds}
    words |= {status_word(status, language) for status in Status for language in LANGUAGES}
    words |= {f"status_words_{language}" for language in LANGUAGES} | {"yes_words", "no_words"}
    return frozenset(words | {*YES_WORDS, *NO_WORDS})
