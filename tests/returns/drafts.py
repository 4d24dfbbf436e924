"""A return in memory: cells that know which value of which record they hold, however they are moved about.

`Draft` is what mutations edit and what is written as a workbook, by hand and fast. It starts as a good return of the
product's own template, loaded with openpyxl. A cell a person typed carries the `Origin` of its value, or none where
it is no value of a record (a remark, a title row). What the template put there is marked as its own.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from typing import NamedTuple

from minerva.layout.returns import TableLayout, return_layout
from minerva.model.record import Table, column_letters

OO, KPI = Table.OBJECTIVES.value, Table.INDICATORS.value
TABLES = (OO, KPI)
FIGURES = ("red", "green", "result", "weight")
Place = tuple[int, int]


class Error(str):
    """An error such as #REF! as the content of a cell."""


class Origin(NamedTuple):
    """Which value a cell holds: a column of a record, in its French or Dutch line (`fr` for what both share).

    A header cell has the record '' and the line `header`; a language tag has the key `language`.
    """

    table: str
    uid: str
    key: str
    line: str = "fr"

    @property
    def field(self) -> str:
        """The key of the value in a record as read: `title_nl`, `red`."""
        return self.key if layout_of(self.table).column(self.key).shared else f"{self.key}_{self.line}"


@dataclass(slots=True)
class Cell:
    """The content of a cell. `role`: typed by a person, the template's own, an echo, the status, another formula."""

    value: object
    origin: Origin | None = None
    role: str = "typed"
    look: str = ""
    formula: str = ""

    @property
    def filled(self) -> bool:
        """Whether a person sees something in it."""
        return self.value is not None and (not isinstance(self.value, str) or bool(self.value.strip()))


