"""Whether a reader sees what is stored: on the sheets that are proven, nothing hides a value or stands in its place.

Hashes and the workbook made again find every change. This finds those that deceive the eye without them: where the
workbook was not made again, or was saved by another program, in which every look is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from xml.etree import ElementTree

from minerva.excel.witness.looks import Looks
from minerva.excel.witness.written import (
    MALFORMED,
    TRUE,
    NotAWorkbook,
    WrittenBook,
    WrittenSheet,
    name_of,
    position,
    related,
)
from minerva.layout.regional import TRACE, data_columns, regional_layout
from minerva.layout.returns import return_layout
from minerva.model.record import Table, column_letters
from minerva.model.verification import Difference, Kind, Proof

LISTS = ("reports", "findings", "journal", "sources")
PARTS = (1, 2, 3)
NARROWEST = 0.5
PLAIN_RELATIONS = ("table", "printerSettings", "hyperlink", "drawing")
ACTIVE = ("externalLink", "vbaProject", "oleObject", "control", "connections", "queryTable")
COVERING = ("conditionalFormatting", "dataValidation", "sparklineGroup", "slicer")
_LINK = re.compile(r'HYPERLINK\((.*),"((?:[^"]|"")*)"\)', re.DOTALL)
_LITERAL = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'")
_RUNS = re.compile(rb"<(?:[\w.-]+:)?(?:rPr|rPh|phoneticPr)[\s/>]")


def hidden(output: str, book: WrittenBook) -> Iterator[Difference]:
    """What a reader of the workbook does not see, or sees in place of what is stored.

    Raises NotAWorkbook where looks, widths, areas or relations are not as the format has them.
    """
    try:
        for sheet, cell, found in _Book(book).all():
            yield Difference(Kind.HIDDEN, Proof.WITNESS, output, sheet, cell, found)
    except MALFORMED as error:
        raise NotAWorkbook(str(error)) from error


Told = tuple[str, str, str]
"""A sheet, a cell or part of it, and what is there: a label that begins with @, or a text of the file."""


class _Book:
    def __init__(self, book: WrittenBook):
        self.book = book
        self.main = next(target for kind, target in related(book.parts, "").values() if kind == "officeDocument")
        self.targets = list(related(book.parts, self.main).values())
        self.workbook = ElementTree.fromstring(book.parts[self.main])  # noqa: S314 - read before, without entities
        self.names = list(book.sheets)

    def all(self) -> Iterator[Told]:
        yield from self._states()
        yield from self._names()
        yield from self._relations()
        yield from self._texts()
        for sheet in self.book.sheets.values():
            yield from _under_others(sheet)
            if sheet.name in self.proven:
                yield from self._sheet(sheet)

    @cached_property
    def proven(self) -> dict[str, int]:
        """The sheets that are proven, with the number of their columns."""
        layout, tables = regional_layout(), return_layout().tables
        parliament = {layout.parliament_sheet(p, table): len(tables[table].columns) for p in PARTS for table in Table}
        return parliament | self.lists | {layout.data_sheet(table): len(data_columns(table)) for table in Table}

    @cached_property
    def lists(self) -> dict[str, int]:
        """The lists, in any column of which a link of ours may stand."""
        layout = regional_layout()
        return {layout.sheets[key]: len(layout.columns[key]) for key in LISTS}

    @cached_property
    def looks(self) -> Looks:
        """The looks of the cells."""
        parts = {
            kind: self.book.parts.get(target, b"") for kind, target in related(self.book.parts, self.main).values()
        }
        read = (ElementTree.fromstring(parts[kind]) if parts.get(kind) else None for kind in ("styles", "theme"))  # noqa: S314
        return Looks(*read)

    def _states(self) -> Iterator[Told]:
        """Sheets nobody sees or that are none of ours, and dates that count from another year."""
        layout = regional_layout()
        ours = {*self.proven, *layout.sheets.values()}
        for name in self.names:
            if name not in ours and not name.startswith(layout.sheets["annex"]):
                yield name, "", "@verify.hidden.added"
        for element in self.workbook.iter():
            if name_of(element.tag) == "sheet" and element.get("state", "visible") != "visible":
                yield element.get("name", ""), "", "@verify.hidden.sheet"
            elif name_of(element.tag) == "workbookPr" and element.get("date1904") in TRUE:
                yield "", self.main, "date1904"

    def _names(self) -> Iterator[Told]:
        """Areas that are printed alone: we print these sheets whole."""
        for element in self.workbook.iter():
            if name_of(element.tag) == "definedName" and element.get("name") == "_xlnm.Print_Area":
                number = int(element.get("localSheetId", -1))
                sheet = self.names[number] if 0 <= number < len(self.names) else ""
                if sheet in self.proven:
                    yield sheet, "", f"{element.get('name')} {element.text}"

    def _relations(self) -> Iterator[Told]:
        """What leads out of the workbook, or runs in it."""
        for part in self.book.parts:
            if not part.endswith(".rels"):
                continue
            for element in ElementTree.fromstring(self.book.parts[part]):  # noqa: S314
                target, kind = element.get("Target", ""), element.get("Type", "").rpartition("/")[2]
                leads_out = element.get("TargetMode") == "External" and not target.startswith("#")
                if leads_out or kind in ACTIVE:
                    yield "", part, target

    def _sheet(self, sheet: WrittenSheet) -> Iterator[Told]:
        yield from _lines(sheet)
        yield from _cover(sheet)
        yield from self._drawn(sheet)
        yield from self._cells(sheet)

    def _drawn(self, sheet: WrittenSheet) -> Iterator[Told]:
        """Pictures, boxes and notes; a drawing without anything in it is one that LibreOffice adds."""
        folder, _, file = sheet.part.rpartition("/")
        if f"{folder}/_rels/{file}.rels" not in self.book.parts:
            return
        for kind, target in related(self.book.parts, sheet.part).values():
            is_empty = kind == "drawing" and len(ElementTree.fromstring(self.book.parts[target])) == 0  # noqa: S314
            if kind not in PLAIN_RELATIONS or (kind == "drawing" and not is_empty):
                yield sheet.name, "", target

    def _texts(self) -> Iterator[Told]:
        """Texts in pieces, each with a look of its own: we write none."""
        shared = [target for kind, target in self.targets if kind == "sharedStrings"]
        sheets = [sheet.part for sheet in self.book.sheets.values() if sheet.name in self.proven]
        for part in (*shared, *sheets):
            if b"rP" in self.book.parts[part] and _RUNS.search(self.book.parts[part]):
                yield "", part, "rPr"

    def _cells(self, sheet: WrittenSheet) -> Iterator[Told]:
        """Cells whose look or formula shows something else than their value."""
        table = next((table for table in Table if regional_layout().data_sheet(table) == sheet.name), None)
        keys = data_columns(table) if table is not None else ()
        linked = {column for column, key in enumerate(keys, 1) if key in TRACE}
        last = self.proven[sheet.name]
        for (row, column), cell in sheet.cells.items():
            why = "added" if column > last else self.looks.of(cell.look)
            if why:
                yield sheet.name, f"{column_letters(column)}{row}", f"@verify.hidden.{why}"
            may_link = column in linked or sheet.name in self.lists
            if cell.formula and not (may_link and _is_link(cell.formula, cell.value)):
                yield sheet.name, f"{column_letters(column)}{row}", f"={cell.formula}"[:200]


def _is_link(formula: str, value: str) -> bool:
    """Whether a formula is one link and nothing else, which shows the stored value."""
    found = _LINK.fullmatch(formula)
    if found is None or found[2].replace('""', '"') != value:
        return False
    depth = 0
    for sign in _LITERAL.sub("", found[1]):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def _elements(sheet: WrittenSheet, name: str) -> Iterator[ElementTree.Element]:
    """The elements of a name beside the rows, at any depth."""
    return (one for around in sheet.around for one in around.iter() if name_of(one.tag) == name)


def _lines(sheet: WrittenSheet) -> Iterator[Told]:
    """Rows and columns nobody sees, with something in them."""
    for row in sorted(sheet.hidden_rows & sheet.rows.keys()):
        yield sheet.name, f"{row}:{row}", "@verify.hidden.row"
    filled = {column for columns in sheet.rows.values() for column in columns}
    for one in _elements(sheet, "col"):
        first, last = int(one.get("min", 1)), int(one.get("max", 1))
        is_narrow = float(one.get("width", 9)) < NARROWEST
        if (one.get("hidden") in TRUE or is_narrow) and any(first <= column <= last for column in filled):
            yield sheet.name, f"{column_letters(first)}:{column_letters(last)}", "@verify.hidden.column"
    for one in _elements(sheet, "sheetFormatPr"):
        if one.get("zeroHeight") in TRUE or float(one.get("defaultColWidth", 9)) < NARROWEST:
            yield sheet.name, "", "@verify.hidden.row"
    for one in _elements(sheet, "sheetView"):
        if one.get("showFormulas") in TRUE or one.get("showZeros") in ("0", "false"):
            yield sheet.name, "", "@verify.hidden.view"


def _cover(sheet: WrittenSheet) -> Iterator[Told]:
    """Formats by condition and messages, which we do not write on these sheets: they show what is not stored."""
    for around in sheet.around:
        for one in around.iter():
            name = one.tag.rpartition("}")[2]
            if name in COVERING or name == "customSheetView":
                yield sheet.name, one.get("sqref", "").split(" ")[0], name


def _under_others(sheet: WrittenSheet) -> Iterator[Told]:
    """Filled cells under a merged one that shows something else: of those that are merged, the first alone is seen."""
    for one in _elements(sheet, "mergeCell"):
        first, _, last = one.get("ref", "").partition(":")
        (top, left), (bottom, right) = position(first), position(last or first)
        for row in range(top, min(bottom, max(sheet.rows, default=0)) + 1):
            for column in sheet.rows.get(row, ()):
                is_under = left <= column <= right and (row, column) != (top, left)
                if is_under and sheet.text(row, column) != sheet.text(top, left):
                    yield sheet.name, f"{column_letters(column)}{row}", "@verify.hidden.merge"
