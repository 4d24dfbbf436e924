"""Writes a draft as Excel would: shared strings, formulas with stored values, comments, strikes, a macro part."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from html import escape

from minerva.model.record import column_letters
from returns.mutants.draft import Cell, Draft, Error, Origin, Page

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


def written(draft: Draft) -> bytes:
    """The workbook a draft makes."""
    return _Writer(draft).package()


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