@dataclass(slots=True)
class Page:
    """A sheet. `table` is the table it holds, '' for none."""

    name: str
    table: str = ""
    state: str = "visible"
    cells: dict[Place, Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False

    def remap(self, row: Callable[[int], int], column: Callable[[int], int] = int) -> None:
        """Move every cell; 0 as its new row or column deletes it."""
        self.cells = dict(self._moved(self.cells, row, column))
        self.notes = dict(self._moved(self.notes, row, column))
        self.hidden_rows = {row(r) for r in self.hidden_rows if row(r)}
        self.hidden_columns = {column(c) for c in self.hidden_columns if column(c)}
        corners = [(row(a), column(b), row(c), column(d)) for a, b, c, d in self.merges]
        self.merges = [m for m in corners if all(m) and m[0] <= m[2] and m[1] <= m[3]]

    @staticmethod
    def _moved(items: dict, row: Callable, column: Callable) -> Iterable:
        for (r, c), item in items.items():
            if row(r) and column(c):
                yield (row(r), column(c)), item

    def insert_rows(self, at: int, count: int = 1) -> None:
        """Empty rows before a row."""
        self.remap(lambda row: row + count if row >= at else row)

    def delete_rows(self, rows: Iterable[int]) -> None:
        """Rows go, those below move up."""
        gone = sorted(set(rows))
        self.remap(lambda row: 0 if row in gone else row - sum(other < row for other in gone))

    def insert_column(self, at: int) -> None:
        """An empty column before a column."""
        self.remap(int, lambda column: column + 1 if column >= at else column)

    def delete_column(self, at: int) -> None:
        """A column goes, those at its right move left."""
        self.remap(int, lambda column: 0 if column == at else column - (column > at))

    def move_column(self, column: int, to: int) -> None:
        """Cut a column and insert it where it then stands at `to`."""
        order = [c for c in range(1, max(c for _, c in self.cells) + 1) if c != column]
        order.insert(to - 1, column)
        new = {old: place for place, old in enumerate(order, 1)}
        self.remap(int, lambda old: new.get(old, old))

    def reorder_rows(self, order: list[int]) -> None:
        """The rows of `order`, sorted, take the content of `order` as it stands."""
        new = dict(zip(order, sorted(order), strict=True))
        self.remap(lambda row: new.get(row, row))

    def type(self, row: int, column: int, value: object, **more: object) -> None:
        """Type something that is no value of a record."""
        self.cells[row, column] = Cell(value, **more)

    @property
    def last_row(self) -> int:
        """The last row with anything in it."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """The last column with anything in it."""
        return max((column for _, column in self.cells), default=0)

    def header_rows(self) -> list[int]:
        """The rows of the header, in order."""
        return sorted({row for (row, _), cell in self.cells.items() if cell.origin and cell.origin.line == "header"})

    def headers(self) -> dict[str, Place]:
        """Column key -> its (last) header cell."""
        found = sorted((place, cell.origin.key) for place, cell in self.cells.items() if _is_header(cell))
        return {key: place for place, key in found}

    def values(self, uid: str = "") -> dict[Origin, Place]:
        """Where the typed values of the records, or of one, stand."""
        return {
            cell.origin: place
            for place, cell in self.cells.items()
            if cell.role == "typed" and cell.origin and cell.origin.uid and (not uid or cell.origin.uid == uid)
        }

    def rows(self) -> dict[str, list[int]]:
        """Record -> its physical rows, in order, from top to bottom."""
        found: dict[str, set[int]] = {}
        for (row, _), cell in self.cells.items():
            if cell.origin and cell.origin.uid and cell.role in ("typed", "echo", "tag"):
                found.setdefault(cell.origin.uid, set()).add(row)
        used = {origin.uid for origin in self.values()}
        return {uid: sorted(rows) for uid, rows in sorted(found.items(), key=lambda one: min(one[1])) if uid in used}


def _is_header(cell: Cell) -> bool:
    return cell.origin is not None and cell.origin.line == "header" and cell.filled


class Expected(NamedTuple):
    """What a value must be read as: one of the texts; for figures the kind and the number."""

    texts: tuple[str, ...]
    kind: str = ""
    number: Decimal | None = None


@dataclass
class Draft:
    """A return with its truth: what each value of each record is.

    `lent` are values told by another record's cell. `must_find` is what a finding must name: a cell, a note by its
    text, or a record by table and name.
    """

    name: str
    pages: list[Page]
    truth: dict[tuple[str, str], dict[str, Expected]]
    lent: dict[tuple[str, str, str], Origin] = field(default_factory=dict)
    must_find: list[Cell | str | tuple[str, str]] = field(default_factory=list)
    date1904: bool = False
    macros: bool = False
    may_refuse: bool = False

    def copy(self) -> Draft:
        """A copy to edit."""
        pages = []
        for page in self.pages:
            cells = {place: copy.copy(cell) for place, cell in page.cells.items()}
            pages.append(
                Page(
                    page.name, page.table, page.state, cells, list(page.merges), dict(page.notes), set(page.hidden_rows)
                )
            )
        truth = {record: dict(values) for record, values in self.truth.items()}
        return Draft(self.name, pages, truth)

    def page(self, name: str) -> Page | None:
        """The page of a table, or the page with a name."""
        return next((page for page in self.pages if name in (page.table, page.name)), None)

    def expect(self, origin: Origin, *texts: str, kind: str = "", number: Decimal | int | str | None = None) -> None:
        """The truth of a value is now another one."""
        number = None if number is None else Decimal(number)
        self.truth[origin.table, origin.uid][origin.field] = Expected(texts, kind, number)

    def present(self, table: str, uid: str) -> dict[str, Expected]:
        """The values of a record that still stand somewhere in the table."""
        page, truth = self.page(table), self.truth.get((table, uid), {})
        if page is None:
            return {}
        values = page.values()
        kept = {origin.field: origin for origin in values if origin.uid == uid}
        mine = {key: lender for (t, u, key), lender in self.lent.items() if (t, u) == (table, uid)}
        kept |= {key: lender for key, lender in mine.items() if lender in values and key not in kept}
        return {key: self._told_by(origin, key, truth) for key, origin in kept.items() if key in truth}

    def _told_by(self, origin: Origin, key: str, truth: dict[str, Expected]) -> Expected:
        """A lent value is what the lender's is, but for cells that hold the references or titles of two."""
        composed = key in ("ref", "title_fr", "title_nl")
        return truth[key] if composed else self.truth[origin.table, origin.uid][key]

    def write(self) -> bytes:
        """The workbook."""
        return _Writer(self).package()


@cache
def layout_of(table: str) -> TableLayout:
    return return_layout().tables[Table(table)]


_LOOKS = {"": 0, "percent": 1, "date": 2, "struck": 3}
_STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><strike/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    + "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0"/>'
        for number, font in ((0, 0), (9, 0), (14, 0), (0, 1))
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class _Writer:
    """Writes a draft as Excel would: shared strings, formulas with stored values, comments, a macro part."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self.strings: dict[str, int] = {}

    def package(self) -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, part in self._parts().items():
                package.writestr(name, part)
        return content.getvalue()

    def _parts(self) -> dict[str, str | bytes]:
        pages = self.draft.pages
        parts: dict[str, str | bytes] = {}
        for number, page in enumerate(pages, 1):
            parts[f"xl/worksheets/sheet{number}.xml"] = self._sheet(page)
            if page.notes:
                parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(
                    {"rId1": (f"{_OFFICE}/comments", f"../comments{number}.xml")}
                )
                parts[f"xl/comments{number}.xml"] = _comments(page)
        sheets = "".join(
            f'<sheet name="{escape(page.name)}" sheetId="{n}" state="{page.state}" r:id="rId{n}"/>'
            for n, page in enumerate(pages, 1)
        )
        calendar = '<workbookPr date1904="1"/>' if self.draft.date1904 else "<workbookPr/>"
        parts["xl/workbook.xml"] = (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{calendar}<sheets>{sheets}</sheets></workbook>'
        )
        relations = {f"rId{n}": (f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(pages) + 1)}
        relations["rIdS"] = (f"{_OFFICE}/styles", "styles.xml")
        relations["rIdT"] = (f"{_OFFICE}/sharedStrings", "sharedStrings.xml")
        if self.draft.macros:
            relations["rIdV"] = ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin")
            parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
        parts["xl/_rels/workbook.xml.rels"] = _relations(relations)
        parts["xl/styles.xml"] = _STYLES
        items = "".join(f'<si><t xml:space="preserve">{_xml(text)}</t></si>' for text in self.strings)
        parts["xl/sharedStrings.xml"] = (
            f'{_HEAD}<sst xmlns="{_MAIN}" count="{len(self.strings)}" uniqueCount="{len(self.strings)}">{items}</sst>'
        )
        parts["_rels/.rels"] = _relations({"rId1": (f"{_OFFICE}/officeDocument", "xl/workbook.xml")})
        return {"[Content_Types].xml": self._types(parts)} | parts

    def _types(self, parts: dict) -> str:
        main = f"{_TYPE}.sheet.main+xml"
        if self.draft.macros:
            main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        kinds = {"xl/workbook.xml": main, "xl/styles.xml": f"{_TYPE}.styles+xml"}
        kinds["xl/sharedStrings.xml"] = f"{_TYPE}.sharedStrings+xml"
        kinds |= {name: f"{_TYPE}.worksheet+xml" for name in parts if name.startswith("xl/worksheets/sheet")}
        kinds |= {name: f"{_TYPE}.comments+xml" for name in parts if name.startswith("xl/comments")}
        overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
        return (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>{overrides}</Types>'
        )

    def _sheet(self, page: Page) -> str:
        rows: dict[int, list[tuple[int, Cell]]] = {}
        for (row, column), cell in page.cells.items():
            rows.setdefault(row, []).append((column, cell))
        for row in page.hidden_rows:
            rows.setdefault(row, [])
        shown = self._shown(page)
        data = []
        for row in sorted(rows):
            hidden = ' hidden="1"' if row in page.hidden_rows else ""
            cells = "".join(
                self._cell(f"{column_letters(c)}{row}", cell, shown)
                for c, cell in sorted(rows[row], key=lambda i: i[0])
            )
            data.append(f'<row r="{row}"{hidden}>{cells}</row>')
        columns = "".join(f'<col min="{c}" max="{c}" width="6" hidden="1"/>' for c in sorted(page.hidden_columns))
        columns = f"<cols>{columns}</cols>" if columns else ""
        top = (page.header_rows() or [1])[-1]
        area = f"A{top}:{column_letters(max(page.last_column, 1))}{max(page.last_row, top)}"
        filtered = f'<autoFilter ref="{area}"/>' if page.filtered else ""
        merges = "".join(
            f'<mergeCell ref="{column_letters(b)}{a}:{column_letters(d)}{c}"/>' for a, b, c, d in page.merges
        )
        merges = f'<mergeCells count="{len(page.merges)}">{merges}</mergeCells>' if merges else ""
        return (
            f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{columns}<sheetData>{"".join(data)}</sheetData>'
            f"{filtered}{merges}</worksheet>"
        )

    def _shown(self, page: Page) -> dict[Origin, Cell]:
        """What the echoes of the Dutch rows repeat."""
        return {
            cell.origin: cell
            for cell in page.cells.values()
            if cell.role == "typed" and cell.origin and cell.origin.line == "fr"
        }

    def _cell(self, address: str, cell: Cell, shown: dict[Origin, Cell]) -> str:
        value = cell.value
        if cell.role == "echo" and value is None:
            value = _repeated(shown.get(cell.origin._replace(line="fr")))
        formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
        style = f' s="{_LOOKS[cell.look]}"' if cell.look else ""
        if value is None:
            return f'<c r="{address}"{style}>{formula}</c>' if formula else f'<c r="{address}"{style}/>'
        if isinstance(value, bool):
            return f'<c r="{address}"{style} t="b">{formula}<v>{int(value)}</v></c>'
        if isinstance(value, Error):
            return f'<c r="{address}"{style} t="e">{formula}<v>{value}</v></c>'
        if isinstance(value, date):
            days = (value - date(1904, 1, 1)).days if self.draft.date1904 else (value - date(1899, 12, 30)).days
            return f'<c r="{address}"{style}>{formula}<v>{days}</v></c>'
        if isinstance(value, str):
            if formula:
                return f'<c r="{address}"{style} t="str">{formula}<v>{_xml(value)}</v></c>'
            place = self.strings.setdefault(value, len(self.strings))
            return f'<c r="{address}"{style} t="s"><v>{place}</v></c>'
        return f'<c r="{address}"{style}>{formula}<v>{float(value)!r}</v></c>'


def _repeated(cell: Cell | None) -> object:
    """What a formula shows of a French cell: nothing for an empty one, a percentage as text."""
    if cell is None or not cell.filled:
        return ""
    if cell.look == "percent" and isinstance(cell.value, Decimal):
        return f"{(cell.value * 100).normalize():f} %"
    return cell.value


def _xml(text: str) -> str:
    """A text as Excel stores it: control characters as _xHHHH_."""
    safe = "".join(char if char >= " " or char in "\n\t" else f"_x{ord(char):04X}_" for char in text)
    return escape(safe, quote=False)


def _relations(relations: dict[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (kind, target) in relations.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _comments(page: Page) -> str:
    items = "".join(
        f'<comment ref="{column_letters(c)}{r}" authorId="0"><text><t>{_xml(note)}</t></text></comment>'
        for (r, c), note in page.notes.items()
    )
    authors = "<authors><author>x</author></authors>"
    return f'{_HEAD}<comments xmlns="{_MAIN}">{authors}<commentList>{items}</commentList></comments>'
